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
    slip: Slip,
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

/// Everything but the message: eight words, as each move of a delivery moves them too.
struct Slip {
    numbers: Numbers,
    name: Name,
    /// Whoever wants to know what becomes of it; also of a channel with a long name.
    reader: Option<Arc<Reader>>,
    position: u64,
    attempt: u32,
    /// The attempt in its [`Token`], which a backend may count anew.
    of: u32,
}

/// What a message's own header may say anew.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Numbers {
    pub(crate) seq: u64,
    pub(crate) ts: i64,
}

/// What all deliveries of a reader say of where they come from.
#[derive(Clone)]
pub(super) struct Origin {
    name: Name,
    reader: Option<Arc<Reader>>,
}

struct Reader {
    channel: Arc<str>,
    settler: Option<Arc<dyn Settler>>,
}

/// A channel's name, where it is short, as most are: copied as a whole. A count of owners would be written for each message.
#[derive(Clone, Copy)]
#[repr(align(8))]
struct Name {
    bytes: [u8; Self::MOST],
    length: u8,
}

impl Name {
    const MOST: usize = 23;

    fn new(channel: &str) -> Option<Self> {
        let mut name = Self { bytes: [0; Self::MOST], length: u8::try_from(channel.len()).ok()? };
        name.bytes.get_mut(..channel.len())?.copy_from_slice(channel.as_bytes());
        Some(name)
    }

    fn as_str(&self) -> &str {
        let text = self.bytes.get(..usize::from(self.length)).unwrap_or_default();
        // It was text when it was copied.
        std::str::from_utf8(text).unwrap_or_default()
    }
}

impl Origin {
    pub(super) fn new(channel: &str, settler: Option<Arc<dyn Settler>>) -> Self {
        let name = Name::new(channel);
        let reader = if name.is_some() && settler.is_none() {
            None
        } else {
            Some(Arc::new(Reader { channel: channel.into(), settler }))
        };
        Self { name: name.unwrap_or(Name { bytes: [0; Name::MOST], length: 0 }), reader }
    }
}

impl Slip {
    fn channel(&self) -> &str {
        match &self.reader {
            Some(reader) => &reader.channel,
            None => self.name.as_str(),
        }
    }

    /// Tells the settler, if there is one, once. A long name is gone then.
    #[inline(always)]
    fn settle(&mut self, verdict: Verdict) {
        if self.reader.is_some() {
            self.tell(verdict);
        }
    }

    #[inline(never)]
    fn tell(&mut self, verdict: Verdict) {
        if let Some(settler) = self.reader.take().and_then(|reader| reader.settler.clone()) {
            settler.settle(Token { position: self.position, attempt: self.of }, verdict);
        }
    }
}

/// Goes back when it is dropped.
impl Drop for Slip {
    #[inline]
    fn drop(&mut self) {
        self.settle(Verdict::Back);
    }
}

impl<T> Delivery<T> {
    /// A delivery, for backends: `settler` is told what becomes of it, where the channel wants to know.
    pub fn new(value: T, stamp: Stamp, settler: Option<(Arc<dyn Settler>, Token)>) -> Self {
        let Stamp { channel, seq, ts, attempt } = stamp;
        let (settler, token) = match settler {
            Some((settler, token)) => (Some(settler), token),
            None => (None, Token { position: 0, attempt }),
        };
        let mut delivery = Self::from(value, Numbers { seq, ts }, token, &Origin::new(&channel, settler));
        delivery.slip.attempt = attempt;
        delivery
    }

    #[inline(always)]
    pub(super) fn from(value: T, numbers: Numbers, token: Token, origin: &Origin) -> Self {
        let Origin { name, reader } = origin;
        let (name, reader) = (*name, reader.clone());
        Self {
            value,
            slip: Slip { numbers, name, reader, position: token.position, attempt: token.attempt, of: token.attempt },
        }
    }

    /// The message's header.
    #[must_use]
    pub fn header(&self) -> WireHeader<'_> {
        WireHeader {
            version: WIRE_SCHEMA_VERSION,
            kind: MessageKind::Data,
            channel_id: Cow::Borrowed(self.slip.channel()),
            seq: self.slip.numbers.seq,
            ts: self.slip.numbers.ts,
        }
    }

    /// How often the message was delivered, this time among them.
    #[must_use]
    pub fn attempt(&self) -> u32 {
        self.slip.attempt
    }

    /// The message is done: it leaves the channel.
    #[inline(always)]
    pub fn ack(mut self) -> T {
        self.slip.settle(Verdict::Ack);
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
        let header = self.header().into_owned();
        self.slip.settle(Verdict::Ack);
        DataMessage::new(header, self.value)
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
        let Self { value, slip } = self;
        Delivery { value: f(value), slip }
    }

    /// The same for what may fail; then the message is done, as it would fail again.
    pub(crate) fn try_map<U, E>(self, f: impl FnOnce(T, &mut Numbers) -> Result<U, E>) -> Result<Delivery<U>, E> {
        let Self { value, mut slip } = self;
        match f(value, &mut slip.numbers) {
            Ok(value) => Ok(Delivery { value, slip }),
            Err(error) => {
                slip.settle(Verdict::Ack);
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
        shown
            .field("value", &self.value)
            .field("seq", &self.slip.numbers.seq)
            .field("attempt", &self.slip.attempt)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each move of a delivery moves all of it.
    #[test]
    fn a_delivery_is_its_message_and_eight_words() {
        assert_eq!(size_of::<Delivery<[u64; 32]>>(), 256 + 8 * 8);
    }

    #[test]
    fn a_name_is_as_it_was_however_long() {
        for length in [0, 1, 22, 23, 24, 300] {
            let name = "é".repeat(length / 2) + &"x".repeat(length % 2);
            let origin = Origin::new(&name, None);
            let delivery = Delivery::from((), Numbers::default(), Token { position: 0, attempt: 1 }, &origin);
            assert_eq!((&*delivery.header().channel_id, origin.reader.is_none()), (&*name, length <= 23));
        }
    }
}
