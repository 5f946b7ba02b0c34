//! A frame as a tree of values, each with its bytes and, where a schema knows it, its name. Whatever could be read is
//! there, however the frame ends.

use crate::fault::Fault;
use crate::typed::{Schema, Spot};
use klaw_runtime::msgpack::{Kind, Reader};
use klaw_runtime::{Decode, Error, Value};
use std::borrow::Cow;

/// One value.
pub(crate) struct Node<'a> {
    pub start: usize,
    /// Where its own bytes end and those of the first value in it begin.
    pub head: usize,
    pub end: usize,
    pub name: String,
    /// The name of its type, or of the value of its enumeration.
    pub ty: Option<String>,
    pub body: Body<'a>,
}

pub(crate) enum Body<'a> {
    Leaf(Value<'a>),
    /// The number that the header says, and the elements that are there.
    Array(usize, Vec<Node<'a>>),
    Map(usize, Vec<Entry<'a>>),
    /// It could not be read.
    Broken,
}

pub(crate) struct Entry<'a> {
    pub key: Node<'a>,
    pub value: Option<Node<'a>>,
}

/// A frame that has been looked at.
pub(crate) struct Seen<'a> {
    pub root: Node<'a>,
    /// What is wrong with it, in the order in which it was met. The first that is fatal is the last.
    pub faults: Vec<Fault>,
    /// How many more faults there are than are kept.
    pub untold: usize,
    /// Is there a part that could not be read? The last fault says why.
    pub is_cut: bool,
    /// How many values stand in it beyond those that are here, with all that is in them.
    pub passed: usize,
}

/// How many values of a frame are looked at, if not all are asked for: each takes many times the memory that it has bytes.
pub(crate) const MOST: usize = 1 << 16;

/// How many faults of a frame are kept: each has a path. A frame that has more is not of the type.
const FAULTS: usize = 1000;

/// How many characters of a key stand in a path, of which there is one for each fault behind it.
const KEY: usize = 60;

/// Looks at a frame, or at its first so many values. It is of the type that `spot` says.
pub(crate) fn see<'a>(frame: &'a [u8], schema: &Schema, spot: &Spot<'_>, most: usize) -> Seen<'a> {
    let mut walk = Walk {
        frame,
        reader: Reader::new(frame),
        schema,
        path: String::from("$"),
        keys: 0,
        faults: Vec::new(),
        untold: 0,
        over: false,
        left: most,
        passed: 0,
    };
    let root = walk.value(String::new(), spot);
    if !walk.over && walk.reader.remaining() > 0 {
        let message = format!("bytes stand behind the frame's one value: {}", walk.reader.remaining());
        walk.faults.push(Fault { offset: root.end, path: walk.path, message, needed: None });
    }
    Seen { root, faults: walk.faults, untold: walk.untold, is_cut: walk.over, passed: walk.passed }
}

struct Walk<'a, 's> {
    frame: &'a [u8],
    reader: Reader<'a>,
    schema: &'s Schema,
    path: String,
    /// In the keys of how many maps the path lies.
    keys: usize,
    faults: Vec<Fault>,
    untold: usize,
    /// Nothing behind here can be read.
    over: bool,
    /// How many more values are looked at.
    left: usize,
    /// How many were passed without a look.
    passed: usize,
}

