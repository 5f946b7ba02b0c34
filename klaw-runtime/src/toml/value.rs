//! TOML's values through serde, with msgspec's words for what is refused, and where in the text it stands.

use crate::error::Error;
use crate::serde::{keys_by_text, no_variant, visit_int};
use serde_core::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde_core::de::{self, DeserializeSeed, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde_core::{Deserializer, forward_to_deserialize_any};
use std::any::type_name;
use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;
use std::vec;
use toml::Spanned;
use toml::de::{DeInteger, DeString, DeTable, DeValue};
use toml::value::Datetime;

/// What is wrong, and the innermost value of the text that it is wrong with.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) error: Error,
    pub(super) span: Option<Range<usize>>,
}

impl Refused {
    fn at(mut self, span: Range<usize>) -> Self {
        self.span.get_or_insert(span);
        self
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Refused {}

impl de::Error for Refused {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { error: Error::said(&message.to_string()), span: None }
    }

    /// What is expected is a type in backticks, and behind it the place.
    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let expected = expected.to_string();
        let (ty, place) = expected.split_once(" - at ").map_or((&*expected, None), |(ty, place)| (ty, Some(place)));
        let place = place.map(|place| format!(" - at {place}")).unwrap_or_default();
        Self::custom(format_args!("Expected {ty}, got `{}`{place}", kind(unexpected)))
    }
}

/// What msgspec calls what was found.
fn kind(unexpected: Unexpected<'_>) -> &str {
    match unexpected {
        Unexpected::Bool(_) => "bool",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "int",
        Unexpected::Float(_) => "float",
        Unexpected::Str(_) | Unexpected::Char(_) => "str",
        Unexpected::Seq => "array",
        Unexpected::Map => "object",
        Unexpected::NewtypeStruct => "datetime",
        // Past 64 bits serde has no word for it, and quotes it.
        Unexpected::Other(kind) if kind.starts_with("integer ") => "int",
        Unexpected::Other(kind) => kind,
        _ => "null",
    }
}

/// A value, and where it stands.
pub(super) struct ValueDeserializer<'de> {
    value: DeValue<'de>,
    /// Of the table that is the whole text there is none: what is wrong with it is not in its first line.
    span: Option<Range<usize>>,
}

impl<'de> ValueDeserializer<'de> {
    pub(super) fn of_table(table: Spanned<DeTable<'de>>) -> Self {
        Self { value: DeValue::Table(table.into_inner()), span: None }
    }

    fn new(value: Spanned<DeValue<'de>>) -> Self {
        let span = value.span();
        Self { value: value.into_inner(), span: Some(span) }
    }
}

impl<'de> IntoDeserializer<'de, Refused> for ValueDeserializer<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for ValueDeserializer<'de> {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        let Self { value, span } = self;
        let read = match value {
            DeValue::String(text) => visit_text(text, visitor),
            DeValue::Boolean(value) => visitor.visit_bool(value),
            DeValue::Integer(digits) => visit_int(int(&digits), visitor),
            DeValue::Float(digits) => match digits.as_str().parse::<f64>() {
                Ok(value) if value.is_finite() || !digits.as_str().contains(|c: char| c.is_ascii_digit()) => {
                    visitor.visit_f64(value)
                }
                _ => Err(de::Error::custom("Number out of range")),
            },
            // Text to those who ask once more.
            DeValue::Datetime(value) => visitor.visit_newtype_struct(DatetimeDeserializer(value)),
            DeValue::Array(items) => {
                let mut elements = Elements(items.into_iter());
                visitor.visit_seq(&mut elements).and_then(|value| match elements.0.len() {
                    0 => Ok(value),
                    more => Err(de::Error::custom(format_args!("an array of {more} elements too many"))),
                })
            }
            DeValue::Table(entries) => Entries::of(entries).read(|entries| visitor.visit_map(entries)),
        };
        placed(read, span)
    }

    /// The name of a variant, or a table of one entry: its name and what it holds.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        let Self { value, span } = self;
        let read = match value {
            DeValue::String(text) => visit_variant(text, visitor),
            DeValue::Table(entries) if entries.len() == 1 => {
                Entries::of(entries).read(|entries| visitor.visit_enum(MapAccessDeserializer::new(entries)))
            }
            DeValue::Table(entries) => Err(no_variant(entries.len())),
            value => Self { value, span: None }.deserialize_any(visitor),
        };
        placed(read, span)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

fn placed<T>(read: Result<T, Refused>, span: Option<Range<usize>>) -> Result<T, Refused> {
    read.map_err(|refused| match span {
        Some(span) => refused.at(span),
        None => refused,
    })
}

