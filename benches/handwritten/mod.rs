//! The codec that one would write by hand for these messages, with every trick: what the derive's code
//! is held against.
//!
//! It is a measuring stick and no product: it takes exact arity only, has no paths in its errors and no
//! limits. Reading is generic over `TRICKS`: with them it knows that four small integers are an address
//! and three floats a point; without them it reads field by field, as a derive does that knows no more
//! than the types.

pub mod get;
pub mod put;

/// Reads with the tricks that know a whole struct.
#[inline(always)]
pub fn decode<'a, T: get::Get<'a, true>>(bytes: &'a [u8]) -> Option<T> {
    get::all(bytes)
}

/// Reads field by field.
#[inline(always)]
pub fn decode_plain<'a, T: get::Get<'a, false>>(bytes: &'a [u8]) -> Option<T> {
    get::all(bytes)
}

pub use put::{encode_to, to_vec};
