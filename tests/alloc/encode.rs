//! Encoding takes the memory of its frame, or none where there is room.

use crate::{blocks, envelopes};
use klaw_runtime::{WireMessage, json, msgpack};
use std::borrow::Cow;

#[test]
fn encoding_into_room_allocates_nothing() {
    for envelope in envelopes() {
        let length = msgpack::encoded_len(&envelope);
        let mut out = Vec::with_capacity(4096);
        assert_eq!(blocks(|| msgpack::encode_to(&envelope, &mut out)), 0, "{envelope:?}");
        assert_eq!(out.len(), length);
        let mut buffer = vec![0; length];
        assert_eq!(blocks(|| msgpack::encode_into(&envelope, &mut buffer, 0).unwrap()), 0);
        assert_eq!(blocks(|| msgpack::encoded_len(&envelope)), 0);
        assert_eq!(buffer, out);
        assert_eq!(blocks(|| msgpack::to_vec(&envelope)), 1);
    }
}

#[derive(WireMessage)]
#[wire(json, serde, omit_defaults)]
struct Queued<'a> {
    id: u64,
    #[wire(default = "main")]
    queue: String,
    #[wire(default = "anybody")]
    owner: Cow<'a, str>,
}

#[derive(WireMessage)]
#[wire(json, serde, array_like, omit_trailing_defaults)]
struct Positioned {
    id: u64,
    #[wire(default = "main")]
    queue: String,
}

#[test]
fn a_default_that_is_text_is_not_made_to_be_compared() {
    for (queue, owner) in [("main", "anybody"), ("main", "a"), ("other", "anybody"), ("mains", "")] {
        let mut out = Vec::with_capacity(4096);
        let named = Queued { id: 1, queue: queue.into(), owner: owner.into() };
        assert_eq!(blocks(|| msgpack::encode_to(&named, &mut out)), 0);
        assert_eq!(blocks(|| msgpack::encoded_len(&named)), 0);
        assert_eq!(blocks(|| json::encode_to(&named, &mut out)), 0);
        assert_eq!(blocks(|| serde_json::to_writer(&mut out, &named)), 0);
        let positioned = Positioned { id: 1, queue: queue.into() };
        assert_eq!(blocks(|| msgpack::encode_to(&positioned, &mut out)), 0);
        assert_eq!(blocks(|| json::encode_to(&positioned, &mut out)), 0);
        assert_eq!(blocks(|| serde_json::to_writer(&mut out, &positioned)), 0);
    }
}
