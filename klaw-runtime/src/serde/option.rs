//! `Option`: nil, or the value. By the lax rules nil may be the text `null`.

use super::scalar::tells;
use super::{De, Part, Place, Ser};
use crate::lax;
use crate::schema::{Shape, Tag, WireType};
use serde_core::de::value::{
    BorrowedBytesDeserializer, BorrowedStrDeserializer, BytesDeserializer, MapAccessDeserializer, SeqAccessDeserializer,
};
use serde_core::de::{Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_core::{Deserializer, Serializer, forward_to_deserialize_any};
use std::fmt;
use std::marker::PhantomData;

impl<T: Ser> Ser for Option<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&Part(value)),
            None => serializer.serialize_none(),
        }
    }
}

impl<'de, T: De<'de>> De<'de> for Option<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        // What may be anything reads what stands there by itself.
        if tells(&deserializer, place) && !matches!(T::TYPE, WireType::Any) {
            deserializer.deserialize_any(Opt(place, PhantomData))
        } else {
            deserializer.deserialize_option(Opt(place, PhantomData))
        }
    }
}

struct Opt<'p, T>(&'p Place<'p>, PhantomData<fn() -> T>);

impl<'de, T: De<'de>> Opt<'_, T> {
    fn some<D: Deserializer<'de>>(self, value: D) -> Result<Option<T>, D::Error> {
        T::deserialize(value, self.0).map(Some)
    }

    fn is_none(&self, text: &str) -> bool {
        lax::null(text.as_bytes()) && !is_value(&T::TYPE, text)
    }
}

/// Is a text that could be nil a value of the type as it stands? Then it is that.
fn is_value(ty: &WireType, text: &str) -> bool {
    match ty {
        // `null` is base64, and of an option in an option it is the inner one's.
        WireType::Str | WireType::Bytes | WireType::Option(_) => true,
        WireType::Newtype(_, field) => is_value(&field.ty, text),
        WireType::Named(_, schema) => match &schema().shape {
            Shape::Enumeration(enumeration) => {
                enumeration.keeps_unknown
                    || enumeration.values.iter().any(|(_, value)| matches!(value, Tag::Str(value) if *value == text))
            }
            _ => false,
        },
        _ => false,
    }
}

/// Formats that give an option as such call the first three. The others are called where the place is lax, and what they
/// are given is read as if it stood there.
impl<'de, T: De<'de>> Visitor<'de> for Opt<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f, "null")
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        self.some(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Option<T>, E> {
        self.some(value.into_deserializer())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Option<T>, E> {
        self.some(value.into_deserializer())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Option<T>, E> {
        self.some(value.into_deserializer())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Option<T>, E> {
        self.some(value.into_deserializer())
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Option<T>, E> {
        self.some(value.into_deserializer())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Option<T>, E> {
        self.some(value.into_deserializer())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<T>, E> {
        if self.is_none(text) { Ok(None) } else { self.some(text.into_deserializer()) }
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Option<T>, E> {
        if self.is_none(text) { Ok(None) } else { self.some(BorrowedStrDeserializer::new(text)) }
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Option<T>, E> {
        if self.is_none(&text) { Ok(None) } else { self.some(text.into_deserializer()) }
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Option<T>, E> {
        self.some(BytesDeserializer::new(bytes))
    }

    fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Option<T>, E> {
        self.some(BorrowedBytesDeserializer::new(bytes))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        self.some(Newtype(deserializer))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Option<T>, A::Error> {
        self.some(SeqAccessDeserializer::new(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
        self.some(MapAccessDeserializer::new(map))
    }
}

/// What a format gives as a newtype, given as one again: what is inside of it is not what stands here.
struct Newtype<D>(D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Newtype<D> {
    type Error = D::Error;

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_newtype_struct(self.0)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
