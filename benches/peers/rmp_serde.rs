//! rmp-serde. Bytes go through `serde_bytes`; without it they are arrays of integers.

use serde::{Deserialize, Serialize};

pub const NAME: &str = "rmp-serde";

pub fn buffer(capacity: usize) -> Vec<u8> {
    Vec::with_capacity(capacity)
}

#[inline(always)]
pub fn encode<'b, T: Serialize>(value: &T, buffer: &'b mut Vec<u8>) -> &'b [u8] {
    buffer.clear();
    rmp_serde::encode::write(buffer, value).unwrap();
    buffer
}

#[inline(always)]
pub fn fresh<T: Serialize>(value: &T) -> Vec<u8> {
    rmp_serde::to_vec(value).unwrap()
}

#[inline(always)]
pub fn decode<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, impl std::fmt::Debug> {
    rmp_serde::from_slice(bytes)
}
