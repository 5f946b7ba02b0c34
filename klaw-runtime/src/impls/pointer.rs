//! References, `Box`, `Rc`, `Arc` and `Cow`: what they point at.

use crate::constrain::Rules;
use crate::decode::{Decode, DecodeInPlace};
use crate::encode::{Encode, room};
use crate::error::Error;
#[cfg(feature = "json")]
use crate::json;
use crate::message::{Frozen, WireMessage};
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{Reader, Writer};
use crate::schema::{Schema, WireType};
use crate::validate::Validate;
use std::borrow::Cow;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;

macro_rules! pointers {
    ($([$($generics:tt)*] $pointer:ty),* $(,)?) => {$(
        impl<$($generics)*> Encode for $pointer {
            const TYPE: WireType = <<Self as Deref>::Target as Encode>::TYPE;
            // SAFETY: what it points at is all that is written, and `dynamic` counts all of it.
            const BOUND: Bound<Self> = unsafe { Bound::at_most(0) };

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode(&self, writer: &mut Writer<'_>) {
                (**self).encode(writer);
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn dynamic(&self) -> usize {
                room(&**self)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn put<S: Sink>(&self, sink: &mut S) {
                (**self).put(sink);
            }

            #[cfg(feature = "json")]
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode_json(&self, writer: &mut json::Writer<'_>) {
                (**self).encode_json(writer);
            }
        }
    )*};
}

pointers!(
    [T: Encode + ?Sized] &T,
    [T: Encode + ?Sized] &mut T,
    [T: Encode + ?Sized] Box<T>,
    [T: Encode + ?Sized] Rc<T>,
    [T: Encode + ?Sized] Arc<T>,
    // Not every `ToOwned`: a user's `Borrow` may give another value each time it is asked, and the
    // encoder's bound is taken before the value is written.
    [T: Encode + Clone] Cow<'_, T>,
    [T: Encode + Clone] Cow<'_, [T]>,
    [] Cow<'_, str>,
);

macro_rules! validated {
    ($([$($generics:tt)*] $pointer:ty),* $(,)?) => {$(
        impl<$($generics)*> Validate for $pointer {
            fn validate(&self) -> Result<(), Error> {
                self.validate_ruled(&Rules::NONE)
            }

            #[inline]
            fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error> {
                (**self).validate_ruled(rules)
            }

            #[inline]
            fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
                (**self).keeps(rules)
            }
        }
    )*};
}

validated!(
    [T: Validate + ?Sized] &T,
    [T: Validate + ?Sized] Box<T>,
    [T: Validate + ?Sized] Rc<T>,
    [T: Validate + ?Sized] Arc<T>,
    [T: Validate + ToOwned + ?Sized] Cow<'_, T>,
);

/// What it points at: a member of a union may stand in a box.
impl<T: WireMessage> WireMessage for Box<T> {
    const SCHEMA: &'static Schema = T::SCHEMA;
    const MEMBERS: &'static [Option<&'static Schema>] = T::MEMBERS;
}

impl<T: Frozen + ?Sized> Frozen for &T {}
impl<T: Frozen + ?Sized> Frozen for Box<T> {}
impl<T: Frozen + ?Sized> Frozen for Rc<T> {}
impl<T: Frozen + ?Sized> Frozen for Arc<T> {}
impl<T: Frozen + ToOwned<Owned: Frozen> + ?Sized> Frozen for Cow<'_, T> {}

/// Two counts stand in front of what is shared, and behind a slice something fills the last word.
pub(crate) const COUNTS: usize = 3 * size_of::<usize>();

macro_rules! owned {
    ($($pointer:ident),*) => {$(
        impl<'de, T: Decode<'de>> Decode<'de> for $pointer<T> {
            #[inline]
            fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
                reader.charge(size_of::<([usize; 2], T)>())?;
                held(T::decode(reader), Self::new)
            }

            #[inline]
            fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                reader.charge(size_of::<([usize; 2], T)>())?;
                held(T::decode_ruled(reader, rules), Self::new)
            }

            #[cfg(feature = "json")]
            #[inline]
            fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
                reader.charge(size_of::<([usize; 2], T)>())?;
                held(T::decode_json(reader), Self::new)
            }

            #[cfg(feature = "json")]
            #[inline]
            fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                reader.charge(size_of::<([usize; 2], T)>())?;
                held(T::decode_json_ruled(reader, rules), Self::new)
            }
        }
    )*};
}

owned!(Rc, Arc);

/// What is shared is copied behind its counts.
pub(crate) fn copied<T>(items: &[T]) -> usize {
    COUNTS + size_of_val(items)
}

/// A box is the vector itself.
pub(crate) fn kept<T>(_: &[T]) -> usize {
    0
}

macro_rules! slices {
    ($($pointer:ident takes $more:path),*) => {$(
        impl<'de, T: Decode<'de>> Decode<'de> for $pointer<[T]> {
            #[inline]
            fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
                Self::decode_ruled(reader, &Rules::NONE)
            }

            #[inline]
            fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                let items = T::decode_sequence(reader, rules)?;
                reader.charge($more(&items))?;
                Ok(Self::from(items))
            }

            #[cfg(feature = "json")]
            #[inline]
            fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
                Self::decode_json_ruled(reader, &Rules::NONE)
            }

            #[cfg(feature = "json")]
            #[inline]
            fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                let items = T::decode_json_sequence(reader, rules)?;
                reader.charge($more(&items))?;
                Ok(Self::from(items))
            }
        }
    )*};
}

slices!(Box takes kept, Rc takes copied, Arc takes copied);

impl<'de, T: Decode<'de>> Decode<'de> for Box<T> {
    #[inline]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        reader.charge(size_of::<T>())?;
        held(T::decode(reader), Self::new)
    }

    #[inline]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        reader.charge(size_of::<T>())?;
        held(T::decode_ruled(reader, rules), Self::new)
    }

    #[inline]
    fn decode_over(&mut self, reader: &mut Reader<'de>, rules: &'static Rules) -> Result<(), Error> {
        (**self).decode_over(reader, rules)
    }

    #[cfg(feature = "json")]
    #[inline]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        reader.charge(size_of::<T>())?;
        held(T::decode_json(reader), Self::new)
    }

    #[cfg(feature = "json")]
    #[inline]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        reader.charge(size_of::<T>())?;
        held(T::decode_json_ruled(reader, rules), Self::new)
    }
}

impl<'de, T: DecodeInPlace<'de>> DecodeInPlace<'de> for Box<T> {}

/// Puts a value behind its pointer, in a function of its own, whose copies of the value are not on the stack
/// while it is decoded: it may hold another of its type.
#[inline]
fn held<T, P>(value: Result<T, Error>, new: fn(T) -> P) -> Result<P, Error> {
    match value {
        Ok(value) => Ok(new(value)),
        Err(error) => Err(error),
    }
}
