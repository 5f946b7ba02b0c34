//! The values that were given, each with its origin: what sources are read into, and merged as.

use super::adopt::join;
use super::origin::Origin;
use super::shape::Kind;
use crate::encode::Encode;
use crate::json;
use crate::msgpack;
use crate::schema::WireType;
use crate::value::Value;
use std::borrow::Cow;
use std::collections::HashMap;

/// A value with its origin. It has no `Debug`: it may be a secret.
#[derive(Clone)]
pub(super) struct Node {
    pub data: Data,
    pub origin: Origin,
}

#[derive(Clone)]
pub(super) enum Data {
    Nil,
    Bool(bool),
    Int(i128),
    Float(f64),
    Str(String),
    Array(Vec<Node>),
    Table(Vec<Entry>),
}

/// A value under its key.
#[derive(Clone)]
pub(super) struct Entry {
    pub key: String,
    /// Where the key stands.
    pub origin: Origin,
    pub node: Node,
}

/// Does a text have an address in it in which a user stands?
pub(super) fn holds_login(text: &str) -> bool {
    text.split_once("://").is_some_and(|(_, rest)| rest.contains('@'))
}

impl Node {
    pub(super) fn empty(origin: Origin) -> Self {
        Self { data: Data::Table(Vec::new()), origin }
    }

    /// What a value of Rust's is in a file.
    pub(super) fn of<T: Encode + ?Sized>(value: &T, origin: &Origin) -> Self {
        Self::of_frame(&msgpack::to_vec(value), origin)
    }

    /// The same of an encoded value. What is not MessagePack, which only a hand-written encoder makes, is nil.
    pub(super) fn of_frame(frame: &[u8], origin: &Origin) -> Self {
        Self::of_value(&msgpack::from_slice(frame).unwrap_or(Value::Nil), origin)
    }

    /// Is it an address in which a user stands, with a password perhaps?
    pub(super) fn holds_login(&self) -> bool {
        matches!(&self.data, Data::Str(text) if holds_login(text))
    }

    pub(super) fn of_value(value: &Value<'_>, origin: &Origin) -> Self {
        let data = match value {
            Value::Nil => Data::Nil,
            Value::Bool(value) => Data::Bool(*value),
            Value::Int(value) => Data::Int(*value),
            Value::Float(value) => Data::Float(*value),
            Value::Str(text) => Data::Str(text.clone().into_owned()),
            Value::Array(items) => Data::Array(items.iter().map(|item| Self::of_value(item, origin)).collect()),
            Value::Map(entries) => {
                let entries = entries.iter().map(|(key, value)| Entry {
                    key: key_text(key),
                    origin: origin.clone(),
                    node: Self::of_value(value, origin),
                });
                Data::Table(entries.collect())
            }
            // Bytes and points in time are text in formats for people, and JSON is one.
            Value::Bin(_) | Value::Ext(_) => match json::from_slice(&json::to_vec(value)) {
                Ok(Value::Str(text)) => Data::Str(text.into_owned()),
                _ => Data::Nil,
            },
        };
        Self { data, origin: origin.clone() }
    }

    /// The value without its origins, for serde.
    pub(super) fn to_value(&self) -> Value<'_> {
        match &self.data {
            Data::Nil => Value::Nil,
            Data::Bool(value) => Value::Bool(*value),
            Data::Int(value) => Value::Int(*value),
            Data::Float(value) => Value::Float(*value),
            Data::Str(text) => Value::Str(Cow::Borrowed(text)),
            Data::Array(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Data::Table(entries) => {
                let entries =
                    entries.iter().map(|entry| (Value::Str(Cow::Borrowed(&*entry.key)), entry.node.to_value()));
                Value::Map(entries.collect())
            }
        }
    }

    pub(super) fn is_container(&self) -> bool {
        matches!(self.data, Data::Array(_) | Data::Table(_))
    }

