//! `Option`: nil, or the value. Rules are the value's.

use crate::constrain::Rules;
use crate::decode::{Decode, DecodeInPlace};
use crate::encode::Encode;
use crate::error::Error;
#[cfg(feature = "json")]
use crate::json;
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{Reader, Writer};
use crate::schema::WireType;
use crate::validate::Validate;

impl<T: Encode> Encode for Option<T> {
    const TYPE: WireType = WireType::Option(&T::TYPE);
    // SAFETY: nil is one byte; otherwise the value alone is written.
    const BOUND: Bound<Self> = unsafe { Bound::largest(&[bool::BOUND.part(), T::BOUND.part()]) };

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn dynamic(&self) -> usize {
        match self {
            Some(value) => value.dynamic(),
            None => 0,
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Sink>(&self, sink: &mut S) {
        match self {
            Some(value) => value.put(sink),
            None => sink.put_nil(),
        }
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        match self {
            Some(value) => value.encode_json(writer),
            None => writer.null(),
        }
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Option<T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        if reader.take_nil() {
            return Ok(None);
        }
        match T::decode(reader) {
            Ok(value) => Ok(Some(value)),
            Err(error) => reader.apart(|reader| or_nil(reader, error)),
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        if reader.take_nil() {
            return Ok(None);
        }
        match T::decode_ruled(reader, rules) {
            Ok(value) => Ok(Some(value)),
            Err(error) => reader.apart(|reader| or_nil(reader, error)),
        }
    }

    #[inline]
    fn decode_over(&mut self, reader: &mut Reader<'de>, rules: &'static Rules) -> Result<(), Error> {
        match self {
            Some(value) if !reader.take_nil() => match value.decode_over(reader, rules) {
                Ok(()) => Ok(()),
                Err(error) => {
                    reader.or_nil(error)?;
                    *self = None;
                    Ok(())
                }
            },
            Some(_) => {
                *self = None;
                Ok(())
            }
            None => {
                *self = Self::decode_ruled(reader, rules)?;
                Ok(())
            }
        }
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        if reader.take_null() {
            return Ok(None);
        }
        match T::decode_json(reader) {
            Ok(value) => Ok(Some(value)),
            Err(error) => reader.or_nil(error).map(|()| None),
        }
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        if reader.take_null() {
            return Ok(None);
        }
        match T::decode_json_ruled(reader, rules) {
            Ok(value) => Ok(Some(value)),
            Err(error) => reader.or_nil(error).map(|()| None),
        }
    }
}

/// Out of line with all that follows, so that the way that succeeds stays as it is.
#[cold]
#[inline(never)]
fn or_nil<T>(reader: &mut Reader<'_>, error: Error) -> Result<Option<T>, Error> {
    reader.or_nil(error).map(|()| None)
}

impl<'de, T: DecodeInPlace<'de>> DecodeInPlace<'de> for Option<T> {}

impl<T: Validate> Validate for Option<T> {
    fn validate(&self) -> Result<(), Error> {
        self.validate_ruled(&Rules::NONE)
    }

    fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error> {
        match self {
            Some(value) => value.validate_ruled(rules),
            None => Ok(()),
        }
    }

    fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
        match self {
            Some(value) => value.keeps(rules),
            None => Ok(()),
        }
    }
}

impl<T: Frozen> Frozen for Option<T> {}
