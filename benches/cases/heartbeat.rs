//! One small message: the cost of a call.

use super::{Group, call};
use crate::heartbeats;
use crate::messages::{Beat, peer};
use klaw_runtime::envelope::Heartbeat;
use klaw_runtime::msgpack;
use std::hint::black_box;

/// Decode borrowed and owned, encode fresh and reused.
#[must_use]
pub fn groups() -> Vec<Group> {
    let frames: Vec<Vec<u8>> = heartbeats().iter().map(msgpack::to_vec).collect();
    for (frame, heartbeat) in frames.iter().zip(heartbeats()) {
        assert_eq!(call::klaw::<Heartbeat<'_>>(frame), heartbeat);
        assert_eq!(msgpack::to_vec(&call::klaw::<Beat<&str>>(frame)), *frame);
        assert_eq!(msgpack::to_vec(&call::klaw::<Beat<String>>(frame)), *frame);
        let peer = peer::Beat::from(&heartbeat);
        assert_eq!(call::zerompk::<peer::Beat<&str>>(frame), peer);
        assert_eq!(call::rmp::<peer::Beat<&str>>(frame), peer);
        assert_eq!(call::to_zerompk(&peer), *frame);
        assert_eq!(call::to_rmp(&peer), *frame);
    }
    let own = || frames.iter().map(|frame| call::klaw::<Beat<String>>(frame)).collect::<Vec<_>>();
    let envelope = || heartbeats();
    let peers = || frames.iter().map(|frame| call::zerompk::<peer::Beat<String>>(frame)).collect::<Vec<_>>();
    vec![
        Group::new("heartbeat decode borrowed")
            .case("klaw", frames.clone(), |frame| {
                black_box(call::klaw::<Beat<&str>>(black_box(frame)));
            })
            .case("klaw envelope", frames.clone(), |frame| {
                black_box(call::klaw::<Heartbeat<'_>>(black_box(frame)));
            })
            .case("zerompk", frames.clone(), |frame| {
                black_box(call::zerompk::<peer::Beat<&str>>(black_box(frame)));
            })
            .case("rmp-serde", frames.clone(), |frame| {
                black_box(call::rmp::<peer::Beat<&str>>(black_box(frame)));
            })
            .goal("zerompk", 1.5),
        Group::new("heartbeat decode owned")
            .case("klaw", frames.clone(), |frame| {
                black_box(call::klaw::<Beat<String>>(black_box(frame)));
            })
            .case("zerompk", frames.clone(), |frame| {
                black_box(call::zerompk::<peer::Beat<String>>(black_box(frame)));
            })
            .case("rmp-serde", frames.clone(), |frame| {
                black_box(call::rmp_owned::<peer::Beat<String>>(black_box(frame)));
            })
            .case("clone", peers(), |beat| {
                black_box(black_box(beat).clone());
            })
            .goal("zerompk", 1.0),
        Group::new("heartbeat encode fresh")
            .case("klaw", own(), |beat| {
                black_box(msgpack::to_vec(black_box(beat)));
            })
            .case("klaw envelope", envelope(), |beat| {
                black_box(msgpack::to_vec(black_box(beat)));
            })
            .case("zerompk", peers(), |beat| {
                black_box(call::to_zerompk(black_box(beat)));
            })
            .case("rmp-serde", peers(), |beat| {
                black_box(call::to_rmp(black_box(beat)));
            })
            .goal("zerompk", 1.7)
            .goal("rmp-serde", 5.0),
        Group::new("heartbeat encode reused")
            .case("klaw", own(), {
                let mut out = Vec::with_capacity(4096);
                move |beat| {
                    out.clear();
                    msgpack::encode_to(black_box(beat), &mut out);
                    black_box(out.as_slice());
                }
            })
            .case("klaw envelope", envelope(), {
                let mut out = Vec::with_capacity(4096);
                move |beat| {
                    out.clear();
                    msgpack::encode_to(black_box(beat), &mut out);
                    black_box(out.as_slice());
                }
            })
            .case("zerompk", peers(), {
                let mut buffer = vec![0; 4096];
                move |beat| {
                    let length = call::to_zerompk_into(black_box(beat), &mut buffer);
                    black_box(&buffer[..length]);
                }
            })
            .case("rmp-serde", peers(), {
                let mut out = Vec::with_capacity(4096);
                move |beat| {
                    out.clear();
                    call::to_rmp_into(black_box(beat), &mut out);
                    black_box(out.as_slice());
                }
            })
            .goal("zerompk", 1.3)
            .goal("rmp-serde", 2.7),
    ]
}
