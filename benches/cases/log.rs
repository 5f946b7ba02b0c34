//! Many records in one array: the cost of a field.

use super::{Group, call};
use crate::logs;
use crate::messages::Log;
use klaw_runtime::{Raw, msgpack};
use std::hint::black_box;
use zerompk::Read;

/// Decode borrowed and owned, encode, scan.
#[must_use]
pub fn groups() -> Vec<Group> {
    let batches = logs();
    let frames: Vec<Vec<u8>> = batches.iter().map(msgpack::to_vec).collect();
    for (frame, batch) in frames.iter().zip(&batches) {
        assert_eq!(call::klaw::<Vec<Log<String>>>(frame), *batch);
        assert_eq!(call::zerompk::<Vec<Log<String>>>(frame), *batch);
        assert_eq!(call::rmp::<Vec<Log<String>>>(frame), *batch);
        assert_eq!(msgpack::to_vec(&call::klaw::<Vec<Log<&str>>>(frame)), *frame);
        assert_eq!(call::to_zerompk(batch), *frame);
        assert_eq!(call::to_rmp(batch), *frame);
        assert_eq!(call::klaw::<Raw<'_>>(frame).as_bytes(), frame);
    }
    vec![
        Group::new("log1000 decode borrowed")
            .case("klaw", frames.clone(), |frame| {
                black_box(call::klaw::<Vec<Log<&str>>>(black_box(frame)));
            })
            .case("zerompk", frames.clone(), |frame| {
                black_box(call::zerompk::<Vec<Log<&str>>>(black_box(frame)));
            })
            .case("rmp-serde", frames.clone(), |frame| {
                black_box(call::rmp::<Vec<Log<&str>>>(black_box(frame)));
            })
            .goal("zerompk", 1.6)
            .goal("rmp-serde", 2.7),
        Group::new("log1000 decode owned")
            .case("klaw", frames.clone(), |frame| {
                black_box(call::klaw::<Vec<Log<String>>>(black_box(frame)));
            })
            .case("zerompk", frames.clone(), |frame| {
                black_box(call::zerompk::<Vec<Log<String>>>(black_box(frame)));
            })
            .case("rmp-serde", frames.clone(), |frame| {
                black_box(call::rmp_owned::<Vec<Log<String>>>(black_box(frame)));
            })
            .case("clone", batches.clone(), |batch| {
                black_box(black_box(batch).clone());
            })
            .goal("zerompk", 1.25)
            .goal("clone", 1.0 / 1.4),
        Group::new("log1000 encode reused")
            .case("klaw", batches.clone(), {
                let mut out = Vec::with_capacity(1 << 20);
                move |batch| {
                    out.clear();
                    msgpack::encode_to(black_box(batch), &mut out);
                    black_box(out.as_slice());
                }
            })
            .case("zerompk", batches.clone(), {
                let mut buffer = vec![0; 1 << 20];
                move |batch| {
                    let length = call::to_zerompk_into(black_box(batch), &mut buffer);
                    black_box(&buffer[..length]);
                }
            })
            .case("rmp-serde", batches, {
                let mut out = Vec::with_capacity(1 << 20);
                move |batch| {
                    out.clear();
                    call::to_rmp_into(black_box(batch), &mut out);
                    black_box(out.as_slice());
                }
            })
            .goal("zerompk", 2.2)
            .goal("rmp-serde", 4.0),
        Group::new("log1000 scan")
            .case("klaw", frames.clone(), |frame| {
                black_box(call::klaw::<Raw<'_>>(black_box(frame)));
            })
            .case("zerompk", frames.clone(), |frame| {
                let mut reader = zerompk::SliceReader::new(black_box(frame));
                assert!(reader.skip_value().is_ok());
            })
            .case("rmp-serde", frames, |frame| {
                black_box(call::rmp::<serde::de::IgnoredAny>(black_box(frame)));
            })
            .goal("zerompk", 2.0),
    ]
}
