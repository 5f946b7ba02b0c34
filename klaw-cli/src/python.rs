//! `klaw schema python`: a module of msgspec structs with the tags, order, defaults and rules of a lock.

mod default;
mod names;
mod pattern;

use crate::Failure;
use default::Default;
use klaw_runtime::lock::Lock;
use klaw_runtime::lock::layout::{Body, Enumeration, Form, Layout, Message, Number, Rules, Shape, Tag, Type, Union};
use names::{Names, Scope};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// How many characters all types may be in Python: a newtype is written out where it is a key, and an array item by item, so
/// that a few lines of a lock may say more than any memory holds.
const LONGEST: usize = 1 << 24;

/// How deep types may nest, with the newtypes that they name. Python's own parser takes little more.
const DEPTH: usize = 128;

/// The module's text.
pub(crate) fn module(lock: &Lock, source: &str) -> Result<String, Failure> {
    // First, as a newtype that holds itself has no end, wherever it is named.
    let aliases = aliases(lock)?;
    let mut module = Module {
        lock,
        names: Names::of(lock),
        uses: BTreeSet::new(),
        unknown: false,
        body: String::new(),
        left: LONGEST,
        depth: 0,
    };
    for (name, layout) in lock.layouts() {
        if let Shape::Enumeration(found) = &layout.shape {
            module.enumeration(name, found);
        }
    }
    for (name, layout) in lock.layouts() {
        match &layout.shape {
            Shape::Message(message) => {
                let class = module.names.of_type(name);
                module.message(&class, message, layout.checked)?;
            }
            Shape::Union(union) => {
                for member in &union.members {
                    if let Body::Message(message) = &member.body {
                        let class = module.names.of_member(name, &member.name);
                        module.message(&class, message, false)?;
                    }
                }
            }
            _ => {}
        }
    }
    module.line("\n");
    for name in aliases {
        match lock.get(name).map(|layout| &layout.shape) {
            Some(Shape::Newtype(place)) => {
                let ty = module.ty(&place.ty, &[&place.rules], Position::Value)?;
                module.alias(name, &ty);
            }
            Some(Shape::Union(union)) => module.union(name, union)?,
            _ => {}
        }
    }
    Ok(module.finish(source))
}

/// Newtypes and unions, each behind those that it names: they are evaluated when the module is imported.
fn aliases(lock: &Lock) -> Result<Vec<&str>, Failure> {
    fn is_alias(layout: &Layout) -> bool {
        matches!(layout.shape, Shape::Newtype(_) | Shape::Union(_))
    }
    fn visit<'a>(
        lock: &'a Lock,
        name: &'a str,
        open: &mut Vec<&'a str>,
        done: &mut Vec<&'a str>,
    ) -> Result<(), Failure> {
        let Some(layout) = lock.get(name).filter(|layout| is_alias(layout)) else { return Ok(()) };
        if done.contains(&name) {
            return Ok(());
        }
        if open.contains(&name) {
            return Err(format!("`{name}` holds itself without a message between, which Python has no name for").into());
        }
        if open.len() == DEPTH {
            return Err(too_deep());
        }
        open.push(name);
        let mut inner = Vec::new();
        match &layout.shape {
            Shape::Newtype(place) => place.ty.names(&mut |name| inner.push(name)),
            Shape::Union(union) => {
                for member in &union.members {
                    if let Body::Type(ty, _) = &member.body {
                        ty.names(&mut |name| inner.push(name));
                    }
                }
            }
            _ => {}
        }
        inner.into_iter().try_for_each(|name| visit(lock, name, open, done))?;
        open.pop();
        done.push(name);
        Ok(())
    }
    let mut done = Vec::new();
    lock.layouts().try_for_each(|(name, _)| visit(lock, name, &mut Vec::new(), &mut done))?;
    Ok(done)
}

fn too_deep() -> Failure {
    format!("types nest deeper than {DEPTH}, with the newtypes in them").into()
}

struct Module<'a> {
    lock: &'a Lock,
    names: Names,
    /// What is imported.
    uses: BTreeSet<&'static str>,
    /// Is there a default that only Rust knows?
    unknown: bool,
    body: String,
    /// How many more characters types may be.
    left: usize,
    /// In how many types the one that is written lies.
    depth: usize,
}

