//! The envelope that every message crosses a channel in: data, control, heartbeat, ack or error.
//!
//! Written with the derive itself: what stands here is what a user would write.
//!
//! ```
//! use klaw_runtime::envelope::{Heartbeat, WireEnvelope, WireHeader};
//! use klaw_runtime::msgpack;
//!
//! # fn main() -> Result<(), klaw_runtime::Error> {
//! let header = WireHeader::new("jobs").seq(7);
//! let frame = msgpack::to_vec(&WireEnvelope::from(Heartbeat::new(header, "worker-1")));
//! assert_eq!(frame, b"\x93\x03\x95\x01\x03\xa4jobs\x07\x00\xa8worker-1");
//!
//! match msgpack::from_slice::<WireEnvelope<'_>>(&frame)? {
//!     WireEnvelope::Heartbeat(heartbeat) => assert_eq!(heartbeat.sender_id, "worker-1"),
//!     other => panic!("not a heartbeat: {other:?}"),
//! }
//! # Ok(())
//! # }
//! ```

use crate::error::Error;
use crate::raw::Raw;
use klaw_derive::WireMessage;
use std::borrow::Cow;
use std::time::{SystemTime, UNIX_EPOCH};

/// The version of the envelope's own layout, in every header.
///
/// ```
/// use klaw_runtime::envelope::{WIRE_SCHEMA_VERSION, WireHeader};
///
/// assert_eq!(WireHeader::new("jobs").version, WIRE_SCHEMA_VERSION);
/// ```
pub const WIRE_SCHEMA_VERSION: u32 = 1;

/// Which message follows, as its header says it. The tag in front of the message decides.
///
/// ```
/// use klaw_runtime::envelope::MessageKind;
/// use klaw_runtime::msgpack;
///
/// assert_eq!(msgpack::to_vec(&MessageKind::Ack), [4]);
/// let error = msgpack::from_slice::<MessageKind>(&[9]).unwrap_err();
/// assert_eq!(error.to_string(), "Invalid enum value 9");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, WireMessage)]
#[wire(crate = "crate", frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
pub enum MessageKind {
    /// [`DataMessage`]
    #[default]
    Data = 1,
    /// [`ControlMessage`]
    Control = 2,
    /// [`Heartbeat`]
    Heartbeat = 3,
    /// [`Ack`]
    Ack = 4,
    /// [`WireError`]
    Error = 5,
}

/// What every message begins with.
///
/// ```
/// use klaw_runtime::envelope::WireHeader;
/// use klaw_runtime::msgpack;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// assert_eq!(msgpack::to_vec(&WireHeader::default()), [0x95, 1, 1, 0xa0, 0, 0]);
/// // Fields at the end may be missing: they take their defaults.
/// let header: WireHeader<'_> = msgpack::from_slice(&[0x91, 1])?;
/// assert_eq!(header, WireHeader::default());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", array_like, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
pub struct WireHeader<'a> {
    /// The layout's version: [`WIRE_SCHEMA_VERSION`].
    #[wire(default = WIRE_SCHEMA_VERSION)]
    pub version: u32,
    /// Which message follows.
    #[wire(default)]
    pub kind: MessageKind,
    /// The channel that it belongs to.
    #[wire(default)]
    pub channel_id: Cow<'a, str>,
    /// Its number in the channel, from its sender.
    #[wire(default)]
    pub seq: u64,
    /// When it was made: milliseconds since 1970-01-01 UTC.
    #[wire(default)]
    pub ts: i64,
}

impl Default for WireHeader<'_> {
    fn default() -> Self {
        Self {
            version: WIRE_SCHEMA_VERSION,
            kind: MessageKind::default(),
            channel_id: Cow::Borrowed(""),
            seq: 0,
            ts: 0,
        }
    }
}

impl<'a> WireHeader<'a> {
    /// A header for a channel; its message sets the kind.
    ///
    /// ```
    /// use klaw_runtime::envelope::WireHeader;
    ///
    /// let header = WireHeader::new("jobs").seq(7).ts(1_703_001_234_567);
    /// assert_eq!((&*header.channel_id, header.seq, header.ts), ("jobs", 7, 1_703_001_234_567));
    /// ```
    #[must_use]
    pub fn new(channel_id: impl Into<Cow<'a, str>>) -> Self {
        Self { channel_id: channel_id.into(), ..Self::default() }
    }

