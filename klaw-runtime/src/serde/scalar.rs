//! bool, the integers, the floats and char.

use super::{De, Place, Ser};
use crate::constrain::Rules;
use crate::fault::{Fault, Number};
use crate::impls::scalar::narrow;
use crate::lax;
use serde_core::de::{Error, Unexpected, Visitor};
use serde_core::{Deserializer, Serializer};
use std::fmt;

impl Ser for bool {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bool(*self)
    }
}

impl<'de> De<'de> for bool {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        struct Bool<'p>(&'p Place<'p>);

        impl Visitor<'_> for Bool<'_> {
            type Value = bool;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.expecting(f, "bool")
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
                Ok(value)
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<bool, E> {
                let found = if self.0.is_lax() { lax::bool_of(value.into()) } else { None };
                found.ok_or_else(|| E::invalid_type(Unexpected::Unsigned(value), &self))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<bool, E> {
                let found = if self.0.is_lax() { lax::bool_of(value.into()) } else { None };
                found.ok_or_else(|| E::invalid_type(Unexpected::Signed(value), &self))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<bool, E> {
                let found = if self.0.is_lax() { lax::bool(text.as_bytes()) } else { Ok(None) };
                found.map_err(|fault| self.0.fault(fault))?.ok_or_else(|| E::invalid_type(Unexpected::Str(text), &self))
            }
        }

        if tells(&deserializer, place) {
            deserializer.deserialize_any(Bool(place))
        } else {
            deserializer.deserialize_bool(Bool(place))
        }
    }
}

/// Is the place lax, and does the format tell what stands there? Those for people do, and are asked for no type then: many
/// refuse another one by themselves.
pub(crate) fn tells<'de, D: Deserializer<'de>>(deserializer: &D, place: &Place<'_>) -> bool {
    place.is_lax() && deserializer.is_human_readable()
}

/// Reads an integer; what else may be one, `lax` says.
pub(super) struct Int<'p> {
    place: &'p Place<'p>,
    lax: Lax,
}

#[derive(PartialEq)]
enum Lax {
    /// Nothing else: tags.
    Never,
    /// The digits of one, where the place is lax: enumerations.
    Digits,
    /// Any number that is whole, where the place is lax.
    Whole,
}

impl<'p> Int<'p> {
    pub(super) fn of_tag(place: &'p Place<'p>) -> Self {
        Self { place, lax: Lax::Never }
    }

    /// Reads the value of an enumeration.
    pub(super) fn of_enumeration<'de, D: Deserializer<'de>>(
        deserializer: D,
        place: &Place<'_>,
    ) -> Result<i128, D::Error> {
        let visitor = Int { place, lax: Lax::Digits };
        if tells(&deserializer, place) {
            deserializer.deserialize_any(visitor)
        } else {
            deserializer.deserialize_i64(visitor)
        }
    }
}

impl Visitor<'_> for Int<'_> {
    type Value = i128;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.place.expecting(f, "int")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<i128, E> {
        let found = if self.place.is_lax() && self.lax == Lax::Whole { lax::whole(value) } else { None };
        found.ok_or_else(|| E::invalid_type(Unexpected::Float(value), &self))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<i128, E> {
        let found = match self.lax {
            Lax::Digits if self.place.is_lax() => lax::digits(text.as_bytes()),
            Lax::Whole if self.place.is_lax() => lax::int(text.as_bytes()),
            _ => Ok(None),
        };
        found.map_err(|fault| self.place.fault(fault))?.ok_or_else(|| E::invalid_type(Unexpected::Str(text), &self))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<i128, E> {
        Ok(i128::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<i128, E> {
        Ok(i128::from(value))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<i128, E> {
        Ok(value)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<i128, E> {
        Ok(i128::try_from(value).unwrap_or(i128::MAX))
    }
}

macro_rules! integers {
    ($($int:ident $serialize:ident $deserialize:ident as $wide:ident;)*) => {$(
        impl Ser for $int {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.$serialize(*self as $wide)
            }
        }

        impl<'de> De<'de> for $int {
            fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
                let int = Int { place, lax: Lax::Whole };
                let value = if tells(&deserializer, place) {
                    deserializer.deserialize_any(int)?
                } else {
                    deserializer.$deserialize(int)?
                };
                in_range(value, Self::MIN as i128, Self::MAX as i128, place).map(|value| value as Self)
            }
        }
    )*};
}

integers! {
    u16 serialize_u16 deserialize_u16 as u16;
    u32 serialize_u32 deserialize_u32 as u32;
    u64 serialize_u64 deserialize_u64 as u64;
    usize serialize_u64 deserialize_u64 as u64;
    i8 serialize_i8 deserialize_i8 as i8;
    i16 serialize_i16 deserialize_i16 as i16;
    i32 serialize_i32 deserialize_i32 as i32;
    i64 serialize_i64 deserialize_i64 as i64;
    isize serialize_i64 deserialize_i64 as i64;
}

pub(super) fn in_range<E: Error>(value: i128, min: i128, max: i128, place: &Place<'_>) -> Result<i128, E> {
    let (op, bound) = if value < min {
        (">=", min)
    } else if value > max {
        ("<=", max)
    } else {
        return Ok(value);
    };
    Err(place.fault(Fault::Range { expected: "int", op, bound: Number::Int(bound) }))
}

/// `u8` is the one integer whose sequences are bytes.
impl Ser for u8 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(*self)
    }

    fn serialize_sequence<S: Serializer>(items: &[Self], serializer: S) -> Result<S::Ok, S::Error> {
        super::text::serialize_bytes(items, serializer)
    }

    fn serialize_array<S: Serializer>(items: &[Self], serializer: S) -> Result<S::Ok, S::Error> {
        super::text::serialize_bytes(items, serializer)
    }
}

impl<'de> De<'de> for u8 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        let int = Int { place, lax: Lax::Whole };
        let value = if tells(&deserializer, place) {
            deserializer.deserialize_any(int)?
        } else {
            deserializer.deserialize_u8(int)?
        };
        in_range(value, 0, 255, place).map(|value| value as Self)
    }