/// Where a type stands: a dictionary's keys are hashed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Value,
    Key,
}

impl<'a> Module<'a> {
    fn line(&mut self, line: &str) {
        self.body.push_str(line);
        self.body.push('\n');
    }

    // One of each shape.

    fn enumeration(&mut self, name: &str, found: &Enumeration) {
        self.uses.insert("enum");
        let class = self.names.of_type(name);
        let is_int = found.values.iter().all(|(_, value)| matches!(value, Tag::Int(_)));
        let base = match (is_int, found.keeps_unknown) {
            (true, _) => "enum.IntEnum",
            (false, true) => "str, enum.Enum",
            (false, false) => "enum.Enum",
        };
        self.line(&format!("\n\nclass {class}({base}):"));
        if found.keeps_unknown {
            let base = if is_int { "int" } else { "str" };
            self.line(&format!(
                "    \"\"\"The values that have a name; others are kept, so fields are of type `{base}`.\"\"\"\n"
            ));
        }
        for (member, value) in self.names.members(found) {
            self.line(&format!("    {member} = {}", tag(&value)));
        }
    }

    fn message(&mut self, class: &str, message: &Message, checked: bool) -> Result<(), Failure> {
        let mut head = vec![String::from("msgspec.Struct")];
        if message.form != Form::Map {
            head.push(String::from("array_like=True"));
        }
        if let Some(found) = &message.tag {
            head.push(format!("tag={}", tag(found)));
        }
        if let Some(key) = message.tag_field.as_deref().filter(|key| *key != "type" && message.tag.is_some()) {
            head.push(format!("tag_field={}", quoted(key)));
        }
        if message.forbid {
            head.push(String::from("forbid_unknown_fields=True"));
        }
        if message.omits && message.form == Form::Map {
            head.push(String::from("omit_defaults=True"));
        }
        let (fields, keyword_only) = self.fields(class, message)?;
        if keyword_only {
            head.push(String::from("kw_only=True"));
        }
        self.line(&format!("\n\nclass {class}({}):", head.join(", ")));
        for (is, comment) in [
            (checked, "In Rust a function checks the whole message, too."),
            (message.form == Form::Either, "In Rust the map form is read, too."),
            (
                message.omits && message.form != Form::Map,
                "Rust leaves out defaults at the end; here all is written, and both read both.",
            ),
        ] {
            if is {
                self.line(&format!("    # {comment}"));
            }
        }
        if fields.is_empty() {
            self.line("    pass");
        }
        fields.iter().for_each(|field| self.line(field));
        Ok(())
    }

    /// A line for each field, and whether one that must be given stands behind one that need not.
    fn fields(&mut self, class: &str, message: &Message) -> Result<(Vec<String>, bool), Failure> {
        let mut lines = Vec::new();
        let mut scope = Scope::fields();
        let (mut keyword_only, mut was_optional) = (false, false);
        let is_array = message.form != Form::Map;
        let slots = message.fields.iter().map(|field| field.position).chain(message.reserved.iter().copied()).max();
        for position in 0..slots.map_or(0, |last| last.saturating_add(1)) {
            let Some(field) = message.fields.iter().find(|field| field.position == position) else {
                if is_array && message.reserved.contains(&position) {
                    // Old frames may hold anything there, which is not looked at.
                    let name = scope.name(&format!("reserved_{position}"));
                    lines.push(format!("    {name}: msgspec.Raw = {}", default::NIL));
                    was_optional = true;
                }
                continue;
            };
            let ty = self.ty(&field.place.ty, &[&field.place.rules], Position::Value)?;
            let name = scope.name(&field.name);
            let wire_name = (!is_array && name != field.name).then(|| format!("name={}", quoted(&field.name)));
            let default = match default::of(self, field) {
                Default::Required => None,
                Default::Value(text) => Some(("default", text)),
                Default::Factory(text) => Some(("default_factory", text)),
                Default::Unknown(text) => {
                    self.unknown = true;
                    let of = format!("{class}.{name}");
                    Some(("default_factory", format!("_only_rust_knows({}, {})", quoted(&of), quoted(&text))))
                }
            };
            keyword_only |= default.is_none() && was_optional;
            was_optional |= default.is_some();
            let end = match (default, wire_name) {
                (None, None) => String::new(),
                (None, Some(wire_name)) => format!(" = msgspec.field({wire_name})"),
                (Some(("default", text)), None) => format!(" = {text}"),
                (Some((key, text)), None) => format!(" = msgspec.field({key}={text})"),
                (Some((key, text)), Some(wire_name)) => format!(" = msgspec.field({key}={text}, {wire_name})"),
            };
            for alias in field.aliases.iter().filter(|_| message.form == Form::Map) {
                lines.push(format!("    # Rust reads {} as this one, too.", quoted(alias)));
            }
            if field.place.checked {
                lines.push(String::from("    # In Rust a function checks it, too."));
            }
            lines.push(format!("    {name}: {ty}{end}"));
        }
        Ok((lines, keyword_only))
    }

