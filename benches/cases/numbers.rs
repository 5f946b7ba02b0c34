//! Arrays of numbers, bools, strings and points: the cost of an element.

use super::{decode, encode};
use crate::handwritten::get::Get;
use crate::handwritten::put::Put;
use crate::harness::{Group, Row};
use crate::peers::{handwritten, handwritten_plain, klaw, rmp_serde, zerompk};
use crate::{bools, floats, large_u64, meshes, mixed_i64, mixed_u64, small_u64, strings};
use ::zerompk::{FromMessagePackOwned, ToMessagePack};
use klaw_runtime::{DecodeOwned, Encode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use std::hint::black_box;

/// What all encode and decode.
trait Element:
    Encode
    + DecodeOwned
    + Serialize
    + DeserializeOwned
    + ToMessagePack
    + FromMessagePackOwned
    + Put
    + for<'a> Get<'a, true>
    + for<'a> Get<'a, false>
    + PartialEq
    + Debug
    + Clone
    + 'static
{
}

impl<T> Element for T where
    T: Encode
        + DecodeOwned
        + Serialize
        + DeserializeOwned
        + ToMessagePack
        + FromMessagePackOwned
        + Put
        + for<'a> Get<'a, true>
        + for<'a> Get<'a, false>
        + PartialEq
        + Debug
        + Clone
        + 'static
{
}

/// Encode and decode, for each sort of array.
#[must_use]
pub fn rows() -> Vec<Row> {
    [
        both("u64 mixed", mixed_u64, [3.0, 2.5]),
        both("i64 mixed", mixed_i64, [3.0, 2.5]),
        both("u64 fixint", small_u64, [1.15, 1.15]),
        both("u64 nine bytes", large_u64, [1.15, 1.15]),
        both("f64", floats, [0.95, 1.4]),
        both("bool", bools, [0.95, 15.0]),
        both("string", strings, [1.0, 1.0]),
        both("mesh", meshes, [1.1, 1.0]),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn both<T: Element>(name: &str, arrays: fn() -> Vec<Vec<T>>, [encode, decode]: [f64; 2]) -> [Row; 2] {
    [
        Row::new(format!("{name} encode"), move || encoding(arrays()).goal("zerompk", encode)),
        Row::new(format!("{name} decode"), move || decoding(arrays()).goal("zerompk", decode)),
    ]
}

fn encoding<T: Element>(arrays: Vec<Vec<T>>) -> Group {
    for array in &arrays {
        assert_eq!(handwritten::fresh(array), klaw::fresh(array));
    }
    let mut group = Group::new();
    encode!(group, arrays, [klaw, handwritten, zerompk, rmp_serde]);
    group
}

/// The integers' families and the floats' widths differ: each peer reads what it wrote.
fn decoding<T: Element>(arrays: Vec<Vec<T>>) -> Group {
    let mut group = Group::new();
    decode!(group, Vec<T>, arrays, [klaw, handwritten, handwritten_plain, zerompk, rmp_serde]);
    let narrow: Vec<Vec<u8>> = arrays.iter().map(rmp_serde::fresh).collect();
    if narrow != arrays.iter().map(klaw::fresh).collect::<Vec<_>>() {
        for (frame, array) in narrow.iter().zip(&arrays) {
            assert_eq!(klaw::decode::<Vec<T>>(frame), *array);
        }
        group.case("klaw, the peers' bytes", narrow, |frame| {
            black_box(klaw::decode::<Vec<T>>(black_box(frame)));
        });
    }
    group.case("clone", arrays, |array| {
        black_box(black_box(array).clone());
    });
    group
}
