//! Headers that promise more than there is, and little input that becomes much.

use crate::roads::{ERROR, Reads, everywhere, everywhere_with, frame};
use klaw_runtime::{ErrorKind, Limits, WireMessage, msgpack};
use klaw_tests::assert::refused;

const WHOLE: [Reads; 3] = [Reads::Envelope, Reads::Structure, Reads::Value];
/// A peek reads no further than it must.
const WITHOUT_START: [Reads; 5] = [Reads::Envelope, Reads::Structure, Reads::Value, Reads::Typed, Reads::Json];
const ALL: [Reads; 6] = [Reads::Envelope, Reads::Structure, Reads::Value, Reads::Start, Reads::Typed, Reads::Json];

/// Alone, as a payload and as what is skipped: refused everywhere, and nothing is allocated for it.
fn bomb(bytes: &[u8]) {
    let seen = everywhere(bytes);
    seen.fails(&WITHOUT_START).within(ERROR);
    seen.refused(&[Reads::Structure, Reads::Value], ErrorKind::Truncated);
    everywhere(&frame(b"\x93\x01", bytes)).refused(&WHOLE, ErrorKind::Truncated).within(ERROR);
    let skipped = frame(b"\x94\x03", &[b"\xa0", bytes].concat());
    everywhere(&skipped).refused(&WHOLE, ErrorKind::Truncated).within(ERROR);
}

#[test]
fn class_08_headers_of_arrays_and_maps() {
    for bytes in
        [&b"\xdd\xff\xff\xff\xff"[..], b"\xdf\xff\xff\xff\xff", b"\xdc\xff\xff", b"\xde\xff\xff", b"\x9f", b"\x8f"]
    {
        bomb(bytes);
    }
}

#[test]
fn class_09_headers_with_the_expected_tag() {
    for bytes in [&b"\xdd\xff\xff\xff\xff\x01"[..], b"\xdc\xff\xff\x01", b"\x9f\x01", b"\xdd\xff\xff\xff\xff\x02"] {
        bomb(bytes);
    }
    let header = [&b"\xdd\xff\xff\xff\xff\x01"[..], b"\xdd\xff\xff\xff\xff"].concat();
    everywhere(&header).refused(&WHOLE, ErrorKind::Truncated).within(ERROR);
    // All that a message and its view read is there, and billions of elements behind it are not.
    for start in [&b"\xdd\xff\xff\xff\xff\x03\x90"[..], b"\xdd\xff\xff\xff\xff\x03\x90\xa1s"] {
        everywhere(start).refused(&WHOLE, ErrorKind::Truncated).within(ERROR);
    }
}

#[test]
fn class_10_lengths_of_strings() {
    for bytes in [
        &b"\xdb\xff\xff\xff\xffab"[..],
        b"\xc6\xff\xff\xff\xffab",
        b"\xc9\xff\xff\xff\xff\x05ab",
        b"\xda\xff\xffab",
        b"\xc5\xff\xffab",
        b"\xc8\xff\xff\x05ab",
    ] {
        bomb(bytes);
    }
}

#[test]
fn class_11_nested_headers() {
    // Each level asks for 65,535 messages, and the bytes for so many are there: what a check of each header alone lets by.
    for levels in [60, 500, 24_000] {
        let bytes = [b"\x91\xdc\xff\xff".repeat(levels), vec![0x90; 70_000]].concat();
        everywhere(&bytes).fails(&ALL);
        everywhere(&frame(b"\x93\x01", &bytes)).fails(&[Reads::Envelope, Reads::Structure, Reads::Value]);
    }
    for levels in [60, 500, 24_000] {
        everywhere(&b"\xdc\xff\xff".repeat(levels)).fails(&ALL);
        everywhere(&b"\xde\xff\xff".repeat(levels)).fails(&ALL);
        everywhere(&b"\xdf\xff\xff\xff\xff".repeat(levels)).fails(&ALL);
    }
}

/// 256 bytes in memory, one on the wire.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Large {
    #[wire(default)]
    numbers: [[u64; 4]; 8],
}

#[test]
fn class_12_many_large_elements() {
    let million = [&b"\xdd\0\x0f\x42\x40"[..], &vec![0x90; 1_000_000]].concat();
    let error = refused::<Vec<Large>>(&million, "Message needs more than 83108944 bytes of decoded collections");
    assert_eq!(error.kind(), ErrorKind::Limit);
    everywhere(&million).accepted(&[Reads::Structure]);
    everywhere(&frame(b"\x93\x01", &million)).accepted(&[Reads::Envelope, Reads::Structure]);
    let strict = everywhere_with(&million, &Limits::new().memory(1 << 20));
    assert_eq!(strict.on("Value").unwrap_err().0, ErrorKind::Limit);
    strict.within(4 << 20);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Unit {}

#[test]
fn class_13_elements_without_a_size() {
    let units = [&b"\xdc\xff\xff"[..], &[0x90; 65_535]].concat();
    assert_eq!(size_of::<Unit>(), 0);
    assert_eq!(msgpack::from_slice::<Vec<Unit>>(&units).unwrap().len(), 65_535);
    let limits = Limits::default().memory(65_534);
    assert_eq!(msgpack::from_slice_with::<Vec<Unit>>(&units, &limits).unwrap_err().kind(), ErrorKind::Limit);
    everywhere(&units).accepted(&[Reads::Structure, Reads::Value]);
}
