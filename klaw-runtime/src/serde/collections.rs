//! Pointers, sequences, sets, maps and tuples.

use super::{De, Part, Place, Seed, Ser};
use crate::fault::Fault;
#[cfg(feature = "indexmap")]
use crate::impls::indices;
use crate::impls::{copied, grows, kept, nothing, table, tree};
use serde_core::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_core::ser::SerializeTuple;
use serde_core::{Deserializer, Serializer};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::Arc;

// Pointers: what they point at.

macro_rules! pointers {
    ($([$($generics:tt)*] $pointer:ty),* $(,)?) => {$(
        impl<$($generics)*> Ser for $pointer {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                (**self).serialize(serializer)
            }
        }
    )*};
}

pointers!(
    [T: Ser + ?Sized] &T,
    [T: Ser + ?Sized] Box<T>,
    [T: Ser + ?Sized] Rc<T>,
    [T: Ser + ?Sized] Arc<T>,
    [T: Ser + ToOwned + ?Sized] Cow<'_, T>,
);

macro_rules! held {
    ($($pointer:ident of $held:ty, takes $more:path;)*) => {$(
        impl<'de, T: De<'de>> De<'de> for $pointer<T> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
                place.charge(size_of::<$held>())?;
                T::deserialize(deserializer, place).map(Self::new)
            }
        }

        impl<'de, T: De<'de>> De<'de> for $pointer<[T]> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
                let items = T::deserialize_sequence(deserializer, place)?;
                place.charge($more(&items))?;
                Ok(Self::from(items))
            }
        }
    )*};
}

held! {
    Box of T, takes kept;
    Rc of ([usize; 2], T), takes copied;
    Arc of ([usize; 2], T), takes copied;
}

// Sequences.

impl<T: Ser> Ser for [T] {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize_sequence(self, serializer)
    }
}

impl<T: Ser> Ser for Vec<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize_sequence(self, serializer)
    }
}

impl<'de, T: De<'de>> De<'de> for Vec<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        T::deserialize_sequence(deserializer, place)
    }
}

impl<T: Ser, const N: usize> Ser for [T; N] {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize_array(self, serializer)
    }
}

impl<'de, T: De<'de>, const N: usize> De<'de> for [T; N] {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        T::deserialize_array(deserializer, place)
    }
}

/// Writes elements whose number the type knows.
pub(super) fn serialize_array<T: Ser, S: Serializer>(items: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    let mut tuple = serializer.serialize_tuple(items.len())?;
    for item in items {
        tuple.serialize_element(&Part(item))?;
    }
    tuple.end()
}

/// A collection that is an array on the wire.
pub(super) trait Collect<T>: Default {
    /// What so many elements of a size take beside themselves.
    const EXTRA: Extra;

    /// An empty one with room for so many.
    fn with_room(count: usize) -> Self {
        let _ = count;
        Self::default()
    }

    /// Makes room for so many more.
    fn reserve(&mut self, more: usize);

    fn add(&mut self, item: T);
}

pub(super) type Extra = fn(usize, usize) -> usize;

/// Reads all elements into a collection.
struct All<'p, T, C>(&'p Place<'p>, PhantomData<fn() -> (T, C)>);

impl<'de, T: De<'de>, C: Collect<T>> Visitor<'de> for All<'_, T, C> {
    type Value = C;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f, "array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, elements: A) -> Result<C, A::Error> {
        let room = if self.0.is_charged() { 0 } else { believed::<T>(elements.size_hint()) };
        gather(elements, self.0, C::with_room(room))
    }
}

/// A hint about a length bounds what is reserved, to a megabyte. Where all is charged, it is charged as it is.
fn believed<T>(hint: Option<usize>) -> usize {
    hint.unwrap_or(0).min((1 << 20) / size_of::<T>().max(1))
}

