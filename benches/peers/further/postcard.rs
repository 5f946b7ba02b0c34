//! postcard: variable-length integers, through serde.

use serde::{Deserialize, Serialize};

pub const NAME: &str = "postcard";

pub fn buffer(capacity: usize) -> Vec<u8> {
    vec![0; capacity]
}

#[inline(always)]
pub fn encode<'b, T: Serialize>(value: &T, buffer: &'b mut [u8]) -> &'b [u8] {
    postcard::to_slice(value, buffer).unwrap()
}

#[inline(always)]
pub fn fresh<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).unwrap()
}

#[inline(always)]
pub fn decode<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, impl std::fmt::Debug> {
    postcard::from_bytes(bytes)
}
