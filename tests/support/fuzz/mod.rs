//! What must hold for every byte string. `tests/fuzz` looks for one for which it does not; `tests/hostile/replay.rs` runs
//! the corpus, and what a small mutator makes of it, on any toolchain.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod built;
mod config;
mod mutator;
pub mod schedule;

pub use mutator::{Mutator, words};

use crate::assert::hex;
use crate::view::told;
use crate::{json_types, view as views, wire_types};
use klaw_runtime::envelope::{DataMessage, WireEnvelope};
use klaw_runtime::json;
use klaw_runtime::msgpack::{self, Reader};
use klaw_runtime::registry::SchemaRegistry;
use klaw_runtime::view::{self, EnvelopeView, TaskEvent, TaskEventView};
use klaw_runtime::{Error, ErrorKind, Limits, Raw, Value};

/// A property of bytes.
pub struct Target {
    /// Its name, and that of the binary under `tests/fuzz/targets`.
    pub name: &'static str,
    /// The folder of its corpus.
    pub corpus: &'static str,
    pub run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 12] = [
    Target { name: "envelope", corpus: "msgpack", run: envelope },
    Target { name: "types", corpus: "msgpack", run: types },
    Target { name: "views", corpus: "msgpack", run: of_views },
    Target { name: "skip", corpus: "msgpack", run: skip },
    Target { name: "registry", corpus: "msgpack", run: registry },
    Target { name: "stream", corpus: "msgpack", run: stream },
    Target { name: "limits", corpus: "msgpack", run: limits },
    Target { name: "rmpv", corpus: "msgpack", run: rmpv },
    Target { name: "json", corpus: "json", run: in_json },
    Target { name: "built", corpus: "built", run: built::run },
    Target { name: "config", corpus: "toml", run: config::run },
    Target { name: "schedule", corpus: "schedule", run: schedule::run },
];

/// A choice of the input's own, and the rest of it.
fn choice(input: &[u8], of: usize) -> (usize, &[u8]) {
    match input.split_first() {
        Some((first, rest)) => (usize::from(*first) % of, rest),
        None => (0, input),
    }
}

