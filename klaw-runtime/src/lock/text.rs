//! The text of a lock, one fact a line: printed and parsed here, twins in the same order.

use super::layout::{
    Body, Enumeration, Field, Form, Layout, Member, Message, Number, Place, Rules, Shape, Tag, Type, Union,
};
use crate::value::Value;
use std::collections::BTreeMap;
use std::fmt::{self, Write};

/// What every lock begins with.
const HEADER: &str = "\
# klaw.lock: how this crate's messages lie on the wire, one fact a line. A test compares it with the code.
# KLAW_LOCK=bless writes compatible changes, KLAW_LOCK=break those that older programs cannot read, too.
";

/// Stands before a text that does not go on a line as it is.
const ESCAPED: &str = "escaped";

/// How deep types and rules may nest: a frame that deep is past the limit of decoding.
const DEPTH: usize = 128;

/// An option of an option is nil or the value, however many there are.
const OPTIONS: usize = 8;

/// Words that are types; a type of a user's that has such a name is labelled with a number.
const KEYWORDS: [&str; 28] = [
    "u8",
    "u16",
    "u32",
    "u64",
    "i8",
    "i16",
    "i32",
    "i64",
    "int",
    "float32",
    "float64",
    "float",
    "bool",
    "str",
    "char",
    "bytes",
    "ext",
    "timestamp",
    "text",
    "datetime",
    "date",
    "time",
    "duration",
    "uuid",
    "any",
    "opaque",
    "nil",
    "",
];

/// Forms of text that have a word of their own.
const TEXTS: [&str; 5] = ["datetime", "date", "time", "duration", "uuid"];

const INTS: [(&str, i64, u64); 8] = [
    ("u8", 0, u8::MAX as u64),
    ("u16", 0, u16::MAX as u64),
    ("u32", 0, u32::MAX as u64),
    ("u64", 0, u64::MAX),
    ("i8", i8::MIN as i64, i8::MAX as u64),
    ("i16", i16::MIN as i64, i16::MAX as u64),
    ("i32", i32::MIN as i64, i32::MAX as u64),
    ("i64", i64::MIN, i64::MAX as u64),
];

pub(super) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

// Printing.

/// The whole lock.
pub(super) fn print(layouts: &BTreeMap<String, Layout>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(HEADER)?;
    blocks(layouts, f)
}

/// The blocks alone: what a fingerprint is taken of.
pub(super) fn blocks(layouts: &BTreeMap<String, Layout>, f: &mut impl Write) -> fmt::Result {
    for (name, layout) in layouts {
        writeln!(f)?;
        block(f, name, layout)?;
    }
    Ok(())
}

fn block(f: &mut impl Write, name: &str, layout: &Layout) -> fmt::Result {
    let name = Word(name);
    let checked = if layout.checked { " checked" } else { "" };
    match &layout.shape {
        Shape::Message(message) => {
            writeln!(f, "message {name} {}{checked}", Head(message))?;
            body(f, "    ", message)
        }
        Shape::Union(union) => {
            write!(f, "union {name} {}", FormText(union.form, union.tag_field.as_deref()))?;
            writeln!(f, "{}{checked}", if union.keeps_unknown { " keeps_unknown" } else { "" })?;
            union.members.iter().try_for_each(|found| member(f, found))
        }
        Shape::Enumeration(enumeration) => {
            let keeps = if enumeration.keeps_unknown { " keeps_unknown" } else { "" };
            writeln!(f, "enumeration {name}{keeps}{checked}")?;
            for (name, value) in &enumeration.values {
                writeln!(f, "    value {} = {value}", Word(name))?;
            }
            Ok(())
        }
        Shape::Newtype(place) => {
            writeln!(f, "newtype {name}: {}{checked}", place.ty)?;
            rules(f, "    ", "", &place.rules)
        }
    }
}

fn member(f: &mut impl Write, member: &Member) -> fmt::Result {
    let name = Word(&member.name);
    match &member.body {
        Body::Type(ty, Some(tag)) => writeln!(f, "    member {name}: {ty} tag {tag}"),
        Body::Type(ty, None) => writeln!(f, "    member {name}: {ty}"),
        Body::Message(message) => {
            writeln!(f, "    member {name} {}", Head(message))?;
            body(f, "        ", message)
        }
    }
}

