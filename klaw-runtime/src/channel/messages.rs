//! What a channel's actor tells of itself and of its messages, on the wire.

use super::error::ChannelError;
use super::state::Token;
use crate::types::ChannelCapacity;
use klaw_derive::WireMessage;

/// What kind of channel it is.
///
/// ```
/// use klaw_runtime::channel::ChannelType;
/// use klaw_runtime::msgpack;
///
/// assert_eq!(msgpack::to_vec(&ChannelType::Broadcast), b"\xa9broadcast");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, WireMessage)]
#[wire(crate = "crate", rename_all = "lowercase", frozen)]
#[cfg_attr(feature = "json", wire(json))]
pub enum ChannelType {
    /// Many senders, many readers, each message to one of them.
    #[default]
    Mpmc,
    /// Each message to every reader.
    Broadcast,
    /// The last value.
    Watch,
    /// One message.
    Oneshot,
}

/// What a call comes to.
///
/// ```
/// use klaw_runtime::channel::{ChannelError, ChannelFull, Status};
/// use klaw_runtime::msgpack;
///
/// assert_eq!(msgpack::to_vec(&Status::TypeError), b"\xaatype_error");
/// assert_eq!(Status::from(&ChannelError::from(ChannelFull { capacity: 8 })), Status::Full);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, WireMessage)]
#[wire(crate = "crate", rename_all = "snake_case", frozen)]
#[cfg_attr(feature = "json", wire(json))]
pub enum Status {
    /// Done.
    #[default]
    Ok,
    /// There is no room.
    Full,
    /// There is no message.
    Empty,
    /// The channel is closed, and empty.
    Closed,
    /// It took too long.
    Timeout,
    /// The message is none of the channel's.
    TypeError,
    /// Anything else.
    Failed,
}

impl From<&ChannelError> for Status {
    fn from(error: &ChannelError) -> Self {
        match error {
            ChannelError::ChannelFull(_) => Self::Full,
            ChannelError::ChannelEmpty(_) => Self::Empty,
            ChannelError::ChannelClosed(_) => Self::Closed,
            ChannelError::Timeout(_) => Self::Timeout,
            ChannelError::Mismatch(_) => Self::TypeError,
            _ => Self::Failed,
        }
    }
}

/// What names a delivery, for its ack.
///
/// ```
/// use klaw_runtime::channel::DeliveryId;
/// use klaw_runtime::msgpack;
///
/// assert_eq!(msgpack::to_vec(&DeliveryId { position: 300, attempt: 2 }), b"\x92\xcd\x01\x2c\x02");
/// assert_eq!(msgpack::from_slice::<DeliveryId>(&[0x91, 7]).unwrap(), DeliveryId { position: 7, attempt: 1 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", array_like, frozen)]
#[cfg_attr(feature = "json", wire(json))]
pub struct DeliveryId {
    /// The message's place in the channel.
    pub position: u64,
    /// Which delivery of it.
    #[wire(default = 1)]
    pub attempt: u32,
}

impl From<Token> for DeliveryId {
    fn from(token: Token) -> Self {
        Self { position: token.position, attempt: token.attempt }
    }
}

impl From<DeliveryId> for Token {
    fn from(id: DeliveryId) -> Self {
        Self { position: id.position, attempt: id.attempt }
    }
}

/// One message from a channel, or why there is none.
///
/// ```
/// use klaw_runtime::channel::{SingleResult, Status};
/// use klaw_runtime::msgpack;
///
/// let empty = SingleResult::<u32> { status: Status::Empty, value: None, delivery: None };
/// assert_eq!(msgpack::to_vec(&empty), b"\x81\xa6status\xa5empty");
/// ```
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(crate = "crate", omit_defaults)]
#[cfg_attr(feature = "json", wire(json))]
pub struct SingleResult<T> {
    /// What the call came to.
    pub status: Status,
    /// The message, where there is one.
    #[wire(default)]
    pub value: Option<T>,
    /// What names it for its ack.
    #[wire(default)]
    pub delivery: Option<DeliveryId>,
}

