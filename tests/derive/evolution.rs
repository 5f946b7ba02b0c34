//! Older and newer sides of one message.

use klaw_runtime::{ErrorKind, WireMessage, msgpack};
use klaw_tests::assert::{reads, refused, refused_at};

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 3)]
struct Old {
    id: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 3)]
struct New {
    id: u8,
    #[wire(default = 1)]
    tries: u8,
    #[wire(default)]
    note: Option<String>,
}

#[test]
fn an_older_side_skips_what_it_does_not_know() {
    let frame = msgpack::to_vec(&New { id: 7, tries: 2, note: Some("x".into()) });
    reads(&frame, Old { id: 7 });
    // Whatever it is.
    reads(b"\x94\x03\x07\x92\x81\xa1a\xc4\x02\xff\xff\xd6\x05abcd\xc0", Old { id: 7 });
}

#[test]
fn what_is_skipped_is_well_formed() {
    let error =
        refused::<Old>(b"\x94\x03\x07\x01\xc1", "MessagePack data is malformed: invalid opcode '\\xc1' (byte 4)");
    assert_eq!((error.kind(), error.path(), error.offset()), (ErrorKind::Malformed, "$[3]", Some(4)));
    let error = refused::<Old>(b"\x93\x03\x07\xa5ab", "Input data was truncated");
    assert_eq!((error.kind(), error.path()), (ErrorKind::Truncated, "$[2]"));
    // Its UTF-8 is not looked at, as in msgspec.
    reads(b"\x93\x03\x07\xa2\xff\xfe", Old { id: 7 });
}

#[test]
fn a_newer_side_fills_in_what_is_missing() {
    let frame = msgpack::to_vec(&Old { id: 7 });
    reads(&frame, New { id: 7, tries: 1, note: None });
    refused_at::<New>(b"\x91\x03", "Expected `array` of at least length 2, got 1", "$", 0);
}

#[test]
fn a_map_skips_unknown_keys() {
    #[derive(Debug, PartialEq, WireMessage)]
    struct Map {
        a: u8,
    }
    reads(b"\x83\xa1x\x92\x01\x02\xa1a\x05\xa1y\xc0", Map { a: 5 });
    let error =
        refused::<Map>(b"\x82\xa1x\xc1\xa1a\x05", "MessagePack data is malformed: invalid opcode '\\xc1' (byte 3)");
    assert_eq!(error.path(), "$.x");
}