fn body(f: &mut impl Write, indent: &str, message: &Message) -> fmt::Result {
    let inner = format!("{indent}    ");
    for position in 0..message.slots() {
        let Some(field) = message.at(position) else {
            if message.reserved.contains(&position) {
                writeln!(f, "{indent}reserved {position}")?;
            }
            continue;
        };
        write!(f, "{indent}field {position} {}: {}", Word(&field.name), field.place.ty)?;
        if field.optional {
            f.write_str(" optional")?;
        }
        if field.since > 1 {
            write!(f, " since {}", field.since)?;
        }
        writeln!(f)?;
        for alias in &field.aliases {
            writeln!(f, "{inner}alias {}", Word(alias))?;
        }
        if let Some(default) = &field.default {
            writeln!(f, "{inner}default {}", Line(default))?;
        }
        rules(f, &inner, "", &field.place.rules)?;
        if field.place.checked {
            writeln!(f, "{inner}checked")?;
        }
    }
    Ok(())
}

fn rules(f: &mut impl Write, indent: &str, prefix: &str, found: &Rules) -> fmt::Result {
    let numbers =
        [("ge", found.ge), ("gt", found.gt), ("le", found.le), ("lt", found.lt), ("multiple_of", found.multiple_of)];
    for (key, number) in numbers {
        if let Some(number) = number {
            writeln!(f, "{indent}{prefix}{key} {number}")?;
        }
    }
    for (key, length) in [("min_length", found.min_length), ("max_length", found.max_length)] {
        if let Some(length) = length {
            writeln!(f, "{indent}{prefix}{key} {length}")?;
        }
    }
    if let Some(pattern) = &found.pattern {
        writeln!(f, "{indent}{prefix}pattern {}", Line(pattern))?;
    }
    for (key, inner) in [("items", &found.items), ("keys", &found.keys), ("values", &found.values)] {
        if let Some(inner) = inner {
            rules(f, indent, &format!("{prefix}{key} "), inner)?;
        }
    }
    Ok(())
}

/// The words behind a message's name.
struct Head<'a>(&'a Message);

impl fmt::Display for Head<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(message) = self;
        FormText(message.form, message.tag_field.as_deref()).fmt(f)?;
        if let Some(tag) = &message.tag {
            write!(f, " tag {tag}")?;
        }
        if message.forbid {
            f.write_str(" forbid_unknown_fields")?;
        }
        if message.omits {
            f.write_str(" omits_defaults")?;
        }
        Ok(())
    }
}

struct FormText<'a>(Form, Option<&'a str>);

impl fmt::Display for FormText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(form, tag_field) = self;
        form.fmt(f)?;
        match tag_field {
            Some(tag_field) => write!(f, " tag_field {}", Word(tag_field)),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Array => "array",
            Self::Either => "array_or_map",
            Self::Map => "map",
        })
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => value.fmt(f),
            // A string of digits is no integer.
            Self::Str(value) if value.parse::<i128>().is_ok() => quoted(f, value),
            Self::Str(value) => Word(value).fmt(f),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(value) => value.fmt(f),
            // With its point or exponent, so that it is no integer.
            Self::Float(value) => write!(f, "{value:?}"),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opaque => f.write_str("opaque"),
            Self::Any => f.write_str("any"),
            Self::Nil => f.write_str("nil"),
            Self::Bool => f.write_str("bool"),
            Self::Int { min, max } => match INTS.iter().find(|(_, low, high)| (low, high) == (min, max)) {
                Some((word, ..)) => f.write_str(word),
                None => write!(f, "int({min}..={max})"),
            },
            Self::Float { bits: bits @ (32 | 64) } => write!(f, "float{bits}"),
            Self::Float { bits } => write!(f, "float({bits})"),
            Self::Str => f.write_str("str"),
            Self::Char => f.write_str("char"),
            Self::Bytes => f.write_str("bytes"),
            Self::ByteArray(length) => write!(f, "bytes({length})"),
            Self::Ext => f.write_str("ext"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Text(form) if TEXTS.contains(&form.as_str()) => f.write_str(form),
            Self::Text(form) => write!(f, "text({})", Word(form)),
            Self::Option(ty) => write!(f, "{ty}?"),
            Self::Sequence(ty) => write!(f, "[{ty}]"),
            Self::Array(ty, length) => write!(f, "[{ty}; {length}]"),
            Self::Tuple(types) => {
                f.write_str("(")?;
                for (index, ty) in types.iter().enumerate() {
                    write!(f, "{}{ty}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str(")")
            }
            Self::Map(key, value) => write!(f, "{{{key}: {value}}}"),
            Self::Name(name) => Word(name).fmt(f),
        }
    }
}

