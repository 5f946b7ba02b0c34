//! Maps: `HashMap` and `BTreeMap`. Of a key that stands twice the last value is kept.

use crate::constrain::Rules;
use crate::decode::Decode;
use crate::encode::{Encode, room};
use crate::error::Error;
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{Reader, Writer};
use crate::schema::WireType;
use crate::validate::{self, Validate};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash};

/// All the traits of a map: what it takes beside its entries and how it is made ready for them, then its parameters
/// for encoding, decoding, validating and freezing.
macro_rules! map {
    ($map:ty, $extra:path, $ready:path, [$($encode:tt)*] [$($decode:tt)*] [$($validate:tt)*] [$($freeze:tt)*]) => {
        impl<$($encode)*> Encode for $map {
            const TYPE: WireType = WireType::Map(&K::TYPE, &V::TYPE);
            // SAFETY: a header of at most five bytes; `dynamic` counts the entries.
            const BOUND: Bound<Self> = unsafe { Bound::at_most(5) };

            #[inline]
            fn encode(&self, writer: &mut Writer<'_>) {
                self.put(writer);
            }

            #[inline]
            fn dynamic(&self) -> usize {
                self.iter().fold(0_usize, |total, (key, value)| {
                    total.saturating_add(room(key)).saturating_add(room(value))
                })
            }

            #[inline]
            fn put<W: Sink>(&self, sink: &mut W) {
                sink.put_map(self.len());
                for (key, value) in self {
                    key.put(sink);
                    value.put(sink);
                }
            }

            #[cfg(feature = "json")]
            #[inline]
            fn encode_json(&self, writer: &mut $crate::json::Writer<'_>) {
                $crate::json::collections::encode_map(self, writer);
            }
        }

        impl<'de, $($decode)*> Decode<'de> for $map {
            #[inline]
            fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
                Self::decode_ruled(reader, &Rules::NONE)
            }

            fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                let mut entries = Self::default();
                entries.decode_over(reader, rules)?;
                Ok(entries)
            }

            fn decode_over(&mut self, reader: &mut Reader<'de>, rules: &'static Rules) -> Result<(), Error> {
                let at = reader.rest();
                let length = reader.begin_map()?;
                if let Err(fault) = rules.length("object", length) {
                    reader.seek(at);
                    return Err(reader.fault(fault));
                }
                let mut count = reader.reserve::<(K, V)>(length, K::MIN_SIZE + V::MIN_SIZE)?;
                reader.charge($extra(count, size_of::<(K, V)>()))?;
                self.clear();
                $ready(self, count);
                for index in 0..length {
                    let (key, value) = crate::impls::map::entry(reader, rules)?;
                    if index == count {
                        let more = crate::impls::map::more::<(K, V)>(reader, count, length, $extra)?;
                        $ready(self, more);
                        count += more;
                    }
                    self.insert(key, value);
                }
                reader.end();
                crate::impls::map::enough(reader, at, rules, "object", length, self.len())
            }

            #[cfg(feature = "json")]
            fn decode_json(reader: &mut $crate::json::Reader<'de>) -> Result<Self, Error> {
                Self::decode_json_ruled(reader, &Rules::NONE)
            }

            #[cfg(feature = "json")]
            fn decode_json_ruled(reader: &mut $crate::json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                $crate::json::collections::map(reader, rules, $extra, Self::len, |entries, key, value| {
                    entries.insert(key, value);
                })
            }
        }

        impl<'de, $($decode)*> crate::decode::DecodeInPlace<'de> for $map {}

        impl<$($validate)*> Validate for $map {
            fn validate(&self) -> Result<(), Error> {
                self.validate_ruled(&Rules::NONE)
            }

            fn validate_ruled(&self, rules: &'static Rules) -> Result<(), Error> {
                validate::map(self.len(), self, rules)
            }

            fn keeps(&self, rules: &'static Rules) -> Result<(), Error> {
                validate::map_keeps(self.len(), self, rules)
            }
        }

        impl<$($freeze)*> Frozen for $map {}
    };
}

/// What a hash table takes beside its `count` entries of `size` bytes: buckets that stay empty, a byte of control for
/// each, and what the smallest tables have more.
pub(crate) fn table(count: usize, size: usize) -> usize {
    let buckets = match count {
        0 => return 0,
        1..4 => 4,
        4..8 => 8,
        _ => count.saturating_add(count / 7).saturating_add(1).next_power_of_two(),
    };
    let bytes = buckets.saturating_mul(size + 1).saturating_add(48);
    bytes.saturating_sub(count.saturating_mul(size))
}

/// What a tree takes beside them: a node has room for eleven and every one but the root holds five at least; one that
/// is not a leaf has twelve pointers too.
pub(crate) fn tree(count: usize, size: usize) -> usize {
    if count == 0 {
        return 0;
    }
    let leaves = count / 5 + 1;
    let inner = if count > 11 { leaves / 5 + 1 } else { 0 };
    let nodes = (leaves + inner).saturating_mul(size.saturating_mul(11).saturating_add(24));
    let pointers = inner * 12 * size_of::<usize>();
    nodes.saturating_add(pointers).saturating_sub(count.saturating_mul(size))
}

/// A tree takes its nodes as it grows.
pub(crate) fn grows<T>(_: &mut T, _: usize) {}

/// Charges what a collection of `length` takes where it grows past the `count` elements that were charged for, as those are
/// smaller than their type says, and how many it may hold more: see `reserve_more`.
#[cold]
#[inline(never)]
pub(super) fn more<T>(
    reader: &mut Reader<'_>,
    count: usize,
    length: usize,
    extra: fn(usize, usize) -> usize,
) -> Result<usize, Error> {
    let more = reader.reserve_more::<T>(count, length - count)?;
    let extra = |count| extra(count, size_of::<T>());
    reader.charge(extra(count + more).saturating_sub(extra(count)))?;
    Ok(more)
}

/// Of what stands twice one is kept: are those that are left still as many as there must be?
#[inline]
pub(super) fn enough<'de>(
    reader: &mut Reader<'de>,
    at: &'de [u8],
    rules: &Rules,
    name: &'static str,
    length: usize,
    left: usize,
) -> Result<(), Error> {
    if left < length
        && let Err(fault) = rules.length(name, left)
    {
        reader.seek(at);
        return Err(reader.fault(fault));
    }
    Ok(())
}

/// Reads a key with its value.
pub(super) fn entry<'de, K: Decode<'de>, V: Decode<'de>>(
    reader: &mut Reader<'de>,
    rules: &'static Rules,
) -> Result<(K, V), Error> {
    let key = match K::decode_ruled(reader, rules.keys.unwrap_or(&Rules::NONE)) {
        Ok(key) => key,
        Err(error) => return Err(error.in_key()),
    };
    match V::decode_ruled(reader, rules.values.unwrap_or(&Rules::NONE)) {
        Ok(value) => Ok((key, value)),
        Err(error) => Err(error.in_entry()),
    }
}

map!(
    BTreeMap<K, V>,
    tree,
    grows,
    [K: Encode, V: Encode] [K: Decode<'de> + Ord, V: Decode<'de>] [K: Validate, V: Validate] [K: Frozen, V: Frozen]
);
map!(
    HashMap<K, V, S>,
    table,
    Self::reserve,
    [K: Encode, V: Encode, S] [K: Decode<'de> + Eq + Hash, V: Decode<'de>, S: BuildHasher + Default]
    [K: Validate, V: Validate, S] [K: Frozen, V: Frozen, S]
);
