//! Enumerations: an integer or a string.

use super::Place;
use super::scalar::Int;
use super::text::Text;
use crate::fault::{Fault, Scalar};
use crate::private::array::TagRef;
use crate::private::union::{Keep, keep_value};
use serde_core::Deserializer;
use std::borrow::Cow;

/// Reads the value of an enumeration of integers, and looks it up.
///
/// # Errors
/// Another type, or a value that the enumeration does not have.
pub fn int<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    place: &Place<'_>,
    find: fn(i64) -> Option<T>,
) -> Result<T, D::Error> {
    let value = Int::of_enumeration(deserializer, place)?;
    let found = i64::try_from(value).ok().and_then(find);
    found.ok_or_else(|| place.fault(Fault::Enumeration(Scalar::Int(value))))
}

/// The same where an unknown value is kept.
///
/// # Errors
/// Another type, or a value that the variant cannot hold.
pub fn int_or<'de, T, K: Keep<'de>, D: Deserializer<'de>>(
    deserializer: D,
    place: &Place<'_>,
    find: fn(i64) -> Option<T>,
    keep: fn(K) -> T,
) -> Result<T, D::Error> {
    let value = Int::of_enumeration(deserializer, place)?;
    if let Some(value) = i64::try_from(value).ok().and_then(find) {
        return Ok(value);
    }
    keep_value(TagRef::Int(value)).map(keep).map_err(|fault| place.fault(fault))
}

/// Reads the value of an enumeration of strings, and looks it up.
///
/// # Errors
/// Another type, or a value that the enumeration does not have.
pub fn str<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    place: &Place<'_>,
    find: fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    let value = deserializer.deserialize_str(Text(place))?;
    find(&value).ok_or_else(|| place.fault(Fault::Enumeration(Scalar::Str(value.into_owned()))))
}

/// The same where an unknown value is kept.
///
/// # Errors
/// Another type, or a value that the variant cannot hold.
pub fn str_or<'de, T, K: Keep<'de>, D: Deserializer<'de>>(
    deserializer: D,
    place: &Place<'_>,
    find: fn(&str) -> Option<T>,
    keep: fn(K) -> T,
) -> Result<T, D::Error> {
    let value = deserializer.deserialize_str(Text(place))?;
    if let Some(value) = find(&value) {
        return Ok(value);
    }
    let kept = match value {
        Cow::Borrowed(value) => K::keep(TagRef::Str(value.as_bytes())),
        Cow::Owned(ref value) => K::keep_owned(value.clone()),
    };
    kept.map(keep).ok_or_else(|| place.fault(Fault::Enumeration(Scalar::Str(value.into_owned()))))
}
