//! `klaw schema json`: the JSON Schema (2020-12) of a lock's types, for those that have a JSON form and for whoever draws them.

use klaw_runtime::json;
use klaw_runtime::lock::Lock;
use klaw_runtime::lock::layout::{
    Body, Enumeration, Field, Form, Message, Number, Place, Rules, Shape, Tag, Type, Union,
};
use std::collections::{BTreeMap, BTreeSet};

/// The schema's text. With a type it describes that, else it has definitions alone.
pub(crate) fn text(lock: &Lock, ty: Option<&str>) -> String {
    let mut schema = Schema::of(lock);
    let mut definitions = Vec::new();
    for (name, layout) in lock.layouts() {
        match &layout.shape {
            Shape::Message(found) => definitions.push((schema.key(name), schema.message(found).titled(name))),
            Shape::Union(found) => definitions.extend(schema.members(name, found)),
            Shape::Enumeration(found) => definitions.push((schema.key(name), enumeration(found).titled(name))),
            Shape::Newtype(found) => definitions.push((schema.key(name), schema.place(found).titled(name))),
            _ => {}
        }
    }
    let definitions = definitions.into_iter().map(|(name, object)| (name, object.to_string())).collect();
    let root = Object::default().text("$schema", "https://json-schema.org/draft/2020-12/schema");
    let root = match ty {
        Some(ty) => root.text("$ref", &schema.reference(ty)),
        None => root,
    };
    root.json("$defs", Object(definitions).to_string()).to_string() + "\n"
}

/// The types of a lock, and what each is called among the definitions.
struct Schema<'l> {
    lock: &'l Lock,
    /// Of those whose own name cannot be referred to.
    keys: BTreeMap<&'l str, String>,
    taken: BTreeSet<String>,
}

impl<'l> Schema<'l> {
    fn of(lock: &'l Lock) -> Self {
        let taken = lock.layouts().map(|(name, _)| name.to_owned()).collect();
        let mut schema = Self { lock, keys: BTreeMap::new(), taken };
        // `#` begins the fragment of a reference, and stands in none.
        for (name, _) in lock.layouts().filter(|(name, _)| name.contains('#')) {
            let key = schema.free(name.replace('#', "_"));
            schema.keys.insert(name, key);
        }
        schema
    }

    /// The name, or one like it that nothing else has.
    fn free(&mut self, mut key: String) -> String {
        while !self.taken.insert(key.clone()) {
            key.push('_');
        }
        key
    }

    fn key(&self, name: &str) -> String {
        self.keys.get(name).map_or(name, String::as_str).to_owned()
    }

    fn reference(&self, name: &str) -> String {
        format!("#/$defs/{}", self.key(name))
    }

    /// What rules act on: behind options and newtypes.
    fn base<'t>(&self, mut ty: &'t Type) -> &'t Type
    where
        'l: 't,
    {
        // A newtype that holds itself has no base.
        let mut passed = BTreeSet::new();
        loop {
            ty = match ty {
                Type::Option(inner) => inner,
                Type::Name(name) if passed.insert(name) => match self.lock.get(name).map(|layout| &layout.shape) {
                    Some(Shape::Newtype(place)) => &place.ty,
                    _ => return ty,
                },
                _ => return ty,
            };
        }
    }
}

/// A JSON object; its values are JSON already.
#[derive(Default)]
struct Object(Vec<(String, String)>);

impl Object {
    fn json(mut self, key: &str, json: impl ToString) -> Self {
        self.0.push((key.to_owned(), json.to_string()));
        self
    }

    fn text(self, key: &str, text: &str) -> Self {
        self.json(key, json::to_string(text))
    }

    fn of(ty: &str) -> Self {
        Self::default().text("type", ty)
    }

    fn titled(self, title: &str) -> Self {
        Self(Self::default().text("title", title).0.into_iter().chain(self.0).collect())
    }
}

impl std::fmt::Display for Object {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let entries: Vec<_> =
            self.0.iter().map(|(key, value)| format!("{}:{value}", json::to_string(key.as_str()))).collect();
        write!(f, "{{{}}}", entries.join(","))
    }
}

fn list(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(","))
}

