//! messagepack-serde: MessagePack without `unsafe`. It writes structs as maps.

use serde::{Deserialize, Serialize};

pub const NAME: &str = "messagepack-serde";

pub fn buffer(capacity: usize) -> Vec<u8> {
    vec![0; 4 * capacity]
}

#[inline(always)]
pub fn encode<'b, T: Serialize>(value: &T, buffer: &'b mut [u8]) -> &'b [u8] {
    let length = messagepack_serde::to_slice(value, buffer).unwrap();
    &buffer[..length]
}

#[inline(always)]
pub fn fresh<T: Serialize>(value: &T) -> Vec<u8> {
    messagepack_serde::to_vec(value).unwrap()
}

#[inline(always)]
pub fn decode<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T, impl std::fmt::Debug> {
    messagepack_serde::from_slice(bytes)
}
