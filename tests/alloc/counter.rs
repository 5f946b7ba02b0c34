//! The system's allocator, counting what each thread does.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What a run allocated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Blocks that were asked for; one that grows in place counts again.
    pub(crate) blocks: usize,
    /// The most bytes that were held at once.
    pub(crate) peak: usize,
    held: usize,
    first: [usize; FIRST],
}

/// Of so many blocks the sizes are kept.
const FIRST: usize = 16;

impl Counts {
    /// The sizes of the blocks, in the order in which they were asked for.
    pub(crate) fn sizes(&self) -> &[usize] {
        assert!(self.blocks <= FIRST, "{} blocks", self.blocks);
        &self.first[..self.blocks]
    }
}

thread_local! {
    static COUNTS: Cell<Option<Counts>> = const { Cell::new(None) };
}

struct Counting;

impl Counting {
    fn count(taken: usize, freed: usize) {
        // Gone while a thread ends.
        let _ = COUNTS.try_with(|cell| {
            if let Some(mut counts) = cell.get() {
                if taken > 0 {
                    if let Some(size) = counts.first.get_mut(counts.blocks) {
                        *size = taken;
                    }
                    counts.blocks += 1;
                }
                counts.held = (counts.held + taken).saturating_sub(freed);
                counts.peak = counts.peak.max(counts.held);
                cell.set(Some(counts));
            }
        });
    }
}

// SAFETY: every call is the system allocator's; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::count(layout.size(), 0);
        // SAFETY: the caller's promises are the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        Self::count(0, layout.size());
        // SAFETY: as in `alloc`.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        Self::count(layout.size(), 0);
        // SAFETY: as in `alloc`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        Self::count(size, 0);
        Self::count(0, layout.size());
        // SAFETY: as in `alloc`.
        unsafe { System.realloc(block, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Runs, and says what this thread allocated meanwhile.
pub(crate) fn counted<T>(run: impl FnOnce() -> T) -> (T, Counts) {
    COUNTS.set(Some(Counts::default()));
    let value = run();
    let counts = COUNTS.take();
    (value, counts.unwrap_or_default())
}