    fn union(&mut self, name: &str, union: &Union) -> Result<(), Failure> {
        let mut members = Vec::new();
        for member in &union.members {
            members.push(match &member.body {
                Body::Type(ty, _) => self.ty(ty, &[], Position::Value)?,
                Body::Message(_) => self.names.of_member(name, &member.name),
            });
        }
        if union.keeps_unknown {
            self.line("# Rust keeps members that it does not know; msgspec refuses them.");
        }
        self.alias(name, &members.join(" | "));
        Ok(())
    }

    fn alias(&mut self, name: &str, ty: &str) {
        self.uses.insert("TypeAlias");
        let name = self.names.of_type(name);
        self.line(&format!("{name}: TypeAlias = {ty}"));
    }

    // Types.

    /// A type with all the rules that hold for it.
    fn ty(&mut self, ty: &Type, rules: &[&Rules], position: Position) -> Result<String, Failure> {
        if self.depth == DEPTH {
            return Err(too_deep());
        }
        self.depth += 1;
        let text = self.ruled(ty, rules, position)?;
        self.depth -= 1;
        self.spend(text.len())?;
        Ok(text)
    }

    fn spend(&mut self, length: usize) -> Result<(), Failure> {
        let left = self.left.checked_sub(length);
        self.left = left.ok_or_else(|| format!("the types are longer than {LONGEST} characters in Python"))?;
        Ok(())
    }

