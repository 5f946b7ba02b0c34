//! What the live comparison found, kept: the shortest frame of each, and what msgspec says of it.

use crate::vectors::bytes;
use klaw_tests::{json_types, wire_types};

/// A type, a frame, and the text or the bytes that are the answer.
const FOUND: [(&str, &str, Result<&str, &str>); 7] = [
    // A key that is not UTF-8 is not an unknown field: there is no name to tell.
    ("Strict", "81a2c32801", Err("Invalid UTF-8 encoded string - at `key` in `$`")),
    // The same of a tag, and of an enumeration's value.
    ("Event", "81a474797065a1ff", Err("Invalid UTF-8 encoded string - at `$.type`")),
    ("Single", "82a16101a56c6576656ca1ff", Err("Invalid UTF-8 encoded string - at `$.level`")),
    // What Python does not print, it escapes: a soft hyphen, a line separator.
    ("Single", "82a16101a56c6576656ca5c2ade280a8", Err("Invalid enum value '\\xad\\u2028' - at `$.level`")),
    // A tag may stand twice; each is judged.
    ("Event", "82a474797065a773746172746564a474797065c2", Err("Expected `str`, got `bool` - at `$.type`")),
    // The length of bytes is wrong before they are read.
    ("Named", "95a56e616d656481a1610190c40501", Err("Expected `bytes` of length <= 4 - at `$[3]`")),
    // A single message in map form needs no tag.
    ("Single", "81a16105", Ok("84a46b696e64a673696e676c65a16105a56c6576656ca4696e666fa9686173207370616365c0")),
];

/// The same of JSON. msgspec words what is wrong in a value that it passes over in another way than in one that it reads.
const FOUND_IN_JSON: [(&str, &str, Result<&str, &str>); 10] = [
    ("Single", r#"{"more":tru[,"a":1}"#, Err("JSON is malformed: invalid character (byte 9)")),
    ("Single", r#"{"a":1,"has space":tru[}"#, Err("JSON is malformed: invalid character (byte 23)")),
    ("Single", r#"{"more":"\x","a":1}"#, Err("JSON is malformed: invalid escaped character (byte 10)")),
    ("Single", r#"{"a":1,"level":"\x"}"#, Err("JSON is malformed: invalid escape character in string (byte 18)")),
    ("Single", r#"{"more":"\ud800abcdef","a":1}"#, Err("JSON is malformed: unexpected end of hex escape (byte 15)")),
    (
        "Single",
        r#"{"a":1,"level":"\ud800abcdef"}"#,
        Err("JSON is malformed: unexpected end of escaped utf-16 surrogate pair (byte 22)"),
    ),
    // A sign alone at the end of the text.
    ("Single", r#"{"more":-"#, Err("JSON is malformed: invalid character (byte 9)")),
    ("Single", r#"{"a":-"#, Err("JSON is malformed: invalid number (byte 6)")),
    // A tag that is none is passed over.
    ("TaskStrict", r#"[task0",-1]"#, Err("JSON is malformed: invalid character (byte 2)")),
    ("WireEnvelope", r#"[1,[], [tru] ]"#, Err("JSON is malformed: invalid character (byte 9)")),
];

#[test]
fn what_was_found_in_json_stays_right() {
    for (name, text, answer) in FOUND_IN_JSON {
        let one = json_types::find(name).unwrap();
        let got = (one.owned)(text.as_bytes()).map_err(|error| error.to_string());
        assert_eq!(got, answer.map(|text| text.as_bytes().to_vec()).map_err(str::to_owned), "{name} {text}");
    }
}

#[test]
fn what_was_found_stays_right() {
    for (name, frame, answer) in FOUND {
        let one = wire_types::find(name).unwrap();
        let got = (one.borrowed)(&bytes(frame)).map_err(|error| error.to_string());
        assert_eq!(got, answer.map(bytes).map_err(str::to_owned), "{name} {frame}");
    }
}

/// Only what is open at once counts against the depth, also where every fault is collected.
#[test]
fn siblings_are_not_nested() {
    // `{"singles": [], "limits": {}, "events": [], "pairs": [[1, []], ..]}`
    let mut frame = bytes("84a773696e676c657390a66c696d69747380a66576656e747390a57061697273dc00c8");
    for _ in 0..200 {
        frame.extend([0x92, 0x01, 0x90]);
    }
    let deep = wire_types::find("Deep").unwrap();
    assert!((deep.borrowed)(&frame).is_ok());
}
