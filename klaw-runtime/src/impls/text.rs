//! Strings, owned, shared and borrowed.

use crate::constrain::Rules;
use crate::decode::{Decode, DecodeInPlace};
use crate::encode::Encode;
use crate::error::Error;
#[cfg(feature = "json")]
use crate::fault::{Fault, Types};
use crate::impls::pointer::COUNTS;
#[cfg(feature = "json")]
use crate::json;
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
        sink.put_str(self);
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        writer.str(self);
    }
}

impl Validate for str {
    #[inline]
    fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
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

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        Self::decode_json_ruled(reader, &Rules::NONE)
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        reader.token();
        let start = reader.offset();
        match reader.plain_str() {
            Some(text) => match json::collections::kept(rules.text(text), start) {
                Ok(()) => Ok(text),
                Err(error) => Err(error),
            },
            None => Err(reader.apart(|reader| cannot_borrow(reader))),
        }
    }
}

/// A string with escapes stands nowhere in the input.
#[cfg(feature = "json")]
#[cold]
#[inline(never)]
fn cannot_borrow(reader: &json::Reader<'_>) -> Error {
    let mut at_end = *reader;
    match at_end.any_str(Types::STR) {
        Ok(_) => reader.fault(Fault::Sentence(
            "the string has escapes and cannot be borrowed; decode it into a `Cow<str>` or a `String`",
        )),
        Err(error) => error,
    }
}

/// A string that has escapes, or is none.
#[cfg(feature = "json")]
#[inline(never)]
fn long_json(reader: &mut json::Reader<'_>, rules: &'static Rules) -> Result<String, Error> {
    let start = reader.offset();
    let text = reader.any_str(Types::STR)?;
    json::collections::kept(rules.text(&text), start)?;
    Ok(text.into_owned())
}

impl Encode for String {
    const TYPE: WireType = WireType::Str;
    // SAFETY: as for `str`.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(5) };

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
        sink.put_str(self);
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        writer.str(self);
    }
}

impl Validate for String {
    #[inline]
    fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
        self.as_str().keeps(rules)
    }
}

impl Frozen for String {}

macro_rules! owned {
    ($($text:ty: $more:expr),*) => {$(
        impl<'de> Decode<'de> for $text {
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
                reader.charge($more)?;
                match reader.str() {
                    Ok(text) => Ok(Self::from(text)),
                    Err(error) => Err(error),
                }
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                reader.charge($more)?;
                match <&str>::decode_ruled(reader, rules) {
                    Ok(text) => Ok(Self::from(text)),
                    Err(error) => Err(error),
                }
            }

            #[cfg(feature = "json")]
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
                Self::decode_json_ruled(reader, &Rules::NONE)
            }

            #[cfg(feature = "json")]
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                reader.charge($more)?;
                <Cow<'_, str>>::decode_json_ruled(reader, rules).map(Self::from)
            }
        }
    )*};
}

owned!(Box<str>: 0, Rc<str>: COUNTS, Arc<str>: COUNTS);

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
        self.reserve_exact(text.len());
        self.push_str(text);
        Ok(())
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        match reader.plain_str() {
            Some(text) => Ok(Self::from(text)),
            None => reader.apart(|reader| long_json(reader, &Rules::NONE)),
        }
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        reader.token();
        let start = reader.offset();
        match reader.plain_str() {
            Some(text) => match json::collections::kept(rules.text(text), start) {
                Ok(()) => Ok(Self::from(text)),
                Err(error) => Err(error),
            },
            None => reader.apart(|reader| long_json(reader, rules)),
        }
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

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        reader.str()
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        reader.token();
        let start = reader.offset();
        let text = reader.str()?;
        json::collections::kept(rules.text(&text), start)?;
        Ok(text)
    }
}
