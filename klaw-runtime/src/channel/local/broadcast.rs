//! Each message to every reader.

use super::Parcel;
use super::ring::{Afterwards, Put, Ring, closed};
use super::shot::Shot;
use crate::channel::delivery::{Delivery, Origin};
use crate::channel::error::ChannelError;
use crate::channel::options::ChannelOptions;
use crate::channel::receiver::{Receiver, RecvError};
use crate::channel::sender::{SendError, Sender};
use crate::envelope::WireError;
use futures_lite::future::or;
use futures_timer::Delay;
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// A channel whose every reader gets every message that is sent while it is there. A clone of a receiver goes on where the
/// first one is.
///
/// The slowest reader holds the senders back; with [`Overflow::DropOldest`](crate::channel::Overflow::DropOldest) it misses
/// messages instead, and [`missed`](BroadcastReceiver::missed) counts them. Messages are delivered at most once to each
/// reader. A batch is accepted as a whole or not at all, and who waits is served in the order of coming.
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
    let ring = Arc::new(Shared(Mutex::new(Ring::new(capacity, options.overflow))));
    let origin = Origin::new(name, None);
    let receiver =
        BroadcastReceiver { ring: Arc::clone(&ring), origin, key: 0, at: 0, missed: 0, rest: VecDeque::new() };
    (BroadcastSender { ring, seq: AtomicU64::new(0) }, receiver)
}

struct Shared<T>(Mutex<Ring<T>>);

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, Ring<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something under the lock, and what follows from it without.
    fn with<R>(&self, act: impl FnOnce(&mut Ring<T>) -> (R, Afterwards<T>)) -> R {
        let (result, after) = act(&mut self.lock());
        after.wake();
        result
    }
}

/// The way into a [`broadcast`] channel.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::broadcast("news", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// sender.clone().send_batch_blocking(vec![1, 2])?;
/// drop(sender);
/// assert_eq!((receiver.recv_blocking()?.ack(), receiver.recv_blocking()?.ack()), (1, 2));
/// assert!(receiver.recv_blocking().unwrap_err().is_closed());
/// # Ok(())
/// # }
/// ```
pub struct BroadcastSender<T> {
    ring: Arc<Shared<T>>,
    seq: AtomicU64,
}

impl<T> Clone for BroadcastSender<T> {
    fn clone(&self) -> Self {
        self.ring.lock().join_sender();
        Self { ring: Arc::clone(&self.ring), seq: AtomicU64::new(0) }
    }
}

impl<T> Drop for BroadcastSender<T> {
    fn drop(&mut self) {
        self.ring.with(|ring| ((), ring.leave_sender()));
    }
}

type Refused<T> = (ChannelError, Vec<Shot<T>>);

impl<T> BroadcastSender<T> {
    /// Under the lock, so that the numbers have the order in which the messages come in.
    fn begin(&self, bodies: Vec<Parcel<T>>, may_wait: bool) -> Put<T> {
        self.ring.with(|ring| {
            let shots = bodies.into_iter().map(|body| Shot::next(&self.seq, body)).collect();
            ring.put(shots, may_wait)
        })
    }

    fn put_now(&self, bodies: Vec<Parcel<T>>) -> Result<(), Refused<T>> {
        match self.begin(bodies, false) {
            Put::Refused(error, shots) => Err((error, shots)),
            // Without leave to wait nothing does.
            Put::Accepted | Put::Waits(_) => Ok(()),
        }
    }

    async fn put(&self, bodies: Vec<Parcel<T>>) -> Result<(), Refused<T>> {
        match self.begin(bodies, true) {
            Put::Accepted => Ok(()),
            Put::Refused(error, shots) => Err((error, shots)),
            Put::Waits(ticket) => Wait { ring: &self.ring, ticket: Some(ticket) }.await,
        }
    }
}

fn one<T>((error, mut shots): Refused<T>) -> SendError<T> {
    SendError { error, message: shots.pop().and_then(Shot::into_message) }
}

/// A put that waits for room. Dropped before, it never was.
struct Wait<'a, T> {
    ring: &'a Shared<T>,
    ticket: Option<u64>,
}

impl<T> Future for Wait<'_, T> {
    type Output = Result<(), Refused<T>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(ticket) = self.ticket else { return Poll::Pending };
        let answer = self.ring.lock().answer(ticket, context.waker());
        match answer {
            None => Poll::Pending,
            Some(answer) => {
                self.ticket = None;
                Poll::Ready(answer.map_err(|shots| (closed(), shots)))
            }
        }
    }
}

impl<T> Drop for Wait<'_, T> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            drop(self.ring.with(|ring| ring.give_up(ticket)));
        }
    }
}

