//! The owned model of layouts: what a lock remembers of each type.
//!
//! [`Lock::get`](super::Lock::get) gives the layout of a type by its name.

use super::text;
use crate::constrain;
use crate::error::Error;
use crate::msgpack;
use crate::schema::{self, FieldSchema, MemberBody, MessageSchema, Schema, WireType};
use crate::value::Value;
use std::collections::BTreeMap;

/// One type: a block of the text.
///
/// ```
/// use klaw_runtime::WireMessage;
/// use klaw_runtime::envelope::Ack;
/// use klaw_runtime::lock::Lock;
/// use klaw_runtime::lock::layout::{Shape, Tag};
///
/// let lock = Lock::of(&[Ack::SCHEMA]);
/// let Some(layout) = lock.get("Ack") else { panic!() };
/// let Shape::Message(ack) = &layout.shape else { panic!() };
/// assert_eq!((&ack.tag, layout.checked), (&Some(Tag::Int(4)), false));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Layout {
    /// What kind of type it is.
    pub shape: Shape,
    /// Does a function of the user's check its values?
    pub checked: bool,
}

/// The four shapes of types.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Shape {
    /// A struct with named fields.
    Message(Message),
    /// An enum of messages.
    Union(Union),
    /// An enum of unit variants.
    Enumeration(Enumeration),
    /// One value under a name and rules of its own.
    Newtype(Place),
}

/// Array, map, or an array that may be a map when it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `[tag?, field, ..]`
    Array,
    /// The same, and when it is read, a map too.
    Either,
    /// `{tag_field?: tag, name: field, ..}`
    Map,
}

/// The fields of a message, and how they lie on the wire.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Message {
    /// Array or map.
    pub form: Form,
    /// What tells it apart in a union.
    pub tag: Option<Tag>,
    /// The tag's key; `None` where no map holds a tag.
    pub tag_field: Option<String>,
    /// Are unknown fields refused?
    pub forbid: bool,
    /// May encoding leave out fields that equal their defaults?
    pub omits: bool,
    /// The fields, in order of their positions.
    pub fields: Vec<Field>,
    /// The positions of removed fields, in order.
    pub reserved: Vec<usize>,
}

/// What tells a member of a union, or a value of an enumeration, apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tag {
    /// An integer.
    Int(i64),
    /// A string.
    Str(String),
}

/// A field of a message.
///
/// ```
/// use klaw_runtime::lock::Lock;
/// use klaw_runtime::lock::layout::{Number, Shape};
///
/// # fn main() -> Result<(), klaw_runtime::lock::ParseError> {
/// let lock: Lock = "message Task array\n    field 0 retries: u8 optional since 2\n        le 5".parse()?;
/// let Some(Shape::Message(task)) = lock.get("Task").map(|layout| &layout.shape) else { panic!() };
/// let retries = &task.fields[0];
/// assert_eq!((retries.name.as_str(), retries.optional, retries.since), ("retries", true, 2));
/// assert_eq!(retries.place.rules.le, Some(Number::Int(5)));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Field {
    /// In array form, the tag not counted.
    pub position: usize,
    /// Its name; of a field, the one on the wire.
    pub name: String,
    /// Further names that a map may have for it.
    pub aliases: Vec<String>,
    /// The version that it came with, from 1.
    pub since: u32,
    /// May it be left out?
    pub optional: bool,
    /// The value, as JSON writes it; as it stands in Rust, where that is not known. `None` for what is empty: nil, `false`,
    /// 0, `""`, `[]`, `{}`, or the type's own default.
    pub default: Option<String>,
    /// What stands there.
    pub place: Place,
}

/// Where a value stands: its type and the rules of that place.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Place {
    /// The type.
    pub ty: Type,
    /// The rules of this place; those of a newtype are its own.
    pub rules: Rules,
    /// Does a function of the user's check it?
    pub checked: bool,
}

