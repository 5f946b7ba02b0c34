//! Arrays and maps of another shape than was expected: their form, length, keys.

use crate::roads::{Reads, everywhere, everywhere_with, frame};
use klaw_runtime::envelope::{Heartbeat, WireEnvelope, WireHeader};
use klaw_runtime::{Limits, Value, WireMessage, json, msgpack};
use klaw_tests::assert::{reads, refused};
use std::collections::{BTreeMap, HashMap};

type Envelope<'a> = WireEnvelope<'a>;

#[test]
fn class_25_another_form() {
    refused::<Envelope<'_>>(b"\x81\xa1a\x01", "Expected `array`, got `object`");
    refused::<Envelope<'_>>(b"\x01", "Expected `array`, got `int`");
    for bytes in [&b"\x81\xa1a\x01"[..], b"\x01", b"\xa1a", b"\xc0", b"\xcb\x3f\xf0\0\0\0\0\0\0", b"\xd4\x05\0"] {
        everywhere(bytes).fails(&[Reads::Envelope]).accepted(&[Reads::Structure, Reads::Value]);
    }
    // Opted in to, either is read.
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like, accept_map)]
    struct Either {
        a: u8,
    }
    reads(b"\x91\x01", Either { a: 1 });
    reads(b"\x81\xa1a\x01", Either { a: 1 });
}

#[test]
fn class_26_too_few_fields() {
    refused::<Envelope<'_>>(&frame(b"\x92\x01", b""), "Expected `array` of at least length 3, got 2");
    let seen = everywhere(&frame(b"\x92\x01", b""));
    let text = "Expected `array` of at least length 3, got 2";
    for road in ["from_slice", "CodecPool::decode", "SchemaRegistry::decode", "Frame::decode", "Raw::decode"] {
        assert_eq!(seen.on(road).unwrap_err().1, text, "{road}");
    }
    assert_eq!(seen.on("validate_all of an envelope").unwrap_err().1, text);
}

#[test]
fn class_27_too_few_with_defaults() {
    everywhere(b"\x92\x03\x90").accepted(&[Reads::Envelope, Reads::Structure, Reads::Value]);
    let frame = msgpack::from_slice::<Envelope<'_>>(b"\x92\x03\x90").unwrap();
    assert_eq!(frame, Heartbeat { header: WireHeader::default(), sender_id: "".into() }.into());
}

#[test]
fn class_28_further_fields() {
    everywhere(&frame(b"\x94\x03", b"\xa1a\x05")).accepted(&[Reads::Envelope, Reads::Start]);
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like, forbid_unknown_fields)]
    struct Two {
        a: u8,
        b: u8,
    }
    refused::<Two>(b"\x93\x01\x02\x03", "Expected `array` of at most length 2, got 3");
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(forbid_unknown_fields)]
    struct Named {
        a: u8,
    }
    refused::<Named>(b"\x82\xa1a\x01\xa1b\x02", "Object contains unknown field `b`");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json)]
struct Pair {
    a: u8,
    #[wire(default)]
    b: u8,
}

#[test]
fn class_37_duplicate_keys() {
    // The last one wins, as in msgspec.
    reads(b"\x82\xa1a\x01\xa1a\x02", Pair { a: 2, b: 0 });
    reads(b"\x82\xa1a\x01\xa1a\x02", BTreeMap::from([("a", 2_u8)]));
    assert_eq!(json::from_str::<Pair>(r#"{"a": 1, "a": 2}"#).unwrap(), Pair { a: 2, b: 0 });
    // Switched on, no road lets one by, wherever it stands.
    let limits = Limits::new().deny_duplicate_keys();
    let twice: &[u8] = b"\x82\xa1a\x01\xd9\x01a\x02";
    let whole = [Reads::Structure, Reads::Value];
    everywhere_with(twice, &limits)
        .says(&whole, "Message holds a map with a key twice (byte 4)")
        .fails(&[Reads::Typed]);
    for bytes in [
        frame(b"\x93\x01", twice),
        frame(b"\x94\x02", &[b"\xa5close", twice].concat()),
        frame(b"\x94\x03", &[b"\xa0", twice].concat()),
    ] {
        let text = format!("Message holds a map with a key twice (byte {})", bytes.len() - 4);
        everywhere_with(&bytes, &limits).says(&whole, &text).says(&[Reads::Envelope], &text);
        everywhere(&bytes).accepted(&whole).accepted(&[Reads::Envelope]);
    }
    let refused = msgpack::from_slice_with::<Pair>(twice, &limits).unwrap_err();
    assert_eq!(refused.offset(), Some(4));
    let text = r#"{"a": 1, "\u0061": 2}"#.as_bytes();
    everywhere_with(text, &limits).says(&[Reads::Json], "Message holds a map with a key twice (byte 9)");
}

/// Not as many keys as one likes: what is kept of them is charged.
#[test]
fn class_37_keys_that_are_compared_are_charged() {
    let keys: Vec<u8> = (0..20_000_u32).flat_map(|key| [&[0xce][..], &key.to_be_bytes(), &[0xc0]].concat()).collect();
    let map = [&[0xdf][..], &20_000_u32.to_be_bytes(), &keys].concat();
    let limits = Limits::new().deny_duplicate_keys();
    everywhere_with(&map, &limits).accepted(&[Reads::Structure, Reads::Value]);
    let few = everywhere_with(&map, &limits.memory(1 << 18));
    few.says(&[Reads::Structure, Reads::Value], "Message needs more than 262144 bytes of decoded collections")
        .within(2 << 20);
}

#[test]
fn class_38_keys_of_other_types() {
    let nan = b"\x82\xcb\x7f\xf8\0\0\0\0\0\0\x01\xcb\x7f\xf8\0\0\0\0\0\0\x02";
    assert!(matches!(msgpack::from_slice::<Value<'_>>(nan).unwrap(), Value::Map(entries) if entries.len() == 2));
    refused::<HashMap<String, u8>>(nan, "Expected `str`, got `float` - at `key` in `$`");
    refused::<BTreeMap<u8, u8>>(b"\x81\x90\x01", "Expected `int`, got `array` - at `key` in `$`");
}
