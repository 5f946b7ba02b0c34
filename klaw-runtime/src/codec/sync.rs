//! What the buffer pool is built on: crossbeam's queue and std's counters, or loom's, which try every order.

#[cfg(not(all(test, klaw_loom)))]
pub(super) use {
    crossbeam_queue::ArrayQueue,
    std::sync::Arc,
    std::sync::atomic::{AtomicUsize, Ordering},
};

#[cfg(all(test, klaw_loom))]
pub(super) use {
    loom::sync::Arc,
    loom::sync::atomic::{AtomicUsize, Ordering},
    model::ArrayQueue,
};

/// A number for the thread that calls, so that threads can keep out of each other's way. Loom's threads say it themselves.
#[inline]
pub(super) fn thread() -> usize {
    #[cfg(not(all(test, klaw_loom)))]
    {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        std::thread_local!(static OWN: usize = NEXT.fetch_add(1, Ordering::Relaxed));
        // Where a thread ends and its locals are gone, any lane will do.
        OWN.try_with(|own| *own).unwrap_or(0)
    }
    #[cfg(all(test, klaw_loom))]
    0
}

/// How many threads run at the same time.
pub(super) fn processors() -> usize {
    static PROCESSORS: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *PROCESSORS.get_or_init(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get))
}

/// crossbeam's queue does not know loom. Its contract in loom's terms, as far as the pool uses it: bounded,
/// first in, first out, each call at one instant, and nothing is handed out twice.
#[cfg(all(test, klaw_loom))]
#[allow(clippy::unwrap_used)]
mod model {
    use loom::sync::Mutex;
    use std::collections::VecDeque;

    pub(in crate::codec) struct ArrayQueue<T> {
        items: Mutex<VecDeque<T>>,
        capacity: usize,
    }

    impl<T> ArrayQueue<T> {
        pub(in crate::codec) fn new(capacity: usize) -> Self {
            assert!(capacity > 0, "as crossbeam's");
            Self { items: Mutex::new(VecDeque::new()), capacity }
        }

        pub(in crate::codec) fn push(&self, item: T) -> Result<(), T> {
            let mut items = self.items.lock().unwrap();
            if items.len() == self.capacity {
                return Err(item);
            }
            items.push_back(item);
            Ok(())
        }

        pub(in crate::codec) fn pop(&self) -> Option<T> {
            self.items.lock().unwrap().pop_front()
        }

        pub(in crate::codec) fn len(&self) -> usize {
            self.items.lock().unwrap().len()
        }
    }
}
