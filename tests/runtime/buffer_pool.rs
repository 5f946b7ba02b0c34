//! `BufferPool`: what is handed out, what comes back, and that it adds up.

use klaw_runtime::Frame;
use klaw_runtime::codec::{BufferPool, PooledBuffer, buffer_pool};
use klaw_runtime::envelope::Heartbeat;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Hits, misses, outstanding, idle, discarded.
fn counts(pool: &BufferPool) -> [usize; 5] {
    let stats = pool.stats();
    [stats.hits, stats.misses, stats.outstanding, stats.idle, stats.discarded]
}

#[test]
fn buffers_come_back_cleared() {
    let pool = BufferPool::new(64, 2);
    let mut buffer = pool.acquire();
    assert!(buffer.is_empty() && buffer.capacity() >= 64);
    buffer.extend(b"what the last holder wrote");
    let at = buffer.as_ptr();
    assert_eq!(counts(&pool), [0, 1, 1, 0, 0]);
    drop(buffer);
    assert_eq!(counts(&pool), [0, 1, 0, 1, 0]);
    let buffer = pool.acquire();
    assert_eq!((buffer.as_ptr(), buffer.len()), (at, 0));
    assert_eq!(counts(&pool), [1, 1, 1, 0, 0]);
}

#[test]
fn no_more_than_its_bound_is_kept() {
    let pool = BufferPool::new(64, 2);
    drop([pool.acquire(), pool.acquire(), pool.acquire()]);
    assert_eq!(counts(&pool), [0, 3, 0, 2, 1]);
}

#[test]
fn what_grew_too_large_is_freed() {
    let pool = BufferPool::new(64, 8);
    for (capacity, kept) in [(63, 0), (64, 1), (256, 2), (257, 2), (64 << 20, 2)] {
        pool.release(Vec::with_capacity(capacity));
        assert_eq!(pool.stats().idle, kept, "{capacity}");
    }
    pool.acquire().reserve(1000);
    assert_eq!(counts(&pool), [1, 0, 0, 1, 4]);
}

/// Without room or without a size, each buffer is new, and none is kept.
#[test]
fn nothing_is_a_size_too() {
    for (size, most) in [(0, 0), (0, 8), (16, 0)] {
        let pool = BufferPool::new(size, most);
        let mut buffer = pool.acquire();
        assert_eq!(buffer.capacity(), size);
        buffer.extend([7; 100]);
        drop(buffer);
        drop(pool.acquire());
        pool.release(vec![1, 2, 3]);
        let stats = pool.stats();
        assert_eq!((stats.hits, stats.misses, stats.outstanding, stats.idle), (0, 2, 0, 0), "{size} {most}");
    }
}

/// Neither asks for its memory before there is need, nor panics when it cannot be had.
#[test]
fn sizes_without_reason() {
    let pool = BufferPool::new(usize::MAX, usize::MAX);
    let mut buffer = pool.acquire();
    buffer.extend(b"frame");
    assert_eq!(*buffer, b"frame");
    drop(buffer);
    assert_eq!(counts(&pool), [0, 1, 0, 0, 1]);

    let pool = BufferPool::new(8, usize::MAX);
    for _ in 0..BufferPool::MOST + 3 {
        pool.release(Vec::with_capacity(8));
    }
    assert_eq!(counts(&pool), [0, 0, 0, BufferPool::MOST, 3]);
}

#[test]
fn a_panic_gives_the_buffer_back() {
    let pool = BufferPool::new(64, 2);
    let caught = catch_unwind(AssertUnwindSafe(|| {
        let mut buffer = pool.acquire();
        buffer.extend(b"half a fra");
        panic!("in the middle");
    }));
    assert!(caught.is_err());
    assert_eq!(counts(&pool), [0, 1, 0, 1, 0]);
    assert!(pool.acquire().is_empty());
}

#[test]
fn a_detached_vector_comes_back_by_hand_alone() {
    let pool = BufferPool::new(64, 2);
    let mut buffer = pool.acquire();
    buffer.extend(b"frame");
    let at = buffer.as_ptr();
    let frame = buffer.into_vec();
    assert_eq!((frame.as_slice(), frame.as_ptr()), (&b"frame"[..], at));
    assert_eq!(counts(&pool), [0, 1, 0, 0, 0]);
    pool.release(frame);
    assert_eq!(counts(&pool), [0, 1, 0, 1, 0]);
    // A buffer that is released is not dropped a second time.
    let buffer = pool.acquire();
    pool.release(buffer);
    assert_eq!(counts(&pool), [1, 1, 0, 1, 0]);
    // Taken out through the vector: nothing comes back, and nothing is missed.
    let taken = std::mem::take(&mut *pool.acquire());
    assert_eq!((taken.as_ptr(), counts(&pool)), (at, [2, 1, 0, 0, 0]));
}

/// A buffer of one pool given to another is the other's from then on.
#[test]
fn pools_do_not_mix_up_their_counts() {
    let (one, other) = (BufferPool::new(64, 2), BufferPool::new(64, 2));
    other.release(one.acquire());
    assert_eq!((counts(&one), counts(&other)), ([0, 1, 0, 0, 0], [0, 0, 0, 1, 0]));
}