    fn ruled(&mut self, ty: &Type, rules: &[&Rules], position: Position) -> Result<String, Failure> {
        let rules: Vec<&Rules> = rules.iter().copied().filter(|found| **found != Rules::default()).collect();
        let items = || rules.iter().filter_map(|found| found.items.as_deref()).collect::<Vec<_>>();
        let bare = match ty {
            Type::Option(inner) => {
                let text = self.ty(inner, &rules, position)?;
                // A `Raw` holds nil as well, and msgspec refuses everything but nil where it may be None.
                let is_nil =
                    matches!(behind_newtypes(self.lock, inner), Type::Any | Type::Opaque | Type::Nil | Type::Option(_));
                return Ok(if is_nil { text } else { format!("{text} | None") });
            }
            Type::Name(name) => return self.named(name, rules, position),
            Type::Int { min, max } => return self.int(*min, *max, &rules),
            Type::Opaque => {
                self.uses.insert("Any");
                String::from("Any")
            }
            Type::Any => String::from("msgspec.Raw"),
            Type::Nil => String::from("None"),
            Type::Bool => String::from("bool"),
            Type::Float { .. } => String::from("float"),
            Type::Str => String::from("str"),
            Type::Char => {
                return Ok(self.annotated("str", vec![String::from("min_length=1"), String::from("max_length=1")]));
            }
            Type::Bytes => String::from("bytes"),
            Type::ByteArray(length) => {
                return Ok(
                    self.annotated("bytes", vec![format!("min_length={length}"), format!("max_length={length}")])
                );
            }
            Type::Ext => String::from("msgspec.msgpack.Ext"),
            Type::Timestamp => {
                self.uses.insert("datetime");
                return Ok(self.annotated("datetime.datetime", vec![String::from("tz=True")]));
            }
            Type::Text(form) => self.text(form),
            Type::Sequence(item) if position == Position::Key => {
                format!("tuple[{}, ...]", self.ty(item, &items(), position)?)
            }
            Type::Sequence(item) => format!("list[{}]", self.ty(item, &items(), position)?),
            Type::Array(item, length) if position == Position::Key || is_tuple(*length) => {
                let item = self.ty(item, &items(), position)?;
                self.spend(item.len().saturating_mul(*length))?;
                format!("tuple[{}]", vec![item; *length].join(", "))
            }
            Type::Array(item, length) => {
                let list = format!("list[{}]", self.ty(item, &items(), position)?);
                return Ok(self.annotated(&list, vec![format!("min_length={length}"), format!("max_length={length}")]));
            }
            Type::Tuple(types) if types.is_empty() => String::from("tuple[()]"),
            Type::Tuple(types) => {
                let types: Result<Vec<_>, _> = types.iter().map(|ty| self.ty(ty, &[], position)).collect();
                format!("tuple[{}]", types?.join(", "))
            }
            Type::Map(key, value) => {
                let keys: Vec<_> = rules.iter().filter_map(|found| found.keys.as_deref()).collect();
                let values: Vec<_> = rules.iter().filter_map(|found| found.values.as_deref()).collect();
                format!("dict[{}, {}]", self.ty(key, &keys, Position::Key)?, self.ty(value, &values, position)?)
            }
            other => return Err(format!("`{other}` is not known here; update this program").into()),
        };
        let mut facts = numbers(&rules)?;
        facts.extend(lengths(&rules));
        if let Some(fact) = pattern::fact(&rules)? {
            facts.push(fact);
        }
        Ok(self.annotated(&bare, facts))
    }

    fn named(&mut self, name: &str, rules: Vec<&Rules>, position: Position) -> Result<String, Failure> {
        let lock: &'a Lock = self.lock;
        match lock.get(name).map(|layout| &layout.shape) {
            // Rules of the place act on what is inside.
            Some(Shape::Newtype(place)) if !rules.is_empty() || position == Position::Key => {
                let rules: Vec<_> = rules.into_iter().chain([&place.rules]).collect();
                self.ty(&place.ty, &rules, position)
            }
            Some(Shape::Enumeration(found)) if found.keeps_unknown => {
                let is_int = found.values.iter().all(|(_, value)| matches!(value, Tag::Int(_)));
                Ok(String::from(if is_int { "int" } else { "str" }))
            }
            _ => Ok(self.names.of_type(name)),
        }
    }

    /// Python's integers have no width: the range is a rule. msgspec takes bounds within i64, and ends at 64 bits itself.
    fn int(&mut self, min: i64, max: u64, rules: &[&Rules]) -> Result<String, Failure> {
        let width = WIDTHS.iter().find(|(_, least, most, _)| (*least, *most) == (min, max));
        if let (Some((name, ..)), true) = (width, rules.is_empty()) {
            self.uses.insert(name);
            return Ok((*name).to_owned());
        }
        let bound = |of: fn(&Rules) -> Option<Number>| {
            rules.iter().filter_map(move |found| match of(found) {
                Some(Number::Int(value)) => Some(value),
                _ => None,
            })
        };
        let least = bound(|found| found.ge).chain([i128::from(min)]).max().unwrap_or(i128::MIN);
        let most = bound(|found| found.le).chain([i128::from(max)]).min().unwrap_or(i128::MAX);
        let mut facts = Vec::new();
        if (least > i128::from(i64::MIN) || max <= i64::MAX as u64) && least <= i128::from(i64::MAX) {
            facts.push(format!("ge={}", number(least)));
        }
        if most <= i128::from(i64::MAX) {
            facts.push(format!("le={}", number(most)));
        }
        let mut multiple = None;
        for of in bound(|found| found.multiple_of) {
            let both = match multiple {
                Some(other) => common_multiple(other, of).filter(|both| *both <= i128::from(i64::MAX)),
                None => Some(of),
            };
            multiple = Some(both.ok_or_else(|| no_one_multiple(rules))?);
        }
        facts.extend(multiple.map(|of| format!("multiple_of={of}")));
        Ok(self.annotated("int", facts))
    }