/// What is read is written, and read again as the same.
fn envelope(frame: &[u8]) {
    match msgpack::from_slice::<WireEnvelope<'_>>(frame) {
        Ok(envelope) => {
            let written = msgpack::to_vec(&envelope);
            assert_eq!(msgpack::encoded_len(&envelope), written.len());
            assert_eq!(msgpack::from_slice::<WireEnvelope<'_>>(&written).unwrap(), envelope, "{}", hex(frame));
            assert_eq!(envelope.clone().into_owned(), envelope);
            assert_eq!(msgpack::from_prefix::<WireEnvelope<'_>>(frame).unwrap().1, frame.len());
            // All of it is one value, and the limits see the same one.
            assert!(Raw::new(frame).is_ok() && Limits::new().check(frame).is_ok());
        }
        Err(error) => {
            assert!(error.offset().is_none_or(|offset| offset <= frame.len()), "{error:#}");
            assert!(!error.to_string().is_empty() && !format!("{error:#} {error:?}").is_empty());
        }
    }
}

/// The form that borrows and the one that does not; inside, every road of the encoder, and the walk that reports all
/// faults beside the decoder that stops at the first.
fn types(input: &[u8]) {
    let all = || wire_types::TYPES.iter().chain(&wire_types::MORE);
    let (index, frame) = choice(input, all().count());
    let one = all().nth(index).unwrap();
    let said = |result: Result<Vec<u8>, Error>| result.map_err(|error| told(&error));
    let written = said((one.borrowed)(frame));
    assert_eq!(written, said((one.owned)(frame)), "{} {}", one.name, hex(frame));
    if written.is_ok() {
        // Over its own value, and what became of it over that.
        let other = Mutator::new(frame.len() as u64).mutate(frame, frame, &[vec![0xc0]]);
        let element = |frame: &[u8]| [b"\x91", frame].concat();
        for new in [frame, &other] {
            (one.over)(&element(frame), &element(new));
        }
    }
}

/// A view is refused where the whole message is, up to what it reads, and reads the same.
fn of_views(frame: &[u8]) {
    views::agree::<EnvelopeView<'_>, WireEnvelope<'_>, _>(
        frame,
        &["$[0]", "$[1]"],
        |view| view.header.clone(),
        |message| message.header().clone(),
    );
    views::agree::<TaskEventView<'_>, TaskEvent<'_>, _>(
        frame,
        &["$[0]", "$[1]", "$[2]", "$[3]"],
        |view| (view.id.to_string(), view.ts, view.kind.to_string()),
        |event| (event.id.to_string(), event.ts, event.kind.to_string()),
    );
}

/// What is passed over is what is decoded: all that walk over a value see one structure.
fn skip(frame: &[u8]) {
    let mut reader = Reader::new(frame);
    let skipped = reader.skip().map(|()| reader.offset());
    let said = |error: &Error| (error.kind(), error.offset());
    match &skipped {
        Ok(size) => {
            let value = &frame[..*size];
            assert!(Raw::new(value).is_ok() && Limits::new().check(value).is_ok(), "{}", hex(frame));
            match msgpack::from_prefix::<Value<'_>>(frame) {
                Ok((_, read)) => assert_eq!(read, *size, "{}", hex(frame)),
                Err(error) => {
                    let known = matches!(error.kind(), ErrorKind::InvalidUtf8 | ErrorKind::Limit);
                    assert!(known, "{error:#} {}", hex(frame));
                }
            }
        }
        Err(error) => {
            assert_eq!(said(error), said(&Limits::new().check(frame).unwrap_err()), "{}", hex(frame));
            assert!(msgpack::from_prefix::<Value<'_>>(frame).is_err(), "{}", hex(frame));
        }
    }
}

/// A frame of the version that it says, or an error.
fn registry(frame: &[u8]) {
    let registry = SchemaRegistry::default();
    registry.register::<DataMessage<'static>>(7).unwrap();
    match (registry.decode(frame), view::peek_version(frame)) {
        (Ok(message), Ok(version)) => {
            assert!([1, 7].contains(&version));
            assert_eq!(message.header().version, version);
            if version == 1 {
                assert_eq!(registry.encode_as(1, &message).unwrap(), msgpack::to_vec(&message));
            }
        }
        (Ok(_), Err(error)) => panic!("no version, and decoded: {error:#} {}", hex(frame)),
        (Err(error), Ok(version)) => {
            assert_eq!(error.kind() == ErrorKind::UnsupportedVersion, ![1, 7].contains(&version), "{error:#}");
        }
        (Err(_), Err(_)) => {}
    }
    let _ = (view::peek_tag(frame), view::peek_tag_under(frame, "kind"));
}

/// Values one behind the other, which come in pieces: what `Truncated` asks for is never more than is missing.
fn stream(input: &[u8]) {
    let (cut, frame) = choice(input, 64);
    let Ok((whole, size)) = msgpack::from_prefix::<Raw<'_>>(frame) else { return };
    let frame = &frame[..size];
    for end in (0..size).skip(cut % 8).step_by(1 + cut / 8) {
        let error = msgpack::from_prefix::<Raw<'_>>(&frame[..end]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{error:#} {}", hex(frame));
        let needed = error.needed().unwrap();
        assert!((1..=size - end).contains(&needed), "{needed} of {} {}", size - end, hex(frame));
    }
    let twice = [frame, frame].concat();
    let (first, size) = msgpack::from_prefix::<Raw<'_>>(&twice).unwrap();
    assert_eq!((&first, size), (&whole, frame.len()));
    if msgpack::from_slice::<WireEnvelope<'_>>(frame).is_ok() {
        let next = msgpack::from_prefix::<WireEnvelope<'_>>(&twice[size..]).unwrap();
        assert_eq!(next.1, size);
    }
}

