//! Payloads: decoding must not depend on their size, encoding must be a copy.

use super::{Group, call};
use crate::data;
use crate::messages::{Blob, peer};
use klaw_runtime::envelope::{DataMessage, WireEnvelope};
use klaw_runtime::msgpack;
use std::hint::black_box;

/// Decode typed and through the union, encode, for three sizes.
#[must_use]
pub fn groups() -> Vec<Group> {
    [("data64", 64), ("data1k", 1024), ("data64k", 65_536)].into_iter().flat_map(sized).collect()
}

fn sized((name, size): (&str, usize)) -> Vec<Group> {
    let messages = data(size);
    let frames: Vec<Vec<u8>> = messages.iter().map(msgpack::to_vec).collect();
    for (frame, message) in frames.iter().zip(&messages) {
        assert_eq!(call::klaw::<DataMessage<'_>>(frame), *message);
        assert_eq!(call::klaw::<WireEnvelope<'_>>(frame), WireEnvelope::Data(message.clone()));
        assert_eq!(msgpack::to_vec(&call::klaw::<Blob<'_>>(frame)), *frame);
        let peer = call::zerompk::<peer::Blob<'_>>(frame);
        assert_eq!(peer.payload, peer::body(&message.payload));
        assert_eq!(call::rmp::<peer::Blob<'_>>(frame), peer);
        assert_eq!(call::to_zerompk(&peer), *frame);
        assert_eq!(call::to_rmp(&peer), *frame);
    }
    let encode = |message: &DataMessage<'_>, out: &mut Vec<u8>| {
        out.clear();
        msgpack::encode_to(black_box(message), out);
        black_box(out.as_slice());
    };
    // The peers encode what borrows from a frame: the frames live as long as the bench.
    let kept: &'static [Vec<u8>] = frames.clone().leak();
    let blobs = || kept.iter().map(|frame| call::klaw::<Blob<'static>>(frame)).collect::<Vec<_>>();
    let peers = || kept.iter().map(|frame| call::zerompk::<peer::Blob<'static>>(frame)).collect::<Vec<_>>();
    let capacity = size + 4096;
    let mut fresh = Group::new(format!("{name} encode fresh"))
        .case("klaw", blobs(), |message| {
            black_box(msgpack::to_vec(black_box(message)));
        })
        .case("zerompk", peers(), |message| {
            black_box(call::to_zerompk(black_box(message)));
        })
        .case("rmp-serde", peers(), |message| {
            black_box(call::to_rmp(black_box(message)));
        })
        .case("alloc and memcpy", frames.clone(), |frame| {
            black_box(black_box(frame).clone());
        });
    let mut reused = Group::new(format!("{name} encode reused"))
        .case("klaw", blobs(), {
            let mut out = Vec::with_capacity(capacity);
            move |message| {
                out.clear();
                msgpack::encode_to(black_box(message), &mut out);
                black_box(out.as_slice());
            }
        })
        .case("klaw envelope", messages.clone(), {
            let mut out = Vec::with_capacity(capacity);
            move |message| encode(message, &mut out)
        })
        .case("zerompk", peers(), {
            let mut buffer = vec![0; capacity];
            move |message| {
                let length = call::to_zerompk_into(black_box(message), &mut buffer);
                black_box(&buffer[..length]);
            }
        })
        .case("rmp-serde", peers(), {
            let mut out = Vec::with_capacity(capacity);
            move |message| {
                out.clear();
                call::to_rmp_into(black_box(message), &mut out);
                black_box(out.as_slice());
            }
        })
        .case("memcpy", frames.clone(), {
            let mut out = Vec::with_capacity(capacity);
            move |frame| {
                out.clear();
                out.extend_from_slice(black_box(frame));
                black_box(out.as_slice());
            }
        });
    if size >= 65_536 {
        fresh = fresh.goal("alloc and memcpy", 1.0 / 1.1);
        reused = reused.goal("memcpy", 1.0 / 1.1);
    }
    vec![
        Group::new(format!("{name} decode typed"))
            .case("klaw", frames.clone(), |frame| {
                black_box(call::klaw::<Blob<'_>>(black_box(frame)));
            })
            .case("zerompk", frames.clone(), |frame| {
                black_box(call::zerompk::<peer::Blob<'_>>(black_box(frame)));
            })
            .case("rmp-serde", frames.clone(), |frame| {
                black_box(call::rmp::<peer::Blob<'_>>(black_box(frame)));
            })
            .goal("zerompk", 1.3),
        Group::new(format!("{name} decode union + Raw"))
            .case("klaw", frames.clone(), |frame| {
                black_box(call::klaw::<WireEnvelope<'_>>(black_box(frame)));
            })
            .case("zerompk", frames.clone(), |frame| {
                black_box(call::zerompk::<peer::Blob<'_>>(black_box(frame)));
            })
            .goal("zerompk", 1.1),
        fresh,
        reused,
    ]
}
