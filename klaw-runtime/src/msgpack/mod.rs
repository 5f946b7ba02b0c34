//! MessagePack: from values to bytes and back. The only place that knows the bytes, and the only one
//! with `unsafe`.
//!
//! ```
//! use klaw_runtime::msgpack;
//!
//! # fn main() -> Result<(), klaw_runtime::Error> {
//! let bytes = msgpack::to_vec(&("ok", 300_u32));
//! assert_eq!(bytes, b"\x92\xa2ok\xcd\x01\x2c");
//! let (text, number): (&str, u32) = msgpack::from_slice(&bytes)?;
//! assert_eq!((text, number), ("ok", 300));
//! # Ok(())
//! # }
//! ```

pub(crate) mod check;
pub(crate) mod limits;
pub(crate) mod marker;
pub(crate) mod prefix;
pub(crate) mod reader;
mod runs;
#[cfg(all(feature = "simd", target_arch = "x86_64"))]
mod simd;
mod skip;
mod splice;
pub(crate) mod utf8;
pub(crate) mod writer;

use crate::decode::{Decode, DecodeInPlace};
use crate::encode::Encode;
use crate::error::Error;
use crate::fault::Fault;
use crate::private::aside::Aside;
use crate::validate::Validate;

pub use limits::Limits;
pub use marker::Kind;
pub use reader::Reader;
pub use splice::{splice, splice_in_place};
pub use writer::Writer;

/// Encodes a value into a new vector.
///
/// ```
/// use klaw_runtime::msgpack;
///
/// assert_eq!(msgpack::to_vec(&[1_u64, 200]), [0x92, 0x01, 0xcc, 0xc8]);
/// ```
///
/// # Panics
/// Only where the format itself ends: a str, bin, array or map longer than 2^32 - 1.
#[inline(never)]
#[must_use]
pub fn to_vec<T: Encode + ?Sized>(value: &T) -> Vec<u8> {
    match writer::fresh(value) {
        Some(out) => out,
        None => writer::too_long(),
    }
}

/// Validates a value, then encodes it.
///
/// ```
/// use klaw_runtime::msgpack;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// assert_eq!(msgpack::try_to_vec("ok")?, b"\xa2ok");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// A rule that the value breaks, or a str, bin, array or map longer than 2^32 - 1.
#[inline]
pub fn try_to_vec<T: Encode + Validate + ?Sized>(value: &T) -> Result<Vec<u8>, Error> {
    value.validate()?;
    writer::fresh(value).ok_or_else(|| Error::new(Fault::TooLong))
}

/// [`try_to_vec`] at the end of `out`.
#[inline]
pub(crate) fn try_encode_to<T: Encode + Validate + ?Sized>(value: &T, out: &mut Vec<u8>) -> Result<(), Error> {
    value.validate()?;
    if writer::append(value, out) { Ok(()) } else { Err(Error::new(Fault::TooLong)) }
}

/// Encodes a value at the end of `out`, whose capacity it never gives back.
///
/// ```
/// use klaw_runtime::msgpack;
///
/// let mut out = b"frame: ".to_vec();
/// msgpack::encode_to(&true, &mut out);
/// assert_eq!(out, b"frame: \xc3");
/// ```
///
/// # Panics
/// Only where the format itself ends: a str, bin, array or map longer than 2^32 - 1.
#[inline]
pub fn encode_to<T: Encode + ?Sized>(value: &T, out: &mut Vec<u8>) {
    if !writer::append(value, out) {
        writer::too_long();
    }
}

