//! Typed handles over a channel of frames: a message is encoded where it is sent and decoded where it is received.
//!
//! A backend outside of this process is a [`Sender`] and a [`Receiver`] of [`Bytes`]; what is typed about it is here. The
//! handles hold no message, so a sender is contravariant in its message and a receiver covariant:
//!
//! ```
//! use klaw_runtime::channel::{FramedReceiver, FramedSender};
//!
//! fn narrow<'a, S>(sender: FramedSender<&'a str, S>) -> FramedSender<&'static str, S> {
//!     sender
//! }
//!
//! fn widen<'a, R>(receiver: FramedReceiver<&'static str, R>) -> FramedReceiver<&'a str, R> {
//!     receiver
//! }
//! ```

#[cfg(feature = "frame")]
mod reference;

#[cfg(feature = "frame")]
pub use reference::{ReferenceReceiver, ReferenceSender};

use super::clock;
use super::delivery::{Delivery, Numbers};
use super::error::ChannelError;
use super::receiver::{Receiver, RecvError};
use super::sender::{SendError, Sender};
use crate::decode::DecodeOwned;
use crate::encode::Encode;
use crate::envelope::{DataMessage, MessageKind, WIRE_SCHEMA_VERSION, WireEnvelope, WireError, WireHeader};
use crate::error::Error;
use crate::fault::Fault;
use crate::msgpack::{self, Limits};
use crate::validate::Validate;
use bytes::Bytes;
use std::borrow::Cow;
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A sender of messages over a sender of frames.
///
/// A message is held against its rules before it is encoded: one that breaks them is refused, with the rule. The header's
/// `seq` counts what this handle encoded, from 0 on; a message that was refused leaves a gap.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, FramedReceiver, FramedSender, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (frames, mut out) = local::channel("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// let sender = FramedSender::<(&str, u8), _>::new("jobs", frames);
/// sender.send_blocking(("load", 3))?;
/// assert!(out.recv_blocking()?.ack().ends_with(b"\x92\xa4load\x03"));
/// // A frame that is there already goes past it.
/// sender.frames().send_blocking(vec![0xc0].into())?;
/// assert_eq!(out.recv_blocking()?.ack(), &[0xc0][..]);
/// # Ok(())
/// # }
/// ```
pub struct FramedSender<T, S> {
    frames: S,
    channel: Arc<str>,
    seq: AtomicU64,
    message: PhantomData<fn(T)>,
}

impl<T, S> FramedSender<T, S> {
    /// Sends into the channel of that name through `frames`.
    #[must_use]
    pub fn new(channel: &str, frames: S) -> Self {
        Self { frames, channel: channel.into(), seq: AtomicU64::new(0), message: PhantomData }
    }

    /// The sender of frames: for frames that are there already.
    #[must_use]
    pub fn frames(&self) -> &S {
        &self.frames
    }

    fn encode<M: Encode + Validate + ?Sized>(&self, message: &M) -> Result<Bytes, ChannelError> {
        let seq = self.seq.fetch_add(1, Ordering::Relaxed);
        encode(&self.channel, seq, message)
    }
}

/// A data message as a frame.
///
/// # Errors
/// The rule that the message breaks.
pub(crate) fn encode<M: Encode + Validate + ?Sized>(
    channel: &str,
    seq: u64,
    message: &M,
) -> Result<Bytes, ChannelError> {
    let header = WireHeader {
        version: WIRE_SCHEMA_VERSION,
        kind: MessageKind::Data,
        channel_id: Cow::Borrowed(channel),
        seq,
        ts: clock::wall_ms(),
    };
    let frame = msgpack::try_to_vec(&DataMessage { header, payload: message });
    frame.map(Bytes::from).map_err(|error| ChannelError::mismatch("message", error))
}

impl<T, S: Clone> Clone for FramedSender<T, S> {
    fn clone(&self) -> Self {
        Self {
            frames: self.frames.clone(),
            channel: Arc::clone(&self.channel),
            seq: AtomicU64::new(0),
            message: PhantomData,
        }
    }
}