/// Reads all elements into a collection that is empty.
pub(super) fn gather<'de, T: De<'de>, C: Collect<T>, A: SeqAccess<'de>>(
    mut elements: A,
    place: &Place<'_>,
    mut items: C,
) -> Result<C, A::Error> {
    let mut room = Room::new::<T>(place, C::EXTRA);
    items.reserve(room.grow(elements.size_hint().unwrap_or(0))?);
    let mut index = 0;
    while let Some(item) = elements.next_element_seed(Seed::new(&place.element(index)))? {
        items.reserve(room.behind(index)?);
        items.add(item);
        index += 1;
    }
    Ok(items)
}

/// How much a collection was charged for at its place. Where nothing is charged it has no room, and grows by itself.
pub(super) struct Room<'p> {
    place: &'p Place<'p>,
    extra: Extra,
    size: usize,
    count: usize,
    charged: usize,
}

impl<'p> Room<'p> {
    /// For elements of this type.
    pub(super) fn new<T>(place: &'p Place<'p>, extra: Extra) -> Self {
        Self { place, extra, size: size_of::<T>(), count: 0, charged: 0 }
    }

    /// Charges for so many more, and says how many to make room for.
    pub(super) fn grow<E: Error>(&mut self, more: usize) -> Result<usize, E> {
        if !self.place.is_charged() {
            return Ok(0);
        }
        let count = self.count.saturating_add(more);
        // What has no size takes time.
        let items = count.saturating_mul(self.size.max(1));
        let whole = items.saturating_add((self.extra)(count, self.size));
        self.place.charge(whole.saturating_sub(self.charged))?;
        (self.count, self.charged) = (count, whole);
        Ok(more)
    }

    /// The same for one behind `count`, where there is no room: twice what there was.
    pub(super) fn behind<E: Error>(&mut self, count: usize) -> Result<usize, E> {
        if count < self.count { Ok(0) } else { self.grow(count.max(4)) }
    }
}

impl<T> Collect<T> for Vec<T> {
    const EXTRA: Extra = nothing;

    fn with_room(count: usize) -> Self {
        Self::with_capacity(count)
    }

    fn reserve(&mut self, more: usize) {
        self.reserve_exact(more);
    }

    fn add(&mut self, item: T) {
        self.push(item);
    }
}

/// Reads a sequence of any length.
pub(super) fn sequence<'de, T: De<'de>, D: Deserializer<'de>>(
    deserializer: D,
    place: &Place<'_>,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_seq(All(place, PhantomData))
}

/// Reads a sequence of exactly `N`.
pub(super) fn array<'de, T: De<'de>, const N: usize, D: Deserializer<'de>>(
    deserializer: D,
    place: &Place<'_>,
) -> Result<[T; N], D::Error> {
    let items: Vec<T> = deserializer.deserialize_tuple(N, All(place, PhantomData))?;
    <[T; N]>::try_from(items).map_err(|items| place.fault(Fault::Exactly { want: N, got: items.len() }))
}

macro_rules! arrays {
    ($([$($ser:tt)*] [$($de:tt)*] $collection:ty, $extra:path, $ready:path, $insert:ident;)*) => {$(
        impl<$($ser)*> Ser for $collection {
            fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                serializer.collect_seq(self.iter().map(Part))
            }
        }

        impl<$($de)*> Collect<T> for $collection {
            const EXTRA: Extra = $extra;

            fn reserve(&mut self, more: usize) {
                $ready(self, more);
            }

            fn add(&mut self, item: T) {
                self.$insert(item);
            }
        }

        impl<'de, $($de)*> De<'de> for $collection
        where
            T: De<'de>,
        {
            fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
                deserializer.deserialize_seq(All(place, PhantomData))
            }
        }
    )*};
}

arrays! {
    [T: Ser] [T] VecDeque<T>, nothing, Self::reserve_exact, push_back;
    [T: Ser] [T: Ord] BTreeSet<T>, tree, grows, insert;
    [T: Ser, S] [T: Eq + Hash, S: BuildHasher + Default] HashSet<T, S>, table, Self::reserve, insert;
}

#[cfg(feature = "indexmap")]
arrays! {
    [T: Ser, S] [T: Eq + Hash, S: BuildHasher + Default] indexmap::IndexSet<T, S>, indices, Self::reserve_exact, insert;
}

// Maps.

