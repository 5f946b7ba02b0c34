//! `Value`: any value, read from any format that tells what stands in it, and read again from memory.

use super::collections::{Room, gather};
use super::{De, Part, Place, Seed, Ser, text};
use crate::fault::Number;
use crate::impls::nothing;
use crate::lax;
use crate::value::Value;
use serde_core::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde_core::de::{Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_core::{Deserializer, Serializer, forward_to_deserialize_any};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

impl Ser for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nil => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            // What Rust alone can build is written as the nearest that the wire has.
            Self::Int(value) if *value < 0 => serializer.serialize_i64(i64::try_from(*value).unwrap_or(i64::MIN)),
            Self::Int(value) => serializer.serialize_u64(u64::try_from(*value).unwrap_or(u64::MAX)),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Str(text) => serializer.serialize_str(text),
            Self::Bin(bytes) => text::serialize_bytes(bytes, serializer),
            Self::Array(items) => serializer.collect_seq(items.iter().map(Part)),
            Self::Map(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (Part(key), Part(value)))),
            Self::Ext(ext) => match crate::value::timestamp(ext).filter(|_| serializer.is_human_readable()) {
                Some(text) => serializer.serialize_str(&text),
                None => {
                    Err(serde_core::ser::Error::custom("a value of the ext family has no form outside of MessagePack"))
                }
            },
        }
    }
}

impl<'de: 'a, 'a> De<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any(place))
    }
}

struct Any<'p>(&'p Place<'p>);

impl<'de> Visitor<'de> for Any<'_> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f, "any")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value<'de>, E> {
        Ok(Value::Int(i128::from(value)))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value<'de>, E> {
        Ok(Value::Int(i128::from(value)))
    }

    /// Past 64 bits an integer is a float, as in JSON.
    fn visit_i128<E: Error>(self, value: i128) -> Result<Value<'de>, E> {
        super::scalar::Float(self.0).visit_i128(value).map(Value::Float)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value<'de>, E> {
        Ok(Value::Float(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value<'de>, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::Str(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::Str(Cow::Borrowed(text)))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value<'de>, E> {
        Ok(Value::Str(Cow::Owned(text)))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Value<'de>, E> {
        Ok(Value::Bin(Cow::Owned(bytes.to_owned())))
    }

    fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Value<'de>, E> {
        Ok(Value::Bin(Cow::Borrowed(bytes)))
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Value<'de>, E> {
        Ok(Value::Bin(Cow::Owned(bytes)))
    }

    fn visit_none<E: Error>(self) -> Result<Value<'de>, E> {
        Ok(Value::Nil)
    }

    fn visit_unit<E: Error>(self) -> Result<Value<'de>, E> {
        Ok(Value::Nil)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Value<'de>, A::Error> {
        gather(elements, self.0, Vec::new()).map(Value::Array)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value<'de>, A::Error> {
        let mut entries = Vec::new();
        let mut room = Room::new::<(Value<'_>, Value<'_>)>(self.0, nothing);
        entries.reserve_exact(room.grow(map.size_hint().unwrap_or(0))?);
        let (at_key, at_value) = (self.0.key(), self.0.entry());
        while let Some(key) = map.next_key_seed(Seed::new(&at_key))? {
            let value = map.next_value_seed(Seed::new(&at_value))?;
            entries.reserve_exact(room.behind(entries.len())?);
            entries.push((key, value));
        }
        Ok(Value::Map(entries))
    }
}

/// Reads from a value in memory, where a union's tag stood behind other entries.
pub(crate) struct ValueDeserializer<'de, E> {
    value: Value<'de>,
    human_readable: bool,
    /// Is it the key of a map? Formats for people have only strings there.
    is_key: bool,
    error: PhantomData<fn() -> E>,
}

impl<'de, E> ValueDeserializer<'de, E> {
    pub(crate) fn new(value: Value<'de>, human_readable: bool) -> Self {
        Self { value, human_readable, is_key: false, error: PhantomData }
    }
}

impl<'de, E: Error> IntoDeserializer<'de, E> for ValueDeserializer<'de, E> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A number that is a key, in JSON's grammar.
pub(crate) fn number_of(text: &str) -> Option<Number> {
    match lax::number(text.as_bytes())?.ok()? {
        // The words for a float are none of JSON's.
        Number::Float(value) if !value.is_finite() => None,
        number => Some(number),
    }
}

