//! msgpacker: MessagePack whose structs have no header. `EncoderSlice` is its fastest way.

use msgpacker::{EncoderSlice, Packable, Unpackable, UnpackableBorrowed};

pub const NAME: &str = "msgpacker";

pub fn buffer(capacity: usize) -> Vec<u8> {
    vec![0; capacity]
}

#[inline(always)]
pub fn encode<'b, T: Packable>(value: &T, buffer: &'b mut [u8]) -> &'b [u8] {
    let mut encoder = EncoderSlice::new(buffer);
    value.pack(&mut encoder);
    encoder.into_written()
}

#[inline(always)]
pub fn fresh<T: Packable>(value: &T) -> Vec<u8> {
    value.pack_to_vec()
}

#[inline(always)]
pub fn decode<'de, T: UnpackableBorrowed<'de, Error: std::fmt::Debug>>(
    bytes: &'de [u8],
) -> Result<T, impl std::fmt::Debug> {
    T::unpack(bytes)
}

/// Another trait reads what owns its text.
pub mod owned {
    use super::Unpackable;
    pub use super::{NAME, buffer, encode, fresh};

    #[inline(always)]
    pub fn decode<T: Unpackable>(bytes: &[u8]) -> Result<T, impl std::fmt::Debug> {
        T::unpack(bytes)
    }
}
