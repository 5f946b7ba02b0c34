//! Parts of a frame, read where they stand.
//!
//! A view is a struct with some of a message's fields, or with what all members of a union share. It is decoded like a
//! message: what it names is read and judged as in the whole message, what it does not name is passed over without
//! being decoded, and nothing is allocated for either.
//!
//! ```
//! use klaw_runtime::{WireMessage, msgpack};
//! use std::collections::BTreeMap;
//!
//! #[derive(WireMessage)]
//! #[wire(array_like, tag = 3)]
//! struct Job {
//!     id: u64,
//!     #[constrain(min_length = 1)]
//!     queue: String,
//!     arguments: BTreeMap<String, String>,
//! }
//!
//! #[derive(Debug, PartialEq, WireMessage)]
//! #[wire(view_of = Job)]
//! struct JobQueue<'a> {
//!     queue: &'a str,
//! }
//!
//! # fn main() -> Result<(), klaw_runtime::Error> {
//! let frame = b"\x94\x03\x07\xa4fast\x81\xa1a\xa1b";
//! assert_eq!(msgpack::from_slice::<JobQueue<'_>>(frame)?, JobQueue { queue: "fast" });
//!
//! // The rules of the field are those of the message.
//! let error = msgpack::from_slice::<JobQueue<'_>>(b"\x94\x03\x07\xa0\x80").unwrap_err();
//! assert_eq!(error.to_string(), "Expected `str` of length >= 1 - at `$[2]`");
//! # Ok(())
//! # }
//! ```
//!
//! [`EnvelopeView`] is the view of the envelope, [`peek_version`] and [`peek_tag`] read less still: what decides which
//! type a frame is for.

mod peek;
mod task;

pub(crate) use peek::tag_under;
pub use peek::{Tag, peek_tag, peek_tag_under, peek_version};
pub use task::{TaskEvent, TaskEventView};

use crate::decode::Decode;
use crate::envelope::{MessageKind, WireEnvelope, WireHeader};
use crate::error::Error;
use crate::msgpack::{Limits, Reader};
use crate::private::array::Elements;
use crate::private::view::{self, Column, Found, Viewed};
use crate::raw::Raw;
use crate::schema::MessageSchema;
use klaw_derive::WireMessage;
use std::mem::ManuallyDrop;

/// A view of a message or of a union: `#[derive(WireMessage)]` with `#[wire(view_of = Type)]` implements it.
///
/// A view is read and not written, so it is no [`WireMessage`](crate::WireMessage) itself: [`Decode`] is all it has,
/// and [`first`] beside it. It may be a field of another view, in the place of the message that it is a view of.
///
/// ```
/// use klaw_runtime::view::{self, View};
/// use klaw_runtime::{Error, WireMessage};
///
/// #[derive(WireMessage)]
/// #[wire(array_like, tag = 7)]
/// struct Job<'a> {
///     id: u64,
///     name: &'a str,
/// }
///
/// #[derive(WireMessage)]
/// #[wire(view_of = Job<'_>)]
/// struct JobId {
///     id: u64,
/// }
///
/// fn first<'de, V: View<'de>>(frame: &'de [u8]) -> Result<V, Error> {
///     view::first(frame)
/// }
/// // Cut off behind the id.
/// assert_eq!(first::<JobId>(b"\x93\x07\x05\xa4lo").unwrap().id, 5);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a view",
    label = "not a view",
    note = "derive `WireMessage` for it, with `#[wire(view_of = Type)]`"
)]
pub trait View<'de>: Decode<'de> {
    /// The fields, as far as they have been read.
    #[doc(hidden)]
    type Slots;
    /// None of them.
    #[doc(hidden)]
    const EMPTY: Self::Slots;
    /// The same where nothing is dropped on the way.
    #[doc(hidden)]
    const NONE: ManuallyDrop<Self::Slots> = ManuallyDrop::new(Self::EMPTY);
    /// What is viewed.
    #[doc(hidden)]
    const VIEWED: &'static Viewed;
    /// The fields, in order.
    #[doc(hidden)]
    const COLUMNS: &'static [Column];

    /// Reads one field into its slot; `false` where it failed, and why. What its rules are, the message may know.
    #[doc(hidden)]
    fn read_field(
        slots: &mut Self::Slots,
        slot: usize,
        reader: &mut Reader<'de>,
        message: &'static MessageSchema,
        failed: &mut Option<Error>,
    ) -> bool;

    /// Reads the fields of an array up to the last of the view's.
    #[doc(hidden)]
    fn read_elements<E: Elements>(
        slots: &mut Self::Slots,
        reader: &mut Reader<'de>,
        elements: E,
        message: &'static MessageSchema,
        failed: &mut Option<Error>,
    ) -> Result<(), Error>;

