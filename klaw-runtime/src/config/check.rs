//! What is wrong with a tree, as the type's const schema tells it: every fault, each at its origin.
//!
//! The rules are those of the wire: the tree is written as a frame, the walk behind
//! [`validate_all`](crate::WireMessage::validate_all) finds the faults in it, and each is told in the words of a file.

use super::adopt::join;
use super::error::{Fault, Problem};
use super::origin::Origin;
use super::shape::{self, Kind, Spot};
use super::suggest::nearest;
use super::tree::{Data, Entry, Node};
use super::words;
use crate::base64;
use crate::json;
use crate::lax;
use crate::msgpack::Writer;
use crate::report::{self, FieldFault};
use crate::schema::{EnumerationSchema, MessageSchema, Tag, UnionSchema, WireType};
use std::time::Duration;

/// What stands for a value that must not be shown.
pub(super) const HIDDEN: &str = "a secret, which is not shown";

/// Every fault of a tree, each with the value that it is about. `variable` gives the name of the variable for a path, if it
/// has one.
pub(super) fn check(
    root: &Node,
    ty: &'static WireType,
    variable: &impl Fn(&str) -> Option<String>,
) -> Vec<(Fault, *const Node)> {
    let mut lowered = Lowered { frame: Vec::new(), marks: Vec::new(), faults: Vec::new() };
    lowered.node(root, Some(&Spot::of(ty)), "");
    let report = report::walk(&lowered.frame, ty);
    let mut faults = lowered.faults;
    for found in &report.faults {
        let offset = found.offset.and_then(|offset| usize::try_from(offset).ok());
        let mark = offset.and_then(|offset| lowered.marks.iter().rev().find(|mark| mark.offset == offset));
        match mark {
            Some(mark) if mark.is_judged => {}
            Some(mark) => faults.push((mark.fault(found, ty, variable), mark.subject)),
            // Every value and key of the frame has its mark.
            None => faults.push((Fault::sentence(Origin::DEFAULT, "", sentence(found)), root)),
        }
    }
    if report.truncated {
        faults.push((Fault::truncated(), root));
    }
    faults
}

/// A tree as a frame, and what stands at each offset.
struct Lowered<'t> {
    frame: Vec<u8>,
    marks: Vec<Mark<'t>>,
    faults: Vec<(Fault, *const Node)>,
}

struct Mark<'t> {
    offset: usize,
    origin: &'t Origin,
    path: String,
    /// What stands here, or under this key.
    subject: &'t Node,
    /// The key, at one.
    key: Option<&'t str>,
    spot: Option<Spot>,
    /// The union whose tag this is.
    tag_of: Option<&'static UnionSchema>,
    /// The message whose field the key would be, or whose table this is.
    message: Option<&'static MessageSchema>,
    /// Is the fault of this value known already?
    is_judged: bool,
}

