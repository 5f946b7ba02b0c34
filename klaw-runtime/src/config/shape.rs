//! What stands at a place of the configuration, told by the const schema: sections, maps and values, and their words.

use super::tree::{Data, Node};
use crate::constrain::{FloatRange, Rules};
use crate::schema::{
    EnumerationSchema, FieldSchema, Form, MemberBody, MessageSchema, Shape, Tag, UnionSchema, WireType,
};
use std::fmt::Write as _;

/// A type without its wrappers: options, newtypes.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A message in map form: a table of its own.
    Section(&'static MessageSchema),
    Map(&'static WireType),
    List(&'static WireType),
    Tuple(&'static [WireType]),
    Enumeration(&'static EnumerationSchema),
    Union(&'static UnionSchema),
    /// A message in array form.
    Positional(&'static MessageSchema),
    Scalar(&'static WireType),
}

/// A field's place: its type, and what is known of it beside that.
#[derive(Clone)]
pub(super) struct Spot {
    pub ty: &'static WireType,
    /// The rules of the field and of each newtype around the value.
    pub rules: Vec<&'static Rules>,
    pub secret: bool,
}

impl Kind {
    pub(super) fn of(ty: &'static WireType) -> Self {
        match ty {
            WireType::Option(ty) => Self::of(ty),
            WireType::Newtype(_, field) => Self::of(&field.ty),
            WireType::Map(_, value) => Self::Map(value),
            WireType::Sequence(item) | WireType::Array(item, _) => Self::List(item),
            WireType::Tuple(items) => Self::Tuple(items),
            WireType::Named(_, schema) => match &schema().shape {
                Shape::Message(message) if matches!(message.form, Form::Array) => Self::Positional(message),
                Shape::Message(message) => Self::Section(message),
                Shape::Union(union) => Self::Union(union),
                Shape::Enumeration(enumeration) => Self::Enumeration(enumeration),
                Shape::Newtype(field) => Self::of(&field.ty),
            },
            scalar => Self::Scalar(scalar),
        }
    }

    /// The type of what stands under a key.
    pub(super) fn inside(&self, key: &str) -> Option<&'static WireType> {
        match self {
            Self::Section(message) => named(message, key).map(|field| &field.ty),
            Self::Map(value) => Some(value),
            _ => None,
        }
    }
}

impl Spot {
    pub(super) fn of(ty: &'static WireType) -> Self {
        let mut spot = Self { ty, rules: Vec::new(), secret: ty.is_secret() };
        spot.gather(ty);
        spot
    }

    pub(super) fn field(field: &'static FieldSchema) -> Self {
        let mut spot = Self::of(&field.ty);
        spot.rules.extend(field.rules);
        spot.secret |= field.secret;
        spot
    }

    /// What stands inside: an element, or the value of a map.
    pub(super) fn inside(&self, ty: &'static WireType, rules: fn(&'static Rules) -> Option<&'static Rules>) -> Self {
        let mut spot = Self::of(ty);
        spot.rules.extend(self.rules.iter().filter_map(|outer| rules(outer)));
        spot.secret |= self.secret;
        spot
    }

    fn gather(&mut self, ty: &'static WireType) {
        let field = match ty {
            WireType::Option(ty) => return self.gather(ty),
            WireType::Newtype(_, field) => field,
            WireType::Named(_, schema) => match &schema().shape {
                Shape::Newtype(field) => field,
                _ => return,
            },
            _ => return,
        };
        self.secret |= field.secret;
        self.rules.extend(field.rules);
        self.gather(&field.ty);
    }
}

impl Spot {
    /// What stands under each key of a table, or at each index of a list, as far as the schema tells. A union is what its tag
    /// says; where that is not known, neither is what stands in it.
    pub(super) fn of_key(&self, node: &Node, key: &str) -> Option<Self> {
        match Kind::of(self.ty) {
            Kind::Section(message) => named(message, key).map(|field| self.part(field)),
            Kind::Union(union) => named(member(union, node)?, key).map(|field| self.part(field)),
            Kind::Map(value) => Some(self.inside(value, |rules| rules.values)),
            // Any value is what it is, all the way down.
            Kind::Scalar(ty) => Some(self.inside(ty, |_| None)),
            _ => None,
        }
    }

    pub(super) fn of_index(&self, node: &Node, index: usize) -> Option<Self> {
        match Kind::of(self.ty) {
            Kind::List(item) => Some(self.inside(item, |rules| rules.items)),
            Kind::Tuple(items) => items.get(index).map(|item| self.inside(item, |rules| rules.items)),
            Kind::Positional(message) => self.of_position(message, index),
            Kind::Union(union) => self.of_position(member(union, node)?, index),
            Kind::Scalar(ty) => Some(self.inside(ty, |_| None)),
            _ => None,
        }
    }

    fn of_position(&self, message: &'static MessageSchema, index: usize) -> Option<Self> {
        let position = index.checked_sub(usize::from(message.tag.is_some()))?;
        message.fields.iter().find(|field| field.position == position).map(|field| self.part(field))
    }

    fn part(&self, field: &'static FieldSchema) -> Self {
        let mut spot = Self::field(field);
        spot.secret |= self.secret;
        spot
    }
}

/// The member of a union that a value's tag names.
pub(super) fn member(union: &UnionSchema, node: &Node) -> Option<&'static MessageSchema> {
    let tag = match (&node.data, union.form) {
        (Data::Array(items), _) => items.first()?,
        (_, Form::Map { tag_field } | Form::ArrayOrMap { tag_field }) => node.get(tag_field)?,
        (_, Form::Array) => return None,
    };
    union.members.iter().find_map(|member| {
        let message = match &member.body {
            MemberBody::Message(message) => message,
            MemberBody::Type(ty) => match Kind::of(ty) {
                Kind::Section(message) | Kind::Positional(message) => message,
                _ => return None,
            },
        };
        let is_named = match (message.tag?, &tag.data) {
            (Tag::Str(name), Data::Str(text)) => name == text,
            (Tag::Int(number), Data::Int(value)) => i128::from(number) == *value,
            _ => false,
        };
        is_named.then_some(message)
    })
}

/// The names of all fields that hold secrets.
pub(super) fn secrets(ty: &'static WireType) -> Vec<&'static str> {
    let mut names = Vec::new();
    gather_secrets(ty, &mut names, &mut Vec::new());
    names
}

fn gather_secrets(ty: &'static WireType, names: &mut Vec<&'static str>, seen: &mut Vec<*const MessageSchema>) {
    let messages: Vec<&'static MessageSchema> = match Kind::of(ty) {
        Kind::Section(message) | Kind::Positional(message) => vec![message],
        Kind::Map(ty) | Kind::List(ty) => return gather_secrets(ty, names, seen),
        Kind::Tuple(items) => return items.iter().for_each(|ty| gather_secrets(ty, names, seen)),
        Kind::Union(union) => {
            for member in union.members {
                if let MemberBody::Type(ty) = &member.body {
                    gather_secrets(ty, names, seen);
                }
            }
            let own = union.members.iter().filter_map(|member| match &member.body {
                MemberBody::Message(message) => Some(message),
                MemberBody::Type(_) => None,
            });
            own.collect()
        }
        Kind::Enumeration(_) | Kind::Scalar(_) => return,
    };
    for message in messages {
        // Types may hold themselves.
        if seen.contains(&std::ptr::from_ref(message)) {
            continue;
        }
        seen.push(message);
        for field in message.fields {
            if field.secret || field.ty.is_secret() {
                names.push(field.name);
                names.extend(field.aliases);
            }
            gather_secrets(&field.ty, names, seen);
        }
    }
}

/// The field that goes by a name, or by an alias.
pub(super) fn named(message: &MessageSchema, key: &str) -> Option<&'static FieldSchema> {
    message.fields.iter().find(|field| field.name == key || field.aliases.contains(&key))
}

/// Is the value optional, so that nil stands for none?
pub(super) fn is_option(ty: &WireType) -> bool {
    match ty {
        WireType::Option(_) => true,
        WireType::Newtype(_, field) => is_option(&field.ty),
        _ => false,
    }
}

// Words.

/// What may stand at a place, for people: `an integer from 1 to 1000000`.
pub(super) fn expectation(spot: &Spot) -> String {
    let text = match Kind::of(spot.ty) {
        Kind::Section(_) => String::from("a table"),
        Kind::Map(value) => format!("a table of {}", plural(&Spot::of(value))),
        Kind::List(item) => {
            let of = plural(&spot.inside(item, |rules| rules.items));
            format!("a list of {of}")
        }
        Kind::Tuple(items) => format!("a list of {} values", items.len()),
        Kind::Enumeration(enumeration) => one_of(enumeration.values.iter().map(|(_, tag)| *tag)),
        Kind::Union(_) => String::from("a table with a tag"),
        Kind::Positional(_) => String::from("a list"),
        Kind::Scalar(ty) => scalar(ty, &spot.rules),
    };
    match Kind::of(spot.ty) {
        Kind::Map(_) => lengths(text, "entries", &spot.rules),
        Kind::List(_) => lengths(text, "elements", &spot.rules),
        _ => text,
    }
}

/// The values of an enumeration.
pub(super) fn one_of(tags: impl Iterator<Item = Tag>) -> String {
    let values: Vec<_> = tags.map(|tag| format!("`{}`", written(tag))).collect();
    match values.as_slice() {
        [] => String::from("nothing"),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// A tag as it is written in a file.
pub(super) fn written(tag: Tag) -> String {
    match tag {
        Tag::Int(value) => value.to_string(),
        Tag::Str(text) => String::from(text),
    }
}

/// Elements, each of which is such a value.
fn plural(spot: &Spot) -> String {
    let each = expectation(spot);
    match each.split_once(' ') {
        Some(("an", "integer")) => String::from("integers"),
        Some(("a", "number")) => String::from("numbers"),
        _ if each == "text" => each,
        _ => format!("values, each {each}"),
    }
}

fn scalar(ty: &WireType, rules: &[&Rules]) -> String {
    match ty {
        WireType::Bool => String::from("`true` or `false`"),
        WireType::Int { min, max } => int(i128::from(*min), i128::from(*max), rules),
        WireType::Float { .. } => float(rules),
        WireType::Str => text(rules),
        WireType::Char => String::from("one character"),
        WireType::Bytes | WireType::ByteArray(_) => String::from("bytes in base64"),
        WireType::Timestamp => String::from("a date and time"),
        WireType::Text("datetime") => String::from("a date and time"),
        WireType::Text("ip") => String::from("an IP address"),
        WireType::Text(name) => format!("a {}", name.replace('_', " ")),
        WireType::Nil => String::from("nothing"),
        _ => String::from("a value"),
    }
}

fn int(min: i128, max: i128, rules: &[&Rules]) -> String {
    let least = rules.iter().map(|rules| rules.int.min).fold(min, i128::max);
    let most = rules.iter().map(|rules| rules.int.max).fold(max, i128::min);
    let mut text = String::from("an integer");
    let is_low = least > i128::from(i64::MIN);
    let is_high = most < i128::from(i64::MAX);
    let _ = match (is_low, is_high) {
        (true, true) => write!(text, " from {least} to {most}"),
        (true, false) => write!(text, " of at least {least}"),
        (false, true) => write!(text, " of at most {most}"),
        (false, false) => Ok(()),
    };
    for of in rules.iter().map(|rules| rules.int.multiple_of).filter(|of| *of != 0) {
        let _ = write!(text, ", a multiple of {of}");
    }
    text
}

fn float(rules: &[&Rules]) -> String {
    let mut text = String::from("a number");
    for FloatRange { ge, gt, le, lt, multiple_of } in rules.iter().map(|rules| rules.float) {
        let _ = match (ge, gt, le, lt) {
            (Some(least), _, Some(most), _) => write!(text, " from {least} to {most}"),
            (Some(least), _, None, None) => write!(text, " of at least {least}"),
            (None, None, Some(most), _) => write!(text, " of at most {most}"),
            (Some(least), _, None, Some(most)) => write!(text, " from {least} to below {most}"),
            (None, Some(least), Some(most), _) => write!(text, " above {least} and up to {most}"),
            (None, Some(least), None, Some(most)) => write!(text, " above {least} and below {most}"),
            (None, Some(least), None, None) => write!(text, " above {least}"),
            (None, None, None, Some(most)) => write!(text, " below {most}"),
            (None, None, None, None) => Ok(()),
        };
        if let Some(of) = multiple_of {
            let _ = write!(text, ", a multiple of {of}");
        }
    }
    text
}

fn text(rules: &[&Rules]) -> String {
    let mut text = lengths(String::from("text"), "characters", rules);
    for pattern in rules.iter().filter_map(|rules| rules.pattern) {
        let _ = write!(text, ", matching `{}`", pattern.source());
    }
    text
}

fn lengths(mut text: String, of: &str, rules: &[&Rules]) -> String {
    let least = rules.iter().map(|rules| rules.min_length).max().unwrap_or(0);
    let most = rules.iter().map(|rules| rules.max_length).min().unwrap_or(usize::MAX);
    let _ = match (least, most) {
        (0, usize::MAX) => Ok(()),
        (1, usize::MAX) => write!(text, ", not empty"),
        (least, usize::MAX) => write!(text, ", at least {least} {of}"),
        (0, most) => write!(text, ", at most {most} {of}"),
        (least, most) => write!(text, ", {least} to {most} {of}"),
    };
    text
}
