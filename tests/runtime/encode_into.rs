//! `encode_into`: nothing outside of what is written changes, and a buffer that is too small not at all.

use klaw_runtime::envelope::{DataMessage, WireEnvelope, WireHeader};
use klaw_runtime::{Encode, ErrorKind, Raw, Value, WireMessage, msgpack};

#[derive(WireMessage)]
#[wire(array_like, omit_trailing_defaults)]
struct Message {
    text: String,
    numbers: Vec<u64>,
    #[wire(default)]
    maybe: Option<Box<f64>>,
}

/// Every buffer about the least one, every offset, with canaries around.
fn check<T: Encode + ?Sized>(value: &T) {
    let bytes = msgpack::to_vec(value);
    for extra in 0..4 {
        for offset in [0, 1, 7] {
            let mut buffer = vec![0xee; offset + bytes.len() + extra];
            assert_eq!(msgpack::encode_into(value, &mut buffer, offset).unwrap(), bytes.len());
            let (before, rest) = buffer.split_at(offset);
            let (written, after) = rest.split_at(bytes.len());
            assert!(before.iter().chain(after).all(|byte| *byte == 0xee));
            assert_eq!(written, bytes);
        }
    }
    for short in 1..=bytes.len().min(40) {
        for offset in [0, 3] {
            let mut buffer = vec![0xee; offset + bytes.len() - short];
            let error = msgpack::encode_into(value, &mut buffer, offset).unwrap_err();
            let text = format!("Message needs {} bytes, the buffer has room for {}", bytes.len(), bytes.len() - short);
            assert_eq!(
                (error.kind(), error.to_string().as_str(), error.offset()),
                (ErrorKind::BufferTooSmall, text.as_str(), None)
            );
            assert!(buffer.iter().all(|byte| *byte == 0xee), "a buffer that is too small has changed");
        }
    }
    // Past its end there is no room, and no panic.
    for offset in [bytes.len() + 1, usize::MAX] {
        let mut buffer = vec![0xee; bytes.len()];
        let error = msgpack::encode_into(value, &mut buffer, offset).unwrap_err();
        assert!(error.to_string().ends_with("the buffer has room for 0"), "{error}");
    }
}

#[test]
fn canaries_stay() {
    check(&5_u8);
    check(&u64::MAX);
    check("text");
    check(&"x".repeat(300));
    check(&[1_u64, 300, 70_000][..]);
    check(&Message { text: "abc".into(), numbers: vec![1, 2, 3], maybe: None });
    check(&Message { text: String::new(), numbers: vec![u64::MAX; 20], maybe: Some(Box::new(0.5)) });
    check(&WireEnvelope::Data(DataMessage::new(WireHeader::new("c"), Raw::encode(&vec!["x"; 20]))));
    check(&Value::Array(vec![Value::Int(5), Value::Str("x".into())]));
    check(&std::collections::BTreeMap::from([("k", (1_u8, vec![true]))]));
}

struct ByHand;

impl Encode for ByHand {
    fn encode(&self, writer: &mut msgpack::Writer<'_>) {
        writer.array_header(3);
        writer.nil();
        writer.ext(5, b"abc");
        writer.map_header(1);
        writer.bool(true);
        writer.bin(&[0; 300]);
    }
}

#[test]
fn a_hand_written_encode_takes_the_checked_road() {
    let bytes = msgpack::to_vec(&ByHand);
    assert_eq!(bytes[..12], *b"\x93\xc0\xc7\x03\x05abc\x81\xc3\xc5\x01");
    check(&ByHand);
    check(&vec![ByHand, ByHand]);
    check(&(1_u8, Some(ByHand)));
    assert_eq!(msgpack::encoded_len(&ByHand), bytes.len());
}

#[test]
fn an_empty_buffer_at_its_end() {
    let error = msgpack::encode_into(&5_u8, &mut [], 0).unwrap_err();
    assert_eq!(error.to_string(), "Message needs 1 bytes, the buffer has room for 0");
}

#[test]
fn encode_to_appends_and_never_shrinks() {
    let mut out = Vec::with_capacity(1000);
    out.push(1);
    let at = out.as_ptr();
    msgpack::encode_to("ab", &mut out);
    msgpack::encode_to(&ByHand, &mut out);
    assert_eq!(out[..4], *b"\x01\xa2ab");
    assert_eq!((out.as_ptr(), out.capacity()), (at, 1000));
}

#[test]
fn try_to_vec_validates_first() {
    assert_eq!(msgpack::try_to_vec(&vec!["a"]).unwrap(), b"\x91\xa1a");
    #[derive(WireMessage)]
    #[wire(array_like)]
    struct Ruled {
        #[constrain(ge = 1)]
        a: u8,
    }
    assert_eq!(msgpack::try_to_vec(&Ruled { a: 0 }).unwrap_err().to_string(), "Expected `int` >= 1 - at `$[0]`");
    assert_eq!(msgpack::to_vec(&Ruled { a: 0 }), b"\x91\0");
}
