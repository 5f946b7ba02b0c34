//! The classes that a TOML text can have, read as data and as settings.

use crate::roads::{Reads, everywhere};
use klaw_runtime::ErrorKind;

const TOML: [Reads; 1] = [Reads::Toml];

#[test]
fn class_02_truncated_texts_for_people() {
    let whole = b"name = 'a'\ncount = 1\n[map]\na = 1\n[[list]]\nshare = 0.5\n";
    everywhere(whole).accepted(&TOML[..1]);
    for length in 0..whole.len() {
        let seen = everywhere(&whole[..length]);
        for road in ["Value in TOML", "Settings in TOML"] {
            if let Err((kind, said)) = seen.on(road) {
                assert_eq!(kind, ErrorKind::Malformed, "{length} {road} {said}");
                assert!(said.contains("(line "), "{said}");
            }
        }
    }
}

#[test]
fn class_12_many_elements_for_people() {
    for (text, is_much) in [
        (["list = [", &"{},".repeat(100_000), "]"].concat(), false),
        (["list = [", &"{},".repeat(400_000), "]"].concat(), true),
        (["list = [", &"{map={a=1}},".repeat(100_000), "]"].concat(), true),
        ("[[list]]\n".repeat(50_000), false),
        ("[[list]]\n".repeat(400_000), true),
        ((0..100_000).map(|key| format!("map.k{key}.a.a = 1\n")).collect(), true),
        ("#\n".repeat(100_000), false),
    ] {
        let seen = everywhere(text.as_bytes());
        if is_much {
            seen.refused(&TOML, ErrorKind::Limit);
        } else {
            assert_eq!(seen.on("Settings in TOML"), Ok(()), "{}", &text[..20]);
        }
    }
}

#[test]
fn class_14_to_17_deep_texts_for_people() {
    for levels in [31, 33, 1000, 100_000] {
        for text in [
            ["next = ", &"{ next = ".repeat(levels - 1), "{}", &" }".repeat(levels - 1)].concat(),
            [&"next.".repeat(levels), "count = 1"].concat(),
            ["list = ", &"[".repeat(levels), &"]".repeat(levels)].concat(),
        ] {
            let seen = everywhere(text.as_bytes());
            let found = seen.on("Value in TOML").map_err(|(kind, _)| kind);
            assert_eq!(found, if levels <= 32 { Ok(()) } else { Err(ErrorKind::Limit) }, "{levels}");
        }
        // Never closed, it is as deep.
        everywhere(["list = ", &"[".repeat(levels)].concat().as_bytes()).fails(&TOML);
    }
}

#[test]
fn class_18_text_for_people_that_is_not_utf8() {
    for bytes in
        [&b"name = '\xff\xfe'"[..], b"name = '\xc0\x80'", b"\xed\xa0\x80 = 1", b"# \xf4\x90\x80\x80", b"\xff\xfea\0"]
    {
        let seen = everywhere(bytes);
        seen.refused(&TOML, ErrorKind::InvalidUtf8);
    }
    for text in ["name = \"\\ud800\"", "name = \"\\x\"", "name = '\u{1}'", "name = 'a\0'"] {
        everywhere(text.as_bytes()).refused(&TOML, ErrorKind::Malformed);
    }
}

#[test]
fn class_32_numbers_for_people_do_not_wrap() {
    let long = "9".repeat(100_000);
    for (text, fits) in [
        ("count = 18446744073709551615", true),
        ("count = 18446744073709551616", false),
        ("count = 340282366920938463463374607431768211456", false),
        ("count = -1", false),
        ("count = 0xffffffffffffffff", true),
        ("count = 0x10000000000000000", false),
        ("map.a = 256", false),
        ("share = 1e308", true),
        ("share = 1e309", false),
        (&format!("count = {long}"), false),
        (&format!("share = {long}"), false),
        (&format!("share = 1e{long}"), false),
    ] {
        let seen = everywhere(text.as_bytes());
        let found = seen.on("Settings in TOML").map_err(|(kind, _)| kind);
        assert_eq!(found, if fits { Ok(()) } else { Err(ErrorKind::Validation) }, "{}", &text[..10]);
    }
}

#[test]
fn class_37_duplicate_keys_for_people() {
    for text in [
        "count = 1\ncount = 1",
        "map = { a = 1, a = 1 }",
        "map.a = 1\nmap.'a' = 1",
        "map.a = 1\nmap.\"\\u0061\" = 1",
        "[map]\n[map]",
        "[map]\na = 1\na = 2",
        "list = []\n[[list]]",
    ] {
        everywhere(text.as_bytes()).refused(&TOML, ErrorKind::Malformed);
    }
    let many: String = (0..20_000).map(|key| format!("k{key} = 1\n")).collect();
    everywhere(many.repeat(2).as_bytes()).refused(&TOML, ErrorKind::Malformed);
}