fn is_bare(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | '#')
}

/// A name: as it is, or quoted.
pub(super) struct Word<'a>(pub &'a str);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.is_empty() && self.0.chars().all(is_bare) { f.write_str(self.0) } else { quoted(f, self.0) }
    }
}

/// Text up to the end of the line: as it is, or quoted behind a word that says so.
struct Line<'a>(&'a str);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(text) = *self;
        let plain = !text.is_empty() && text.trim() == text && !text.contains(char::is_control);
        if plain && !text.starts_with(ESCAPED) {
            return f.write_str(text);
        }
        write!(f, "{ESCAPED} ")?;
        quoted(f, text)
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for character in text.chars() {
        match character {
            '"' | '\\' => write!(f, "\\{character}")?,
            '\n' => f.write_str("\\n")?,
            control if control.is_control() => write!(f, "\\u{{{:x}}}", u32::from(control))?,
            other => f.write_char(other)?,
        }
    }
    f.write_str("\"")
}

/// A value as JSON writes it, if JSON has it. Done here, so that a lock is the same with and without the feature.
pub(super) fn json(value: &Value<'_>) -> Option<String> {
    let mut text = String::new();
    write_json(value, &mut text)?;
    Some(text)
}

fn write_json(value: &Value<'_>, text: &mut String) -> Option<()> {
    match value {
        Value::Nil => text.push_str("null"),
        Value::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Value::Int(value) => text.push_str(&value.to_string()),
        Value::Float(value) if value.is_finite() => text.push_str(&format!("{value:?}")),
        Value::Str(found) => write_json_str(found, text),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                write_json(item, text)?;
            }
            text.push(']');
        }
        Value::Map(entries) => {
            text.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                let Value::Str(key) = key else { return None };
                text.push_str(if index > 0 { ", " } else { "" });
                write_json_str(key, text);
                text.push_str(": ");
                write_json(value, text)?;
            }
            text.push('}');
        }
        Value::Float(_) | Value::Bin(_) | Value::Ext(_) => return None,
    }
    Some(())
}

fn write_json_str(found: &str, text: &mut String) {
    text.push('"');
    for character in found.chars() {
        match character {
            '"' | '\\' => text.extend(['\\', character]),
            '\n' => text.push_str("\\n"),
            '\0'..='\x1f' => text.push_str(&format!("\\u{:04x}", u32::from(character))),
            other => text.push(other),
        }
    }
    text.push('"');
}

// Parsing.

/// Why a text is no lock.
///
/// ```
/// use klaw_runtime::lock::Lock;
///
/// let error = "# a comment\nmessage Ping array\n    field 0 seq: u65".parse::<Lock>().unwrap_err();
/// assert_eq!(error.to_string(), "line 3: `u65` is not described");
/// assert_eq!(error.line(), 3);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    line: usize,
    message: String,
}

impl ParseError {
    /// The number of the line that is wrong, from 1.
    ///
    /// ```
    /// use klaw_runtime::lock::Lock;
    ///
    /// assert_eq!("massage Ping array".parse::<Lock>().unwrap_err().line(), 1);
    /// ```
    #[must_use]
    pub fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ParseError {}

/// Reads a lock.
pub(super) fn parse(text: &str) -> Result<BTreeMap<String, Layout>, ParseError> {
    let mut parser = Parser { lines: lines(text), next: 0, names: Vec::new() };
    let mut layouts = BTreeMap::new();
    while let Some(mut line) = parser.line(0)? {
        let number = line.number;
        let (name, layout) = parser.block(&mut line)?;
        if layouts.contains_key(&name) {
            return Err(error(number, format!("`{name}` is described already")));
        }
        layouts.insert(name, layout);
    }
    match parser.names.iter().find(|(_, name)| !layouts.contains_key(name)) {
        Some((line, name)) => Err(error(*line, format!("`{name}` is not described"))),
        None => Ok(layouts),
    }
}

fn error(line: usize, message: String) -> ParseError {
    ParseError { line, message }
}

/// One line, and how far it has been read.
#[derive(Clone)]
struct Cursor<'a> {
    number: usize,
    indent: usize,
    rest: &'a str,
}

