//! Buffers that are lent, and what must not be in them.

use klaw_runtime::codec::{BufferPool, CodecPool, codec_pool};
use klaw_runtime::envelope::{DataMessage, WireHeader};
use klaw_runtime::{Encode, ErrorKind, Raw, msgpack};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A buffer goes back by being dropped: twice cannot be written down. Not one that has grown past what is kept, nor one
/// more than the pool holds; by a panic too, and from a thread that ends.
#[test]
fn class_47_buffers_come_back_once() {
    let pool = BufferPool::new(64, 2);
    let mut large = pool.acquire();
    large.extend_from_slice(&vec![7; 1 << 20]);
    drop(large);
    assert!(pool.acquire().capacity() < 1 << 20);

    let buffers: Vec<_> = (0..5).map(|_| pool.acquire()).collect();
    drop(buffers);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let mut buffer = pool.acquire();
        buffer.extend_from_slice(b"secret");
        panic!("a user's code");
    }));
    assert!(panicked.is_err());
    std::thread::scope(|scope| {
        scope.spawn(|| pool.acquire().extend_from_slice(b"secret")).join().unwrap();
    });
    for _ in 0..3 {
        assert!(pool.acquire().is_empty());
    }
}

/// A short frame behind a long one is only itself, on every road that uses memory again.
#[test]
fn class_48_nothing_of_the_last_frame_is_left() {
    const CANARY: &str = "a canary that must not be seen again";
    let long = DataMessage::new(WireHeader::new(CANARY), Raw::encode(&vec![CANARY; 40]));
    let short = 5_u8;
    let pool = CodecPool::new();
    for _ in 0..3 {
        assert!(pool.encode(&long).len() > 1000);
        let mut out = Vec::new();
        msgpack::encode_to(&long, &mut out);
        out.clear();
        msgpack::encode_to(&short, &mut out);
        assert_eq!(out, [5]);
        assert_eq!(pool.encode(&short), [5]);
        pool.encode_with(&short, |frame| assert_eq!(frame, [5]));
        let buffers = BufferPool::new(4096, 2);
        buffers.acquire().extend_from_slice(&pool.encode(&long));
        let mut again = buffers.acquire();
        assert!(again.is_empty() && buffers.stats().hits == 1);
        again.extend_from_slice(&[5]);
        assert_eq!(again[..], [5]);
    }
    // In place, too.
    let mut texts = vec![CANARY.to_owned(); 3];
    msgpack::decode_in_place(b"\x91\xa1x", &mut texts).unwrap();
    assert_eq!(texts, ["x"]);
}

#[test]
fn class_49_a_buffer_with_too_little_room() {
    let value = ("abc", 300_u32);
    let need = msgpack::encoded_len(&value);
    for room in 0..need + 3 {
        for offset in [0, 1, room, room + 1, usize::MAX] {
            for through_pool in [false, true] {
                let mut buffer = vec![0xee; room];
                let encoded = if through_pool {
                    codec_pool().encode_into(&value, &mut buffer, offset)
                } else {
                    msgpack::encode_into(&value, &mut buffer, offset)
                };
                match encoded {
                    Ok(size) => {
                        assert!(offset + size <= room && size == need);
                        buffer.drain(offset..offset + size);
                        assert!(buffer.iter().all(|byte| *byte == 0xee));
                    }
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::BufferTooSmall);
                        assert!(offset.checked_add(need).is_none_or(|end| end > room));
                        assert_eq!(buffer, vec![0xee; room]);
                    }
                }
            }
        }
    }
}

/// What is longer than the format can say is an error, and not a frame that is cut. Nothing is as long as that here: the
/// length is claimed.
#[test]
fn class_50_what_the_format_cannot_hold() {
    struct Claims;
    impl Encode for Claims {
        fn encode(&self, writer: &mut klaw_runtime::msgpack::Writer<'_>) {
            writer.array_header(usize::try_from(1_u64 << 32).unwrap());
        }
    }
    impl klaw_runtime::Validate for Claims {}
    let error = msgpack::try_to_vec(&Claims).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert_eq!(error.to_string(), "Message holds a str, bin, array or map longer than 4294967295");
    assert!(catch_unwind(|| msgpack::to_vec(&Claims)).is_err());
    // An integer past 64 bits, which only `Value` can hold, does not wrap.
    let written = msgpack::to_vec(&klaw_runtime::Value::Int(1 << 64));
    assert_eq!(msgpack::from_slice::<f64>(&written).unwrap(), 18_446_744_073_709_551_616.0);
}
