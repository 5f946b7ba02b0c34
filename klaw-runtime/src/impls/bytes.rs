//! `Bytes`: bin. Decoding copies, as the input is only borrowed.

use super::scalar::bytes;
use crate::constrain::Rules;
use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::Error;
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{Reader, Writer};
use crate::schema::WireType;
use crate::validate::Validate;
use bytes::Bytes;

impl Encode for Bytes {
    const TYPE: WireType = WireType::Bytes;
    // SAFETY: writes what a slice of `u8` writes, with the same `dynamic`.
    const BOUND: Bound<Self> = unsafe { Bound::sum(0, &[<[u8]>::BOUND.fixed()]) };

    #[inline(always)]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[inline(always)]
    fn dynamic(&self) -> usize {
        self.len()
    }

    #[inline(always)]
    fn put<S: Sink>(&self, sink: &mut S) {
        sink.put_bin(self);
    }
}

impl<'de> Decode<'de> for Bytes {
    #[inline(always)]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        reader.bin().map(Self::copy_from_slice)
    }

    #[inline(always)]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        bytes(reader, rules).map(Self::copy_from_slice)
    }
}

impl Validate for Bytes {
    fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error> {
        (**self).validate_ruled(rules)
    }
}

impl Frozen for Bytes {}