impl<T, S> Sender<T> for FramedSender<T, S>
where
    T: Encode + Validate + Send,
    S: Sender<Bytes>,
{
    async fn send(&self, message: T) -> Result<(), SendError<T>> {
        let sent = match self.encode(&message) {
            Ok(frame) => self.frames.send(frame).await.map_err(|refused| refused.error),
            Err(error) => Err(error),
        };
        sent.map_err(|error| SendError { error, message: Some(message) })
    }

    async fn feed(&self, message: T) -> Result<(), SendError<T>> {
        match self.encode(&message) {
            // What was fed is kept, also where it could not be sent; what comes back was not.
            Ok(frame) => self.frames.feed(frame).await.map_err(|refused| {
                let is_back = refused.message.is_some();
                SendError { error: refused.error, message: is_back.then_some(message) }
            }),
            Err(error) => Err(SendError { error, message: Some(message) }),
        }
    }

    fn flush(&self) -> impl Future<Output = Result<(), ChannelError>> + Send {
        self.frames.flush()
    }

    async fn try_send(&self, message: T) -> Result<(), SendError<T>> {
        let sent = match self.encode(&message) {
            Ok(frame) => self.frames.try_send(frame).await.map_err(|refused| refused.error),
            Err(error) => Err(error),
        };
        sent.map_err(|error| SendError { error, message: Some(message) })
    }

    async fn send_batch(&self, mut messages: Vec<T>) -> Result<(), SendError<Vec<T>>> {
        let frames: Result<Vec<_>, _> = messages.iter().map(|message| self.encode(message)).collect();
        let frames = match frames {
            Ok(frames) => frames,
            Err(error) => return Err(SendError { error, message: Some(messages) }),
        };
        self.frames.send_batch(frames).await.map_err(|refused| {
            // The last ones: those before them were accepted.
            let left = refused.message.map_or(messages.len(), |frames| frames.len());
            let unsent = messages.split_off(messages.len().saturating_sub(left));
            SendError { error: refused.error, message: Some(unsent) }
        })
    }

    fn send_error(&self, error: WireError<'static>) -> impl Future<Output = Result<(), ChannelError>> + Send {
        self.frames.send_error(error)
    }

    fn close(&self) -> impl Future<Output = Result<(), ChannelError>> + Send {
        self.frames.close()
    }

    fn send_blocking(&self, message: T) -> Result<(), SendError<T>> {
        let sent = match self.encode(&message) {
            Ok(frame) => self.frames.send_blocking(frame).map_err(|refused| refused.error),
            Err(error) => Err(error),
        };
        sent.map_err(|error| SendError { error, message: Some(message) })
    }
}

/// A receiver of messages over a receiver of frames.
///
/// A frame that is no message of the channel's arrives as [`RecvError::Malformed`], with its bytes; it has left the channel
/// then, and the next call goes on behind it.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, FramedReceiver, RecvError, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (frames, out) = local::channel("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// let mut receiver = FramedReceiver::<u8, _>::new(out);
/// frames.send_batch_blocking(vec![b"\x93\x01\x90\x07".to_vec().into(), vec![0xc0].into()])?;
/// assert_eq!(receiver.recv_blocking()?.ack(), 7);
/// assert!(matches!(receiver.recv_blocking(), Err(RecvError::Malformed { .. })));
/// # Ok(())
/// # }
/// ```
pub struct FramedReceiver<T, R> {
    frames: R,
    /// Behind what a batch was cut off at.
    rest: std::vec::IntoIter<Delivery<Bytes>>,
    /// What it was cut off at.
    bad: Option<RecvError>,
    limits: Limits,
    message: PhantomData<fn() -> T>,
}

impl<T, R> FramedReceiver<T, R> {
    /// Receives what comes through `frames`.
    #[must_use]
    pub fn new(frames: R) -> Self {
        Self { frames, rest: Vec::new().into_iter(), bad: None, limits: Limits::DEFAULT, message: PhantomData }
    }

    /// What a frame may ask for; one that asks for more is malformed. A clone goes by the same.
    ///
    /// ```
    /// use klaw_runtime::channel::{ChannelOptions, Receiver, RecvError, Sender, local};
    /// use klaw_runtime::{ChannelCapacity, Limits};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let (sender, receiver) = local::framed("words", &ChannelOptions::new(ChannelCapacity::literal(8)));
    /// let mut receiver = receiver.limits(Limits::new().string_size(8));
    /// sender.send_batch_blocking(vec!["a word too long".to_owned(), "short".to_owned()])?;
    /// assert!(matches!(receiver.recv_blocking(), Err(RecvError::Malformed { .. })));
    /// assert_eq!(receiver.recv_blocking()?.ack(), "short");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn limits(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// The receiver of frames.
    #[must_use]
    pub fn frames(&self) -> &R {
        &self.frames
    }

    /// The receiver of frames, without what it is typed by. What a batch was cut off at goes back where the channel keeps
    /// messages until they are acked; elsewhere it is gone, as it was delivered.
    #[must_use]
    pub fn into_frames(self) -> R {
        self.frames
    }
}

