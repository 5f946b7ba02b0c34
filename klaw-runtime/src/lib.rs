//! Wire messages from annotated Rust types.
//!
//! `#[derive(WireMessage)]` turns a struct or an enum into a positional MessagePack message that is, byte
//! for byte, what Python's msgspec writes for it; this crate is what the derived code runs on.
//!
//! ```
//! use klaw_runtime::{WireMessage, msgpack};
//!
//! #[derive(Debug, PartialEq, WireMessage)]
//! #[wire(array_like, tag = 10, frozen)]
//! struct Task<'a> {
//!     #[constrain(min_length = 1, pattern = "^[a-z][a-z0-9-]*$")]
//!     id: &'a str,
//!     #[constrain(ge = 1, le = 10)]
//!     priority: u8,
//!     #[wire(default)]
//!     labels: Vec<&'a str>,
//! }
//!
//! # fn main() -> Result<(), klaw_runtime::Error> {
//! let frame = msgpack::to_vec(&Task { id: "load", priority: 3, labels: vec![] });
//! assert_eq!(frame, b"\x94\x0a\xa4load\x03\x90");
//!
//! let task: Task<'_> = msgpack::from_slice(b"\x93\x0a\xa4load\x03")?;
//! assert_eq!(task, Task { id: "load", priority: 3, labels: vec![] });
//!
//! let error = msgpack::from_slice::<Task<'_>>(b"\x93\x0a\xa4load\x0b").unwrap_err();
//! assert_eq!(error.to_string(), "Expected `int` <= 10 - at `$[2]`");
//! # Ok(())
//! # }
//! ```
//!
//! The data flows downwards: [`envelope`] is written with the derive, the derive's output calls
//! [`Encode`] and [`Decode`], and those read and write through [`msgpack`], the one place that knows bytes.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(any(feature = "json", feature = "serde"))]
mod base64;
#[cfg(feature = "channel")]
pub mod channel;
pub mod codec;
#[cfg(feature = "config")]
pub mod config;
pub mod constrain;
mod decode;
mod encode;
pub mod envelope;
mod error;
mod ext;
mod family;
mod fault;
#[cfg(feature = "frame")]
mod frame;
mod impls;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "json")]
mod json_schema;
mod lax;
pub mod lock;
mod message;
pub mod msgpack;
mod path;
mod place;
#[doc(hidden)]
pub mod private;
#[cfg(feature = "proptest")]
pub mod proptest;
mod raw;
pub mod registry;
pub mod report;
pub mod router;
pub mod schema;
mod secret;
#[cfg(feature = "serde")]
#[doc(hidden)]
pub mod serde;
#[cfg(feature = "toml")]
mod spot;
#[cfg(feature = "toml")]
pub mod toml;
mod validate;
mod value;
pub mod view;
mod wire_fault;

#[cfg(feature = "serde")]
pub use self::serde::Lax;
pub use constrain::types;
pub use decode::{Decode, DecodeInPlace, DecodeOwned};
pub use encode::Encode;
pub use error::{Error, ErrorKind};
pub use ext::Ext;
pub use family::{Covariant, Family};
#[cfg(feature = "frame")]
pub use frame::Frame;
#[cfg(feature = "json")]
pub use json_schema::json_schema;
#[cfg(feature = "derive")]
pub use klaw_derive::WireMessage;
pub use message::{Frozen, WireMessage};
pub use msgpack::Limits;
pub use raw::{Format, Raw};
pub use secret::Secret;
pub use types::{
    ChannelCapacity, ConcurrencyLimit, Identifier, Namespace, NonNegativeInt, PositiveInt, TimeoutSeconds,
};
pub use validate::Validate;
pub use value::Value;
pub use wire_fault::{UnknownFault, WireFault};
