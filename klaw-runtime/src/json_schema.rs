//! [`json_schema`]: what a type's JSON may look like, from its const description.

use crate::base64;
use crate::constrain::Rules;
use crate::encode::Encode;
use crate::json::to_string;
use crate::msgpack;
use crate::schema::{
    EnumerationSchema, FieldSchema, Form, MemberBody, MessageSchema, Schema, Shape, Tag, UnionSchema, WireType,
};
use crate::value::Value;
use std::fmt::{self, Write};

/// The JSON Schema (2020-12) of a type, as text: names, tags, constraints, defaults and documentation.
///
/// An array form is `prefixItems`, a union `anyOf`. Types with a name stand in `$defs`; where two have the same name, the
/// second is `Name_2`. It is what msgspec's `msgspec.json.schema` gives for the same type, with these differences: it names
/// its dialect, a union has a name of its own, bounds of integers are inclusive and those of their Rust type stand there too,
/// dates and times without a zone have no `format` (in JSON Schema's they have one), and a default stands there whatever it is.
///
/// A schema says less than the type where JSON Schema cannot say it: functions that check (`with`, `validate`), and that a
/// whole float is no integer. It says more in one place: the tag of a message in map form is required there, and decoding
/// takes the message by itself without. `lax` is not told.
///
/// ```
/// use klaw_runtime::{WireMessage, json_schema};
///
/// /// A task to run.
/// #[derive(WireMessage)]
/// #[wire(array_like)]
/// struct Task {
///     /// Its name.
///     #[constrain(min_length = 1)]
///     id: String,
///     #[wire(default = 3)]
///     retries: u8,
/// }
///
/// assert_eq!(json_schema::<Task>(), concat!(
///     r##"{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#/$defs/Task","$defs":{"Task":"##,
///     r#"{"title":"Task","description":"A task to run.","type":"array","prefixItems":["#,
///     r#"{"type":"string","minLength":1,"description":"Its name."},"#,
///     r#"{"type":"integer","minimum":0,"maximum":255,"default":3}],"minItems":1}}}"#,
/// ));
/// ```
#[must_use]
pub fn json_schema<T: Encode + ?Sized>() -> String {
    let mut root = Object::new().text("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.entries.extend(of_type(&T::TYPE, &Rules::NONE).entries);
    let mut definitions = Definitions::default();
    let root = definitions.resolved(Node::Object(root));
    // Types that are met on the way are added behind the others.
    let mut at = 0;
    while let Some(definition) = definitions.0.get(at) {
        let node = definition.node.clone();
        let node = definitions.resolved(node);
        definitions.0[at].node = node;
        at += 1;
    }
    let Node::Object(mut root) = root else { return String::new() };
    if !definitions.0.is_empty() {
        let entries = definitions.0.iter().map(|definition| (definition.key.clone(), definition.node.clone()));
        root.entries.push(("$defs".to_owned(), Node::Object(Object { entries: entries.collect() })));
    }
    Node::Object(root).to_string()
}

// The text.

/// A part of a schema.
#[derive(Clone)]
enum Node {
    Object(Object),
    Array(Vec<Node>),
    /// JSON as it stands.
    Json(String),
    /// A type that has a definition, and what leads to it.
    Type(Source),
    /// `#/$defs/..`
    Reference(String),
}

#[derive(Clone, Default)]
struct Object {
    entries: Vec<(String, Node)>,
}

impl Object {
    fn new() -> Self {
        Self::default()
    }

    fn with(mut self, key: &str, node: Node) -> Self {
        self.entries.push((key.to_owned(), node));
        self
    }

    fn text(self, key: &str, text: &str) -> Self {
        self.with(key, Node::Json(to_string(text)))
    }

    /// The same where there is any text.
    /// What is written for Rust alone, from the first example or heading on, is left out.
    fn doc(self, doc: &str) -> Self {
        let end = doc.find("```").into_iter().chain(doc.find("\n# ")).min().unwrap_or(doc.len());
        let doc = doc[..end].trim_end();
        if doc.is_empty() { self } else { self.text("description", doc) }
    }

    fn json(self, key: &str, json: impl fmt::Display) -> Self {
        self.with(key, Node::Json(json.to_string()))
    }

    fn of(ty: &str) -> Self {
        Self::new().text("type", ty)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Object(object) => {
                f.write_char('{')?;
                for (index, (key, node)) in object.entries.iter().enumerate() {
                    let comma = if index > 0 { "," } else { "" };
                    write!(f, "{comma}{}:{node}", to_string(key.as_str()))?;
                }
                f.write_char('}')
            }
            Self::Array(nodes) => {
                f.write_char('[')?;
                for (index, node) in nodes.iter().enumerate() {
                    write!(f, "{}{node}", if index > 0 { "," } else { "" })?;
                }
                f.write_char(']')
            }
            Self::Json(json) => f.write_str(json),
            Self::Type(source) => f.write_str(&to_string(source.name())),
            Self::Reference(key) => f.write_str(&to_string(format!("#/$defs/{key}").as_str())),
        }
    }
}

