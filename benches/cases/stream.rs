//! What a channel carries: messages of all kinds, told apart by their tag. Times are of one message.

#[cfg(feature = "peers")]
use super::access;
use super::{decode, encode, keep, same};
use crate::harness::{Group, Row};
use crate::messages::peer;
use crate::peers::{handwritten, handwritten_plain, klaw, rmp_serde, zerompk};
use crate::streams;
#[cfg(feature = "peers")]
use crate::{
    messages::peers::{borrowed, owned},
    peers::{bitcode, messagepack_serde, minicbor, msgpacker, musli, postcard, rkyv, wincode},
};
use klaw_runtime::envelope::WireEnvelope;
use std::hint::black_box;

/// Decode borrowed through the union, encode.
#[must_use]
pub fn rows() -> Vec<Row> {
    vec![Row::new("stream decode union borrowed", decode_union), Row::new("stream encode reused", encode_reused)]
}

/// All streams, one after the other; to the peers payloads are bytes.
fn inputs() -> (Vec<WireEnvelope<'static>>, Vec<peer::Envelope<'static>>) {
    let kept = keep(streams().into_iter().flatten().collect());
    let peers: Vec<_> = kept.iter().map(peer::Envelope::from).collect();
    same!(kept, [klaw], peers, [handwritten]);
    (kept.to_vec(), peers)
}

fn decode_union() -> Group {
    let (envelopes, peers) = inputs();
    let mut group = Group::new();
    decode!(group, WireEnvelope<'_>, envelopes, [klaw]);
    decode!(group, peer::Envelope<'_>, peers, [handwritten, handwritten_plain, zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let lent: Vec<borrowed::Envelope<'_>> = peers.iter().map(Into::into).collect();
        let owned: Vec<owned::Envelope> = peers.iter().map(Into::into).collect();
        decode!(group, peer::Envelope<'_>, peers, [messagepack_serde, postcard]);
        decode!(group, borrowed::Envelope<'_>, lent, [msgpacker, minicbor, musli, wincode]);
        access!(group, owned::Envelope, owned, rkyv);
    }
    group.goal("zerompk", 2.0, 2.3).goal("rmp-serde", 4.5, 5.0).goal("wincode", 1.4, 1.5).goal("rkyv", 1.2, 1.25)
}

fn encode_reused() -> Group {
    let (envelopes, peers) = inputs();
    let mut group = Group::new();
    encode!(group, envelopes, [klaw]);
    encode!(group, peers, [handwritten, zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let owned: Vec<owned::Envelope> = peers.iter().map(Into::into).collect();
        encode!(group, peers, [messagepack_serde, postcard]);
        encode!(group, owned, [msgpacker, minicbor, musli, wincode, bitcode, rkyv]);
    }
    group.goal("zerompk", 1.35, 1.35).goal("rmp-serde", 1.9, 1.9).goal("wincode", 0.85, 0.85)
}
