//! What `#[wire(serde)]` prints calls: the one model through serde's traits, in whatever format serde has.
//!
//! Array forms are sequences, map forms structs. Names, defaults, strictness, tags and rules are those of the wire; bytes
//! are padded base64 in formats for people, calendar types, UUIDs and addresses text in every format.

mod collections;
pub mod enumeration;
mod lax;
pub mod message;
mod option;
mod place;
mod raw;
mod scalar;
pub(crate) mod text;
pub mod union;
mod value;

pub use lax::Lax;
pub use message::{Elements, Entries, Message, Next, ReadWith, Source, WriteWith, with, with_element, with_entry};
pub use place::{Budget, Place};
pub use serde_core::de::SeqAccess;
pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
pub use union::{Open, SerdeMember, Union};
#[cfg(feature = "config")]
pub(crate) use value::ValueDeserializer;
#[cfg(feature = "toml")]
pub(crate) use value::no_variant;
pub(crate) use value::{keys_by_text, number_of, visit_int};

use crate::constrain::Rules;
use crate::encode::Encode;
use crate::error::Error;
use crate::fault::Fault;
use crate::validate::Validate;
use serde_core::de::DeserializeSeed;
use serde_core::ser::{SerializeSeq, SerializeStruct};
use std::marker::PhantomData;

/// A value that serde writes as the wire has it.
pub trait Ser {
    /// `serde::Serialize::serialize`
    ///
    /// # Errors
    /// The format's.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// The same of a sequence: `u8` makes bytes of it.
    ///
    /// # Errors
    /// The format's.
    fn serialize_sequence<S: Serializer>(items: &[Self], serializer: S) -> Result<S::Ok, S::Error>
    where
        Self: Sized,
    {
        serializer.collect_seq(items.iter().map(Part))
    }

    /// The same of a sequence whose length is the type's.
    ///
    /// # Errors
    /// The format's.
    fn serialize_array<S: Serializer>(items: &[Self], serializer: S) -> Result<S::Ok, S::Error>
    where
        Self: Sized,
    {
        collections::serialize_array(items, serializer)
    }

    /// Writes an element of an array form.
    ///
    /// # Errors
    /// The format's.
    fn element<S: SerializeSeq>(&self, elements: &mut S) -> Result<(), S::Error> {
        elements.serialize_element(&Part(self))
    }

    /// Writes an entry of a map form.
    ///
    /// # Errors
    /// The format's.
    fn entry<S: SerializeStruct>(&self, entries: &mut S, name: &'static str) -> Result<(), S::Error> {
        entries.serialize_field(name, &Part(self))
    }
}

/// A value that serde reads as the wire has it.
pub trait De<'de>: Encode + Sized {
    /// `serde::Deserialize::deserialize`, for a value at `place`.
    ///
    /// # Errors
    /// The format's, or input that is not a value of this type.
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error>;

    /// The same of a sequence: `u8` makes bytes of it.
    ///
    /// # Errors
    /// As there.
    fn deserialize_sequence<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Vec<Self>, D::Error> {
        collections::sequence(deserializer, place)
    }

    /// The same of a sequence of exactly `N`.
    ///
    /// # Errors
    /// As there.
    fn deserialize_array<const N: usize, D: Deserializer<'de>>(
        deserializer: D,
        place: &Place<'_>,
    ) -> Result<[Self; N], D::Error> {
        collections::array(deserializer, place)
    }

    /// Reads the next part of a message into its slot; `false` where there is none.
    ///
    /// # Errors
    /// As `deserialize`.
    fn fill<N: Next<'de>>(slot: &mut Option<Self>, next: &mut N, place: &Place<'_>) -> Result<bool, N::Error> {
        *slot = next.next(Seed::new(place))?;
        Ok(slot.is_some())
    }

    /// The same with rules.
    ///
    /// # Errors
    /// As `deserialize`, or a rule that is broken.
    fn fill_ruled<N: Next<'de>>(
        slot: &mut Option<Self>,
        next: &mut N,
        rules: &'static Rules,
        place: &Place<'_>,
    ) -> Result<bool, N::Error>
    where
        Self: Validate,
    {
        Self::fill(slot, next, &place.ruled(rules))?;
        match slot {
            Some(value) => kept(value, rules, place).map(|()| true),
            None => Ok(false),
        }
    }
}

