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
//!
//! # Where to start
//!
//! | for | look at |
//! |---|---|
//! | every attribute | [the derive](derive@WireMessage) |
//! | encoding and decoding | [`msgpack`], `json`, [`Limits`], [`Error`] |
//! | the messages of a channel | [`envelope`], [`router`], [`mod@registry`] |
//! | memory that is used again | [`codec`] |
//! | a part of a frame | [`view`], [`Raw`], [`Value`] |
//! | channels between tasks and processes | `channel` |
//! | settings | `config`, `toml` |
//! | changes of a layout | [`lock`], [`schema`] |
//! | numbers and names with rules | [`types`] |
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `derive` | yes | `#[derive(WireMessage)]` |
//! | `channel` | yes | channels in process, and what further backends build on |
//! | `config` | yes | typed configuration from TOML, the environment and code, with an origin for every value |
//! | `frame` | yes | `Frame`: a frame with the message that borrows from it |
//! | `json` | yes | `#[wire(json)]`: a native JSON codec |
//! | `regex` | yes | patterns that are too large for a table in the generated code |
//! | `serde` | yes | `#[wire(serde)]`: serde's `Serialize` and `Deserialize` |
//! | `simd` | yes | arrays of floats go through AVX2, where the processor has it |
//! | `nats` | | channels on a NATS JetStream server |
//! | `nats-nkeys` | | NATS: connect with an nkey or a `.creds` file |
//! | `ray` | | channels on a Ray cluster, through a Python beside the program |
//! | `toml` | | `toml`: text that people write, read by the lax rules |
//! | `serde_json` | | a `Raw` in JSON goes through serde_json word for word |
//! | `bytes` | | `bytes::Bytes` as bin, and pooled buffers as `Bytes` |
//! | `indexmap` | | `IndexMap` and `IndexSet` |
//! | `uuid` | | `uuid::Uuid` as its 36-character string |
//! | `jiff` | | jiff's timestamps, civil dates and times, and signed durations |
//! | `chrono` | | chrono's date-times, dates, times and time deltas |
//! | `proptest` | | strategies for the envelope and for well-formed `Raw` values |
//! | `checked-encode` | | encodes through bounds-checked writes only |
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
#[cfg(any(feature = "toml", feature = "config"))]
mod toml_limits;
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
/// Encoder, decoder and validator of a message, from its declaration.
///
/// ```
/// use klaw_runtime::{Validate, WireMessage, msgpack};
///
/// #[derive(Debug, PartialEq, WireMessage)]
/// #[wire(array_like, tag = "done", forbid_unknown_fields)]
/// struct TaskDone<'a> {
///     task_id: u64,
///     #[constrain(max_length = 8, items(min_length = 1))]
///     steps: Vec<&'a str>,
///     #[wire(default = 3)]
///     retries: u32,
/// }
///
/// let done = TaskDone { task_id: 7, steps: vec!["load"], retries: 3 };
/// assert!(done.validate().is_ok());
/// assert_eq!(msgpack::to_vec(&done), b"\x94\xa4done\x07\x91\xa4load\x03");
/// // A field that is missing at the end has its default, and a broken rule its place.
/// assert_eq!(msgpack::from_slice::<TaskDone<'_>>(b"\x93\xa4done\x07\x91\xa4load").unwrap(), done);
/// let error = msgpack::from_slice::<TaskDone<'_>>(b"\x93\xa4done\x07\x91\xa0").unwrap_err();
/// assert_eq!(error.to_string(), "Expected `str` of length >= 1 - at `$[2][0]`");
/// ```
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
