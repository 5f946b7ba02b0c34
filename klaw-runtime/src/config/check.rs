//! What is wrong with a tree, as the type's const schema tells it: every fault, each at its origin.
//!
//! The rules are those of the wire: the tree is written as a frame, the walk behind
//! [`validate_all`](crate::WireMessage::validate_all) finds the faults in it, and each is told in the words of a file.

use super::error::{Fault, Problem};
use super::origin::{Given, Origin};
use super::shape::{self, Kind, Spot};
use super::suggest::nearest;
use super::tree::{Data, Node};
use crate::base64;
use crate::lax;
use crate::msgpack::Writer;
use crate::report::{self, FieldFault};
use crate::schema::{MessageSchema, WireType};
use std::ops::Range;

/// What stands for a value that must not be shown.
pub(super) const HIDDEN: &str = "a secret, which is not shown";

// Names.

/// Gives each key the name that its field has on the wire, where it is an alias; says which keys stand twice, and where
/// secrets stand in the file.
pub(super) fn adopt(root: &mut Node, ty: &'static WireType) -> (Vec<Fault>, Vec<Range<usize>>) {
    let mut adopted = Adopted::default();
    adopted.node(root, Some(&Spot::of(ty)), "");
    (adopted.faults, adopted.secrets)
}

#[derive(Default)]
struct Adopted {
    faults: Vec<Fault>,
    secrets: Vec<Range<usize>>,
}

impl Adopted {
    fn node(&mut self, node: &mut Node, spot: Option<&Spot>, path: &str) {
        let is_known = spot.is_some_and(|spot| match Kind::of(spot.ty) {
            Kind::Union(union) => shape::member(union, node).is_some(),
            _ => true,
        });
        if let (Given::File(_, at), true) = (node.origin.given(), !is_known || spot.is_some_and(|spot| spot.secret)) {
            self.secrets.push(at.clone());
        }
        let message = spot.and_then(|spot| section(spot, node));
        let inner: Vec<_> = match &node.data {
            Data::Table(entries) => {
                entries.iter().map(|entry| spot.and_then(|spot| spot.of_key(node, &entry.key))).collect()
            }
            Data::Array(items) => {
                (0..items.len()).map(|index| spot.and_then(|spot| spot.of_index(node, index))).collect()
            }
            _ => return,
        };
        match &mut node.data {
            Data::Table(entries) => {
                let mut seen: Vec<String> = Vec::new();
                for (entry, spot) in entries.iter_mut().zip(&inner) {
                    let given = entry.key.clone();
                    if let Some(field) = message.and_then(|message| shape::named(message, &entry.key)) {
                        entry.key = String::from(field.name);
                    }
                    let path = join(path, &entry.key);
                    if seen.contains(&entry.key) {
                        let sentence = match given == entry.key {
                            true => String::from("the key is given twice; keep one"),
                            false => format!("`{given}` is another name of a key that is given already; keep one"),
                        };
                        self.faults.push(Fault::sentence(entry.origin.clone(), path.clone(), sentence));
                    }
                    seen.push(entry.key.clone());
                    self.node(&mut entry.node, spot.as_ref(), &path);
                }
            }
            Data::Array(items) => {
                for (index, (item, spot)) in items.iter_mut().zip(&inner).enumerate() {
                    self.node(item, spot.as_ref(), &format!("{path}[{index}]"));
                }
            }
            _ => {}
        }
    }
}

/// The message whose fields a table's keys are.
fn section(spot: &Spot, node: &Node) -> Option<&'static MessageSchema> {
    match Kind::of(spot.ty) {
        Kind::Section(message) => Some(message),
        Kind::Union(union) => shape::member(union, node),
        _ => None,
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { String::from(key) } else { format!("{path}.{key}") }
}

// Values.

/// Every fault of a tree. `variable` gives the name of the variable for a path.
pub(super) fn check(root: &Node, ty: &'static WireType, variable: impl Fn(&str) -> String) -> Vec<Fault> {
    let mut lowered = Lowered { frame: Vec::new(), marks: Vec::new(), faults: Vec::new() };
    lowered.node(root, Some(&Spot::of(ty)), "");
    let report = report::walk(&lowered.frame, ty);
    let mut faults = lowered.faults;
    for found in &report.faults {
        let offset = found.offset.and_then(|offset| usize::try_from(offset).ok());
        let mark = offset.and_then(|offset| lowered.marks.iter().rev().find(|mark| mark.offset == offset));
        match mark {
            Some(mark) if mark.is_judged => {}
            Some(mark) => faults.push(mark.fault(found, &variable)),
            // Every value and key of the frame has its mark.
            None => faults.push(Fault::sentence(Origin::DEFAULT, "", sentence(found))),
        }
    }
    if report.truncated {
        let sentence = format!("there are more than {} faults in all", report::MAX_FAULTS);
        faults.push(Fault::sentence(Origin::DEFAULT, "", sentence));
    }
    faults
}

/// What a type that only its decoder knows says, at the place that its text names.
pub(super) fn refused(root: &Node, ty: &'static WireType, message: &str) -> Fault {
    let (text, path) = match message.rsplit_once(" - at `$") {
        Some((text, path)) => (text, path.trim_end_matches('`').trim_start_matches('.')),
        None => (message, ""),
    };
    let mut node = root;
    let mut spot = Some(Spot::of(ty));
    for step in path.split(['.', '[']).filter(|step| !step.is_empty()) {
        let step = step.trim_end_matches(']');
        let inner = match &node.data {
            Data::Array(items) => step.parse().ok().and_then(|index: usize| {
                spot = spot.as_ref().and_then(|spot| spot.of_index(node, index));
                items.get(index)
            }),
            _ => {
                spot = spot.as_ref().and_then(|spot| spot.of_key(node, step));
                node.get(step)
            }
        };
        let Some(inner) = inner else { break };
        node = inner;
    }
    let sentence = match spot.is_some_and(|spot| spot.secret) {
        true => String::from("the secret is not one that its type accepts"),
        false => hide(root, ty, lower_first(text)),
    };
    Fault::sentence(node.origin.clone(), path, sentence)
}