/// One of several messages.
///
/// ```
/// use klaw_runtime::lock::Lock;
/// use klaw_runtime::lock::layout::{Body, Form, Shape, Tag, Type};
///
/// # fn main() -> Result<(), klaw_runtime::lock::ParseError> {
/// let lock: Lock = "message Started array tag 1\n\nunion Event array\n    member Started: Started tag 1".parse()?;
/// let Some(Shape::Union(event)) = lock.get("Event").map(|layout| &layout.shape) else { panic!() };
/// assert_eq!(event.form, Form::Array);
/// assert_eq!(event.members[0].body, Body::Type(Type::Name("Started".into()), Some(Tag::Int(1))));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Union {
    /// Array or map.
    pub form: Form,
    /// The tag's key; `None` where no map holds a tag.
    pub tag_field: Option<String>,
    /// Is one that is not listed kept?
    pub keeps_unknown: bool,
    /// In order.
    pub members: Vec<Member>,
}

/// A message that a union may be.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Member {
    /// Its name; of a field, the one on the wire.
    pub name: String,
    /// The type that it is, or its fields.
    pub body: Body,
}

/// Where a member of a union is described.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A type, and the tag that is its own.
    Type(Type, Option<Tag>),
    /// The fields of a struct-like variant.
    Message(Message),
}

/// One of several values.
///
/// ```
/// use klaw_runtime::lock::Lock;
/// use klaw_runtime::lock::layout::{Shape, Tag};
///
/// # fn main() -> Result<(), klaw_runtime::lock::ParseError> {
/// let lock: Lock = "enumeration Level\n    value Low = 1".parse()?;
/// let Some(Shape::Enumeration(level)) = lock.get("Level").map(|layout| &layout.shape) else { panic!() };
/// assert_eq!(level.values, [("Low".to_owned(), Tag::Int(1))]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Enumeration {
    /// Each with its name, in order.
    pub values: Vec<(String, Tag)>,
    /// Is one that is not listed kept?
    pub keeps_unknown: bool,
}

/// What may stand in a place.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Type {
    /// A codec of the user's, which says nothing of itself.
    Opaque,
    /// Any value.
    Any,
    /// Nil.
    Nil,
    /// A bool.
    Bool,
    /// An integer of a range.
    Int {
        /// The least.
        min: i64,
        /// The greatest.
        max: u64,
    },
    /// A float; its width in Rust.
    Float {
        /// 32 or 64.
        bits: u8,
    },
    /// A string.
    Str,
    /// A string of one character.
    Char,
    /// Bytes.
    Bytes,
    /// So many bytes.
    ByteArray(usize),
    /// A value of the ext family.
    Ext,
    /// A point in time: ext -1.
    Timestamp,
    /// Text in a form that the name says: `datetime`, `uuid`, ..
    Text(String),
    /// The value, or nil.
    Option(Box<Type>),
    /// An array of any length.
    Sequence(Box<Type>),
    /// An array of so many values.
    Array(Box<Type>, usize),
    /// An array with one type at each place.
    Tuple(Vec<Type>),
    /// A map.
    Map(Box<Type>, Box<Type>),
    /// A type with a block of its own.
    Name(String),
}

/// A bound on numbers, of the kind that they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// For integers.
    Int(i128),
    /// For floats.
    Float(f64),
}

/// Which values of a type are valid.
///
/// ```
/// use klaw_runtime::lock::Lock;
/// use klaw_runtime::lock::layout::{Shape, Type};
///
/// # fn main() -> Result<(), klaw_runtime::lock::ParseError> {
/// let lock: Lock = "newtype Name: str\n    min_length 1\n    pattern ^[a-z]+$".parse()?;
/// let Some(Shape::Newtype(name)) = lock.get("Name").map(|layout| &layout.shape) else { panic!() };
/// assert_eq!((&name.ty, name.rules.min_length), (&Type::Str, Some(1)));
/// assert_eq!(name.rules.pattern.as_deref(), Some("^[a-z]+$"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Rules {
    /// At least.
    pub ge: Option<Number>,
    /// Greater.
    pub gt: Option<Number>,
    /// At most.
    pub le: Option<Number>,
    /// Less.
    pub lt: Option<Number>,
    /// A multiple.
    pub multiple_of: Option<Number>,
    /// The least length.
    pub min_length: Option<usize>,
    /// The greatest length.
    pub max_length: Option<usize>,
    /// The regular expression that a text matches.
    pub pattern: Option<String>,
    /// Of each element.
    pub items: Option<Box<Rules>>,
    /// Of each key.
    pub keys: Option<Box<Rules>>,
    /// Of each value.
    pub values: Option<Box<Rules>>,
}

