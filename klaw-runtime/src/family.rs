//! [`Family`]: a message at every lifetime, for what outlives a single one.

use crate::decode::Decode;
use crate::message::WireMessage;

/// A message at every lifetime: `Task<'static>` stands for all `Task<'a>`.
///
/// What decodes frames of many lifetimes names its message in this way: [`Frame`](crate::Frame), the
/// [registry](mod@crate::registry) and the [router](crate::router::Router). The derive implements it for a type with no lifetime,
/// and for one with one lifetime whose other parameters have defaults, which are taken. For any other, implement it for
/// a type that only names it:
///
/// ```
/// use klaw_runtime::envelope::DataMessage;
/// use klaw_runtime::{Decode, Family, WireMessage, msgpack};
///
/// #[derive(Debug, PartialEq, WireMessage)]
/// #[wire(array_like, frozen)]
/// struct Job<'a> {
///     name: &'a str,
/// }
///
/// /// A data message with a job in it.
/// struct JobMessage;
///
/// impl Family for JobMessage {
///     type Of<'a> = DataMessage<'a, Job<'a>>;
/// }
///
/// fn read<F: Family>(frame: &[u8]) -> Result<F::Of<'_>, klaw_runtime::Error> {
///     msgpack::from_slice(frame)
/// }
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// assert_eq!(read::<Job<'static>>(b"\x91\xa4load")?, Job { name: "load" });
/// assert_eq!(read::<JobMessage>(b"\x93\x01\x90\x91\xa4load")?.payload, Job { name: "load" });
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name a message at every lifetime",
    label = "no family of messages",
    note = "derive `WireMessage` for the message, and write its lifetime as `'static`",
    note = "for a type with several lifetimes, or with a type parameter, implement `Family` for a type that names it"
)]
pub trait Family: 'static {
    /// The message, borrowing for `'a`.
    type Of<'a>: WireMessage + Decode<'a>;
}

/// A family whose shared messages may pass for ones that live shorter: everything that is borrowed is read only.
///
/// The derive implements it for a type without a lifetime, and for one that is `frozen`: in any other, a field may hold
/// a cell, which must not be given something shorter.
///
/// ```
/// use klaw_runtime::{Covariant, Frame, WireMessage};
///
/// #[derive(WireMessage)]
/// #[wire(array_like, frozen)]
/// struct Job<'a> {
///     name: &'a str,
/// }
///
/// fn first<'a, T: Covariant>(frames: &'a [Frame<T>]) -> Option<&'a T::Of<'a>> {
///     frames.first().map(Frame::get)
/// }
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let frames = [Frame::<Job<'static>>::decode(&b"\x91\xa4load"[..])?];
/// assert_eq!(first(&frames).unwrap().name, "load");
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "a shared `{Self}` might not pass for one that lives shorter",
    label = "not marked `frozen`",
    note = "mark the message `#[wire(frozen)]`, or look at it with `Frame::with`"
)]
pub trait Covariant: Family {
    /// The same message, for a shorter time.
    fn shrink<'short, 'long>(message: &'short Self::Of<'long>) -> &'short Self::Of<'short>;
}