/// The integer by the narrowest of the ways in which formats give one.
pub(crate) fn visit_int<'de, V: Visitor<'de>, E: Error>(value: i128, visitor: V) -> Result<V::Value, E> {
    match (i64::try_from(value), u64::try_from(value)) {
        (Ok(value), _) => visitor.visit_i64(value),
        (_, Ok(value)) => visitor.visit_u64(value),
        _ => visitor.visit_i128(value),
    }
}

/// A map that is to be a variant has one entry, whose key names it.
pub(crate) fn no_variant<E: Error>(entries: usize) -> E {
    E::custom(format_args!("Expected `object` of length 1, got {entries}"))
}

/// Methods of a deserializer: a key that is a number or a bool is a string in formats for people, which `key_text` has.
macro_rules! keys_by_text {
    () => {
        $crate::serde::keys_by_text! {
            deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_i8 deserialize_i16 deserialize_i32
            deserialize_i64 deserialize_f32 deserialize_f64
        }

        fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            match self.key_text() {
                Some("true") => visitor.visit_bool(true),
                Some("false") => visitor.visit_bool(false),
                _ => self.deserialize_any(visitor),
            }
        }
    };
    ($($method:ident)+) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            match self.key_text().and_then($crate::serde::number_of) {
                Some($crate::fault::Number::Int(value)) => $crate::serde::visit_int(value, visitor),
                Some($crate::fault::Number::Float(value)) => visitor.visit_f64(value),
                None => self.deserialize_any(visitor),
            }
        }
    )+};
}
pub(crate) use keys_by_text;

impl<'de, E> ValueDeserializer<'de, E> {
    fn key_text(&self) -> Option<&str> {
        match &self.value {
            Value::Str(text) if self.is_key && self.human_readable => Some(text),
            _ => None,
        }
    }

    fn inner(value: Value<'de>, is_key: bool, human_readable: bool) -> Self {
        Self { value, human_readable, is_key, error: PhantomData }
    }
}

type Entry<'de, E> = (ValueDeserializer<'de, E>, ValueDeserializer<'de, E>);

fn entries<'de, E: Error>(
    entries: Vec<(Value<'de>, Value<'de>)>,
    human_readable: bool,
) -> MapDeserializer<'de, impl Iterator<Item = Entry<'de, E>>, E> {
    MapDeserializer::new(entries.into_iter().map(move |(key, value)| {
        (ValueDeserializer::inner(key, true, human_readable), ValueDeserializer::inner(value, false, human_readable))
    }))
}

impl<'de, E: Error> Deserializer<'de> for ValueDeserializer<'de, E> {
    type Error = E;

    fn is_human_readable(&self) -> bool {
        self.human_readable
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        let human_readable = self.human_readable;
        match self.value {
            Value::Nil => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Int(value) => visit_int(value, visitor),
            Value::Float(value) => visitor.visit_f64(value),
            Value::Str(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Value::Str(Cow::Owned(text)) => visitor.visit_string(text),
            Value::Bin(Cow::Borrowed(bytes)) => visitor.visit_borrowed_bytes(bytes),
            Value::Bin(Cow::Owned(bytes)) => visitor.visit_byte_buf(bytes),
            Value::Array(items) => {
                let items = items.into_iter().map(|item| Self::inner(item, false, human_readable));
                let mut elements = SeqDeserializer::new(items);
                let value = visitor.visit_seq(&mut elements)?;
                elements.end()?;
                Ok(value)
            }
            Value::Map(found) => {
                let mut map = entries(found, human_readable);
                let value = visitor.visit_map(&mut map)?;
                map.end()?;
                Ok(value)
            }
            Value::Ext(_) => Err(E::invalid_type(Unexpected::Other("ext"), &visitor)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.value {
            Value::Nil => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    /// The name of a variant, or a map of one entry: its name and what it holds.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, E> {
        match self.value {
            Value::Str(Cow::Borrowed(text)) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
            Value::Str(Cow::Owned(text)) => visitor.visit_enum(text.into_deserializer()),
            Value::Map(found) if found.len() == 1 => {
                visitor.visit_enum(MapAccessDeserializer::new(entries(found, self.human_readable)))
            }
            Value::Map(found) => Err(no_variant(found.len())),
            _ => self.deserialize_any(visitor),
        }
    }

    keys_by_text! {}

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