/// Everything that a field of a `serde` type must be. Generated code names a field's type through this trait alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not made for serde, and the message that holds it is",
    label = "no serde here",
    note = "mark its type `#[wire(serde)]` too, or give the field `#[wire(with = module)]`"
)]
pub trait SerdeField<'de>: Sized {
    /// `Ser::serialize`
    ///
    /// # Errors
    /// As there.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// `De::deserialize`
    ///
    /// # Errors
    /// As there.
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error>;

    /// `Ser::element`
    ///
    /// # Errors
    /// As there.
    fn element<S: SerializeSeq>(&self, elements: &mut S) -> Result<(), S::Error>;

    /// `Ser::entry`
    ///
    /// # Errors
    /// As there.
    fn entry<S: SerializeStruct>(&self, entries: &mut S, name: &'static str) -> Result<(), S::Error>;

    /// `De::fill`
    ///
    /// # Errors
    /// As there.
    fn fill<N: Next<'de>>(slot: &mut Option<Self>, next: &mut N, place: &Place<'_>) -> Result<bool, N::Error>;

    /// `De::fill_ruled`
    ///
    /// # Errors
    /// As there.
    fn fill_ruled<N: Next<'de>>(
        slot: &mut Option<Self>,
        next: &mut N,
        rules: &'static Rules,
        place: &Place<'_>,
    ) -> Result<bool, N::Error>;
}

#[diagnostic::do_not_recommend]
impl<'de, T: Ser + De<'de> + Validate> SerdeField<'de> for T {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Ser::serialize(self, serializer)
    }

    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        <T as De<'de>>::deserialize(deserializer, place)
    }

    fn element<S: SerializeSeq>(&self, elements: &mut S) -> Result<(), S::Error> {
        Ser::element(self, elements)
    }

    fn entry<S: SerializeStruct>(&self, entries: &mut S, name: &'static str) -> Result<(), S::Error> {
        Ser::entry(self, entries, name)
    }

    fn fill<N: Next<'de>>(slot: &mut Option<Self>, next: &mut N, place: &Place<'_>) -> Result<bool, N::Error> {
        <T as De<'de>>::fill(slot, next, place)
    }

    fn fill_ruled<N: Next<'de>>(
        slot: &mut Option<Self>,
        next: &mut N,
        rules: &'static Rules,
        place: &Place<'_>,
    ) -> Result<bool, N::Error> {
        <T as De<'de>>::fill_ruled(slot, next, rules, place)
    }
}

/// `serde::Deserialize` of a type, where its input begins.
///
/// # Errors
/// As `De::deserialize`.
pub fn deserialize<'de, T: De<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::deserialize(deserializer, &Place::ROOT)
}

/// Checks the rules of a value that was read.
///
/// # Errors
/// A rule that is broken.
pub fn kept<T: Validate, E: serde_core::de::Error>(
    value: &T,
    rules: &'static Rules,
    place: &Place<'_>,
) -> Result<(), E> {
    told(value.keeps(rules), place)
}

/// What a module of the user's says, with the place of what it was to read.
///
/// # Errors
/// That.
pub fn said<T, E: serde_core::de::Error>(result: Result<T, E>, place: &Place<'_>) -> Result<T, E> {
    result.map_err(|error| E::custom(place.around(error)))
}

/// What reading a secret gives: a format's error may quote what it found.
///
/// # Errors
/// As the secret's.
pub fn hidden<T, E: serde_core::de::Error>(result: Result<T, E>, place: &Place<'_>) -> Result<T, E> {
    result.map_err(|_| place.fault(Fault::SECRET))
}

/// What a check of the user's says, at the place of what it checked.
///
/// # Errors
/// That.
pub fn told<T, E: serde_core::de::Error>(result: Result<T, Error>, place: &Place<'_>) -> Result<T, E> {
    result.map_err(|error| place.error(error))
}

/// A value under a trait that serde knows.
struct Part<'a, T: ?Sized>(&'a T);

impl<T: Ser + ?Sized> Serialize for Part<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Reads a value at its place.
struct Seed<'p, T> {
    place: &'p Place<'p>,
    value: PhantomData<fn() -> T>,
}

impl<'p, T> Seed<'p, T> {
    fn new(place: &'p Place<'p>) -> Self {
        Self { place, value: PhantomData }
    }
}

impl<'de, T: De<'de>> DeserializeSeed<'de> for Seed<'_, T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer, self.place)
    }
}