    /// The same with a number.
    #[must_use]
    pub fn seq(self, seq: u64) -> Self {
        Self { seq, ..self }
    }

    /// The same with a time, in milliseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn ts(self, ts: i64) -> Self {
        Self { ts, ..self }
    }

    /// The same with the system clock's time.
    ///
    /// ```
    /// use klaw_runtime::envelope::WireHeader;
    ///
    /// let header = WireHeader::new("jobs").now();
    /// assert!(header.ts > 1_700_000_000_000);
    /// ```
    #[must_use]
    pub fn now(self) -> Self {
        let now = SystemTime::now();
        let ts = match now.duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
        };
        self.ts(ts)
    }

    fn kind(self, kind: MessageKind) -> Self {
        Self { kind, ..self }
    }

    /// A header that borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> WireHeader<'static> {
        WireHeader { channel_id: Cow::Owned(self.channel_id.into_owned()), ..self }
    }
}

/// A payload: any value, kept as it is unless `T` says what it is.
///
/// ```
/// use klaw_runtime::Raw;
/// use klaw_runtime::envelope::{DataMessage, WireHeader};
/// use klaw_runtime::msgpack;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let frame = msgpack::to_vec(&DataMessage::new(WireHeader::new("jobs"), ("load", 3_u8)));
/// let message: DataMessage<'_> = msgpack::from_slice(&frame)?;
/// assert_eq!(message.payload.decode::<(&str, u8)>()?, ("load", 3));
/// let typed: DataMessage<'_, (&str, u8)> = msgpack::from_slice(&frame)?;
/// assert_eq!(typed.payload, ("load", 3));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", tag = 1, array_like, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
pub struct DataMessage<'a, T = Raw<'a>> {
    /// The header.
    pub header: WireHeader<'a>,
    /// What the message carries.
    pub payload: T,
}

impl<'a, T> DataMessage<'a, T> {
    /// A message whose header says so.
    #[must_use]
    pub fn new(header: WireHeader<'a>, payload: T) -> Self {
        Self { header: header.kind(MessageKind::Data), payload }
    }
}

impl DataMessage<'_> {
    /// A message that borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> DataMessage<'static> {
        DataMessage { header: self.header.into_owned(), payload: self.payload.into_owned() }
    }
}

/// What a [`ControlMessage`] asks for.
///
/// ```
/// use klaw_runtime::envelope::ControlAction;
/// use klaw_runtime::msgpack;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// assert_eq!(msgpack::to_vec(&ControlAction::Pause), b"\xa5pause");
/// let action: ControlAction<'_> = msgpack::from_slice(b"\xa5drain")?;
/// assert_eq!(action, ControlAction::Other("drain".into()));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", rename_all = "lowercase", frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
pub enum ControlAction<'a> {
    /// Make the channel.
    Create,
    /// Close it: nothing more is sent.
    Close,
    /// Give it another capacity.
    Resize,
    /// Stop delivering.
    Pause,
    /// Deliver again.
    Resume,
    /// Any other, kept as it is.
    #[wire(other)]
    Other(Cow<'a, str>),
}

impl ControlAction<'_> {
    /// An action that borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> ControlAction<'static> {
        match self {
            Self::Create => ControlAction::Create,
            Self::Close => ControlAction::Close,
            Self::Resize => ControlAction::Resize,
            Self::Pause => ControlAction::Pause,
            Self::Resume => ControlAction::Resume,
            Self::Other(action) => ControlAction::Other(Cow::Owned(action.into_owned())),
        }
    }
}

/// Something to be done with a channel.
///
/// ```
/// use klaw_runtime::envelope::{ControlAction, ControlMessage, WireHeader};
/// use klaw_runtime::msgpack;
///
/// let close = ControlMessage::new(WireHeader::default(), ControlAction::Close);
/// assert_eq!(msgpack::to_vec(&close), b"\x94\x02\x95\x01\x02\xa0\x00\x00\xa5close\xc0");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", tag = 2, array_like, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
pub struct ControlMessage<'a> {
    /// The header.
    pub header: WireHeader<'a>,
    /// What to do.
    pub action: ControlAction<'a>,
    /// What the action needs to know; nil if nothing.
    #[wire(default)]
    pub metadata: Raw<'a>,
}

