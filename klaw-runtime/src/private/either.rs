//! Messages that decode from both forms: which one it is, the first byte tells.

use super::array::{self, Positional};
use super::aside;
use super::map::{self, Keyed};
use super::member::{Member, wrapped};
use super::union::Open;
use crate::error::Error;
#[cfg(feature = "json")]
use crate::json;
use crate::msgpack::Reader;
use crate::msgpack::marker::Kind;
use crate::schema::Tag;

/// Reads a message in array form, or in map form.
///
/// # Errors
/// Input that is not this message.
#[inline(always)]
pub fn decode<'de, T: Either<'de>>(reader: &mut Reader<'de>) -> Result<<T as Positional<'de>>::Output, Error> {
    if reader.kind() == Some(Kind::Map) { aside::call(reader, map::decode::<T>) } else { array::decode::<T>(reader) }
}

/// Reads a message in array form, or in map form, over an old one.
///
/// # Errors
/// Input that is not this message.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_over<'de, T: Either<'de>>(
    output: &mut <T as Positional<'de>>::Output,
    reader: &mut Reader<'de>,
) -> Result<(), Error> {
    if reader.kind() == Some(Kind::Map) {
        map::decode_over::<T>(output, reader)
    } else {
        array::decode_over::<T>(output, reader)
    }
}

/// A message that has both forms.
pub trait Either<'de>: Positional<'de> + Keyed<'de, Output = <Self as Positional<'de>>::Output> {
    /// The tag, if there is one.
    const TAG: Option<Tag> = <Self as Positional<'de>>::TAG;
    /// `Positional::START`
    const START: u32 = <Self as Positional<'de>>::START;
    /// What the rules between a union's members look at.
    const MEMBER: Member = <Self as Keyed<'de>>::MEMBER;

    /// `Positional::started`
    ///
    /// # Errors
    /// As there.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn started(reader: &mut Reader<'de>) -> Result<<Self as Positional<'de>>::Output, Error> {
        <Self as Positional<'de>>::started(reader)
    }

    /// Reads the message whose tag its union has read.
    ///
    /// # Errors
    /// A field's.
    fn opened(reader: &mut Reader<'de>, open: &Open<'de>) -> Result<<Self as Positional<'de>>::Output, Error> {
        match open {
            Open::Array(open) => open.member::<Self>(reader),
            Open::Map(open) => open.member::<Self>(reader),
        }
    }

    /// `Positional::if_json`
    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn if_json(reader: &mut json::Reader<'de>) -> Option<usize> {
        <Self as Positional<'de>>::if_json(reader)
    }

    /// `Positional::fields_json`
    ///
    /// # Errors
    /// As there.
    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fields_json(reader: &mut json::Reader<'de>, start: usize) -> Result<<Self as Positional<'de>>::Output, Error> {
        <Self as Positional<'de>>::fields_json(reader, start)
    }

    /// `opened` of JSON.
    ///
    /// # Errors
    /// A field's.
    #[cfg(feature = "json")]
    fn opened_json(
        reader: &mut json::Reader<'de>,
        open: &json::message::Open<'de>,
    ) -> Result<<Self as Positional<'de>>::Output, Error> {
        json::message::opened_either::<Self>(reader, open)
    }

    wrapped! {
        started_as of <Self as Either<'de>>::started, (Reader<'de>) -> <Self as Positional<'de>>::Output;
        opened_as of <Self as Either<'de>>::opened, (Reader<'de>, open: &Open<'de>) -> <Self as Positional<'de>>::Output;
        #[cfg(feature = "json")]
        fields_json_as of <Self as Either<'de>>::fields_json,
            (json::Reader<'de>, start: usize) -> <Self as Positional<'de>>::Output;
        #[cfg(feature = "json")]
        opened_json_as of <Self as Either<'de>>::opened_json,
            (json::Reader<'de>, open: &json::message::Open<'de>) -> <Self as Positional<'de>>::Output;
    }
}

impl<'de, T: Positional<'de> + Keyed<'de, Output = <T as Positional<'de>>::Output>> Either<'de> for T {}
