//! JSON: from values to text and back, with the names, defaults, rules and words of the MessagePack codec.
//!
//! Types marked `#[wire(json)]` have it, and so do the standard library's types and the envelope. The text is what msgspec
//! writes: no spaces, keys in the order of the fields, bytes as padded base64.
//!
//! ```
//! use klaw_runtime::{WireMessage, json};
//!
//! #[derive(Debug, PartialEq, WireMessage)]
//! #[wire(json, tag = "task")]
//! struct Task<'a> {
//!     #[constrain(min_length = 1)]
//!     id: &'a str,
//!     #[wire(default = 3)]
//!     retries: u32,
//! }
//!
//! # fn main() -> Result<(), klaw_runtime::Error> {
//! let text = json::to_string(&Task { id: "load", retries: 1 });
//! assert_eq!(text, r#"{"type":"task","id":"load","retries":1}"#);
//!
//! let task: Task<'_> = json::from_str(r#"{ "id": "load" }"#)?;
//! assert_eq!(task, Task { id: "load", retries: 3 });
//!
//! let error = json::from_str::<Task<'_>>(r#"{"id":""}"#).unwrap_err();
//! assert_eq!(error.to_string(), "Expected `str` of length >= 1 - at `$.id`");
//! # Ok(())
//! # }
//! ```

mod blame;
pub(crate) mod check;
pub(crate) mod collections;
mod decimal;
#[doc(hidden)]
pub mod message;
mod number;
mod reader;
mod skip;
mod structure;
mod text;
mod types;
mod writer;

use crate::decode::Decode;
use crate::encode::{Encode, room};
use crate::error::Error;
use crate::fault::Fault;
use crate::msgpack::Limits;

use std::ops::Range;

pub use reader::Reader;
#[doc(hidden)]
pub use structure::Start;
#[doc(hidden)]
pub use types::marked;
pub use types::{Json, Key};
pub use writer::Writer;

/// Encodes a value into a new vector, which holds UTF-8.
///
/// ```
/// use klaw_runtime::json;
///
/// assert_eq!(json::to_vec(&("ok", [1, 2], None::<bool>)), br#"["ok",[1,2],null]"#);
/// ```
#[inline(never)]
#[must_use]
pub fn to_vec<T: Encode + Json + ?Sized>(value: &T) -> Vec<u8> {
    // As much as the value takes in MessagePack is a fair guess.
    let mut out = Vec::with_capacity(match room(value) {
        usize::MAX => 0,
        room => room,
    });
    encode_to(value, &mut out);
    out
}

/// Encodes a value into a new string.
///
/// ```
/// use klaw_runtime::json;
///
/// assert_eq!(json::to_string("a\n"), r#""a\n""#);
/// ```
#[must_use]
pub fn to_string<T: Encode + Json + ?Sized>(value: &T) -> String {
    match String::from_utf8(to_vec(value)) {
        Ok(text) => text,
        // The writer has no way to write anything else.
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    }
}

/// Encodes a value at the end of `out`, whose capacity it never gives back.
///
/// ```
/// use klaw_runtime::json;
///
/// let mut out = b"data: ".to_vec();
/// json::encode_to(&true, &mut out);
/// assert_eq!(out, b"data: true");
/// ```
pub fn encode_to<T: Encode + Json + ?Sized>(value: &T, out: &mut Vec<u8>) {
    value.encode_json(&mut Writer::new(out));
}

/// Decodes a value from a text, which holds that value and nothing else.
///
/// ```
/// use klaw_runtime::json;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let words: Vec<&str> = json::from_slice(br#" ["a", "b"] "#)?;
/// assert_eq!(words, ["a", "b"]);
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Input that is not one complete value of the type; its first fault, as msgspec reports it.
#[inline]
pub fn from_slice<'de, T: Decode<'de> + Json>(input: &'de [u8]) -> Result<T, Error> {
    decode_with(input, &Limits::DEFAULT)
}

/// [`from_slice`] with limits of the caller's.
///
/// ```
/// use klaw_runtime::{Limits, json};
///
/// let limits = Limits::default().depth(1);
/// assert!(json::from_slice_with::<Vec<u64>>(b"[1]", &limits).is_ok());
/// assert!(json::from_slice_with::<Vec<Vec<u64>>>(b"[[1]]", &limits).is_err());
/// ```
///
/// # Errors
/// As [`from_slice`].
#[inline]
pub fn from_slice_with<'de, T: Decode<'de> + Json>(input: &'de [u8], limits: &Limits) -> Result<T, Error> {
    decode_with(input, limits)
}

/// [`from_slice`] of a string.
///
/// ```
/// use klaw_runtime::json;
///
/// let error = json::from_str::<u8>("256").unwrap_err();
/// assert_eq!(error.to_string(), "Expected `int` <= 255");
/// ```
///
/// # Errors
/// As [`from_slice`].
#[inline]
pub fn from_str<'de, T: Decode<'de> + Json>(input: &'de str) -> Result<T, Error> {
    decode_with(input.as_bytes(), &Limits::DEFAULT)
}

/// Where in a text its one value stands.
pub(crate) fn value_in(text: &[u8], limits: &Limits) -> Result<Range<usize>, Error> {
    limits.hold_json(text)?;
    let mut reader = Reader::with_limits(text, limits);
    reader.token();
    let start = reader.offset();
    reader.skip()?;
    let end = reader.offset();
    reader.finish()?;
    Ok(start..end)
}

/// What is said where a type has no codec after all: a `Raw` of JSON asks at run time.
#[cold]
pub(crate) fn no_codec<T>(reader: &Reader<'_>) -> Error {
    let name = std::any::type_name::<T>();
    reader.fault(Fault::Custom(format!("`{name}` has no JSON codec; mark its type `#[wire(json)]`")))
}

/// The same for a type that may turn out to have no codec. Not in line, as `msgpack::from_slice` is not.
#[inline(never)]
pub(crate) fn decode_with<'de, T: Decode<'de>>(input: &'de [u8], limits: &Limits) -> Result<T, Error> {
    if let Err(error) = limits.hold_json(input) {
        return Err(error.with_context(input));
    }
    let mut reader = Reader::with_limits(input, limits);
    let value = match T::decode_json(&mut reader) {
        Ok(value) => match reader.finish() {
            Ok(()) => return Ok(value),
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    value.map_err(|error: Error| error.with_context(input))
}