impl<T: Clone + Send + Sync> Sender<T> for BroadcastSender<T> {
    async fn send(&self, message: T) -> Result<(), SendError<T>> {
        self.put(vec![Parcel::Data(message)]).await.map_err(one)
    }

    async fn try_send(&self, message: T) -> Result<(), SendError<T>> {
        self.put_now(vec![Parcel::Data(message)]).map_err(one)
    }

    async fn send_batch(&self, messages: Vec<T>) -> Result<(), SendError<Vec<T>>> {
        let put = self.put(messages.into_iter().map(Parcel::Data).collect()).await;
        put.map_err(|(error, shots)| {
            let messages = shots.into_iter().filter_map(Shot::into_message).collect();
            SendError { error, message: Some(messages) }
        })
    }

    async fn send_error(&self, error: WireError<'static>) -> Result<(), ChannelError> {
        self.put(vec![Parcel::Fault(Box::new(error))]).await.map_err(|(error, _)| error)
    }

    async fn close(&self) -> Result<(), ChannelError> {
        self.ring.with(|ring| ((), ring.close()));
        Ok(())
    }
}

/// The way out of a [`broadcast`] channel.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::broadcast("news", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// sender.send_blocking(1)?;
/// let mut later = receiver.clone();
/// assert_eq!((receiver.recv_blocking()?.ack(), later.recv_blocking()?.ack()), (1, 1));
/// assert!(later.try_recv_blocking().unwrap_err().is_empty());
/// # Ok(())
/// # }
/// ```
pub struct BroadcastReceiver<T> {
    ring: Arc<Shared<T>>,
    origin: Origin,
    key: u64,
    /// The place of the next message.
    at: u64,
    missed: u64,
    /// Behind the failure that a batch stopped at, and it.
    rest: VecDeque<Arc<Shot<T>>>,
}

impl<T> Clone for BroadcastReceiver<T> {
    fn clone(&self) -> Self {
        let Self { ring, origin, at, missed, rest, .. } = self;
        let key = ring.lock().join_reader(*at);
        Self { ring: Arc::clone(ring), origin: origin.clone(), key, at: *at, missed: *missed, rest: rest.clone() }
    }
}

impl<T> Drop for BroadcastReceiver<T> {
    fn drop(&mut self) {
        let [closed, room] = self.ring.lock().leave_reader(self.key, self.at);
        closed.wake();
        room.wake();
    }
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

    /// Takes up to `max` messages that are there. Where none are, and more may come, the waker is kept for then.
    fn take(&mut self, max: usize, context: Option<&mut Context<'_>>) -> Poll<Result<(), ChannelError>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Ok(()));
        }
        let mut ring = self.ring.lock();
        let (shots, missed, after) = ring.take(&mut self.at, max.max(1));
        let is_closed = ring.is_closed();
        if shots.is_empty()
            && !is_closed
            && let Some(context) = context
        {
            ring.sleep(self.key, context.waker());
        }
        drop(ring);
        after.wake();
        self.missed += missed;
        self.rest.extend(shots);
        match self.rest.is_empty() {
            false => Poll::Ready(Ok(())),
            true if is_closed => Poll::Ready(Err(closed())),
            true => Poll::Pending,
        }
    }
}

impl<T: Clone> BroadcastReceiver<T> {
    fn next(&mut self) -> Result<Delivery<T>, RecvError> {
        let shot = self.rest.pop_front().ok_or_else(ChannelError::empty)?;
        // The last reader has it as it was sent.
        Arc::unwrap_or_clone(shot).deliver(&self.origin)
    }

    /// Up to `max` of the rest, as far as the first failure; the failure alone where it stands first.
    fn batch(&mut self, max: usize) -> Result<Vec<Delivery<T>>, RecvError> {
        let mut batch = vec![self.next()?];
        while batch.len() < max && self.rest.front().is_some_and(|shot| !shot.is_fault()) {
            batch.push(self.next()?);
        }
        Ok(batch)
    }
}

impl<T: Clone + Send + Sync> Receiver<T> for BroadcastReceiver<T> {
    async fn recv(&mut self) -> Result<Delivery<T>, RecvError> {
        poll_fn(|context| self.take(1, Some(context))).await?;
        self.next()
    }

    async fn try_recv(&mut self) -> Result<Delivery<T>, RecvError> {
        match self.take(1, None) {
            Poll::Ready(there) => there?,
            Poll::Pending => return Err(ChannelError::empty().into()),
        }
        self.next()
    }

    async fn recv_batch(&mut self, max: usize, timeout: Option<Duration>) -> Result<Vec<Delivery<T>>, RecvError> {
        within(timeout, poll_fn(|context| self.take(max, Some(context)).map_err(RecvError::from))).await?;
        self.batch(max)
    }

    async fn close(&mut self) -> Result<(), ChannelError> {
        self.ring.with(|ring| ((), ring.close()));
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
