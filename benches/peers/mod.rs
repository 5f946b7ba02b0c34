//! The codecs that are compared, each in the fastest way that its documentation shows, behind the same
//! few functions.
//!
//! * `NAME`: what it is called in the tables.
//! * `buffer(capacity)`: what is kept from one message to the next.
//! * `encode(value, buffer)`: into that buffer; the bytes are in it.
//! * `fresh(value)`: into an allocation of its own.
//! * `decode(bytes)`: borrowed or owned, as the type says. A message is looked at where it was decoded.
#![allow(missing_docs, reason = "described once, above")]
#![allow(clippy::unwrap_used, reason = "a bench whose input is refused has no result")]

#[cfg(feature = "peers")]
mod further;
#[cfg(feature = "peers")]
pub use further::*;

pub mod handwritten;
pub mod handwritten_plain;
pub mod klaw;
pub mod klaw_json;
pub mod rmp_serde;
pub mod rmp_serde_named;
pub mod serde_json;
pub mod sonic_rs;
pub mod zerompk;
