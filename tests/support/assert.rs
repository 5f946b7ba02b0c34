//! Assertions on exact bytes and exact texts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use klaw_runtime::msgpack::{self, Writer};
use klaw_runtime::{Decode, DecodeOwned, Encode, Error, ErrorKind};
use std::fmt::Debug;

/// A value behind a hand-written `Encode`: nobody vouches for its length, so it takes the checked road.
struct Checked<'a, T: ?Sized>(&'a T);

impl<T: Encode + ?Sized> Encode for Checked<'_, T> {
    fn encode(&self, writer: &mut Writer<'_>) {
        self.0.encode(writer);
    }
}

/// The bytes of a value, on which every road must agree.
#[track_caller]
pub fn encoded<T: Encode + ?Sized>(value: &T) -> Vec<u8> {
    let bytes = msgpack::to_vec(value);
    assert_eq!(msgpack::to_vec(&Checked(value)), bytes, "the checked road");
    assert_eq!(msgpack::encoded_len(value), bytes.len(), "encoded_len");
    let mut appended = vec![0xaa];
    msgpack::encode_to(value, &mut appended);
    assert_eq!((appended[0], &appended[1..]), (0xaa, &bytes[..]), "encode_to");
    let mut buffer = vec![0xaa; bytes.len() + 2];
    assert_eq!(msgpack::encode_into(value, &mut buffer, 1).unwrap(), bytes.len(), "encode_into");
    assert_eq!((buffer[0], buffer[bytes.len() + 1]), (0xaa, 0xaa), "encode_into stays inside");
    assert_eq!(buffer[1..=bytes.len()], bytes[..], "encode_into");
    bytes
}

/// A value that is written as these bytes, and read from them; from no part of them.
#[track_caller]
pub fn same<'a, T: Encode + Decode<'a> + PartialEq + Debug>(value: T, bytes: &'a [u8]) {
    assert_eq!(hex(&encoded(&value)), hex(bytes));
    reads(bytes, value);
}

/// Bytes that are read as this value; no part of them is.
#[track_caller]
pub fn reads<'a, T: Decode<'a> + PartialEq + Debug>(bytes: &'a [u8], value: T) {
    assert_eq!(msgpack::from_slice::<T>(bytes).unwrap_or_else(|error| panic!("{error:#}")), value);
    assert_eq!(msgpack::from_prefix::<T>(bytes).unwrap(), (value, bytes.len()));
    // Each part of what is short; of what is long, the ends and some between.
    let step = (bytes.len() / 64).max(1);
    for length in (0..bytes.len()).filter(|length| length % step == 0 || length + 9 > bytes.len()) {
        let error = msgpack::from_slice::<T>(&bytes[..length]).expect_err("a part of the bytes was accepted");
        let prefix = msgpack::from_prefix::<T>(&bytes[..length]).expect_err("a part of the bytes was accepted");
        assert_eq!(error.kind(), prefix.kind());
    }
}

/// [`same`] for a type that owns what it holds, with every part refused as truncated, and read over an old value too.
#[track_caller]
pub fn whole<T: Encode + DecodeOwned + PartialEq + Debug>(value: T, bytes: &[u8]) {
    for length in 0..bytes.len().min(300) {
        let error = msgpack::from_slice::<T>(&bytes[..length]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{length} bytes: {error}");
    }
    // A list of `u8` is bytes, which are not read one by one.
    if std::any::type_name::<T>() != "u8" {
        in_place(&value, bytes);
    }
    same(value, bytes);
}

/// What cannot be read over an old value by itself can as an element.
#[track_caller]
fn in_place<T: DecodeOwned + PartialEq + Debug>(value: &T, bytes: &[u8]) {
    let element = [b"\x91", bytes].concat();
    let mut old = vec![msgpack::from_slice::<T>(bytes).unwrap_or_else(|error| panic!("{error:#}"))];
    for length in 0..bytes.len().min(300) {
        let error = msgpack::decode_in_place(&element[..=length], &mut old).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{length} bytes in place: {error}");
    }
    msgpack::decode_in_place(&element, &mut old).unwrap_or_else(|error| panic!("in place: {error:#}"));
    assert!(matches!(&old[..], [old] if old == value), "{old:?} in place, not {value:?}");
}

/// The error of bytes that are no such value, with its text.
#[track_caller]
pub fn refused<'a, T: Decode<'a>>(bytes: &'a [u8], text: &str) -> Error {
    match msgpack::from_slice::<T>(bytes) {
        Ok(_) => panic!("accepted: {}", hex(bytes)),
        Err(error) => {
            assert_eq!(error.to_string(), text, "{}", hex(bytes));
            error
        }
    }
}

/// [`refused`] with the path, and the offset of the value that is wrong.
#[track_caller]
pub fn refused_at<'a, T: Decode<'a>>(bytes: &'a [u8], text: &str, path: &str, offset: usize) {
    let error = refused::<T>(bytes, text);
    assert_eq!((error.path(), error.offset()), (path, Some(offset)), "{text}");
}

/// `01 a2 ff`; of long bytes the start, so that a failure can be read.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let start: String = bytes.iter().take(400).map(|byte| format!("{byte:02x} ")).collect();
    format!("{}: {start}", bytes.len())
}
