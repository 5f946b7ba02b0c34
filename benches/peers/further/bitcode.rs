//! bitcode: columns of packed integers. Its buffer, reused, is its fastest way; it lends text, but no bytes.

use bitcode::{Buffer, Decode, Encode};

pub const NAME: &str = "bitcode";

pub fn buffer(_: usize) -> Buffer {
    Buffer::new()
}

#[inline(always)]
pub fn encode<'b, T: Encode>(value: &T, buffer: &'b mut Buffer) -> &'b [u8] {
    buffer.encode(value)
}

#[inline(always)]
pub fn fresh<T: Encode>(value: &T) -> Vec<u8> {
    bitcode::encode(value)
}

/// The one decoder that keeps something from one message to the next.
#[inline(always)]
pub fn decode<'de, T: Decode<'de>>(bytes: &'de [u8], buffer: &mut Buffer) -> T {
    buffer.decode(bytes).unwrap()
}