impl Message {
    /// How many positions there are in array form.
    pub(super) fn slots(&self) -> usize {
        let fields = self.fields.iter().map(|field| field.position);
        fields.chain(self.reserved.iter().copied()).max().map_or(0, |last| last.saturating_add(1))
    }

    pub(super) fn at(&self, position: usize) -> Option<&Field> {
        self.fields.iter().find(|field| field.position == position)
    }

    pub(super) fn named(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

impl Field {
    /// Every key under which a map may hold the field.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.name).chain(&self.aliases)
    }
}

impl Type {
    /// Calls `visit` with every name inside.
    pub fn names<'a>(&'a self, visit: &mut impl FnMut(&'a str)) {
        match self {
            Self::Name(name) => visit(name),
            Self::Option(ty) | Self::Sequence(ty) | Self::Array(ty, _) => ty.names(visit),
            Self::Tuple(types) => types.iter().for_each(|ty| ty.names(visit)),
            Self::Map(key, value) => {
                key.names(visit);
                value.names(visit);
            }
            _ => {}
        }
    }
}

impl Layout {
    /// Calls `visit` with every name of another type.
    pub fn names<'a>(&'a self, visit: &mut impl FnMut(&'a str)) {
        match &self.shape {
            Shape::Message(message) => message.fields.iter().for_each(|field| field.place.ty.names(visit)),
            Shape::Union(union) => {
                for member in &union.members {
                    match &member.body {
                        Body::Type(ty, _) => ty.names(visit),
                        Body::Message(message) => {
                            message.fields.iter().for_each(|field| field.place.ty.names(visit));
                        }
                    }
                }
            }
            Shape::Enumeration(_) => {}
            Shape::Newtype(place) => place.ty.names(visit),
        }
    }

