//! Many records in one array: the cost of a field.

use super::{decode, encode, keep, same};
use crate::harness::{Group, Row};
use crate::logs;
use crate::messages::Log;
use crate::peers::{handwritten, handwritten_plain, klaw, rmp_serde, zerompk};
use ::zerompk::Read;
use klaw_runtime::Raw;
use std::hint::black_box;

/// Decode borrowed and owned, encode, scan.
#[must_use]
pub fn rows() -> Vec<Row> {
    vec![
        Row::new("log1000 decode borrowed", decode_borrowed),
        Row::new("log1000 decode owned", decode_owned),
        Row::new("log1000 encode reused", encode_reused),
        Row::new("log1000 scan", scan),
    ]
}

fn inputs() -> Vec<Vec<Log<String>>> {
    let batches = logs();
    same!(batches, [handwritten, zerompk, rmp_serde]);
    batches
}

fn decode_borrowed() -> Group {
    let batches = keep(inputs());
    let batches: Vec<Vec<_>> = batches.iter().map(|batch| batch.iter().map(Log::borrowed).collect()).collect();
    let mut group = Group::new();
    decode!(group, Vec<Log<&str>>, batches, [klaw, handwritten, handwritten_plain, zerompk, rmp_serde]);
    group.goal("zerompk", 1.6).goal("rmp-serde", 2.7)
}

fn decode_owned() -> Group {
    let batches = inputs();
    let mut group = Group::new();
    decode!(group, Vec<Log<String>>, batches, [klaw, handwritten, handwritten_plain, zerompk, rmp_serde]);
    group.case("clone", batches, |batch| {
        black_box(black_box(batch).clone());
    });
    group.goal("zerompk", 1.25).goal("clone", 1.0 / 1.4)
}

fn encode_reused() -> Group {
    let batches = inputs();
    let mut group = Group::new();
    encode!(group, batches, [klaw, handwritten, zerompk, rmp_serde]);
    group.goal("zerompk", 2.2).goal("rmp-serde", 4.0)
}

/// To the end of one value, without looking into it.
fn scan() -> Group {
    let frames: Vec<Vec<u8>> = inputs().iter().map(klaw::fresh).collect();
    for frame in &frames {
        assert_eq!(klaw::decode::<Raw<'_>>(frame).as_bytes(), frame);
    }
    let mut group = Group::new();
    group.case(klaw::NAME, frames.clone(), |frame| {
        black_box(klaw::decode::<Raw<'_>>(black_box(frame)));
    });
    group.case(zerompk::NAME, frames.clone(), |frame| {
        let mut reader = ::zerompk::SliceReader::new(black_box(frame));
        assert!(reader.skip_value().is_ok());
    });
    group.case(rmp_serde::NAME, frames, |frame| {
        black_box(rmp_serde::decode::<serde::de::IgnoredAny>(black_box(frame)));
    });
    group.goal("zerompk", 2.0)
}
