//! What a schema knows of a value: its name, its type, and whether it keeps the rules.

use crate::Failure;
use crate::args;
use crate::node;
use klaw_runtime::envelope::WireEnvelope;
use klaw_runtime::lock::Lock;
use klaw_runtime::lock::layout::{
    Body, Enumeration, Field, Form, Layout, Message, Number, Place, Rules, Shape, Tag, Type, Union,
};
use klaw_runtime::msgpack::Reader;
use klaw_runtime::{Decode, Value, WireMessage};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A lock, and what was said of the frames on the command line.
pub(crate) struct Schema {
    lock: Option<Lock>,
    /// The types that a frame may be.
    roots: Vec<Type>,
    payload: Option<Type>,
}

impl Schema {
    pub(crate) fn open(args: &args::Schema) -> Result<Self, Failure> {
        let lock = match &args.schema {
            Some(path) => Some(read(path)?),
            None => args.envelope.then(|| Lock::of(&[WireEnvelope::SCHEMA])),
        };
        let Some(lock) = lock else {
            return match args.ty {
                Some(_) => Err("a type is one of a schema; name that too, with --schema".into()),
                None => Ok(Self { lock: None, roots: Vec::new(), payload: None }),
            };
        };
        let named = |name: &String| match lock.get(name) {
            Some(_) => Ok(Type::Name(name.clone())),
            None => Err(unknown(&lock, name)),
        };
        let roots = match &args.ty {
            Some(name) => vec![named(name)?],
            None => roots(&lock).into_iter().map(Type::Name).collect(),
        };
        let payload = args.payload.as_ref().map(named).transpose()?;
        Ok(Self { lock: Some(lock), roots, payload })
    }

    /// What a frame is: the one type that may stand alone and that it is a value of. Otherwise nothing is known, and
    /// the words say which types it might be.
    pub(crate) fn spot_of(&self, frame: &[u8]) -> (Spot<'_>, Option<String>) {
        if let [root] = self.roots.as_slice() {
            return (Spot::of(root), None);
        }
        // What is wrong with the frame itself is wrong with it as any type.
        let own = node::see(frame, self, &Spot::default(), node::MOST).faults.len();
        let fits = |root: &&Type| node::see(frame, self, &Spot::of(root), node::MOST).faults.len() == own;
        let fitting: Vec<_> = self.roots.iter().filter(fits).collect();
        match fitting.as_slice() {
            [root] => (Spot::of(root), None),
            [] if self.roots.is_empty() => (Spot::default(), None),
            [] => (
                Spot::default(),
                Some(String::from("no type of the schema reads it; name the one that should, with --type")),
            ),
            several => {
                let names: Vec<_> = several.iter().map(|root| format!("`{root}`")).collect();
                (Spot::default(), Some(format!("it could be {}; choose one with --type", names.join(", "))))
            }
        }
    }

    fn layout(&self, name: &str) -> Option<&Layout> {
        self.lock.as_ref()?.get(name)
    }
}

/// Reads a lock.
pub(crate) fn read(path: &Path) -> Result<Lock, Failure> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(text.parse().map_err(|error| format!("{}, {error}", path.display()))?)
}

pub(crate) fn unknown(lock: &Lock, name: &str) -> Failure {
    let names: Vec<_> = lock.layouts().map(|(name, _)| name).collect();
    format!("the schema has no type `{name}`; it has {}", names.join(", ")).into()
}

/// The messages and unions that no other type names.
fn roots(lock: &Lock) -> Vec<String> {
    let mut named = BTreeSet::new();
    for (name, layout) in lock.layouts() {
        layout.names(&mut |inner| {
            if inner != name {
                named.insert(inner.to_owned());
            }
        });
    }
    let alone = lock
        .layouts()
        .filter(|(name, layout)| matches!(layout.shape, Shape::Message(_) | Shape::Union(_)) && !named.contains(*name));
    alone.map(|(name, _)| name.to_owned()).collect()
}

