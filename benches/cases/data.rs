//! Payloads: decoding must not depend on their size, encoding must be a copy.

#[cfg(feature = "peers")]
use super::access;
use super::{decode, encode, fresh, keep, same};
use crate::data;
use crate::harness::{Group, Row};
use crate::messages::{Blob, peer};
use crate::peers::{handwritten, handwritten_plain, klaw, rmp_serde, zerompk};
#[cfg(feature = "peers")]
use crate::{
    messages::peers::{borrowed, owned, protobuf},
    peers::{bitcode, messagepack_serde, minicbor, msgpacker, musli, postcard, prost, rkyv, wincode},
};
use klaw_runtime::envelope::{DataMessage, WireEnvelope};
use std::hint::black_box;

/// Decode typed and through the union, encode, for three sizes.
#[must_use]
pub fn rows() -> Vec<Row> {
    [("data64", 64), ("data1k", 1024), ("data64k", 65_536)]
        .into_iter()
        .flat_map(|(name, size)| {
            [
                Row::new(format!("{name} decode typed"), move || decode_typed(size)),
                Row::new(format!("{name} decode union + Raw"), move || decode_union(size)),
                Row::new(format!("{name} encode fresh"), move || encode_fresh(size)),
                Row::new(format!("{name} encode reused"), move || encode_reused(size)),
            ]
        })
        .collect()
}

struct Inputs {
    envelope: Vec<DataMessage<'static>>,
    own: Vec<Blob<'static>>,
    peers: Vec<peer::Blob<'static>>,
}

fn inputs(size: usize) -> Inputs {
    let kept = keep(data(size));
    let own: Vec<_> = kept.iter().map(Blob::from).collect();
    let peers: Vec<_> = kept.iter().map(peer::Blob::from).collect();
    same!(own, [handwritten], kept, [klaw], peers, [zerompk, rmp_serde]);
    Inputs { envelope: kept.to_vec(), own, peers }
}

fn decode_typed(size: usize) -> Group {
    let Inputs { own, peers, .. } = inputs(size);
    let mut group = Group::new();
    decode!(group, Blob<'_>, own, [klaw, handwritten, handwritten_plain]);
    decode!(group, peer::Blob<'_>, peers, [zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let lent: Vec<borrowed::Blob<'_>> = peers.iter().map(Into::into).collect();
        let owned: Vec<owned::Blob> = peers.iter().map(Into::into).collect();
        decode!(group, peer::Blob<'_>, peers, [messagepack_serde, postcard]);
        decode!(group, borrowed::Blob<'_>, lent, [msgpacker, minicbor, musli, wincode]);
        access!(group, owned::Blob, owned, rkyv);
    }
    group.goal("zerompk", 1.3, 1.4)
}

fn decode_union(size: usize) -> Group {
    let Inputs { envelope, peers, .. } = inputs(size);
    let envelope: Vec<_> = envelope.into_iter().map(WireEnvelope::from).collect();
    let lean: Vec<_> = keep(envelope.clone()).iter().map(peer::Envelope::from).collect();
    let mut group = Group::new();
    decode!(group, WireEnvelope<'_>, envelope, [klaw]);
    decode!(group, peer::Envelope<'_>, lean, [handwritten, handwritten_plain]);
    decode!(group, peer::Blob<'_>, peers, [zerompk]);
    group.goal("zerompk", 1.1, 1.2)
}

fn encode_fresh(size: usize) -> Group {
    let Inputs { own, peers, .. } = inputs(size);
    let frames: Vec<Vec<u8>> = own.iter().map(klaw::fresh).collect();
    let mut group = Group::new();
    fresh!(group, own, [klaw, handwritten]);
    fresh!(group, peers, [zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let owned: Vec<owned::Blob> = peers.iter().map(Into::into).collect();
        let protobuf: Vec<protobuf::Blob> = peers.iter().map(Into::into).collect();
        fresh!(group, peers, [messagepack_serde, postcard]);
        fresh!(group, owned, [msgpacker, minicbor, musli, wincode, bitcode, rkyv]);
        fresh!(group, protobuf, [prost]);
    }
    group.case("alloc and memcpy", frames, |frame| {
        black_box(&black_box(frame).clone());
    });
    if size < 65_536 { group } else { group.goal("alloc and memcpy", 1.0 / 1.1, 1.0 / 1.1) }
}

fn encode_reused(size: usize) -> Group {
    let Inputs { envelope, own, peers } = inputs(size);
    let frames: Vec<Vec<u8>> = own.iter().map(klaw::fresh).collect();
    let mut group = Group::new();
    encode!(group, own, [klaw]);
    encode!(group, envelope, [klaw as "klaw envelope"]);
    encode!(group, own, [handwritten]);
    encode!(group, peers, [zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let owned: Vec<owned::Blob> = peers.iter().map(Into::into).collect();
        let protobuf: Vec<protobuf::Blob> = peers.iter().map(Into::into).collect();
        encode!(group, peers, [messagepack_serde, postcard]);
        encode!(group, owned, [msgpacker, minicbor, musli, wincode, bitcode, rkyv]);
        encode!(group, protobuf, [prost]);
    }
    group.case("memcpy", frames, {
        let mut out = Vec::with_capacity(size + 4096);
        move |frame| {
            out.clear();
            out.extend_from_slice(black_box(frame));
            black_box(out.as_ptr());
            black_box(out.len());
        }
    });
    if size < 65_536 { group } else { group.goal("memcpy", 1.0 / 1.1, 1.0 / 1.1) }
}
