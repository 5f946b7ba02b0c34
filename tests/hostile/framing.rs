//! Frames of a stream, and more of them than anybody reads. Streams with a length in front of each frame are read by the channels on Ray
//! and by the command line alone, and tested there: `channel::ray::process`, and `stream` in `klaw-cli/tests`.

use crate::counter::counted;
use crate::roads::golden;
use bytes::Bytes;
use klaw_runtime::channel::{
    ChannelActor, ChannelOptions, FramedReceiver, Overflow, Receiver, RecvError, Sender, local,
};
use klaw_runtime::envelope::WireEnvelope;
use klaw_runtime::{ChannelCapacity, ErrorKind, Limits, Raw, Value, msgpack};

/// One byte after the other: each frame is there with its last byte and not before, and whoever waits for what is missing waits for
/// nothing of the next frame.
#[test]
fn class_45_frames_that_come_byte_by_byte() {
    let golden = golden();
    let stream = golden.concat();
    let (mut buffer, mut frames) = (Vec::new(), golden.iter());
    let mut expected = frames.next();
    assert_eq!(msgpack::from_prefix::<WireEnvelope<'_>>(&buffer).unwrap_err().needed(), Some(1));
    for byte in stream {
        buffer.push(byte);
        let whole = expected.unwrap();
        match msgpack::from_prefix::<WireEnvelope<'_>>(&buffer) {
            Ok((_, size)) => {
                assert_eq!((&buffer, size), (whole, whole.len()));
                buffer.clear();
                expected = frames.next();
            }
            Err(error) => {
                let needed = error.needed().unwrap();
                assert!(needed >= 1 && buffer.len() + needed <= whole.len(), "{needed} more than {buffer:02x?}");
            }
        }
    }
    assert!(expected.is_none() && buffer.is_empty());
}

/// What a header promises is held against the limits as it stands there: nobody needs to read the rest to be told.
#[test]
fn class_45_lengths_before_their_bytes() {
    let limits = Limits::new().string_size(100).element_count(100);
    for header in [
        &b"\xd9\xff"[..],
        b"\xda\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc4\xff",
        b"\xc5\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xc7\xff\x05",
        b"\xc8\xff\xff\x05",
        b"\xc9\xff\xff\xff\xff\x05",
        b"\xdc\xff\xff",
        b"\xdd\xff\xff\xff\xff",
        b"\xde\xff\xff",
        b"\xdf\xff\xff\xff\xff",
    ] {
        for bytes in [header.to_vec(), [b"\x93\x01\x90", header].concat(), [b"\x81\xa1a", header, b"some"].concat()] {
            for (error, kind) in [
                (msgpack::from_prefix_with::<Raw<'_>>(&bytes, &limits).unwrap_err(), ErrorKind::Limit),
                (msgpack::from_prefix_with::<Value<'_>>(&bytes, &limits).unwrap_err(), ErrorKind::Limit),
                (msgpack::from_slice_with::<Raw<'_>>(&bytes, &limits).unwrap_err(), ErrorKind::Limit),
                (limits.check(&bytes).unwrap_err(), ErrorKind::Limit),
                (msgpack::from_prefix::<Raw<'_>>(&bytes).unwrap_err(), ErrorKind::Truncated),
            ] {
                assert_eq!(error.kind(), kind, "{bytes:02x?}: {error}");
            }
            // As long as the header itself is not whole, nobody knows.
            let cut = &bytes[..bytes.iter().position(|byte| *byte == header[0]).unwrap() + 1];
            assert_eq!(limits.check(cut).unwrap_err().kind(), ErrorKind::Truncated);
        }
    }
    // A string that fits, and whose bytes have not come, may still come.
    assert_eq!(limits.check(b"\xd9\x64ab").unwrap_err().needed(), Some(98));
    assert_eq!(limits.check(b"\xd9\x65ab").unwrap_err().kind(), ErrorKind::Limit);
    assert_eq!(Limits::new().string_size(2).check(b"\xa3ab").unwrap_err().kind(), ErrorKind::Limit);
    assert_eq!(Limits::new().string_size(2).check(b"\xa2a").unwrap_err().kind(), ErrorKind::Truncated);
}

/// So is the size of the whole: a message that must be larger is refused when that is known.
#[test]
fn class_45_messages_too_large_before_their_bytes() {
    for limits in [Limits::new().message_size(100), Limits::new().message_size(100).deny_duplicate_keys()] {
        let large = b"\x93\x01\x90\xc5\x01\x2cab";
        let error = msgpack::from_prefix_with::<WireEnvelope<'_>>(large, &limits).unwrap_err();
        assert_eq!(error.to_string(), "Message has 306 bytes, at most 100 are allowed");
        let last = msgpack::from_prefix_with::<Raw<'_>>(b"\xc4\x62a", &limits).unwrap_err();
        assert_eq!((last.kind(), last.needed()), (ErrorKind::Truncated, Some(97)));
        let next = msgpack::from_prefix_with::<Raw<'_>>(b"\xc4\x63a", &limits).unwrap_err();
        assert_eq!(next.to_string(), "Message has 101 bytes, at most 100 are allowed");
    }
    assert_eq!(msgpack::from_prefix::<Raw<'_>>(b"\xdb\xff\xff\xff\xff").unwrap_err().needed(), Some(u32::MAX as usize));
}

/// What nobody reads fills a channel and no more, whatever it is: what is no message does not get in, and what has no room is refused.
#[test]
fn class_46_a_flood_into_an_actor() {
    let capacity = ChannelOptions::new(ChannelCapacity::literal(8));
    for (overflow, taken) in [(Overflow::Fail, 8), (Overflow::DropOldest, 20_000)] {
        let ((), counts) = counted(|| {
            let actor = ChannelActor::<u8>::new("", &capacity.clone().overflow(overflow));
            for _ in 0..10_000 {
                for frame in [
                    &b""[..],
                    b"\xc1",
                    b"\x93\x03\x90\xa6nobody",
                    b"\x94\x04\x90\x05\xa2ok",
                    b"\x94\x02\x90\xa6shred!\xc0",
                    b"\x95\x05\x90\xa1c\xa1m\xc0",
                    b"\x93\x01\x90\x07",
                ] {
                    // Refused or not: what it leaves behind counts.
                    let _ = actor.put_frame_blocking(Bytes::copy_from_slice(frame));
                }
            }
            let stats = actor.stats();
            assert_eq!((stats.ready, stats.sent, stats.high_water), (8, taken, 8));
        });
        assert!(counts.peak <= 64 << 10, "{} bytes", counts.peak);
    }
}

/// Frames that are none take up what one takes, however many come.
#[test]
fn class_46_a_flood_out_of_a_channel() {
    let ((), counts) = counted(|| {
        let (frames, receiver) = local::channel::<Bytes>("", &ChannelOptions::new(ChannelCapacity::literal(8)));
        let mut receiver = FramedReceiver::<u8, _>::new(receiver);
        for round in 0..10_000 {
            for _ in 0..8 {
                frames
                    .try_send_blocking(if round % 2 == 0 { Bytes::new() } else { Bytes::from_static(b"\xc1") })
                    .unwrap();
            }
            assert!(frames.try_send_blocking(Bytes::new()).is_err());
            for _ in 0..8 {
                let error = receiver.recv_batch_blocking(usize::MAX, None).err().unwrap();
                assert!(matches!(error, RecvError::Malformed { .. }));
            }
        }
    });
    assert!(counts.peak <= 64 << 10, "{} bytes", counts.peak);
}
