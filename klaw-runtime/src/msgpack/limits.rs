//! How much a message may ask for.

use super::check;
use crate::error::Error;
use crate::fault::Fault;

/// What a decode may cost, whatever the input says, and what it refuses.
///
/// The defaults hold for every decode: at most 128 open arrays and maps (the root is the first), and
/// at most `16 x input + 64 MiB` of decoded collections, each charged `count x size_of::<T>()` before
/// it is allocated.
///
/// Everything else is off by default, and costs nothing then. Where it is on, the input is gone over once before it is
/// decoded, skipped values and the inside of a [`Raw`](crate::Raw) included.
///
/// ```
/// use klaw_runtime::{ErrorKind, Limits, msgpack};
///
/// let nested = [0x91, 0x91, 0x90];
/// assert!(msgpack::from_slice::<Vec<Vec<Vec<u32>>>>(&nested).is_ok());
/// let limits = Limits::default().depth(2);
/// let error = msgpack::from_slice_with::<Vec<Vec<Vec<u32>>>>(&nested, &limits).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Limit);
///
/// // For a peer that nobody knows.
/// const STRICT: Limits = Limits::new().message_size(1 << 20).string_size(1 << 16).deny_duplicate_keys().canonical();
/// assert!(msgpack::from_slice_with::<u64>(&[0x05], &STRICT).is_ok());
/// let error = msgpack::from_slice_with::<u64>(&[0xcd, 0x00, 0x05], &STRICT).unwrap_err();
/// assert_eq!(error.to_string(), "Message holds an integer that is longer than it needs to be (byte 0)");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub(crate) depth: u32,
    /// `None`: in proportion to the input.
    pub(crate) memory: Option<usize>,
    pub(crate) message: usize,
    pub(crate) strings: usize,
    pub(crate) elements: usize,
    pub(crate) unique: bool,
    pub(crate) canonical: bool,
    /// Is any of those on that are held against the input before it is decoded? One look tells that there is nothing to do.
    checked: bool,
}

impl Limits {
    /// How many arrays and maps may be open at once by default.
    pub const DEPTH: u32 = 128;

    /// [`new`](Self::new) in one place, so that a call hands on where it is and writes nothing.
    pub(crate) const DEFAULT: Self = Self::new();

