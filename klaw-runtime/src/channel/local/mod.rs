//! Channels in this process: messages move from sender to receiver as they are.
//!
//! | kind | what it is | built on |
//! |---|---|---|
//! | [`channel`], [`at_most_once`], [`Channel`] | many senders, many readers, each message to one of them | the [state machine](super::state), which acks, batches and fair waiting ask for |
//! | [`broadcast`](fn@broadcast) | each message to every reader | a ring behind a lock |
//! | [`watch`](fn@watch) | the last value | tokio's watch |
//! | [`oneshot`](fn@oneshot) | one message | tokio's oneshot |
//!
//! None of them needs a runtime. A blocking call asks again for some microseconds before it sleeps.
//!
//! Senders and readers of a channel have a lock each. Who finds nothing takes all that has been sent at once, and goes on
//! without the senders, acks among it.

mod broadcast;
pub(crate) mod core;
mod fed;
mod mpmc;
mod oneshot;
mod reader;
mod ring;
mod shot;
mod watch;

pub use broadcast::{BroadcastReceiver, BroadcastSender, broadcast};
pub use mpmc::{Channel, LocalSender, at_most_once, channel};
pub use oneshot::{OneshotReceiver, OneshotSender, oneshot};
pub use reader::LocalReceiver;
pub use watch::{WatchReceiver, WatchSender, watch};

use super::frames::{FramedReceiver, FramedSender};
use super::options::ChannelOptions;
use crate::envelope::WireError;
use bytes::Bytes;

/// What lies in a channel: a message, or a failure in its place.
#[derive(Debug, Clone)]
pub(crate) enum Parcel<T> {
    Data(T),
    Fault(Box<WireError<'static>>),
}

/// A channel whose messages go through frames, as with a backend outside of this process: they are encoded where they are
/// sent, and decoded where they are received.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::framed("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// sender.send_blocking(("load".to_owned(), 3_u8))?;
/// assert_eq!(receiver.recv_blocking()?.ack(), ("load".to_owned(), 3));
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn framed<T>(
    name: &str,
    options: &ChannelOptions,
) -> (FramedSender<T, LocalSender<Bytes>>, FramedReceiver<T, LocalReceiver<Bytes>>) {
    let (sender, receiver) = channel(name, options);
    (FramedSender::new(name, sender), FramedReceiver::new(receiver))
}
