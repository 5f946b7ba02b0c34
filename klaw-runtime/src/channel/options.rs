//! [`ChannelOptions`]: how much a channel holds, what it does when it is full, and what an ack means.

use crate::types::{ChannelCapacity, TimeoutSeconds};
use std::time::Duration;

/// What a channel does with a message that it has no room for.
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
}

impl ChannelOptions {
    /// A channel that waits when it is full, and delivers at most once.
    #[must_use]
    pub fn new(capacity: ChannelCapacity) -> Self {
        Self { capacity, overflow: Overflow::Wait, acks: Acks::None, lease: None, max_batch: 256 }
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
    #[must_use]
    pub fn max_batch(self, max_batch: usize) -> Self {
        Self { max_batch, ..self }
    }
}