impl<'t> Lowered<'t> {
    fn writer(&mut self) -> Writer<'_> {
        Writer::new(&mut self.frame)
    }

    fn node(&mut self, node: &'t Node, spot: Option<&Spot>, path: &str) {
        let message = spot.and_then(|spot| spot.message(node));
        self.marks.push(Mark {
            offset: self.frame.len(),
            origin: &node.origin,
            path: String::from(path),
            subject: node,
            key: None,
            spot: spot.cloned(),
            tag_of: None,
            message,
            is_judged: false,
        });
        match &node.data {
            Data::Nil => self.writer().nil(),
            Data::Bool(value) => self.writer().bool(*value),
            Data::Int(value) => self.int(*value),
            Data::Float(value) => self.writer().f64(*value),
            Data::Str(text) => self.text(text, spot),
            Data::Array(items) => {
                self.writer().array_header(items.len());
                for (index, item) in items.iter().enumerate() {
                    let inner = spot.and_then(|spot| spot.of_index(node, index));
                    let tag_of = spot.and_then(|spot| shape::tag_of(spot.ty, None)).filter(|_| index == 0);
                    self.tag(tag_of, |lowered| lowered.node(item, inner.as_ref(), &format!("{path}[{index}]")));
                }
            }
            Data::Table(entries) => {
                self.writer().map_header(entries.len());
                for entry in entries {
                    let path = join(path, &entry.key);
                    self.key(entry, &path, spot, message);
                    let inner = spot.and_then(|spot| spot.of_key(message, &entry.key));
                    let tag_of = spot.and_then(|spot| shape::tag_of(spot.ty, Some(&entry.key)));
                    self.tag(tag_of, |lowered| lowered.node(&entry.node, inner.as_ref(), &path));
                }
            }
        }
    }

    /// Lowers a value that may be the tag of a union.
    fn tag(&mut self, union: Option<&'static UnionSchema>, lower: impl FnOnce(&mut Self)) {
        let at = self.marks.len();
        lower(self);
        if let Some(mark) = self.marks.get_mut(at) {
            mark.tag_of = union;
        }
    }

    fn key(&mut self, entry: &'t Entry, path: &str, table: Option<&Spot>, message: Option<&'static MessageSchema>) {
        let key_type = table.and_then(|table| key_type(table.ty));
        self.marks.push(Mark {
            offset: self.frame.len(),
            origin: &entry.origin,
            path: String::from(path),
            subject: &entry.node,
            key: Some(&entry.key),
            spot: key_type.and_then(|ty| Some(table?.inside(ty, |rules| rules.keys))),
            tag_of: None,
            message,
            is_judged: false,
        });
        // The keys of a file are text, those of a map may be numbers and bools.
        let number = match key_type.map(Kind::of) {
            Some(Kind::Scalar(WireType::Int { .. })) => lax::digits(entry.key.as_bytes()).ok().flatten(),
            Some(Kind::Enumeration(of)) if matches!(of.values.first(), Some((_, Tag::Int(_)))) => {
                lax::digits(entry.key.as_bytes()).ok().flatten()
            }
            _ => None,
        };
        let is_bool = matches!(key_type.map(Kind::of), Some(Kind::Scalar(WireType::Bool)));
        match (number, entry.key.as_str()) {
            (Some(value), _) => self.int(value),
            (None, "true") if is_bool => self.writer().bool(true),
            (None, "false") if is_bool => self.writer().bool(false),
            (None, key) => self.writer().str(key),
        }
    }

    /// A number that the wire does not have is out of every range.
    fn int(&mut self, value: i128) {
        match (i64::try_from(value), u64::try_from(value)) {
            (Ok(value), _) => self.writer().i64(value),
            (_, Ok(value)) => self.writer().u64(value),
            _ => {
                if let Some(mark) = self.marks.last_mut() {
                    mark.is_judged = true;
                    self.faults.push((mark.value(), mark.subject));
                }
                self.writer().nil();
            }
        }
    }

    /// In a format for people, bytes are text.
    fn text(&mut self, text: &str, spot: Option<&Spot>) {
        let is_bytes = spot
            .is_some_and(|spot| matches!(Kind::of(spot.ty), Kind::Scalar(WireType::Bytes | WireType::ByteArray(_))));
        match base64::decode(text.as_bytes()) {
            Some(bytes) if is_bytes => self.writer().bin(&bytes),
            _ => self.writer().str(text),
        }
    }
}

fn key_type(ty: &'static WireType) -> Option<&'static WireType> {
    match ty {
        WireType::Option(ty) => key_type(ty),
        WireType::Newtype(_, field) => key_type(&field.ty),
        WireType::Map(key, _) => Some(key),
        _ => None,
    }
}

impl Mark<'_> {
    fn fault(&self, found: &FieldFault, ty: &'static WireType, variable: &impl Fn(&str) -> Option<String>) -> Fault {
        match found.code.as_str() {
            "unknown_field" => {
                let key = found.got.as_deref().unwrap_or_default();
                let names = self.message.into_iter().flat_map(|message| message.fields).map(|field| field.name);
                let suggestion = nearest(key, names).map(String::from).or_else(|| shape::only_path_to(ty, key));
                Fault::new(self.origin.clone(), self.path.clone(), Problem::UnknownKey).suggest(suggestion)
            }
            "missing_field" => {
                let path = join(&self.path, found.expected.as_deref().unwrap_or_default());
                let problem = Problem::Missing { variable: variable(&path) };
                Fault::new(self.origin.clone(), path, problem)
            }
            "type" | "range" | "multiple_of" | "length" | "pattern" | "enumeration" if self.spot.is_some() => {
                self.value()
            }
            "tag" if self.tag_of.is_some() => self.value(),
            _ => {
                let is_hidden = self.spot.as_ref().is_none_or(|spot| spot.hides(self.subject));
                let sentence =
                    if is_hidden { String::from("the value is not one of its type") } else { sentence(found) };
                Fault::sentence(self.origin.clone(), self.path.clone(), sentence)
            }
        }
    }

    /// Another value than could stand here.
    fn value(&self) -> Fault {
        let (expected, is_hidden) = match (self.tag_of, &self.spot) {
            (None, Some(spot)) if self.key.is_none() => return value(self.subject, spot, self.path.clone()),
            (Some(union), spot) => {
                (words::one_of(shape::tags(union)), spot.as_ref().is_some_and(|spot| spot.hides(self.subject)))
            }
            (None, Some(spot)) => (words::expectation(spot), spot.hides(self.subject)),
            (None, None) => (String::from("another value"), true),
        };
        let found = match self.key {
            _ if is_hidden => String::from(HIDDEN),
            Some(key) => format!("the key {key:?}"),
            None => shown(self.subject),
        };
        let fault = Fault::new(self.origin.clone(), self.path.clone(), Problem::Value { expected, found });
        fault.suggest(if is_hidden { None } else { self.meant() })
    }

    /// The tag that is near, or the key.
    fn meant(&self) -> Option<String> {
        match (self.tag_of, self.key, Kind::of(self.spot.as_ref()?.ty), &self.subject.data) {
            (Some(union), _, _, Data::Str(text)) => near(text, shape::tags(union)),
            (None, Some(key), Kind::Enumeration(enumeration), _) => near(key, values(enumeration)),
            _ => None,
        }
    }
}

