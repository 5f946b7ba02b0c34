//! `Uuid`: its canonical string. Decoding takes 32 digits without hyphens and 16 bytes too.

use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::Error;
use crate::fault::{Fault, Types};
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{Kind, Reader, Writer};
use crate::schema::WireType;
use crate::validate::Validate;
use uuid::Uuid;
use uuid::fmt::{Hyphenated, Simple};

impl Encode for Uuid {
    const TYPE: WireType = WireType::Text("uuid");
    // SAFETY: a str 8 header and the canonical form, whose length is always the same.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(2 + Hyphenated::LENGTH) };

    #[inline]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[inline]
    fn put<S: Sink>(&self, sink: &mut S) {
        sink.put_str(self.as_hyphenated().encode_lower(&mut [0; Hyphenated::LENGTH]));
    }

    #[cfg(feature = "json")]
    fn encode_json(&self, writer: &mut crate::json::Writer<'_>) {
        writer.plain(self.as_hyphenated().encode_lower(&mut [0; Hyphenated::LENGTH]));
    }
}

impl<'de> Decode<'de> for Uuid {
    /// As bytes: a bin 8 header and 16.
    const MIN_SIZE: usize = 18;

    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        let at = reader.rest();
        let read = match reader.kind() {
            // A string as a key is read: its UTF-8 is not checked. What is not ASCII is no UUID either.
            Some(Kind::Str) => parse(reader.key()?).ok_or("Invalid UUID"),
            Some(Kind::Bin) => Self::from_slice(reader.bin()?).map_err(|_| "Invalid UUID bytes"),
            _ => return Err(reader.unexpected(Types::UUID)),
        };
        match read {
            Ok(uuid) => Ok(uuid),
            Err(sentence) => {
                reader.seek(at);
                Err(reader.fault(Fault::Sentence(sentence)))
            }
        }
    }

    #[cfg(feature = "json")]
    fn decode_json(reader: &mut crate::json::Reader<'de>) -> Result<Self, Error> {
        reader.token();
        let start = reader.offset();
        let text = reader.form(Types::UUID)?;
        parse(&text).ok_or_else(|| Error::at_offset(Fault::Sentence("Invalid UUID"), start))
    }
}

/// The crate reads URNs and braces as well; msgspec does not.
fn parse(text: &[u8]) -> Option<Uuid> {
    match text.len() {
        Hyphenated::LENGTH | Simple::LENGTH => Uuid::try_parse_ascii(text).ok(),
        _ => None,
    }
}

#[cfg(feature = "serde")]
impl crate::serde::Ser for Uuid {
    fn serialize<S: crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_hyphenated().encode_lower(&mut [0; Hyphenated::LENGTH]))
    }
}

#[cfg(feature = "serde")]
impl<'de> crate::serde::De<'de> for Uuid {
    fn deserialize<D: crate::serde::Deserializer<'de>>(
        deserializer: D,
        place: &crate::serde::Place<'_>,
    ) -> Result<Self, D::Error> {
        let parse = |text: &[u8]| parse(text).ok_or(Fault::Sentence("Invalid UUID"));
        crate::serde::text::parsed(deserializer, place, Types::UUID, parse, |_| None)
    }
}

impl Validate for Uuid {}
impl Frozen for Uuid {}

/// Against what msgspec 0.22 wrote, accepted and refused.
#[cfg(test)]
mod tests {
    use super::*;
    use crate::impls::testing::{decoded, wire, written};

    const TEXT: &str = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
    const VALUE: Uuid = Uuid::from_u128(0x0f1e2d3c_4b5a_6978_8796_a5b4c3d2e1f0);

    #[test]
    fn written_as_the_canonical_string() {
        assert_eq!(written(&VALUE), [b"\xd9\x24", TEXT.as_bytes()].concat());
    }

    #[test]
    fn read_from_three_forms() {
        let bytes = [b"\xc4\x10", &VALUE.as_bytes()[..]].concat();
        assert_eq!(decoded(&bytes), Ok(VALUE));
        for text in [
            TEXT,
            "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
            "0F1E2D3C-4B5A-6978-8796-A5B4C3D2E1F0",
            "0F1E2D3C4B5A69788796a5b4c3d2e1f0",
        ] {
            assert_eq!(decoded(&wire(text)), Ok(VALUE), "{text:?}");
        }
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "{0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0}",
            "urn:uuid:0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
            "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f",
            "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f00",
            "0f1e2d3c_4b5a_6978_8796_a5b4c3d2e1f0",
            "0f1e2d3c4b5a69788796a5b4c3d2e1f0----",
            "0f1e-2d3c4b5a-6978-8796-a5b4c3d2e1f0",
            "gf1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
            "zz",
            "",
        ] {
            assert_eq!(decoded::<Uuid>(&wire(text)), Err("Invalid UUID".to_owned()), "{text:?}");
        }
        assert_eq!(decoded::<Uuid>(b"\xa1\xff"), Err("Invalid UUID".to_owned()));
    }

    #[test]
    fn other_values_are_refused() {
        let cases: [(&[u8], &str); 8] = [
            (b"\xc4\0", "Invalid UUID bytes"),
            (b"\xc4\x0f\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "Invalid UUID bytes"),
            (b"\xc0", "Expected `uuid`, got `None`"),
            (b"\x05", "Expected `uuid`, got `int`"),
            (b"\x90", "Expected `uuid`, got `array`"),
            (b"\xd4\x05\0", "Expected `uuid`, got `ext`"),
            (b"\xc4\x10\0", "Input data was truncated"),
            (b"\xd9\x240f1e", "Input data was truncated"),
        ];
        for (bytes, error) in cases {
            assert_eq!(decoded::<Uuid>(bytes), Err(error.to_owned()), "{bytes:02x?}");
        }
        assert_eq!(decoded::<Option<Uuid>>(b"\x05"), Err("Expected `uuid | null`, got `int`".to_owned()));
    }
}