/// What is known of a place, or of the value that stands there.
#[derive(Default, Clone)]
pub(crate) struct Spot<'s> {
    ty: Option<&'s Type>,
    /// Those of the place, and of the newtypes around the type.
    rules: Vec<&'s Rules>,
    pub name: Option<String>,
    nil: bool,
    shape: Option<Known<'s>>,
}

#[derive(Clone, Copy)]
enum Known<'s> {
    Message(&'s Message),
    Enumeration(&'s Enumeration),
    /// A union, where none of its members was found.
    Union,
    /// A message's tag.
    Tag(&'s Tag),
}

impl<'s> Spot<'s> {
    fn of(ty: &'s Type) -> Self {
        Self { ty: Some(ty), ..Self::default() }
    }

    fn ruled(ty: &'s Type, rules: Vec<&'s Rules>) -> Self {
        Self { ty: Some(ty), rules, ..Self::default() }
    }

    fn tag(tag: &'s Tag) -> Self {
        Self { shape: Some(Known::Tag(tag)), ..Self::default() }
    }

    fn place(place: &'s Place) -> Self {
        Self::ruled(&place.ty, vec![&place.rules])
    }

    /// The same behind options and newtypes; of a union, the member that these bytes are.
    pub(crate) fn resolve(&self, schema: &'s Schema, rest: &[u8]) -> Self {
        let mut spot = self.clone();
        let mut passed = BTreeSet::new();
        loop {
            match spot.ty {
                Some(Type::Option(ty)) => (spot.ty, spot.nil) = (Some(&**ty), true),
                Some(Type::Any) if schema.payload.is_some() => spot.ty = schema.payload.as_ref(),
                Some(Type::Name(name)) => {
                    spot.name.get_or_insert_with(|| name.clone());
                    let Some(layout) = schema.layout(name).filter(|_| passed.insert(name)) else {
                        return spot;
                    };
                    match &layout.shape {
                        Shape::Newtype(place) => {
                            spot.ty = Some(&place.ty);
                            spot.rules.push(&place.rules);
                        }
                        Shape::Message(message) => {
                            spot.shape = Some(Known::Message(message));
                            return spot;
                        }
                        Shape::Union(union) => {
                            spot.shape = Some(Known::Union);
                            if let Some((member, message)) = member(schema, union, rest) {
                                spot.name = Some(format!("{name}::{member}"));
                                spot.shape = Some(Known::Message(message));
                            }
                            return spot;
                        }
                        Shape::Enumeration(enumeration) => {
                            spot.shape = Some(Known::Enumeration(enumeration));
                            return spot;
                        }
                        _ => return spot,
                    }
                }
                _ => return spot,
            }
        }
    }

    // Of a value that holds no other.

    /// The name of the value, where it has one, and what is wrong with it.
    pub(crate) fn judge(&self, value: &Value<'_>) -> (Option<String>, Option<String>) {
        if matches!(value, Value::Nil)
            && !matches!(self.shape, Some(Known::Tag(_)))
            && (self.nil || matches!(self.ty, None | Some(Type::Nil | Type::Any | Type::Opaque)))
        {
            return (None, None);
        }
        match self.shape {
            Some(Known::Enumeration(enumeration)) => {
                let name = self.name.as_deref().unwrap_or_default();
                let found = enumeration.values.iter().find(|(_, tag)| is(tag, value));
                match found {
                    Some((variant, _)) => (Some(format!("{name}::{variant}")), None),
                    None if enumeration.keeps_unknown => (Some(format!("{name}, unknown")), None),
                    None => (None, Some(format!("expected a value of `{name}`, found {}", node::text(value, 40)))),
                }
            }
            Some(Known::Message(_) | Known::Union) => {
                let name = self.name.as_deref().unwrap_or_default();
                (None, Some(format!("expected `{name}`, found {}", kind(value))))
            }
            Some(Known::Tag(tag)) if is(tag, value) => (None, None),
            Some(Known::Tag(tag)) => {
                (None, Some(format!("expected the tag {}, found {}", tag_text(tag), node::text(value, 40))))
            }
            None => (
                None,
                self.ty
                    .and_then(|ty| mismatch(ty, value))
                    .or_else(|| self.rules.iter().find_map(|rules| broken(rules, value))),
            ),
        }
    }

    // Of an array.

    pub(crate) fn judge_array(&self, length: usize) -> Option<String> {
        match (self.shape, self.ty) {
            (Some(Known::Message(message)), _) => {
                let name = self.name.as_deref().unwrap_or_default();
                if message.form == Form::Map {
                    return Some(format!("expected `{name}` as a map, found an array"));
                }
                let first = usize::from(message.tag.is_some());
                let needed =
                    message.fields.iter().filter(|field| !field.optional).map(|field| field.position + 1 + first).max();
                match needed {
                    Some(needed) if length < needed => {
                        Some(format!("expected `{name}` with at least {needed} elements, found {length}"))
                    }
                    _ if message.forbid && length > message_slots(message) + first => Some(format!(
                        "expected `{name}` with at most {} elements, found {length}",
                        message_slots(message) + first
                    )),
                    _ => None,
                }
            }
            (Some(Known::Union), _) => {
                let name = self.name.as_deref().unwrap_or_default();
                Some(format!("expected a member of `{name}`: the tag, in front, is of none"))
            }
            (Some(Known::Enumeration(_)), _) => {
                Some(format!("expected `{}`, found an array", self.name.as_deref().unwrap_or_default()))
            }
            (Some(Known::Tag(tag)), _) => Some(format!("expected the tag {}, found an array", tag_text(tag))),
            (None, Some(Type::Array(_, want))) if *want != length => {
                Some(format!("expected {want} elements, found {length}"))
            }
            (None, Some(Type::Tuple(types))) if types.len() != length => {
                Some(format!("expected {} elements, found {length}", types.len()))
            }
            (None, None | Some(Type::Sequence(_) | Type::Array(..) | Type::Tuple(_) | Type::Any | Type::Opaque)) => {
                self.rules.iter().find_map(|rules| wrong_length(rules, length))
            }
            (None, Some(ty)) => Some(format!("expected `{ty}`, found an array")),
        }
    }

    /// The name and the place of an element.
    pub(crate) fn element(&self, index: usize) -> (Option<String>, Self) {
        let items = || self.rules.iter().filter_map(|rules| rules.items.as_deref()).collect();
        match (self.shape, self.ty) {
            (Some(Known::Message(message)), _) if message.form != Form::Map => {
                let position = match (&message.tag, index) {
                    (Some(tag), 0) => return (Some(String::from("tag")), Self::tag(tag)),
                    (Some(_), index) => index - 1,
                    (None, index) => index,
                };
                match message.fields.iter().find(|field| field.position == position) {
                    Some(field) => (Some(field.name.clone()), Self::place(&field.place)),
                    None if message.reserved.contains(&position) => {
                        (Some(format!("[{index}] reserved")), Self::default())
                    }
                    None => (Some(format!("[{index}] unknown")), Self::default()),
                }
            }
            (None, Some(Type::Sequence(ty) | Type::Array(ty, _))) => (None, Self::ruled(ty, items())),
            (None, Some(Type::Tuple(types))) => (None, types.get(index).map(Self::of).unwrap_or_default()),
            _ => (None, Self::default()),
        }
    }

    // Of a map.

    pub(crate) fn judge_map(&self, length: usize) -> Option<String> {
        match (self.shape, self.ty) {
            (Some(Known::Message(message)), _) if message.form == Form::Array => {
                Some(format!("expected `{}` as an array, found a map", self.name.as_deref().unwrap_or_default()))
            }
            (Some(Known::Message(_)), _) => None,
            (Some(Known::Union), _) => {
                let name = self.name.as_deref().unwrap_or_default();
                Some(format!("expected a member of `{name}`: no key says which"))
            }
            (Some(Known::Enumeration(_)), _) => {
                Some(format!("expected `{}`, found a map", self.name.as_deref().unwrap_or_default()))
            }
            (Some(Known::Tag(tag)), _) => Some(format!("expected the tag {}, found a map", tag_text(tag))),
            (None, None | Some(Type::Map(..) | Type::Any | Type::Opaque)) => {
                self.rules.iter().find_map(|rules| wrong_length(rules, length))
            }
            (None, Some(ty)) => Some(format!("expected `{ty}`, found a map")),
        }
    }

    pub(crate) fn key(&self) -> Self {
        match (self.shape, self.ty) {
            (None, Some(Type::Map(key, _))) => {
                Self::ruled(key, self.rules.iter().filter_map(|rules| rules.keys.as_deref()).collect())
            }
            _ => Self::default(),
        }
    }

    /// The place behind a key, and what is wrong with the key. `seen` gathers the fields that were there.
    pub(crate) fn entry(&self, key: &str, seen: &mut Vec<&'s str>) -> (Self, Option<String>) {
        match (self.shape, self.ty) {
            (Some(Known::Message(message)), _) => match message.fields.iter().find(|field| names(field, key)) {
                Some(field) => {
                    seen.push(&field.name);
                    (Self::place(&field.place), None)
                }
                None if message.tag.is_some() && message.tag_field.as_deref() == Some(key) => {
                    (message.tag.as_ref().map(Self::tag).unwrap_or_default(), None)
                }
                None if message.forbid => {
                    let key = node::shortened(key);
                    (Self::default(), Some(format!("the field `{key}` is unknown, and unknown fields are refused")))
                }
                None => (Self::default(), None),
            },
            (None, Some(Type::Map(_, value))) => {
                (Self::ruled(value, self.rules.iter().filter_map(|rules| rules.values.as_deref()).collect()), None)
            }
            _ => (Self::default(), None),
        }
    }

    pub(crate) fn judge_missing(&self, seen: &[&str]) -> Option<String> {
        let Some(Known::Message(message)) = self.shape else { return None };
        if message.form == Form::Array {
            return None;
        }
        let missing = message.fields.iter().find(|field| !field.optional && !seen.contains(&field.name.as_str()))?;
        Some(format!("the required field `{}` is missing", missing.name))
    }
}

fn message_slots(message: &Message) -> usize {
    let fields = message.fields.iter().map(|field| field.position);
    fields.chain(message.reserved.iter().copied()).max().map_or(0, |last| last.saturating_add(1))
}

fn names(field: &Field, key: &str) -> bool {
    field.name == key || field.aliases.iter().any(|alias| alias == key)
}

/// The member of a union that a value is, by its tag.
fn member<'s>(schema: &'s Schema, union: &'s Union, rest: &[u8]) -> Option<(&'s str, &'s Message)> {
    let tag = tag(union, rest)?;
    let members = union.members.iter().filter_map(|member| match &member.body {
        Body::Message(message) => Some((member, message)),
        Body::Type(Type::Name(name), _) => match &schema.layout(name)?.shape {
            Shape::Message(message) => Some((member, message)),
            _ => None,
        },
        Body::Type(..) => None,
    });
    let mut found = members.filter(|(_, message)| message.tag.as_ref().is_some_and(|own| is(own, &tag)));
    found.next().map(|(member, message)| (member.name.as_str(), message))
}

/// The tag of a value: the first element of an array, or what stands under the tag's key.
fn tag<'a>(union: &Union, rest: &'a [u8]) -> Option<Value<'a>> {
    let mut reader = Reader::new(rest);
    match reader.kind()? {
        klaw_runtime::msgpack::Kind::Map => {
            let key = union.tag_field.as_deref()?;
            for _ in 0..reader.begin_map().ok()? {
                if reader.str().ok()? == key {
                    return Value::decode(&mut reader).ok();
                }
                reader.skip().ok()?;
            }
            None
        }
        _ => {
            reader.begin_array().ok().filter(|length| *length > 0)?;
            Value::decode(&mut reader).ok()
        }
    }
}

