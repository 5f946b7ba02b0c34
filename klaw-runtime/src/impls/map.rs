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

/// All the traits of a map: its parameters for encoding and validating, then for decoding.
macro_rules! map {
    ($map:ty, [$($encode:tt)*] [$($decode:tt)*] [$($validate:tt)*] [$($freeze:tt)*]) => {
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
        }

        impl<'de, $($decode)*> Decode<'de> for $map {
            #[inline]
            fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
                Self::decode_ruled(reader, &Rules::NONE)
            }

            fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
                let at = reader.rest();
                let length = reader.begin_map()?;
                if let Err(fault) = rules.length("object", length) {
                    reader.seek(at);
                    return Err(reader.fault(fault));
                }
                reader.reserve::<(K, V)>(length, K::MIN_SIZE + V::MIN_SIZE)?;
                let mut entries = Self::default();
                for _ in 0..length {
                    let (key, value) = crate::impls::map::entry(reader, rules)?;
                    entries.insert(key, value);
                }
                reader.end();
                Ok(entries)
            }

            fn decode_over(&mut self, reader: &mut Reader<'de>, rules: &'static Rules) -> Result<(), Error> {
                let at = reader.rest();
                let length = reader.begin_map()?;
                if let Err(fault) = rules.length("object", length) {
                    reader.seek(at);
                    return Err(reader.fault(fault));
                }
                reader.reserve::<(K, V)>(length, K::MIN_SIZE + V::MIN_SIZE)?;
                self.clear();
                for _ in 0..length {
                    let (key, value) = crate::impls::map::entry(reader, rules)?;
                    self.insert(key, value);
                }
                reader.end();
                Ok(())
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
        }

        impl<$($freeze)*> Frozen for $map {}
    };
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
    [K: Encode, V: Encode] [K: Decode<'de> + Ord, V: Decode<'de>] [K: Validate, V: Validate] [K: Frozen, V: Frozen]
);
map!(
    HashMap<K, V, S>,
    [K: Encode, V: Encode, S] [K: Decode<'de> + Eq + Hash, V: Decode<'de>, S: BuildHasher + Default]
    [K: Validate, V: Validate, S] [K: Frozen, V: Frozen, S]
);
