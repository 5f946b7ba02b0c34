//! Messages in map form.

use super::is_large;
use super::union::expect_tag;
use crate::error::Error;
use crate::fault::Fault;
use crate::json::Reader;
use crate::private::aside;
use crate::private::map::{self, Keyed, Keys};
use std::mem::ManuallyDrop;

/// Reads a message in map form.
///
/// # Errors
/// Input that is not this message.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_map<'de, T: Keyed<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    if is_large::<T::Output>() { reader.apart(map_alone::<T>) } else { map_here::<T>(reader) }
}

/// As `array_alone`.
#[inline(never)]
fn map_alone<'de, T: Keyed<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    let mut near = reader.near();
    let message = map_here::<T>(&mut near);
    reader.follow(&near);
    message
}

// It is called once, and in a debug build a frame of its own would be one for each level.
#[inline(always)]
fn map_here<'de, T: Keyed<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    let start = match if_map::<T>(reader) {
        Some(start) => start,
        None => reader.apart(begin_map)?,
    };
    entries::<T>(reader, start)
}

/// Opens a message in map form if it begins as it is written: its bracket, and its tag. Gives its place.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn if_map<'de, T: Keyed<'de>>(reader: &mut Reader<'de>) -> Option<usize> {
    reader.token();
    let start = reader.offset();
    reader.opens(T::JSON_START, T::TAG.is_some()).then_some(start)
}

/// Opens a message in map form that begins in another way.
#[cold]
#[inline(never)]
fn begin_map(reader: &mut Reader<'_>) -> Result<usize, Error> {
    let start = reader.offset();
    reader.begin_object()?;
    Ok(start)
}

/// Reads the entries of a message that begins at `start`: those that stand where they are written, then any others.
///
/// # Errors
/// A field's.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn entries<'de, T: Keyed<'de>>(reader: &mut Reader<'de>, start: usize) -> Result<T::Output, Error> {
    let mut slots = T::NONE;
    let mut failed = None;
    let filled = match fill_in_order::<T>(&mut slots, reader, &mut failed) {
        Ok(false) => Ok(()),
        Ok(true) => others_apart::<T>(&mut slots, reader),
        Err(error) => Err(error),
    };
    match filled {
        Ok(()) => map::assemble::<T>(&mut slots, start),
        Err(error) => {
            discard::<T>(&mut slots);
            Err(error)
        }
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn discard<'de, T: Keyed<'de>>(slots: &mut ManuallyDrop<T::Slots>) {
    if is_large::<T::Output>() {
        aside::discard_apart(slots, || T::NONE);
    } else {
        aside::discard(slots, || T::NONE);
    }
}

/// On copies, as what is lent to a function that is called is in memory; but of a large message the copy would take as
/// much of the stack as the message does.
#[cfg(not(debug_assertions))]
#[inline(always)]
fn others_apart<'de, T: Keyed<'de>>(slots: &mut ManuallyDrop<T::Slots>, reader: &mut Reader<'de>) -> Result<(), Error> {
    if is_large::<T::Output>() {
        return reader.apart(|reader| others::<T>(slots, reader));
    }
    let mut copy = std::mem::replace(slots, T::NONE);
    let result = reader.apart(|reader| others::<T>(&mut copy, reader));
    *slots = copy;
    result
}

/// A debug build has everything in memory.
#[cfg(debug_assertions)]
#[inline(always)]
fn others_apart<'de, T: Keyed<'de>>(slots: &mut ManuallyDrop<T::Slots>, reader: &mut Reader<'de>) -> Result<(), Error> {
    others::<T>(slots, reader)
}

/// The one place that `fill_json_in_order`, which is always inlined, is inlined into.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
fn fill_in_order<'de, T: Keyed<'de>>(
    slots: &mut T::Slots,
    reader: &mut Reader<'de>,
    failed: &mut Option<Error>,
) -> Result<bool, Error> {
    T::fill_json_in_order(slots, reader, failed)
}

/// Reads the entries that stand in another order. The cursor is at a key.
#[cold]
#[inline(never)]
fn others<'de, T: Keyed<'de>>(slots: &mut T::Slots, reader: &mut Reader<'de>) -> Result<(), Error> {
    // The name that is expected next: the one behind the last.
    let (mut next, mut at_key) = (0, true);
    loop {
        match other(reader, T::KEYS, &mut next, &mut at_key) {
            Ok(Some(field)) => match T::fill_json_entry(slots, reader, field, &mut None) {
                Ok(()) => {}
                Err(error) => return Err(error),
            },
            Ok(None) => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

/// Reads keys up to one of a field, and gives its number; `None` where the object has ended. Tags are checked, and what is
/// unknown is passed over or refused. A function of its own, so that its locals are not on the stack while the field is
/// read.
#[inline(never)]
fn other(
    reader: &mut Reader<'_>,
    keys: &'static Keys,
    next: &mut usize,
    at_key: &mut bool,
) -> Result<Option<usize>, Error> {
    loop {
        // The cursor is at a key, or behind a value.
        if !std::mem::take(at_key) && !reader.entry()? {
            return Ok(None);
        }
        if let Some(field) = key(reader, keys, next)? {
            return Ok(Some(field));
        }
    }
}

/// Reads a key; `None` where it is of no field.
fn key(reader: &mut Reader<'_>, keys: &'static Keys, next: &mut usize) -> Result<Option<usize>, Error> {
    let at = reader.offset();
    let key = reader.key_bytes()?;
    let named = |index: usize| keys.names.get(index).filter(|name| name.name.as_bytes() == &*key);
    let index = match named(*next) {
        Some(_) => Some(*next),
        None => keys.position(&key),
    };
    if let Some(name) = index.and_then(named) {
        *next = index.map_or(0, |index| index + 1);
        return Ok(Some(name.field));
    }
    if let Some(tag) = keys.tag
        && *key == *keys.tag_field.as_bytes()
    {
        expect_tag(reader, tag).map_err(|error| error.in_field(keys.tag_field))?;
    } else if keys.forbid_unknown {
        return Err(match str::from_utf8(&key) {
            Ok(key) => Error::at_offset(Fault::UnknownField(String::from(key)), at),
            Err(_) => Error::at_offset(Fault::InvalidUtf8, at).in_key(),
        });
    } else if let Err(error) = reader.skip() {
        return Err(error.in_field(&String::from_utf8_lossy(&key)));
    }
    Ok(None)
}
