//! [`Frame`]: a frame and the message that borrows from it, owned as one.

use crate::envelope::WireEnvelope;
use crate::error::Error;
use crate::family::{Covariant, Family};
use crate::msgpack;
use bytes::Bytes;
use pair::{HasDependent, Owner, Pair};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// A frame and the message that was decoded from it, without a lifetime: it crosses threads and tasks, and nothing of
/// it is copied.
///
/// It is decoded once. A clone shares both, and costs a reference count.
///
/// ```
/// use klaw_runtime::Frame;
/// use klaw_runtime::envelope::{Heartbeat, WireEnvelope, WireHeader};
/// use klaw_runtime::msgpack;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let bytes = msgpack::to_vec(&Heartbeat::new(WireHeader::new("jobs"), "worker-1"));
/// let frame = Frame::<WireEnvelope<'static>>::decode(bytes)?;
///
/// let reader = std::thread::spawn(move || match frame.get() {
///     WireEnvelope::Heartbeat(heartbeat) => heartbeat.sender_id.len(),
///     _ => 0,
/// });
/// assert_eq!(reader.join().unwrap(), 8);
/// # Ok(())
/// # }
/// ```
///
/// What is borrowed from a frame does not outlive it:
///
/// ```compile_fail,E0505
/// # use klaw_runtime::Frame;
/// # use klaw_runtime::envelope::WireEnvelope;
/// let frame = Frame::<WireEnvelope<'static>>::decode(&b"\x92\x03\x90"[..]).unwrap();
/// let message = frame.get();
/// drop(frame);
/// message.header();
/// ```
pub struct Frame<T: Family = WireEnvelope<'static>> {
    pair: Arc<Pair<Held<T>>>,
}

/// What the message borrows from.
struct Held<T> {
    bytes: Bytes,
    family: PhantomData<fn() -> T>,
}

impl<'a, T: Family> HasDependent<'a> for Held<T> {
    type Dependent = T::Of<'a>;
}

impl<T: Family> Owner for Held<T> {
    type Context<'c> = &'c dyn for<'a> Fn(&'a [u8]) -> Result<T::Of<'a>, Error>;
    type Error = Error;

    fn make_dependent<'a>(&'a self, read: Self::Context<'_>) -> Result<T::Of<'a>, Error> {
        read(&self.bytes)
    }
}

impl<T: Family> Frame<T> {
    /// Decodes a message, and keeps it with its bytes. Bytes that come as a `Vec` or as `Bytes` are not copied.
    ///
    /// # Errors
    /// As [`msgpack::from_slice`].
    pub fn decode(bytes: impl Into<Bytes>) -> Result<Self, Error> {
        Self::decode_by(bytes, |bytes| msgpack::from_slice(bytes))
    }

    /// The same with a decoder of the caller's: a [registry](mod@crate::registry), or limits of its own.
    ///
    /// ```
    /// use klaw_runtime::envelope::WireEnvelope;
    /// use klaw_runtime::{Frame, Limits, msgpack};
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let bytes = &b"\x93\x03\x90\xa8worker-1"[..];
    /// let limits = Limits::new().depth(2);
    /// let frame = Frame::<WireEnvelope<'static>>::decode_by(bytes, |bytes| msgpack::from_slice_with(bytes, &limits))?;
    /// assert_eq!(frame.get().header().seq, 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The decoder's.
    pub fn decode_by(
        bytes: impl Into<Bytes>,
        decode: impl for<'a> Fn(&'a [u8]) -> Result<T::Of<'a>, Error>,
    ) -> Result<Self, Error> {
        let held = Held { bytes: bytes.into(), family: PhantomData };
        match Pair::try_new_with_context(held, &decode) {
            Ok(pair) => Ok(Self { pair: Arc::new(pair) }),
            Err((_, error)) => Err(error),
        }
    }

    /// The message.
    #[must_use]
    pub fn get(&self) -> &T::Of<'_>
    where
        T: Covariant,
    {
        self.pair.with_dependent(|message| T::shrink(message))
    }

    /// Looks at a message of which nobody knows that it is [`Covariant`]. Where the compiler knows the type and sees
    /// that it is, `|message| message` gives it out.
    ///
    /// ```
    /// use klaw_runtime::{Frame, WireMessage};
    ///
    /// // Not marked `frozen`.
    /// #[derive(WireMessage)]
    /// #[wire(array_like)]
    /// struct Job<'a> {
    ///     name: &'a str,
    /// }
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let frame = Frame::<Job<'static>>::decode(&b"\x91\xa4load"[..])?;
    /// assert_eq!(frame.with(|job| job.name.len()), 4);
    /// let job: &Job<'_> = frame.with(|job| job);
    /// assert_eq!(job.name, "load");
    /// # Ok(())
    /// # }
    /// ```
    pub fn with<'f, R>(&'f self, look: impl for<'a> FnOnce(&'f T::Of<'a>) -> R) -> R {
        self.pair.with_dependent(look)
    }

    /// The bytes that it was decoded from.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.pair.owner().bytes
    }

    /// The bytes without the message, not copied.
    ///
    /// ```
    /// use klaw_runtime::Frame;
    /// use klaw_runtime::envelope::WireEnvelope;
    ///
    /// let frame = Frame::<WireEnvelope<'static>>::decode(&b"\x92\x03\x90"[..]).unwrap();
    /// assert_eq!(frame.into_bytes(), &b"\x92\x03\x90"[..]);
    /// ```
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.bytes().clone()
    }
}

/// Shares the bytes and the message.
impl<T: Family> Clone for Frame<T> {
    fn clone(&self) -> Self {
        Self { pair: Arc::clone(&self.pair) }
    }
}

/// The message.
impl<T: Family> fmt::Debug for Frame<T>
where
    for<'a> T::Of<'a>: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with(|message| f.debug_tuple("Frame").field(message).finish())
    }
}
