//! Input that ends too early, or does not end.

use crate::roads::{ERROR, Reads, everywhere, frame, golden};
use klaw_runtime::{ErrorKind, Ext, Limits, Raw, Value, msgpack};
use klaw_tests::assert::refused;
use std::time::SystemTime;

const WHOLE: [Reads; 3] = [Reads::Envelope, Reads::Structure, Reads::Value];

#[test]
fn class_01_empty_input() {
    let seen = everywhere(b"");
    seen.refused(&[Reads::Envelope, Reads::Structure, Reads::Value, Reads::Start, Reads::Json], ErrorKind::Truncated);
    seen.fails(&[Reads::Typed]).within(ERROR);
    assert_eq!(refused::<u8>(b"", "Input data was truncated").needed(), Some(1));
}

#[test]
fn class_02_truncation_at_every_byte() {
    for golden in golden() {
        everywhere(&golden).accepted(&WHOLE).accepted(&[Reads::Start]);
        for length in 0..golden.len() {
            let seen = everywhere(&golden[..length]);
            seen.refused(&WHOLE, ErrorKind::Truncated).within(ERROR);
            // What stands in front may be there; what is missing may complete the rest.
            assert!(length > 3 || seen.on("peek_version").is_err());
            assert_eq!(seen.on("from_prefix").unwrap_err().0, ErrorKind::Truncated);
        }
    }
}

#[test]
fn class_03_truncated_bodies() {
    everywhere(&frame(b"\x93\x03", b"\xa5ab")).refused(&WHOLE, ErrorKind::Truncated);
    for bytes in [&b"\xa5ab"[..], b"\xd9\x05ab", b"\xc4\x05ab", b"\xc5\0\x05ab", b"\xc7\x05\x01ab", b"\xc6\0\0"] {
        let seen = everywhere(bytes);
        seen.refused(&[Reads::Structure, Reads::Value], ErrorKind::Truncated);
        seen.fails(&[Reads::Envelope, Reads::Start, Reads::Typed, Reads::Json]);
    }
    assert_eq!(refused::<String>(b"\xa5ab", "Input data was truncated").needed(), Some(3));
}

/// A tag that is cut is no tag of another kind.
#[test]
fn class_03_truncated_tags() {
    for tag in [&b"\xcc"[..], b"\xcd\0", b"\xce\0\0", b"\xcf\0\0\0\0\0\0\0", b"\xd0", b"\xd3\0"] {
        everywhere(&[b"\x93", tag].concat()).refused(&WHOLE, ErrorKind::Truncated);
    }
}

/// How many bytes are missing is said as soon as it is known: those of the header first, then those of the body; of what
/// stands in an array or map, one.
#[test]
fn class_03_what_is_missing_is_counted() {
    for (whole, header) in [
        (&b"\xcc\x01"[..], 1),
        (b"\xcd\0\x01", 1),
        (b"\xce\0\0\0\x01", 1),
        (b"\xcf\0\0\0\0\0\0\0\x01", 1),
        (b"\xd3\0\0\0\0\0\0\0\x01", 1),
        (b"\xca\0\0\0\0", 1),
        (b"\xcb\0\0\0\0\0\0\0\0", 1),
        (b"\xa5abcde", 1),
        (b"\xd9\x05abcde", 2),
        (b"\xda\0\x05abcde", 3),
        (b"\xdb\0\0\0\x05abcde", 5),
        (b"\xc4\x05abcde", 2),
        (b"\xc5\0\x05abcde", 3),
        (b"\xc6\0\0\0\x05abcde", 5),
        (b"\xd6\x05abcd", 1),
        (b"\xd8\x05abcdefghijklmnop", 1),
        (b"\xc7\x05\x01abcde", 2),
        (b"\xc8\0\x05\x01abcde", 3),
        (b"\xc9\0\0\0\x05\x01abcde", 5),
        (b"\xdc\0\x01\xc0", 3),
        (b"\xdd\0\0\0\x01\xc0", 5),
        (b"\xde\0\x01\xc0\xc0", 3),
        (b"\xdf\0\0\0\x01\xc0\xc0", 5),
    ] {
        let holds_values = matches!(whole[0], 0xdc..=0xdf);
        for length in 0..whole.len() {
            let cut = &whole[..length];
            let expected = match length {
                0 => 1,
                _ if length < header => header - length,
                _ if holds_values => 1,
                _ => whole.len() - length,
            };
            for error in [
                Raw::new(cut).unwrap_err(),
                msgpack::from_slice::<Value<'_>>(cut).unwrap_err(),
                msgpack::from_prefix::<Raw<'_>>(cut).unwrap_err(),
                Limits::new().check(cut).unwrap_err(),
            ] {
                assert_eq!((error.kind(), error.needed()), (ErrorKind::Truncated, Some(expected)), "{cut:02x?}");
            }
            // Of another type than is expected, too; the kind of an array or map is wrong once its header is whole.
            if !holds_values || length < header {
                let error = msgpack::from_slice::<bool>(cut).unwrap_err();
                assert_eq!((error.kind(), error.needed()), (ErrorKind::Truncated, Some(expected)), "{cut:02x?}");
            }
        }
    }
}

