//! The messages that the vectors and the live comparison with msgspec are about: those of `compat/wire_types.py`.
//!
//! Each stands here twice: borrowed from the frame, with its rules on the fields, and under [`owned`],
//! with the runtime's constrained types where one fits. What one accepts, writes and says, the other must too.

use crate::assert::hex;
use crate::view::told;
use indexmap::IndexMap;
use klaw_runtime::envelope::{WireEnvelope, WireHeader};
use klaw_runtime::report::{self, Report};
use klaw_runtime::{Decode, Encode, Error, Validate, WireMessage, msgpack};
use std::borrow::Cow;

/// Map form, every rule once.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(frozen, json, serde)]
#[allow(missing_docs)]
pub struct Limits<'a> {
    #[constrain(gt = 0)]
    pub positive: u64,
    pub non_negative: u64,
    #[constrain(ge = 1, le = 1_000_000)]
    pub capacity: u32,
    #[constrain(ge = 0.0, le = 86_400.0)]
    pub timeout: f64,
    #[constrain(ge = 1, le = 10_000)]
    pub concurrency: u32,
    #[constrain(min_length = 1, max_length = 255, pattern = "^[a-zA-Z_][a-zA-Z0-9_-]*$")]
    pub name: &'a str,
    #[constrain(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9-]*$")]
    pub namespace: &'a str,
}

/// The same in array form.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, frozen, json, serde)]
#[allow(missing_docs)]
pub struct LimitsArray<'a> {
    #[constrain(gt = 0)]
    pub positive: u64,
    pub non_negative: u64,
    #[constrain(ge = 1, le = 1_000_000)]
    pub capacity: u32,
    #[constrain(ge = 0.0, le = 86_400.0)]
    pub timeout: f64,
    #[constrain(ge = 1, le = 10_000)]
    pub concurrency: u32,
    #[constrain(min_length = 1, max_length = 255, pattern = "^[a-zA-Z_][a-zA-Z0-9_-]*$")]
    pub name: &'a str,
    #[constrain(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9-]*$")]
    pub namespace: &'a str,
}

/// Map form that refuses unknown keys and leaves out defaults.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(forbid_unknown_fields, omit_defaults, json, serde)]
#[allow(missing_docs)]
pub struct Strict<'a> {
    #[wire(default = 100)]
    #[constrain(ge = 1, le = 1_000_000)]
    pub capacity: u32,
    #[wire(default = 30.0)]
    #[constrain(ge = 0.0, le = 86_400.0)]
    pub timeout: f64,
    #[wire(default)]
    #[constrain(min_length = 1, max_length = 255, pattern = "^[a-zA-Z_][a-zA-Z0-9_-]*$")]
    pub name: Option<&'a str>,
}

/// Every scalar.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, serde)]
#[allow(missing_docs)]
pub struct Scalars<'a> {
    pub u8: u8,
    pub i8: i8,
    pub u32: u32,
    pub i64: i64,
    pub f64: f64,
    pub flag: bool,
    pub text: &'a str,
    pub blob: &'a [u8],
    #[wire(default)]
    pub maybe: Option<i64>,
}

/// Every container. The table keeps the order of the wire, as a Python `dict` does.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, json, serde)]
#[allow(missing_docs)]
pub struct Containers<'a> {
    pub ints: Vec<i64>,
    pub texts: Vec<&'a str>,
    pub table: IndexMap<&'a str, i64>,
    pub pair: (i64, &'a str),
    pub nested: Vec<Vec<i64>>,
    #[wire(default = vec![1])]
    #[constrain(min_length = 1, max_length = 4)]
    pub bounded: Vec<i64>,
}

/// Rules on numbers.
#[derive(Debug, Clone, Copy, PartialEq, WireMessage)]
#[wire(json, serde)]
#[allow(missing_docs)]
pub struct Even {
    #[constrain(multiple_of = 2)]
    pub n: i64,
    #[wire(default = 0.5)]
    #[constrain(gt = 0.0, lt = 1.0)]
    pub half: f64,
}

/// The first version of a message in array form.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 10, json, serde)]
#[allow(missing_docs)]
pub struct TaskV1<'a> {
    pub id: Cow<'a, str>,
    pub ts: i64,
}

/// The second, with one more field.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 10, json, serde)]
#[allow(missing_docs)]
pub struct TaskV2<'a> {
    pub id: Cow<'a, str>,
    pub ts: i64,
    #[wire(default = "task")]
    pub kind: Cow<'a, str>,
}

