//! What borrows from its frame takes no memory.

use crate::{blocks, envelopes};
use klaw_runtime::codec::{self, codec_pool};
use klaw_runtime::envelope::{Ack, ControlMessage, DataMessage, Heartbeat, WireEnvelope, WireError};
use klaw_runtime::{Decode, Raw, WireMessage, msgpack};
use std::borrow::Cow;

/// Through the union, by whichever way.
#[test]
fn an_envelope() {
    for envelope in envelopes() {
        let frame = msgpack::to_vec(&envelope);
        assert_eq!(blocks(|| msgpack::from_slice::<WireEnvelope<'_>>(&frame).unwrap()), 0, "{envelope:?}");
        assert_eq!(blocks(|| msgpack::from_prefix::<WireEnvelope<'_>>(&frame).unwrap()), 0);
        assert_eq!(blocks(|| codec::decode(&frame).unwrap()), 0);
        assert_eq!(blocks(|| codec_pool().decode::<WireEnvelope<'_>>(&frame).unwrap()), 0);
        assert_eq!(blocks(|| msgpack::from_slice::<Raw<'_>>(&frame).unwrap()), 0);
        assert_eq!(blocks(|| Raw::new(&frame[..]).unwrap()), 0);
        // A wide header and twelve unknown elements take the long way, and nothing more.
        let wide = [&[0xdc, 0x00, (frame[0] & 0x0f) + 12][..], &frame[1..], &[0xc0; 12]].concat();
        assert_eq!(msgpack::from_slice::<WireEnvelope<'_>>(&wide).unwrap(), envelope);
        assert_eq!(blocks(|| msgpack::from_slice::<WireEnvelope<'_>>(&wide).unwrap()), 0, "{envelope:?}");
    }
    assert_eq!(blocks(|| msgpack::from_slice::<WireEnvelope<'_>>(b"\x92\x04\x90").unwrap()), 0);
    assert_eq!(blocks(|| msgpack::from_slice::<WireEnvelope<'_>>(b"\xdc\0\x05\x04\x90\x05\xa1x\x90").unwrap()), 0);
}

/// Where the type of the message is known.
#[test]
fn each_message() {
    fn none<'a, T: Decode<'a>>(frame: &'a [u8]) {
        assert_eq!(blocks(|| msgpack::from_slice::<T>(frame).unwrap()), 0, "{}", std::any::type_name::<T>());
        assert_eq!(blocks(|| codec_pool().decode::<T>(frame).unwrap()), 0);
    }
    let [data, control, heartbeat, ack, error] = envelopes().map(|envelope| msgpack::to_vec(&envelope));
    none::<DataMessage<'_>>(&data);
    none::<DataMessage<'_, Raw<'_>>>(&data);
    none::<ControlMessage<'_>>(&control);
    none::<Heartbeat<'_>>(&heartbeat);
    none::<Ack<'_>>(&ack);
    none::<WireError<'_>>(&error);
    let data = msgpack::to_vec(&("load", 3_u8));
    none::<(&str, u8)>(&data);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 10)]
struct Task<'a> {
    #[constrain(min_length = 1, pattern = "^[a-z][a-z0-9-]*$")]
    id: &'a str,
    blob: &'a [u8],
    note: Option<Cow<'a, str>>,
    #[constrain(ge = 1, le = 10)]
    priority: u8,
    place: (f64, f64),
    rest: Raw<'a>,
}

#[test]
fn a_payload() {
    let task =
        Task { id: "load", blob: b"\0\x01", note: Some("x".into()), priority: 3, place: (1.0, 2.0), rest: Raw::NIL };
    let message = DataMessage::new(Default::default(), Raw::encode(&task));
    let frame = codec::encode(&message.into());
    let WireEnvelope::Data(message) = codec::decode(&frame).unwrap() else { panic!() };
    assert_eq!(codec_pool().decode_payload::<Task<'_>>(&message.payload).unwrap(), task);
    assert_eq!(blocks(|| codec_pool().decode_payload::<Task<'_>>(&message.payload).unwrap()), 0);
    assert_eq!(blocks(|| message.payload.decode::<Task<'_>>().unwrap()), 0);
    // In place of the `Raw`, and with the envelope in one go.
    assert_eq!(blocks(|| codec_pool().decode::<DataMessage<'_, Task<'_>>>(&frame).unwrap()), 0);
}
