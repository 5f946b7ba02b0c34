//! `IndexMap` and `IndexSet`: collections that keep the order of the wire.

use crate::constrain::Rules;
use crate::decode::Decode;
use crate::encode::Encode;
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
    [K: Encode, V: Encode, S] [K: Decode<'de> + Eq + Hash, V: Decode<'de>, S: BuildHasher + Default]
    [K: Validate, V: Validate, S] [K: Frozen, V: Frozen, S]
);

array_encode!([T: Encode, S] IndexSet<T, S>);
array_decode!([T: Decode<'de> + Eq + Hash, S: BuildHasher + Default] IndexSet<T, S>, insert);
array_validate!([T: Validate, S] IndexSet<T, S>);
impl<T: Frozen, S> Frozen for IndexSet<T, S> {}
