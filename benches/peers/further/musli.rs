//! musli in its packed form: no field may ever come or go.

use musli::alloc::Global;
use musli::mode::Binary;
use musli::{Decode, Encode};

pub const NAME: &str = "musli packed";

pub fn buffer(capacity: usize) -> Vec<u8> {
    vec![0; capacity]
}

#[inline(always)]
pub fn encode<'b, T: Encode<Binary>>(value: &T, buffer: &'b mut [u8]) -> &'b [u8] {
    let length = musli::packed::to_slice(buffer, value).unwrap();
    &buffer[..length]
}

#[inline(always)]
pub fn fresh<T: Encode<Binary>>(value: &T) -> Vec<u8> {
    musli::packed::to_vec(value).unwrap()
}

#[inline(always)]
pub fn decode<'de, T: Decode<'de, Binary, Global>>(bytes: &'de [u8]) -> Result<T, impl std::fmt::Debug> {
    musli::packed::from_slice(bytes)
}