/// Messages from a channel, or why there are none.
///
/// ```
/// use klaw_runtime::channel::{BatchResult, Status};
/// use klaw_runtime::msgpack;
///
/// let batch: BatchResult<u32> = msgpack::from_slice(b"\x82\xa6status\xa2ok\xa5items\x92\x01\x02").unwrap();
/// assert_eq!((batch.status, batch.items, batch.deliveries), (Status::Ok, vec![1, 2], vec![]));
/// ```
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(crate = "crate", omit_defaults)]
#[cfg_attr(feature = "json", wire(json))]
pub struct BatchResult<T> {
    /// What the call came to.
    pub status: Status,
    /// The messages, in their order.
    #[wire(default)]
    pub items: Vec<T>,
    /// What names each for its ack.
    #[wire(default)]
    pub deliveries: Vec<DeliveryId>,
}

/// A reader of a channel.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelActor, ChannelOptions};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let actor = ChannelActor::<u32>::new("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// actor.register_receiver("reader-1", "node-1")?;
/// let readers = actor.readers();
/// assert_eq!((readers[0].reader_id.as_str(), readers[0].total_received), ("reader-1", 0));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", omit_defaults, frozen)]
#[cfg_attr(feature = "json", wire(json))]
pub struct ReaderInfo {
    /// Its name.
    pub reader_id: String,
    /// Where it runs.
    #[wire(default)]
    pub node_id: String,
    /// When it joined: milliseconds since 1970-01-01 UTC.
    #[wire(default)]
    pub registered_at: i64,
    /// When it was last heard of, likewise.
    #[wire(default)]
    pub last_seen_at: i64,
    /// How many messages it was given.
    #[wire(default)]
    pub total_received: u64,
}

/// What a channel is. What is as usual is left out.
///
/// ```
/// use klaw_runtime::channel::ChannelMetadata;
/// use klaw_runtime::msgpack;
///
/// assert_eq!(msgpack::to_vec(&ChannelMetadata::default()), b"\x80");
/// let metadata = ChannelMetadata { value_type: "Job".into(), ..ChannelMetadata::default() };
/// assert_eq!(msgpack::to_vec(&metadata), b"\x81\xaavalue_type\xa3Job");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, WireMessage)]
#[wire(crate = "crate", omit_defaults, frozen)]
#[cfg_attr(feature = "json", wire(json))]
pub struct ChannelMetadata {
    /// What kind of channel it is.
    #[wire(default)]
    pub channel_type: ChannelType,
    /// How many messages it holds, where that is known.
    #[wire(default)]
    pub capacity: Option<ChannelCapacity>,
    /// Does it hold any number?
    #[wire(default)]
    pub unbounded: bool,
    /// The name of what is sent.
    #[wire(default)]
    pub value_type: String,
}

/// What has happened in a channel since it began, and what is in it now.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::local::Channel;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let channel = Channel::new("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// let (sender, mut reader) = (channel.sender(), channel.receiver());
/// sender.send_batch_blocking(vec![1, 2, 3])?;
/// reader.recv_blocking()?.ack();
/// let counts = channel.counts();
/// assert_eq!((counts.sent, counts.delivered, counts.ready, counts.high_water), (3, 1, 2, 3));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, WireMessage)]
#[wire(crate = "crate", omit_defaults, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[non_exhaustive]
pub struct ChannelStats {
    /// Messages accepted.
    #[wire(default)]
    pub sent: u64,
    /// Messages handed out, each delivery counted.
    #[wire(default)]
    pub delivered: u64,
    /// Those of them that had been handed out before.
    #[wire(default)]
    pub redelivered: u64,
    /// Messages acked.
    #[wire(default)]
    pub acked: u64,
    /// Messages that gave way to later ones.
    #[wire(default)]
    pub dropped: u64,
    /// Messages that were sent again, and not accepted a second time.
    #[wire(default)]
    pub repeated: u64,
    /// Acks that came too late: the message had gone back.
    #[wire(default)]
    pub stale: u64,
    /// The most messages that were in the channel at once.
    #[wire(default)]
    pub high_water: u64,
    /// Messages that nobody has read.
    #[wire(default)]
    pub ready: u64,
    /// Messages that were read and not acked.
    #[wire(default)]
    pub in_flight: u64,
    /// Puts that wait for room.
    #[wire(default)]
    pub waiting_puts: u64,
    /// Gets that wait for a message.
    #[wire(default)]
    pub waiting_gets: u64,
    /// Senders that are registered and alive.
    #[wire(default)]
    pub senders: u64,
    /// Readers that are registered and alive.
    #[wire(default)]
    pub readers: u64,
}
