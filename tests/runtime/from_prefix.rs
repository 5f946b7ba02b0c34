//! `from_prefix`: a value at the start of a stream.

use klaw_runtime::envelope::{Ack, Heartbeat, WireEnvelope, WireHeader};
use klaw_runtime::{ErrorKind, Raw, Value, msgpack};

#[test]
fn a_stream_is_read_value_by_value() {
    let messages = [
        WireEnvelope::from(Ack::new(WireHeader::new("a"), 1)),
        WireEnvelope::from(Heartbeat::new(WireHeader::new("b"), "x")),
    ];
    let mut stream = Vec::new();
    messages.iter().for_each(|message| msgpack::encode_to(message, &mut stream));
    let (mut rest, mut read) = (&stream[..], Vec::new());
    while !rest.is_empty() {
        let (message, size) = msgpack::from_prefix::<WireEnvelope<'_>>(rest).unwrap();
        read.push(message);
        rest = &rest[size..];
    }
    assert_eq!(read, messages);
}

/// A part of a frame, however small, asks for more; nothing else is called truncated.
#[test]
fn truncated_says_that_more_is_needed() {
    let stream = msgpack::to_vec(&WireEnvelope::from(Ack::new(WireHeader::new("jobs").seq(300), 70_000)));
    for length in 0..stream.len() {
        for error in [
            msgpack::from_prefix::<WireEnvelope<'_>>(&stream[..length]).unwrap_err(),
            msgpack::from_prefix::<Raw<'_>>(&stream[..length]).unwrap_err(),
            msgpack::from_prefix::<Value<'_>>(&stream[..length]).unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Truncated, "{length}: {error}");
        }
    }
    let error = msgpack::from_prefix::<WireEnvelope<'_>>(b"\x93\x09").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
}

#[test]
fn what_follows_is_not_looked_at() {
    assert_eq!(msgpack::from_prefix::<&str>(b"\xa1a\xc1\xff").unwrap(), ("a", 2));
    assert_eq!(msgpack::from_prefix::<(u8, bool)>(b"\x92\x01\xc3\xc1").unwrap(), ((1, true), 3));
}
