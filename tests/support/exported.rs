//! What `wire_types` has no case of and a module of Python's must hold all the same: reserved positions, struct-like
//! variants, names that Python keeps for itself, defaults of every kind. `compat/exported.py` compares them.

use crate::wire_types::WireType;
use indexmap::IndexMap;
use klaw_runtime::WireMessage;

/// A newtype with rules, under further ones.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(transparent)]
#[constrain(min_length = 1, pattern = "^[a-z][a-z0-9-]*$")]
pub struct Word(pub String);

/// A newtype of a newtype.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(transparent)]
pub struct Words(pub Vec<Word>);

/// Values that are kept where they are unknown.
#[derive(Debug, Clone, PartialEq, Default, WireMessage)]
#[wire(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Phase {
    #[default]
    NotStarted,
    InProgress,
    #[wire(other)]
    Other(String),
}

/// A removed field, and one that must be given behind it.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 20, reserved(1))]
#[allow(missing_docs)]
pub struct Gap {
    pub id: u8,
    pub queue: String,
    #[wire(default, since = 2)]
    #[constrain(max_length = 3)]
    pub word: Option<Word>,
}

/// Names that mean something in Python, and fields in any order.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(tag = "keywords", tag_field = "is", forbid_unknown_fields)]
#[allow(missing_docs)]
pub struct Keywords {
    #[wire(default = 3)]
    pub class: u16,
    pub int: i32,
    #[wire(rename = "__init__", default)]
    pub init: bool,
    #[wire(rename = "3rd key", default)]
    pub third: Option<f64>,
    pub list: Vec<u32>,
    #[wire(default)]
    pub datetime: (u8, bool),
}

/// Defaults of every kind.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[allow(missing_docs)]
pub struct Defaults {
    #[wire(default = "quoted \"\\\n".into())]
    pub text: String,
    #[wire(default = -1.5)]
    pub float: f64,
    #[wire(default = vec![1, 2])]
    pub list: Vec<u16>,
    #[wire(default = IndexMap::from([(String::from("a"), Some(1))]))]
    pub map: IndexMap<String, Option<i8>>,
    #[wire(default = (1, String::from("b")))]
    pub pair: (u64, String),
    #[wire(default = Phase::InProgress)]
    pub phase: Phase,
    #[wire(default)]
    pub other_phase: Phase,
    #[wire(default = Phase::Other("lost".into()))]
    pub lost: Phase,
    #[wire(default = Words(vec![Word("a".into())]))]
    pub words: Words,
    #[wire(default = Gap { id: 1, queue: "q".into(), word: None })]
    pub gap: Gap,
    #[wire(default)]
    pub bytes: Vec<u8>,
    #[wire(default)]
    pub key: [u8; 2],
    #[wire(default)]
    pub at: [i16; 2],
    #[wire(default = 'x')]
    pub letter: char,
}

/// A default that JSON cannot write, and so no lock knows.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[allow(missing_docs)]
pub struct Endless {
    #[wire(default = f64::INFINITY)]
    pub timeout: f64,
}

/// Variants with fields of their own.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(tag_field = "kind")]
#[allow(missing_docs)]
pub enum Drawn {
    #[wire(tag = "circle")]
    Circle { radius: f64 },
    #[wire(tag = "group")]
    Group {
        name: Word,
        #[wire(default)]
        parts: Vec<Drawn>,
    },
}

macro_rules! all {
    ($($name:ident)*) => {
        /// Every type here.
        pub const EXPORTED: [WireType; 4] = [$(WireType {
            name: stringify!($name),
            borrowed: |frame| crate::wire_types::recode::<$name>(frame),
            owned: |frame| crate::wire_types::recode::<$name>(frame),
            over: |old, new| crate::wire_types::over::<$name>(old, new),
        }),*];
    };
}
all!(Gap Keywords Defaults Drawn);
