//! The hand-written codec with every trick.

pub use crate::handwritten::put::to_vec as fresh;
use crate::handwritten::{get::Get, put::Put};

pub const NAME: &str = "handwritten";

pub fn buffer(capacity: usize) -> Vec<u8> {
    Vec::with_capacity(capacity)
}

#[inline(always)]
pub fn encode<'b, T: Put>(value: &T, buffer: &'b mut Vec<u8>) -> &'b [u8] {
    buffer.clear();
    crate::handwritten::encode_to(value, buffer);
    buffer
}

#[inline(always)]
pub fn decode<'de, T: Get<'de, true>>(bytes: &'de [u8]) -> Option<T> {
    crate::handwritten::decode(bytes)
}
