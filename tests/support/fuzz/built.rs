//! Values that the input's bytes build, where other targets decode them: what is written is read as the same, by others too,
//! and what breaks its own rules is refused.

use crate::assert::hex;
use arbitrary::{Arbitrary, Result, Unstructured};
use klaw_runtime::json::{self, Json};
use klaw_runtime::{Decode, Encode, ErrorKind, Ext, Limits, Validate, Value, WireMessage, msgpack};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Debug;
use std::time::Duration;

/// Array form: what msgspec has, and what fits into a header of one byte no more.
#[derive(Debug, Clone, PartialEq, Arbitrary, WireMessage)]
#[wire(array_like, tag = 7)]
struct Line {
    tiny: u8,
    short: i16,
    long: i64,
    wide: u64,
    narrow: f32,
    float: f64,
    flag: bool,
    sign: char,
    text: String,
    blob: Vec<u8>,
    fixed: [u8; 4],
    took: Duration,
    set: BTreeSet<i32>,
    #[wire(default)]
    pairs: Vec<(Option<bool>, Box<str>)>,
    #[wire(default)]
    keyed: BTreeMap<(u8, String), VecDeque<i8>>,
    #[wire(default)]
    maybe: Option<Box<Ruled>>,
}

/// Map form: rules, other names, and defaults that are left out.
#[derive(Debug, Clone, PartialEq, Arbitrary, WireMessage)]
#[wire(json, serde, rename_all = "camelCase", omit_defaults)]
struct Ruled {
    #[constrain(ge = -3, lt = 100)]
    whole_number: i16,
    #[constrain(gt = 0.0, le = 1e300)]
    real_number: f64,
    #[constrain(ge = -1.0, lt = 1.5)]
    single: f32,
    #[constrain(multiple_of = 4)]
    quarters: u64,
    #[constrain(min_length = 1, max_length = 3)]
    letters: String,
    #[wire(rename = "up to two", default)]
    #[constrain(max_length = 2, items(le = 9))]
    digits: Vec<u16>,
    #[wire(default)]
    #[constrain(keys(max_length = 4), values(ge = 0))]
    table: BTreeMap<String, i64>,
    #[wire(default = 5)]
    level: u32,
    #[wire(default)]
    next: Option<Kind>,
    #[wire(default)]
    several: Vec<Kind>,
}

/// A union, whose members have fields, one or none.
#[derive(Debug, Clone, PartialEq, Arbitrary, WireMessage)]
#[wire(json, serde)]
enum Kind {
    #[wire(tag = "idle")]
    Idle {},
    #[wire(tag = "busy")]
    Busy {
        for_seconds: u32,
        #[wire(default)]
        why: Option<String>,
    },
    #[wire(tag = "done", rename_all = "UPPERCASE")]
    Over { exit_code: i32, color: Option<Color>, key: BTreeMap<Color, u8> },
}

/// An enumeration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Arbitrary, WireMessage)]
#[wire(json, serde, rename_all = "kebab-case")]
enum Color {
    Red,
    DarkBlue,
}

pub(super) fn run(input: &[u8]) {
    let (which, bytes) = super::choice(input, 4);
    let mut bytes = Unstructured::new(bytes);
    // Where the bytes do not suffice there is nothing to try.
    let _ = match which {
        0 => bytes.arbitrary::<Line>().map(|line| in_msgpack(&line, &msgpack::to_vec(&line))),
        1 => bytes.arbitrary::<Ruled>().map(|ruled| in_both(&ruled)),
        2 => bytes.arbitrary::<Kind>().map(|kind| in_both(&kind)),
        _ => value(&mut bytes, 6).map(|value| in_msgpack(&value, &msgpack::to_vec(&value))),
    };
}

fn in_both<T>(value: &T)
where
    T: Encode + Json + Validate + Debug + for<'a> Decode<'a>,
{
    in_msgpack(value, &msgpack::to_vec(value));
    if value.validate().is_err() {
        return;
    }
    let text = json::to_vec(value);
    let read: T = json::from_slice(&text).unwrap();
    assert_eq!(format!("{read:?}"), format!("{value:?}"));
    let elsewhere: serde_json::Value = serde_json::from_slice(&text).unwrap();
    assert_eq!(elsewhere.is_object(), text.starts_with(b"{"));
}

/// NaN is itself here: what is compared is what `Debug` shows.
fn in_msgpack<'de, T>(value: &T, frame: &'de [u8])
where
    T: Encode + Validate + Debug + Decode<'de>,
{
    assert_eq!(msgpack::encoded_len(value), frame.len(), "{value:?}");
    let checked = value.validate();
    assert_eq!(msgpack::try_to_vec(value).ok(), checked.is_ok().then(|| frame.to_vec()), "{value:?}");
    assert_eq!(klaw_runtime::report::validate_all::<T>(frame).is_ok(), checked.is_ok(), "{value:?}");
    match (checked, msgpack::from_slice::<T>(frame)) {
        (Ok(()), Ok(read)) => {
            assert_eq!(format!("{read:?}"), format!("{value:?}"));
            assert_eq!(msgpack::to_vec(&read), frame, "{value:?}");
        }
        (Err(refused), Err(error)) => {
            assert_eq!((error.kind(), error.path()), (ErrorKind::Validation, refused.path()), "{value:?}");
        }
        (checked, read) => panic!("{checked:?} {read:?} {value:?}"),
    }
    Limits::new().canonical().check(frame).unwrap();
    let mut rest = frame;
    let elsewhere = ::rmpv::decode::read_value(&mut rest).unwrap();
    assert!(rest.is_empty(), "{}", hex(frame));
    let mut again = Vec::new();
    ::rmpv::encode::write_value(&mut again, &elsewhere).unwrap();
    assert_eq!(again, frame, "another library writes it otherwise");
}

/// A value of any shape, so many levels deep at the most.
fn value(bytes: &mut Unstructured<'_>, levels: usize) -> Result<Value<'static>> {
    let kinds = if levels == 0 { 6 } else { 9 };
    Ok(match bytes.int_in_range(0..=kinds - 1)? {
        0 => Value::Nil,
        1 => Value::Bool(bytes.arbitrary()?),
        2 => Value::Int(bytes.arbitrary::<i64>()?.into()),
        3 => Value::Int(bytes.arbitrary::<u64>()?.into()),
        4 => Value::Float(bytes.arbitrary()?),
        5 => Value::Str(bytes.arbitrary::<String>()?.into()),
        6 => {
            let items = bytes.arbitrary_len::<u8>()?.min(20);
            Value::Array((0..items).map(|_| value(bytes, levels - 1)).collect::<Result<_>>()?)
        }
        7 => {
            let entries = bytes.arbitrary_len::<u8>()?.min(20);
            let pair = |_| Ok((value(bytes, levels - 1)?, value(bytes, levels - 1)?));
            Value::Map((0..entries).map(pair).collect::<Result<_>>()?)
        }
        _ => {
            let data = bytes.arbitrary::<Vec<u8>>()?;
            let code = bytes.int_in_range(0..=127)?;
            if bytes.arbitrary()? { Value::Bin(data.into()) } else { Value::Ext(Ext { code, data: data.into() }) }
        }
    })
}
