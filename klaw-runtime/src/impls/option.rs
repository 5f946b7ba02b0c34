//! `Option`: nil, or the value. Rules are the value's.

use crate::constrain::Rules;
use crate::decode::{Decode, DecodeInPlace};
use crate::encode::Encode;
use crate::error::Error;
use crate::fault::Fault;
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
    const BOUND: Bound<Self> = unsafe { Bound::largest(&[Some(1), T::BOUND.fixed()]) };

    #[inline(always)]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[inline(always)]
    fn dynamic(&self) -> usize {
        match self {
            Some(value) => value.dynamic(),
            None => 0,
        }
    }

    #[inline(always)]
    fn put<S: Sink>(&self, sink: &mut S) {
        match self {
            Some(value) => value.put(sink),
            None => sink.put_nil(),
        }
    }

    #[cfg(feature = "json")]
    #[inline(always)]
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
                    *self = or_nil(reader, error)?;
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
            Err(error) => reader.apart(|reader| or_nil_json(reader, error)),
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
            Err(error) => reader.apart(|reader| or_nil_json(reader, error)),
        }
    }
}

/// What is no value, and not nil: by the lax rules the text `null` is nil, unless it was a value and broke a rule.
#[cold]
#[inline(never)]
fn or_nil<T>(reader: &mut Reader<'_>, error: Error) -> Result<Option<T>, Error> {
    if may_be_nil(&error) && error.offset() == Some(reader.offset()) && reader.take_null_text() {
        return Ok(None);
    }
    Err(error.or_nil())
}

#[cfg(feature = "json")]
#[cold]
#[inline(never)]
fn or_nil_json<T>(reader: &mut json::Reader<'_>, error: Error) -> Result<Option<T>, Error> {
    if may_be_nil(&error) && error.offset().is_some_and(|at| reader.take_null_text(at)) {
        return Ok(None);
    }
    Err(error.or_nil())
}

/// Was it no value at all, rather than one that broke a rule?
pub(crate) fn may_be_nil(error: &Error) -> bool {
    matches!(error.fault(), Fault::Type { .. } | Fault::Sentence(_) | Fault::Enumeration(_)) && error.path() == "$"
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
}

impl<T: Frozen> Frozen for Option<T> {}