/// Limits refuse more and nothing else; what is canonical is what is written.
fn limits(input: &[u8]) {
    let (strings, rest) = choice(input, 32);
    let (elements, frame) = choice(rest, 16);
    let mut limits = Limits::new().string_size(strings).element_count(elements);
    let free = msgpack::from_slice::<Value<'_>>(frame);
    let distinct = free.as_ref().is_ok_and(has_plain_keys);
    if distinct {
        limits = limits.deny_duplicate_keys();
    }
    match msgpack::from_slice_with::<Value<'_>>(frame, &limits) {
        Ok(value) => {
            assert!(within(&value, strings, elements, distinct), "{}", hex(frame));
            same(&value, &free.unwrap(), frame);
        }
        Err(error) => {
            if let Ok(value) = free {
                assert_eq!(error.kind(), ErrorKind::Limit, "{error:#} {}", hex(frame));
                assert!(!within(&value, strings, elements, distinct), "{error:#} {}", hex(frame));
            }
        }
    }
    if let Ok(value) = msgpack::from_slice::<Value<'_>>(frame) {
        let canonical = Limits::new().canonical().check(frame);
        // A value keeps a timestamp as it was. Where that is the first fault, nothing is said of what stands behind it.
        let timestamps = canonical.as_ref().is_err_and(|error| error.to_string().contains("timestamp"));
        if !timestamps {
            assert_eq!(canonical.is_ok(), msgpack::to_vec(&value) == frame, "{canonical:?} {}", hex(frame));
        }
    }
}

/// NaN is itself here.
fn same(one: &Value<'_>, other: &Value<'_>, frame: &[u8]) {
    assert_eq!(msgpack::to_vec(one), msgpack::to_vec(other), "{}", hex(frame));
}

/// Keys of which what is decoded tells whether they are alike. Floats, and what holds others, are compared as they were
/// written.
fn has_plain_keys(value: &Value<'_>) -> bool {
    match value {
        Value::Array(items) => items.iter().all(has_plain_keys),
        Value::Map(entries) => entries.iter().all(|(key, value)| {
            let plain = !matches!(key, Value::Array(_) | Value::Map(_) | Value::Float(_) | Value::Ext(_));
            plain && has_plain_keys(value)
        }),
        _ => true,
    }
}

/// A second opinion on `Limits`, by what has been decoded. `distinct`: no map may have a key twice.
fn within(value: &Value<'_>, strings: usize, elements: usize, distinct: bool) -> bool {
    let inside = |value: &Value<'_>| within(value, strings, elements, distinct);
    match value {
        Value::Str(text) => text.len() <= strings,
        Value::Bin(bytes) => bytes.len() <= strings,
        Value::Ext(ext) => ext.data.len() <= strings,
        Value::Array(items) => items.len() <= elements && items.iter().all(inside),
        Value::Map(entries) => {
            let mut keys: Vec<Vec<u8>> = entries.iter().map(|(key, _)| msgpack::to_vec(key)).collect();
            keys.sort_unstable();
            keys.dedup();
            (keys.len() == entries.len() || !distinct)
                && entries.len() <= elements
                && entries.iter().all(|(key, value)| inside(key) && inside(value))
        }
        _ => true,
    }
}

/// Another crate accepts and refuses the same, and reads the same values.
fn rmpv(frame: &[u8]) {
    let mut rest = frame;
    let read = ::rmpv::decode::read_value(&mut rest);
    if let (Ok(value), Ok(read)) = (msgpack::from_slice::<Value<'_>>(frame), &read) {
        let written = ::rmpv::decode::read_value(&mut &msgpack::to_vec(&value)[..]).unwrap();
        assert!(alike_there(&written, read), "{written} {read} {}", hex(frame));
    }
    match (Raw::new(frame), read) {
        // It reads the reserved opcode as nil.
        (Err(error), _) if error.kind() == ErrorKind::Malformed => {}
        // It goes deeper.
        (Err(error), _) if error.kind() == ErrorKind::Limit => {}
        (Ok(_), Ok(_)) => assert!(rest.is_empty(), "{}", hex(frame)),
        (Err(error), Ok(_)) => {
            assert!(error.kind() == ErrorKind::Trailing && !rest.is_empty(), "{error} {}", hex(frame))
        }
        (Ok(_), Err(error)) => panic!("refused there: {error} {}", hex(frame)),
        (Err(_), Err(_)) => {}
    }
}