macro_rules! maps {
    ($([$($ser:tt)*] [$($de:tt)*] $map:ty, $extra:path, $ready:path;)*) => {$(
        impl<$($ser)*> Ser for $map {
            fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                serializer.collect_map(self.iter().map(|(key, value)| (Part(key), Part(value))))
            }
        }

        impl<'de, $($de)*> De<'de> for $map {
            fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
                struct Map<'p, T>(&'p Place<'p>, PhantomData<fn() -> T>);

                impl<'de, $($de)*> Visitor<'de> for Map<'_, $map> {
                    type Value = $map;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        self.0.expecting(f, "object")
                    }

                    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<$map, A::Error> {
                        let mut map = <$map>::default();
                        let mut room = Room::new::<(K, V)>(self.0, $extra);
                        $ready(&mut map, room.grow(entries.size_hint().unwrap_or(0))?);
                        let (at_key, at_value) = (self.0.key(), self.0.entry());
                        let mut count = 0;
                        while let Some(key) = entries.next_key_seed(Seed::new(&at_key))? {
                            let value = entries.next_value_seed(Seed::new(&at_value))?;
                            $ready(&mut map, room.behind(count)?);
                            map.insert(key, value);
                            count += 1;
                        }
                        Ok(map)
                    }
                }

                deserializer.deserialize_map(Map(place, PhantomData))
            }
        }
    )*};
}

maps! {
    [K: Ser, V: Ser] [K: De<'de> + Ord, V: De<'de>] BTreeMap<K, V>, tree, grows;
    [K: Ser, V: Ser, S] [K: De<'de> + Eq + Hash, V: De<'de>, S: BuildHasher + Default] HashMap<K, V, S>, table, HashMap::reserve;
}

#[cfg(feature = "indexmap")]
maps! {
    [K: Ser, V: Ser, S] [K: De<'de> + Eq + Hash, V: De<'de>, S: BuildHasher + Default] indexmap::IndexMap<K, V, S>, indices, indexmap::IndexMap::reserve_exact;
}

// Tuples.

macro_rules! tuples {
    ($($length:literal: $($name:ident $index:tt),*;)*) => {$(
        impl<$($name: Ser),*> Ser for ($($name,)*) {
            fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
                let mut tuple = serializer.serialize_tuple($length)?;
                $(tuple.serialize_element(&Part(&self.$index))?;)*
                tuple.end()
            }
        }

        impl<'de, $($name: De<'de>),*> De<'de> for ($($name,)*) {
            fn deserialize<Z: Deserializer<'de>>(deserializer: Z, place: &Place<'_>) -> Result<Self, Z::Error> {
                struct Tuple<'p, T>(&'p Place<'p>, PhantomData<fn() -> T>);

                impl<'de, $($name: De<'de>),*> Visitor<'de> for Tuple<'_, ($($name,)*)> {
                    type Value = ($($name,)*);

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        self.0.expecting(f, "array")
                    }

                    fn visit_seq<Z: SeqAccess<'de>>(self, mut elements: Z) -> Result<Self::Value, Z::Error> {
                        let tuple = ($(
                            match elements.next_element_seed(Seed::<$name>::new(&self.0.element($index)))? {
                                Some(value) => value,
                                None => return Err(self.0.fault(Fault::Exactly { want: $length, got: $index })),
                            },
                        )*);
                        end(&mut elements, self.0, $length)?;
                        Ok(tuple)
                    }
                }

                deserializer.deserialize_tuple($length, Tuple(place, PhantomData))
            }
        }
    )*};
}

/// No further elements.
fn end<'de, A: SeqAccess<'de>>(elements: &mut A, place: &Place<'_>, want: usize) -> Result<(), A::Error> {
    let mut got = want;
    while elements.next_element::<IgnoredAny>()?.is_some() {
        got += 1;
    }
    if got > want { Err(place.fault(Fault::Exactly { want, got })) } else { Ok(()) }
}

tuples! {
    1: A 0;
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
    5: A 0, B 1, C 2, D 3, E 4;
    6: A 0, B 1, C 2, D 3, E 4, F 5;
    7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
    8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    9: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8;
    10: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9;
    11: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10;
    12: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11;
}