/// Past 128 bits an integer is out of every range.
fn int(digits: &DeInteger<'_>) -> i128 {
    let end = if digits.as_str().starts_with('-') { i128::MIN } else { i128::MAX };
    i128::from_str_radix(digits.as_str(), digits.radix()).unwrap_or(end)
}

/// The elements of an array.
struct Elements<'de>(vec::IntoIter<Spanned<DeValue<'de>>>);

impl<'de> SeqAccess<'de> for &mut Elements<'de> {
    type Error = Refused;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refused> {
        let Some(item) = self.0.next() else { return Ok(None) };
        let span = item.span();
        // What is refused before it is read stands there too.
        seed.deserialize(ValueDeserializer::new(item)).map(Some).map_err(|refused| refused.at(span))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The entries of a table.
struct Entries<'de> {
    entries: VecDeque<(Spanned<DeString<'de>>, Spanned<DeValue<'de>>)>,
    /// That of the last key.
    value: Option<Spanned<DeValue<'de>>>,
    /// Where the key or value stands that was read last: what is refused then is that. Behind the last entry it is the table.
    last: Option<Range<usize>>,
}

impl<'de> Entries<'de> {
    /// As they stand in the text.
    fn of(table: DeTable<'de>) -> Self {
        let mut entries: Vec<_> = table.into_iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        Self { entries: entries.into(), value: None, last: None }
    }

    fn read<T>(mut self, read: impl FnOnce(&mut Self) -> Result<T, Refused>) -> Result<T, Refused> {
        let found = read(&mut self);
        placed(found, self.last)
    }
}

impl<'de> MapAccess<'de> for &mut Entries<'de> {
    type Error = Refused;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refused> {
        let Some((key, value)) = self.entries.pop_front() else {
            self.last = None;
            return Ok(None);
        };
        self.last = Some(key.span());
        self.value = Some(value);
        seed.deserialize(KeyDeserializer { key, entries: self }).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refused> {
        let Some(value) = self.value.take() else {
            return Err(de::Error::custom("a value was asked for without its key"));
        };
        self.last = Some(value.span());
        seed.deserialize(ValueDeserializer::new(value))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.entries.len())
    }
}

fn visit_text<'de, V: Visitor<'de>>(text: Cow<'de, str>, visitor: V) -> Result<V::Value, Refused> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_string(text),
    }
}

fn visit_variant<'de, V: Visitor<'de>>(text: Cow<'de, str>, visitor: V) -> Result<V::Value, Refused> {
    match text {
        Cow::Borrowed(text) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
        Cow::Owned(text) => visitor.visit_enum(text.into_deserializer()),
    }
}

/// A date, a time or both, as its text.
struct DatetimeDeserializer(Datetime);

impl<'de> Deserializer<'de> for DatetimeDeserializer {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_string(self.0.to_string())
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// A key, with what stands behind it.
pub(super) struct KeyDeserializer<'e, 'de> {
    key: Spanned<DeString<'de>>,
    entries: &'e mut Entries<'de>,
}

/// Is `D` that of a key here? By its name, as serde's traits have no `'static`. It gives a key that is asked for by its name, as
/// of a unit struct, before those that stand in front of it: the whole table is at hand.
pub(crate) fn gives_keys_by_name<D>() -> bool {
    type_name::<D>() == type_name::<KeyDeserializer<'_, '_>>()
}

impl KeyDeserializer<'_, '_> {
    fn key_text(&self) -> Option<&str> {
        Some(self.key.get_ref())
    }
}

impl<'de> Deserializer<'de> for KeyDeserializer<'_, 'de> {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visit_text(self.key.into_inner(), visitor)
    }

    /// The key of that name, if there is one left.
    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Refused> {
        let Self { mut key, entries } = self;
        if *key.get_ref() != name
            && let Some(at) = entries.entries.iter().position(|(key, _)| *key.get_ref() == name)
            && let Some((named, value)) = entries.entries.remove(at)
        {
            entries.last = Some(named.span());
            let passed = std::mem::replace(&mut key, named);
            if let Some(value) = entries.value.replace(value) {
                entries.entries.push_front((passed, value));
            }
        }
        visit_text(key.into_inner(), visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visit_variant(self.key.into_inner(), visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }

    keys_by_text! {}

    forward_to_deserialize_any! {
        i128 u128 char str string bytes byte_buf option unit seq tuple tuple_struct map struct identifier ignored_any
    }
}