/// Another value than could stand at a place.
pub(super) fn value(node: &Node, spot: &Spot, path: String) -> Fault {
    let (found, suggestion) = match spot.hides(node) {
        true => (String::from(HIDDEN), None),
        false => (shown(node), meant(node, spot)),
    };
    let problem = Problem::Value { expected: words::instead_of(spot, &node.data), found };
    Fault::new(node.origin.clone(), path, problem).suggest(suggestion)
}

/// What was probably meant: the value of an enumeration that is near, a duration that is written in another way.
fn meant(node: &Node, spot: &Spot) -> Option<String> {
    match (Kind::of(spot.ty), &node.data) {
        (Kind::Enumeration(enumeration), Data::Str(text)) => near(text, values(enumeration)),
        (Kind::Scalar(WireType::Text("duration")), _) => duration(node),
        _ => None,
    }
}

fn near(text: &str, tags: impl Iterator<Item = Tag>) -> Option<String> {
    let values: Vec<_> = tags.map(words::written).collect();
    nearest(text, values.iter().map(String::as_str)).map(String::from)
}

fn values(enumeration: &EnumerationSchema) -> impl Iterator<Item = Tag> {
    enumeration.values.iter().map(|(_, tag)| *tag)
}

/// A number of seconds, or `5m`, as ISO 8601 has it.
fn duration(node: &Node) -> Option<String> {
    let text = match &node.data {
        Data::Int(value) => value.to_string(),
        Data::Float(value) => value.to_string(),
        Data::Str(text) => text.to_uppercase(),
        _ => return None,
    };
    let forms = [format!("PT{text}S"), format!("PT{text}"), format!("P{text}")];
    forms.into_iter().find(|form| json::from_str::<Duration>(&json::to_string(form)).is_ok())
}

/// A value for people; long text is cut.
pub(super) fn shown(node: &Node) -> String {
    const MOST: usize = 64;
    match &node.data {
        Data::Nil => String::from("nothing"),
        Data::Bool(value) => format!("`{value}`"),
        Data::Int(i128::MIN | i128::MAX) => String::from("an integer past all others"),
        Data::Int(value) => format!("`{value}`"),
        Data::Float(value) => format!("`{value:?}`").replace("NaN", "nan"),
        Data::Str(text) => match text.char_indices().nth(MOST) {
            Some((cut, _)) => format!("{:?}..", &text[..cut]),
            None => format!("{text:?}"),
        },
        Data::Array(items) => format!("a list of {}", items.len()),
        Data::Table(_) => String::from("a table"),
    }
}

/// What the wire says, without its path.
fn sentence(found: &FieldFault) -> String {
    lower_first(found.message.split(" - at `").next().unwrap_or_default())
}

/// Words of the wire's, inside of a sentence. What begins with a name in capitals, as `JSON`, stays as it is.
pub(super) fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if !characters.as_str().starts_with(char::is_uppercase) => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => String::from(text),
    }
}
