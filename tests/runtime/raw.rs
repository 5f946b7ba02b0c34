//! `Raw`: one complete value, kept verbatim.

use klaw_runtime::{ErrorKind, Limits, Raw, msgpack};
use klaw_tests::assert::{encoded, refused, same};
use std::collections::HashSet;

#[test]
fn raw_keeps_one_well_formed_value() {
    for bytes in [
        &b"\xc0"[..],
        b"\xd3\0\0\0\0\0\0\0\x01",
        b"\xdd\0\0\0\x01\x01",
        b"\x82\xa1a\x01\xa1a\x02",
        b"\xc7\0\x05",
        b"\x81\x90\x80",
    ] {
        let raw = Raw::new(bytes).unwrap();
        assert_eq!(raw.as_bytes(), bytes);
        same(raw.clone(), bytes);
        assert_eq!(Raw::new(bytes.to_vec()).unwrap(), raw.clone().into_owned());
        assert_eq!(raw.into_bytes(), bytes);
    }
}

#[test]
fn raw_is_never_broken() {
    for (bytes, kind, offset) in [
        (&b""[..], ErrorKind::Truncated, 0),
        (b"\xc1", ErrorKind::Malformed, 0),
        (b"\x92\x01", ErrorKind::Truncated, 2),
        (b"\x92\x01\xc1", ErrorKind::Malformed, 2),
        (b"\xc0\xc0", ErrorKind::Trailing, 1),
        (b"\xa5ab", ErrorKind::Truncated, 0),
        (b"\xd4\x01", ErrorKind::Truncated, 0),
        (b"\x81\x01", ErrorKind::Truncated, 2),
    ] {
        let error = Raw::new(bytes).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, Some(offset)), "{bytes:02x?}");
    }
    let deep = [vec![0x91; 128], vec![0xc0]].concat();
    assert!(Raw::new(&deep[..]).is_ok());
    let error = Raw::new([&[0x91], &deep[..]].concat()).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Limit, Some(128)));
}

#[test]
fn there_is_no_empty_raw() {
    assert_eq!((Raw::default().as_bytes(), Raw::NIL.is_nil()), (&[0xc0][..], true));
    assert_eq!(encoded(&Raw::default()), [0xc0]);
    assert!(!Raw::new(&b"\x90"[..]).unwrap().is_nil());
}

#[test]
fn raw_encodes_and_decodes_values() {
    let raw = Raw::encode(&("x", 5_u8));
    assert_eq!(raw.decode::<(&str, u8)>().unwrap(), ("x", 5));
    let error = raw.decode::<(u8, u8)>().unwrap_err();
    assert_eq!(error.to_string(), "Expected `int`, got `str` - at `$[0]`");
    assert_eq!(raw.decode_with::<(&str, u8)>(&Limits::default().depth(0)).unwrap_err().kind(), ErrorKind::Limit);
    assert_eq!(HashSet::from([raw.clone(), raw.clone()]).len(), 1);
    assert_eq!(format!("{raw:?}"), "Raw(array, 4 bytes)");
    assert_eq!(format!("{:?}", Raw::encode(&[7_u16; 40])), "Raw(array, 43 bytes)");
}

/// Structure alone is checked: what is text is found out when it is read.
#[test]
fn utf8_is_checked_when_it_is_decoded() {
    let raw: Raw<'_> = msgpack::from_slice(b"\xa2\xff\xfe").unwrap();
    assert_eq!(raw.decode::<&str>().unwrap_err().kind(), ErrorKind::InvalidUtf8);
}

#[test]
fn in_a_message_its_depth_counts_from_the_root() {
    let inside = [&[0x91][..], &[0x91; 127][..], &[0xc0]].concat();
    assert!(msgpack::from_slice::<Vec<Raw<'_>>>(&inside).is_ok());
    let deeper = [&[0x91][..], &[0x91; 128][..], &[0xc0]].concat();
    refused::<Vec<Raw<'_>>>(&deeper, "Message is nested deeper than 128 arrays and maps - at `$[0]`");
}
