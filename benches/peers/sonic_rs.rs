//! sonic-rs, which looks at UTF-8 as the others do.

use serde::{Deserialize, Serialize};

pub const NAME: &str = "sonic-rs";

pub fn buffer(capacity: usize) -> Vec<u8> {
    Vec::with_capacity(capacity)
}

#[inline(always)]
pub fn encode<'b, T: Serialize>(value: &T, buffer: &'b mut Vec<u8>) -> &'b [u8] {
    buffer.clear();
    sonic_rs::to_writer(&mut *buffer, value).unwrap();
    buffer
}

#[inline(always)]
pub fn fresh<T: Serialize>(value: &T) -> Vec<u8> {
    sonic_rs::to_vec(value).unwrap()
}

#[inline(always)]
pub fn decode<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, impl std::fmt::Debug> {
    sonic_rs::from_slice(bytes)
}