impl<'a, 's> Walk<'a, 's> {
    fn value(&mut self, name: String, spot: &Spot<'s>) -> Node<'a> {
        let start = self.reader.offset();
        self.left = self.left.saturating_sub(1);
        let rest = self.frame.get(start..).unwrap_or_default();
        let spot = spot.resolve(self.schema, rest);
        let ty = spot.name.clone();
        match self.reader.kind() {
            Some(Kind::Array) => match self.reader.begin_array() {
                Ok(length) => self.array(start, name, ty, length, &spot),
                Err(error) => self.broken(start, name, ty, &error),
            },
            Some(Kind::Map) => match self.reader.begin_map() {
                Ok(length) => self.map(start, name, ty, length, &spot),
                Err(error) => self.broken(start, name, ty, &error),
            },
            _ => match Value::decode(&mut self.reader) {
                Ok(value) => {
                    let (variant, wrong) = spot.judge(&value);
                    self.say(start, wrong);
                    let end = self.reader.offset();
                    Node { start, head: end, end, name, ty: variant.or(ty), body: Body::Leaf(value) }
                }
                Err(error) => self.broken(start, name, ty, &error),
            },
        }
    }

    fn array(&mut self, start: usize, name: String, ty: Option<String>, length: usize, spot: &Spot<'s>) -> Node<'a> {
        let head = self.reader.offset();
        let wrong = spot.judge_array(length);
        self.say(start, wrong);
        let mut items = Vec::new();
        for index in 0..length {
            if self.left == 0 {
                self.pass(length - index);
                break;
            }
            let (name, inner) = spot.element(index);
            let depth = self.path.len();
            self.path.push_str(&format!("[{index}]"));
            let name = name.unwrap_or_else(|| format!("[{index}]"));
            items.push(self.value(name, &inner));
            self.path.truncate(depth);
            if self.over {
                break;
            }
        }
        self.reader.end();
        Node { start, head, end: self.reader.offset(), name, ty, body: Body::Array(length, items) }
    }

    fn map(&mut self, start: usize, name: String, ty: Option<String>, length: usize, spot: &Spot<'s>) -> Node<'a> {
        let head = self.reader.offset();
        let wrong = spot.judge_map(length);
        self.say(start, wrong);
        let mut entries = Vec::new();
        let mut seen = Vec::new();
        for index in 0..length {
            if self.left == 0 {
                self.pass(2 * (length - index));
                break;
            }
            let depth = self.path.len();
            let at = self.reader.offset();
            self.keys += 1;
            let key = self.value(String::from("key"), &spot.key());
            self.keys -= 1;
            if self.over {
                entries.push(Entry { key, value: None });
                break;
            }
            let text = key.plain();
            let (inner, wrong) = spot.entry(&text, &mut seen);
            self.say(at, wrong);
            self.path.push_str(&if is_word(&text) { format!(".{}", shortened(&text)) } else { String::from("[...]") });
            let value = self.value(text, &inner);
            self.path.truncate(depth);
            entries.push(Entry { key, value: Some(value) });
            if self.over {
                break;
            }
        }
        if !self.over && entries.len() == length {
            let wrong = spot.judge_missing(&seen);
            self.say(start, wrong);
        }
        self.reader.end();
        Node { start, head, end: self.reader.offset(), name, ty, body: Body::Map(length, entries) }
    }

    /// Only the structure of so many values is looked at.
    fn pass(&mut self, count: usize) {
        for _ in 0..count {
            let start = self.reader.offset();
            if let Err(error) = self.reader.skip() {
                self.broken(start, String::new(), None, &error);
                return;
            }
            self.passed += 1;
        }
    }

    fn broken(&mut self, start: usize, name: String, ty: Option<String>, error: &Error) -> Node<'a> {
        self.over = true;
        let offset = error.offset().unwrap_or(start);
        let fault = Fault { offset, path: self.here(), message: error.to_string(), needed: error.needed() };
        self.faults.push(fault);
        Node { start, head: start, end: start, name, ty, body: Body::Broken }
    }

    fn say(&mut self, offset: usize, wrong: Option<String>) {
        match wrong {
            Some(message) if self.faults.len() < FAULTS => {
                self.faults.push(Fault { offset, path: self.here(), message, needed: None });
            }
            Some(_) => self.untold += 1,
            None => {}
        }
    }

    fn here(&self) -> String {
        "key in ".repeat(self.keys) + &self.path
    }
}

impl Node<'_> {
    /// What it is called as a key.
    fn plain(&self) -> String {
        match &self.body {
            Body::Leaf(Value::Str(text)) => text.to_string(),
            Body::Leaf(value) => text(value, usize::MAX),
            _ => String::from(".."),
        }
    }
}

/// A key where it stands in another text.
pub(crate) fn shortened(key: &str) -> Cow<'_, str> {
    match key.char_indices().nth(KEY) {
        Some((cut, _)) => format!("{}..", key.get(..cut).unwrap_or_default()).into(),
        None => key.into(),
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| character.is_alphanumeric() || character == '_')
}

/// A value that holds no other, as text on one line, with no more than so many characters of a string.
pub(crate) fn text(value: &Value<'_>, most: usize) -> String {
    match value {
        Value::Nil => String::from("nil"),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => format!("{value:?}"),
        Value::Str(text) => match text.char_indices().nth(most) {
            Some((cut, _)) => format!("{:?}..", text.get(..cut).unwrap_or_default()),
            None => format!("{text:?}"),
        },
        Value::Bin(bytes) => format!("{} bytes", bytes.len()),
        Value::Ext(ext) => format!("ext {} of {} bytes", ext.code, ext.data.len()),
        other => format!("{other:?}"),
    }
}
