//! [`BufferPool`]: a bounded number of buffers, handed out, taken back and handed out again.

use super::sync::{self, Arc, ArrayQueue, AtomicUsize, Ordering};
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

/// A bounded pool of buffers for frames that outlive a call, or change hands.
///
/// It never waits: where no buffer is idle a new one is made, and where the pool is full, a buffer that comes
/// back is freed. A clone is another handle to the same pool, and so is each buffer that is out; all may be
/// used by any thread. No lock is taken.
///
/// Idle buffers wait in lanes, one for each processor, so that threads which share a pool seldom meet: a thread looks into
/// the lane of its own first, and into the others where that is empty, or full. It looks at one after the other: while another
/// thread takes or returns a buffer, one may be made or freed that need not have been.
///
/// A buffer comes back cleared: what the last holder wrote cannot be read through the next one's `Vec`. The
/// memory is not overwritten. One that has grown to more than four times the pool's size, or whose memory was
/// taken out, is not kept. Idle, a pool holds at most `4 x buffer_size x max_pool` bytes.
///
/// ```
/// use klaw_runtime::codec::BufferPool;
/// use klaw_runtime::msgpack;
///
/// let pool = BufferPool::new(1024, 8);
/// let mut buffer = pool.acquire();
/// msgpack::encode_to(&("ok", 300), &mut buffer);
/// assert_eq!(*buffer, b"\x92\xa2ok\xcd\x01\x2c");
/// drop(buffer);
///
/// let buffer = pool.acquire();
/// assert!(buffer.is_empty() && buffer.capacity() >= 1024);
/// let stats = pool.stats();
/// assert_eq!((stats.hits, stats.misses, stats.outstanding), (1, 1, 1));
/// ```
#[derive(Clone)]
pub struct BufferPool {
    lanes: Arc<Vec<Arc<Lane>>>,
}

/// What all threads share.
struct Shared {
    buffer_size: usize,
    /// Idle buffers, a queue for each lane. None where nothing is kept.
    idle: Vec<ArrayQueue<Vec<u8>>>,
}

/// What the threads of one processor share, as far as they can be told apart: memory that no other writes to.
#[repr(align(128))]
struct Lane {
    shared: Arc<Shared>,
    /// Which of the queues is its own.
    own: usize,
    hits: AtomicUsize,
    misses: AtomicUsize,
    outstanding: AtomicUsize,
    discarded: AtomicUsize,
}

impl BufferPool {
    /// The default capacity of a new buffer, in bytes.
    pub const BUFFER_SIZE: usize = 4096;
    /// How many idle buffers are kept by default.
    ///
    /// ```
    /// use klaw_runtime::codec::BufferPool;
    ///
    /// let pool = BufferPool::default();
    /// let out: Vec<_> = (0..=BufferPool::MAX_POOL).map(|_| pool.acquire()).collect();
    /// drop(out);
    /// assert_eq!((pool.stats().idle, pool.stats().discarded), (BufferPool::MAX_POOL, 1));
    /// ```
    pub const MAX_POOL: usize = 64;
    /// The most idle buffers that any pool keeps: a larger `max_pool` counts as this.
    pub const MOST: usize = 1 << 16;

    /// A pool whose buffers start with a capacity of `buffer_size` bytes, and that keeps at most `max_pool`
    /// of them. Nothing but the list is allocated yet.
    ///
    /// With 0 for either, nothing is kept, and every [`acquire`](Self::acquire) is a miss; buffers of size 0
    /// allocate when they are first written to. A `max_pool` beyond [`MOST`](Self::MOST) counts as that.
    ///
    /// ```
    /// use klaw_runtime::codec::BufferPool;
    ///
    /// let pool = BufferPool::new(0, 0);
    /// pool.acquire().push(1);
    /// assert_eq!((pool.acquire().capacity(), pool.stats().idle, pool.stats().misses), (0, 0, 2));
    /// ```
    #[must_use]
    pub fn new(buffer_size: usize, max_pool: usize) -> Self {
        // A lane is worth its memory where it keeps a few buffers.
        Self::with_lanes(buffer_size, max_pool, sync::processors().min(max_pool / 8))
    }

    pub(super) fn with_lanes(buffer_size: usize, max_pool: usize, lanes: usize) -> Self {
        let slots = if buffer_size == 0 { 0 } else { max_pool.min(Self::MOST) };
        let lanes = lanes.max(1);
        // What cannot be divided goes to the first ones.
        let share = |lane| slots / lanes + usize::from(lane < slots % lanes);
        let queues = slots.min(lanes);
        let idle = (0..queues).map(share).map(ArrayQueue::new).collect();
        let shared = Arc::new(Shared { buffer_size, idle });
        let lane = |own| {
            Arc::new(Lane {
                shared: Arc::clone(&shared),
                own,
                hits: AtomicUsize::new(0),
                misses: AtomicUsize::new(0),
                outstanding: AtomicUsize::new(0),
                discarded: AtomicUsize::new(0),
            })
        };
        Self { lanes: Arc::new((0..lanes).map(lane).collect()) }
    }

