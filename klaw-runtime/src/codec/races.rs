//! The buffer pool under loom: what holds in every order of its steps, and under every value that a counter may
//! show. Built by `RUSTFLAGS="--cfg klaw_loom" cargo test -p klaw-runtime --lib races` and nothing else.
//!
//! crossbeam's queue is not loom's to look into. Its contract stands in for it (`sync.rs`), and
//! `the_queue_is_crossbeams` holds the two together; what real threads do to the real queue is tested in
//! `tests/runtime/buffer_pool.rs`.

use super::{BufferPool, PooledBuffer};
use loom::thread;

/// Every order in which no thread is interrupted more than three times; `LOOM_MAX_PREEMPTIONS` says otherwise.
fn model(run: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = builder.preemption_bound.or(Some(3));
    builder.check(run);
}

/// Writes to a buffer of the pool's, which nobody else may touch meanwhile. Each mark is a thread of its own to the lanes.
fn use_one(pool: &BufferPool, mark: u8) {
    let mut buffer = pool.acquire_in(usize::from(mark));
    assert!(buffer.is_empty());
    buffer.push(mark);
    assert_eq!(*buffer, [mark]);
}

/// Every buffer that was made is idle or was freed, none is out, and all handing out is counted.
fn adds_up(pool: &BufferPool, acquired: usize, most: usize) {
    let stats = pool.stats();
    assert_eq!((stats.acquired(), stats.outstanding), (acquired, 0), "{stats:?}");
    assert_eq!(stats.idle + stats.discarded, stats.misses, "{stats:?}");
    assert!(stats.idle <= most, "{stats:?}");
}

#[test]
fn two_threads_and_room_for_one() {
    model(|| {
        let pool = BufferPool::new(8, 1);
        let other = pool.clone();
        let thread = thread::spawn(move || use_one(&other, 1));
        use_one(&pool, 2);
        use_one(&pool, 3);
        thread.join().unwrap();
        adds_up(&pool, 3, 1);
        assert_eq!(pool.stats().idle, 1);
    });
}

#[test]
fn three_threads() {
    model(|| {
        let pool = BufferPool::new(8, 2);
        let threads = [1, 2].map(|mark| {
            let pool = pool.clone();
            thread::spawn(move || use_one(&pool, mark))
        });
        use_one(&pool, 3);
        for thread in threads {
            thread.join().unwrap();
        }
        adds_up(&pool, 3, 2);
    });
}

#[test]
fn two_threads_in_lanes_of_their_own() {
    model(|| {
        let pool = BufferPool::with_lanes(8, 2, 2);
        let other = pool.clone();
        let thread = thread::spawn(move || use_one(&other, 1));
        use_one(&pool, 2);
        thread.join().unwrap();
        adds_up(&pool, 2, 2);
    });
}

/// A buffer that lies in one lane is had by one of two threads that look for it from the other.
#[test]
fn a_buffer_in_another_lane_goes_to_one_thread() {
    model(|| {
        let pool = BufferPool::with_lanes(8, 2, 2);
        use_one(&pool, 2);
        let other = pool.clone();
        let thread = thread::spawn(move || other.acquire_in(1));
        let here = pool.acquire_in(3);
        let there = thread.join().unwrap();
        assert_ne!(here.as_ptr(), there.as_ptr());
        let stats = pool.stats();
        assert_eq!((stats.hits, stats.misses, stats.outstanding, stats.idle), (1, 2, 2, 0));
        drop((here, there));
        adds_up(&pool, 3, 2);
    });
}

/// Where one lane is full the other is used. A buffer that another thread moves from one to the other meanwhile may be met in
/// both: then one that comes back is freed.
#[test]
fn a_full_lane_passes_on() {
    model(|| {
        let pool = BufferPool::with_lanes(8, 2, 2);
        let held = [2, 4].map(|thread| pool.acquire_in(thread));
        let other = pool.clone();
        let thread = thread::spawn(move || use_one(&other, 1));
        drop(held);
        thread.join().unwrap();
        adds_up(&pool, 3, 2);
        assert!(pool.stats().idle >= 1);
        drop([1, 2].map(|thread| pool.acquire_in(thread)));
        assert_eq!(pool.stats().idle, 2);
    });
}

#[test]
fn one_idle_buffer_goes_to_one_holder() {
    model(|| {
        let pool = BufferPool::new(8, 2);
        drop(pool.acquire());
        let other = pool.clone();
        let thread = thread::spawn(move || other.acquire());
        let here = pool.acquire();
        let there = thread.join().unwrap();
        assert_ne!(here.as_ptr(), there.as_ptr());
        let stats = pool.stats();
        assert_eq!((stats.hits, stats.misses, stats.outstanding, stats.idle), (1, 2, 2, 0));
        drop((here, there));
        adds_up(&pool, 3, 2);
    });
}

#[test]
fn no_more_than_its_bound_is_kept() {
    model(|| {
        let pool = BufferPool::new(8, 1);
        let threads = [(); 2].map(|()| {
            let pool = pool.clone();
            thread::spawn(move || pool.release(Vec::with_capacity(8)))
        });
        pool.release(Vec::with_capacity(8));
        assert_eq!(pool.stats().idle, 1);
        for thread in threads {
            thread.join().unwrap();
        }
        let stats = pool.stats();
        assert_eq!((stats.idle, stats.discarded), (1, 2));
    });
}

/// A buffer that is dropped elsewhere, and one that is detached there, while a third thread looks on: what is
/// out is never more than there is, and never less than nothing.
#[test]
fn an_onlooker_never_sees_more_out_than_there_is() {
    model(|| {
        let pool = BufferPool::new(8, 2);
        let (first, second) = (pool.acquire(), pool.acquire());
        let threads: [fn(PooledBuffer); 2] = [drop, |buffer| drop(buffer.into_vec())];
        let threads =
            [(threads[0], first), (threads[1], second)].map(|(end, buffer)| thread::spawn(move || end(buffer)));
        let seen = pool.stats();
        assert!(seen.outstanding <= 2 && seen.idle <= 1, "{seen:?}");
        for thread in threads {
            thread.join().unwrap();
        }
        let stats = pool.stats();
        assert_eq!((stats.outstanding, stats.idle, stats.discarded), (0, 1, 0));
    });
}

/// Whoever gets a buffer that another has given back sees one that is out, not two.
#[test]
fn one_buffer_counts_once() {
    model(|| {
        let pool = BufferPool::new(8, 1);
        let other = pool.clone();
        let thread = thread::spawn(move || use_one(&other, 1));
        let buffer = pool.acquire();
        let seen = pool.stats();
        drop(buffer);
        thread.join().unwrap();
        // So many buffers there were in all.
        assert!((1..=pool.stats().misses).contains(&seen.outstanding), "{seen:?}");
        adds_up(&pool, 2, 1);
    });
}

/// The stand-in for crossbeam's queue does what that does.
#[test]
fn the_queue_is_crossbeams() {
    model(|| {
        let mut state = 7_u32;
        for capacity in 1..4 {
            let (model, real) = (super::sync::ArrayQueue::new(capacity), crossbeam_queue::ArrayQueue::new(capacity));
            for item in 0..60 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                match state >> 30 {
                    0 | 1 => assert_eq!(model.push(item), real.push(item)),
                    2 => assert_eq!(model.pop(), real.pop()),
                    _ => assert_eq!(model.len(), real.len()),
                }
            }
        }
    });
}