/// The third, with two more.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 10, json, serde)]
#[allow(missing_docs)]
pub struct TaskV3<'a> {
    pub id: Cow<'a, str>,
    pub ts: i64,
    #[wire(default = "task")]
    pub kind: Cow<'a, str>,
    #[wire(default)]
    pub attempts: u32,
    #[wire(default)]
    pub labels: Vec<Cow<'a, str>>,
}

/// The first version, which refuses what later ones add.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = 10, forbid_unknown_fields, json, serde)]
#[allow(missing_docs)]
pub struct TaskStrict<'a> {
    pub id: Cow<'a, str>,
    pub ts: i64,
}

/// An enumeration of strings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, WireMessage)]
#[wire(rename_all = "lowercase", frozen, json, serde)]
#[allow(missing_docs)]
pub enum Level {
    #[default]
    Info,
    Warn,
}

/// A member by string tag, in map form.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(tag = "started", rename_all = "camelCase", json, serde)]
#[allow(missing_docs)]
pub struct Started<'a> {
    pub task_id: Cow<'a, str>,
    #[wire(default)]
    pub worker_name: Cow<'a, str>,
}

/// The other member.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(tag = "finished", rename_all = "camelCase", json, serde)]
#[allow(missing_docs)]
pub struct Finished<'a> {
    pub task_id: Cow<'a, str>,
    pub exit_code: i64,
    #[wire(default)]
    pub level: Level,
}

/// A union in map form.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(json, serde)]
#[allow(missing_docs)]
pub enum Event<'a> {
    Started(Started<'a>),
    Finished(Finished<'a>),
}

/// The same messages with nothing borrowed.
#[allow(missing_docs)]
pub mod owned {
    use super::Level;
    use indexmap::IndexMap;
    use klaw_runtime::{
        ChannelCapacity, ConcurrencyLimit, Identifier, Namespace, NonNegativeInt, PositiveInt, TimeoutSeconds,
        WireMessage,
    };

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(frozen, json, serde)]
    pub struct Limits {
        pub positive: PositiveInt,
        pub non_negative: NonNegativeInt,
        pub capacity: ChannelCapacity,
        pub timeout: TimeoutSeconds,
        pub concurrency: ConcurrencyLimit,
        pub name: Identifier,
        pub namespace: Namespace,
    }

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, frozen, json, serde)]
    pub struct LimitsArray {
        pub positive: PositiveInt,
        pub non_negative: NonNegativeInt,
        pub capacity: ChannelCapacity,
        pub timeout: TimeoutSeconds,
        pub concurrency: ConcurrencyLimit,
        pub name: Identifier,
        pub namespace: Namespace,
    }

    /// Constrained types as fields have their rules from the type; a default goes through a plain field.
    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(forbid_unknown_fields, omit_defaults, json, serde)]
    pub struct Strict {
        #[wire(default = 100)]
        #[constrain(ge = 1, le = 1_000_000)]
        pub capacity: u32,
        #[wire(default = 30.0)]
        #[constrain(ge = 0.0, le = 86_400.0)]
        pub timeout: f64,
        #[wire(default)]
        pub name: Option<Identifier>,
    }

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, json, serde)]
    pub struct Scalars {
        pub u8: u8,
        pub i8: i8,
        pub u32: u32,
        pub i64: i64,
        pub f64: f64,
        pub flag: bool,
        pub text: Box<str>,
        pub blob: Vec<u8>,
        #[wire(default)]
        pub maybe: Option<Box<i64>>,
    }

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, json, serde)]
    pub struct Containers {
        pub ints: std::collections::VecDeque<i64>,
        pub texts: Vec<String>,
        pub table: IndexMap<String, i64>,
        pub pair: (i64, String),
        pub nested: Box<[Vec<i64>]>,
        #[wire(default = vec![1])]
        #[constrain(min_length = 1, max_length = 4)]
        pub bounded: Vec<i64>,
    }

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, tag = 10, json, serde)]
    pub struct TaskV1 {
        pub id: String,
        pub ts: i64,
    }

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, tag = 10, json, serde)]
    pub struct TaskV2 {
        pub id: String,
        pub ts: i64,
        #[wire(default = "task")]
        pub kind: String,
    }

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, tag = 10, json, serde)]
    pub struct TaskV3 {
        pub id: String,
        pub ts: i64,
        #[wire(default = "task")]
        pub kind: String,
        #[wire(default)]
        pub attempts: u32,
        #[wire(default)]
        pub labels: Vec<String>,
    }

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, tag = 10, forbid_unknown_fields, json, serde)]
    pub struct TaskStrict {
        pub id: String,
        pub ts: i64,
    }

    /// Members that stand in the enum itself.
    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(json, serde)]
    pub enum Event {
        #[wire(tag = "started", rename_all = "camelCase")]
        Started {
            task_id: String,
            #[wire(default)]
            worker_name: String,
        },
        #[wire(tag = "finished", rename_all = "camelCase")]
        Finished {
            task_id: String,
            exit_code: i64,
            #[wire(default)]
            level: Level,
        },
    }
}

