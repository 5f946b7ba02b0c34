//! Messages in array form.

use super::is_large;
use super::union::expect_tag;
use crate::error::Error;
use crate::fault::Fault;
use crate::json::Reader;
use crate::private::array::{self, Positional};
use crate::private::aside;

/// Reads a message in array form.
///
/// # Errors
/// Input that is not this message.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_array<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    if is_large::<T::Output>() { reader.apart(array_alone::<T>) } else { array_here::<T>(reader) }
}

/// The cursor comes and goes as a copy: so it is in registers where it comes from, and in here.
#[inline(never)]
fn array_alone<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    let mut near = reader.near();
    let message = array_here::<T>(&mut near);
    reader.follow(&near);
    message
}

// As `map_here`.
#[inline(always)]
fn array_here<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    let start = match if_array::<T>(reader) {
        Some(start) => start,
        None => reader.apart(begin_array::<T>)?,
    };
    elements::<T>(reader, start)
}

/// Opens a message in array form if it begins as it is written: its bracket, and its tag. Gives its place.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn if_array<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Option<usize> {
    reader.token();
    let start = reader.offset();
    reader.opens(T::JSON_START, T::TAG.is_some()).then_some(start)
}

/// Opens a message in array form that begins in another way.
#[cold]
#[inline(never)]
fn begin_array<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<usize, Error> {
    let start = reader.offset();
    reader.begin_array()?;
    if let Some(expected) = T::TAG {
        if !reader.element()? {
            return Err(too_few::<T>(start, 0));
        }
        expect_tag(reader, expected).map_err(|error| error.in_element(0))?;
    }
    Ok(start)
}

/// Reads the fields behind the tag of a message that begins at `start`.
///
/// # Errors
/// A field's.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn elements<'de, T: Positional<'de>>(reader: &mut Reader<'de>, start: usize) -> Result<T::Output, Error> {
    let mut slots = T::NONE;
    let filled = match fill_fields::<T>(&mut slots, reader, &mut None) {
        Ok(fields) => finish::<T>(reader, fields, start),
        Err(error) => Err(error),
    };
    match filled {
        Ok(()) => array::assemble::<T, array::All>(&mut slots),
        Err(error) => {
            aside::discard(&mut slots, || T::NONE);
            Err(error)
        }
    }
}

/// The one place that `fill_json_fields`, which is always inlined, is inlined into.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
fn fill_fields<'de, T: Positional<'de>>(
    slots: &mut T::Slots,
    reader: &mut Reader<'de>,
    failed: &mut Option<Error>,
) -> Result<usize, Error> {
    T::fill_json_fields(slots, reader, failed)
}

/// Passes over what stands behind the fields, and closes the array.
#[cfg_attr(not(debug_assertions), inline(always))]
fn finish<'de, T: Positional<'de>>(reader: &mut Reader<'de>, fields: usize, start: usize) -> Result<(), Error> {
    if fields < T::FIELDS {
        // The array has ended.
        return if fields < T::REQUIRED { Err(too_few::<T>(start, first::<T>() + fields)) } else { Ok(()) };
    }
    if !reader.element()? {
        return Ok(());
    }
    if T::FORBID_UNKNOWN {
        return Err(Error::at_offset(Fault::NoMoreThan(T::FIELDS), start));
    }
    reader.apart(|reader| further(reader, first::<T>() + T::FIELDS))
}

#[inline(never)]
fn further(reader: &mut Reader<'_>, mut index: usize) -> Result<(), Error> {
    loop {
        if let Err(error) = reader.skip() {
            return Err(error.in_element(index));
        }
        index += 1;
        if !reader.element()? {
            return Ok(());
        }
    }
}

/// Where the fields start: behind the tag.
const fn first<'de, T: Positional<'de>>() -> usize {
    if T::TAG.is_some() { 1 } else { 0 }
}

#[cold]
fn too_few<'de, T: Positional<'de>>(start: usize, got: usize) -> Error {
    Error::at_offset(Fault::AtLeast { want: first::<T>() + T::REQUIRED, got }, start)
}