fn lines(text: &str) -> Vec<Cursor<'_>> {
    let numbered = text.lines().enumerate().map(|(index, line)| {
        let rest = line.trim_start_matches(' ');
        Cursor { number: index + 1, indent: line.len() - rest.len(), rest: rest.trim_end() }
    });
    numbered.filter(|line| !line.rest.is_empty() && !line.rest.starts_with('#')).collect()
}

struct Parser<'a> {
    lines: Vec<Cursor<'a>>,
    next: usize,
    /// Every name that a type must have, with its line.
    names: Vec<(usize, String)>,
}

impl<'a> Parser<'a> {
    /// The next line at this depth; `None` where the block ends.
    fn line(&mut self, indent: usize) -> Result<Option<Cursor<'a>>, ParseError> {
        match self.lines.get(self.next) {
            Some(line) if line.indent > indent => {
                Err(error(line.number, format!("expected {indent} spaces before the line, found {}", line.indent)))
            }
            Some(line) if line.indent == indent => {
                self.next += 1;
                Ok(Some(line.clone()))
            }
            _ => Ok(None),
        }
    }

    fn block(&mut self, line: &mut Cursor<'a>) -> Result<(String, Layout), ParseError> {
        let number = line.number;
        if line.eat("message") {
            let name = line.word("a name")?;
            let mut message = head(line)?;
            let checked = line.eat("checked");
            line.end()?;
            self.body(4, &mut message)?;
            return Ok((name, Layout { shape: Shape::Message(message), checked }));
        }
        if line.eat("union") {
            let name = line.word("a name")?;
            let (form, tag_field) = form(line)?;
            let (keeps_unknown, checked) = (line.eat("keeps_unknown"), line.eat("checked"));
            line.end()?;
            let mut members = Vec::new();
            while let Some(mut line) = self.line(4)? {
                members.push(self.member(&mut line)?);
            }
            let union = Union { form, tag_field, keeps_unknown, members };
            return Ok((name, Layout { shape: Shape::Union(union), checked }));
        }
        if line.eat("enumeration") {
            let name = line.word("a name")?;
            let (keeps_unknown, checked) = (line.eat("keeps_unknown"), line.eat("checked"));
            line.end()?;
            let mut values = Vec::new();
            while let Some(mut line) = self.line(4)? {
                line.expect("value")?;
                let name = line.word("a name")?;
                line.expect("=")?;
                let value = line.tag()?;
                line.end()?;
                values.push((name, value));
            }
            let enumeration = Enumeration { values, keeps_unknown };
            return Ok((name, Layout { shape: Shape::Enumeration(enumeration), checked }));
        }
        if line.eat("newtype") {
            let name = line.word("a name")?;
            line.expect(":")?;
            let ty = line.ty(0, &mut self.names)?;
            let checked = line.eat("checked");
            line.end()?;
            let mut place = Place { ty, rules: Rules::default(), checked: false };
            while let Some(mut line) = self.line(4)? {
                line.rule(&mut place.rules)?;
            }
            return Ok((name, Layout { shape: Shape::Newtype(place), checked }));
        }
        Err(error(number, format!("expected `message`, `union`, `enumeration` or `newtype`, found {}", line.found())))
    }

    fn member(&mut self, line: &mut Cursor<'a>) -> Result<Member, ParseError> {
        line.expect("member")?;
        let name = line.word("a name")?;
        if line.eat(":") {
            let ty = line.ty(0, &mut self.names)?;
            let tag = if line.eat("tag") { Some(line.tag()?) } else { None };
            line.end()?;
            return Ok(Member { name, body: Body::Type(ty, tag) });
        }
        let mut message = head(line)?;
        line.end()?;
        self.body(8, &mut message)?;
        Ok(Member { name, body: Body::Message(message) })
    }

    fn body(&mut self, indent: usize, message: &mut Message) -> Result<(), ParseError> {
        let mut next = message.slots();
        while let Some(mut line) = self.line(indent)? {
            let reserved = line.eat("reserved");
            if !reserved && !line.eat("field") {
                return Err(line.expected("`field` or `reserved`"));
            }
            let position = line.number_of("a position")?;
            if position != next {
                return Err(error(line.number, format!("expected position {next}, found {position}")));
            }
            next = next.saturating_add(1);
            if reserved {
                line.end()?;
                message.reserved.push(position);
            } else {
                let field = self.field(&mut line, indent + 4, position)?;
                message.fields.push(field);
            }
        }
        Ok(())
    }

    fn field(&mut self, line: &mut Cursor<'a>, indent: usize, position: usize) -> Result<Field, ParseError> {
        let name = line.word("a name")?;
        line.expect(":")?;
        let ty = line.ty(0, &mut self.names)?;
        let optional = line.eat("optional");
        let since = if line.eat("since") { line.number_of("a version")? } else { 1 };
        line.end()?;
        let place = Place { ty, rules: Rules::default(), checked: false };
        let mut field = Field { position, name, aliases: Vec::new(), since, optional, default: None, place };
        while let Some(mut line) = self.line(indent)? {
            if line.eat("alias") {
                field.aliases.push(line.word("a name")?);
                line.end()?;
            } else if line.eat("default") {
                let text = line.text("a default")?;
                line.once(field.default.replace(text).is_some(), "default")?;
            } else if line.eat("checked") {
                line.end()?;
                field.place.checked = true;
            } else {
                line.rule(&mut field.place.rules)?;
            }
        }
        Ok(field)
    }
}