impl<'a> ControlMessage<'a> {
    /// A message whose header says so.
    #[must_use]
    pub fn new(header: WireHeader<'a>, action: ControlAction<'a>) -> Self {
        Self { header: header.kind(MessageKind::Control), action, metadata: Raw::NIL }
    }

    /// A message that borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> ControlMessage<'static> {
        ControlMessage {
            header: self.header.into_owned(),
            action: self.action.into_owned(),
            metadata: self.metadata.into_owned(),
        }
    }
}

/// A sign of life.
///
/// ```
/// use klaw_runtime::envelope::{Heartbeat, MessageKind, WireHeader};
///
/// let heartbeat = Heartbeat::new(WireHeader::default(), "worker-1");
/// assert_eq!(heartbeat.header.kind, MessageKind::Heartbeat);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", tag = 3, array_like, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
pub struct Heartbeat<'a> {
    /// The header.
    pub header: WireHeader<'a>,
    /// Whose it is.
    #[wire(default)]
    pub sender_id: Cow<'a, str>,
}

impl<'a> Heartbeat<'a> {
    /// A message whose header says so.
    #[must_use]
    pub fn new(header: WireHeader<'a>, sender_id: impl Into<Cow<'a, str>>) -> Self {
        Self { header: header.kind(MessageKind::Heartbeat), sender_id: sender_id.into() }
    }

    /// A message that borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> Heartbeat<'static> {
        Heartbeat { header: self.header.into_owned(), sender_id: Cow::Owned(self.sender_id.into_owned()) }
    }
}

/// What became of a message.
///
/// ```
/// use klaw_runtime::envelope::{Ack, WireHeader};
/// use klaw_runtime::msgpack;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let ack: Ack<'_> = msgpack::from_slice(&[0x93, 4, 0x90, 7])?;
/// assert_eq!((ack.acked_seq, &*ack.status), (7, "ok"));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", tag = 4, array_like, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
pub struct Ack<'a> {
    /// The header.
    pub header: WireHeader<'a>,
    /// The number of the message.
    #[wire(default)]
    pub acked_seq: u64,
    /// What became of it: `ok`, or a word of the application's.
    #[wire(default = "ok")]
    pub status: Cow<'a, str>,
}

impl<'a> Ack<'a> {
    /// A message whose header says so.
    #[must_use]
    pub fn new(header: WireHeader<'a>, acked_seq: u64) -> Self {
        Self { header: header.kind(MessageKind::Ack), acked_seq, status: Cow::Borrowed("ok") }
    }

    /// A message that borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> Ack<'static> {
        Ack {
            header: self.header.into_owned(),
            acked_seq: self.acked_seq,
            status: Cow::Owned(self.status.into_owned()),
        }
    }
}

/// A failure, told to the other side.
///
/// ```
/// use klaw_runtime::envelope::{WireError, WireHeader};
///
/// let error = WireError::new(WireHeader::default(), "timeout", "no answer in 30 s");
/// assert_eq!(error.to_string(), "timeout: no answer in 30 s");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", tag = 5, array_like, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
pub struct WireError<'a> {
    /// The header.
    pub header: WireHeader<'a>,
    /// What sort of failure it is, for programs.
    #[wire(default)]
    pub code: Cow<'a, str>,
    /// What happened, for people.
    #[wire(default)]
    pub message: Cow<'a, str>,
    /// What else is known; nil if nothing.
    #[wire(default)]
    pub details: Raw<'a>,
}

impl<'a> WireError<'a> {
    /// A message whose header says so.
    #[must_use]
    pub fn new(header: WireHeader<'a>, code: impl Into<Cow<'a, str>>, message: impl Into<Cow<'a, str>>) -> Self {
        Self { header: header.kind(MessageKind::Error), code: code.into(), message: message.into(), details: Raw::NIL }
    }

    /// A message that borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> WireError<'static> {
        WireError {
            header: self.header.into_owned(),
            code: Cow::Owned(self.code.into_owned()),
            message: Cow::Owned(self.message.into_owned()),
            details: self.details.into_owned(),
        }
    }
}

impl std::fmt::Display for WireError<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for WireError<'_> {}