fn is(tag: &Tag, value: &Value<'_>) -> bool {
    match (tag, value) {
        (Tag::Int(tag), Value::Int(value)) => i128::from(*tag) == *value,
        (Tag::Str(tag), Value::Str(value)) => tag == value,
        _ => false,
    }
}

fn tag_text(tag: &Tag) -> String {
    match tag {
        Tag::Int(tag) => tag.to_string(),
        Tag::Str(tag) => format!("{tag:?}"),
    }
}

/// What a value is not.
fn mismatch(ty: &Type, value: &Value<'_>) -> Option<String> {
    let fits = match (ty, value) {
        (Type::Opaque | Type::Any, _) | (Type::Nil, Value::Nil) | (Type::Bool, Value::Bool(_)) => true,
        (Type::Int { min, max }, Value::Int(value)) => {
            if i128::from(*min) <= *value && *value <= i128::from(*max) {
                return None;
            }
            return Some(format!("expected `{ty}`, found {value}"));
        }
        (Type::Float { .. }, Value::Float(_) | Value::Int(_)) => true,
        (Type::Str | Type::Text(_), Value::Str(_)) => true,
        (Type::Char, Value::Str(text)) => text.chars().count() == 1,
        (Type::Bytes, Value::Bin(_)) => true,
        (Type::ByteArray(length), Value::Bin(bytes)) if *length != bytes.len() => {
            return Some(format!("expected {length} bytes, found {}", bytes.len()));
        }
        (Type::ByteArray(_), Value::Bin(_)) | (Type::Ext, Value::Ext(_)) => true,
        (Type::Timestamp, Value::Ext(ext)) => ext.code == -1,
        _ => false,
    };
    if fits { None } else { Some(format!("expected `{ty}`, found {}", kind(value))) }
}