/// What the vectors have no case of: nesting, keys that are more than a string, a tag where there is one message only,
/// and more fields than a short header counts. The live comparison alone has these.
#[allow(missing_docs)]
pub mod more {
    use super::{Event, Level, TaskV1, TaskV2};
    use indexmap::IndexMap;
    use klaw_runtime::WireMessage;
    use klaw_runtime::envelope::MessageKind;

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(tag = "single", tag_field = "kind", json, serde)]
    pub struct Single {
        pub a: i64,
        #[wire(default)]
        pub level: Level,
        #[wire(rename = "has space", default)]
        pub flag: Option<bool>,
    }

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(serde)]
    pub struct Deep<'a> {
        pub singles: Vec<Single>,
        #[constrain(max_length = 3, keys(min_length = 1, max_length = 8), values(ge = 1, le = 10))]
        pub limits: IndexMap<&'a str, i64>,
        pub events: Vec<Event<'a>>,
        #[wire(default)]
        pub task: Option<TaskV2<'a>>,
        #[wire(default)]
        pub pairs: Vec<(i64, Vec<TaskV1<'a>>)>,
        #[wire(default)]
        pub keyed: IndexMap<(i64, &'a str), Vec<bool>>,
        #[wire(default)]
        #[constrain(min_length = 2, max_length = 3, items(max_length = 4))]
        pub names: Option<Vec<&'a str>>,
    }

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, tag = "named", forbid_unknown_fields, serde)]
    pub struct Named<'a> {
        pub inner: Single,
        pub kinds: Vec<MessageKind>,
        #[constrain(min_length = 1, max_length = 4)]
        pub blob: &'a [u8],
        #[constrain(multiple_of = 0.5, ge = -8.0)]
        pub half: f64,
        #[wire(default)]
        #[constrain(gt = -5, lt = 5)]
        pub small: Option<i64>,
        #[wire(default)]
        pub next: Option<Box<Named<'a>>>,
    }

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(rename_all = "camelCase", omit_defaults, json, serde)]
    pub struct Wide {
        #[wire(default)]
        pub field_a: i64,
        #[wire(default)]
        pub field_b: i64,
        #[wire(default)]
        pub field_c: i64,
        #[wire(default)]
        pub field_d: i64,
        #[wire(default)]
        pub field_e: i64,
        #[wire(default)]
        pub field_f: i64,
        #[wire(default)]
        pub field_g: i64,
        #[wire(default)]
        pub field_h: i64,
        #[wire(default)]
        pub field_i: i64,
        #[wire(default)]
        pub field_j: i64,
        #[wire(default)]
        pub field_k: i64,
        #[wire(default)]
        pub field_l: i64,
        #[wire(default)]
        pub field_m: i64,
        #[wire(default)]
        pub field_n: i64,
        #[wire(default)]
        pub field_o: i64,
        #[wire(default)]
        pub field_p: i64,
    }
}

/// A type under its name in `wire_types.py`: decodes a frame and gives what encoding writes for it.
pub struct WireType {
    /// The name.
    pub name: &'static str,
    /// The road through the form that borrows.
    pub borrowed: fn(&[u8]) -> Result<Vec<u8>, Error>,
    /// The road through the form that does not.
    pub owned: fn(&[u8]) -> Result<Vec<u8>, Error>,
    /// The second of two frames, each an array of one value, read over the value of the first: as anew, or it panics.
    pub over: for<'a> fn(&'a [u8], &'a [u8]),
}

macro_rules! both {
    ($($name:ident $(<$lifetime:lifetime>)?)*) => {
        [$(WireType {
            name: stringify!($name),
            borrowed: |frame| recode::<$name $(<$lifetime>)?>(frame),
            owned: |frame| recode::<owned::$name>(frame),
            over: |old, new| {
                over::<$name $(<$lifetime>)?>(old, new);
                over::<owned::$name>(old, new);
            },
        }),*]
    };
}