#[test]
fn class_04_truncated_fixext() {
    for (opcode, size) in [(0xd4, 1), (0xd5, 2), (0xd6, 4), (0xd7, 8), (0xd8, 16)] {
        let whole = [vec![opcode, 5], vec![0; size]].concat();
        assert!(msgpack::from_slice::<Ext<'_>>(&whole).is_ok());
        for length in 1..whole.len() {
            let cut = &whole[..length];
            everywhere(cut).refused(&[Reads::Structure, Reads::Value], ErrorKind::Truncated);
            everywhere(&frame(b"\x93\x01", cut)).refused(&WHOLE, ErrorKind::Truncated);
            refused::<Ext<'_>>(cut, "Input data was truncated");
            refused::<u8>(cut, "Input data was truncated");
            refused::<SystemTime>(cut, "Input data was truncated");
        }
    }
}

#[test]
fn class_05_trailing_bytes() {
    for golden in golden() {
        for behind in [&b"\0"[..], b"\xc1", b"\xdd\xff\xff\xff\xff"] {
            let seen = everywhere(&[&golden[..], behind].concat());
            seen.refused(&WHOLE, ErrorKind::Trailing).accepted(&[Reads::Start]);
            let text = format!("MessagePack data is malformed: trailing characters (byte {})", golden.len());
            seen.says(&WHOLE, &text);
        }
    }
}

/// Over an old value, too.
#[test]
fn class_05_trailing_bytes_in_place() {
    for behind in [&b"\0"[..], b"\xc1", b"\xdd\xff\xff\xff\xff"] {
        let bytes = [&b"\x92\x01\x02"[..], behind].concat();
        let mut list = vec![0_u64; 3];
        for result in [
            msgpack::decode_in_place(&bytes, &mut list),
            msgpack::decode_in_place_with(&bytes, &mut list, &Limits::new()),
        ] {
            let error = result.unwrap_err();
            assert_eq!((error.kind(), error.offset()), (ErrorKind::Trailing, Some(3)), "{error:#}");
        }
    }
}

#[test]
fn class_06_the_reserved_opcode_at_the_root() {
    let seen = everywhere(b"\xc1");
    seen.refused(&WHOLE, ErrorKind::Malformed);
    seen.fails(&[Reads::Start, Reads::Typed, Reads::Json]);
}

#[test]
fn class_07_the_reserved_opcode_inside() {
    for bytes in
        [frame(b"\x93\x01", b"\xc1"), frame(b"\x94\x03", b"\xa0\xc1"), frame(b"\x94\x02", b"\xa5close\x91\xc1")]
    {
        everywhere(&bytes).refused(&WHOLE, ErrorKind::Malformed);
    }
}