    /// An empty buffer, which comes back when it is dropped.
    ///
    /// An idle one if there is one (a hit), else a new one (a miss). Its capacity is at least the pool's
    /// `buffer_size`; it is 0 only where the system has not so much memory.
    ///
    /// ```
    /// use klaw_runtime::codec::BufferPool;
    ///
    /// let pool = BufferPool::default();
    /// let first = pool.acquire().as_ptr();
    /// assert_eq!(pool.acquire().as_ptr(), first);
    /// ```
    #[must_use]
    pub fn acquire(&self) -> PooledBuffer {
        self.acquire_in(sync::thread())
    }

    pub(super) fn acquire_in(&self, thread: usize) -> PooledBuffer {
        let lane = self.lane(thread);
        let buffer = match lane.queues().find_map(ArrayQueue::pop) {
            Some(buffer) => {
                lane.hits.fetch_add(1, Ordering::Relaxed);
                buffer
            }
            None => {
                lane.misses.fetch_add(1, Ordering::Relaxed);
                let mut buffer = Vec::new();
                // Too much memory to ask for is no reason to panic: the buffer grows as it is written.
                let _ = buffer.try_reserve_exact(lane.shared.buffer_size);
                buffer
            }
        };
        lane.outstanding.fetch_add(1, Ordering::Relaxed);
        PooledBuffer { buffer, lane: Arc::clone(lane) }
    }

    /// The lane of a thread. There is at least one.
    fn lane(&self, thread: usize) -> &Arc<Lane> {
        &self.lanes[thread % self.lanes.len()]
    }

    /// Gives the pool a buffer that is not dropped as a [`PooledBuffer`]: a vector that was detached, or one
    /// of the caller's own. One that is full, too large, or smaller than `buffer_size` frees it.
    ///
    /// ```
    /// use klaw_runtime::codec::BufferPool;
    ///
    /// let pool = BufferPool::new(16, 1);
    /// pool.release(Vec::with_capacity(16));
    /// pool.release(Vec::with_capacity(16));
    /// assert_eq!((pool.stats().idle, pool.stats().discarded), (1, 1));
    ///
    /// // A buffer of the pool's comes back on its own; saying so does no harm.
    /// let buffer = pool.acquire();
    /// pool.release(buffer);
    /// assert_eq!((pool.stats().idle, pool.stats().outstanding), (1, 0));
    /// ```
    pub fn release(&self, buffer: impl Into<Vec<u8>>) {
        self.lane(sync::thread()).take_back(buffer.into());
    }

    /// What the pool has done so far.
    ///
    /// Each number is exact. While other threads use the pool, they need not be of the same instant.
    #[must_use]
    pub fn stats(&self) -> PoolStats {
        let mut stats = PoolStats::default();
        for lane in self.lanes.iter() {
            stats.hits = stats.hits.wrapping_add(lane.hits.load(Ordering::Relaxed));
            stats.misses = stats.misses.wrapping_add(lane.misses.load(Ordering::Relaxed));
            stats.outstanding += lane.outstanding.load(Ordering::Relaxed);
            stats.discarded = stats.discarded.wrapping_add(lane.discarded.load(Ordering::Relaxed));
        }
        stats.idle = self.lane(0).shared.idle.iter().map(ArrayQueue::len).sum();
        stats
    }
}

/// Buffers of 4 KiB, of which 64 are kept.
impl Default for BufferPool {
    fn default() -> Self {
        Self::new(Self::BUFFER_SIZE, Self::MAX_POOL)
    }
}

impl fmt::Debug for BufferPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BufferPool")
            .field("buffer_size", &self.lane(0).shared.buffer_size)
            .field("stats", &self.stats())
            .finish()
    }
}

impl Shared {
    /// The capacities that are worth keeping: what `acquire` promises, and growth by two doublings.
    fn keeps(&self, capacity: usize) -> bool {
        (self.buffer_size..=self.buffer_size.saturating_mul(4)).contains(&capacity)
    }
}

impl Lane {
    /// All queues, its own first.
    fn queues(&self) -> impl Iterator<Item = &ArrayQueue<Vec<u8>>> {
        let (before, from) = self.shared.idle.split_at(self.own.min(self.shared.idle.len()));
        from.iter().chain(before)
    }

    fn take_back(&self, mut buffer: Vec<u8>) {
        // Its memory was taken out: there is nothing to keep, and nothing is lost.
        if buffer.capacity() == 0 {
            return;
        }
        buffer.clear();
        if self.shared.keeps(buffer.capacity()) {
            for queue in self.queues() {
                match queue.push(buffer) {
                    Ok(()) => return,
                    Err(back) => buffer = back,
                }
            }
        }
        self.discarded.fetch_add(1, Ordering::Relaxed);
    }
}

