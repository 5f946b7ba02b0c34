//! The classes that a JSON text can have.

use crate::roads::{ERROR, Reads, everywhere, everywhere_with};
use klaw_runtime::{ErrorKind, Limits, Value, json};
use std::collections::{BTreeMap, HashMap};

const JSON: [Reads; 1] = [Reads::Json];

fn nested(open: &str, close: &str, end: &str, levels: usize) -> Vec<u8> {
    [&open.repeat(levels), end, &close.repeat(levels)].concat().into_bytes()
}

#[test]
fn class_02_truncated_texts() {
    let whole = br#"[3,[1,3,"jobs\n",7,0],"worker-1"]"#;
    assert_eq!(everywhere(whole).on("WireEnvelope in JSON"), Ok(()));
    for length in 0..whole.len() {
        let seen = everywhere(&whole[..length]);
        for road in ["WireEnvelope in JSON", "Value in JSON", "Raw in JSON", "Raw::from_json"] {
            assert_eq!(seen.on(road).unwrap_err().0, ErrorKind::Truncated, "{length} {road}");
        }
        seen.within(ERROR);
    }
}

#[test]
fn class_05_trailing_characters() {
    for behind in ["0", " x", "]", "\0", "[3]"] {
        let text = [r#"[3,[]]"#, behind].concat();
        let seen = everywhere(text.as_bytes());
        for road in ["WireEnvelope in JSON", "Value in JSON", "Raw in JSON", "Raw::from_json"] {
            assert!(seen.on(road).is_err(), "{text}");
        }
    }
}

#[test]
fn class_14_to_17_deep_texts() {
    for (open, close, end) in
        [("[", "]", "1"), (r#"{"a":"#, "}", "1"), (r#"[{"a":"#, "}]", "1"), (r#"{"next":"#, "}", "null")]
    {
        let each = open.matches(['[', '{']).count();
        for levels in [128 / each, 128 / each + 1, 100_000] {
            let seen = everywhere(&nested(open, close, end, levels));
            for road in ["Value in JSON", "Raw in JSON", "Raw::from_json"] {
                let found = seen.on(road).map_err(|(kind, _)| kind);
                assert_eq!(
                    found,
                    if levels * each <= 128 { Ok(()) } else { Err(ErrorKind::Limit) },
                    "{levels} x {open}"
                );
            }
            // Never closed, it is as deep.
            everywhere(&open.repeat(levels).into_bytes()).fails(&JSON);
        }
    }
    for (open, close, end) in [("[[", "]]", "[[]]"), (r#"{"next":"#, "}", "null"), ("[1,", "]", "[2,5]")] {
        for levels in [62, 127, 128, 100_000] {
            let seen = everywhere(&nested(open, close, end, levels));
            let road = match open {
                "[[" => "Tree in JSON",
                "[1," => "Expression in JSON",
                _ => "Chain in JSON",
            };
            let fits = levels
                <= if open == "[[" {
                    63
                } else if open == "[1," {
                    127
                } else {
                    128
                };
            assert_eq!(
                seen.on(road).map_err(|(kind, _)| kind),
                if fits { Ok(()) } else { Err(ErrorKind::Limit) },
                "{road} {levels}"
            );
        }
    }
}

#[test]
fn class_12_many_elements() {
    let million = ["[", &"[],".repeat(1_000_000), "[]]"].concat();
    everywhere(million.as_bytes());
    let few = everywhere_with(million.as_bytes(), &Limits::new().memory(1 << 20));
    assert_eq!(few.on("Value in JSON").unwrap_err().0, ErrorKind::Limit);
    few.within(4 << 20);
}

#[test]
fn class_18_text_that_is_not_utf8() {
    for bytes in [&b"\"\xff\xfe\""[..], b"\"\xc0\x80\"", b"\"\xed\xa0\x80\"", b"\"\xf4\x90\x80\x80\"", b"\"a\xc3\""] {
        let seen = everywhere(bytes);
        seen.fails(&JSON);
        assert_eq!(seen.on("Value in JSON").unwrap_err().0, ErrorKind::InvalidUtf8);
    }
    for text in [r#""\ud800""#, r#""\udc00\ud800""#, r#""\u12""#, r#""\x""#, "\"\u{1}\""] {
        everywhere(text.as_bytes()).fails(&JSON);
    }
}

#[test]
fn class_32_numbers_do_not_wrap() {
    for (text, fits) in
        [("255", true), ("256", false), ("-1", false), ("1.0", false), ("1e2", false), ("18446744073709551616", false)]
    {
        assert_eq!(json::from_str::<u8>(text).is_ok(), fits, "{text}");
    }
    // Neither do numbers of any length.
    let long = "9".repeat(100_000);
    assert!(json::from_str::<u64>(&long).is_err() && json::from_str::<f64>(&long).is_err());
    assert!(json::from_str::<f64>("1e999").is_err() && json::from_str::<f64>("1e-999999999999").is_ok());
    let seen = everywhere(long.as_bytes());
    for road in ["Vec<u64> in JSON", "Value in JSON", "WireEnvelope in JSON"] {
        assert_eq!(seen.on(road).unwrap_err().0, ErrorKind::Validation, "{road}");
    }
    assert_eq!(json::from_str::<Value<'_>>("1e999").unwrap_err().kind(), ErrorKind::Validation);
}

#[test]
fn class_38_keys() {
    assert_eq!(json::from_str::<HashMap<u8, u8>>(r#"{"1": 2}"#).unwrap(), HashMap::from([(1, 2)]));
    for text in
        [r#"{"x": 1}"#, r#"{"1.0": 1}"#, r#"{" 1": 1}"#, r#"{"256": 1}"#, "{1: 1}", r#"{"1" 1}"#, r#"{"1": 1,}"#]
    {
        assert!(json::from_str::<BTreeMap<u8, u8>>(text).is_err(), "{text}");
    }
}
