//! Messages, unions and enumerations in JSON: what the output of `#[wire(json)]` calls.

mod array;
mod enumeration;
mod map;
mod union;

pub use array::{decode_array, elements, if_array};
pub use enumeration::{decode_int, decode_int_or, decode_str, decode_str_or};
pub use map::{decode_map, entries, if_map};
pub use union::{
    Open, decode_union_array, decode_union_either, decode_union_map, opened_array, opened_either, opened_map, otherwise,
};

use super::{Reader, no_codec};
use crate::error::Error;
use crate::private::array::Positional;
use crate::private::aside;
use crate::private::either::Either;

/// What is large is read by a function of its own, the same wherever it stands. A debug build has it in line: there each
/// function on the way would have the message on the stack once more.
const fn is_large<T>() -> bool {
    !cfg!(debug_assertions) && size_of::<T>() > aside::INLINED_JSON
}

/// Is there another entry? `false` where an error is left in `failed`: with a `?` for each field, a message would take that
/// much more of the stack in a debug build.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn entry(reader: &mut Reader<'_>, more: &mut bool, failed: &mut Option<Error>) -> bool {
    told(reader.entry(), more, failed)
}

/// The same of elements.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn element(reader: &mut Reader<'_>, more: &mut bool, failed: &mut Option<Error>) -> bool {
    told(reader.element(), more, failed)
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn told(result: Result<bool, Error>, more: &mut bool, failed: &mut Option<Error>) -> bool {
    match result {
        Ok(is_more) => {
            *more = is_more;
            true
        }
        Err(error) => {
            aside::put(failed, error);
            false
        }
    }
}

/// Reads a message in array form, or in map form.
///
/// # Errors
/// Input that is not this message.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_either<'de, T: Either<'de>>(reader: &mut Reader<'de>) -> Result<<T as Positional<'de>>::Output, Error> {
    if reader.token() == b'{' { map_of_either::<T>(reader) } else { decode_array::<T>(reader) }
}

/// The form that is not written. Out of line: in one function the two would each take their room on the stack.
#[inline(never)]
fn map_of_either<'de, T: Either<'de>>(reader: &mut Reader<'de>) -> Result<<T as Positional<'de>>::Output, Error> {
    decode_map::<T>(reader)
}

/// The error of a field, at its place.
///
/// # Errors
/// That one.
#[cold]
#[inline(never)]
pub fn failed_element<T>(failed: &mut Option<Error>, index: usize) -> Result<T, Error> {
    Err(crate::private::taken(failed).in_element(index))
}

/// The same in map form.
///
/// # Errors
/// That one.
#[cold]
#[inline(never)]
pub fn failed_field<T>(failed: &mut Option<Error>, name: &'static str) -> Result<T, Error> {
    Err(crate::private::taken(failed).in_field(name))
}

/// Reads a value of a type with rules of its own, under further rules of the place where it stands.
///
/// # Errors
/// As `decode_json`, or a rule that is broken.
pub fn ruled<'de, T: crate::Decode<'de> + crate::Validate>(
    reader: &mut Reader<'de>,
    rules: &'static crate::constrain::Rules,
) -> Result<T, Error> {
    reader.token();
    let start = reader.offset();
    let value = T::decode_json(reader)?;
    match value.keeps(rules) {
        Ok(()) => Ok(value),
        Err(error) => Err(error.or_offset(start)),
    }
}

/// What stands in for the codec of a type that is not marked.
///
/// # Errors
/// Always.
#[cold]
pub fn none<M, T>(reader: &Reader<'_>) -> Result<T, Error> {
    Err(no_codec::<M>(reader))
}