/// What a [`BufferPool`] has done so far. Hits, misses and what was discarded wrap around at `usize::MAX`.
///
/// ```
/// use klaw_runtime::codec::BufferPool;
///
/// let pool = BufferPool::new(16, 4);
/// drop((pool.acquire(), pool.acquire()));
/// let held = pool.acquire();
/// let stats = pool.stats();
/// assert_eq!((stats.hits, stats.misses, stats.acquired()), (1, 2, 3));
/// assert_eq!((stats.outstanding, stats.idle, stats.discarded), (1, 1, 0));
/// # drop(held);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PoolStats {
    /// Buffers that were handed out and had been used before.
    pub hits: usize,
    /// Buffers that were made because none was idle.
    pub misses: usize,
    /// Buffers that are out: acquired, and neither dropped nor detached.
    pub outstanding: usize,
    /// Buffers that wait in the pool.
    pub idle: usize,
    /// Buffers that came back and were freed: too many, too large, or too small.
    pub discarded: usize,
}

impl PoolStats {
    /// How many buffers were handed out.
    #[must_use]
    pub fn acquired(&self) -> usize {
        self.hits.wrapping_add(self.misses)
    }
}

/// A buffer of a [`BufferPool`], which it goes back to when it is dropped, by a panic too.
///
/// It is a `Vec<u8>` to all who use it. [`into_vec`](Self::into_vec) keeps the memory for good.
///
/// ```
/// use klaw_runtime::codec::BufferPool;
/// use std::io::Write;
///
/// # fn main() -> std::io::Result<()> {
/// let pool = BufferPool::default();
/// let mut buffer = pool.acquire();
/// buffer.write_all(b"frame")?;
/// assert_eq!(&buffer[..], b"frame");
/// # Ok(())
/// # }
/// ```
pub struct PooledBuffer {
    buffer: Vec<u8>,
    /// The lane of the thread that acquired it, which it goes back to.
    lane: Arc<Lane>,
}

impl PooledBuffer {
    /// The vector, detached: it does not come back, unless [`BufferPool::release`] is told to take it.
    ///
    /// ```
    /// use klaw_runtime::codec::BufferPool;
    ///
    /// let pool = BufferPool::default();
    /// let mut buffer = pool.acquire();
    /// buffer.push(1);
    /// let frame: Vec<u8> = buffer.into_vec();
    /// assert_eq!((frame.as_slice(), pool.stats().outstanding, pool.stats().idle), (&[1][..], 0, 0));
    /// ```
    #[must_use]
    pub fn into_vec(mut self) -> Vec<u8> {
        // What is left to drop has no memory, and the pool does not keep it.
        std::mem::take(&mut self.buffer)
    }

    /// The bytes as [`Bytes`](bytes::Bytes), without a copy. The buffer comes back when the last clone and
    /// slice of them is dropped. One small block is allocated, for the count of these.
    ///
    /// ```
    /// use klaw_runtime::codec::BufferPool;
    ///
    /// let pool = BufferPool::default();
    /// let mut buffer = pool.acquire();
    /// buffer.extend(*b"frame");
    /// let bytes = buffer.into_bytes();
    /// let part = bytes.slice(1..3);
    /// drop(bytes);
    /// assert_eq!((&part[..], pool.stats().outstanding), (&b"ra"[..], 1));
    /// drop(part);
    /// assert_eq!((pool.stats().outstanding, pool.stats().idle), (0, 1));
    /// ```
    #[cfg(feature = "bytes")]
    #[cfg_attr(docsrs, doc(cfg(feature = "bytes")))]
    #[must_use]
    pub fn into_bytes(self) -> bytes::Bytes {
        bytes::Bytes::from_owner(self)
    }
}

impl Drop for PooledBuffer {
    fn drop(&mut self) {
        // Counted before it can be handed out again, so that one buffer never counts as two.
        self.lane.outstanding.fetch_sub(1, Ordering::Relaxed);
        self.lane.take_back(std::mem::take(&mut self.buffer));
    }
}

impl Deref for PooledBuffer {
    type Target = Vec<u8>;

    fn deref(&self) -> &Vec<u8> {
        &self.buffer
    }
}

impl DerefMut for PooledBuffer {
    fn deref_mut(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }
}

impl AsRef<[u8]> for PooledBuffer {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

/// How long it is: a frame is nothing for a log.
impl fmt::Debug for PooledBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PooledBuffer({} bytes)", self.buffer.len())
    }
}

impl From<PooledBuffer> for Vec<u8> {
    fn from(buffer: PooledBuffer) -> Self {
        buffer.into_vec()
    }
}

#[cfg(feature = "bytes")]
#[cfg_attr(docsrs, doc(cfg(feature = "bytes")))]
impl From<PooledBuffer> for bytes::Bytes {
    fn from(buffer: PooledBuffer) -> Self {
        buffer.into_bytes()
    }
}

/// The process-wide pool: buffers of 4 KiB, of which 64 are kept.
///
/// ```
/// use klaw_runtime::codec::{BufferPool, buffer_pool};
///
/// assert!(buffer_pool().acquire().capacity() >= BufferPool::BUFFER_SIZE);
/// ```
#[must_use]
pub fn buffer_pool() -> &'static BufferPool {
    static POOL: LazyLock<BufferPool> = LazyLock::new(BufferPool::default);
    &POOL
}
