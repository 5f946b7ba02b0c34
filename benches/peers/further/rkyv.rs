//! rkyv: what it lends is the archive itself, validated; `owned` builds the value from it.

use rkyv::api::high::{HighSerializer, HighValidator};
use rkyv::bytecheck::CheckBytes;
use rkyv::rancor::Error;
use rkyv::ser::allocator::ArenaHandle;
use rkyv::util::AlignedVec;
use rkyv::{Archive, Portable, Serialize};

pub const NAME: &str = "rkyv";

pub fn buffer(capacity: usize) -> AlignedVec {
    AlignedVec::with_capacity(capacity)
}

#[inline(always)]
pub fn encode<'b, T>(value: &T, buffer: &'b mut AlignedVec) -> &'b [u8]
where
    T: for<'a> Serialize<HighSerializer<&'b mut AlignedVec, ArenaHandle<'a>, Error>>,
{
    buffer.clear();
    rkyv::api::high::to_bytes_in(value, buffer).unwrap()
}

#[inline(always)]
pub fn fresh<T>(value: &T) -> AlignedVec
where
    T: for<'a> Serialize<HighSerializer<AlignedVec, ArenaHandle<'a>, Error>>,
{
    rkyv::to_bytes(value).unwrap()
}

/// The archive in the bytes, after it has been checked.
#[inline(always)]
pub fn decode<T>(bytes: &[u8]) -> &T::Archived
where
    T: Archive<Archived: Portable + for<'a> CheckBytes<HighValidator<'a, Error>>>,
{
    rkyv::access(bytes).unwrap()
}

/// The value itself.
pub mod owned {
    use super::{Archive, CheckBytes, Error, HighValidator};
    pub use super::{NAME, buffer, encode, fresh};
    use rkyv::Deserialize;
    use rkyv::api::high::HighDeserializer;

    #[inline(always)]
    pub fn decode<T>(bytes: &[u8]) -> Result<T, impl std::fmt::Debug>
    where
        T: Archive<Archived: for<'a> CheckBytes<HighValidator<'a, Error>> + Deserialize<T, HighDeserializer<Error>>>,
    {
        rkyv::from_bytes(bytes)
    }
}
