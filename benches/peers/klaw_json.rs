//! klaw's JSON.

pub use super::klaw::{NAME, buffer};
use klaw_runtime::json::{self, Json};
use klaw_runtime::{Decode, Encode};

#[inline(always)]
pub fn encode<'b, T: Encode + Json>(value: &T, buffer: &'b mut Vec<u8>) -> &'b [u8] {
    buffer.clear();
    json::encode_to(value, buffer);
    buffer
}

#[inline(always)]
pub fn fresh<T: Encode + Json>(value: &T) -> Vec<u8> {
    json::to_vec(value)
}

#[inline(always)]
pub fn decode<'de, T: Decode<'de> + Json>(bytes: &'de [u8]) -> Result<T, impl std::fmt::Debug> {
    json::from_slice(bytes)
}
