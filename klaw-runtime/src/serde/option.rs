//! `Option`: nil, or the value. By the lax rules nil may be the text `null`.

use super::scalar::tells;
use super::{De, Part, Place, Ser};
use crate::lax;
use crate::schema::{Shape, Tag, WireType};
use serde_core::de::value::{
    BorrowedBytesDeserializer, BorrowedStrDeserializer, BytesDeserializer, MapAccessDeserializer, SeqAccessDeserializer,
};
use serde_core::de::{Error, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_core::{Deserializer, Serializer};
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
        // `null` is base64.
        WireType::Str | WireType::Bytes => true,
        WireType::Option(inner) => is_value(inner, text),
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
        self.some(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<Option<T>, A::Error> {
        self.some(SeqAccessDeserializer::new(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
        self.some(MapAccessDeserializer::new(map))
    }
}
