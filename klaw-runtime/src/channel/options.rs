//! [`ChannelOptions`]: how much a channel holds, what it does when it is full, and what an ack means.

use crate::types::{ChannelCapacity, TimeoutSeconds};
use std::time::Duration;

/// What a server is asked for anew after less than this, a lease or an answer, would keep a core busy.
#[cfg(any(feature = "nats", feature = "ray"))]
pub(super) const SHORTEST: Duration = Duration::from_millis(100);

/// What a channel does with a message that it has no room for.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Overflow, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let one = ChannelOptions::new(ChannelCapacity::literal(1));
/// let (sender, mut receiver) = local::channel("last", &one.clone().overflow(Overflow::DropOldest));
/// sender.send_blocking(1)?;
/// sender.send_blocking(2)?;
/// assert_eq!(receiver.recv_blocking()?.ack(), 2);
///
/// let (sender, _receiver) = local::channel("full", &one.overflow(Overflow::Fail));
/// sender.send_blocking(1)?;
/// assert!(sender.send_blocking(2).unwrap_err().error.is_full());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Overflow {
    /// The sender waits: back-pressure.
    #[default]
    Wait,
    /// The sender is told: [`ChannelFull`](super::ChannelFull).
    Fail,
    /// The oldest message that nobody has read gives way. Where all are being worked on, the sender waits.
    DropOldest,
}

/// How often a message is delivered.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{Acks, ChannelOptions, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// for (acks, left) in [(Acks::None, false), (Acks::Each, true)] {
///     let options = ChannelOptions::new(ChannelCapacity::literal(8)).acks(acks);
///     let (sender, mut receiver) = local::channel("jobs", &options);
///     sender.send_blocking("load")?;
///     // A worker that dies with the message in its hands.
///     drop(receiver.recv_blocking()?);
///     assert_eq!(receiver.try_recv_blocking().is_ok(), left);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Acks {
    /// At most once: a message is gone from the channel when it is read, and an ack says nothing.
    #[default]
    None,
    /// At least once: a message that was read takes up room until it is acked. Dropped without an ack, it goes back to the
    /// front of the channel.
    Each,
}

/// How a channel behaves, whichever backend carries it.
///
/// ```
/// use klaw_runtime::channel::{Acks, ChannelOptions, Overflow};
/// use klaw_runtime::{ChannelCapacity, TimeoutSeconds};
///
/// let options = ChannelOptions::new(ChannelCapacity::literal(64))
///     .overflow(Overflow::DropOldest)
///     .acks(Acks::Each)
///     .lease(TimeoutSeconds::literal(30.0));
/// assert_eq!(options.capacity.get(), 64);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct ChannelOptions {
    /// How many messages it holds, those that are read and not acked among them.
    pub capacity: ChannelCapacity,
    /// What it does when it is full.
    pub overflow: Overflow,
    /// How often a message is delivered.
    pub acks: Acks,
    /// How long a registered sender or reader may be silent before it counts as gone. `None`: for ever.
    pub lease: Option<Duration>,
    /// How many messages `feed` keeps before it sends them.
    pub max_batch: usize,
    /// How many bytes of frames travel together, but for one that is larger by itself.
    pub max_batch_bytes: usize,
}

impl ChannelOptions {
    /// A channel that waits when it is full, and delivers at most once.
    #[must_use]
    pub fn new(capacity: ChannelCapacity) -> Self {
        Self {
            capacity,
            overflow: Overflow::Wait,
            acks: Acks::None,
            lease: None,
            max_batch: 256,
            max_batch_bytes: 64 << 10,
        }
    }

    /// What it does when it is full.
    #[must_use]
    pub fn overflow(self, overflow: Overflow) -> Self {
        Self { overflow, ..self }
    }

    /// How often a message is delivered.
    #[must_use]
    pub fn acks(self, acks: Acks) -> Self {
        Self { acks, ..self }
    }

    /// How long a sender or a reader may be silent.
    #[must_use]
    pub fn lease(self, lease: TimeoutSeconds) -> Self {
        Self { lease: Some(lease.into()), ..self }
    }

    /// How many messages `feed` keeps before it sends them; never more than the capacity.
    ///
    /// ```
    /// use klaw_runtime::ChannelCapacity;
    /// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let options = ChannelOptions::new(ChannelCapacity::literal(8)).max_batch(2);
    /// let (sender, mut receiver) = local::channel("jobs", &options);
    /// sender.feed_blocking(1)?;
    /// assert!(receiver.try_recv_blocking().unwrap_err().is_empty());
    /// sender.feed_blocking(2)?;
    /// assert_eq!(receiver.recv_batch_blocking(8, None)?.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn max_batch(self, max_batch: usize) -> Self {
        Self { max_batch, ..self }
    }

    /// How many bytes of frames `feed` keeps before it sends them, and how many travel to Ray in one call. A frame that is
    /// larger travels alone. Ray takes a slower road from 100 KiB on. In process nothing is counted: messages are moved there.
    ///
    /// ```
    /// use klaw_runtime::ChannelCapacity;
    /// use klaw_runtime::channel::ChannelOptions;
    ///
    /// let options = ChannelOptions::new(ChannelCapacity::literal(8));
    /// assert_eq!((options.max_batch_bytes, options.clone().max_batch_bytes(1024).max_batch_bytes), (65_536, 1024));
    /// ```
    #[must_use]
    pub fn max_batch_bytes(self, max_batch_bytes: usize) -> Self {
        Self { max_batch_bytes, ..self }
    }
}
