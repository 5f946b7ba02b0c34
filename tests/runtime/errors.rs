//! Errors: kind, path, offset, and what `{:#}` adds.

use klaw_runtime::{Error, ErrorKind, Validate, WireMessage, msgpack};
use klaw_tests::assert::{refused, refused_at};
use std::collections::BTreeMap;

#[derive(Debug, WireMessage)]
struct Deep {
    #[wire(default)]
    a: Vec<u8>,
    #[wire(default)]
    b: Vec<Vec<u16>>,
    #[wire(default)]
    c: BTreeMap<(u8, String), BTreeMap<String, u8>>,
    #[wire(default)]
    d: Option<Box<Deep>>,
    #[wire(default, rename = "two words")]
    e: bool,
}

#[test]
fn paths_follow_the_grammar() {
    for (bytes, path, offset) in [
        (&b"\x05"[..], "$", 0),
        (b"\x81\xa1a\x05", "$.a", 3),
        (b"\x81\xa1b\x92\x90\x92\x01\xc3", "$.b[1][1]", 7),
        (b"\x81\xa1c\x81\x92\x01\x05\x80", "key[1] in $.c", 6),
        (b"\x81\xa1c\x81\x05\x80", "key in $.c", 4),
        (b"\x81\xa1c\x81\x92\x01\xa1x\x05", "$.c[...]", 8),
        (b"\x81\xa1c\x81\x92\x01\xa1x\x81\x05\x01", "key in $.c[...]", 9),
        (b"\x81\xa1c\x81\x92\x01\xa1x\x81\xa1y\xc3", "$.c[...][...]", 11),
        (b"\x81\xa1d\x81\xa1d\x81\xa9two words\x05", "$.d.d.two words", 17),
        (b"\x81\x05\x05", "key in $", 1),
    ] {
        let error = msgpack::from_slice::<Deep>(bytes).unwrap_err();
        assert_eq!((error.path(), error.offset()), (path, Some(offset)), "{error:#}");
        let place = match path.split_once(" in ") {
            Some((key, value)) => format!("`{key}` in `{value}`"),
            None => format!("`{path}`"),
        };
        let ends = if path == "$" {
            !error.to_string().contains(" - at ")
        } else {
            error.to_string().ends_with(&format!(" - at {place}"))
        };
        assert!(ends, "{error}");
    }
}

/// A broken input has no place in its text, as in msgspec; the path is there for who asks.
#[test]
fn a_broken_input_has_no_place_in_its_text() {
    let error = refused::<Vec<Vec<u8>>>(b"\x92\xc4\0\xc4\x05a", "Input data was truncated");
    assert_eq!((error.kind(), error.path()), (ErrorKind::Truncated, "$[1]"));
    let error = refused::<Vec<bool>>(b"\x92\xc3\xc1", "MessagePack data is malformed: invalid opcode '\\xc1' (byte 2)");
    assert_eq!((error.kind(), error.path(), error.offset()), (ErrorKind::Malformed, "$[1]", Some(2)));
    let error = refused::<bool>(b"\xc3\0", "MessagePack data is malformed: trailing characters (byte 1)");
    assert_eq!((error.kind(), error.path(), error.offset()), (ErrorKind::Trailing, "$", Some(1)));
}

#[test]
fn the_alternate_form_shows_the_bytes_around() {
    let text = |bytes: &[u8]| format!("{:#}", msgpack::from_slice::<Vec<u16>>(bytes).unwrap_err());
    assert_eq!(text(b"\xc0"), "Expected `array`, got `None` (byte 0): >>c0");
    assert_eq!(text(b"\x93\x01\xc3\x02"), "Expected `int`, got `bool` - at `$[1]` (byte 2): 93 01 >>c3 02");
    let mut long = vec![0xdc, 0, 30];
    long.extend(1..=14);
    long.push(0xc3);
    long.extend(16..=30);
    assert_eq!(
        text(&long),
        "Expected `int`, got `bool` - at `$[14]` (byte 17): .. 07 08 09 0a 0b 0c 0d 0e >>c3 10 11 12 13 14 15 16 ..",
    );
    // Where the text says the byte itself, it is not said again.
    let malformed = "MessagePack data is malformed:";
    assert_eq!(text(b"\x92\x01\xc1"), format!("{malformed} invalid opcode '\\xc1' (byte 2) - at `$[1]`: 92 01 >>c1"));
    assert_eq!(text(b"\x91\x01\0"), format!("{malformed} trailing characters (byte 2): 91 01 >>00"));
    let truncated = text(b"\x92\x01");
    assert!(
        truncated.starts_with("Input data was truncated") && truncated.ends_with("(byte 2): 92 01 >>end"),
        "{truncated}"
    );
}

#[test]
fn the_debug_form_names_its_parts() {
    let error = msgpack::from_slice::<Vec<u16>>(b"\x91\xc3").unwrap_err();
    let debug = format!("{error:?}");
    for part in ["Validation", "Expected `int`, got `bool`", "$[0]", "Some(1)"] {
        assert!(debug.contains(part), "{debug}");
    }
}

#[test]
fn an_error_of_the_users_is_a_validation_error() {
    let error = Error::custom(format_args!("{} of {}", 1, 2));
    assert_eq!(
        (error.to_string().as_str(), error.kind(), error.path(), error.offset()),
        ("1 of 2", ErrorKind::Validation, "$", None)
    );
    assert_eq!(format!("{error:#}"), "1 of 2");
    let boxed: Box<dyn std::error::Error + Send + Sync> = Box::new(error);
    assert_eq!(boxed.to_string(), "1 of 2");
}

#[test]
fn a_scalar_is_read_in_full_before_it_is_called_wrong() {
    refused::<u8>(b"\xa5ab", "Input data was truncated");
    refused::<u8>(b"\xcb\0", "Input data was truncated");
    refused::<bool>(b"\xcd\x01", "Input data was truncated");
    // Containers are known by their header.
    refused::<u8>(b"\x92", "Expected `int`, got `array`");
    refused::<u8>(b"\xdd\xff\xff\xff\xff", "Expected `int`, got `array`");
    refused::<u8>(b"\xdd\xff", "Input data was truncated");
}

#[test]
fn of_several_faults_the_first_on_the_wire_is_reported() {
    refused_at::<Vec<u8>>(b"\x92\xa1x\xc1", "Expected `bytes`, got `array`", "$", 0);
    refused_at::<Vec<u16>>(b"\x92\xa1x\xc1", "Expected `int`, got `str` - at `$[0]`", "$[0]", 1);
    refused_at::<Vec<u16>>(b"\x91\xa1x\0\0", "Expected `int`, got `str` - at `$[0]`", "$[0]", 1);
}

#[test]
fn validate_has_a_path_and_no_offset() {
    #[derive(WireMessage)]
    struct Rule {
        #[constrain(items(items(le = 5)))]
        all: Vec<[u16; 2]>,
    }
    let error = Rule { all: vec![[1, 2], [3, 9]] }.validate().unwrap_err();
    assert_eq!((error.to_string().as_str(), error.path()), ("Expected `int` <= 5 - at `$.all[1][1]`", "$.all[1][1]"));
    assert_eq!(error.offset(), None);
}
