//! What a decoder seldom does, and does out of line, on copies: so that the compiler keeps a message in registers
//! until it is whole.
//!
//! A local whose address is given to a function that is called, or to code that cleans up when one panics, lies in
//! memory for all of its life. A message that lies there is written in words and fetched in wider pieces at each
//! level, and the processor waits for every one of those fetches. A heartbeat took more than twice the time.

use crate::error::Error;
#[cfg(feature = "json")]
use crate::json;
use crate::msgpack::Reader;
use std::mem::{ManuallyDrop, MaybeUninit, needs_drop};

/// A value in more room than it takes. Where the room were equal, the compiler would use that of the value it is
/// moved to, which would be in memory then.
pub(crate) struct Aside<T> {
    value: T,
    _more: MaybeUninit<usize>,
}

impl<T> Aside<T> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn new(value: T) -> Self {
        Self { value, _more: MaybeUninit::uninit() }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn take(self) -> T {
        self.value
    }

    /// Drops the value out of line.
    #[cold]
    #[inline(never)]
    pub(crate) fn discard(self) {}
}

/// The largest message, in bytes, that is decoded in line with what holds it, in registers as far as they go.
pub(super) const INLINED: usize = 128;

/// The same of JSON, where reading takes so much longer that a call matters less, and code is longer.
#[cfg(feature = "json")]
pub(crate) const INLINED_JSON: usize = 256;

/// Calls a decoder that is seldom needed. What is large lies in memory all the same, and may hold itself: there the stack
/// that each level takes is what counts, as it is in a debug build.
#[inline(always)]
pub(super) fn call<'de, T>(
    reader: &mut Reader<'de>,
    seldom: impl FnOnce(&mut Reader<'de>) -> Result<T, Error>,
) -> Result<T, Error> {
    if cfg!(debug_assertions) {
        seldom(reader)
    } else if const { size_of::<T>() > INLINED } {
        large(reader, seldom)
    } else {
        reader.apart(|reader| outlined(reader, seldom)).take()
    }
}

#[cold]
#[inline(never)]
fn large<'de, T>(
    reader: &mut Reader<'de>,
    seldom: impl FnOnce(&mut Reader<'de>) -> Result<T, Error>,
) -> Result<T, Error> {
    seldom(reader)
}

#[cold]
#[inline(never)]
fn outlined<'de, T>(
    reader: &mut Reader<'de>,
    seldom: impl FnOnce(&mut Reader<'de>) -> Result<T, Error>,
) -> Aside<Result<T, Error>> {
    Aside::new(seldom(reader))
}

/// The same of JSON.
#[cfg(feature = "json")]
#[inline(always)]
pub(crate) fn call_json<'de, T>(
    reader: &mut json::Reader<'de>,
    seldom: impl FnOnce(&mut json::Reader<'de>) -> Result<T, Error>,
) -> Result<T, Error> {
    #[cold]
    #[inline(never)]
    fn outlined<'de, T>(
        reader: &mut json::Reader<'de>,
        seldom: impl FnOnce(&mut json::Reader<'de>) -> Result<T, Error>,
    ) -> Aside<Result<T, Error>> {
        Aside::new(seldom(reader))
    }

    if cfg!(debug_assertions) { seldom(reader) } else { reader.apart(|reader| outlined(reader, seldom)).take() }
}

/// Drops the fields of a message that is refused after all. They are dropped nowhere else: a panic on the way, in a
/// function of the user's, leaks them.
#[cfg_attr(not(debug_assertions), inline(always))]
#[cfg_attr(debug_assertions, inline(never))]
pub(crate) fn discard<T>(slots: &mut ManuallyDrop<T>, none: impl FnOnce() -> ManuallyDrop<T>) {
    if needs_drop::<T>() {
        Aside::new(ManuallyDrop::into_inner(std::mem::replace(slots, none()))).discard();
    }
}

/// The same for fields that lie in memory all the same: their copies are not on the stack of a message that holds another.
#[cfg(feature = "json")]
#[cold]
#[inline(never)]
pub(crate) fn discard_apart<T>(slots: &mut ManuallyDrop<T>, none: impl FnOnce() -> ManuallyDrop<T>) {
    drop(ManuallyDrop::into_inner(std::mem::replace(slots, none())));
}

/// Puts a value where nothing is, or an earlier one, as under a key that is given twice. An assignment would drop that
/// in place.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn put<T>(slot: &mut Option<T>, value: T) {
    if let Some(earlier) = slot.replace(value)
        && needs_drop::<T>()
    {
        Aside::new(earlier).discard();
    }
}