// Definitions.

/// What a definition is made of.
#[derive(Clone, Copy)]
enum Source {
    Type(&'static str, fn() -> &'static Schema),
    /// A struct-like variant of a union.
    Message(&'static str, &'static MessageSchema),
}

impl Source {
    fn name(&self) -> &'static str {
        match self {
            Self::Type(name, _) | Self::Message(name, _) => name,
        }
    }

    fn node(self) -> Node {
        match self {
            Self::Type(_, schema) => of_schema(schema()),
            Self::Message(name, message) => of_message(Object::new().text("title", name), message),
        }
    }

    /// Where its description stands. One type may have several.
    fn address(&self) -> usize {
        match self {
            Self::Type(_, schema) => std::ptr::from_ref(schema()).addr(),
            Self::Message(_, message) => std::ptr::from_ref(*message).addr(),
        }
    }

    /// Are both one type? They are while nothing tells them apart: neither their own texts nor, step by step, those of the
    /// types that they name.
    fn is(self, other: Self) -> bool {
        let mut pairs = vec![(self, other)];
        let mut at = 0;
        while let Some(&(a, b)) = pairs.get(at) {
            at += 1;
            let is_known = |&(one, two): &(Self, Self)| one.address() == a.address() && two.address() == b.address();
            if a.address() == b.address() || pairs[..at - 1].iter().any(is_known) {
                continue;
            }
            if a.name() != b.name() {
                return false;
            }
            let (one, two) = (a.node(), b.node());
            if one.to_string() != two.to_string() {
                return false;
            }
            pairs.extend(one.types().into_iter().zip(two.types()));
        }
        true
    }
}

impl Node {
    /// The types that it names, in the order in which they stand.
    fn types(&self) -> Vec<Source> {
        match self {
            Self::Object(object) => object.entries.iter().flat_map(|(_, node)| node.types()).collect(),
            Self::Array(nodes) => nodes.iter().flat_map(Self::types).collect(),
            Self::Type(source) => vec![*source],
            Self::Json(_) | Self::Reference(_) => Vec::new(),
        }
    }
}

struct Definition {
    key: String,
    source: Source,
    node: Node,
}

#[derive(Default)]
struct Definitions(Vec<Definition>);

impl Definitions {
    /// The node with references in place of types, which are added.
    fn resolved(&mut self, node: Node) -> Node {
        match node {
            Node::Object(object) => {
                let entries = object.entries.into_iter().map(|(key, node)| (key, self.resolved(node)));
                Node::Object(Object { entries: entries.collect() })
            }
            Node::Array(nodes) => Node::Array(nodes.into_iter().map(|node| self.resolved(node)).collect()),
            Node::Type(source) => Node::Reference(self.key(source)),
            node => node,
        }
    }

    fn key(&mut self, source: Source) -> String {
        if let Some(known) = self.0.iter().find(|definition| definition.source.is(source)) {
            return known.key.clone();
        }
        let name = source.name();
        let mut key = name.to_owned();
        let mut nth = 1;
        // A type may be called like the second of another name.
        while self.0.iter().any(|definition| definition.key == key) {
            nth += 1;
            key = format!("{name}_{nth}");
        }
        self.0.push(Definition { key: key.clone(), source, node: source.node() });
        key
    }
}

fn of_schema(schema: &'static Schema) -> Node {
    let object = Object::new().text("title", schema.name).doc(schema.doc);
    match &schema.shape {
        Shape::Message(message) => of_message(object, message),
        Shape::Union(union) => of_union(object, union),
        Shape::Enumeration(enumeration) => of_enumeration(object, enumeration),
        Shape::Newtype(field) => {
            let mut object = object;
            object.entries.extend(of_type(&field.ty, field.rules.unwrap_or(&Rules::NONE)).entries);
            Node::Object(object)
        }
    }
}

// Shapes.

