//! Sequences: slices, arrays, `Vec`, `VecDeque` and sets. A sequence of `u8` is bytes.

use super::map::{grows, table, tree};
use super::scalar::bytes;
use crate::constrain::Rules;
use crate::decode::{Decode, DecodeInPlace};
use crate::encode::{Encode, room_of_sequence, rooms};
use crate::error::Error;
#[cfg(feature = "json")]
use crate::json;
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{Reader, Writer};
use crate::schema::WireType;
use crate::validate::{self, Validate};
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};

/// A header is at most five bytes; the elements are `dynamic`.
const HEADER: usize = 5;

impl<T: Encode> Encode for [T] {
    const TYPE: WireType = T::SEQUENCE;
    // SAFETY: a header; `dynamic` counts the elements.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(HEADER) };

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn dynamic(&self) -> usize {
        room_of_sequence(self)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Sink>(&self, sink: &mut S) {
        T::put_sequence(self, sink);
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        T::encode_json_sequence(self, writer);
    }
}

impl<T: Validate> Validate for [T] {
    fn validate(&self) -> Result<(), Error> {
        self.validate_ruled(&Rules::NONE)
    }

    fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error> {
        validate::sequence(self.len(), self, rules)
    }

    fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
        validate::sequence_keeps(T::SEQUENCE_NAME, self.len(), self, rules)
    }
}

impl<T: Frozen> Frozen for [T] {}

impl<T: Encode> Encode for Vec<T> {
    const TYPE: WireType = T::SEQUENCE;
    // SAFETY: a header; `dynamic` counts the elements.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(HEADER) };

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn dynamic(&self) -> usize {
        room_of_sequence(self)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Sink>(&self, sink: &mut S) {
        T::put_sequence(self, sink);
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        T::encode_json_sequence(self, writer);
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Vec<T> {
    #[inline]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        T::decode_sequence(reader, &Rules::NONE)
    }

    #[inline]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        T::decode_sequence(reader, rules)
    }

    #[inline]
    fn decode_over(&mut self, reader: &mut Reader<'de>, rules: &'static Rules) -> Result<(), Error> {
        T::decode_sequence_over(self, reader, rules)
    }

    #[cfg(feature = "json")]
    #[inline]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        Self::decode_json_ruled(reader, &Rules::NONE)
    }

    #[cfg(feature = "json")]
    #[inline]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        T::decode_json_sequence(reader, rules)
    }
}

impl<'de, T: Decode<'de>> DecodeInPlace<'de> for Vec<T> {}

impl<T: Validate> Validate for Vec<T> {
    fn validate(&self) -> Result<(), Error> {
        self.validate_ruled(&Rules::NONE)
    }

    fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error> {
        self.as_slice().validate_ruled(rules)
    }

    fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
        self.as_slice().keeps(rules)
    }
}

impl<T: Frozen> Frozen for Vec<T> {}

impl<T: Encode, const N: usize> Encode for [T; N] {
    const TYPE: WireType = match T::SEQUENCE {
        WireType::Sequence(_) => WireType::Array(&T::TYPE, N),
        WireType::Bytes => WireType::ByteArray(N),
        other => other,
    };
    // SAFETY: a header; `dynamic` counts the elements.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(HEADER) };

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn dynamic(&self) -> usize {
        room_of_sequence(self)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Sink>(&self, sink: &mut S) {
        T::put_sequence(self, sink);
    }

    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        T::encode_json_sequence(self, writer);
    }
}

impl<'de, T: Decode<'de>, const N: usize> Decode<'de> for [T; N] {
    #[inline]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        T::decode_array(reader, &Rules::NONE)
    }

    #[inline]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        T::decode_array(reader, rules)
    }

    #[cfg(feature = "json")]
    #[inline]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        Self::decode_json_ruled(reader, &Rules::NONE)
    }

    #[cfg(feature = "json")]
    #[inline]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        T::decode_json_array(reader, rules)
    }
}

impl<T: Validate, const N: usize> Validate for [T; N] {
    fn validate(&self) -> Result<(), Error> {
        self.validate_ruled(&Rules::NONE)
    }

    fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error> {
        self.as_slice().validate_ruled(rules)
    }

    fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
        self.as_slice().keeps(rules)
    }
}

impl<T: Frozen, const N: usize> Frozen for [T; N] {}

impl<'de: 'a, 'a> Decode<'de> for &'a [u8] {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        reader.bin()
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        bytes(reader, rules)
    }
}

