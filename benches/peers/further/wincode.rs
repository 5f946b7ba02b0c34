//! wincode: fixed-width integers, written and read in place.

use wincode::config::DefaultConfig;
use wincode::{SchemaRead, SchemaWrite};

pub const NAME: &str = "wincode";

pub fn buffer(capacity: usize) -> Vec<u8> {
    vec![0; capacity]
}

#[inline(always)]
pub fn encode<'b, T: SchemaWrite<DefaultConfig, Src = T>>(value: &T, buffer: &'b mut [u8]) -> &'b [u8] {
    let mut rest = &mut *buffer;
    wincode::serialize_into(&mut rest, value).unwrap();
    let left = rest.len();
    &buffer[..buffer.len() - left]
}

#[inline(always)]
pub fn fresh<T: SchemaWrite<DefaultConfig, Src = T>>(value: &T) -> Vec<u8> {
    wincode::serialize(value).unwrap()
}

#[inline(always)]
pub fn decode<'de, T: SchemaRead<'de, DefaultConfig, Dst = T>>(bytes: &'de [u8]) -> Result<T, impl std::fmt::Debug> {
    wincode::deserialize(bytes)
}
