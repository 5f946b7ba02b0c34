//! What the tests of this folder share.

use crate::decode::DecodeOwned;
use crate::encode::Encode;
use crate::msgpack::{self, Writer};

/// A value by its `encode` alone, as in a hand-written type: the checked road.
struct Checked<'a, T: ?Sized>(&'a T);

impl<T: Encode + ?Sized> Encode for Checked<'_, T> {
    fn encode(&self, writer: &mut Writer<'_>) {
        self.0.encode(writer);
    }
}

/// The bytes of a value, which all sinks must agree on, and which must keep its bound.
pub(super) fn written<T: Encode + ?Sized>(value: &T) -> Vec<u8> {
    let bytes = msgpack::to_vec(value);
    assert_eq!(msgpack::to_vec(&Checked(value)), bytes);
    assert_eq!(msgpack::encoded_len(value), bytes.len());
    let mut buffer = vec![0xaa; bytes.len() + 2];
    assert_eq!(msgpack::encode_into(value, &mut buffer, 1).ok(), Some(bytes.len()));
    assert_eq!(buffer[1..=bytes.len()], bytes[..]);
    assert_eq!([buffer[0], buffer[bytes.len() + 1]], [0xaa; 2]);
    if let Some(fixed) = T::BOUND.fixed() {
        assert!(bytes.len() <= fixed + value.dynamic());
    }
    bytes
}

/// The bytes of a string.
pub(super) fn wire(text: &str) -> Vec<u8> {
    msgpack::to_vec(text)
}

/// Decodes a value, or gives the text of the error.
pub(super) fn decoded<T: DecodeOwned>(bytes: &[u8]) -> Result<T, String> {
    msgpack::from_slice(bytes).map_err(|error| error.to_string())
}
