//! Bytes: sequences of `u8` are bin, whatever holds them.

use klaw_runtime::msgpack;
use klaw_runtime::report::{self, Report};
use klaw_tests::assert::{encoded, reads, refused, refused_at, same, whole};
use std::borrow::Cow;
use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

fn header(length: usize) -> Vec<u8> {
    match length {
        0..256 => vec![0xc4, length as u8],
        256..65_536 => [&[0xc5][..], &(length as u16).to_be_bytes()].concat(),
        _ => [&[0xc6][..], &(length as u32).to_be_bytes()].concat(),
    }
}

#[test]
fn headers_are_minimal_at_every_border() {
    for length in [0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536] {
        let body = vec![0xc1; length];
        let bytes = [header(length), body.clone()].concat();
        same(&body[..], &bytes);
        same(Cow::Borrowed(&body[..]), &bytes);
        same(Box::<[u8]>::from(&body[..]), &bytes);
        same(Rc::<[u8]>::from(&body[..]), &bytes);
        same(Arc::<[u8]>::from(&body[..]), &bytes);
        same(::bytes::Bytes::from(body.clone()), &bytes);
        same(body, &bytes);
    }
    whole([1_u8, 2, 3], b"\xc4\x03\x01\x02\x03");
    whole([0_u8; 0], b"\xc4\0");
}

#[test]
fn wider_headers_are_read() {
    for bytes in [&b"\xc4\x02ab"[..], b"\xc5\0\x02ab", b"\xc6\0\0\0\x02ab"] {
        reads(bytes, b"ab".to_vec());
        reads(bytes, *b"ab");
        reads(bytes, &b"ab"[..]);
    }
}

#[test]
fn borrowed_bytes_are_the_inputs() {
    let bytes = b"\xc4\x02ab".to_vec();
    let part: &[u8] = msgpack::from_slice(&bytes).unwrap();
    assert_eq!(part.as_ptr(), bytes[2..].as_ptr());
}

#[test]
fn an_array_of_bytes_has_its_length() {
    refused_at::<[u8; 3]>(b"\xc4\x02ab", "Expected `bytes` of length >= 3", "$", 0);
    refused::<[u8; 1]>(b"\xc4\x02ab", "Expected `bytes` of length <= 1");
    // The walk that gathers every fault says the same.
    let said =
        |report: Report| report.faults.into_iter().map(|fault| (fault.message, fault.offset)).collect::<Vec<_>>();
    let expected = |text: &str| vec![(String::from(text), Some(0))];
    assert_eq!(said(report::validate_all::<[u8; 3]>(b"\xc4\x02ab")), expected("Expected `bytes` of length >= 3"));
    assert_eq!(said(report::validate_all::<([u8; 1], u8)>(b"\x92\xc4\x02ab\xc0")).len(), 2);
}

#[test]
fn neither_strings_nor_arrays_are_bytes() {
    refused::<Vec<u8>>(b"\xa2ab", "Expected `bytes`, got `str`");
    refused::<Vec<u8>>(b"\x92\x01\x02", "Expected `bytes`, got `array`");
    refused::<&[u8]>(b"\xc0", "Expected `bytes`, got `None`");
    refused::<Option<Vec<u8>>>(b"\xd5\x01ab", "Expected `bytes | null`, got `ext`");
}

/// Tuples, sets and queues of `u8` are arrays; so is a sequence of optional ones.
#[test]
fn other_collections_of_u8_are_arrays() {
    whole((1_u8, 2_u8), b"\x92\x01\x02");
    whole(VecDeque::from([1_u8, 200]), b"\x92\x01\xcc\xc8");
    whole(BTreeSet::from([1_u8, 2]), b"\x92\x01\x02");
    whole(vec![Some(1_u8)], b"\x91\x01");
    whole(vec![vec![1_u8]], b"\x91\xc4\x01\x01");
    assert_eq!(encoded(&[1_i8, 2][..]), b"\x92\x01\x02");
}
