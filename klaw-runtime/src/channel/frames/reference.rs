//! Large payloads: written by reference, and read in place.

use super::{FramedReceiver, FramedSender, known_version, what_else};
use crate::channel::delivery::{Delivery, Numbers};
use crate::channel::error::ChannelError;
use crate::channel::receiver::{Receiver, RecvError};
use crate::channel::sender::Sender;
use crate::decode::Decode;
use crate::envelope::DataMessage;
use crate::family::Family;
use crate::frame::Frame;
use crate::msgpack::{self, Limits};
use crate::validate::Validate;
use bytes::Bytes;
use std::cell::Cell;
use std::future::Future;
use std::time::Duration;

/// Sends messages that somebody else holds: they are written into a frame and not moved, nor cloned.
///
/// ```
/// use klaw_runtime::channel::{ChannelOptions, ReferenceReceiver, ReferenceSender, local};
/// use klaw_runtime::{ChannelCapacity, WireMessage};
///
/// #[derive(WireMessage)]
/// #[wire(array_like, frozen)]
/// struct Image<'a> {
///     name: &'a str,
///     pixels: &'a [u8],
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # futures_lite::future::block_on(async {
/// let options = ChannelOptions::new(ChannelCapacity::literal(8));
/// let (sender, mut receiver) = local::framed::<Image<'static>>("images", &options);
/// let pixels = vec![7; 1 << 20];
/// sender.send_ref(&Image { name: "a", pixels: &pixels }).await?;
///
/// // What was received borrows from its frame: the megabyte was copied once, when it was written.
/// let image = receiver.recv_ref().await?.ack();
/// assert_eq!((image.get().name, image.get().pixels.len()), ("a", 1 << 20));
/// # Ok(())
/// # })
/// # }
/// ```
pub trait ReferenceSender<T: Family> {
    /// Sends a message, and waits until the channel has accepted it.
    ///
    /// # Errors
    /// As [`Sender::send`].
    fn send_ref(&self, message: &T::Of<'_>) -> impl Future<Output = Result<(), ChannelError>> + Send;

    /// Sends messages that are accepted together or not at all.
    ///
    /// # Errors
    /// As [`Sender::send_batch`].
    fn send_batch_ref(&self, messages: &[T::Of<'_>]) -> impl Future<Output = Result<(), ChannelError>> + Send;
}

/// Receives messages with the frames that they borrow from: nothing of them is copied.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, ReferenceReceiver, ReferenceSender, local};
/// use klaw_runtime::envelope::Heartbeat;
/// use klaw_runtime::envelope::WireHeader;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # futures_lite::future::block_on(async {
/// let options = ChannelOptions::new(ChannelCapacity::literal(8));
/// let (sender, mut receiver) = local::framed::<Heartbeat<'static>>("beats", &options);
/// let beats = ["w1", "w2"].map(|id| Heartbeat::new(WireHeader::default(), id));
/// sender.send_batch_ref(&beats).await?;
/// let batch = receiver.recv_batch_ref(10, None).await?;
/// let ids: Vec<String> = batch.iter().map(|beat| beat.get().sender_id.to_string()).collect();
/// assert_eq!(ids, ["w1", "w2"]);
/// # Ok(())
/// # })
/// # }
/// ```
pub trait ReferenceReceiver<T: Family> {
    /// Waits for a message.
    ///
    /// # Errors
    /// As [`Receiver::recv`].
    fn recv_ref(&mut self) -> impl Future<Output = Result<Delivery<Frame<T>>, RecvError>> + Send;

    /// Waits for the first message, and takes up to `max` that are there then.
    ///
    /// # Errors
    /// As [`Receiver::recv_batch`].
    fn recv_batch_ref(
        &mut self,
        max: usize,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Vec<Delivery<Frame<T>>>, RecvError>> + Send;
}

impl<T, S> ReferenceSender<T> for FramedSender<T, S>
where
    T: Family,
    for<'a> T::Of<'a>: Validate,
    S: Sender<Bytes>,
{
    fn send_ref(&self, message: &T::Of<'_>) -> impl Future<Output = Result<(), ChannelError>> + Send {
        let frame = self.encode(message);
        async move { Ok(self.frames.send(frame?).await?) }
    }

    fn send_batch_ref(&self, messages: &[T::Of<'_>]) -> impl Future<Output = Result<(), ChannelError>> + Send {
        let frames: Result<Vec<_>, _> = messages.iter().map(|message| self.encode(message)).collect();
        async move { Ok(self.frames.send_batch(frames?).await?) }
    }
}

/// Reads a frame in place.
fn lend<T: Family>(delivery: Delivery<Bytes>, limits: &Limits) -> Result<Delivery<Frame<T>>, RecvError>
where
    for<'a> DataMessage<'a, T::Of<'a>>: Decode<'a>,
{
    delivery.try_map(|frame, numbers| {
        let header = Cell::new(*numbers);
        let read = Frame::decode_by(frame.clone(), |bytes| {
            let message: DataMessage<'_, T::Of<'_>> = msgpack::from_slice_with(bytes, limits)?;
            known_version(&message.header)?;
            header.set(Numbers { seq: message.header.seq, ts: message.header.ts });
            Ok(message.payload)
        });
        *numbers = header.get();
        read.map_err(|error| what_else(frame, limits, error))
    })
}

impl<T, R> ReferenceReceiver<T> for FramedReceiver<T, R>
where
    T: Family,
    for<'a> DataMessage<'a, T::Of<'a>>: Decode<'a>,
    R: Receiver<Bytes>,
{
    async fn recv_ref(&mut self) -> Result<Delivery<Frame<T>>, RecvError> {
        if let Some(error) = self.bad.take() {
            return Err(error);
        }
        match self.rest.next() {
            Some(delivery) => lend(delivery, &self.limits),
            None => lend(self.frames.recv().await?, &self.limits),
        }
    }

    async fn recv_batch_ref(
        &mut self,
        max: usize,
        timeout: Option<Duration>,
    ) -> Result<Vec<Delivery<Frame<T>>>, RecvError> {
        self.batch_by(max, timeout, lend).await
    }
}
