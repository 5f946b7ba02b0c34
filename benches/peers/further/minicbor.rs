//! minicbor: CBOR, structs as arrays.

use minicbor::{Decode, Encode};

pub const NAME: &str = "minicbor";

pub fn buffer(capacity: usize) -> Vec<u8> {
    Vec::with_capacity(capacity)
}

#[inline(always)]
pub fn encode<'b, T: Encode<()>>(value: &T, buffer: &'b mut Vec<u8>) -> &'b [u8] {
    buffer.clear();
    minicbor::encode(value, &mut *buffer).unwrap();
    buffer
}

#[inline(always)]
pub fn fresh<T: Encode<()>>(value: &T) -> Vec<u8> {
    minicbor::to_vec(value).unwrap()
}

#[inline(always)]
pub fn decode<'de, T: Decode<'de, ()>>(bytes: &'de [u8]) -> Result<T, impl std::fmt::Debug> {
    minicbor::decode(bytes)
}
