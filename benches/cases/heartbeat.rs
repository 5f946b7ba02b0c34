//! One small message: the cost of a call.

#[cfg(feature = "peers")]
use super::{access, decode_reusing};
use super::{decode, encode, fresh, keep, same};
use crate::harness::{Group, Row};
use crate::heartbeats;
use crate::messages::{Beat, peer};
use crate::peers::{handwritten, handwritten_plain, klaw, rmp_serde, zerompk};
#[cfg(feature = "peers")]
use crate::{
    messages::peers::{borrowed, owned, protobuf},
    peers::{bitcode, messagepack_serde, minicbor, msgpacker, musli, postcard, prost, rkyv, wincode},
};
use klaw_runtime::envelope::Heartbeat;
use std::hint::black_box;

/// Decode borrowed and owned, encode fresh and reused.
#[must_use]
pub fn rows() -> Vec<Row> {
    vec![
        Row::new("heartbeat decode borrowed", decode_borrowed),
        Row::new("heartbeat decode owned", decode_owned),
        Row::new("heartbeat encode fresh", encode_fresh),
        Row::new("heartbeat encode reused", encode_reused),
    ]
}

struct Inputs {
    envelope: Vec<Heartbeat<'static>>,
    own: Vec<Beat<&'static str>>,
    peers: Vec<peer::Beat<&'static str>>,
}

fn inputs() -> Inputs {
    let kept = keep(heartbeats());
    let own: Vec<_> = kept.iter().map(Beat::from).collect();
    let peers: Vec<_> = kept.iter().map(peer::Beat::from).collect();
    same!(own, [handwritten], kept, [klaw], peers, [zerompk, rmp_serde]);
    Inputs { envelope: kept.to_vec(), own, peers }
}

fn decode_borrowed() -> Group {
    let Inputs { envelope, own, peers } = inputs();
    let mut group = Group::new();
    decode!(group, Beat<&str>, own, [klaw]);
    decode!(group, Heartbeat<'_>, envelope, [klaw as "klaw envelope"]);
    decode!(group, Beat<&str>, own, [handwritten, handwritten_plain]);
    decode!(group, peer::Beat<&str>, peers, [zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let lent: Vec<borrowed::Beat<'_>> = peers.iter().map(Into::into).collect();
        let owned: Vec<owned::Beat> = peers.iter().map(Into::into).collect();
        decode!(group, peer::Beat<&str>, peers, [messagepack_serde, postcard]);
        decode!(group, borrowed::Beat<'_>, lent, [msgpacker, minicbor, musli, wincode]);
        decode_reusing!(group, borrowed::Beat<'_>, lent, bitcode);
        access!(group, owned::Beat, owned, rkyv);
    }
    group.goal("zerompk", 1.5, 1.6).goal("wincode", 1.0, 1.05)
}

fn decode_owned() -> Group {
    let Inputs { own, peers, .. } = inputs();
    let own: Vec<_> = own.iter().map(Beat::owned).collect();
    let served: Vec<_> = peers.iter().map(peer::Beat::owned).collect();
    let mut group = Group::new();
    decode!(group, Beat<String>, own, [klaw, handwritten, handwritten_plain]);
    decode!(group, peer::Beat<String>, served, [zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let owned: Vec<owned::Beat> = peers.iter().map(Into::into).collect();
        let protobuf: Vec<protobuf::Beat> = peers.iter().map(Into::into).collect();
        decode!(group, peer::Beat<String>, served, [messagepack_serde, postcard]);
        use {msgpacker::owned as msgpacker, rkyv::owned as rkyv};
        decode!(group, owned::Beat, owned, [msgpacker, minicbor, musli, wincode, rkyv]);
        decode_reusing!(group, owned::Beat, owned, bitcode);
        decode!(group, protobuf::Beat, protobuf, [prost]);
    }
    group.case("clone", own, |beat| {
        black_box(&black_box(beat).clone());
    });
    group.goal("zerompk", 1.0, 1.1)
}

fn encode_fresh() -> Group {
    let Inputs { envelope, own, peers } = inputs();
    let mut group = Group::new();
    fresh!(group, own, [klaw]);
    fresh!(group, envelope, [klaw as "klaw envelope"]);
    fresh!(group, own, [handwritten]);
    fresh!(group, peers, [zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let owned: Vec<owned::Beat> = peers.iter().map(Into::into).collect();
        let protobuf: Vec<protobuf::Beat> = peers.iter().map(Into::into).collect();
        fresh!(group, peers, [messagepack_serde, postcard]);
        fresh!(group, owned, [msgpacker, minicbor, musli, wincode, bitcode, rkyv]);
        fresh!(group, protobuf, [prost]);
    }
    group.goal("zerompk", 1.7, 1.7).goal("rmp-serde", 5.0, 5.0)
}

fn encode_reused() -> Group {
    let Inputs { envelope, own, peers } = inputs();
    let mut group = Group::new();
    encode!(group, own, [klaw]);
    encode!(group, envelope, [klaw as "klaw envelope"]);
    encode!(group, own, [handwritten]);
    encode!(group, peers, [zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let owned: Vec<owned::Beat> = peers.iter().map(Into::into).collect();
        let protobuf: Vec<protobuf::Beat> = peers.iter().map(Into::into).collect();
        encode!(group, peers, [messagepack_serde, postcard]);
        encode!(group, owned, [msgpacker, minicbor, musli, wincode, bitcode, rkyv]);
        encode!(group, protobuf, [prost]);
    }
    group.goal("zerompk", 1.3, 1.3).goal("rmp-serde", 2.7, 2.7)
}