/// Borrows from the input.
impl<'de: 'a, 'a> Decode<'de> for Cow<'a, [u8]> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        reader.bin().map(Cow::Borrowed)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        bytes(reader, rules).map(Cow::Borrowed)
    }

    #[cfg(feature = "json")]
    #[inline]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        Self::decode_json_ruled(reader, &Rules::NONE)
    }

    #[cfg(feature = "json")]
    #[inline]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        reader.ruled_bytes(rules).map(Cow::Owned)
    }
}

/// Encoding of a collection that is an array on the wire, whatever its elements are.
macro_rules! array_encode {
    ([$($generics:tt)*] $collection:ty) => {
        impl<$($generics)*> Encode for $collection {
            const TYPE: WireType = WireType::Sequence(&T::TYPE);
            // SAFETY: a header; `dynamic` counts the elements.
            const BOUND: Bound<Self> = unsafe { Bound::at_most(HEADER) };

            #[inline]
            fn encode(&self, writer: &mut Writer<'_>) {
                self.put(writer);
            }

            #[inline]
            fn dynamic(&self) -> usize {
                rooms(self.len(), self)
            }

            #[inline]
            fn put<K: Sink>(&self, sink: &mut K) {
                sink.put_array(self.len());
                for item in self {
                    item.put(sink);
                }
            }

            #[cfg(feature = "json")]
            #[inline]
            fn encode_json(&self, writer: &mut $crate::json::Writer<'_>) {
                $crate::json::collections::encode_array(self, writer);
            }
        }
    };
}

/// Decoding of such a collection: what it takes beside its elements, how it is made ready for them, and how each
/// gets in.
macro_rules! array_decode {
    ([$($generics:tt)*] $collection:ty, $extra:path, $ready:path, $insert:ident) => {
        impl<'de, $($generics)*> Decode<'de> for $collection {
            #[inline]
            fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
                Self::decode_ruled(reader, &Rules::NONE)
            }

            fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                let at = reader.rest();
                let length = reader.begin_array()?;
                if let Err(fault) = rules.length("array", length) {
                    reader.seek(at);
                    return Err(reader.fault(fault));
                }
                let mut count = reader.reserve::<T>(length, T::MIN_SIZE)?;
                reader.charge($extra(count, size_of::<T>()))?;
                let mut items = Self::default();
                $ready(&mut items, count);
                for index in 0..length {
                    let item = match T::decode_item(reader, rules) {
                        Ok(item) => item,
                        Err(error) => return Err(error.in_element(index)),
                    };
                    if index == count {
                        let more = $crate::impls::map::more::<T>(reader, count, length, $extra)?;
                        $ready(&mut items, more);
                        count += more;
                    }
                    items.$insert(item);
                }
                reader.end();
                $crate::impls::map::enough(reader, at, rules, "array", length, items.len())?;
                Ok(items)
            }

            #[cfg(feature = "json")]
            fn decode_json(reader: &mut $crate::json::Reader<'de>) -> Result<Self, Error> {
                Self::decode_json_ruled(reader, &Rules::NONE)
            }

            #[cfg(feature = "json")]
            fn decode_json_ruled(reader: &mut $crate::json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                $crate::json::collections::collect(reader, rules, $extra, Self::len, |items, item| {
                    items.$insert(item);
                })
            }
        }
    };
}

/// Validation of such a collection.
macro_rules! array_validate {
    ([$($generics:tt)*] $collection:ty) => {
        impl<$($generics)*> Validate for $collection {
            fn validate(&self) -> Result<(), Error> {
                self.validate_ruled(&Rules::NONE)
            }

            fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error> {
                validate::array(self.len(), self, rules)
            }

            fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
                validate::sequence_keeps("array", self.len(), self, rules)
            }
        }
    };
}

/// A queue takes nothing beside its elements.
pub(crate) fn nothing(_: usize, _: usize) -> usize {
    0
}

array_encode!([T: Encode] VecDeque<T>);
array_decode!([T: Decode<'de>] VecDeque<T>, nothing, Self::reserve_exact, push_back);
array_validate!([T: Validate] VecDeque<T>);
impl<T: Frozen> Frozen for VecDeque<T> {}

array_encode!([T: Encode] BTreeSet<T>);
array_decode!([T: Decode<'de> + Ord] BTreeSet<T>, tree, grows, insert);
array_validate!([T: Validate] BTreeSet<T>);
impl<T: Frozen> Frozen for BTreeSet<T> {}

array_encode!([T: Encode, S] HashSet<T, S>);
array_decode!([T: Decode<'de> + Eq + Hash, S: BuildHasher + Default] HashSet<T, S>, table, Self::reserve, insert);
array_validate!([T: Validate, S] HashSet<T, S>);
impl<T: Frozen, S> Frozen for HashSet<T, S> {}