fn of_message(object: Object, message: &'static MessageSchema) -> Node {
    Node::Object(match message.form {
        Form::Array => elements(object, message),
        Form::Map { tag_field } => properties(object, message, tag_field),
        Form::ArrayOrMap { tag_field } => object.with(
            "anyOf",
            Node::Array(vec![
                Node::Object(elements(Object::new(), message)),
                Node::Object(properties(Object::new(), message, tag_field)),
            ]),
        ),
    })
}

fn elements(object: Object, message: &'static MessageSchema) -> Object {
    let slots = message.fields.len() + message.reserved.len();
    let fields = (0..slots).map(|position| match message.fields.iter().find(|field| field.position == position) {
        Some(field) => Node::Object(of_field(field)),
        None => Node::Object(Object::new()),
    });
    let items: Vec<_> = message.tag.iter().map(|tag| one_of(&[*tag])).chain(fields).collect();
    let required = message.fields.iter().filter(|field| field.required).map(|field| field.position + 1).max();
    let start = usize::from(message.tag.is_some());
    let most = items.len();
    let object = object.text("type", "array").with("prefixItems", Node::Array(items));
    let object = object.json("minItems", start + required.unwrap_or(0));
    if message.forbid_unknown_fields { object.json("maxItems", most) } else { object }
}

fn properties(object: Object, message: &'static MessageSchema, tag_field: &str) -> Object {
    let tag = message.tag.iter().map(|tag| (tag_field.to_owned(), one_of(&[*tag])));
    let fields = message.fields.iter().flat_map(|field| {
        let names = std::iter::once(&field.name).chain(field.aliases);
        names.map(|name| ((*name).to_owned(), Node::Object(of_field(field))))
    });
    let entries = tag.chain(fields).collect();
    let text = |name: &str| Node::Json(to_string(name));
    let (plain, aliased): (Vec<_>, Vec<_>) =
        message.fields.iter().filter(|field| field.required).partition(|field| field.aliases.is_empty());
    let required =
        message.tag.iter().map(|_| text(tag_field)).chain(plain.iter().map(|field: &&FieldSchema| text(field.name)));
    let object = object
        .text("type", "object")
        .with("properties", Node::Object(Object { entries }))
        .with("required", Node::Array(required.collect()));
    // A field that goes by several names must be there under one of them.
    let either = aliased.into_iter().map(|field| {
        let names = std::iter::once(&field.name).chain(field.aliases);
        let required = names.map(|name| Node::Object(Object::new().with("required", Node::Array(vec![text(name)]))));
        Node::Object(Object::new().with("anyOf", Node::Array(required.collect())))
    });
    let either: Vec<_> = either.collect();
    let object = if either.is_empty() { object } else { object.with("allOf", Node::Array(either)) };
    if message.forbid_unknown_fields { object.json("additionalProperties", false) } else { object }
}

fn of_field(field: &'static FieldSchema) -> Object {
    let object = of_type(&field.ty, field.rules.unwrap_or(&Rules::NONE)).doc(field.doc);
    match default(field) {
        Some(default) => object.json("default", default),
        None => object,
    }
}

fn of_union(object: Object, union: &'static UnionSchema) -> Node {
    let members: Vec<_> = union
        .members
        .iter()
        .filter_map(|member| {
            let (source, tag) = match &member.body {
                MemberBody::Message(message) => (Source::Message(member.name, message), message.tag),
                MemberBody::Type(WireType::Named(name, schema)) => {
                    let tag = match &schema().shape {
                        Shape::Message(message) => message.tag,
                        _ => None,
                    };
                    (Source::Type(name, *schema), tag)
                }
                MemberBody::Type(_) => return None,
            };
            Some((source, tag))
        })
        .collect();
    let mut any: Vec<_> = members.iter().map(|(source, _)| reference(*source)).collect();
    let tag_field = match union.form {
        Form::Map { tag_field } => Some(tag_field),
        Form::Array | Form::ArrayOrMap { .. } => None,
    };
    if union.keeps_unknown {
        any.push(Node::Object(match tag_field {
            Some(tag_field) => {
                Object::of("object").with("required", Node::Array(vec![Node::Json(to_string(tag_field))]))
            }
            None => Object::of("array").json("minItems", 1),
        }));
    }
    let object = object.with("anyOf", Node::Array(any));
    let Some(tag_field) = tag_field.filter(|_| !union.keeps_unknown) else { return Node::Object(object) };
    let mapping = members.into_iter().filter_map(|(source, tag)| {
        let tag = match tag? {
            Tag::Int(tag) => tag.to_string(),
            Tag::Str(tag) => tag.to_owned(),
        };
        Some((tag, Node::Type(source)))
    });
    let mapping = Node::Object(Object { entries: mapping.collect() });
    Node::Object(
        object.with(
            "discriminator",
            Node::Object(Object::new().text("propertyName", tag_field).with("mapping", mapping)),
        ),
    )
}