/// The words behind a message's name.
fn head(line: &mut Cursor<'_>) -> Result<Message, ParseError> {
    let (form, tag_field) = form(line)?;
    let tag = if line.eat("tag") { Some(line.tag()?) } else { None };
    let forbid = line.eat("forbid_unknown_fields");
    let omits = line.eat("omits_defaults");
    Ok(Message { form, tag, tag_field, forbid, omits, fields: Vec::new(), reserved: Vec::new() })
}

fn form(line: &mut Cursor<'_>) -> Result<(Form, Option<String>), ParseError> {
    let form = [Form::Array, Form::Either, Form::Map].into_iter().find(|form| line.eat(&form.to_string()));
    let Some(form) = form else {
        return Err(line.expected("`array`, `array_or_map` or `map`"));
    };
    let tag_field = if line.eat("tag_field") { Some(line.word("a key")?) } else { None };
    Ok((form, tag_field))
}

impl Cursor<'_> {
    /// What stands there, for an error.
    fn found(&self) -> String {
        let word = self.rest.split(' ').next().unwrap_or_default();
        match word.char_indices().nth(40) {
            _ if word.is_empty() => String::from("the end of the line"),
            Some((cut, _)) => format!("`{}..`", &word[..cut]),
            None => format!("`{word}`"),
        }
    }

    fn expected(&self, what: &str) -> ParseError {
        error(self.number, format!("expected {what}, found {}", self.found()))
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_start_matches(' ');
    }

    /// Takes a word or a sign, if it is the next.
    fn eat(&mut self, token: &str) -> bool {
        let Some(rest) = self.rest.strip_prefix(token) else {
            return false;
        };
        if token.ends_with(is_bare) && rest.starts_with(is_bare) {
            return false;
        }
        self.rest = rest;
        self.skip_spaces();
        true
    }

    fn expect(&mut self, token: &str) -> Result<(), ParseError> {
        if self.eat(token) { Ok(()) } else { Err(self.expected(&format!("`{token}`"))) }
    }

    fn end(&self) -> Result<(), ParseError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.expected("the end of the line")) }
    }

    fn once(&self, twice: bool, key: &str) -> Result<(), ParseError> {
        if twice { Err(error(self.number, format!("`{key}` is given twice"))) } else { Ok(()) }
    }

    /// A bare word, as it stands.
    fn bare(&mut self) -> Option<&str> {
        let end = self.rest.find(|character| !is_bare(character)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if word.is_empty() {
            return None;
        }
        self.rest = rest.trim_start_matches(' ');
        Some(word)
    }

    fn word(&mut self, what: &str) -> Result<String, ParseError> {
        if self.rest.starts_with('"') {
            return self.quoted();
        }
        match self.bare() {
            Some(word) => Ok(word.to_owned()),
            None => Err(self.expected(what)),
        }
    }

    /// Text up to the end of the line.
    fn text(&mut self, what: &str) -> Result<String, ParseError> {
        if self.rest.is_empty() {
            return Err(self.expected(what));
        }
        if !self.eat(ESCAPED) {
            return Ok(std::mem::take(&mut self.rest).to_owned());
        }
        if !self.rest.starts_with('"') {
            return Err(self.expected("`\"`"));
        }
        let text = self.quoted()?;
        self.end()?;
        Ok(text)
    }

    fn quoted(&mut self) -> Result<String, ParseError> {
        let open = |line: &Self| error(line.number, String::from("expected `\"` at the end of a text"));
        let mut text = String::new();
        let mut characters = self.rest.chars();
        characters.next();
        loop {
            let character = characters.next().ok_or_else(|| open(self))?;
            let escaped = match character {
                '"' => break,
                '\\' => characters.next().ok_or_else(|| open(self))?,
                other => {
                    text.push(other);
                    continue;
                }
            };
            match escaped {
                '"' | '\\' => text.push(escaped),
                'n' => text.push('\n'),
                'u' => {
                    let digits: String = characters.by_ref().take_while(|digit| *digit != '}').collect();
                    let digits = digits.strip_prefix('{').and_then(|digits| u32::from_str_radix(digits, 16).ok());
                    match digits.and_then(char::from_u32) {
                        Some(character) => text.push(character),
                        None => return Err(error(self.number, String::from("expected a character as `\\u{..}`"))),
                    }
                }
                other => {
                    let message = format!("expected `\\\"`, `\\\\`, `\\n` or `\\u{{..}}`, found `\\{other}`");
                    return Err(error(self.number, message));
                }
            }
        }
        self.rest = characters.as_str().trim_start_matches(' ');
        Ok(text)
    }

    fn tag(&mut self) -> Result<Tag, ParseError> {
        if self.rest.starts_with('"') {
            return self.quoted().map(Tag::Str);
        }
        let before = self.clone();
        let word = self.word("a tag")?;
        match (word.parse::<i64>(), word.parse::<i128>()) {
            (Ok(value), _) => Ok(Tag::Int(value)),
            (_, Ok(_)) => Err(before.expected("an integer of 64 bits")),
            _ => Ok(Tag::Str(word)),
        }
    }

    fn number_of<T: std::str::FromStr>(&mut self, what: &str) -> Result<T, ParseError> {
        let before = self.clone();
        match self.bare().and_then(|word| word.parse().ok()) {
            Some(number) => Ok(number),
            None => Err(before.expected(what)),
        }
    }

    fn number(&mut self) -> Result<Number, ParseError> {
        let before = self.clone();
        let number = self.bare().and_then(|word| match word.parse() {
            Ok(int) => Some(Number::Int(int)),
            Err(_) => word.parse().ok().map(Number::Float),
        });
        number.ok_or_else(|| before.expected("a number"))
    }

    /// A rule, perhaps of what is inside.
    fn rule(&mut self, rules: &mut Rules) -> Result<(), ParseError> {
        let mut rules = rules;
        let mut depth = 0;
        loop {
            let inner = if self.eat("items") {
                &mut rules.items
            } else if self.eat("keys") {
                &mut rules.keys
            } else if self.eat("values") {
                &mut rules.values
            } else {
                break;
            };
            depth += 1;
            if depth > DEPTH {
                return Err(error(self.number, format!("the rule nests deeper than {DEPTH}")));
            }
            rules = inner.get_or_insert_default();
        }
        for (key, rule) in [
            ("ge", &mut rules.ge),
            ("gt", &mut rules.gt),
            ("le", &mut rules.le),
            ("lt", &mut rules.lt),
            ("multiple_of", &mut rules.multiple_of),
        ] {
            if self.eat(key) {
                let number = self.number()?;
                self.once(rule.replace(number).is_some(), key)?;
                return self.end();
            }
        }
        for (key, rule) in [("min_length", &mut rules.min_length), ("max_length", &mut rules.max_length)] {
            if self.eat(key) {
                let length = self.number_of("a length")?;
                self.once(rule.replace(length).is_some(), key)?;
                return self.end();
            }
        }
        if self.eat("pattern") {
            let pattern = self.text("a pattern")?;
            return self.once(rules.pattern.replace(pattern).is_some(), "pattern");
        }
        Err(self.expected("a rule"))
    }

    fn ty(&mut self, depth: usize, names: &mut Vec<(usize, String)>) -> Result<Type, ParseError> {
        if depth > DEPTH {
            return Err(error(self.number, format!("the type nests deeper than {DEPTH}")));
        }
        let mut ty = self.plain_type(depth, names)?;
        let mut options = 0;
        while self.eat("?") {
            options += 1;
            if options > OPTIONS {
                return Err(error(self.number, format!("a type has no more than {OPTIONS} `?` in a row")));
            }
            ty = Type::Option(Box::new(ty));
        }
        Ok(ty)
    }

    fn plain_type(&mut self, depth: usize, names: &mut Vec<(usize, String)>) -> Result<Type, ParseError> {
        if self.eat("[") {
            let item = Box::new(self.ty(depth + 1, names)?);
            if self.eat(";") {
                let length = self.number_of("a length")?;
                self.expect("]")?;
                return Ok(Type::Array(item, length));
            }
            self.expect("]")?;
            return Ok(Type::Sequence(item));
        }
        if self.eat("{") {
            let key = Box::new(self.ty(depth + 1, names)?);
            self.expect(":")?;
            let value = Box::new(self.ty(depth + 1, names)?);
            self.expect("}")?;
            return Ok(Type::Map(key, value));
        }
        if self.eat("(") {
            let mut types = Vec::new();
            while !self.eat(")") {
                if !types.is_empty() {
                    self.expect(",")?;
                }
                types.push(self.ty(depth + 1, names)?);
            }
            return Ok(Type::Tuple(types));
        }
        let (number, is_quoted) = (self.number, self.rest.starts_with('"'));
        let word = self.word("a type")?;
        if !is_quoted && is_keyword(&word) {
            return self.keyword(&word);
        }
        names.push((number, word.clone()));
        Ok(Type::Name(word))
    }

    fn keyword(&mut self, word: &str) -> Result<Type, ParseError> {
        if let Some((_, min, max)) = INTS.iter().find(|(int, ..)| *int == word) {
            return Ok(Type::Int { min: *min, max: *max });
        }
        if TEXTS.contains(&word) {
            return Ok(Type::Text(word.to_owned()));
        }
        Ok(match word {
            "int" => {
                self.expect("(")?;
                let before = self.clone();
                let range = self.rest.split_once(')').and_then(|(range, rest)| {
                    let (min, max) = range.split_once("..=")?;
                    Some((min.parse().ok()?, max.parse().ok()?, rest))
                });
                let Some((min, max, rest)) = range else {
                    return Err(before.expected("a range as `0..=9)`"));
                };
                self.rest = rest.trim_start_matches(' ');
                Type::Int { min, max }
            }
            "float32" => Type::Float { bits: 32 },
            "float64" => Type::Float { bits: 64 },
            "float" => {
                self.expect("(")?;
                let bits = self.number_of("a number of bits")?;
                self.expect(")")?;
                Type::Float { bits }
            }
            "text" => {
                self.expect("(")?;
                let form = self.word("the form of a text")?;
                self.expect(")")?;
                Type::Text(form)
            }
            "bytes" if self.eat("(") => {
                let length = self.number_of("a length")?;
                self.expect(")")?;
                Type::ByteArray(length)
            }
            "bytes" => Type::Bytes,
            "nil" => Type::Nil,
            "bool" => Type::Bool,
            "str" => Type::Str,
            "char" => Type::Char,
            "ext" => Type::Ext,
            "timestamp" => Type::Timestamp,
            "any" => Type::Any,
            _ => Type::Opaque,
        })
    }
}
