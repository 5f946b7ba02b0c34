//! What the pools spare: in steady state nothing is allocated.

use crate::counter::counted;
use crate::{blocks, envelopes};
use klaw_runtime::codec::{self, BufferPool, CodecPool, codec_pool};
use klaw_runtime::envelope::WireEnvelope;
use klaw_runtime::msgpack::{self, Writer};
use klaw_runtime::{Encode, Value, WireMessage};
use std::sync::Arc;
use std::thread;

#[test]
fn encoding_into_a_pooled_buffer() {
    let pool = BufferPool::new(256, 4);
    drop(pool.acquire());
    for envelope in envelopes() {
        let frame = msgpack::to_vec(&envelope);
        let run = || {
            let mut buffer = pool.acquire();
            msgpack::encode_to(&envelope, &mut buffer);
            assert_eq!(*buffer, frame);
        };
        assert_eq!(blocks(run), 0, "{envelope:?}");
    }
    assert_eq!((pool.stats().hits, pool.stats().misses), (5, 1));
}

#[test]
fn a_pool_of_buffers() {
    let pool = BufferPool::new(256, 4);
    // A miss is the buffer, in its exact size.
    let (buffer, counts) = counted(|| pool.acquire());
    assert_eq!(counts.sizes(), [256]);
    assert_eq!(blocks(|| drop(buffer)), 0);
    for _ in 0..100 {
        assert_eq!(blocks(|| pool.acquire()), 0);
        assert_eq!(blocks(|| pool.release(pool.acquire())), 0);
        assert_eq!(blocks(|| pool.release(pool.acquire().into_vec())), 0);
        assert_eq!(blocks(|| pool.stats()), 0);
        assert_eq!(blocks(|| pool.clone()), 0);
    }
    // The count of the clones and slices, once for all of them.
    let run = || {
        let bytes = pool.acquire().into_bytes();
        (bytes.clone(), bytes.slice(..0))
    };
    assert_eq!(blocks(run), 1);
    assert_eq!(pool.stats().misses, 1);
}

/// Nothing is taken beforehand but the list: 32 bytes a buffer, and about 640 a lane, of which there are no more than 8
/// where 64 buffers are kept.
#[test]
fn what_was_never_acquired_was_never_allocated() {
    let (pool, counts) = counted(|| BufferPool::new(1 << 30, 64));
    assert!(counts.peak < 64 * 32 + 8 * 768, "{}", counts.peak);
    drop(pool);
    let (pool, counts) = counted(|| BufferPool::new(0, 0));
    assert!(counts.blocks <= 4, "the pool itself: {}", counts.blocks);
    assert_eq!(blocks(|| pool.acquire()), 0);
}

/// A hand-written encoder: nobody vouches for its length.
struct Opaque(Vec<String>);

impl Encode for Opaque {
    fn encode(&self, writer: &mut Writer<'_>) {
        writer.array_header(self.0.len());
        for text in &self.0 {
            writer.str(text);
        }
    }
}

#[test]
fn encoding_through_scratch() {
    let opaque = Opaque(vec!["some text".into(); 100]);
    let value = Value::Array(vec![Value::Str("some text".into()); 100]);
    let mut buffer = vec![0; 2048];
    // Once, for the scratch to grow.
    codec_pool().encode_with(&opaque, |_| ());
    for _ in 0..100 {
        assert_eq!(blocks(|| codec_pool().encode_with(&opaque, <[u8]>::len)), 0);
        assert_eq!(blocks(|| codec_pool().encode_with(&value, <[u8]>::len)), 0);
        assert_eq!(blocks(|| codec_pool().encode_into(&opaque, &mut buffer, 0).unwrap()), 0);
        assert_eq!(blocks(|| codec_pool().encode_into(&value, &mut buffer, 7).unwrap()), 0);
        for envelope in envelopes() {
            assert_eq!(blocks(|| codec_pool().encode_with(&envelope, <[u8]>::len)), 0);
            assert_eq!(blocks(|| codec_pool().encode_into(&envelope, &mut buffer, 0).unwrap()), 0);
        }
    }
}

