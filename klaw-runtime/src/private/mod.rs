//! What generated code calls. Not part of the public interface: it may change in any release.

pub mod any;
pub mod array;
pub(crate) mod aside;
pub mod assert;
pub mod either;
pub mod enumeration;
pub mod fault;
pub mod map;
pub mod member;
pub mod names;
pub mod registry;
mod text;
pub mod union;
pub mod view;

#[cfg(feature = "regex")]
pub use crate::constrain::Regex;
pub use crate::constrain::{Pattern, Rules};
pub use crate::msgpack::writer::{Bound, Sink};
pub use crate::schema::{
    EnumerationSchema, FieldSchema, Form, MemberBody, MemberSchema, MessageSchema, Schema, Shape, Tag, UnionSchema,
    WireType,
};
#[cfg(feature = "serde")]
pub use crate::serde;
pub use core::clone::Clone;
pub use core::cmp::PartialEq;
pub use core::default::Default;
pub use core::option::Option::{self, None, Some};
pub use core::primitive::{bool, str, u8, usize};
pub use core::result::Result::{self, Err, Ok};

use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::Error;
#[cfg(feature = "json")]
use crate::json;
use crate::message::{Frozen, WireMessage};
use crate::msgpack::writer::Part;
use crate::msgpack::{self, Reader};
use crate::validate::Validate;
use std::fmt::Display;

