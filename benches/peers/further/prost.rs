//! prost: Protocol Buffers.

use prost::Message;

pub const NAME: &str = "prost";

pub fn buffer(capacity: usize) -> Vec<u8> {
    Vec::with_capacity(capacity)
}

#[inline(always)]
pub fn encode<'b, T: Message>(value: &T, buffer: &'b mut Vec<u8>) -> &'b [u8] {
    buffer.clear();
    value.encode_raw(buffer);
    buffer
}

#[inline(always)]
pub fn fresh<T: Message>(value: &T) -> Vec<u8> {
    value.encode_to_vec()
}

#[inline(always)]
pub fn decode<T: Message + Default>(bytes: &[u8]) -> Result<T, impl std::fmt::Debug> {
    T::decode(bytes)
}