/// Takes secrets out of words that are not klaw's: a check of the user's may quote what it looks at.
fn hide(root: &Node, ty: &'static WireType, mut text: String) -> String {
    fn gather(node: &Node, spot: Option<&Spot>, secrets: &mut Vec<String>) {
        match &node.data {
            Data::Table(entries) => {
                for entry in entries {
                    gather(&entry.node, spot.and_then(|spot| spot.of_key(node, &entry.key)).as_ref(), secrets);
                }
            }
            Data::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    gather(item, spot.and_then(|spot| spot.of_index(node, index)).as_ref(), secrets);
                }
            }
            Data::Nil | Data::Bool(_) => {}
            Data::Int(value) if spot.is_none_or(|spot| spot.secret) => secrets.push(value.to_string()),
            Data::Float(value) if spot.is_none_or(|spot| spot.secret) => secrets.push(value.to_string()),
            Data::Str(text) if spot.is_none_or(|spot| spot.secret) => secrets.push(text.clone()),
            Data::Int(_) | Data::Float(_) | Data::Str(_) => {}
        }
    }
    let mut secrets = Vec::new();
    gather(root, Some(&Spot::of(ty)), &mut secrets);
    secrets.retain(|secret| !secret.is_empty());
    // The longest first: one may be a part of another.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    for secret in secrets {
        text = text.replace(&secret, "***");
    }
    text
}

/// A tree as a frame, and what stands at each offset.
struct Lowered<'t> {
    frame: Vec<u8>,
    marks: Vec<Mark<'t>>,
    faults: Vec<Fault>,
}

struct Mark<'t> {
    offset: usize,
    origin: &'t Origin,
    path: String,
    /// `None` at a key.
    node: Option<&'t Node>,
    spot: Option<Spot>,
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
        let message = spot.and_then(|spot| section(spot, node));
        self.marks.push(Mark {
            offset: self.frame.len(),
            origin: &node.origin,
            path: String::from(path),
            node: Some(node),
            spot: spot.cloned(),
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
                    self.node(item, inner.as_ref(), &format!("{path}[{index}]"));
                }
            }
            Data::Table(entries) => {
                self.writer().map_header(entries.len());
                for entry in entries {
                    let path = join(path, &entry.key);
                    self.key(&entry.key, &entry.origin, &path, spot, message);
                    let inner = spot.and_then(|spot| spot.of_key(node, &entry.key));
                    self.node(&entry.node, inner.as_ref(), &path);
                }
            }
        }
    }

    fn key(
        &mut self,
        key: &str,
        origin: &'t Origin,
        path: &str,
        table: Option<&Spot>,
        message: Option<&'static MessageSchema>,
    ) {
        let offset = self.frame.len();
        let key_type = table.and_then(|table| key_type(table.ty));
        let spot = key_type.and_then(|ty| Some(table?.inside(ty, |rules| rules.keys)));
        let path = String::from(path);
        self.marks.push(Mark { offset, origin, path, node: None, spot, message, is_judged: false });
        // The keys of a file are text, those of a map may be numbers.
        match key_type.map(Kind::of) {
            Some(Kind::Scalar(WireType::Int { .. })) => match lax::digits(key.as_bytes()) {
                Some(value) => self.int(value),
                None => self.writer().str(key),
            },
            _ => self.writer().str(key),
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
                    self.faults.push(mark.value());
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
    fn fault(&self, found: &FieldFault, variable: &impl Fn(&str) -> String) -> Fault {
        match found.code.as_str() {
            "unknown_field" => {
                let key = found.got.as_deref().unwrap_or_default();
                let names = self.message.into_iter().flat_map(|message| message.fields).map(|field| field.name);
                let suggestion = nearest(key, names).map(String::from);
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
            _ => {
                let is_hidden = self.spot.as_ref().is_none_or(|spot| spot.secret);
                let sentence =
                    if is_hidden { String::from("the value is not one of its type") } else { sentence(found) };
                Fault::sentence(self.origin.clone(), self.path.clone(), sentence)
            }
        }
    }

    /// Another value than could stand here.
    fn value(&self) -> Fault {
        let (expected, found) = match &self.spot {
            Some(spot) if spot.secret => (shape::expectation(spot), String::from(HIDDEN)),
            Some(spot) => (shape::expectation(spot), self.node.map_or_else(|| String::from("this key"), shown)),
            None => (String::from("another value"), String::from("this one")),
        };
        let fault = Fault::new(self.origin.clone(), self.path.clone(), Problem::Value { expected, found });
        fault.suggest(self.meant())
    }

    /// The value of an enumeration that is near.
    fn meant(&self) -> Option<String> {
        let spot = self.spot.as_ref().filter(|spot| !spot.secret)?;
        match (Kind::of(spot.ty), &self.node?.data) {
            (Kind::Enumeration(enumeration), Data::Str(text)) => {
                let values: Vec<_> = enumeration.values.iter().map(|(_, tag)| shape::written(*tag)).collect();
                nearest(text, values.iter().map(String::as_str)).map(String::from)
            }
            _ => None,
        }
    }
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
        Data::Array(_) => String::from("a list"),
        Data::Table(_) => String::from("a table"),
    }
}

/// What the wire says, without its path.
fn sentence(found: &FieldFault) -> String {
    lower_first(found.message.split(" - at `").next().unwrap_or_default())
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}
