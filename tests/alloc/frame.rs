//! What a frame takes that is owned with its message, and one in which a value is replaced.

use crate::counter::counted;
use crate::{blocks, envelopes};
use klaw_runtime::envelope::WireEnvelope;
use klaw_runtime::schema::Place;
use klaw_runtime::{Frame, msgpack};

/// The bytes, the message and their count; a clone takes none, and neither does reading.
#[test]
fn a_frame_takes_three_blocks_however_large_it_is() {
    for envelope in envelopes() {
        let bytes = msgpack::to_vec(&envelope).into_boxed_slice();
        let (frame, counts) = counted(|| Frame::<WireEnvelope<'static>>::decode(bytes).unwrap());
        assert_eq!(counts.blocks, 3, "{envelope:?}");
        assert_eq!(blocks(|| assert_eq!(*frame.clone().get(), envelope)), 0);
    }
}

#[test]
fn a_value_in_a_frame_is_replaced_without_a_block_or_with_one() {
    let seq = Place::<u64>::of::<WireEnvelope<'_>>("header.seq").unwrap();
    for envelope in envelopes() {
        let mut frame = msgpack::to_vec(&envelope);
        assert_eq!(blocks(|| assert!(msgpack::splice_in_place(&mut frame, &seq, &301).unwrap())), 0, "{envelope:?}");
        assert_eq!(blocks(|| msgpack::splice(&frame, &seq, &7).unwrap()), 1);
        assert_eq!(blocks(|| msgpack::splice(&frame, &seq, &u64::MAX).unwrap()), 1);
    }
}
