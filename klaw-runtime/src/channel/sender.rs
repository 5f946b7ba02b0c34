//! [`Sender`]: the way into a channel, whichever backend carries it.

use super::blocking::wait;
use super::error::ChannelError;
use crate::envelope::WireError;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

/// The way into a channel.
///
/// Every future may be dropped before it is done: then the message is in the channel as a whole, or not at all. Messages of
/// one sender arrive in the order in which their futures were first polled, also where several wait at once. A clone is a
/// sender of its own, with numbers of its own.
///
/// Each method has a twin that blocks the thread and needs no runtime.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::channel("jobs", &ChannelOptions::new(ChannelCapacity::literal(2)));
/// // What a sender of words is given becomes their lengths.
/// let words = sender.clone().contramap(|word: &str| word.len());
/// words.send_blocking("load")?;
/// sender.send_batch_blocking(vec![7])?;
/// assert!(sender.try_send_blocking(1).unwrap_err().error.is_full());
/// assert_eq!((receiver.recv_blocking()?.ack(), receiver.recv_blocking()?.ack()), (4, 7));
/// # Ok(())
/// # }
/// ```
pub trait Sender<T: Send>: Clone + Send + Sync {
    /// Sends a message, and waits until the channel has accepted it.
    ///
    /// # Errors
    /// The channel is closed, is full and does not wait, or does not take such a message.
    fn send(&self, message: T) -> impl Future<Output = Result<(), SendError<T>>> + Send;

    /// Keeps a message until [`flush`](Self::flush), or until enough are there to be sent at once; a channel that gains nothing
    /// by that sends it. Those that this handle
    /// sends afterwards stay behind it. What is still kept when the handle is dropped is lost.
    ///
    /// # Errors
    /// As [`send`](Self::send), also for messages that were fed before. A message that comes back was not kept; one that does not
    /// is fed still, and the next call sends it, but for what [`flush`](Self::flush) says of Ray.
    fn feed(&self, message: T) -> impl Future<Output = Result<(), SendError<T>>> + Send {
        self.send(message)
    }

    /// Sends what was fed.
    ///
    /// # Errors
    /// As [`send`](Self::send). What was not accepted is fed still; but on Ray, where an actor did not answer in time or was made
    /// anew, what was on its way to it is gone.
    fn flush(&self) -> impl Future<Output = Result<(), ChannelError>> + Send {
        std::future::ready(Ok(()))
    }

    /// Sends a message if the channel accepts it now.
    ///
    /// # Errors
    /// As [`send`](Self::send), and [`ChannelFull`](super::ChannelFull) where it would have to wait.
    fn try_send(&self, message: T) -> impl Future<Output = Result<(), SendError<T>>> + Send;

    /// Sends messages that are accepted together or not at all.
    ///
    /// # Errors
    /// As [`send`](Self::send), and a batch that the channel could never hold. Where a backend is lost in the midst of it, or does
    /// not answer in time, what comes back is all that is not known to be accepted: some of it may be.
    fn send_batch(&self, messages: Vec<T>) -> impl Future<Output = Result<(), SendError<Vec<T>>>> + Send;

    /// Tells the readers of a failure: it arrives in its place among the messages, as an error.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    fn send_error(&self, error: WireError<'static>) -> impl Future<Output = Result<(), ChannelError>> + Send;

    /// Sends what was fed and closes the channel for all senders. Readers have what is left, and are told then.
    ///
    /// # Errors
    /// What was fed could not be sent; the channel is closed all the same.
    fn close(&self) -> impl Future<Output = Result<(), ChannelError>> + Send;

    /// A sender of something else, which `f` turns into this one's messages.
    fn contramap<U, F>(self, f: F) -> Contramap<Self, T, F>
    where
        F: Fn(U) -> T + Clone + Send + Sync,
    {
        Contramap { sender: self, f, into: PhantomData }
    }

    /// [`send`](Self::send), blocking.
    ///
    /// # Errors
    /// As there.
    fn send_blocking(&self, message: T) -> Result<(), SendError<T>> {
        wait(self.send(message))
    }

    /// [`feed`](Self::feed), blocking.
    ///
    /// # Errors
    /// As there.
    fn feed_blocking(&self, message: T) -> Result<(), SendError<T>> {
        wait(self.feed(message))
    }

    /// [`flush`](Self::flush), blocking.
    ///
    /// # Errors
    /// As there.
    fn flush_blocking(&self) -> Result<(), ChannelError> {
        wait(self.flush())
    }

