//! rmp-serde in the map form.

pub use super::rmp_serde::{buffer, decode};
use serde::Serialize;

pub const NAME: &str = "rmp-serde";

#[inline(always)]
pub fn encode<'b, T: Serialize>(value: &T, buffer: &'b mut Vec<u8>) -> &'b [u8] {
    buffer.clear();
    rmp_serde::encode::write_named(buffer, value).unwrap();
    buffer
}

#[inline(always)]
pub fn fresh<T: Serialize>(value: &T) -> Vec<u8> {
    rmp_serde::to_vec_named(value).unwrap()
}
