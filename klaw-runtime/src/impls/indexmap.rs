//! `IndexMap` and `IndexSet`: collections that keep the order of the wire.

use super::map::table;
use crate::constrain::Rules;
use crate::decode::Decode;
use crate::encode::{Encode, room, rooms};
use crate::error::Error;
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{Reader, Writer};
use crate::schema::WireType;
use crate::validate::{self, Validate};
use indexmap::{IndexMap, IndexSet};
use std::hash::{BuildHasher, Hash};

map!(
    IndexMap<K, V, S>,
    indices,
    Self::reserve_exact,
    [K: Encode, V: Encode, S] [K: Decode<'de> + Eq + Hash, V: Decode<'de>, S: BuildHasher + Default]
    [K: Validate, V: Validate, S] [K: Frozen, V: Frozen, S]
);

/// What the table of indices takes, and each entry's hash with its padding.
pub(crate) fn indices(count: usize, _: usize) -> usize {
    table(count, 8).saturating_add(count.saturating_mul(8 + 16))
}

/// An array's header is at most five bytes.
const HEADER: usize = 5;

array_encode!([T: Encode, S] IndexSet<T, S>);
array_decode!([T: Decode<'de> + Eq + Hash, S: BuildHasher + Default] IndexSet<T, S>, indices, Self::reserve_exact, insert);
array_validate!([T: Validate, S] IndexSet<T, S>);
impl<T: Frozen, S> Frozen for IndexSet<T, S> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::impls::testing::{decoded, written};

    #[test]
    fn the_order_is_the_wires() {
        let map = IndexMap::<String, u64>::from([("b".to_owned(), 1), ("a".to_owned(), 300)]);
        let bytes = b"\x82\xa1b\x01\xa1a\xcd\x01\x2c";
        assert_eq!(written(&map), bytes);
        let read = decoded::<IndexMap<String, u64>>(bytes).map(Vec::from_iter);
        assert_eq!(read, Ok(Vec::from_iter(map)));

        let set = IndexSet::<u64>::from([300, 1]);
        let bytes = b"\x92\xcd\x01\x2c\x01";
        assert_eq!(written(&set), bytes);
        assert_eq!(decoded::<IndexSet<u64>>(bytes).map(Vec::from_iter), Ok(vec![300, 1]));
    }

    /// The place is the first one's, the value the last one's, as in a Python `dict`.
    #[test]
    fn of_a_key_that_stands_twice_the_last_value_is_kept() {
        let read = decoded::<IndexMap<u64, u64>>(b"\x83\x02\x01\x01\x05\x02\x09").map(Vec::from_iter);
        assert_eq!(read, Ok(vec![(2, 9), (1, 5)]));
        assert_eq!(decoded::<IndexSet<u64>>(b"\x93\x02\x01\x02").map(Vec::from_iter), Ok(vec![2, 1]));
    }

    #[test]
    fn errors_name_their_place() {
        for (bytes, error) in [
            (&b"\x81\xa1a\x01"[..], "Expected `int`, got `str` - at `key` in `$`"),
            (b"\x81\x01\xa1a", "Expected `int`, got `str` - at `$[...]`"),
            (b"\x90", "Expected `object`, got `array`"),
            (b"\xdf\xff\xff\xff\xff", "Input data was truncated"),
        ] {
            assert_eq!(decoded::<IndexMap<u64, u64>>(bytes), Err(error.to_owned()));
        }
        assert_eq!(decoded::<IndexSet<u64>>(b"\x91\xc0"), Err("Expected `int`, got `None` - at `$[0]`".to_owned()));
    }
}
