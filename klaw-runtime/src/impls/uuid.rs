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
}

/// The crate reads URNs and braces as well; msgspec does not.
fn parse(text: &[u8]) -> Option<Uuid> {
    match text.len() {
        Hyphenated::LENGTH | Simple::LENGTH => Uuid::try_parse_ascii(text).ok(),
        _ => None,
    }
}

impl Validate for Uuid {}
impl Frozen for Uuid {}