/// Every type of `wire_types.py`.
pub const TYPES: [WireType; 13] = {
    let [limits, array, strict, scalars, containers, v1, v2, v3, task, event] = both!(
        Limits<'_> LimitsArray<'_> Strict<'_> Scalars<'_> Containers<'_> TaskV1<'_> TaskV2<'_> TaskV3<'_>
        TaskStrict<'_> Event<'_>
    );
    let header = WireType {
        name: "WireHeader",
        borrowed: |frame| recode::<WireHeader<'_>>(frame),
        owned: |frame| Ok(encode(&msgpack::from_slice::<WireHeader<'_>>(frame)?.into_owned())),
        over: |old, new| over::<WireHeader<'_>>(old, new),
    };
    let envelope = WireType {
        name: "WireEnvelope",
        borrowed: |frame| recode::<WireEnvelope<'_>>(frame),
        owned: |frame| Ok(encode(&msgpack::from_slice::<WireEnvelope<'_>>(frame)?.into_owned())),
        over: |old, new| over::<WireEnvelope<'_>>(old, new),
    };
    let even = WireType {
        name: "Even",
        borrowed: |frame| recode::<Even>(frame),
        owned: |frame| recode::<Even>(frame),
        over: |old, new| over::<Even>(old, new),
    };
    [header, envelope, limits, array, strict, scalars, containers, even, v1, v2, v3, task, event]
};

/// Those beyond the vectors.
pub const MORE: [WireType; 4] = {
    macro_rules! one {
        ($($name:ident $(<$lifetime:lifetime>)?)*) => {
            [$(WireType {
                name: stringify!($name),
                borrowed: |frame| recode::<more::$name $(<$lifetime>)?>(frame),
                owned: |frame| recode::<more::$name $(<$lifetime>)?>(frame),
                over: |old, new| over::<more::$name $(<$lifetime>)?>(old, new),
            }),*]
        };
    }
    one!(Single Deep<'_> Named<'_> Wide)
};

/// The type of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static WireType> {
    let further =
        const { &MORE }.iter().chain(const { &crate::exported::EXPORTED }).chain(const { &crate::from_python::EVENTS });
    const { &TYPES }.iter().chain(further).find(|one| one.name == name)
}

pub(crate) fn recode<'de, T: Decode<'de> + Encode + Validate>(frame: &'de [u8]) -> Result<Vec<u8>, Error> {
    let decoded = msgpack::from_slice::<T>(frame);
    compare_report(&report::validate_all::<T>(frame), decoded.as_ref().err());
    decoded.map(|value| encode(&value))
}

/// What is read over an old value is what is read anew, or refused in the same words at the same place. Both frames are
/// arrays with one such value: what cannot be read over an old one by itself can as an element.
///
/// # Panics
/// Where the two differ.
pub(crate) fn over<'de, T: Decode<'de> + Encode>(old: &'de [u8], new: &'de [u8]) {
    let Ok(mut values) = msgpack::from_slice::<Vec<T>>(old) else { return };
    let anew = msgpack::from_slice::<Vec<T>>(new).map(|values| msgpack::to_vec(&values));
    let over = msgpack::decode_in_place(new, &mut values).map(|()| msgpack::to_vec(&values));
    assert_eq!(
        over.map_err(|error| told(&error)),
        anew.map_err(|error| told(&error)),
        "{} over {}",
        hex(new),
        hex(old)
    );
}

/// The walk that collects every fault must agree with the decoder that stops at the first.
#[allow(clippy::panic, reason = "a test's own way to fail")]
fn compare_report(report: &Report, error: Option<&Error>) {
    match (error, report.faults.first()) {
        (None, None) => {}
        // Of a frame that is not well-formed the walk says no more than that.
        (Some(_), Some(fault)) if ["truncated", "malformed", "trailing", "limit"].contains(&&*fault.code) => {}
        (Some(error), Some(fault)) => {
            let offset = error.offset().and_then(|offset| u64::try_from(offset).ok());
            assert_eq!((&error.to_string(), error.path(), offset), (&fault.message, &*fault.path, fault.offset));
        }
        (error, fault) => panic!("the decoder says {error:?}, the walk {fault:?}"),
    }
}

/// Encodes on every road there is; they must agree, and a decoded value must pass its own rules.
fn encode<T: Encode + Validate>(value: &T) -> Vec<u8> {
    let bytes = msgpack::to_vec(value);
    assert_eq!(msgpack::encoded_len(value), bytes.len());
    assert_eq!(msgpack::try_to_vec(value).ok().as_ref(), Some(&bytes));
    let mut buffer = vec![0; bytes.len() + 1];
    assert_eq!(msgpack::encode_into(value, &mut buffer, 1).ok(), Some(bytes.len()));
    assert_eq!(buffer[1..], bytes);
    bytes
}
