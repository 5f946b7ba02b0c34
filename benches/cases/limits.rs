//! Limits: what they cost beside none, where much is counted.

use super::keep;
use crate::harness::{Group, Row};
use crate::messages::Log;
use crate::peers::klaw;
use crate::{logs, strings};
use klaw_runtime::{Decode, Encode, Limits, msgpack};
use std::hint::black_box;

/// Records that lend their text, and strings, each of which is charged.
#[must_use]
pub fn rows() -> Vec<Row> {
    vec![
        Row::new("limits, log1000 decode borrowed", || {
            let batches = keep(logs());
            compare::<Vec<Log<String>>>(batches, |frame, limits| {
                black_box(&decode::<Vec<Log<&str>>>(frame, limits));
            })
        }),
        Row::new("limits, strings decode owned", || {
            let arrays = keep(strings());
            compare::<Vec<String>>(arrays, |frame, limits| {
                black_box(&decode::<Vec<String>>(frame, limits));
            })
        }),
    ]
}

fn compare<T: Encode>(values: &[T], run: fn(&[u8], &Limits)) -> Group {
    let frames: Vec<Vec<u8>> = values.iter().map(klaw::fresh).collect();
    let (default, trusted) = (Limits::default(), Limits::trusted());
    let mut group = Group::new();
    group.case("klaw", frames.clone(), move |frame| run(black_box(frame), black_box(&default)));
    group.case("klaw, trusted", frames, move |frame| run(black_box(frame), black_box(&trusted)));
    group
}

#[inline(always)]
fn decode<'de, T: Decode<'de>>(frame: &'de [u8], limits: &Limits) -> T {
    msgpack::from_slice_with(frame, limits).unwrap()
}