/// One of each shape, and what is in it.
impl Schema<'_> {
    fn message(&self, found: &Message) -> Object {
        match found.form {
            Form::Map => self.properties(found),
            Form::Either => Object::default()
                .json("anyOf", list([self.elements(found).to_string(), self.properties(found).to_string()])),
            _ => self.elements(found),
        }
    }

    fn elements(&self, found: &Message) -> Object {
        let slots = found.fields.iter().map(|field| field.position).chain(found.reserved.iter().copied()).max();
        let slots = slots.map_or(0, |last| last.saturating_add(1));
        let fields = (0..slots).map(|position| match found.fields.iter().find(|field| field.position == position) {
            Some(found) => self.field(found).to_string(),
            None => String::from("{}"),
        });
        let items: Vec<_> = found.tag.iter().map(|found| tag(found).to_string()).chain(fields).collect();
        let first = usize::from(found.tag.is_some());
        let least =
            found.fields.iter().filter(|field| !field.optional).map(|field| field.position + 1).max().unwrap_or(0);
        let most = items.len();
        let object = Object::of("array").json("prefixItems", list(items)).json("minItems", least + first);
        if found.forbid { object.json("maxItems", most) } else { object }
    }

    fn properties(&self, found: &Message) -> Object {
        let tag = found.tag.iter().zip(&found.tag_field).map(|(found, key)| (key.clone(), tag(found).to_string()));
        let fields = found.fields.iter().flat_map(|found| {
            let names = std::iter::once(&found.name).chain(&found.aliases);
            names.map(|name| (name.clone(), self.field(found).to_string()))
        });
        let object = Object::of("object").json("properties", Object(tag.chain(fields).collect()));
        let keys = found.tag_field.iter().filter(|_| found.tag.is_some());
        let required =
            found.fields.iter().filter(|field| !field.optional && field.aliases.is_empty()).map(|field| &field.name);
        let object = object.json("required", list(keys.chain(required).map(|name| json::to_string(name.as_str()))));
        // A field of several names must be there under one of them.
        let either = found.fields.iter().filter(|field| !field.optional && !field.aliases.is_empty()).map(|field| {
            let names = std::iter::once(&field.name).chain(&field.aliases);
            let required = names
                .map(|name| Object::default().json("required", list([json::to_string(name.as_str())])).to_string());
            Object::default().json("anyOf", list(required)).to_string()
        });
        let either: Vec<_> = either.collect();
        let object = if either.is_empty() { object } else { object.json("allOf", list(either)) };
        if found.forbid { object.json("additionalProperties", false) } else { object }
    }

    fn field(&self, found: &Field) -> Object {
        let object = self.place(&found.place);
        // A default that is no JSON stands there in Rust's words, which say nothing here.
        match &found.default {
            Some(text) if json::from_str::<klaw_runtime::Value<'_>>(text).is_ok() => object.json("default", text),
            _ => object,
        }
    }

    /// A union, and its members that have no type of their own, under names that nothing else has.
    fn members(&mut self, name: &str, union: &Union) -> Vec<(String, Object)> {
        let mut own = Vec::new();
        let mut any = Vec::new();
        for member in &union.members {
            any.push(match &member.body {
                Body::Type(found, _) => self.ty(found, None).to_string(),
                Body::Message(found) => {
                    let key = self.free(format!("{}_{}", self.key(name), member.name));
                    own.push((key.clone(), self.message(found).titled(&member.name)));
                    Object::default().text("$ref", &format!("#/$defs/{key}")).to_string()
                }
            });
        }
        if union.keeps_unknown {
            any.push(Object::of(if union.form == Form::Map { "object" } else { "array" }).to_string());
        }
        own.insert(0, (self.key(name), Object::default().json("anyOf", list(any)).titled(name)));
        own
    }

    fn place(&self, found: &Place) -> Object {
        self.ty(&found.ty, Some(&found.rules))
    }

    fn ty(&self, found: &Type, rules: Option<&Rules>) -> Object {
        let items = rules.and_then(|found| found.items.as_deref());
        let object = match found {
            Type::Option(inner) => {
                let inner = self.ty(inner, rules).to_string();
                return Object::default().json("anyOf", list([inner, Object::of("null").to_string()]));
            }
            // The rules of the place stand beside the reference, those of the newtype behind it.
            Type::Name(name) => {
                let object = Object::default().text("$ref", &self.reference(name));
                return self.ruled(object, found, rules, true);
            }
            Type::Nil => Object::of("null"),
            Type::Bool => Object::of("boolean"),
            Type::Int { min, max } => Object::of("integer").json("minimum", min).json("maximum", max),
            Type::Float { .. } => Object::of("number"),
            Type::Str => Object::of("string"),
            Type::Char => Object::of("string").json("minLength", 1).json("maxLength", 1),
            Type::Bytes | Type::ByteArray(_) => Object::of("string").text("contentEncoding", "base64"),
            Type::Timestamp => Object::of("string").text("format", "date-time"),
            Type::Text(form) => match form.as_str() {
                form @ ("uuid" | "date" | "duration" | "ipv4" | "ipv6") => Object::of("string").text("format", form),
                // Without a zone, of which JSON Schema's have one; and of further kinds it knows nothing.
                _ => Object::of("string"),
            },
            Type::Sequence(item) => Object::of("array").json("items", self.ty(item, items)),
            Type::Array(item, length) => Object::of("array")
                .json("items", self.ty(item, items))
                .json("minItems", length)
                .json("maxItems", length),
            Type::Tuple(types) => {
                let length = types.len();
                let types = list(types.iter().map(|found| self.ty(found, None).to_string()));
                Object::of("array").json("prefixItems", types).json("minItems", length).json("maxItems", length)
            }
            Type::Map(key, inner) => {
                let object = Object::of("object");
                let object = match (self.base(key), rules.and_then(|found| found.keys.as_deref())) {
                    // Other keys are their text.
                    (Type::Str, Some(keys)) => object.json("propertyNames", self.ty(key, Some(keys))),
                    _ => object,
                };
                object.json("additionalProperties", self.ty(inner, rules.and_then(|found| found.values.as_deref())))
            }
            _ => Object::default(),
        };
        self.ruled(object, found, rules, false)
    }

    /// A rule that is tighter than what stands there already takes its place. What is inside has its rules where it is described,
    /// but for what is described behind a reference.
    fn ruled(&self, mut object: Object, ty: &Type, rules: Option<&Rules>, is_reference: bool) -> Object {
        let Some(rules) = rules else { return object };
        let base = self.base(ty);
        let numbers = [
            ("minimum", rules.ge),
            ("exclusiveMinimum", rules.gt),
            ("maximum", rules.le),
            ("exclusiveMaximum", rules.lt),
            ("multipleOf", rules.multiple_of),
        ];
        let numbers = numbers.into_iter().filter_map(|(key, bound)| Some((key.to_owned(), number(bound?))));
        let unit = match base {
            Type::Sequence(_) | Type::Array(..) | Type::Tuple(_) => Some("Items"),
            Type::Map(..) => Some("Properties"),
            // Bytes are base64 here, whose length is another.
            Type::Bytes | Type::ByteArray(_) => None,
            _ => Some("Length"),
        };
        let lengths = unit.into_iter().flat_map(|unit| {
            let lengths = [(format!("min{unit}"), rules.min_length), (format!("max{unit}"), rules.max_length)];
            lengths.into_iter().filter_map(|(key, length)| Some((key, length?.to_string())))
        });
        let pattern = rules.pattern.iter().map(|pattern| (String::from("pattern"), json::to_string(pattern.as_str())));
        let inner = |key: &str, ty: &Type, rules: &Option<Box<Rules>>| {
            let object = self.ruled(Object::default(), ty, rules.as_deref(), true);
            (!object.0.is_empty()).then(|| (key.to_owned(), object.to_string()))
        };
        let inside = match base {
            Type::Sequence(item) | Type::Array(item, _) if is_reference => vec![inner("items", item, &rules.items)],
            Type::Map(key, value) if is_reference => vec![
                inner("propertyNames", key, &rules.keys).filter(|_| *self.base(key) == Type::Str),
                inner("additionalProperties", value, &rules.values),
            ],
            _ => Vec::new(),
        };
        for (key, value) in numbers.chain(lengths).chain(pattern).chain(inside.into_iter().flatten()) {
            object.0.retain(|(other, _)| *other != key);
            object.0.push((key, value));
        }
        object
    }
}

fn enumeration(found: &Enumeration) -> Object {
    let values = list(found.values.iter().map(|(_, value)| self::value(value)));
    let known = Object::default().json("enum", values);
    if !found.keeps_unknown {
        return known;
    }
    let is_int = found.values.iter().all(|(_, value)| matches!(value, Tag::Int(_)));
    let other = Object::of(if is_int { "integer" } else { "string" });
    Object::default().json("anyOf", list([known.to_string(), other.to_string()]))
}

fn tag(found: &Tag) -> Object {
    Object::default().json("const", value(found))
}

fn value(found: &Tag) -> String {
    match found {
        Tag::Int(value) => value.to_string(),
        Tag::Str(value) => json::to_string(value.as_str()),
    }
}

fn number(bound: Number) -> String {
    match bound {
        Number::Int(value) => value.to_string(),
        Number::Float(value) => json::to_string(&value),
    }
}