impl<T, R: Clone> Clone for FramedReceiver<T, R> {
    fn clone(&self) -> Self {
        Self::new(self.frames.clone()).limits(self.limits)
    }
}

/// Reads a frame, and lets its own header speak for it.
fn decode<T: DecodeOwned>(delivery: Delivery<Bytes>, limits: &Limits) -> Result<Delivery<T>, RecvError> {
    delivery.try_map(|frame, numbers| {
        decode_frame(&frame, limits, numbers).map_err(|error| what_else(frame, limits, error))
    })
}

pub(crate) fn decode_frame<T: DecodeOwned>(frame: &[u8], limits: &Limits, numbers: &mut Numbers) -> Result<T, Error> {
    let message: DataMessage<'_, T> = msgpack::from_slice_with(frame, limits)?;
    known_version(&message.header)?;
    *numbers = Numbers { seq: message.header.seq, ts: message.header.ts };
    Ok(message.payload)
}

/// The envelope's layout of a later version may mean something else.
pub(crate) fn known_version(header: &WireHeader<'_>) -> Result<(), Error> {
    if header.version == WIRE_SCHEMA_VERSION {
        return Ok(());
    }
    let message = format!("the frame is of wire version {}, and this is {WIRE_SCHEMA_VERSION}", header.version);
    Err(Error::new(Fault::Version(message)))
}

/// Not a message of the type: a failure that a sender told of, or nothing that belongs here.
pub(crate) fn what_else(frame: Bytes, limits: &Limits, error: Error) -> RecvError {
    match msgpack::from_slice_with::<WireEnvelope<'_>>(&frame, limits) {
        Ok(WireEnvelope::Error(fault)) => RecvError::Fault(Box::new(fault.into_owned())),
        _ => RecvError::Malformed { error, frame },
    }
}

impl<T, R: Receiver<Bytes>> FramedReceiver<T, R> {
    /// Up to `max` messages, as far as the first frame that is none; what is wrong with it where it stands first.
    async fn batch_by<M>(
        &mut self,
        max: usize,
        timeout: Option<Duration>,
        read: impl Fn(Delivery<Bytes>, &Limits) -> Result<Delivery<M>, RecvError>,
    ) -> Result<Vec<Delivery<M>>, RecvError> {
        if let Some(error) = self.bad.take() {
            return Err(error);
        }
        if self.rest.len() == 0 {
            self.rest = self.frames.recv_batch(max, timeout).await?.into_iter();
        }
        let mut batch = Vec::with_capacity(max.min(self.rest.len()));
        while batch.len() < max.max(1) {
            let Some(delivery) = self.rest.next() else { break };
            match read(delivery, &self.limits) {
                Ok(delivery) => batch.push(delivery),
                Err(error) if batch.is_empty() => return Err(error),
                Err(error) => {
                    self.bad = Some(error);
                    break;
                }
            }
        }
        Ok(batch)
    }
}

impl<T: DecodeOwned, R> FramedReceiver<T, R> {
    /// What a batch was cut off at, and what lies behind it.
    fn kept(&mut self) -> Option<Result<Delivery<T>, RecvError>> {
        self.bad.take().map(Err).or_else(|| self.rest.next().map(|frame| decode(frame, &self.limits)))
    }
}

impl<T, R> Receiver<T> for FramedReceiver<T, R>
where
    T: DecodeOwned + Send,
    R: Receiver<Bytes>,
{
    async fn recv(&mut self) -> Result<Delivery<T>, RecvError> {
        match self.kept() {
            Some(kept) => kept,
            None => decode(self.frames.recv().await?, &self.limits),
        }
    }

    async fn try_recv(&mut self) -> Result<Delivery<T>, RecvError> {
        match self.kept() {
            Some(kept) => kept,
            None => decode(self.frames.try_recv().await?, &self.limits),
        }
    }

    async fn recv_batch(&mut self, max: usize, timeout: Option<Duration>) -> Result<Vec<Delivery<T>>, RecvError> {
        self.batch_by(max, timeout, decode).await
    }

    fn close(&mut self) -> impl Future<Output = Result<(), ChannelError>> + Send {
        self.frames.close()
    }

    fn recv_blocking(&mut self) -> Result<Delivery<T>, RecvError> {
        match self.kept() {
            Some(kept) => kept,
            None => decode(self.frames.recv_blocking()?, &self.limits),
        }
    }
}
