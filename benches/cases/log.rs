//! Many records in one array: the cost of a field.

#[cfg(feature = "peers")]
use super::{access, decode_reusing};
use super::{decode, encode, keep, same};
use crate::harness::{Group, Row};
use crate::logs;
use crate::messages::{Batch, Log};
use crate::peers::{handwritten, handwritten_plain, klaw, rmp_serde, zerompk};
#[cfg(feature = "peers")]
use crate::{
    messages::peers::{borrowed, owned, protobuf},
    peers::{bitcode, messagepack_serde, minicbor, msgpacker, musli, postcard, prost, rkyv, wincode},
};
use ::zerompk::Read;
use bytes::Bytes;
use klaw_runtime::{Frame, Raw, msgpack};
use std::hint::black_box;

/// Decode borrowed and owned, encode, scan.
#[must_use]
pub fn rows() -> Vec<Row> {
    vec![
        Row::new("log1000 decode borrowed", decode_borrowed),
        Row::new("log1000 decode owned", decode_owned),
        Row::new("log1000 decode into a frame", decode_frame),
        Row::new("log1000 encode reused", encode_reused),
        Row::new("log1000 scan", scan),
    ]
}

fn inputs() -> Vec<Vec<Log<String>>> {
    let batches = logs();
    same!(batches, [handwritten, zerompk, rmp_serde]);
    batches
}

/// The batches with their text lent.
fn lent(batches: &'static [Vec<Log<String>>]) -> Vec<Vec<Log<&'static str>>> {
    batches.iter().map(|batch| batch.iter().map(Log::borrowed).collect()).collect()
}

/// The batches in the words of a peer.
#[cfg(feature = "peers")]
fn of<'a, T: From<&'a Log<&'static str>>>(batches: &'a [Vec<Log<&'static str>>]) -> Vec<Vec<T>> {
    batches.iter().map(|batch| batch.iter().map(Into::into).collect()).collect()
}

fn decode_borrowed() -> Group {
    let batches = lent(keep(inputs()));
    let mut group = Group::new();
    decode!(group, Vec<Log<&str>>, batches, [klaw, handwritten, handwritten_plain, zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let lent: Vec<Vec<borrowed::Log<'_>>> = of(&batches);
        decode!(group, Vec<Log<&str>>, batches, [messagepack_serde, postcard]);
        decode!(group, Vec<borrowed::Log<'_>>, lent, [msgpacker, minicbor, musli, wincode]);
        decode_reusing!(group, Vec<borrowed::Log<'_>>, lent, bitcode);
        access!(group, Vec<owned::Log>, of::<owned::Log>(&batches), rkyv);
    }
    group
        .goal("zerompk", 1.6, 2.4)
        .goal("rmp-serde", 2.7, 4.5)
        .goal("wincode", 1.0, 1.4)
        .goal("postcard", 0.0, 1.4)
        .goal("rkyv", 0.0, 1.2)
}

fn decode_owned() -> Group {
    let batches = inputs();
    let frames: Vec<Vec<u8>> = batches.iter().map(klaw::fresh).collect();
    let mut kept = batches[0].clone();
    for (frame, batch) in frames.iter().zip(&batches) {
        assert!(msgpack::decode_in_place(frame, &mut kept).is_ok());
        assert_eq!(kept, *batch);
    }
    let mut group = Group::new();
    decode!(group, Vec<Log<String>>, batches, [klaw, handwritten, handwritten_plain, zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let lent = lent(keep(batches.clone()));
        let owned: Vec<Vec<owned::Log>> = of(&lent);
        let protobuf: Vec<protobuf::Logs> = lent.iter().map(Into::into).collect();
        decode!(group, Vec<Log<String>>, batches, [messagepack_serde, postcard]);
        use {msgpacker::owned as msgpacker, rkyv::owned as rkyv};
        decode!(group, Vec<owned::Log>, owned, [msgpacker, minicbor, musli, wincode, rkyv]);
        decode_reusing!(group, Vec<owned::Log>, owned, bitcode);
        decode!(group, protobuf::Logs, protobuf, [prost]);
    }
    group.case("klaw, in place", frames, move |frame| {
        assert!(msgpack::decode_in_place(black_box(frame), &mut kept).is_ok());
        black_box(&kept);
    });
    group.case("clone", batches, |batch| {
        black_box(&black_box(batch).clone());
    });
    group.goal("zerompk", 1.25, 1.5).goal("clone", 1.0 / 1.4, 1.0 / 1.15)
}

/// What is owned without copying text: the bytes, with the records that borrow from them.
fn decode_frame() -> Group {
    let batches = inputs();
    let frames: Vec<Bytes> = batches.iter().map(|batch| klaw::fresh(batch).into()).collect();
    let decode = |frame: &Bytes| Frame::<Batch<'static>>::decode(frame.clone());
    for (frame, batch) in frames.iter().zip(keep(batches.clone())) {
        let lent = Batch(batch.iter().map(Log::borrowed).collect());
        assert!(decode(frame).is_ok_and(|frame| frame.with(|records| *records == lent)));
    }
    let mut group = Group::new();
    group.case(klaw::NAME, frames, move |frame| {
        black_box(decode(black_box(frame)).is_ok());
    });
    decode!(group, Vec<Log<String>>, batches, [klaw as "klaw, owned", zerompk]);
    group.case("clone", batches, |batch| {
        black_box(&black_box(batch).clone());
    });
    group.goal("zerompk", 4.0, 5.0).goal("clone", 2.0, 2.5)
}

fn encode_reused() -> Group {
    let batches = inputs();
    let mut group = Group::new();
    encode!(group, batches, [klaw, handwritten, zerompk, rmp_serde]);
    #[cfg(feature = "peers")]
    {
        let lent = lent(keep(batches.clone()));
        let owned: Vec<Vec<owned::Log>> = of(&lent);
        let protobuf: Vec<protobuf::Logs> = lent.iter().map(Into::into).collect();
        encode!(group, batches, [messagepack_serde, postcard]);
        encode!(group, owned, [msgpacker, minicbor, musli, wincode, bitcode, rkyv]);
        encode!(group, protobuf, [prost]);
    }
    group.goal("zerompk", 2.2, 2.2).goal("rmp-serde", 4.0, 4.0).goal("wincode", 0.8, 0.8)
}

/// To the end of one value, without looking into it.
fn scan() -> Group {
    let frames: Vec<Vec<u8>> = inputs().iter().map(klaw::fresh).collect();
    for frame in &frames {
        assert_eq!(klaw::decode::<Raw<'_>>(frame).unwrap().as_bytes(), frame);
    }
    let mut group = Group::new();
    group.case(klaw::NAME, frames.clone(), |frame| {
        black_box(klaw::decode::<Raw<'_>>(black_box(frame)).as_ref().unwrap());
    });
    group.case(zerompk::NAME, frames.clone(), |frame| {
        let mut reader = ::zerompk::SliceReader::new(black_box(frame));
        assert!(reader.skip_value().is_ok());
    });
    group.case(rmp_serde::NAME, frames, |frame| {
        black_box(rmp_serde::decode::<serde::de::IgnoredAny>(black_box(frame)).as_ref().unwrap());
    });
    group.goal("zerompk", 2.0, 2.0)
}
