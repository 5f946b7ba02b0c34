//! Strings, bytes, and the types that are text on the wire.

use super::scalar::tells;
use super::{De, Place, Ser};
use crate::fault::{Fault, Number, Types};
use crate::impls::COUNTS;
use crate::lax;
use serde_core::de::{Error, Unexpected, Visitor};
use serde_core::{Deserializer, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

impl Ser for str {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl Ser for String {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// Reads a string, borrowed where the format can lend it.
pub(super) struct Text<'p>(pub(super) &'p Place<'p>);

impl<'de> Visitor<'de> for Text<'_> {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f, "str")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

impl<'de: 'a, 'a> De<'de> for &'a str {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        match deserializer.deserialize_str(Text(place))? {
            Cow::Borrowed(text) => Ok(text),
            Cow::Owned(_) => Err(place.fault(Fault::Sentence(CANNOT_BORROW))),
        }
    }
}

const CANNOT_BORROW: &str = "the string cannot be borrowed from the input; decode it into a `Cow<str>` or a `String`";

impl<'de: 'a, 'a> De<'de> for Cow<'a, str> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text(place))
    }
}

macro_rules! owned {
    ($($text:ty: $more:expr),*) => {$(
        impl<'de> De<'de> for $text {
            fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
                let text = deserializer.deserialize_string(Text(place))?;
                place.charge(text.len().saturating_add($more))?;
                Ok(Self::from(text))
            }
        }
    )*};
}

owned!(String: 0, Box<str>: 0, Rc<str>: COUNTS, Arc<str>: COUNTS);

/// Bytes: padded base64 in formats for people.
pub(super) fn serialize_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.serialize_str(&crate::base64::encode(bytes))
    } else {
        serializer.serialize_bytes(bytes)
    }
}

/// Reads bytes, borrowed where the format can lend them.
pub(super) fn bytes<'de, D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Cow<'de, [u8]>, D::Error> {
    struct Bytes<'p>(&'p Place<'p>);

    impl<'de> Visitor<'de> for Bytes<'_> {
        type Value = Cow<'de, [u8]>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.expecting(f, "bytes")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
            match crate::base64::decode(text.as_bytes()) {
                Some(bytes) => Ok(Cow::Owned(bytes)),
                None => Err(self.0.fault(crate::base64::INVALID)),
            }
        }

        fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
            Ok(Cow::Borrowed(bytes))
        }

        fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
            Ok(Cow::Owned(bytes.to_owned()))
        }

        fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Self::Value, E> {
            Ok(Cow::Owned(bytes))
        }
    }

    let bytes = if deserializer.is_human_readable() {
        deserializer.deserialize_str(Bytes(place))
    } else {
        deserializer.deserialize_bytes(Bytes(place))
    }?;
    place.charge(bytes.len())?;
    Ok(bytes)
}

/// Bytes that are borrowed, which base64 cannot be.
impl<'de: 'a, 'a> De<'de> for &'a [u8] {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        match bytes(deserializer, place)? {
            Cow::Borrowed(bytes) => Ok(bytes),
            Cow::Owned(_) => Err(place.fault(Fault::Sentence(CANNOT_BORROW_BYTES))),
        }
    }
}

const CANNOT_BORROW_BYTES: &str =
    "the bytes cannot be borrowed from the input; decode them into a `Cow<[u8]>` or a `Vec<u8>`";

impl<'de: 'a, 'a> De<'de> for Cow<'a, [u8]> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        bytes(deserializer, place)
    }
}

/// Reads a value that is text, in formats for people and in others. By the lax rules `seconds` may be one too, or their
/// text.
pub(crate) fn parsed<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    place: &Place<'_>,
    expected: Types,
    parse: impl Fn(&[u8]) -> Result<T, Fault>,
    seconds: impl Fn(Result<Number, Fault>) -> Option<Result<T, Fault>>,
) -> Result<T, D::Error> {
    let visitor = Parsed { place, expected, parse, seconds };
    if tells(&deserializer, place) {
        deserializer.deserialize_any(visitor)
    } else {
        deserializer.deserialize_str(visitor)
    }
}

struct Parsed<'p, F, S> {
    place: &'p Place<'p>,
    expected: Types,
    parse: F,
    seconds: S,
}

impl<T, F, S: Fn(Result<Number, Fault>) -> Option<Result<T, Fault>>> Parsed<'_, F, S> {
    fn seconds(&self, seconds: Option<Result<Number, Fault>>) -> Option<Result<T, Fault>> {
        if self.place.is_lax() { seconds.and_then(&self.seconds) } else { None }
    }
}

impl<'de, T, F, S> Visitor<'de> for Parsed<'_, F, S>
where
    F: Fn(&[u8]) -> Result<T, Fault>,
    S: Fn(Result<Number, Fault>) -> Option<Result<T, Fault>>,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.expecting(f, self.expected)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        let value = self.seconds(lax::number(text.as_bytes())).unwrap_or_else(|| (self.parse)(text.as_bytes()));
        value.map_err(|fault| self.place.fault(fault))
    }

    /// A format that has dates and times of its own gives their text.
    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        match self.seconds(Some(Ok(Number::Int(value.into())))) {
            Some(value) => value.map_err(|fault| self.place.fault(fault)),
            None => Err(E::invalid_type(Unexpected::Unsigned(value), &self)),
        }
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        match self.seconds(Some(Ok(Number::Int(value.into())))) {
            Some(value) => value.map_err(|fault| self.place.fault(fault)),
            None => Err(E::invalid_type(Unexpected::Signed(value), &self)),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        match self.seconds(Some(Ok(Number::Float(value)))) {
            Some(value) => value.map_err(|fault| self.place.fault(fault)),
            None => Err(E::invalid_type(Unexpected::Float(value), &self)),
        }
    }
}
