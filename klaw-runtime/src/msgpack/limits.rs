//! How much a message may ask for.

/// What a decode may cost, whatever the input says.
///
/// The defaults hold for every decode: at most 128 open arrays and maps (the root is the first), and
/// at most `16 x input + 64 MiB` of decoded collections, each charged `count x size_of::<T>()` before
/// it is allocated.
///
/// ```
/// use klaw_runtime::{ErrorKind, Limits, msgpack};
///
/// let nested = [0x91, 0x91, 0x90];
/// assert!(msgpack::from_slice::<Vec<Vec<Vec<u32>>>>(&nested).is_ok());
/// let limits = Limits::default().depth(2);
/// let error = msgpack::from_slice_with::<Vec<Vec<Vec<u32>>>>(&nested, &limits).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Limit);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub(crate) depth: u32,
    /// `None`: in proportion to the input.
    pub(crate) memory: Option<usize>,
}

impl Limits {
    /// How many arrays and maps may be open at once by default.
    pub const DEPTH: u32 = 128;

    /// The default limits.
    #[must_use]
    pub const fn new() -> Self {
        Self { depth: Self::DEPTH, memory: None }
    }

    /// No limits, for input from a trusted source: its depth is bounded by the stack alone.
    ///
    /// ```
    /// use klaw_runtime::{Limits, Raw, msgpack};
    ///
    /// let mut deep = vec![0x91; 10_000];
    /// deep.push(0xc0);
    /// assert!(msgpack::from_slice::<Raw<'_>>(&deep).is_err());
    /// assert!(msgpack::from_slice_with::<Raw<'_>>(&deep, &Limits::trusted()).is_ok());
    /// ```
    #[must_use]
    pub const fn trusted() -> Self {
        Self { depth: u32::MAX, memory: Some(usize::MAX) }
    }

    /// How many arrays and maps may be open at once; the root is the first.
    #[must_use]
    pub const fn depth(self, depth: u32) -> Self {
        Self { depth, ..self }
    }

    /// How many bytes of decoded collections a message may ask for.
    #[must_use]
    pub const fn memory(self, bytes: usize) -> Self {
        Self { memory: Some(bytes), ..self }
    }

    /// The memory limit for an input of this length.
    #[inline]
    pub(crate) const fn memory_for(&self, input: usize) -> usize {
        match self.memory {
            Some(bytes) => bytes,
            None => input.saturating_mul(16).saturating_add(64 << 20),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}
