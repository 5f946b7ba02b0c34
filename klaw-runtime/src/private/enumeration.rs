//! Enumerations: an integer or a string on the wire.

use super::array::TagRef;
use super::union::{Keep, keep_value};
use crate::error::Error;
use crate::fault::{Fault, Scalar};
use crate::msgpack::Reader;

/// Asserts of a discriminant that no i64 would wrap it.
#[track_caller]
#[allow(clippy::panic, reason = "a const assertion: the message is the compiler's")]
pub const fn fits_i64(discriminant: i128) {
    if discriminant as i64 as i128 != discriminant {
        panic!("the discriminant is outside i64, the widest integer of an enumeration; choose a smaller one");
    }
}

/// Reads the value of an enumeration of integers, and looks it up.
///
/// # Errors
/// Another type, or a value that the enumeration does not have.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_int<'de, T>(reader: &mut Reader<'de>, find: fn(i64) -> Option<T>) -> Result<T, Error> {
    let at = reader.rest();
    if let Some(value) = reader.i64_in_window()
        && let Some(value) = find(value)
    {
        return Ok(value);
    }
    reader.seek(at);
    let value = reader.apart(any_int)?;
    match find(value) {
        Some(value) => Ok(value),
        None => {
            reader.seek(at);
            Err(reader.fault(Fault::Enumeration(Scalar::Int(i128::from(value)))))
        }
    }
}

/// An integer at the very end of the input, or one that no enumeration has.
#[cold]
#[inline(never)]
fn any_int(reader: &mut Reader<'_>) -> Result<i64, Error> {
    let at = reader.rest();
    let value = reader.int_or_digits()?;
    i64::try_from(value).map_err(|_| {
        reader.seek(at);
        reader.fault(Fault::Enumeration(Scalar::Int(value)))
    })
}

/// The same where an unknown value is kept.
///
/// # Errors
/// Another type, or a value that the variant cannot hold.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_int_or<'de, T, K: Keep<'de>>(
    reader: &mut Reader<'de>,
    find: fn(i64) -> Option<T>,
    keep: fn(K) -> T,
) -> Result<T, Error> {
    let at = reader.rest();
    let value = reader.int_or_digits()?;
    if let Some(value) = i64::try_from(value).ok().and_then(find) {
        return Ok(value);
    }
    match keep_value(TagRef::Int(value)) {
        Ok(value) => Ok(keep(value)),
        Err(fault) => {
            reader.seek(at);
            Err(reader.fault(fault))
        }
    }
}

/// Reads the value of an enumeration of strings, and looks it up.
///
/// # Errors
/// Another type, or a value that the enumeration does not have.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_str<'de, T>(reader: &mut Reader<'de>, find: fn(&str) -> Option<T>) -> Result<T, Error> {
    let at = reader.rest();
    let value = reader.str()?;
    match find(value) {
        Some(value) => Ok(value),
        None => {
            reader.seek(at);
            Err(unknown_str(reader, value))
        }
    }
}

#[cold]
#[inline(never)]
fn unknown_str(reader: &Reader<'_>, value: &str) -> Error {
    reader.fault(Fault::Enumeration(Scalar::Str(String::from(value))))
}

/// The same where an unknown value is kept.
///
/// # Errors
/// Another type, or a value that the variant cannot hold.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_str_or<'de, T, K: Keep<'de>>(
    reader: &mut Reader<'de>,
    find: fn(&str) -> Option<T>,
    keep: fn(K) -> T,
) -> Result<T, Error> {
    let value = reader.str()?;
    if let Some(value) = find(value) {
        return Ok(value);
    }
    match keep_value(TagRef::Str(value.as_bytes())) {
        Ok(value) => Ok(keep(value)),
        Err(fault) => Err(reader.fault(fault)),
    }
}