/// Of floats the value counts, and not how wide it was written.
fn alike_there(one: &::rmpv::Value, other: &::rmpv::Value) -> bool {
    use ::rmpv::Value::{Array, F32, F64, Map};
    let all = |one: &[::rmpv::Value], other: &[::rmpv::Value]| {
        one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike_there(one, other))
    };
    let float =
        |value: &::rmpv::Value| value.as_f64().map(|float| if float.is_nan() { f64::NAN } else { float }.to_bits());
    match (one, other) {
        (F32(_) | F64(_), F32(_) | F64(_)) => float(one) == float(other),
        (Array(one), Array(other)) => all(one, other),
        (Map(one), Map(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|(one, other)| alike_there(&one.0, &other.0) && alike_there(&one.1, &other.1))
        }
        (one, other) => one == other,
    }
}

/// The form that borrows and the one that does not, by way of MessagePack, and what serde_json reads.
fn in_json(input: &[u8]) {
    let (index, text) = choice(input, json_types::all().count());
    let one = json_types::all().nth(index).unwrap();
    let owned = (one.owned)(text).map_err(|error| told(&error));
    if let Some(borrowed) = one.borrowed
        && !text.contains(&b'\\')
    {
        assert_eq!(borrowed(text).map_err(|error| told(&error)), owned, "{} {}", one.name, hex(text));
    }
    if let Ok(written) = owned {
        assert_eq!((one.owned)(&written).unwrap(), written, "{} {}", one.name, hex(text));
        // Of what was passed over, the structure alone was looked at.
        let whole = json::from_slice::<Value<'_>>(text).map_err(|error| error.kind());
        let known = [ErrorKind::Validation, ErrorKind::InvalidUtf8];
        assert!(whole.is_ok() || whole.is_err_and(|kind| known.contains(&kind)), "{}", hex(text));
    }
    let whole = json::from_slice::<Value<'_>>(text);
    let raw = json::from_slice::<Raw<'_>>(text);
    match &whole {
        Ok(value) => {
            assert!(raw.is_ok(), "{}", hex(text));
            through_msgpack(value);
            let canonical = Limits::new().canonical();
            let is_canonical = json::from_slice_with::<Value<'_>>(text, &canonical).is_ok();
            assert_eq!(is_canonical, json::to_vec(value) == text, "{}", hex(text));
            let read = |text: &[u8]| serde_json::from_slice::<serde_json::Value>(text);
            let written = json::to_vec(value);
            match (read(&written), read(text)) {
                // What stands below this key serde_json reads in its place.
                _ if written.windows(RAW_KEY.len()).any(|part| part == RAW_KEY) => {}
                (Ok(one), Ok(other)) => assert!(alike(&one, &other), "{one} {other} {}", hex(text)),
                (one, other) => panic!("refused there: {one:?} {other:?} {}", hex(text)),
            }
        }
        // Numbers that are infinite, text that is not UTF-8 and many elements are no fault of the structure.
        Err(error) => {
            let known = matches!(error.kind(), ErrorKind::Validation | ErrorKind::InvalidUtf8 | ErrorKind::Limit);
            assert!(known || raw.is_err(), "{error:#} {}", hex(text));
            let elsewhere = serde_json::from_slice::<serde_json::Value>(text);
            assert!(known || elsewhere.is_err(), "{error:#} {elsewhere:?} {}", hex(text));
        }
    }
    if let Ok(envelope) = json::from_slice::<WireEnvelope<'_>>(text) {
        let frame = msgpack::to_vec(&envelope);
        assert!(msgpack::from_slice::<WireEnvelope<'_>>(&frame).is_ok(), "{}", hex(text));
    }
}

/// To serde_json no key, but an order, where it stands first in an object.
const RAW_KEY: &[u8] = b"$serde_json::private::RawValue";

/// A number is one, whether or not it is written as an integer.
fn alike(one: &serde_json::Value, other: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number, Object};
    match (one, other) {
        (Number(one), Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Array(one), Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| alike(one, other))
        }
        (Object(one), Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, one)| other.get(key).is_some_and(|other| alike(one, other)))
        }
        (one, other) => one == other,
    }
}

fn through_msgpack(value: &Value<'_>) {
    let frame = msgpack::to_vec(value);
    let back: Value<'_> = msgpack::from_slice(&frame).unwrap();
    assert_eq!(json::to_vec(&back), json::to_vec(value));
}