    /// The same with every name of another type replaced.
    fn renamed(mut self, labels: &BTreeMap<String, String>) -> Self {
        match &mut self.shape {
            Shape::Message(message) => message.rename(labels),
            Shape::Union(union) => {
                for member in &mut union.members {
                    match &mut member.body {
                        Body::Type(ty, _) => ty.rename(labels),
                        Body::Message(message) => message.rename(labels),
                    }
                }
            }
            Shape::Enumeration(_) => {}
            Shape::Newtype(place) => place.ty.rename(labels),
        }
        self
    }
}

impl Message {
    fn rename(&mut self, labels: &BTreeMap<String, String>) {
        for field in &mut self.fields {
            field.place.ty.rename(labels);
        }
    }
}

impl Type {
    fn rename(&mut self, labels: &BTreeMap<String, String>) {
        match self {
            Self::Name(name) => {
                if let Some(label) = labels.get(name) {
                    name.clone_from(label);
                }
            }
            Self::Option(ty) | Self::Sequence(ty) | Self::Array(ty, _) => ty.rename(labels),
            Self::Tuple(types) => types.iter_mut().for_each(|ty| ty.rename(labels)),
            Self::Map(key, value) => {
                key.rename(labels);
                value.rename(labels);
            }
            _ => {}
        }
    }
}

// From schemas.

/// The layouts of all types within reach of the roots, and the label of each root.
///
/// Types may share a name (`Data<A>` and `Data<B>`, or two modules' `Task`): the second layout is labelled
/// `Name#2`. The same type may lie at several addresses: what cannot be told apart is one.
pub(super) fn of(roots: &[&'static Schema]) -> (BTreeMap<String, Layout>, Vec<String>) {
    let mut found = Found::default();
    let roots: Vec<_> = roots.iter().map(|schema| found.schema(schema)).collect();
    let labels = found.labels();
    let layouts = found.nodes.into_iter().enumerate().filter_map(|(index, node)| {
        let label = labels.get(&provisional(index))?.clone();
        Some((label, node.layout?.renamed(&labels)))
    });
    let layouts = layouts.collect();
    let roots = roots.into_iter().filter_map(|index| labels.get(&provisional(index)).cloned()).collect();
    (layouts, roots)
}

/// The first default that breaks the rules of its field, with its type. What is computed, no compiler checks.
pub(super) fn broken_default(roots: &[&'static Schema]) -> Option<(String, Error)> {
    let mut found = Found::default();
    for schema in roots {
        found.schema(schema);
    }
    found.defaults.into_iter().find_map(|(of, check)| check().err().map(|error| (of, error)))
}

type CheckDefault = fn() -> Result<(), Error>;

/// The types that have been met. Until all are known they go by their numbers.
#[derive(Default)]
struct Found {
    nodes: Vec<Node>,
    /// What holds a default against its rules, with the type.
    defaults: Vec<(String, CheckDefault)>,
}

struct Node {
    address: usize,
    name: &'static str,
    /// `None` while what is inside is being looked at.
    layout: Option<Layout>,
}

fn provisional(index: usize) -> String {
    format!("#{index}")
}

impl Found {
    /// The number of a type, where it has been met; else a new one, and `false`.
    fn number(&mut self, name: &'static str, address: usize) -> (usize, bool) {
        let known = self.nodes.iter().position(|node| node.address == address && node.name == name);
        if let Some(index) = known {
            return (index, true);
        }
        self.nodes.push(Node { address, name, layout: None });
        (self.nodes.len() - 1, false)
    }

    fn set(&mut self, index: usize, layout: Layout) {
        if let Some(node) = self.nodes.get_mut(index) {
            node.layout = Some(layout);
        }
    }

    fn schema(&mut self, schema: &'static Schema) -> usize {
        if let schema::Shape::Newtype(field) = &schema.shape {
            return self.newtype(schema.name, field);
        }
        let (index, known) = self.number(schema.name, std::ptr::from_ref(schema).addr());
        if known {
            return index;
        }
        let shape = match &schema.shape {
            schema::Shape::Message(message) => Shape::Message(self.message(schema.name, message)),
            schema::Shape::Union(union) => {
                let (form, tag_field) = form(union.form, true);
                let members = union.members.iter().map(|member| Member {
                    name: member.name.to_owned(),
                    body: match &member.body {
                        MemberBody::Type(ty) => Body::Type(self.ty(ty), tag_of(ty)),
                        MemberBody::Message(message) => {
                            Body::Message(self.message(&format!("{}::{}", schema.name, member.name), message))
                        }
                    },
                });
                let members = members.collect();
                Shape::Union(Union { form, tag_field, keeps_unknown: union.keeps_unknown, members })
            }
            schema::Shape::Enumeration(enumeration) => Shape::Enumeration(Enumeration {
                values: enumeration.values.iter().map(|(name, value)| ((*name).to_owned(), tag(*value))).collect(),
                keeps_unknown: enumeration.keeps_unknown,
            }),
            schema::Shape::Newtype(field) => Shape::Newtype(self.place(field)),
        };
        self.set(index, Layout { shape, checked: schema.checked });
        index
    }

    fn newtype(&mut self, name: &'static str, field: &'static FieldSchema) -> usize {
        let (index, known) = self.number(name, std::ptr::from_ref(field).addr());
        if !known {
            let mut place = self.place(field);
            let checked = std::mem::take(&mut place.checked);
            self.set(index, Layout { shape: Shape::Newtype(place), checked });
        }
        index
    }

    fn message(&mut self, name: &str, message: &'static MessageSchema) -> Message {
        let checks = message.fields.iter().filter_map(|field| field.check_default);
        self.defaults.extend(checks.map(|check| (name.to_owned(), check)));
        let (form, tag_field) = form(message.form, message.tag.is_some());
        let fields = message.fields.iter().map(|field| Field {
            position: field.position,
            name: field.name.to_owned(),
            aliases: field.aliases.iter().map(|&alias| alias.to_owned()).collect(),
            since: field.since,
            optional: !field.required,
            default: default(field),
            place: self.place(field),
        });
        let mut fields: Vec<_> = fields.collect();
        fields.sort_by_key(|field| field.position);
        let mut reserved = message.reserved.to_vec();
        reserved.sort_unstable();
        Message {
            form,
            tag: message.tag.map(tag),
            tag_field,
            forbid: message.forbid_unknown_fields,
            omits: message.omits_defaults,
            fields,
            reserved,
        }
    }

    fn place(&mut self, field: &'static FieldSchema) -> Place {
        let rules = field.rules.map(|found| rules(found, &field.ty)).unwrap_or_default();
        Place { ty: self.ty(&field.ty), rules, checked: field.checked }
    }

    fn ty(&mut self, ty: &'static WireType) -> Type {
        match ty {
            WireType::Opaque => Type::Opaque,
            WireType::Any => Type::Any,
            WireType::Nil => Type::Nil,
            WireType::Bool => Type::Bool,
            WireType::Int { min, max } => Type::Int { min: *min, max: *max },
            WireType::Float { bits } => Type::Float { bits: *bits },
            WireType::Str => Type::Str,
            WireType::Char => Type::Char,
            WireType::Bytes => Type::Bytes,
            WireType::ByteArray(length) => Type::ByteArray(*length),
            WireType::Ext => Type::Ext,
            WireType::Timestamp => Type::Timestamp,
            WireType::Text(form) => Type::Text((*form).to_owned()),
            WireType::Option(ty) => Type::Option(Box::new(self.ty(ty))),
            WireType::Sequence(ty) => Type::Sequence(Box::new(self.ty(ty))),
            WireType::Array(ty, length) => Type::Array(Box::new(self.ty(ty)), *length),
            WireType::Tuple(types) => Type::Tuple(types.iter().map(|ty| self.ty(ty)).collect()),
            WireType::Map(key, value) => Type::Map(Box::new(self.ty(key)), Box::new(self.ty(value))),
            WireType::Newtype(name, field) => Type::Name(provisional(self.newtype(name, field))),
            WireType::Named(_, schema) => Type::Name(provisional(self.schema(schema()))),
        }
    }

    /// What each type is called: its name, with a number where it is not the first of that name.
    ///
    /// Two types are one while nothing tells them apart: neither their own blocks nor, step by step, those
    /// that they name.
    fn labels(&self) -> BTreeMap<String, String> {
        let mut classes: BTreeMap<String, String> =
            self.nodes.iter().enumerate().map(|(index, node)| (provisional(index), node.name.to_owned())).collect();
        let mut count = 0;
        loop {
            let mut distinct: Vec<(String, Option<Layout>)> = Vec::new();
            let mut next = BTreeMap::new();
            for (index, node) in self.nodes.iter().enumerate() {
                let key = (node.name.to_owned(), node.layout.clone().map(|layout| layout.renamed(&classes)));
                let class = distinct.iter().position(|other| *other == key).unwrap_or_else(|| {
                    distinct.push(key);
                    distinct.len() - 1
                });
                next.insert(provisional(index), format!("{class} {}", node.name));
            }
            classes = next;
            if distinct.len() == count {
                break;
            }
            count = distinct.len();
        }
        let mut given: BTreeMap<String, String> = BTreeMap::new();
        let mut of_name: BTreeMap<&str, usize> = BTreeMap::new();
        let labels = self.nodes.iter().enumerate().filter_map(|(index, node)| {
            let class = classes.get(&provisional(index))?;
            if !given.contains_key(class) {
                let nth = of_name.entry(node.name).or_insert(0);
                *nth += 1;
                let first = *nth == 1 && !text::is_keyword(node.name);
                let label = if first { node.name.to_owned() } else { format!("{}#{nth}", node.name) };
                given.insert(class.clone(), label);
            }
            Some((provisional(index), given.get(class)?.clone()))
        });
        labels.collect()
    }
}

/// What a field is where it is left out. A secret stays one, and what is another value each time is no fact.
fn default(field: &FieldSchema) -> Option<String> {
    let written = field.default.filter(|text| !text.is_empty());
    let is_secret = field.secret || field.ty.is_secret();
    match field.default_value.filter(|_| !is_secret).and_then(lasting) {
        Some(empty) if EMPTY.contains(&empty.as_str()) => None,
        Some(value) => Some(value),
        None => written.map(|text| String::from(if is_secret { "***" } else { text })),
    }
}

/// How often a default is asked for its value: the two strings of a set come in one order half of the time.
const TIMES: usize = 64;

/// The value of a default as JSON writes it, if that is the same each time.
fn lasting(value: fn() -> Vec<u8>) -> Option<String> {
    let written = |frame: &[u8]| {
        let mut value: Value<'_> = msgpack::from_slice(frame).ok()?;
        value.sort();
        text::json(&value)
    };
    let frame = value();
    let text = written(&frame)?;
    let mut again = (1..TIMES).map(|_| value());
    again.all(|other| other == frame || written(&other).as_ref() == Some(&text)).then_some(text)
}

/// The defaults that are understood.
const EMPTY: [&str; 7] = ["null", "false", "0", "0.0", "\"\"", "[]", "{}"];

fn form(form: schema::Form, tagged: bool) -> (Form, Option<String>) {
    let key = |tag_field: &str| tagged.then(|| tag_field.to_owned());
    match form {
        schema::Form::Array => (Form::Array, None),
        schema::Form::ArrayOrMap { tag_field } => (Form::Either, key(tag_field)),
        schema::Form::Map { tag_field } => (Form::Map, key(tag_field)),
    }
}

fn tag(tag: schema::Tag) -> Tag {
    match tag {
        schema::Tag::Int(value) => Tag::Int(value),
        schema::Tag::Str(value) => Tag::Str(value.to_owned()),
    }
}

fn tag_of(ty: &WireType) -> Option<Tag> {
    match ty {
        WireType::Named(_, schema) => match &schema().shape {
            schema::Shape::Message(message) => message.tag.map(tag),
            _ => None,
        },
        _ => None,
    }
}

/// Rules keep a bound for integers and one for floats: the type says which of the two acts.
fn rules(rules: &constrain::Rules, ty: &WireType) -> Rules {
    let base = base(ty);
    let inner = |inner: Option<&'static constrain::Rules>, ty: Option<&WireType>| {
        let rules = inner.map(|rules| self::rules(rules, ty.unwrap_or(&WireType::Any)));
        // What asks for nothing is no fact.
        rules.filter(|rules| *rules != Rules::default()).map(Box::new)
    };
    let (item, key, value) = match base {
        WireType::Sequence(item) | WireType::Array(item, _) => (Some(*item), None, None),
        WireType::Map(key, value) => (None, Some(*key), Some(*value)),
        _ => (None, None, None),
    };
    let common = Rules {
        min_length: Some(rules.min_length).filter(|length| *length > 0),
        max_length: Some(rules.max_length).filter(|length| *length < usize::MAX),
        pattern: rules.pattern.map(|pattern| pattern.source().to_owned()),
        items: inner(rules.items, item),
        keys: inner(rules.keys, key),
        values: inner(rules.values, value),
        ..Rules::default()
    };
    if matches!(base, WireType::Float { .. }) {
        let float = rules.float;
        let number = |bound: Option<f64>| bound.map(Number::Float);
        return Rules {
            ge: number(float.ge),
            gt: number(float.gt),
            le: number(float.le),
            lt: number(float.lt),
            multiple_of: number(float.multiple_of),
            ..common
        };
    }
    let int = rules.int;
    let number = |bound: i128, none: i128| Some(bound).filter(|bound| *bound != none).map(Number::Int);
    Rules {
        ge: number(int.min, i128::MIN),
        le: number(int.max, i128::MAX),
        multiple_of: number(int.multiple_of, 0),
        ..common
    }
}

/// What rules act on: behind options and newtypes.
fn base(ty: &WireType) -> &WireType {
    let mut ty = ty;
    // A newtype that holds itself has no base; a chain this long is one.
    for _ in 0..64 {
        ty = match ty {
            WireType::Option(ty) => ty,
            WireType::Newtype(_, field) => &field.ty,
            WireType::Named(_, schema) => match &schema().shape {
                schema::Shape::Newtype(field) => &field.ty,
                _ => return ty,
            },
            _ => return ty,
        };
    }
    ty
}
