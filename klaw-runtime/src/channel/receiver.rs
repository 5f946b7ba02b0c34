//! [`Receiver`]: the way out of a channel, whichever backend carries it.

use super::blocking::wait;
use super::delivery::Delivery;
use super::error::ChannelError;
use crate::envelope::{WireError, WireHeader};
use crate::error::Error;
use bytes::Bytes;
use futures_core::Stream;
use futures_lite::stream;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::time::Duration;

/// The way out of a channel.
///
/// Every future may be dropped before it is done: no message is lost with it. One that was handed to it already goes back to
/// its place.
///
/// Each method has a twin that blocks the thread and needs no runtime.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
/// use std::time::Duration;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, receiver) = local::channel("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// let mut lengths = receiver.map(|word: &str| word.len());
/// sender.send_batch_blocking(vec!["load", "store"])?;
/// let batch = lengths.recv_batch_blocking(10, Some(Duration::from_secs(1)))?;
/// assert_eq!(batch.into_iter().map(|length| length.ack()).collect::<Vec<_>>(), [4, 5]);
/// # Ok(())
/// # }
/// ```
pub trait Receiver<T: Send>: Send {
    /// Waits for a message.
    ///
    /// # Errors
    /// The channel is closed and empty; or, in the place of a message, what was wrong with it, or a failure that a sender
    /// told of. After these two the next call goes on behind it.
    fn recv(&mut self) -> impl Future<Output = Result<Delivery<T>, RecvError>> + Send;

    /// Takes a message that is there.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), and [`ChannelEmpty`](super::ChannelEmpty) where it would have to wait.
    fn try_recv(&mut self) -> impl Future<Output = Result<Delivery<T>, RecvError>> + Send;

    /// Waits for the first message, and takes up to `max` that are there then.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), and [`Timeout`](super::Timeout) where none came in time.
    fn recv_batch(
        &mut self,
        max: usize,
        timeout: Option<Duration>,
    ) -> impl Future<Output = Result<Vec<Delivery<T>>, RecvError>> + Send;

    /// Closes the channel: senders are refused from now on, readers have what is left.
    ///
    /// # Errors
    /// The backend's.
    fn close(&mut self) -> impl Future<Output = Result<(), ChannelError>> + Send;

    /// The messages until the channel is closed and empty. What is wrong with one message does not end it; what is wrong
    /// with the channel does.
    fn stream(self) -> impl Stream<Item = Result<Delivery<T>, RecvError>> + Send
    where
        Self: Sized,
    {
        stream::unfold(Some(self), |receiver| async {
            let mut receiver = receiver?;
            match receiver.recv().await {
                Err(RecvError::Channel(ChannelError::ChannelClosed(_))) => None,
                Err(RecvError::Channel(error)) => Some((Err(error.into()), None)),
                other => Some((other, Some(receiver))),
            }
        })
    }

    /// A receiver of what `f` makes of the messages.
    fn map<U, F>(self, f: F) -> Map<Self, T, F>
    where
        Self: Sized,
        F: FnMut(T) -> U + Send,
    {
        Map { receiver: self, f, from: PhantomData }
    }

    /// [`recv`](Self::recv), blocking.
    ///
    /// # Errors
    /// As there.
    fn recv_blocking(&mut self) -> Result<Delivery<T>, RecvError> {
        wait(self.recv())
    }

    /// [`try_recv`](Self::try_recv), without a runtime.
    ///
    /// # Errors
    /// As there.
    fn try_recv_blocking(&mut self) -> Result<Delivery<T>, RecvError> {
        wait(self.try_recv())
    }

    /// [`recv_batch`](Self::recv_batch), blocking.
    ///
    /// # Errors
    /// As there.
    fn recv_batch_blocking(&mut self, max: usize, timeout: Option<Duration>) -> Result<Vec<Delivery<T>>, RecvError> {
        wait(self.recv_batch(max, timeout))
    }

    /// [`close`](Self::close), blocking.
    ///
    /// # Errors
    /// As there.
    fn close_blocking(&mut self) -> Result<(), ChannelError> {
        wait(self.close())
    }
}

