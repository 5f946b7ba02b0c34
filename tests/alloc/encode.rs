//! Encoding takes the memory of its frame, or none where there is room.

use crate::{blocks, envelopes};
use klaw_runtime::msgpack;

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
