//! [`Delivery`]: a message that was handed out, and what becomes of it.

use super::state::{Token, Verdict};
use crate::envelope::{DataMessage, MessageKind, WIRE_SCHEMA_VERSION, WireHeader};
use std::borrow::Cow;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// What a backend is told of its deliveries. It must not wait: a delivery is settled where it is dropped.
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

/// Everything but the message: six words, as each move of a delivery moves them too.
struct Slip {
    numbers: Numbers,
    attempt: u32,
    source: Source,
}

/// What a message's own header may say anew.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Numbers {
    pub(crate) seq: u64,
    pub(crate) ts: i64,
}

/// Where a message came from, and who wants to know what becomes of it.
#[derive(Clone)]
pub(super) enum Source {
    /// Nobody does.
    Named(Label),
    /// The reader's settler does, of this [`Token`]; in its parts, which take up less room.
    Kept { reader: Arc<Reader>, position: u64, attempt: u32 },
}

/// What all deliveries of a reader have in common.
pub(super) struct Reader {
    pub(super) channel: Arc<str>,
    pub(super) settler: Arc<dyn Settler>,
}

/// A channel's name. Most are short, and copied: a count of owners would be written for each message, by every thread.
#[derive(Clone)]
pub(super) enum Label {
    Short(u8, [u8; Self::SHORT]),
    Long(Arc<str>),
}

impl Label {
    const SHORT: usize = 22;

    pub(super) fn new(channel: &str) -> Self {
        let mut bytes = [0; Self::SHORT];
        match (bytes.get_mut(..channel.len()), u8::try_from(channel.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(channel.as_bytes());
                Self::Short(length, bytes)
            }
            _ => Self::Long(channel.into()),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            // It was text when it was copied.
            Self::Short(length, bytes) => {
                let text = bytes.get(..usize::from(*length)).unwrap_or_default();
                std::str::from_utf8(text).unwrap_or_default()
            }
            Self::Long(name) => name,
        }
    }
}

impl Slip {
    fn channel(&self) -> &str {
        match &self.source {
            Source::Named(label) => label.as_str(),
            Source::Kept { reader, .. } => &reader.channel,
        }
    }

    /// Tells the settler, if there is one, once. The channel's name is gone then.
    #[inline(always)]
    fn settle(&mut self, verdict: Verdict) {
        if matches!(self.source, Source::Kept { .. }) {
            self.tell(verdict);
        }
    }

    #[inline(never)]
    fn tell(&mut self, verdict: Verdict) {
        let nobody = Source::Named(Label::Short(0, [0; Label::SHORT]));
        if let Source::Kept { reader, position, attempt } = std::mem::replace(&mut self.source, nobody) {
            reader.settler.settle(Token { position, attempt }, verdict);
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
    #[inline]
    pub fn new(value: T, stamp: Stamp, settler: Option<(Arc<dyn Settler>, Token)>) -> Self {
        let Stamp { channel, seq, ts, attempt } = stamp;
        let source = match settler {
            Some((settler, Token { position, attempt })) => {
                Source::Kept { reader: Arc::new(Reader { channel, settler }), position, attempt }
            }
            None => Source::Named(Label::new(&channel)),
        };
        Self::from(value, Numbers { seq, ts }, attempt, source)
    }

    #[inline(always)]
    pub(super) fn from(value: T, numbers: Numbers, attempt: u32, source: Source) -> Self {
        Self { value, slip: Slip { numbers, attempt, source } }
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
    #[inline]
    pub fn ack(mut self) -> T {
        self.slip.settle(Verdict::Ack);
        self.value
    }

    /// The same with its header, as the message that crosses the wire.
    pub fn into_message(mut self) -> DataMessage<'static, T> {
        let header = self.header().into_owned();
        self.slip.settle(Verdict::Ack);
        DataMessage::new(header, self.value)
    }

    /// The message is not done: it goes back to the front of the channel. Dropping it is the same.
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
    fn a_delivery_is_its_message_and_six_words() {
        assert_eq!(size_of::<Delivery<[u64; 32]>>(), 256 + 6 * 8);
        assert_eq!(size_of::<Source>(), 24);
    }

    #[test]
    fn a_name_is_as_it_was_however_long() {
        for length in [0, 1, 21, 22, 23, 300] {
            let name = "é".repeat(length / 2) + &"x".repeat(length % 2);
            let label = Label::new(&name);
            assert_eq!((label.as_str(), matches!(label, Label::Short(..))), (&*name, length <= 22));
        }
    }
}
