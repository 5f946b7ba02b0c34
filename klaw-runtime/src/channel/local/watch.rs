//! The last value.

use super::Parcel;
use super::broadcast::within;
use super::shot::Shot;
use crate::channel::delivery::{Delivery, Origin};
use crate::channel::error::ChannelError;
use crate::channel::receiver::{Receiver, RecvError};
use crate::channel::sender::{SendError, Sender};
use crate::envelope::WireError;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// A channel that holds the last message that was sent. A reader gets it once, and misses what was replaced before; sending
/// never waits. A clone of a receiver has seen what the first one has.
///
/// ```
/// use klaw_runtime::channel::{Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::watch("progress");
/// sender.send_batch_blocking(vec![1, 2, 3])?;
/// assert_eq!(receiver.recv_blocking()?.ack(), 3);
/// assert!(receiver.try_recv_blocking().unwrap_err().is_empty());
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn watch<T: Clone + Send + Sync + 'static>(name: &str) -> (WatchSender<T>, WatchReceiver<T>) {
    let (sender, receiver) = tokio::sync::watch::channel(Last { shot: None, version: 0, closed: false });
    let receiver = WatchReceiver { inner: receiver, origin: Origin::new(name, None), seen: 0 };
    (WatchSender { inner: sender, seq: Arc::new(AtomicU64::new(0)) }, receiver)
}

struct Last<T> {
    shot: Option<Shot<T>>,
    version: u64,
    closed: bool,
}

/// The way into a [`watch`] channel. Clones share their numbers.
///
/// ```
/// use klaw_runtime::channel::{Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, receiver) = local::watch("progress");
/// let (mut one, mut two) = (receiver.clone(), receiver);
/// sender.send_blocking(1)?;
/// sender.send_blocking(2)?;
/// assert_eq!((one.recv_blocking()?.ack(), two.recv_blocking()?.ack()), (2, 2));
/// # Ok(())
/// # }
/// ```
pub struct WatchSender<T> {
    inner: tokio::sync::watch::Sender<Last<T>>,
    seq: Arc<AtomicU64>,
}

impl<T> Clone for WatchSender<T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), seq: Arc::clone(&self.seq) }
    }
}

impl<T> WatchSender<T> {
    fn put(&self, body: Parcel<T>) -> Result<(), SendError<T>> {
        let mut body = Some(body);
        if self.inner.receiver_count() > 0 {
            self.inner.send_if_modified(|last| {
                let next = body.take_if(|_| !last.closed);
                let is_new = next.is_some();
                if let Some(body) = next {
                    last.shot = Some(Shot::next(&self.seq, body));
                    last.version += 1;
                }
                is_new
            });
        }
        match body {
            None => Ok(()),
            Some(Parcel::Data(message)) => Err(SendError { error: closed(), message: Some(message) }),
            Some(Parcel::Fault(_)) => Err(closed().into()),
        }
    }
}

fn closed() -> ChannelError {
    ChannelError::closed("nobody is on the other side any more")
}

impl<T: Send + Sync> Sender<T> for WatchSender<T> {
    async fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.put(Parcel::Data(message))
    }

    async fn try_send(&self, message: T) -> Result<(), SendError<T>> {
        self.put(Parcel::Data(message))
    }

    async fn send_batch(&self, mut messages: Vec<T>) -> Result<(), SendError<Vec<T>>> {
        let Some(last) = messages.pop() else { return Ok(()) };
        self.put(Parcel::Data(last)).map_err(|SendError { error, message }| {
            messages.extend(message);
            SendError { error, message: Some(messages) }
        })
    }

    async fn send_error(&self, error: WireError<'static>) -> Result<(), ChannelError> {
        Ok(self.put(Parcel::Fault(Box::new(error)))?)
    }

    async fn close(&self) -> Result<(), ChannelError> {
        self.inner.send_modify(|last| last.closed = true);
        Ok(())
    }
}

/// The way out of a [`watch`] channel.
///
/// ```
/// use klaw_runtime::channel::{Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::watch("progress");
/// sender.send_blocking(1)?;
/// assert_eq!(receiver.recv_blocking()?.ack(), 1);
/// assert!(receiver.try_recv_blocking().unwrap_err().is_empty());
/// sender.send_blocking(2)?;
/// assert_eq!(receiver.recv_blocking()?.ack(), 2);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct WatchReceiver<T> {
    inner: tokio::sync::watch::Receiver<Last<T>>,
    origin: Origin,
    seen: u64,
}

impl<T: Clone> WatchReceiver<T> {
    /// The value that is there, where this reader has not seen it.
    fn unseen(&mut self) -> Result<Option<Shot<T>>, ChannelError> {
        let last = self.inner.borrow_and_update();
        if last.version > self.seen {
            self.seen = last.version;
            return Ok(last.shot.clone());
        }
        if last.closed { Err(closed()) } else { Ok(None) }
    }
}

impl<T: Clone + Send + Sync> Receiver<T> for WatchReceiver<T> {
    async fn recv(&mut self) -> Result<Delivery<T>, RecvError> {
        loop {
            if let Some(shot) = self.unseen()? {
                return shot.deliver(&self.origin);
            }
            if self.inner.changed().await.is_err() {
                return match self.unseen()? {
                    Some(shot) => shot.deliver(&self.origin),
                    None => Err(closed().into()),
                };
            }
        }
    }

    async fn try_recv(&mut self) -> Result<Delivery<T>, RecvError> {
        // Whether anybody can send: before what they sent.
        let is_open = self.inner.has_changed().is_ok();
        match self.unseen()? {
            Some(shot) => shot.deliver(&self.origin),
            None if is_open => Err(ChannelError::empty().into()),
            None => Err(closed().into()),
        }
    }

    async fn recv_batch(&mut self, _max: usize, timeout: Option<Duration>) -> Result<Vec<Delivery<T>>, RecvError> {
        Ok(vec![within(timeout, self.recv()).await?])
    }

    /// Sees no more itself; what others see is for the senders to say.
    async fn close(&mut self) -> Result<(), ChannelError> {
        let (_, never) = tokio::sync::watch::channel(Last { shot: None, version: 0, closed: true });
        self.inner = never;
        Ok(())
    }
}
