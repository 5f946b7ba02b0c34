//! Arrays of numbers, bools, strings and points: the cost of an element.

use super::{Group, call};
use crate::{bools, floats, large_u64, meshes, mixed_i64, mixed_u64, small_u64, strings};
use klaw_runtime::{DecodeOwned, Encode, msgpack};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use std::hint::black_box;
use zerompk::{FromMessagePackOwned, ToMessagePack};

/// What all three libraries encode and decode.
trait Element:
    Encode + DecodeOwned + Serialize + DeserializeOwned + ToMessagePack + FromMessagePackOwned + PartialEq + Debug + Clone
{
}

impl<T> Element for T where
    T: Encode
        + DecodeOwned
        + Serialize
        + DeserializeOwned
        + ToMessagePack
        + FromMessagePackOwned
        + PartialEq
        + Debug
        + Clone
{
}

/// Encode and decode, for each sort of array.
#[must_use]
pub fn groups() -> Vec<Group> {
    [
        both("u64 mixed", mixed_u64(), [3.0, 2.5]),
        both("i64 mixed", mixed_i64(), [3.0, 2.5]),
        both("u64 fixint", small_u64(), [1.15, 1.15]),
        both("u64 nine bytes", large_u64(), [1.15, 1.15]),
        both("f64", floats(), [0.95, 1.4]),
        both("bool", bools(), [0.95, 15.0]),
        both("string", strings(), [1.0, 1.0]),
        both("mesh", meshes(), [1.1, 1.0]),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn both<T: Element + 'static>(name: &str, arrays: Vec<Vec<T>>, [encode, decode]: [f64; 2]) -> [Group; 2] {
    let frames: Vec<Vec<u8>> = arrays.iter().map(msgpack::to_vec).collect();
    // The integers' families and the floats' widths differ: each peer reads what it wrote.
    let zerompk: Vec<Vec<u8>> = arrays.iter().map(call::to_zerompk).collect();
    let rmp: Vec<Vec<u8>> = arrays.iter().map(call::to_rmp).collect();
    for (index, array) in arrays.iter().enumerate() {
        assert_eq!(call::klaw::<Vec<T>>(&frames[index]), *array);
        assert_eq!(call::zerompk::<Vec<T>>(&zerompk[index]), *array);
        assert_eq!(call::rmp_owned::<Vec<T>>(&rmp[index]), *array);
    }
    let mut decoding = Group::new(format!("{name} decode")).case("klaw", frames.clone(), |frame| {
        black_box(call::klaw::<Vec<T>>(black_box(frame)));
    });
    if rmp != frames {
        decoding = decoding.case("klaw, the peer's bytes", rmp.clone(), |frame| {
            black_box(call::klaw::<Vec<T>>(black_box(frame)));
        });
    }
    [
        Group::new(format!("{name} encode"))
            .case("klaw", arrays.clone(), {
                let mut out = Vec::with_capacity(1 << 20);
                move |array| {
                    out.clear();
                    msgpack::encode_to(black_box(array), &mut out);
                    black_box(out.as_slice());
                }
            })
            .case("zerompk", arrays.clone(), {
                let mut buffer = vec![0; 1 << 20];
                move |array| {
                    let length = call::to_zerompk_into(black_box(array), &mut buffer);
                    black_box(&buffer[..length]);
                }
            })
            .case("rmp-serde", arrays.clone(), {
                let mut out = Vec::with_capacity(1 << 20);
                move |array| {
                    out.clear();
                    call::to_rmp_into(black_box(array), &mut out);
                    black_box(out.as_slice());
                }
            })
            .goal("zerompk", encode),
        decoding
            .case("zerompk", zerompk, |frame| {
                black_box(call::zerompk::<Vec<T>>(black_box(frame)));
            })
            .case("rmp-serde", rmp, |frame| {
                black_box(call::rmp_owned::<Vec<T>>(black_box(frame)));
            })
            .case("clone", arrays, |array| {
                black_box(black_box(array).clone());
            })
            .goal("zerompk", decode),
    ]
}
