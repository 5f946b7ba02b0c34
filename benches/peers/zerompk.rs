//! zerompk. Into a slice that is large enough is its fastest way; it has none to append to a vector.

use zerompk::{FromMessagePack, ToMessagePack};

pub const NAME: &str = "zerompk";

pub fn buffer(capacity: usize) -> Vec<u8> {
    vec![0; capacity]
}

#[inline(always)]
pub fn encode<'b, T: ToMessagePack>(value: &T, buffer: &'b mut [u8]) -> &'b [u8] {
    let length = zerompk::to_msgpack(value, buffer).unwrap();
    &buffer[..length]
}

#[inline(always)]
pub fn fresh<T: ToMessagePack>(value: &T) -> Vec<u8> {
    zerompk::to_msgpack_vec(value).unwrap()
}

#[inline(always)]
pub fn decode<'de, T: FromMessagePack<'de>>(bytes: &'de [u8]) -> Result<T, impl std::fmt::Debug> {
    zerompk::from_msgpack(bytes)
}