    /// Text in a form that msgspec reads, too; in another it is a string.
    fn text(&mut self, form: &str) -> String {
        let (module, name) = match form {
            "datetime" => ("datetime", "datetime.datetime"),
            "date" => ("datetime", "datetime.date"),
            "time" => ("datetime", "datetime.time"),
            "duration" => ("datetime", "datetime.timedelta"),
            "uuid" => ("uuid", "uuid.UUID"),
            _ => return String::from("str"),
        };
        self.uses.insert(module);
        name.to_owned()
    }

    fn annotated(&mut self, ty: &str, facts: Vec<String>) -> String {
        if facts.is_empty() {
            return ty.to_owned();
        }
        self.uses.insert("Annotated");
        format!("Annotated[{ty}, msgspec.Meta({})]", facts.join(", "))
    }

    fn finish(mut self, source: &str) -> String {
        let mut text = format!(
            "\"\"\"The messages of {}, as msgspec structs: the same bytes, tags, order, defaults and rules.\n\n\
             Written by `klaw schema python`; write it anew rather than change it.\n\"\"\"\nfrom __future__ import annotations\n\n",
            escaped(source)
        );
        for module in ["datetime", "enum", "uuid"].iter().filter(|module| self.uses.contains(**module)) {
            let _ = writeln!(text, "import {module}");
        }
        let widths: Vec<_> = WIDTHS.iter().filter(|(name, ..)| self.uses.contains(name)).collect();
        if !widths.is_empty() {
            self.uses.extend(["Annotated", "TypeAlias"]);
        }
        let typing: Vec<_> =
            ["Annotated", "Any", "TypeAlias"].into_iter().filter(|name| self.uses.contains(name)).collect();
        let typing = if self.unknown { [&["Callable", "NoReturn"], &typing[..]].concat() } else { typing };
        if !typing.is_empty() {
            let mut typing = typing;
            typing.sort_unstable();
            let _ = writeln!(text, "from typing import {}", typing.join(", "));
        }
        text.push_str("\nimport msgspec\n");
        if !widths.is_empty() {
            text.push_str(
                "\n# Python's integers have no width; these have Rust's. The longest end where msgspec itself does.\n",
            );
        }
        for (name, .., facts) in widths {
            let _ = writeln!(text, "{name}: TypeAlias = Annotated[int, msgspec.Meta({facts})]");
        }
        if self.unknown {
            text.push_str(ONLY_RUST_KNOWS);
        }
        text + &self.body
    }
}

/// Rust's integers, and what msgspec is told of each.
const WIDTHS: [(&str, i64, u64, &str); 8] = [
    ("U8", 0, u8::MAX as u64, "ge=0, le=255"),
    ("U16", 0, u16::MAX as u64, "ge=0, le=65535"),
    ("U32", 0, u32::MAX as u64, "ge=0, le=4294967295"),
    ("U64", 0, u64::MAX, "ge=0"),
    ("I8", i8::MIN as i64, i8::MAX as u64, "ge=-128, le=127"),
    ("I16", i16::MIN as i64, i16::MAX as u64, "ge=-32768, le=32767"),
    ("I32", i32::MIN as i64, i32::MAX as u64, "ge=-2147483648, le=2147483647"),
    ("I64", i64::MIN, i64::MAX as u64, "ge=-(2**63), le=2**63 - 1"),
];

/// A bound, as one would write it.
fn number(value: i128) -> String {
    match value {
        _ if value == i128::from(i64::MIN) => String::from("-(2**63)"),
        _ if value == i128::from(i64::MAX) => String::from("2**63 - 1"),
        other => other.to_string(),
    }
}

/// Is an array of this length spelled out? A list of a longer one has its length as a rule.
fn is_tuple(length: usize) -> bool {
    (1..=16).contains(&length)
}

