//! `CodecPool`: the bytes of `msgpack`, through scratch that is used again.

use klaw_runtime::codec::{self, CodecPool, codec_pool};
use klaw_runtime::envelope::{
    Ack, ControlAction, ControlMessage, DataMessage, Heartbeat, WireEnvelope, WireError, WireHeader,
};
use klaw_runtime::msgpack::{self, Writer};
use klaw_runtime::{Encode, ErrorKind, Limits, NonNegativeInt, Raw, Value, WireMessage};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

fn envelopes() -> [WireEnvelope<'static>; 5] {
    let header = || WireHeader::new("jobs").seq(300).ts(1_703_001_234_567);
    [
        DataMessage::new(header(), Raw::encode(&vec!["x"; 40])).into(),
        ControlMessage::new(header(), ControlAction::Other("drain".into())).into(),
        Heartbeat::new(header(), "worker-1").into(),
        Ack::new(header(), 70_000).into(),
        WireError::new(header(), "timeout", "no answer").into(),
    ]
}

#[test]
fn the_bytes_are_those_of_msgpack() {
    for envelope in envelopes() {
        let frame = msgpack::to_vec(&envelope);
        let encoded = codec::encode(&envelope);
        assert_eq!(encoded, frame);
        assert_eq!(encoded.capacity(), frame.len());
        assert_eq!(codec::decode(&frame).unwrap(), envelope);
        assert_eq!(codec_pool().try_encode(&envelope).unwrap(), frame);
        codec_pool().encode_with(&envelope, |lent| assert_eq!(lent, frame));
        let mut buffer = vec![0xff; frame.len() + 2];
        assert_eq!(codec_pool().encode_into(&envelope, &mut buffer, 1).unwrap(), frame.len());
        assert_eq!(buffer, [&[0xff][..], &frame, &[0xff]].concat());
    }
}

#[test]
fn damaged_frames_are_errors() {
    let error = codec::decode(b"").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    let error = codec::decode(b"\x92\x04\x90\x00").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Trailing);
    let error = codec::decode(b"\x92\x09\x90").unwrap_err();
    assert_eq!(error.to_string(), "Invalid value 9 - at `$[0]`");
}

