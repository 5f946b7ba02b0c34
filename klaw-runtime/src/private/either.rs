//! Messages that decode from both forms: which one it is, the first byte tells.

use super::array::{self, Positional};
use super::map::{self, Keyed};
use crate::error::Error;
use crate::msgpack::Reader;
use crate::msgpack::marker::Kind;

/// Reads a message in array form, or in map form.
///
/// # Errors
/// Input that is not this message.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode<'de, T, O>(reader: &mut Reader<'de>) -> Result<O, Error>
where
    T: Positional<'de, Output = O> + Keyed<'de, Output = O>,
{
    if reader.kind() == Some(Kind::Map) { map::decode::<T>(reader) } else { array::decode::<T>(reader) }
}

/// Reads a message in array form, or in map form, over an old one.
///
/// # Errors
/// Input that is not this message.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_over<'de, T, O>(output: &mut O, reader: &mut Reader<'de>) -> Result<(), Error>
where
    T: Positional<'de, Output = O> + Keyed<'de, Output = O>,
{
    if reader.kind() == Some(Kind::Map) {
        map::decode_over::<T>(output, reader)
    } else {
        array::decode_over::<T>(output, reader)
    }
}
