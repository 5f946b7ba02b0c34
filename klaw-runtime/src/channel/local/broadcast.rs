//! Each message to every reader.

use super::Parcel;
use super::shot::Shot;
use crate::channel::delivery::Delivery;
use crate::channel::error::ChannelError;
use crate::channel::options::{ChannelOptions, Overflow};
use crate::channel::receiver::{Receiver, RecvError};
use crate::channel::sender::{SendError, Sender};
use crate::envelope::WireError;
use async_broadcast::{TryRecvError, TrySendError};
use futures_lite::future::or;
use futures_timer::Delay;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// A channel whose every reader gets every message that is sent while it is there. A clone of a receiver goes on where the
/// first one is.
///
/// The slowest reader holds the senders back; with [`Overflow::DropOldest`] it misses messages instead, and
/// [`missed`](BroadcastReceiver::missed) counts them. Messages are delivered at most once to each reader. A batch is sent one
/// message after the other, and sends of one sender that wait at the same time have no order among themselves.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut one) = local::broadcast("news", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// let mut two = one.clone();
/// sender.send_blocking("load")?;
/// assert_eq!((one.recv_blocking()?.ack(), two.recv_blocking()?.ack()), ("load", "load"));
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn broadcast<T: Clone + Send + Sync + 'static>(
    name: &str,
    options: &ChannelOptions,
) -> (BroadcastSender<T>, BroadcastReceiver<T>) {
    let capacity = usize::try_from(options.capacity.get()).unwrap_or(usize::MAX);
    let (mut sender, receiver) = async_broadcast::broadcast(capacity);
    sender.set_overflow(options.overflow == Overflow::DropOldest);
    sender.set_await_active(false);
    let fails = options.overflow == Overflow::Fail;
    let receiver = BroadcastReceiver { inner: receiver, channel: name.into(), missed: 0, held: None };
    (BroadcastSender { inner: sender, seq: AtomicU64::new(0), fails }, receiver)
}

/// The way into a [`broadcast`] channel.
pub struct BroadcastSender<T> {
    inner: async_broadcast::Sender<Shot<T>>,
    seq: AtomicU64,
    fails: bool,
}

impl<T> Clone for BroadcastSender<T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), seq: AtomicU64::new(0), fails: self.fails }
    }
}

fn closed() -> ChannelError {
    ChannelError::closed("nobody is on the other side any more")
}

impl<T: Clone> BroadcastSender<T> {
    fn try_now(&self, body: Parcel<T>) -> Result<(), SendError<T>> {
        match self.inner.try_broadcast(Shot::next(&self.seq, body)) {
            Ok(_) => Ok(()),
            Err(TrySendError::Full(shot)) => {
                Err(SendError { error: ChannelError::full(self.inner.capacity()), message: shot.into_message() })
            }
            Err(TrySendError::Closed(shot) | TrySendError::Inactive(shot)) => {
                Err(SendError { error: closed(), message: shot.into_message() })
            }
        }
    }

    async fn put(&self, body: Parcel<T>) -> Result<(), SendError<T>> {
        if self.fails {
            return self.try_now(body);
        }
        match self.inner.broadcast_direct(Shot::next(&self.seq, body)).await {
            Ok(_) => Ok(()),
            Err(refused) => Err(SendError { error: closed(), message: refused.0.into_message() }),
        }
    }
}

impl<T: Clone + Send + Sync> Sender<T> for BroadcastSender<T> {
    async fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.put(Parcel::Data(message)).await
    }

    async fn try_send(&self, message: T) -> Result<(), SendError<T>> {
        self.try_now(Parcel::Data(message))
    }

    async fn send_batch(&self, messages: Vec<T>) -> Result<(), SendError<Vec<T>>> {
        let mut messages = messages.into_iter();
        while let Some(message) = messages.next() {
            if let Err(refused) = self.send(message).await {
                let rest = refused.message.into_iter().chain(messages).collect();
                return Err(SendError { error: refused.error, message: Some(rest) });
            }
        }
        Ok(())
    }

    async fn send_error(&self, error: WireError<'static>) -> Result<(), ChannelError> {
        Ok(self.put(Parcel::Fault(Box::new(error))).await?)
    }

    async fn close(&self) -> Result<(), ChannelError> {
        self.inner.close();
        Ok(())
    }
}

/// The way out of a [`broadcast`] channel.
#[derive(Clone)]
pub struct BroadcastReceiver<T> {
    inner: async_broadcast::Receiver<Shot<T>>,
    channel: Arc<str>,
    missed: u64,
    /// The failure that a batch stopped at.
    held: Option<Shot<T>>,
}

impl<T> BroadcastReceiver<T> {
    /// How many messages gave way before this reader came to them.
    ///
    /// ```
    /// use klaw_runtime::ChannelCapacity;
    /// use klaw_runtime::channel::{ChannelOptions, Overflow, Receiver, Sender, local};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let options = ChannelOptions::new(ChannelCapacity::literal(2)).overflow(Overflow::DropOldest);
    /// let (sender, mut receiver) = local::broadcast("news", &options);
    /// for number in 1..=5 {
    ///     sender.send_blocking(number)?;
    /// }
    /// assert_eq!(receiver.recv_blocking()?.ack(), 4);
    /// assert_eq!(receiver.missed(), 3);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.missed
    }
}

impl<T: Clone> BroadcastReceiver<T> {
    async fn next(&mut self) -> Result<Shot<T>, RecvError> {
        if let Some(held) = self.held.take() {
            return Ok(held);
        }
        loop {
            match self.inner.recv_direct().await {
                Ok(shot) => return Ok(shot),
                Err(async_broadcast::RecvError::Overflowed(missed)) => self.missed += missed,
                Err(async_broadcast::RecvError::Closed) => return Err(closed().into()),
            }
        }
    }

    fn next_now(&mut self) -> Result<Shot<T>, RecvError> {
        if let Some(held) = self.held.take() {
            return Ok(held);
        }
        loop {
            match self.inner.try_recv() {
                Ok(shot) => return Ok(shot),
                Err(TryRecvError::Overflowed(missed)) => self.missed += missed,
                Err(TryRecvError::Empty) => return Err(ChannelError::empty().into()),
                Err(TryRecvError::Closed) => return Err(closed().into()),
            }
        }
    }
}

impl<T: Clone + Send + Sync> Receiver<T> for BroadcastReceiver<T> {
    async fn recv(&mut self) -> Result<Delivery<T>, RecvError> {
        self.next().await?.deliver(&self.channel)
    }

    async fn try_recv(&mut self) -> Result<Delivery<T>, RecvError> {
        self.next_now()?.deliver(&self.channel)
    }

    async fn recv_batch(&mut self, max: usize, timeout: Option<Duration>) -> Result<Vec<Delivery<T>>, RecvError> {
        let mut batch = vec![within(timeout, self.recv()).await?];
        while batch.len() < max
            && let Ok(shot) = self.next_now()
        {
            if shot.is_fault() {
                self.held = Some(shot);
                break;
            }
            batch.push(shot.deliver(&self.channel)?);
        }
        Ok(batch)
    }

    async fn close(&mut self) -> Result<(), ChannelError> {
        self.inner.close();
        Ok(())
    }
}

/// What a future gives within the time.
pub(super) async fn within<T>(
    timeout: Option<Duration>,
    future: impl Future<Output = Result<T, RecvError>>,
) -> Result<T, RecvError> {
    let Some(timeout) = timeout else { return future.await };
    or(future, async {
        Delay::new(timeout).await;
        Err(ChannelError::timeout(timeout, "recv_batch").into())
    })
    .await
}