/// Any of the five messages.
///
/// ```
/// use klaw_runtime::envelope::{Heartbeat, WireEnvelope, WireHeader};
/// use klaw_runtime::msgpack;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let envelope = WireEnvelope::from(Heartbeat::new(WireHeader::new("jobs").seq(7), "worker-1"));
/// let frame = msgpack::to_vec(&envelope);
/// assert_eq!(frame, b"\x93\x03\x95\x01\x03\xa4jobs\x07\x00\xa8worker-1");
/// assert_eq!(msgpack::from_slice::<WireEnvelope<'_>>(&frame)?, envelope);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", array_like, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
pub enum WireEnvelope<'a> {
    /// A payload.
    Data(DataMessage<'a>),
    /// Something to be done.
    Control(ControlMessage<'a>),
    /// A sign of life.
    Heartbeat(Heartbeat<'a>),
    /// What became of a message.
    Ack(Ack<'a>),
    /// A failure.
    Error(WireError<'a>),
}

impl<'a> WireEnvelope<'a> {
    /// The message's header.
    #[must_use]
    pub fn header(&self) -> &WireHeader<'a> {
        match self {
            Self::Data(message) => &message.header,
            Self::Control(message) => &message.header,
            Self::Heartbeat(message) => &message.header,
            Self::Ack(message) => &message.header,
            Self::Error(message) => &message.header,
        }
    }

    /// Which message it is, as its tag says.
    ///
    /// ```
    /// use klaw_runtime::envelope::{Ack, MessageKind, WireEnvelope, WireHeader};
    ///
    /// let envelope = WireEnvelope::from(Ack::new(WireHeader::new("jobs"), 300));
    /// assert_eq!((envelope.kind(), envelope.header().kind), (MessageKind::Ack, MessageKind::Ack));
    /// ```
    #[must_use]
    pub fn kind(&self) -> MessageKind {
        match self {
            Self::Data(_) => MessageKind::Data,
            Self::Control(_) => MessageKind::Control,
            Self::Heartbeat(_) => MessageKind::Heartbeat,
            Self::Ack(_) => MessageKind::Ack,
            Self::Error(_) => MessageKind::Error,
        }
    }

    /// Checks that the header names the message that it stands in. Decoding does not: Python's defaults
    /// put `Data` into every header.
    ///
    /// ```
    /// use klaw_runtime::envelope::WireEnvelope;
    /// use klaw_runtime::msgpack;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let envelope: WireEnvelope<'_> = msgpack::from_slice(&[0x92, 3, 0x92, 1, 1])?;
    /// let error = envelope.check_kind().unwrap_err();
    /// assert_eq!(error.to_string(), "the header says Data, the message is Heartbeat - at `$[1][1]`");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A header that names another message.
    pub fn check_kind(&self) -> Result<(), Error> {
        let (said, is) = (self.header().kind, self.kind());
        if said == is {
            return Ok(());
        }
        let error = Error::custom(format_args!("the header says {said:?}, the message is {is:?}"));
        Err(error.in_element(1).in_element(1))
    }

    /// A message that borrows nothing.
    ///
    /// ```
    /// use klaw_runtime::envelope::WireEnvelope;
    /// use klaw_runtime::{Error, msgpack};
    ///
    /// fn read(frame: Vec<u8>) -> Result<WireEnvelope<'static>, Error> {
    ///     msgpack::from_slice::<WireEnvelope<'_>>(&frame).map(WireEnvelope::into_owned)
    /// }
    /// assert_eq!(read(b"\x92\x03\x91\x01".to_vec()).unwrap().header().version, 1);
    /// ```
    #[must_use]
    pub fn into_owned(self) -> WireEnvelope<'static> {
        match self {
            Self::Data(message) => WireEnvelope::Data(message.into_owned()),
            Self::Control(message) => WireEnvelope::Control(message.into_owned()),
            Self::Heartbeat(message) => WireEnvelope::Heartbeat(message.into_owned()),
            Self::Ack(message) => WireEnvelope::Ack(message.into_owned()),
            Self::Error(message) => WireEnvelope::Error(message.into_owned()),
        }
    }
}

macro_rules! from_messages {
    ($($variant:ident $message:ident),*) => {$(
        impl<'a> From<$message<'a>> for WireEnvelope<'a> {
            fn from(message: $message<'a>) -> Self {
                Self::$variant(message)
            }
        }
    )*};
}

from_messages!(Data DataMessage, Control ControlMessage, Heartbeat Heartbeat, Ack Ack, Error WireError);
