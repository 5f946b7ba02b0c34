//! Enumerations.

use crate::error::Error;
use crate::fault::{Fault, Scalar, Types};
use crate::json::Reader;
use crate::private::array::TagRef;
use crate::private::union::{Keep, keep_value};
use std::borrow::Cow;

/// Reads the value of an enumeration of integers, and looks it up.
///
/// # Errors
/// Another type, or a value that the enumeration does not have.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_int<'de, T>(reader: &mut Reader<'de>, find: fn(i64) -> Option<T>) -> Result<T, Error> {
    let start = *reader;
    if let Some(value) = reader.plain_signed()
        && let Some(value) = find(value)
    {
        return Ok(value);
    }
    *reader = start;
    reader.apart(|reader| any_int(reader, find))
}

#[cold]
#[inline(never)]
fn any_int<T>(reader: &mut Reader<'_>, find: fn(i64) -> Option<T>) -> Result<T, Error> {
    reader.token();
    let start = *reader;
    let value = reader.int_or_digits()?;
    match i64::try_from(value) {
        // msgspec takes an integer past 64 bits for a float.
        Err(_) if u64::try_from(value).is_err() => Err(start.unexpected(Types::INT)),
        found => match found.ok().and_then(find) {
            Some(value) => Ok(value),
            None => Err(start.fault(Fault::Enumeration(Scalar::Int(value)))),
        },
    }
}

/// The same where an unknown value is kept.
///
/// # Errors
/// Another type, or a value that the variant cannot hold.
pub fn decode_int_or<'de, T, K: Keep<'de>>(
    reader: &mut Reader<'de>,
    find: fn(i64) -> Option<T>,
    keep: fn(K) -> T,
) -> Result<T, Error> {
    reader.token();
    let start = *reader;
    let value = reader.int_or_digits()?;
    if let Some(value) = i64::try_from(value).ok().and_then(find) {
        return Ok(value);
    }
    keep_value(TagRef::Int(value)).map(keep).map_err(|fault| start.fault(fault))
}

/// Reads the value of an enumeration of strings, and looks it up.
///
/// # Errors
/// Another type, or a value that the enumeration does not have.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_str<'de, T>(reader: &mut Reader<'de>, find: fn(&str) -> Option<T>) -> Result<T, Error> {
    let start = *reader;
    if let Some(text) = reader.plain_str()
        && let Some(value) = find(text)
    {
        return Ok(value);
    }
    *reader = start;
    reader.apart(|reader| any_str(reader, find))
}

#[cold]
#[inline(never)]
fn any_str<'de, T>(reader: &mut Reader<'de>, find: fn(&str) -> Option<T>) -> Result<T, Error> {
    reader.token();
    let start = *reader;
    let text = reader.any_str(Types::STR)?;
    match find(&text) {
        Some(value) => Ok(value),
        None => Err(start.fault(Fault::Enumeration(Scalar::Str(text.into_owned())))),
    }
}

/// The same where an unknown value is kept.
///
/// # Errors
/// Another type, or a value that the variant cannot hold.
pub fn decode_str_or<'de, T, K: Keep<'de>>(
    reader: &mut Reader<'de>,
    find: fn(&str) -> Option<T>,
    keep: fn(K) -> T,
) -> Result<T, Error> {
    reader.token();
    let start = *reader;
    let text = reader.str()?;
    if let Some(value) = find(&text) {
        return Ok(value);
    }
    let kept = match &text {
        Cow::Borrowed(text) => K::keep(TagRef::Str(text.as_bytes())),
        Cow::Owned(text) => K::keep_owned(text.clone()),
    };
    kept.map(keep).ok_or_else(|| start.fault(Fault::Enumeration(Scalar::Str(text.into_owned()))))
}
