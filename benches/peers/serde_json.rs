//! serde_json.

use serde::{Deserialize, Serialize};

pub const NAME: &str = "serde_json";

pub fn buffer(capacity: usize) -> Vec<u8> {
    Vec::with_capacity(capacity)
}

#[inline(always)]
pub fn encode<'b, T: Serialize>(value: &T, buffer: &'b mut Vec<u8>) -> &'b [u8] {
    buffer.clear();
    serde_json::to_writer(&mut *buffer, value).unwrap();
    buffer
}

#[inline(always)]
pub fn fresh<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).unwrap()
}

#[inline(always)]
pub fn decode<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, impl std::fmt::Debug> {
    serde_json::from_slice(bytes)
}
