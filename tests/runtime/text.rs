//! Strings, owned, shared and borrowed.

use klaw_runtime::{ErrorKind, msgpack};
use klaw_tests::assert::{encoded, reads, refused, refused_at, same, whole};
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

/// The header of a string of so many bytes.
fn header(length: usize) -> Vec<u8> {
    match length {
        0..32 => vec![0xa0 | length as u8],
        32..256 => vec![0xd9, length as u8],
        256..65_536 => [&[0xda][..], &(length as u16).to_be_bytes()].concat(),
        _ => [&[0xdb][..], &(length as u32).to_be_bytes()].concat(),
    }
}

#[test]
fn headers_are_minimal_at_every_border() {
    for length in [0, 1, 15, 16, 31, 32, 33, 255, 256, 65_535, 65_536, 65_537] {
        let text = "x".repeat(length);
        let bytes = [header(length), text.clone().into_bytes()].concat();
        same(text.as_str(), &bytes);
        same(Cow::Borrowed(text.as_str()), &bytes);
        same(Box::<str>::from(text.as_str()), &bytes);
        same(Rc::<str>::from(text.as_str()), &bytes);
        same(Arc::<str>::from(text.as_str()), &bytes);
        same(text, &bytes);
    }
    // The length counts bytes of UTF-8.
    whole("é".repeat(16), &[&[0xd9, 32][..], "é".repeat(16).as_bytes()].concat());
    assert_eq!(encoded("ab"), b"\xa2ab");
}

#[test]
fn wider_headers_are_read() {
    for bytes in [&b"\xa2ab"[..], b"\xd9\x02ab", b"\xda\0\x02ab", b"\xdb\0\0\0\x02ab"] {
        reads(bytes, "ab".to_owned());
        reads(bytes, "ab");
    }
}

#[test]
fn borrowed_text_is_the_inputs() {
    let bytes = b"\xa2ab".to_vec();
    let text: &str = msgpack::from_slice(&bytes).unwrap();
    assert_eq!(text.as_ptr(), bytes[1..].as_ptr());
    assert!(matches!(msgpack::from_slice::<Cow<'_, str>>(&bytes).unwrap(), Cow::Borrowed("ab")));
}

#[test]
fn bytes_that_are_not_utf8_are_refused() {
    for body in [&b"\xff\xfe"[..], b"\xc0\x80", b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"ab\xc3", b"\x80"] {
        let bytes = [header(body.len()), body.to_vec()].concat();
        let error = refused::<String>(&bytes, "Invalid UTF-8 encoded string");
        assert_eq!((error.kind(), error.path()), (ErrorKind::InvalidUtf8, "$"));
        refused_at::<Vec<&str>>(
            &[b"\x92\xa0", &bytes[..]].concat(),
            "Invalid UTF-8 encoded string - at `$[1]`",
            "$[1]",
            2,
        );
        // Long text, with the fault at its end.
        let long = [vec![b'a'; 300], body.to_vec()].concat();
        refused::<&str>(&[header(long.len()), long].concat(), "Invalid UTF-8 encoded string");
    }
}

#[test]
fn nothing_else_is_a_string() {
    for (bytes, got) in [
        (&b"\xc0"[..], "None"),
        (b"\x05", "int"),
        (b"\xc2", "bool"),
        (b"\xc4\x01a", "bytes"),
        (b"\x90", "array"),
        (b"\x80", "object"),
        (b"\xd4\0\0", "ext"),
        (b"\xcb\0\0\0\0\0\0\0\0", "float"),
    ] {
        refused::<String>(bytes, &format!("Expected `str`, got `{got}`"));
        refused::<&str>(bytes, &format!("Expected `str`, got `{got}`"));
    }
}