/// Encodes a value into `buffer` from `offset` on, and gives the number of bytes written. Nothing
/// outside of them changes.
///
/// ```
/// use klaw_runtime::{ErrorKind, msgpack};
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let mut buffer = [0xff; 4];
/// assert_eq!(msgpack::encode_into("a", &mut buffer, 1)?, 2);
/// assert_eq!(buffer, [0xff, 0xa1, b'a', 0xff]);
/// let error = msgpack::encode_into("abc", &mut buffer, 1).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::BufferTooSmall);
/// assert_eq!(error.to_string(), "Message needs 4 bytes, the buffer has room for 3");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// A buffer with too little room behind `offset`: the error names the exact need, and the buffer is
/// as it was. A str, bin, array or map longer than 2^32 - 1.
#[inline]
pub fn encode_into<T: Encode + ?Sized>(value: &T, buffer: &mut [u8], offset: usize) -> Result<usize, Error> {
    writer::write_into(value, buffer, offset, Vec::new)
}

/// How many bytes a value takes.
///
/// ```
/// use klaw_runtime::msgpack;
///
/// assert_eq!(msgpack::encoded_len("ok"), 3);
/// ```
///
/// # Panics
/// Only where the format itself ends: a str, bin, array or map longer than 2^32 - 1.
#[must_use]
pub fn encoded_len<T: Encode + ?Sized>(value: &T) -> usize {
    writer::length(value).unwrap_or_else(|| writer::too_long())
}

/// Decodes a value from a frame, which holds that value and nothing else.
///
/// ```
/// use klaw_runtime::msgpack;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let words: Vec<&str> = msgpack::from_slice(b"\x92\xa1a\xa1b")?;
/// assert_eq!(words, ["a", "b"]);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Input that is not one complete value of the type; its first fault, as msgspec reports it.
#[inline(never)]
pub fn from_slice<'de, T: Decode<'de>>(input: &'de [u8]) -> Result<T, Error> {
    whole(input, &Limits::DEFAULT)
}

/// [`from_slice`] with limits of the caller's.
///
/// ```
/// use klaw_runtime::{Limits, msgpack};
///
/// let limits = Limits::default().memory(16);
/// assert!(msgpack::from_slice_with::<Vec<u64>>(&[0x92, 1, 2], &limits).is_ok());
/// assert!(msgpack::from_slice_with::<Vec<u64>>(&[0x93, 1, 2, 3], &limits).is_err());
/// ```
///
/// # Errors
/// As [`from_slice`].
#[inline(never)]
pub fn from_slice_with<'de, T: Decode<'de>>(input: &'de [u8], limits: &Limits) -> Result<T, Error> {
    whole(input, limits)
}

/// Decodes a value that fills its input.
///
/// In line with the two functions above, which are themselves never in line, like all that decode here: a function that
/// decodes a message of one of sixty types would hold sixty decoders, and the compiler's time grows with more than the square
/// of that.
#[inline(always)]
fn whole<'de, T: Decode<'de>>(input: &'de [u8], limits: &Limits) -> Result<T, Error> {
    if let Err(error) = limits.hold(input) {
        return Err(error.with_context(input));
    }
    let mut reader = Reader::with_limits(input, limits);
    let mut decoded = T::decode_whole(&mut reader);
    if reader.remaining() != 0 || decoded.is_err() {
        decoded = refused(Aside::new(decoded), reader.offset(), input).take();
    }
    decoded
}

/// Says what is wrong with a frame.
#[cold]
#[inline(never)]
fn refused<T>(decoded: Aside<Result<T, Error>>, at: usize, input: &[u8]) -> Aside<Result<T, Error>> {
    Aside::new(match decoded.take() {
        Ok(_) => Err(trailing(at, input)),
        Err(error) => Err(error.with_context(input)),
    })
}

/// Decodes a value over an old one, which keeps its allocations.
///
/// ```
/// use klaw_runtime::msgpack;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let mut text = String::with_capacity(100);
/// msgpack::decode_in_place(b"\xa2ok", &mut text)?;
/// assert_eq!((text.as_str(), text.capacity()), ("ok", 100));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`from_slice`]. The value then holds anything, and may break its own rules: do not use it.
#[inline(never)]
pub fn decode_in_place<'de, T: DecodeInPlace<'de>>(input: &'de [u8], value: &mut T) -> Result<(), Error> {
    whole_in_place(input, value, &Limits::DEFAULT)
}

