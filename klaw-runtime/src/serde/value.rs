//! `Value`: any value, read from any format that tells what stands in it, and read again from memory.

use super::collections::{Room, gather};
use super::{De, Part, Place, Seed, Ser, text};
use crate::impls::nothing;
use crate::value::Value;
use serde_core::de::value::{MapDeserializer, SeqDeserializer};
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

/// A key that is a number is a string in formats for people.
macro_rules! numbers {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
            match &self.value {
                Value::Str(text) if self.is_key && self.human_readable => {
                    if let Ok(value) = text.parse() {
                        visitor.visit_i64(value)
                    } else if let Ok(value) = text.parse() {
                        visitor.visit_u64(value)
                    } else {
                        self.deserialize_any(visitor)
                    }
                }
                _ => self.deserialize_any(visitor),
            }
        }
    )*};
}

impl<'de, E: Error> Deserializer<'de> for ValueDeserializer<'de, E> {
    type Error = E;

    fn is_human_readable(&self) -> bool {
        self.human_readable
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        let inner = |value, is_key| Self { value, is_key, ..Self::new(Value::Nil, self.human_readable) };
        match self.value {
            Value::Nil => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Int(value) => match (i64::try_from(value), u64::try_from(value)) {
                (Ok(value), _) => visitor.visit_i64(value),
                (_, Ok(value)) => visitor.visit_u64(value),
                _ => visitor.visit_i128(value),
            },
            Value::Float(value) => visitor.visit_f64(value),
            Value::Str(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Value::Str(Cow::Owned(text)) => visitor.visit_string(text),
            Value::Bin(Cow::Borrowed(bytes)) => visitor.visit_borrowed_bytes(bytes),
            Value::Bin(Cow::Owned(bytes)) => visitor.visit_byte_buf(bytes),
            Value::Array(items) => {
                let mut elements = SeqDeserializer::new(items.into_iter().map(|item| inner(item, false)));
                let value = visitor.visit_seq(&mut elements)?;
                elements.end()?;
                Ok(value)
            }
            Value::Map(entries) => {
                let entries = entries.into_iter().map(|(key, value)| (inner(key, true), inner(value, false)));
                let mut map = MapDeserializer::new(entries);
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

    numbers! { deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }
    numbers! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 }

    forward_to_deserialize_any! {
        bool i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct enum
        identifier ignored_any
    }
}
