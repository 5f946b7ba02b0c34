//! The codec with memory that is used again: scratch for encoding, and buffers for frames.
//!
//! [`encode`] and [`decode`] are the envelope's, through the process-wide [`codec_pool`]. Frames that are
//! kept for a while, or sent from another task, are written into a buffer of a [`BufferPool`].
//!
//! ```
//! use klaw_runtime::codec::{self, buffer_pool, codec_pool};
//! use klaw_runtime::envelope::{DataMessage, WireEnvelope, WireHeader};
//! use klaw_runtime::{Raw, msgpack};
//!
//! # fn main() -> Result<(), klaw_runtime::Error> {
//! let message = DataMessage::new(WireHeader::new("jobs"), Raw::encode(&("load", 3)));
//! let frame = codec::encode(&WireEnvelope::from(message));
//!
//! let WireEnvelope::Data(message) = codec::decode(&frame)? else { panic!("not a payload") };
//! let payload: (&str, u8) = codec_pool().decode_payload(&message.payload)?;
//! assert_eq!(payload, ("load", 3));
//!
//! let mut buffer = buffer_pool().acquire();
//! msgpack::encode_to(&message, &mut buffer);
//! assert_eq!(*buffer, frame);
//! # Ok(())
//! # }
//! ```

mod buffer_pool;
mod codec_pool;
#[cfg(all(test, klaw_loom))]
#[allow(clippy::unwrap_used)]
mod races;
mod sync;

pub use buffer_pool::{BufferPool, PoolStats, PooledBuffer, buffer_pool};
pub use codec_pool::{CodecPool, codec_pool};

use crate::envelope::WireEnvelope;
use crate::error::Error;

/// Encodes an envelope into a vector of exactly its length, through [`codec_pool`].
///
/// ```
/// use klaw_runtime::codec;
/// use klaw_runtime::envelope::{Ack, WireHeader};
///
/// let frame = codec::encode(&Ack::new(WireHeader::new("jobs"), 7).into());
/// assert_eq!(frame, b"\x94\x04\x95\x01\x04\xa4jobs\x00\x00\x07\xa2ok");
/// assert_eq!(frame.capacity(), frame.len());
/// ```
///
/// # Panics
/// Only where the format itself ends: a str, bin, array or map longer than 2^32 - 1.
#[must_use]
pub fn encode(envelope: &WireEnvelope<'_>) -> Vec<u8> {
    codec_pool().encode(envelope)
}

/// Decodes an envelope, which borrows from the frame, through [`codec_pool`].
///
/// ```
/// use klaw_runtime::codec;
/// use klaw_runtime::envelope::MessageKind;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let envelope = codec::decode(b"\x93\x04\x95\x01\x04\xa4jobs\x00\x00\x07")?;
/// assert_eq!(envelope.kind(), MessageKind::Ack);
/// assert_eq!(envelope.header().channel_id, "jobs");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// A frame that is not one complete envelope: its first fault.
pub fn decode(frame: &[u8]) -> Result<WireEnvelope<'_>, Error> {
    codec_pool().decode(frame)
}
