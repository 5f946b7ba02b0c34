//! Strings, owned, shared and borrowed.

use crate::constrain::Rules;
use crate::decode::{Decode, DecodeInPlace};
use crate::encode::Encode;
use crate::error::Error;
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{Reader, Writer};
use crate::schema::WireType;
use crate::validate::Validate;
use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

impl Encode for str {
    const TYPE: WireType = WireType::Str;
    // SAFETY: a header is at most five bytes; the text is `dynamic`.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(5) };

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
        sink.put_str(self);
    }
}

impl Validate for str {
    fn validate(&self) -> Result<(), Error> {
        self.validate_ruled(&Rules::NONE)
    }

    #[inline]
    fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error> {
        rules.text(self).map_err(Error::new)
    }
}

impl Frozen for str {}

impl<'de: 'a, 'a> Decode<'de> for &'a str {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        reader.str()
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        let at = reader.rest();
        let text = reader.str()?;
        match rules.text(text) {
            Ok(()) => Ok(text),
            Err(fault) => {
                reader.seek(at);
                Err(reader.fault(fault))
            }
        }
    }
}

impl Encode for String {
    const TYPE: WireType = WireType::Str;
    // SAFETY: as for `str`.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(5) };

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
        sink.put_str(self);
    }
}

impl Validate for String {
    fn validate(&self) -> Result<(), Error> {
        self.validate_ruled(&Rules::NONE)
    }

    #[inline]
    fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error> {
        self.as_str().validate_ruled(rules)
    }
}

impl Frozen for String {}

macro_rules! owned {
    ($($text:ty),*) => {$(
        impl<'de> Decode<'de> for $text {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
                match reader.str() {
                    Ok(text) => Ok(Self::from(text)),
                    Err(error) => Err(error),
                }
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                match <&str>::decode_ruled(reader, rules) {
                    Ok(text) => Ok(Self::from(text)),
                    Err(error) => Err(error),
                }
            }
        }
    )*};
}

owned!(Box<str>, Rc<str>, Arc<str>);

impl<'de> Decode<'de> for String {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        match reader.str() {
            Ok(text) => Ok(Self::from(text)),
            Err(error) => Err(error),
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        match <&str>::decode_ruled(reader, rules) {
            Ok(text) => Ok(Self::from(text)),
            Err(error) => Err(error),
        }
    }

    #[inline]
    fn decode_over(&mut self, reader: &mut Reader<'de>, rules: &'static Rules) -> Result<(), Error> {
        let text = <&str>::decode_ruled(reader, rules)?;
        self.clear();
        self.push_str(text);
        Ok(())
    }
}

impl DecodeInPlace<'_> for String {}

/// Borrows from the input.
impl<'de: 'a, 'a> Decode<'de> for Cow<'a, str> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        match reader.str() {
            Ok(text) => Ok(Self::Borrowed(text)),
            Err(error) => Err(error),
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        match <&str>::decode_ruled(reader, rules) {
            Ok(text) => Ok(Self::Borrowed(text)),
            Err(error) => Err(error),
        }
    }
}
