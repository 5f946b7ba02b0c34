//! What a channel carries: messages of all kinds, told apart by their tag.

use super::{Group, call};
use crate::messages::peer;
use crate::streams;
use klaw_runtime::envelope::WireEnvelope;
use klaw_runtime::msgpack;
use std::hint::black_box;

/// Decode borrowed through the union, encode.
#[must_use]
pub fn groups() -> Vec<Group> {
    let streams = streams();
    let kept: &'static [Vec<WireEnvelope<'static>>] = streams.clone().leak();
    let peers: Vec<Vec<peer::Envelope<'static>>> =
        kept.iter().map(|stream| stream.iter().map(peer::Envelope::from).collect()).collect();
    let frames: Vec<Vec<Vec<u8>>> = streams.iter().map(|stream| stream.iter().map(msgpack::to_vec).collect()).collect();
    let zerompk: Vec<Vec<Vec<u8>>> = peers.iter().map(|stream| stream.iter().map(call::to_zerompk).collect()).collect();
    let rmp: Vec<Vec<Vec<u8>>> = peers.iter().map(|stream| stream.iter().map(call::to_rmp).collect()).collect();
    for (index, peer) in peers.iter().flatten().enumerate() {
        let (stream, at) = (index / 1000, index % 1000);
        let frame = &frames[stream][at];
        let envelope = call::klaw::<WireEnvelope<'_>>(frame);
        assert_eq!(envelope, streams[stream][at]);
        assert_eq!(msgpack::to_vec(&envelope), *frame);
        assert_eq!(peer::Envelope::from(&envelope), *peer);
        assert_eq!(call::zerompk::<peer::Envelope<'_>>(&zerompk[stream][at]), *peer);
        assert_eq!(call::rmp::<peer::Envelope<'_>>(&rmp[stream][at]), *peer);
    }
    vec![
        Group::new("stream decode union borrowed")
            .case("klaw", frames, |stream| {
                for frame in stream {
                    black_box(call::klaw::<WireEnvelope<'_>>(black_box(frame)));
                }
            })
            .case("zerompk", zerompk, |stream| {
                for frame in stream {
                    black_box(call::zerompk::<peer::Envelope<'_>>(black_box(frame)));
                }
            })
            .case("rmp-serde", rmp, |stream| {
                for frame in stream {
                    black_box(call::rmp::<peer::Envelope<'_>>(black_box(frame)));
                }
            })
            .goal("zerompk", 2.0)
            .goal("rmp-serde", 4.5),
        Group::new("stream encode reused")
            .case("klaw", streams, {
                let mut out = Vec::with_capacity(1 << 16);
                move |stream| {
                    for envelope in stream {
                        out.clear();
                        msgpack::encode_to(black_box(envelope), &mut out);
                        black_box(out.as_slice());
                    }
                }
            })
            .case("zerompk", peers.clone(), {
                let mut buffer = vec![0; 1 << 16];
                move |stream| {
                    for envelope in stream {
                        let length = call::to_zerompk_into(black_box(envelope), &mut buffer);
                        black_box(&buffer[..length]);
                    }
                }
            })
            .case("rmp-serde", peers, {
                let mut out = Vec::with_capacity(1 << 16);
                move |stream| {
                    for envelope in stream {
                        out.clear();
                        call::to_rmp_into(black_box(envelope), &mut out);
                        black_box(out.as_slice());
                    }
                }
            })
            .goal("zerompk", 1.35)
            .goal("rmp-serde", 1.9),
    ]
}