/// A type without a bound: a hand-written encoder, which goes through scratch.
struct Opaque(&'static str);

impl Encode for Opaque {
    fn encode(&self, writer: &mut Writer<'_>) {
        writer.str(self.0);
    }
}

#[test]
fn into_a_slice_without_a_bound() {
    let mut buffer = [0xff; 8];
    assert_eq!(codec_pool().encode_into(&Opaque("abc"), &mut buffer, 2).unwrap(), 4);
    assert_eq!(&buffer, b"\xff\xff\xa3abc\xff\xff");
    for (offset, room) in [(5, 3), (8, 0), (9, 0), (usize::MAX, 0)] {
        let before = buffer;
        let error = codec_pool().encode_into(&Opaque("abc"), &mut buffer, offset).unwrap_err();
        assert_eq!(error.to_string(), format!("Message needs 4 bytes, the buffer has room for {room}"));
        assert_eq!(buffer, before);
    }
    // Nothing of the longer one is left behind a shorter one.
    assert_eq!(codec_pool().encode(&Opaque("")), b"\xa0");
}

#[test]
fn limits_are_the_pools() {
    const TIGHT: CodecPool = CodecPool::new().limits(Limits::new().depth(2));
    let nested = [0x91, 0x91, 0x91, 0xc0];
    assert!(codec_pool().decode::<Value<'_>>(&nested).is_ok());
    assert_eq!(TIGHT.decode::<Value<'_>>(&nested).unwrap_err().kind(), ErrorKind::Limit);
    let payload = Raw::new(&nested[..]).unwrap();
    assert!(codec_pool().decode_payload::<Value<'_>>(&payload).is_ok());
    assert_eq!(TIGHT.decode_payload::<Value<'_>>(&payload).unwrap_err().kind(), ErrorKind::Limit);
    let memory = CodecPool::new().limits(Limits::new().memory(16));
    assert_eq!(memory.decode::<Vec<u64>>(&[0x93, 1, 2, 3]).unwrap_err().kind(), ErrorKind::Limit);
}

#[test]
fn a_payload_borrows_from_its_frame() {
    let frame = codec::encode(&DataMessage::new(WireHeader::default(), Raw::encode(&("load", b"blob"))).into());
    let WireEnvelope::Data(message) = codec::decode(&frame).unwrap() else { panic!() };
    let (name, blob): (&str, &[u8]) = codec_pool().decode_payload(&message.payload).unwrap();
    assert_eq!((name, blob), ("load", &b"blob"[..]));
    assert!(frame.as_ptr_range().contains(&name.as_ptr()));
    let error = codec_pool().decode_payload::<(u8, &[u8])>(&message.payload).unwrap_err();
    assert_eq!(error.to_string(), "Expected `int`, got `str` - at `$[0]`");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Ruled {
    #[constrain(ge = 1)]
    count: u8,
}

#[test]
fn what_breaks_a_rule_is_not_encoded() {
    let error = codec_pool().try_encode(&Ruled { count: 0 }).unwrap_err();
    assert_eq!(error.to_string(), "Expected `int` >= 1 - at `$[0]`");
    assert_eq!(codec_pool().try_encode(&Ruled { count: 1 }).unwrap(), [0x91, 1]);
    assert_eq!(codec_pool().try_encode(&NonNegativeInt::try_from(3).unwrap()).unwrap(), [3]);
}

/// A message inside of a message, as bytes: the encoder of the one encodes the other through the same pool.
mod framed {
    use klaw_runtime::codec::codec_pool;
    use klaw_runtime::msgpack::{Reader, Writer};
    use klaw_runtime::{DecodeOwned, Encode, Error};

    pub(super) fn encode<T: Encode>(value: &T, writer: &mut Writer<'_>) {
        codec_pool().encode_with(value, |frame| writer.bin(frame));
    }

    pub(super) fn decode<T: DecodeOwned>(reader: &mut Reader<'_>) -> Result<T, Error> {
        codec_pool().decode(reader.bin()?)
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Letter {
    to: String,
    #[wire(with = framed)]
    inner: Option<Box<Letter>>,
}

#[test]
fn an_encoder_may_encode_through_the_same_pool() {
    // Deeper than a thread keeps buffers for.
    for depth in [1, 2, 3, 8, 20] {
        let letter = |inner, level: usize| Letter { to: "x".repeat(level), inner };
        let (mut message, mut expected) = (None, vec![0xc0]);
        for level in 0..depth {
            message = Some(Box::new(letter(message, level)));
            let mut frame = vec![0x92];
            msgpack::encode_to(&"x".repeat(level), &mut frame);
            msgpack::encode_to(&expected, &mut frame);
            expected = frame;
        }
        for _ in 0..2 {
            assert_eq!(codec_pool().encode(&message), expected);
            codec_pool().encode_with(&message, |frame| assert_eq!(frame, expected));
            let mut buffer = vec![0; expected.len()];
            assert_eq!(codec_pool().encode_into(&message, &mut buffer, 0).unwrap(), expected.len());
            assert_eq!(buffer, expected);
        }
        assert_eq!(codec_pool().decode::<Option<Box<Letter>>>(&expected).unwrap(), message);
    }
}

#[test]
fn whoever_is_lent_a_frame_may_encode() {
    let pool = codec_pool();
    let joined = pool.encode_with("outer", |outer| {
        pool.encode_with("inner", |inner| {
            assert_eq!(pool.encode("innermost"), b"\xa9innermost");
            [outer, inner].concat()
        })
    });
    assert_eq!(joined, b"\xa5outer\xa5inner");
}

struct Panics;

impl Encode for Panics {
    fn encode(&self, writer: &mut Writer<'_>) {
        writer.str("half of a message");
        panic!("in the middle");
    }
}

#[test]
fn a_panic_leaves_nothing_behind() {
    for _ in 0..10 {
        assert!(catch_unwind(|| codec_pool().encode(&Panics)).is_err());
        assert!(catch_unwind(|| codec_pool().encode_into(&Panics, &mut [0; 64], 0)).is_err());
        let lent = catch_unwind(|| codec_pool().encode_with("lent", |_| panic!("while it is lent")));
        assert!(lent.is_err());
        assert_eq!(codec_pool().encode("ok"), b"\xa2ok");
        let mut buffer = [0xff; 4];
        let caught = catch_unwind(AssertUnwindSafe(|| codec_pool().encode_into(&Panics, &mut buffer, 0)));
        assert!(caught.is_err());
        assert_eq!(buffer, [0xff; 4]);
    }
}

thread_local! {
    static LAST: RefCell<Option<AtTheEnd>> = const { RefCell::new(None) };
}

/// Encodes when its thread ends, maybe after the scratch of that thread is gone.
struct AtTheEnd(std::sync::mpsc::Sender<Vec<u8>>);

impl Drop for AtTheEnd {
    fn drop(&mut self) {
        self.0.send(codec_pool().encode(&Opaque("end"))).unwrap();
    }
}

#[test]
fn a_thread_that_ends_may_encode() {
    for encodes_first in [true, false] {
        let (sender, receiver) = std::sync::mpsc::channel();
        thread::spawn(move || {
            if encodes_first {
                assert_eq!(codec_pool().encode(&Opaque("x")), b"\xa1x");
            }
            LAST.set(Some(AtTheEnd(sender)));
            if !encodes_first {
                assert_eq!(codec_pool().encode(&Opaque("x")), b"\xa1x");
            }
        })
        .join()
        .unwrap();
        assert_eq!(receiver.recv().unwrap(), b"\xa3end");
    }
}

/// Threads of one pool have nothing to do with each other.
#[test]
fn one_pool_for_all_threads() {
    static POOL: CodecPool = CodecPool::new().scratch(256);
    thread::scope(|scope| {
        for thread in 0..8_u64 {
            scope.spawn(move || {
                for length in 0..200 {
                    let values = vec![thread; length];
                    assert_eq!(POOL.encode(&values), msgpack::to_vec(&values));
                    POOL.encode_with(&values, |frame| assert_eq!(POOL.decode::<Vec<u64>>(frame).unwrap(), values));
                }
            });
        }
    });
}
