//! [`Delivery`]: a message that was handed out, and what becomes of it.

use super::state::{Token, Verdict};
use crate::envelope::{DataMessage, MessageKind, WIRE_SCHEMA_VERSION, WireHeader};
use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// What a backend is told of its deliveries. It must not wait: a delivery is settled where it is dropped.
///
/// ```
/// use klaw_runtime::channel::state::{Token, Verdict};
/// use klaw_runtime::channel::{Delivery, Settler, Stamp};
/// use std::sync::{Arc, Mutex};
///
/// #[derive(Default)]
/// struct Log(Mutex<Vec<(u64, bool)>>);
///
/// impl Settler for Log {
///     fn settle(&self, token: Token, verdict: Verdict) {
///         self.0.lock().unwrap().push((token.position, matches!(verdict, Verdict::Ack)));
///     }
/// }
///
/// let log = Arc::new(Log::default());
/// let deliver = |position| {
///     let stamp = Stamp { channel: "jobs".into(), seq: position, ts: 0, attempt: 1 };
///     let settler: Arc<dyn Settler> = log.clone();
///     Delivery::new("load", stamp, Some((settler, Token { position, attempt: 1 })))
/// };
/// deliver(1).ack();
/// drop(deliver(2));
/// assert_eq!(*log.0.lock().unwrap(), [(1, true), (2, false)]);
/// ```
pub trait Settler: Send + Sync {
    /// A delivery is done, or goes back.
    fn settle(&self, token: Token, verdict: Verdict);
}

/// A message from a channel, with its header.
///
/// Where the channel keeps a message until it is acked ([`Acks::Each`](super::Acks::Each)), one that is dropped without an
/// ack goes back to the front, and is delivered again: also where its task panics or is cancelled. Elsewhere an ack says
/// nothing.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{Acks, ChannelOptions, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let options = ChannelOptions::new(ChannelCapacity::literal(8)).acks(Acks::Each);
/// let (sender, mut receiver) = local::channel("jobs", &options);
/// sender.send_blocking("load")?;
///
/// drop(receiver.recv_blocking()?);
/// let again = receiver.recv_blocking()?;
/// assert_eq!((again.attempt(), again.header().seq), (2, 0));
/// assert_eq!(again.ack(), "load");
/// # Ok(())
/// # }
/// ```
pub struct Delivery<T> {
    value: T,
    stamp: Stamp,
    settle: Settle,
}

/// What travels beside a message.
///
/// ```
/// use klaw_runtime::channel::{Delivery, Stamp};
///
/// let stamp = Stamp { channel: "jobs".into(), seq: 7, ts: 0, attempt: 2 };
/// let delivery = Delivery::new("load", stamp, None);
/// assert_eq!((delivery.header().seq, delivery.attempt()), (7, 2));
/// ```
#[derive(Clone)]
pub struct Stamp {
    /// The channel.
    pub channel: Arc<str>,
    /// The message's number from its sender.
    pub seq: u64,
    /// When it was sent: milliseconds since 1970-01-01 UTC.
    pub ts: i64,
    /// How often it was delivered, this time among them.
    pub attempt: u32,
}

/// Goes back when it is dropped.
struct Settle(Option<(Arc<dyn Settler>, Token)>);

impl Settle {
    fn say(&mut self, verdict: Verdict) {
        if let Some((settler, token)) = self.0.take() {
            settler.settle(token, verdict);
        }
    }
}

impl Drop for Settle {
    #[inline]
    fn drop(&mut self) {
        self.say(Verdict::Back);
    }
}

impl<T> Delivery<T> {
    /// A delivery, for backends: `settler` is told what becomes of it, where the channel wants to know.
    #[inline]
    pub fn new(value: T, stamp: Stamp, settler: Option<(Arc<dyn Settler>, Token)>) -> Self {
        Self { value, stamp, settle: Settle(settler) }
    }

    /// The message's header.
    #[must_use]
    pub fn header(&self) -> WireHeader<'_> {
        WireHeader {
            version: WIRE_SCHEMA_VERSION,
            kind: MessageKind::Data,
            channel_id: Cow::Borrowed(&self.stamp.channel),
            seq: self.stamp.seq,
            ts: self.stamp.ts,
        }
    }

    /// How often the message was delivered, this time among them.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.stamp.attempt
    }

    /// The message is done: it leaves the channel.
    pub fn ack(mut self) -> T {
        self.settle.say(Verdict::Ack);
        self.value
    }

    /// The same with its header, as the message that crosses the wire.
    ///
    /// ```
    /// use klaw_runtime::ChannelCapacity;
    /// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let (sender, mut receiver) = local::channel("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
    /// sender.send_blocking("load")?;
    /// let message = receiver.recv_blocking()?.into_message();
    /// assert_eq!((&*message.header.channel_id, message.payload), ("jobs", "load"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_message(mut self) -> DataMessage<'static, T> {
        self.settle.say(Verdict::Ack);
        DataMessage::new(self.header().into_owned(), self.value)
    }

    /// The message is not done: it goes back to the front of the channel. Dropping it is the same.
    ///
    /// ```
    /// use klaw_runtime::ChannelCapacity;
    /// use klaw_runtime::channel::{Acks, ChannelOptions, Receiver, Sender, local};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let options = ChannelOptions::new(ChannelCapacity::literal(8)).acks(Acks::Each);
    /// let (sender, mut receiver) = local::channel("jobs", &options);
    /// sender.send_batch_blocking(vec![1, 2])?;
    /// receiver.recv_blocking()?.give_back();
    /// assert_eq!(receiver.recv_blocking()?.ack(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn give_back(self) {}

    /// Another value in the place of the message; what becomes of it counts for the message.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Delivery<U> {
        let Self { value, stamp, settle } = self;
        Delivery { value: f(value), stamp, settle }
    }

    /// The same for what may fail; then the message is done, as it would fail again.
    pub(crate) fn try_map<U, E>(self, f: impl FnOnce(T, &mut Stamp) -> Result<U, E>) -> Result<Delivery<U>, E> {
        let Self { value, mut stamp, mut settle } = self;
        match f(value, &mut stamp) {
            Ok(value) => Ok(Delivery { value, stamp, settle }),
            Err(error) => {
                settle.say(Verdict::Ack);
                Err(error)
            }
        }
    }
}

impl<T> Deref for Delivery<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Delivery<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Delivery<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Delivery");
        shown.field("value", &self.value).field("seq", &self.stamp.seq).field("attempt", &self.stamp.attempt).finish()
    }
}