/// Everything a field's type must be. Generated code names a field's type through this trait alone, so
/// that a type without the traits is one error and not four.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in a wire message",
    label = "not a wire type",
    note = "derive `WireMessage` for it, or give the field `#[wire(with = module)]`",
    note = "the types of bytes, indexmap, uuid, jiff and chrono are behind features of klaw-runtime by these names"
)]
pub trait Field<'de>: Sized {
    /// `Encode::TYPE`
    const TYPE: WireType;
    /// `Encode::BOUND`. Encoding trusts it, so nobody may make up one: its type cannot be named elsewhere.
    const BOUND: Part;
    /// `Decode::MIN_SIZE`
    const MIN_SIZE: usize;

    /// The default that was written for the field of a message, as MessagePack.
    fn default_of<M: view::Defaulted<POSITION, Self>, const POSITION: usize>() -> Vec<u8>;

    /// The type's own default, as MessagePack.
    fn own_default() -> Vec<u8>
    where
        Self: Default;

    /// `Encode::dynamic`
    fn dynamic(&self) -> usize;

    /// `Encode::put`
    fn put<S: Sink>(&self, sink: &mut S);

    /// `Decode::decode`
    ///
    /// # Errors
    /// As there.
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error>;

    /// `Decode::decode_ruled`
    ///
    /// # Errors
    /// As there.
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error>;

    /// `Decode::fill`
    fn fill(slot: &mut Option<Self>, reader: &mut Reader<'de>, failed: &mut Option<Error>) -> bool;

    /// `Decode::fill_ruled`
    fn fill_ruled(
        slot: &mut Option<Self>,
        reader: &mut Reader<'de>,
        rules: &'static Rules,
        failed: &mut Option<Error>,
    ) -> bool;

    /// `Decode::decode_lax`
    ///
    /// # Errors
    /// As there.
    fn decode_lax(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error>;

    /// `Decode::fill_lax`
    fn fill_lax(
        slot: &mut Option<Self>,
        reader: &mut Reader<'de>,
        rules: &'static Rules,
        failed: &mut Option<Error>,
    ) -> bool;

    /// `Decode::decode_over`
    ///
    /// # Errors
    /// As there.
    fn decode_over(&mut self, reader: &mut Reader<'de>, rules: &'static Rules) -> Result<(), Error>;

    /// `Encode::encode_json`
    #[cfg(feature = "json")]
    fn encode_json(&self, writer: &mut json::Writer<'_>);

    /// `Decode::decode_json_ruled`
    ///
    /// # Errors
    /// As there.
    #[cfg(feature = "json")]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error>;

    /// `Decode::fill_json`
    #[cfg(feature = "json")]
    fn fill_json(slot: &mut Option<Self>, reader: &mut json::Reader<'de>, failed: &mut Option<Error>) -> bool;

    /// `Decode::fill_json_ruled`
    #[cfg(feature = "json")]
    fn fill_json_ruled(
        slot: &mut Option<Self>,
        reader: &mut json::Reader<'de>,
        rules: &'static Rules,
        failed: &mut Option<Error>,
    ) -> bool;

    /// `Decode::fill_json_apart`
    #[cfg(feature = "json")]
    fn fill_json_apart(slot: &mut Option<Self>, reader: &mut json::Reader<'de>, failed: &mut Option<Error>) -> bool;

    /// `Decode::decode_json_lax`
    ///
    /// # Errors
    /// As there.
    #[cfg(feature = "json")]
    fn decode_json_lax(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error>;

    /// `Decode::fill_json_lax`
    #[cfg(feature = "json")]
    fn fill_json_lax(
        slot: &mut Option<Self>,
        reader: &mut json::Reader<'de>,
        rules: &'static Rules,
        failed: &mut Option<Error>,
    ) -> bool;

    /// `Validate::validate`
    ///
    /// # Errors
    /// As there.
    fn validate(&self) -> Result<(), Error>;

    /// `Validate::validate_ruled`
    ///
    /// # Errors
    /// As there.
    fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error>;

    /// `Validate::keeps`
    ///
    /// # Errors
    /// As there.
    fn keeps(&self, rules: &'static Rules) -> Result<(), Error>;
}

#[diagnostic::do_not_recommend]
impl<'de, T: Encode + Decode<'de> + Validate> Field<'de> for T {
    const TYPE: WireType = <T as Encode>::TYPE;
    const BOUND: Part = <T as Encode>::BOUND.part();
    const MIN_SIZE: usize = <T as Decode<'de>>::MIN_SIZE;

    fn default_of<M: view::Defaulted<POSITION, T>, const POSITION: usize>() -> Vec<u8> {
        msgpack::to_vec(&M::__default())
    }

    fn own_default() -> Vec<u8>
    where
        T: Default,
    {
        msgpack::to_vec(&T::default())
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn dynamic(&self) -> usize {
        Encode::dynamic(self)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Sink>(&self, sink: &mut S) {
        Encode::put(self, sink);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        <T as Decode<'de>>::decode(reader)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        <T as Decode<'de>>::decode_ruled(reader, rules)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fill(slot: &mut Option<Self>, reader: &mut Reader<'de>, failed: &mut Option<Error>) -> bool {
        <T as Decode<'de>>::fill(slot, reader, failed)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fill_ruled(
        slot: &mut Option<Self>,
        reader: &mut Reader<'de>,
        rules: &'static Rules,
        failed: &mut Option<Error>,
    ) -> bool {
        <T as Decode<'de>>::fill_ruled(slot, reader, rules, failed)
    }

    fn decode_lax(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        <T as Decode<'de>>::decode_lax(reader, rules)
    }

    fn fill_lax(
        slot: &mut Option<Self>,
        reader: &mut Reader<'de>,
        rules: &'static Rules,
        failed: &mut Option<Error>,
    ) -> bool {
        <T as Decode<'de>>::fill_lax(slot, reader, rules, failed)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_over(&mut self, reader: &mut Reader<'de>, rules: &'static Rules) -> Result<(), Error> {
        <T as Decode<'de>>::decode_over(self, reader, rules)
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        Encode::encode_json(self, writer);
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        <T as Decode<'de>>::decode_json_ruled(reader, rules)
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fill_json(slot: &mut Option<Self>, reader: &mut json::Reader<'de>, failed: &mut Option<Error>) -> bool {
        <T as Decode<'de>>::fill_json(slot, reader, failed)
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fill_json_ruled(
        slot: &mut Option<Self>,
        reader: &mut json::Reader<'de>,
        rules: &'static Rules,
        failed: &mut Option<Error>,
    ) -> bool {
        <T as Decode<'de>>::fill_json_ruled(slot, reader, rules, failed)
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fill_json_apart(slot: &mut Option<Self>, reader: &mut json::Reader<'de>, failed: &mut Option<Error>) -> bool {
        // A debug build has a function for each type already.
        #[cfg(debug_assertions)]
        return <T as Decode<'de>>::fill_json(slot, reader, failed);
        #[cfg(not(debug_assertions))]
        <T as Decode<'de>>::fill_json_apart(slot, reader, failed)
    }

    #[cfg(feature = "json")]
    fn decode_json_lax(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        <T as Decode<'de>>::decode_json_lax(reader, rules)
    }

    #[cfg(feature = "json")]
    fn fill_json_lax(
        slot: &mut Option<Self>,
        reader: &mut json::Reader<'de>,
        rules: &'static Rules,
        failed: &mut Option<Error>,
    ) -> bool {
        <T as Decode<'de>>::fill_json_lax(slot, reader, rules, failed)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn validate(&self) -> Result<(), Error> {
        Validate::validate_ruled(self, &Rules::NONE)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error> {
        Validate::validate_ruled(self, rules)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
        Validate::keeps(self, rules)
    }
}

/// Reads a value of a type with rules of its own, under further rules of the place where it stands.
///
/// # Errors
/// As `decode`, or a rule that is broken.
pub fn ruled<'de, T: Decode<'de> + Validate>(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<T, Error> {
    let at = reader.rest();
    let value = T::decode(reader)?;
    match value.keeps(rules) {
        Ok(()) => Ok(value),
        Err(error) => {
            reader.seek(at);
            Err(error.or_offset(reader.offset()))
        }
    }
}

/// Puts a field into its slot, or its error into `failed`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn fill<T>(slot: &mut Option<T>, field: Result<T, Error>, failed: &mut Option<Error>) -> bool {
    match field {
        Ok(value) => {
            aside::put(slot, value);
            true
        }
        Err(error) => {
            aside::put(failed, error);
            false
        }
    }
}

/// The error that a field left behind.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn taken(failed: &mut Option<Error>) -> Error {
    match failed.take() {
        Some(error) => error,
        // Where there is none, nothing has failed.
        None => Error::custom("a field failed without an error"),
    }
}

/// A type's schema, as a function: types may hold themselves.
#[must_use]
pub fn schema_of<T: WireMessage>() -> &'static Schema {
    T::SCHEMA
}

/// What reading or checking a secret gives: its error does not show it.
///
/// # Errors
/// As the secret's.
#[inline]
pub fn hidden<T>(result: Result<T, Error>) -> Result<T, Error> {
    result.map_err(Error::hidden)
}

/// `validate = path`, behind decoding.
///
/// # Errors
/// What the check says.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn validated<T, E: Display>(value: T, check: fn(&T) -> Result<(), E>) -> Result<T, Error> {
    match check(&value) {
        Ok(()) => Ok(value),
        Err(error) => Err(Error::custom(error)),
    }
}

/// `validate = path` and `#[constrain(with = path)]`.
///
/// # Errors
/// What the check says.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn check<T: ?Sized, E: Display>(value: &T, check: fn(&T) -> Result<(), E>) -> Result<(), Error> {
    match check(value) {
        Ok(()) => Ok(()),
        Err(error) => Err(Error::custom(error)),
    }
}

/// The same where the field is an `Option`.
///
/// # Errors
/// What the check says.
pub fn check_some<T, E: Display>(value: &Option<T>, check: fn(&T) -> Result<(), E>) -> Result<(), Error> {
    match value {
        Some(value) => self::check(value, check),
        None => Ok(()),
    }
}

/// `#[constrain(items(with = path))]`
///
/// # Errors
/// What the check says, with the element's place.
pub fn check_items<'a, C, T, E>(items: &'a C, check: fn(&T) -> Result<(), E>) -> Result<(), Error>
where
    C: ?Sized,
    &'a C: IntoIterator<Item = &'a T>,
    T: 'a,
    E: Display,
{
    for (index, item) in items.into_iter().enumerate() {
        if let Err(error) = check(item) {
            return Err(Error::custom(error).in_element(index));
        }
    }
    Ok(())
}

/// `#[constrain(keys(with = path))]`
///
/// # Errors
/// What the check says, with the key's place.
pub fn check_keys<'a, C, K, V, E>(entries: &'a C, check: fn(&K) -> Result<(), E>) -> Result<(), Error>
where
    C: ?Sized,
    &'a C: IntoIterator<Item = (&'a K, &'a V)>,
    K: 'a,
    V: 'a,
    E: Display,
{
    for (key, _) in entries {
        if let Err(error) = check(key) {
            return Err(Error::custom(error).in_key());
        }
    }
    Ok(())
}

/// `#[constrain(values(with = path))]`
///
/// # Errors
/// What the check says, with the value's place.
pub fn check_values<'a, C, K, V, E>(entries: &'a C, check: fn(&V) -> Result<(), E>) -> Result<(), Error>
where
    C: ?Sized,
    &'a C: IntoIterator<Item = (&'a K, &'a V)>,
    K: 'a,
    V: 'a,
    E: Display,
{
    for (_, value) in entries {
        if let Err(error) = check(value) {
            return Err(Error::custom(error).in_entry());
        }
    }
    Ok(())
}

/// The one field of a newtype.
///
/// # Panics
/// A type that is no newtype; the derive calls it for newtypes alone.
#[must_use]
#[allow(clippy::panic, reason = "evaluated at compile time")]
pub const fn newtype_field<T: WireMessage>() -> &'static FieldSchema {
    match &T::SCHEMA.shape {
        Shape::Newtype(field) => field,
        _ => panic!("not a newtype"),
    }
}

/// The check behind `constructors!`' `literal`: fails the compile where it is evaluated in const context.
///
/// # Panics
/// A number that breaks the rules of the newtype.
#[allow(clippy::panic, reason = "a const assertion; its documentation says so")]
pub const fn assert_number(schema: &Schema, int: i128, float: f64) {
    if let Shape::Newtype(field) = &schema.shape
        && let Some(rules) = field.rules
    {
        let holds = match field.ty {
            WireType::Float { .. } => rules.holds_float(float),
            _ => rules.holds_int(int),
        };
        assert!(holds, "the number breaks the type's rule");
    }
}

/// Asks for the mark of a field's type, where the derive cannot in the impl.
pub const fn frozen<T: Frozen + ?Sized>() {}

/// `omit_trailing_defaults`: how many fields remain where the last of `count` is left out.
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn without_last(count: usize, last: usize, is_default: bool) -> usize {
    if is_default && count == last + 1 { last } else { count }
}