/// One block, of exactly the frame's length.
#[test]
fn encoding_into_a_vector() {
    fn exact<T: Encode>(value: &T) {
        let length = msgpack::encoded_len(value);
        codec_pool().encode_with(value, |_| ());
        let (frame, counts) = counted(|| codec_pool().encode(value));
        assert_eq!((frame.len(), frame.capacity(), counts.sizes()), (length, length, &[length][..]));
    }
    for envelope in envelopes() {
        exact(&envelope);
        let (frame, counts) = counted(|| codec::encode(&envelope));
        assert_eq!(counts.sizes(), [frame.len()]);
        assert_eq!(blocks(|| codec_pool().try_encode(&envelope).unwrap()), 1);
    }
    exact(&Opaque(vec!["some text".into(); 100]));
    exact(&vec![7_u64; 1000]);
}

/// A large frame does not stay: neither in the vector that it is given back in, nor in the thread.
#[test]
fn large_scratch_is_given_back() {
    const POOL: CodecPool = CodecPool::new().scratch(1000);
    let (small, large) = (vec![7_u64; 50], vec![7_u64; 4000]);
    POOL.encode_with(&small, |_| ());
    let (frame, counts) = counted(|| POOL.encode(&large));
    assert_eq!((frame.len(), frame.capacity()), (4003, 4003));
    // As much as it may take, then what it took.
    assert_eq!(counts.sizes(), [9 * 4000 + 5, 4003]);
    assert!(counts.peak <= 9 * 4000 + 5 + 4003);
    // The small scratch went with it. It is made anew, and kept.
    assert_eq!(blocks(|| POOL.encode_with(&small, <[u8]>::len)), 1);
    assert_eq!(blocks(|| POOL.encode_with(&small, <[u8]>::len)), 0);
    // Each time anew, and not kept.
    let ((), counts) = counted(|| {
        POOL.encode_with(&large, |_| ());
        POOL.encode_with(&large, |_| ());
    });
    assert_eq!(counts.blocks, 2);
    assert!(counts.peak <= 9 * 4000 + 5);
    // With a bound that is wide enough, it is kept.
    let wide = POOL.scratch(64 << 10);
    wide.encode_with(&large, |_| ());
    assert_eq!(blocks(|| wide.encode_with(&large, <[u8]>::len)), 0);
    let none = POOL.scratch(0);
    for _ in 0..2 {
        none.encode_with(&small, |_| ());
        assert_eq!(blocks(|| none.encode(&small)), 2, "scratch, which is cut to the frame");
    }
}

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
    to: u32,
    #[wire(with = framed)]
    inner: Option<Box<Letter>>,
}

/// Messages inside of messages, each encoded by the encoder of the one around it.
#[test]
fn encoding_while_encoding() {
    let letter = |inner| Some(Box::new(Letter { to: 7, inner }));
    // Each level takes a buffer of its own, and a thread keeps four.
    let message = letter(letter(letter(None)));
    for _ in 0..2 {
        codec_pool().encode_with(&message, |_| ());
    }
    assert_eq!(blocks(|| codec_pool().encode_with(&message, <[u8]>::len)), 0);
    let deeper = letter(letter(message));
    for _ in 0..2 {
        codec_pool().encode_with(&deeper, |_| ());
    }
    assert!(blocks(|| codec_pool().encode_with(&deeper, <[u8]>::len)) > 0);
}

/// Scratch is the thread's: what one has at hand another has not.
#[test]
fn scratch_belongs_to_a_thread() {
    let envelopes: Arc<[WireEnvelope<'static>]> = envelopes().into();
    for _ in 0..2 {
        let envelopes = envelopes.clone();
        let run = move || {
            let first = blocks(|| codec_pool().encode_with(&envelopes[0], <[u8]>::len));
            let second = blocks(|| codec_pool().encode_with(&envelopes[0], <[u8]>::len));
            (first, second)
        };
        assert_eq!(thread::spawn(run).join().unwrap(), (1, 0));
    }
}
