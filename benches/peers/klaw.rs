//! klaw itself.

use klaw_runtime::{Decode, Encode, msgpack};

pub const NAME: &str = "klaw";

pub fn buffer(capacity: usize) -> Vec<u8> {
    Vec::with_capacity(capacity)
}

#[inline(always)]
pub fn encode<'b, T: Encode>(value: &T, buffer: &'b mut Vec<u8>) -> &'b [u8] {
    buffer.clear();
    msgpack::encode_to(value, buffer);
    buffer
}

#[inline(always)]
pub fn fresh<T: Encode>(value: &T) -> Vec<u8> {
    msgpack::to_vec(value)
}

#[inline(always)]
pub fn decode<'de, T: Decode<'de>>(bytes: &'de [u8]) -> Result<T, impl std::fmt::Debug> {
    msgpack::from_slice(bytes)
}
