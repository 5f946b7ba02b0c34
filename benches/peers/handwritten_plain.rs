//! The hand-written codec as a derive could write it that knows no more than the types.

pub use super::handwritten::{buffer, encode, fresh};
use crate::handwritten::get::Get;

pub const NAME: &str = "handwritten, plain";

#[inline(always)]
pub fn decode<'de, T: Get<'de, false>>(bytes: &'de [u8]) -> Option<T> {
    crate::handwritten::decode_plain(bytes)
}