/// What came in the place of a message.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, RecvError, Sender, local};
/// use klaw_runtime::envelope::{WireError, WireHeader};
/// use std::time::Duration;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::channel::<u32>("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// assert!(receiver.try_recv_blocking().unwrap_err().is_empty());
/// let late = receiver.recv_batch_blocking(1, Some(Duration::from_millis(1))).unwrap_err();
/// assert!(late.is_timeout());
/// assert_eq!(late.to_wire().code, "timeout");
///
/// sender.send_error_blocking(WireError::new(WireHeader::default(), "melted", "too hot"))?;
/// let RecvError::Fault(fault) = receiver.recv_blocking().unwrap_err() else { panic!() };
/// assert_eq!(fault.to_string(), "melted: too hot");
///
/// drop(sender);
/// assert!(receiver.recv_blocking().unwrap_err().is_closed());
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
pub enum RecvError {
    /// The channel's own error.
    Channel(ChannelError),
    /// A failure that a sender told of.
    Fault(Box<WireError<'static>>),
    /// A frame that is none of the channel's messages. The channel lives on, and the frame has left it.
    Malformed {
        /// What is wrong with it.
        error: Error,
        /// The frame as it came.
        frame: Bytes,
    },
}

impl RecvError {
    /// Is the channel closed, and empty?
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self, Self::Channel(error) if error.is_closed())
    }

    /// Is there no message?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Channel(error) if error.is_empty())
    }

    /// Did it take too long?
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Channel(error) if error.is_timeout())
    }

    /// What can be told to others: a [`WireError`] that says what is wrong.
    #[must_use]
    pub fn to_wire(&self) -> WireError<'static> {
        use crate::WireFault;
        match self {
            Self::Channel(error) => error.to_wire(),
            Self::Fault(error) => WireError::clone(error),
            Self::Malformed { error, .. } => {
                WireError::new(WireHeader::default(), "malformed", error.to_string()).into_owned()
            }
        }
    }
}

impl From<ChannelError> for RecvError {
    fn from(error: ChannelError) -> Self {
        Self::Channel(error)
    }
}

/// Of a frame it has the length: its bytes may be anything.
impl fmt::Debug for RecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Channel(error) => f.debug_tuple("Channel").field(error).finish(),
            Self::Fault(error) => f.debug_tuple("Fault").field(error).finish(),
            Self::Malformed { error, frame } => f
                .debug_struct("Malformed")
                .field("error", error)
                .field("frame", &format_args!("{} bytes", frame.len()))
                .finish(),
        }
    }
}

impl fmt::Display for RecvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Channel(error) => error.fmt(f),
            Self::Fault(error) => write!(f, "a sender failed: {error}"),
            Self::Malformed { error, frame } => write!(f, "a frame of {} bytes is no message: {error}", frame.len()),
        }
    }
}

impl std::error::Error for RecvError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Channel(error) => Some(error),
            Self::Fault(error) => Some(error),
            Self::Malformed { error, .. } => Some(error),
        }
    }
}

/// A receiver whose messages are turned into others. See [`Receiver::map`].
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, receiver) = local::channel("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// let mut lengths = receiver.map(|text: &str| text.len());
/// sender.send_blocking("load")?;
/// assert_eq!(lengths.recv_blocking()?.ack(), 4);
/// # Ok(())
/// # }
/// ```
pub struct Map<R, T, F> {
    receiver: R,
    f: F,
    from: PhantomData<fn() -> T>,
}

impl<R, T, U, F> Receiver<U> for Map<R, T, F>
where
    R: Receiver<T>,
    T: Send,
    U: Send,
    F: FnMut(T) -> U + Send,
{
    async fn recv(&mut self) -> Result<Delivery<U>, RecvError> {
        Ok(self.receiver.recv().await?.map(&mut self.f))
    }

    async fn try_recv(&mut self) -> Result<Delivery<U>, RecvError> {
        Ok(self.receiver.try_recv().await?.map(&mut self.f))
    }

    async fn recv_batch(&mut self, max: usize, timeout: Option<Duration>) -> Result<Vec<Delivery<U>>, RecvError> {
        let batch = self.receiver.recv_batch(max, timeout).await?;
        Ok(batch.into_iter().map(|delivery| delivery.map(&mut self.f)).collect())
    }

    fn close(&mut self) -> impl Future<Output = Result<(), ChannelError>> + Send {
        self.receiver.close()
    }

    fn recv_blocking(&mut self) -> Result<Delivery<U>, RecvError> {
        Ok(self.receiver.recv_blocking()?.map(&mut self.f))
    }
}