    fn deserialize_sequence<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Vec<Self>, D::Error> {
        super::text::bytes(deserializer, place).map(std::borrow::Cow::into_owned)
    }

    fn deserialize_array<const N: usize, D: Deserializer<'de>>(
        deserializer: D,
        place: &Place<'_>,
    ) -> Result<[Self; N], D::Error> {
        let bytes = super::text::bytes(deserializer, place)?;
        <[Self; N]>::try_from(&*bytes).map_err(|_| {
            let op = if bytes.len() < N { ">=" } else { "<=" };
            place.fault(Fault::Length { expected: "bytes", op, bound: N })
        })
    }
}

/// Reads a float, or an integer as one.
pub(super) struct Float<'p>(pub(super) &'p Place<'p>);

impl Visitor<'_> for Float<'_> {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f, "float")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<f64, E> {
        Ok(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<f64, E> {
        match value {
            // What was read is past 128 bits, and not this.
            i128::MIN | i128::MAX => Err(self.0.fault(lax::OUT_OF_RANGE)),
            _ => Ok(value as f64),
        }
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<f64, E> {
        let found =
            if self.0.is_lax() { lax::float(text.as_bytes()).map_err(|fault| self.0.fault(fault))? } else { None };
        found.ok_or_else(|| E::invalid_type(Unexpected::Str(text), &self))
    }
}

impl Float<'_> {
    fn read<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<f64, D::Error> {
        if tells(&deserializer, self.0) {
            deserializer.deserialize_any(self)
        } else {
            deserializer.deserialize_f64(self)
        }
    }
}

impl Ser for f64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(*self)
    }
}

impl<'de> De<'de> for f64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        Float(place).read(deserializer)
    }
}

/// Written as an `f64`, as on the wire.
impl Ser for f32 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(*self))
    }
}

impl<'de> De<'de> for f32 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        let wide = Float(place).read(deserializer)?;
        // A number next to a bound may become the bound: rules are held against what was read, and what it becomes.
        place.judge(wide).and_then(|()| narrow(wide, &Rules::NONE)).map_err(|fault| place.fault(fault))
    }
}

/// A string of one character.
impl Ser for char {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.encode_utf8(&mut [0; 4]))
    }
}

impl<'de> De<'de> for char {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        struct Char<'p>(&'p Place<'p>);

        impl Visitor<'_> for Char<'_> {
            type Value = char;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.expecting(f, "str")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<char, E> {
                let mut chars = text.chars();
                match (chars.next(), chars.next()) {
                    (Some(c), None) => Ok(c),
                    (first, _) => {
                        let op = if first.is_none() { ">=" } else { "<=" };
                        Err(self.0.fault(Fault::Length { expected: "str", op, bound: 1 }))
                    }
                }
            }

            fn visit_char<E: Error>(self, c: char) -> Result<char, E> {
                Ok(c)
            }
        }

        deserializer.deserialize_str(Char(place))
    }
}