    /// Makes the view of its fields; what is missing takes the default of the viewed type.
    #[doc(hidden)]
    fn assemble(slots: &mut Self::Slots, found: &Found) -> Result<Self, Error>;
}

/// Reads a view and stops behind its last field: what follows is not looked at, and may be missing or broken.
///
/// [`from_slice`](crate::msgpack::from_slice) goes through the whole frame. In map form that decides more than whether
/// the frame is sound: of a key that stands there twice, the last value is the one that counts, and the whole message has
/// it. Here it is the first. The tag of a map is judged only where it stands in front of the last field.
///
/// ```
/// use klaw_runtime::view::{self, EnvelopeView};
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// // A payload of 2^32 - 1 bytes, none of which has arrived.
/// let frame = b"\x93\x01\x95\x01\x01\xa4jobs\x07\x00\xc6\xff\xff\xff\xff";
/// let envelope = view::first::<EnvelopeView<'_>>(frame)?;
/// assert_eq!(envelope.header.channel_id, "jobs");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// Input that is not the viewed message, up to the last field of the view.
#[inline]
pub fn first<'de, V: View<'de>>(frame: &'de [u8]) -> Result<V, Error> {
    first_with(frame, &Limits::DEFAULT)
}

/// [`first`] with limits of the caller's. Those that are off by default are held against the whole frame, which must be
/// there then.
///
/// ```
/// use klaw_runtime::Limits;
/// use klaw_runtime::view::{self, EnvelopeView};
///
/// let frame = b"\x93\x01\x95\x01\x01\xa4jobs\x07\x00\xa2ok";
/// assert!(view::first_with::<EnvelopeView<'_>>(frame, &Limits::new().message_size(15)).is_ok());
/// assert!(view::first_with::<EnvelopeView<'_>>(frame, &Limits::new().message_size(14)).is_err());
/// ```
///
/// # Errors
/// As there.
#[inline]
pub fn first_with<'de, V: View<'de>>(frame: &'de [u8], limits: &Limits) -> Result<V, Error> {
    if let Err(error) = limits.hold(frame) {
        return Err(error.with_context(frame));
    }
    view::first(&mut Reader::with_limits(frame, limits)).map_err(|error| error.with_context(frame))
}

impl Raw<'_> {
    /// Reads a view of the value. Paths and offsets in errors start at it.
    ///
    /// ```
    /// use klaw_runtime::Raw;
    /// use klaw_runtime::view::{TaskEvent, TaskEventView};
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let raw = Raw::encode(&TaskEvent::new("e-1", 5, "started"));
    /// assert_eq!(raw.view::<TaskEventView<'_>>()?.kind, "started");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`from_slice`](crate::msgpack::from_slice).
    #[inline]
    pub fn view<'r, V: View<'r>>(&'r self) -> Result<V, Error> {
        self.decode()
    }
}

/// What every frame of the envelope begins with.
///
/// ```
/// use klaw_runtime::envelope::MessageKind;
/// use klaw_runtime::msgpack;
/// use klaw_runtime::view::EnvelopeView;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let frame = b"\x93\x03\x95\x01\x03\xa4jobs\x07\x00\xa8worker-1";
/// let envelope: EnvelopeView<'_> = msgpack::from_slice(frame)?;
/// assert_eq!(envelope.tag, 3);
/// assert_eq!((envelope.header.kind, envelope.header.seq), (MessageKind::Heartbeat, 7));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", view_of = WireEnvelope<'a>, frozen)]
pub struct EnvelopeView<'a> {
    /// Which message it is: 1 data, 2 control, 3 heartbeat, 4 ack, 5 error.
    #[wire(tag)]
    pub tag: i64,
    /// The header.
    pub header: WireHeader<'a>,
}

/// What tells a message apart in its channel: a view of the header without its text.
///
/// ```
/// use klaw_runtime::WireMessage;
/// use klaw_runtime::envelope::WireEnvelope;
/// use klaw_runtime::view::{self, HeaderView};
///
/// // A view may stand in a view, where the message stands that it is a view of.
/// #[derive(WireMessage)]
/// #[wire(view_of = WireEnvelope<'_>)]
/// struct Number {
///     header: HeaderView,
/// }
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let number: Number = view::first(b"\x93\x03\x95\x01\x03\xa4jobs\x07\x00\xa8worker-1")?;
/// assert_eq!(number.header.seq, 7);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", view_of = WireHeader<'_>, frozen)]
pub struct HeaderView {
    /// The layout's version.
    pub version: u32,
    /// Which message follows.
    pub kind: MessageKind,
    /// Its number in the channel.
    pub seq: u64,
}