fn of_enumeration(object: Object, enumeration: &'static EnumerationSchema) -> Node {
    if enumeration.keeps_unknown {
        return Node::Object(match enumeration.values.first() {
            Some((_, Tag::Int(_))) => object.text("type", "integer"),
            _ => object.text("type", "string"),
        });
    }
    let values: Vec<_> = enumeration.values.iter().map(|(_, value)| *value).collect();
    Node::Object(object.with("enum", list(&values)))
}

/// `enum` with these values.
fn one_of(values: &[Tag]) -> Node {
    Node::Object(Object::new().with("enum", list(values)))
}

fn list(values: &[Tag]) -> Node {
    let values = values.iter().map(|value| match value {
        Tag::Int(value) => Node::Json(value.to_string()),
        Tag::Str(value) => Node::Json(to_string(*value)),
    });
    Node::Array(values.collect())
}

fn reference(source: Source) -> Node {
    Node::Object(Object::new().with("$ref", Node::Type(source)))
}

// Types.

fn of_type(ty: &'static WireType, rules: &Rules) -> Object {
    let length = |object: Object, (least, most): (&str, &str)| {
        let object = if rules.min_length > 0 { object.json(least, rules.min_length) } else { object };
        if rules.max_length < usize::MAX { object.json(most, rules.max_length) } else { object }
    };
    match ty {
        WireType::Nil => Object::of("null"),
        WireType::Bool => Object::of("boolean"),
        WireType::Int { min, max } => {
            let object = Object::of("integer")
                .json("minimum", rules.int.min.max(i128::from(*min)))
                .json("maximum", rules.int.max.min(i128::from(*max)));
            if rules.int.multiple_of > 0 { object.json("multipleOf", rules.int.multiple_of) } else { object }
        }
        WireType::Float { .. } => {
            let bounds = [
                ("minimum", rules.float.ge),
                ("exclusiveMinimum", rules.float.gt),
                ("maximum", rules.float.le),
                ("exclusiveMaximum", rules.float.lt),
                ("multipleOf", rules.float.multiple_of),
            ];
            let finite =
                |(key, bound): (&'static str, Option<f64>)| Some((key, bound.filter(|bound| bound.is_finite())?));
            let bounds = bounds.into_iter().filter_map(finite);
            bounds.fold(Object::of("number"), |object, (key, bound)| object.json(key, to_string(&bound)))
        }
        WireType::Str => {
            let object = length(Object::of("string"), ("minLength", "maxLength"));
            match rules.pattern {
                Some(pattern) => object.text("pattern", pattern.source()),
                None => object,
            }
        }
        WireType::Char => Object::of("string").json("minLength", 1).json("maxLength", 1),
        WireType::Bytes => bytes(rules.min_length, rules.max_length),
        WireType::ByteArray(length) => bytes(*length, *length),
        WireType::Timestamp => Object::of("string").text("format", "date-time"),
        WireType::Text(form) => {
            let object = Object::of("string");
            match *form {
                // Those of JSON Schema have a zone.
                "datetime" | "time" => object,
                form @ ("date" | "duration" | "uuid" | "ipv4" | "ipv6") => object.text("format", form),
                _ => object,
            }
        }
        WireType::Option(inner) => {
            let inner = of_type(inner, rules);
            match inner.entries.first() {
                Some((key, Node::Array(_))) if key == "anyOf" && inner.entries.len() == 1 => inner,
                _ => Object::new()
                    .with("anyOf", Node::Array(vec![Node::Object(inner), Node::Object(Object::of("null"))])),
            }
        }
        WireType::Sequence(item) => {
            let item = of_type(item, rules.items.unwrap_or(&Rules::NONE));
            length(Object::of("array").with("items", Node::Object(item)), ("minItems", "maxItems"))
        }
        WireType::Array(item, length) => {
            let item = of_type(item, rules.items.unwrap_or(&Rules::NONE));
            Object::of("array").with("items", Node::Object(item)).json("minItems", length).json("maxItems", length)
        }
        WireType::Tuple(items) => {
            let nodes = items.iter().map(|item| Node::Object(of_type(item, &Rules::NONE))).collect();
            Object::of("array")
                .with("prefixItems", Node::Array(nodes))
                .json("minItems", items.len())
                .json("maxItems", items.len())
                .json("items", false)
        }
        WireType::Map(key, value) => {
            let object = match names(key, rules.keys.unwrap_or(&Rules::NONE)) {
                Some(names) => Object::of("object").with("propertyNames", Node::Object(names)),
                None => Object::of("object"),
            };
            let value = of_type(value, rules.values.unwrap_or(&Rules::NONE));
            length(object.with("additionalProperties", Node::Object(value)), ("minProperties", "maxProperties"))
        }
        WireType::Newtype(_, field) => {
            let object = of_type(&field.ty, field.rules.unwrap_or(&Rules::NONE)).doc(field.doc);
            let outer = Node::Object(of_type(&field.ty, rules));
            let is_free = outer.to_string() == Node::Object(of_type(&field.ty, &Rules::NONE)).to_string();
            if is_free { object } else { object.with("allOf", Node::Array(vec![outer])) }
        }
        WireType::Named(name, schema) => Object::new().with("$ref", Node::Type(Source::Type(name, *schema))),
        // Anything, what only a codec of the user's knows, and what JSON has no form for.
        WireType::Any | WireType::Opaque | WireType::Ext => Object::new(),
    }
}

/// Bytes, as the text of their padded base64.
fn bytes(least: usize, most: usize) -> Object {
    let encoded = |length: usize| length.div_ceil(3).saturating_mul(4);
    let object = Object::of("string").text("contentEncoding", "base64");
    let object = if least > 0 { object.json("minLength", encoded(least)) } else { object };
    if most < usize::MAX { object.json("maxLength", encoded(most)) } else { object }
}

/// What the names of a map are, where that can be said of text.
fn names(key: &'static WireType, rules: &Rules) -> Option<Object> {
    match key {
        WireType::Named(name, schema) if matches!(&schema().shape, Shape::Enumeration(found) if is_text(found)) => {
            Some(Object::new().with("$ref", Node::Type(Source::Type(name, *schema))))
        }
        WireType::Newtype(_, field) => {
            let own = names(&field.ty, field.rules.unwrap_or(&Rules::NONE));
            let of_place = names(&field.ty, rules).filter(|of_place| {
                let free = names(&field.ty, &Rules::NONE).unwrap_or_default();
                Node::Object(of_place.clone()).to_string() != Node::Object(free).to_string()
            });
            match (own, of_place) {
                (Some(own), Some(of_place)) => Some(own.with("allOf", Node::Array(vec![Node::Object(of_place)]))),
                (own, of_place) => own.or(of_place),
            }
        }
        WireType::Str => {
            let mut object = of_type(key, rules);
            object.entries.retain(|(key, _)| key != "type");
            (!object.entries.is_empty()).then_some(object)
        }
        _ => None,
    }
}

fn is_text(enumeration: &EnumerationSchema) -> bool {
    matches!(enumeration.values.first(), Some((_, Tag::Str(_))))
}

// Defaults.

/// The default as JSON; one that JSON cannot say is left out, and so is one that may show a secret.
fn default(field: &'static FieldSchema) -> Option<String> {
    if field.secret || field.ty.holds_secret() {
        return None;
    }
    let Some(value) = field.default_value else {
        let written = field.default?;
        let own = match field.ty {
            WireType::Option(_) => "null",
            WireType::Sequence(_) => "[]",
            WireType::Map(..) => "{}",
            _ => "",
        };
        // What was written may be JSON as it stands.
        let text = if written.is_empty() { own } else { written };
        return crate::Raw::from_json(text).ok().map(|_| text.to_owned());
    };
    let frame = value();
    let mut value = msgpack::from_slice(&frame).ok()?;
    Value::sort(&mut value);
    json_of(&value)
}

fn json_of(value: &Value<'_>) -> Option<String> {
    let text = match value {
        Value::Nil => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) if !value.is_finite() => return None,
        Value::Float(value) => to_string(value),
        Value::Str(text) => to_string(&**text),
        Value::Bin(bytes) => to_string(base64::encode(bytes).as_str()),
        Value::Array(items) => {
            let items = items.iter().map(json_of).collect::<Option<Vec<_>>>()?;
            format!("[{}]", items.join(","))
        }
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| {
                let key = match key {
                    Value::Str(key) => to_string(&**key),
                    Value::Int(key) => format!("\"{key}\""),
                    _ => return None,
                };
                Some(format!("{key}:{}", json_of(value)?))
            });
            format!("{{{}}}", entries.collect::<Option<Vec<_>>>()?.join(","))
        }
        Value::Ext(_) => return None,
    };
    Some(text)
}
