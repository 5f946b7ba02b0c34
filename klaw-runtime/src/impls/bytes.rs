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
    const BOUND: Bound<Self> = unsafe { Bound::sum(0, &[<[u8]>::BOUND.part()]) };

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn dynamic(&self) -> usize {
        self.len()
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Sink>(&self, sink: &mut S) {
        sink.put_bin(self);
    }

    #[cfg(feature = "json")]
    fn encode_json(&self, writer: &mut crate::json::Writer<'_>) {
        writer.bytes(self);
    }
}

impl<'de> Decode<'de> for Bytes {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        reader.bin().map(Self::copy_from_slice)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        bytes(reader, rules).map(Self::copy_from_slice)
    }

    #[cfg(feature = "json")]
    fn decode_json(reader: &mut crate::json::Reader<'de>) -> Result<Self, Error> {
        Self::decode_json_ruled(reader, &Rules::NONE)
    }

    #[cfg(feature = "json")]
    fn decode_json_ruled(reader: &mut crate::json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        reader.ruled_bytes(rules).map(Self::from)
    }
}

#[cfg(feature = "serde")]
impl crate::serde::Ser for Bytes {
    fn serialize<S: crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        crate::serde::Ser::serialize(&**self, serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de> crate::serde::De<'de> for Bytes {
    fn deserialize<D: crate::serde::Deserializer<'de>>(
        deserializer: D,
        place: &crate::serde::Place<'_>,
    ) -> Result<Self, D::Error> {
        <Vec<u8> as crate::serde::De<'de>>::deserialize(deserializer, place).map(Self::from)
    }
}

impl Validate for Bytes {
    fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
        (**self).keeps(rules)
    }
}

impl Frozen for Bytes {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::impls::testing::{decoded, written};

    #[test]
    fn bytes_are_bin() {
        for length in [0, 1, 255, 256, 65_535, 65_536] {
            let bytes = Bytes::from(vec![7; length]);
            assert_eq!(written(&bytes), crate::msgpack::to_vec(&bytes[..]));
            assert_eq!(decoded(&written(&bytes)), Ok(bytes));
        }
        assert_eq!(written(&Bytes::new()), b"\xc4\0");
        for (bytes, error) in [
            (&b"\xa1x"[..], "Expected `bytes`, got `str`"),
            (b"\x91\x01", "Expected `bytes`, got `array`"),
            (b"\xc6\xff\xff\xff\xff", "Input data was truncated"),
        ] {
            assert_eq!(decoded::<Bytes>(bytes), Err(error.to_owned()));
        }
    }

    #[test]
    fn lengths_are_ruled_as_bytes() {
        static RULES: Rules = Rules { max_length: 2, ..Rules::NONE };
        let error = |error: Error| error.to_string();
        let ruled = Bytes::decode_ruled(&mut Reader::new(b"\xc4\x03abc"), &RULES).map_err(error);
        assert_eq!(ruled, Err("Expected `bytes` of length <= 2".to_owned()));
        let built = Bytes::from_static(b"abc").validate_ruled(&RULES).map_err(error);
        assert_eq!(built, Err("Expected `bytes` of length <= 2".to_owned()));
        assert!(Bytes::from_static(b"ab").validate_ruled(&RULES).is_ok());
    }
}