/// [`decode_in_place`] with limits of the caller's.
///
/// ```
/// use klaw_runtime::{Limits, msgpack};
///
/// let mut text = String::from("old");
/// let limits = Limits::new().string_size(2);
/// assert!(msgpack::decode_in_place_with(b"\xa3new", &mut text, &limits).is_err());
/// ```
///
/// # Errors
/// As there.
#[inline(never)]
pub fn decode_in_place_with<'de, T: DecodeInPlace<'de>>(
    input: &'de [u8],
    value: &mut T,
    limits: &Limits,
) -> Result<(), Error> {
    whole_in_place(input, value, limits)
}

#[inline(always)]
fn whole_in_place<'de, T: DecodeInPlace<'de>>(input: &'de [u8], value: &mut T, limits: &Limits) -> Result<(), Error> {
    if let Err(error) = limits.hold(input) {
        return Err(error.with_context(input));
    }
    let mut reader = Reader::with_limits(input, limits);
    match value.decode_in_place(&mut reader) {
        Ok(()) if reader.remaining() == 0 => Ok(()),
        Ok(()) => Err(trailing(reader.offset(), input)),
        Err(error) => Err(error.with_context(input)),
    }
}

/// Decodes the value at the start of `input`, and says how many bytes it took.
///
/// ```
/// use klaw_runtime::{ErrorKind, msgpack};
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let (first, size) = msgpack::from_prefix::<u64>(&[0x05, 0xa1])?;
/// assert_eq!((first, size), (5, 1));
/// let error = msgpack::from_prefix::<&str>(&[0xa1]).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Truncated);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`from_slice`], but for bytes after the value. [`ErrorKind::Truncated`](crate::ErrorKind::Truncated)
/// says that more input may complete it.
#[inline(never)]
pub fn from_prefix<'de, T: Decode<'de>>(input: &'de [u8]) -> Result<(T, usize), Error> {
    prefix(input, &Limits::DEFAULT)
}

/// [`from_prefix`] with limits of the caller's. The limit on the message's size is one on all of `input`, and on what is missing of a
/// message that is not complete: one that is too large is refused when its headers say so, and not when all of it has come.
///
/// ```
/// use klaw_runtime::{Limits, msgpack};
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let limits = Limits::new().canonical();
/// assert_eq!(msgpack::from_prefix_with::<u64>(&[0x05, 0xcc, 0x05], &limits)?, (5, 1));
/// assert!(msgpack::from_prefix_with::<u64>(&[0xcc, 0x05, 0x05], &limits).is_err());
///
/// let error = msgpack::from_prefix_with::<&str>(b"\xdb\xff\xff\xff\xff", &Limits::new().message_size(1000)).unwrap_err();
/// assert_eq!(error.to_string(), "Message has 4294967300 bytes, at most 1000 are allowed");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As there.
#[inline(never)]
pub fn from_prefix_with<'de, T: Decode<'de>>(input: &'de [u8], limits: &Limits) -> Result<(T, usize), Error> {
    prefix(input, limits)
}

#[inline(always)]
fn prefix<'de, T: Decode<'de>>(input: &'de [u8], limits: &Limits) -> Result<(T, usize), Error> {
    if let Err(error) = limits.hold(input) {
        return Err(limits.hold_missing(input, error).with_context(input));
    }
    let mut reader = Reader::with_limits(input, limits);
    match T::decode_whole(&mut reader) {
        Ok(value) => Ok((value, reader.offset())),
        Err(error) => Err(limits.hold_missing(input, error).with_context(input)),
    }
}

#[cold]
#[inline(never)]
fn trailing(at: usize, input: &[u8]) -> Error {
    Error::at_offset(Fault::Trailing { at }, at).with_context(input)
}