    /// [`try_send`](Self::try_send), without a runtime.
    ///
    /// # Errors
    /// As there.
    fn try_send_blocking(&self, message: T) -> Result<(), SendError<T>> {
        wait(self.try_send(message))
    }

    /// [`send_batch`](Self::send_batch), blocking.
    ///
    /// # Errors
    /// As there.
    fn send_batch_blocking(&self, messages: Vec<T>) -> Result<(), SendError<Vec<T>>> {
        wait(self.send_batch(messages))
    }

    /// [`send_error`](Self::send_error), blocking.
    ///
    /// # Errors
    /// As there.
    fn send_error_blocking(&self, error: WireError<'static>) -> Result<(), ChannelError> {
        wait(self.send_error(error))
    }

    /// [`close`](Self::close), blocking.
    ///
    /// # Errors
    /// As there.
    fn close_blocking(&self) -> Result<(), ChannelError> {
        wait(self.close())
    }
}

/// What was not sent, and why.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Sender, local};
///
/// let (sender, receiver) = local::channel("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// drop(receiver);
/// let refused = sender.send_blocking("load".to_owned()).unwrap_err();
/// assert!(refused.error.is_closed());
/// // The message comes back.
/// assert_eq!(refused.message.as_deref(), Some("load"));
/// ```
#[derive(Clone, PartialEq)]
pub struct SendError<M> {
    /// Why.
    pub error: ChannelError,
    /// The message, or what was not accepted of a batch, unless it was turned into another on its way.
    pub message: Option<M>,
}

impl<M> SendError<M> {
    /// The error without the message.
    fn bare<N>(self) -> SendError<N> {
        SendError { error: self.error, message: None }
    }
}

impl<M> From<ChannelError> for SendError<M> {
    fn from(error: ChannelError) -> Self {
        Self { error, message: None }
    }
}

impl<M> From<SendError<M>> for ChannelError {
    fn from(error: SendError<M>) -> Self {
        error.error
    }
}

impl<M> fmt::Debug for SendError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendError").field("error", &self.error).finish_non_exhaustive()
    }
}

impl<M> fmt::Display for SendError<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<M> std::error::Error for SendError<M> {}

/// A sender whose messages are turned into another's. See [`Sender::contramap`].
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::channel("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// let lengths = sender.contramap(|text: &str| text.len());
/// lengths.send_blocking("load")?;
/// assert_eq!(receiver.recv_blocking()?.ack(), 4);
/// # Ok(())
/// # }
/// ```
pub struct Contramap<S, T, F> {
    sender: S,
    f: F,
    into: PhantomData<fn(T)>,
}

impl<S: Clone, T, F: Clone> Clone for Contramap<S, T, F> {
    fn clone(&self) -> Self {
        Self { sender: self.sender.clone(), f: self.f.clone(), into: PhantomData }
    }
}

impl<S, T, U, F> Sender<U> for Contramap<S, T, F>
where
    S: Sender<T>,
    T: Send,
    U: Send,
    F: Fn(U) -> T + Clone + Send + Sync,
{
    async fn send(&self, message: U) -> Result<(), SendError<U>> {
        self.sender.send((self.f)(message)).await.map_err(SendError::bare)
    }

    async fn feed(&self, message: U) -> Result<(), SendError<U>> {
        self.sender.feed((self.f)(message)).await.map_err(SendError::bare)
    }

    fn flush(&self) -> impl Future<Output = Result<(), ChannelError>> + Send {
        self.sender.flush()
    }

    async fn try_send(&self, message: U) -> Result<(), SendError<U>> {
        self.sender.try_send((self.f)(message)).await.map_err(SendError::bare)
    }

    async fn send_batch(&self, messages: Vec<U>) -> Result<(), SendError<Vec<U>>> {
        let messages = messages.into_iter().map(&self.f).collect();
        self.sender.send_batch(messages).await.map_err(SendError::bare)
    }

    fn send_error(&self, error: WireError<'static>) -> impl Future<Output = Result<(), ChannelError>> + Send {
        self.sender.send_error(error)
    }

    fn close(&self) -> impl Future<Output = Result<(), ChannelError>> + Send {
        self.sender.close()
    }

    fn send_blocking(&self, message: U) -> Result<(), SendError<U>> {
        self.sender.send_blocking((self.f)(message)).map_err(SendError::bare)
    }
}