    /// The default limits.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            depth: Self::DEPTH,
            memory: None,
            message: usize::MAX,
            strings: usize::MAX,
            elements: usize::MAX,
            unique: false,
            canonical: false,
            checked: false,
        }
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
        Self { depth: u32::MAX, memory: Some(usize::MAX), ..Self::new() }
    }

    /// How many arrays and maps may be open at once; the root is the first.
    ///
    /// ```
    /// use klaw_runtime::{Limits, Raw, msgpack};
    ///
    /// let nested = [0x91, 0x91, 0xc0];
    /// assert!(msgpack::from_slice_with::<Raw<'_>>(&nested, &Limits::new().depth(2)).is_ok());
    /// assert!(msgpack::from_slice_with::<Raw<'_>>(&nested, &Limits::new().depth(1)).is_err());
    /// ```
    #[must_use]
    pub const fn depth(self, depth: u32) -> Self {
        Self { depth, ..self }
    }

    /// How many bytes of decoded collections a message may ask for.
    ///
    /// ```
    /// use klaw_runtime::{Limits, msgpack};
    ///
    /// // Two times eight bytes.
    /// assert!(msgpack::from_slice_with::<Vec<u64>>(&[0x92, 1, 2], &Limits::new().memory(16)).is_ok());
    /// assert!(msgpack::from_slice_with::<Vec<u64>>(&[0x92, 1, 2], &Limits::new().memory(15)).is_err());
    /// ```
    #[must_use]
    pub const fn memory(self, bytes: usize) -> Self {
        Self { memory: Some(bytes), ..self }
    }

    /// How many bytes a message may have.
    ///
    /// ```
    /// use klaw_runtime::{Limits, msgpack};
    ///
    /// let limits = Limits::new().message_size(3);
    /// assert!(msgpack::from_slice_with::<&str>(b"\xa2ab", &limits).is_ok());
    /// let error = msgpack::from_slice_with::<&str>(b"\xa3abc", &limits).unwrap_err();
    /// assert_eq!(error.to_string(), "Message has 4 bytes, at most 3 are allowed");
    /// ```
    #[must_use]
    pub const fn message_size(self, bytes: usize) -> Self {
        Self { message: bytes, checked: true, ..self }
    }

    /// How many bytes a str, a bin or the data of an ext may have; in JSON, a string as it is written.
    ///
    /// ```
    /// use klaw_runtime::{Limits, msgpack};
    ///
    /// let limits = Limits::new().string_size(2);
    /// assert!(msgpack::from_slice_with::<(&str, &str)>(b"\x92\xa2ab\xa1c", &limits).is_ok());
    /// let error = msgpack::from_slice_with::<(&str, &str)>(b"\x92\xa1a\xa3abc", &limits).unwrap_err();
    /// assert_eq!(error.to_string(), "Message holds a string longer than 2 bytes (byte 3)");
    /// ```
    #[must_use]
    pub const fn string_size(self, bytes: usize) -> Self {
        Self { strings: bytes, checked: true, ..self }
    }

    /// How many elements an array, or entries a map, may have.
    ///
    /// ```
    /// use klaw_runtime::{Limits, msgpack};
    ///
    /// let limits = Limits::new().element_count(2);
    /// assert!(msgpack::from_slice_with::<Vec<u64>>(&[0x92, 1, 2], &limits).is_ok());
    /// let error = msgpack::from_slice_with::<Vec<u64>>(&[0x93, 1, 2, 3], &limits).unwrap_err();
    /// assert_eq!(error.to_string(), "Message holds an array or map of more than 2 elements (byte 0)");
    /// ```
    #[must_use]
    pub const fn element_count(self, count: usize) -> Self {
        Self { elements: count, checked: true, ..self }
    }

    /// Refuses a map that holds a key twice. Without it the last one wins, as in msgspec.
    ///
    /// Keys are compared by value: an integer is the same in any width, and so is a string. Other keys are compared as they
    /// are written, and so is the text that numbers as keys are in JSON: `"-0"` and `"0"` are two. That two keys of a message
    /// are names of one field ([`alias`](crate::WireMessage)) is not seen.
    ///
    /// ```
    /// use klaw_runtime::{Limits, msgpack};
    /// use std::collections::BTreeMap;
    ///
    /// let twice = b"\x82\xa1a\x01\xa1a\x02";
    /// assert_eq!(msgpack::from_slice::<BTreeMap<&str, u8>>(twice).unwrap()["a"], 2);
    /// let limits = Limits::new().deny_duplicate_keys();
    /// let error = msgpack::from_slice_with::<BTreeMap<&str, u8>>(twice, &limits).unwrap_err();
    /// assert_eq!(error.to_string(), "Message holds a map with a key twice (byte 4)");
    /// ```
    #[must_use]
    pub const fn deny_duplicate_keys(self) -> Self {
        Self { unique: true, checked: true, ..self }
    }

    /// Refuses values in another form than the one that klaw and msgspec write: integers and headers as short as they can
    /// be, floats of 64 bits, timestamps in the shortest of their three forms; in JSON, text exactly as klaw writes it.
    ///
    /// The types of fields are not known to it: text that is a moment, an integer where a float stands, and the text of a
    /// duration in another unit pass, where the type takes them. The order of a map's keys is not looked at: a message has
    /// its own, and a `HashMap` none. Where a message must have one encoding alone, compare what it is encoded to with the
    /// frame. So too where a message in map form has sixteen fields or more and omits defaults: msgspec, and klaw with it,
    /// gives that map a header for all of its fields, which is refused here where fewer than sixteen are there.
    ///
    /// ```
    /// use klaw_runtime::{Limits, msgpack};
    ///
    /// let limits = Limits::new().canonical();
    /// assert!(msgpack::from_slice_with::<Vec<u64>>(&[0x92, 0x05, 0xcc, 0x80], &limits).is_ok());
    /// let error = msgpack::from_slice_with::<Vec<u64>>(&[0x92, 0x05, 0xcc, 0x05], &limits).unwrap_err();
    /// assert_eq!(error.to_string(), "Message holds an integer that is longer than it needs to be (byte 2)");
    /// ```
    #[must_use]
    pub const fn canonical(self) -> Self {
        Self { canonical: true, checked: true, ..self }
    }

    /// Holds all limits but that on memory against a frame of MessagePack, without decoding it: one value and nothing
    /// behind it. It holds a few words for each array and map that is open, and with
    /// [`deny_duplicate_keys`](Self::deny_duplicate_keys) each key, which is charged as a collection is.
    ///
    /// For what decodes by itself: a [`Reader`](super::Reader) of one's own counts depth and memory alone.
    ///
    /// ```
    /// use klaw_runtime::{ErrorKind, Limits};
    ///
    /// let limits = Limits::new().depth(1).message_size(100);
    /// assert!(limits.check(&[0x92, 0x01, 0xc0]).is_ok());
    /// assert_eq!(limits.check(&[0x91, 0x90]).unwrap_err().kind(), ErrorKind::Limit);
    /// assert_eq!(limits.check(&[0x91]).unwrap_err().kind(), ErrorKind::Truncated);
    /// assert_eq!(limits.check(&[0xc0, 0xc0]).unwrap_err().kind(), ErrorKind::Trailing);
    /// ```
    ///
    /// # Errors
    /// A limit that the frame goes past, or a frame that is not one well-formed value.
    pub fn check(&self, frame: &[u8]) -> Result<(), Error> {
        let checked = match self.hold_size(frame) {
            Ok(()) => check::value(frame, self).and_then(|size| match size == frame.len() {
                true => Ok(()),
                false => Err(Error::at_offset(Fault::Trailing { at: size }, size)),
            }),
            Err(error) => Err(error),
        };
        checked.map_err(|error| error.with_context(frame))
    }

    /// The memory limit for an input of this length.
    #[inline]
    pub(crate) const fn memory_for(&self, input: usize) -> usize {
        match self.memory {
            Some(bytes) => bytes,
            None => input.saturating_mul(16).saturating_add(64 << 20),
        }
    }

    /// Holds what is off by default against the value at the start of a frame, before it is decoded.
    #[inline(always)]
    pub(crate) fn hold(&self, frame: &[u8]) -> Result<(), Error> {
        if self.checked { self.hold_further(frame) } else { Ok(()) }
    }

    #[cold]
    #[inline(never)]
    fn hold_further(&self, frame: &[u8]) -> Result<(), Error> {
        self.hold_size(frame)?;
        if self.looks_inside() { check::value(frame, self).map(drop) } else { Ok(()) }
    }

    /// The same of a text.
    #[cfg(feature = "json")]
    #[inline(always)]
    pub(crate) fn hold_json(&self, text: &[u8]) -> Result<(), Error> {
        if self.checked { self.hold_json_further(text) } else { Ok(()) }
    }

    #[cfg(feature = "json")]
    #[cold]
    #[inline(never)]
    fn hold_json_further(&self, text: &[u8]) -> Result<(), Error> {
        self.hold_size(text)?;
        if self.looks_inside() { crate::json::check::text(text, self) } else { Ok(()) }
    }

    pub(crate) fn hold_size(&self, input: &[u8]) -> Result<(), Error> {
        if input.len() > self.message {
            return Err(Error::new(Fault::MessageSize { size: input.len(), limit: self.message }));
        }
        Ok(())
    }

    /// The same of what has not come yet, where input ends too early: whoever reads a stream need not wait for it.
    #[cold]
    #[inline(never)]
    pub(crate) fn hold_missing(&self, input: &[u8], error: Error) -> Error {
        match error.needed().map(|needed| input.len().saturating_add(needed)) {
            Some(size) if size > self.message => Error::new(Fault::MessageSize { size, limit: self.message }),
            _ => error,
        }
    }

    /// Is any limit on for which values must be looked at?
    pub(crate) fn looks_inside(&self) -> bool {
        self.strings < usize::MAX || self.elements < usize::MAX || self.unique || self.canonical
    }

    /// The same without what has been held against the input already, for a part of it.
    pub(crate) const fn held(self) -> Self {
        Self { depth: self.depth, memory: self.memory, ..Self::new() }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}