fn kind(value: &Value<'_>) -> &'static str {
    match value {
        Value::Nil => "nil",
        Value::Bool(_) => "a bool",
        Value::Int(_) => "an integer",
        Value::Float(_) => "a float",
        Value::Str(_) => "a string",
        Value::Bin(_) => "bytes",
        Value::Array(_) => "an array",
        Value::Map(_) => "a map",
        Value::Ext(_) => "a value of the ext family",
        _ => "another value",
    }
}

/// The rule that a value breaks. Patterns are not run: that is for the decoder of the type itself.
fn broken(rules: &Rules, value: &Value<'_>) -> Option<String> {
    let number = match value {
        Value::Int(value) => Some(Number::Int(*value)),
        Value::Float(value) => Some(Number::Float(*value)),
        Value::Str(text) => return wrong_length(rules, text.chars().count()),
        Value::Bin(bytes) => return wrong_length(rules, bytes.len()),
        _ => None,
    }?;
    type Keeps = fn(f64, f64) -> bool;
    let bounds: [(&str, Option<Number>, Keeps); 4] = [
        ("at least", rules.ge, |value, bound| value >= bound),
        ("more than", rules.gt, |value, bound| value > bound),
        ("at most", rules.le, |value, bound| value <= bound),
        ("less than", rules.lt, |value, bound| value < bound),
    ];
    for (words, bound, keeps) in bounds {
        let Some(bound) = bound else { continue };
        let kept = match (number, bound) {
            (Number::Int(value), Number::Int(bound)) if words == "at least" => value >= bound,
            (Number::Int(value), Number::Int(bound)) if words == "at most" => value <= bound,
            _ => keeps(float(number), float(bound)),
        };
        if !kept {
            return Some(format!("expected {words} {bound}, found {number}"));
        }
    }
    let is_multiple = match (number, rules.multiple_of) {
        (_, None) => true,
        (Number::Int(value), Some(Number::Int(of))) => of == 0 || value % of == 0,
        (value, Some(of)) => float(value) % float(of) == 0.0,
    };
    match rules.multiple_of {
        Some(of) if !is_multiple => Some(format!("expected a multiple of {of}, found {number}")),
        _ => None,
    }
}

fn float(number: Number) -> f64 {
    match number {
        Number::Int(value) => value as f64,
        Number::Float(value) => value,
    }
}

fn wrong_length(rules: &Rules, length: usize) -> Option<String> {
    match (rules.min_length, rules.max_length) {
        (Some(least), _) if length < least => Some(format!("expected a length of at least {least}, found {length}")),
        (_, Some(most)) if length > most => Some(format!("expected a length of at most {most}, found {length}")),
        _ => None,
    }
}