#[test]
fn buffers_outlive_their_pool() {
    let pool = BufferPool::new(64, 2);
    let mut buffer = pool.acquire();
    let last = pool.clone();
    drop(pool);
    buffer.push(1);
    drop(last);
    assert_eq!(*buffer, [1]);
}

#[test]
fn bytes_give_the_buffer_back_once() {
    let pool = BufferPool::new(64, 2);
    let mut buffer = pool.acquire();
    buffer.extend(b"a frame of some length");
    let at = buffer.as_ptr();
    let bytes = buffer.into_bytes();
    assert_eq!(bytes.as_ptr(), at);
    let parts: Vec<_> = (0..4).map(|part| bytes.slice(part..part + 8)).collect();
    drop(bytes);
    assert_eq!(pool.stats().outstanding, 1);
    let threads: Vec<_> = parts.into_iter().map(|part| thread::spawn(move || part.len())).collect();
    assert_eq!(threads.into_iter().map(|thread| thread.join().unwrap()).sum::<usize>(), 32);
    assert_eq!(counts(&pool), [0, 1, 0, 1, 0]);
    let buffer = pool.acquire();
    assert_eq!((buffer.as_ptr(), buffer.len()), (at, 0));
    assert!(pool.acquire().into_bytes().is_empty());
}

/// What was received into a buffer is decoded there, and the buffer comes back with the last of the message.
#[test]
fn a_frame_gives_the_buffer_back() {
    let pool = BufferPool::new(64, 2);
    let mut buffer = pool.acquire();
    buffer.extend(b"\x93\x03\x90\xa8worker-1");
    let at = buffer.as_ptr();
    let frame = Frame::<Heartbeat<'static>>::decode(buffer).unwrap();
    let last = frame.clone();
    drop(frame);
    assert_eq!(pool.stats().outstanding, 1);
    assert_eq!((&*last.get().sender_id, last.get().sender_id.as_ptr()), ("worker-1", at.wrapping_add(4)));
    drop(last);
    assert_eq!(counts(&pool), [0, 1, 0, 1, 0]);
    // A frame that is refused gives it back at once.
    let mut buffer = pool.acquire();
    buffer.extend(b"\x93\x03\x90");
    assert!(Frame::<Heartbeat<'static>>::decode(buffer).is_err());
    assert_eq!(counts(&pool), [1, 1, 0, 1, 0]);
}

#[test]
fn handles_and_buffers_cross_threads() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<BufferPool>();
    shared::<PooledBuffer>();
    assert!(std::ptr::eq(buffer_pool(), buffer_pool()));
}

/// What has no race under loom, with real threads and the real queue.
#[test]
fn sixteen_threads() {
    const THREADS: usize = 16;
    const ROUNDS: usize = if cfg!(debug_assertions) { 10_000 } else { 100_000 };
    const MOST: usize = 8;
    let pool = BufferPool::new(32, MOST);
    // Where the memory is of the buffer that each thread holds.
    let held = [const { AtomicUsize::new(0) }; THREADS];
    let detached = AtomicUsize::new(0);
    let work = |seed: usize| {
        let mut state = seed as u64 + 1;
        for round in 0..ROUNDS {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let mut buffer = pool.acquire();
            let at = buffer.as_ptr() as usize;
            // Each says what it has, then looks at the others: of two with the same, one at least sees it.
            held[seed].store(at, Ordering::SeqCst);
            let holders = held.iter().filter(|held| held.load(Ordering::SeqCst) == at).count();
            assert_eq!(holders, 1, "handed out to {holders}");
            assert!(buffer.is_empty() && buffer.capacity() >= 32);
            let mark = [seed as u8, round as u8];
            buffer.extend(mark);
            if state >> 63 == 0 {
                thread::yield_now();
            }
            assert_eq!(*buffer, mark);
            assert!(pool.stats().idle <= MOST && pool.stats().outstanding <= THREADS);
            // Before it goes back: from then on another may hold it.
            held[seed].store(0, Ordering::SeqCst);
            match state >> 32 & 63 {
                0 => {
                    detached.fetch_add(1, Ordering::Relaxed);
                    drop(buffer.into_vec());
                }
                1 => pool.release(buffer),
                2 => buffer.reserve(1_000),
                3 => drop(buffer.into_bytes().slice(..1)),
                _ => drop(buffer),
            }
        }
    };
    thread::scope(|scope| {
        for seed in 0..THREADS {
            let work = &work;
            scope.spawn(move || work(seed));
        }
    });
    let stats = pool.stats();
    assert_eq!(stats.acquired(), THREADS * ROUNDS, "{stats:?}");
    assert_eq!(stats.hits + stats.misses, THREADS * ROUNDS, "{stats:?}");
    assert_eq!(stats.outstanding, 0, "{stats:?}");
    assert!(stats.hits > 0 && stats.idle <= MOST, "{stats:?}");
    // What was made is idle, was freed, or was detached.
    assert_eq!(stats.misses, stats.idle + stats.discarded + detached.into_inner(), "{stats:?}");
}