/// What stands for a default that is another value each time, or that JSON cannot write.
const ONLY_RUST_KNOWS: &str = r#"

def _only_rust_knows(of: str, default: str) -> Callable[[], NoReturn]:
    def ask() -> NoReturn:
        raise NotImplementedError(f"give {of} a value: its default in Rust is `{default}`, which only Rust can evaluate")

    return ask
"#;

/// A type without the newtypes around it. None of them holds itself: that was looked at first.
fn behind_newtypes<'t>(lock: &'t Lock, mut ty: &'t Type) -> &'t Type {
    while let Type::Name(name) = ty
        && let Some(Shape::Newtype(place)) = lock.get(name).map(|layout| &layout.shape)
    {
        ty = &place.ty;
    }
    ty
}

/// The least number whose multiples are those of both.
fn common_multiple(a: i128, b: i128) -> Option<i128> {
    let (mut divisor, mut rest) = (a, b);
    while rest != 0 {
        (divisor, rest) = (rest, divisor.checked_rem(rest)?);
    }
    a.checked_div(divisor)?.checked_mul(b)?.checked_abs()
}

/// msgspec takes one `multiple_of`.
fn no_one_multiple(rules: &[&Rules]) -> Failure {
    let of: Vec<_> = rules.iter().filter_map(|found| found.multiple_of).map(|of| format!("{of}")).collect();
    format!("there is no one number whose multiples are those of {}, and msgspec takes one", of.join(" and ")).into()
}

fn numbers(rules: &[&Rules]) -> Result<Vec<String>, Failure> {
    let mut facts = Vec::new();
    let float = |of: fn(&Rules) -> Option<Number>| {
        rules.iter().filter_map(move |found| match of(found) {
            Some(Number::Float(value)) => Some(value),
            _ => None,
        })
    };
    // What is a multiple of the greatest is one of all.
    let multiple = float(|found| found.multiple_of).reduce(f64::max);
    if let Some(multiple) = multiple
        && float(|found| found.multiple_of).any(|of| multiple % of != 0.0)
    {
        return Err(no_one_multiple(rules));
    }
    let most = |of| float(of).reduce(f64::min);
    let least = |of| float(of).reduce(f64::max);
    for (key, bound) in [
        ("ge", least(|found| found.ge)),
        ("gt", least(|found| found.gt)),
        ("le", most(|found| found.le)),
        ("lt", most(|found| found.lt)),
        ("multiple_of", multiple),
    ] {
        // msgspec takes one bound on either side.
        let other = match key {
            "ge" => least(|found| found.gt).zip(bound).is_some_and(|(gt, ge)| gt >= ge),
            "gt" => least(|found| found.ge).zip(bound).is_some_and(|(ge, gt)| ge > gt),
            "le" => most(|found| found.lt).zip(bound).is_some_and(|(lt, le)| lt <= le),
            "lt" => most(|found| found.le).zip(bound).is_some_and(|(le, lt)| le < lt),
            _ => false,
        };
        if let Some(bound) = bound.filter(|_| !other) {
            facts.push(format!("{key}={bound:?}"));
        }
    }
    Ok(facts)
}

fn lengths(rules: &[&Rules]) -> Vec<String> {
    let least = rules.iter().filter_map(|found| found.min_length).max();
    let most = rules.iter().filter_map(|found| found.max_length).min();
    let least = least.map(|length| format!("min_length={length}"));
    least.into_iter().chain(most.map(|length| format!("max_length={length}"))).collect()
}

fn tag(tag: &Tag) -> String {
    match tag {
        Tag::Int(value) => value.to_string(),
        Tag::Str(value) => quoted(value),
    }
}

/// A string as a literal of Python's.
fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// What stands between a literal's quotes.
fn escaped(text: &str) -> String {
    let mut literal = String::new();
    for character in text.chars() {
        match character {
            '"' | '\\' => literal.extend(['\\', character]),
            '\n' => literal.push_str("\\n"),
            control if control.is_control() => {
                let _ = write!(literal, "\\x{:02x}", u32::from(control));
            }
            other => literal.push(other),
        }
    }
    literal
}