    pub(super) fn entries(&self) -> &[Entry] {
        match &self.data {
            Data::Table(entries) => entries,
            _ => &[],
        }
    }

    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.node)
    }

    /// The node at a path of keys.
    pub(super) fn at<'a>(&self, path: impl IntoIterator<Item = &'a str>) -> Option<&Node> {
        path.into_iter().try_fold(self, |node, key| node.get(key))
    }

    /// A tree of this node alone, under a path of keys.
    pub(super) fn under(self, path: &[String]) -> Self {
        path.iter().rev().fold(self, |node, key| {
            let origin = node.origin.clone();
            let entry = Entry { key: key.clone(), origin: origin.clone(), node };
            Self { data: Data::Table(vec![entry]), origin }
        })
    }

    /// Lays another tree over this one. Sections and maps are merged by key, all else is replaced.
    pub(super) fn merge(&mut self, over: Self, ty: Option<&'static WireType>) {
        let kind = ty.map(Kind::of);
        match (&mut self.data, over.data) {
            (Data::Table(entries), Data::Table(over)) if is_merged(kind.as_ref()) => {
                let places = places(entries, &over);
                for (entry, place) in over.into_iter().zip(places) {
                    let ty = kind.as_ref().and_then(|kind| kind.inside(&entry.key));
                    match entries.get_mut(place) {
                        Some(old) => {
                            old.node.merge(entry.node, ty);
                            old.origin = entry.origin;
                        }
                        None => entries.push(entry),
                    }
                }
            }
            (data, over_data) => {
                *data = over_data;
                self.origin = over.origin;
            }
        }
    }

    /// The values that this tree and the one to lay over it have from a variable each, with their paths and both variables.
    pub(super) fn twice<'a>(
        &'a self,
        over: &'a Self,
        ty: Option<&'static WireType>,
        path: &str,
    ) -> Vec<(String, &'a Origin, &'a Origin)> {
        let kind = ty.map(Kind::of);
        match (&self.data, &over.data) {
            (Data::Table(entries), Data::Table(over)) if is_merged(kind.as_ref()) => {
                let both = over.iter().zip(places(entries, over)).filter_map(|(entry, place)| {
                    let old = entries.get(place)?;
                    let ty = kind.as_ref().and_then(|kind| kind.inside(&entry.key));
                    Some(old.node.twice(&entry.node, ty, &join(path, &entry.key)))
                });
                both.flatten().collect()
            }
            _ if self.origin.as_variable().is_some() && over.origin.as_variable().is_some() => {
                vec![(String::from(path), &self.origin, &over.origin)]
            }
            _ => Vec::new(),
        }
    }
}

/// Where each of the entries to lay over a table goes in it: over the one of its key, or behind all.
fn places(entries: &[Entry], over: &[Entry]) -> Vec<usize> {
    // A variable is one entry, and there may be many: no table for each.
    if let [one] = over {
        return vec![entries.iter().position(|old| old.key == one.key).unwrap_or(entries.len())];
    }
    let mut places = HashMap::new();
    for (place, old) in entries.iter().enumerate() {
        places.entry(&old.key).or_insert(place);
    }
    let mut end = entries.len();
    let mut place_of = |entry| {
        *places.entry(entry).or_insert_with(|| {
            end += 1;
            end - 1
        })
    };
    over.iter().map(|entry| place_of(&entry.key)).collect()
}

/// Are two tables of this kind merged by key?
fn is_merged(kind: Option<&Kind>) -> bool {
    matches!(kind, None | Some(Kind::Section(_) | Kind::Map(_)))
}

/// A key as text: that of a map may be a number.
fn key_text(key: &Value<'_>) -> String {
    match key {
        Value::Str(text) => text.clone().into_owned(),
        Value::Int(value) => value.to_string(),
        Value::Bool(value) => value.to_string(),
        other => String::from_utf8_lossy(&json::to_vec(other)).into_owned(),
    }
}
