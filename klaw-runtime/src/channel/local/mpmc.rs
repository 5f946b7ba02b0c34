//! Many senders, many readers, each message to one of them.

use super::Parcel;
use super::core::Core;
use super::fed::Fed;
use super::reader::LocalReceiver;
use crate::channel::blocking::{insist, wait};
use crate::channel::clock;
use crate::channel::error::ChannelError;
use crate::channel::messages::ChannelStats;
use crate::channel::options::ChannelOptions;
use crate::channel::sender::{SendError, Sender};
use crate::channel::state::{Member, Put, Refused, Rules};
use crate::envelope::WireError;
use crate::types::ChannelCapacity;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// A channel: one sender and one receiver, which can be cloned.
///
/// What is acked ([`Acks::Each`](crate::channel::Acks::Each)) is kept by a clone of it until then; [`at_most_once`] asks for
/// no `Clone`. The clone is made while the channel is locked: a message whose `clone` calls its own channel waits for itself.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::channel("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// sender.send_blocking("load")?;
/// let mut other = receiver.clone();
/// assert_eq!(other.recv_blocking()?.ack(), "load");
/// assert!(receiver.try_recv_blocking().unwrap_err().is_empty());
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn channel<T: Clone + Send + 'static>(name: &str, options: &ChannelOptions) -> (LocalSender<T>, LocalReceiver<T>) {
    Channel::new(name, options).pair()
}

/// A channel for messages that are not `Clone`: each is delivered at most once, whatever the options say of acks.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
///
/// struct NotClone(u32);
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::at_most_once("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// sender.send_blocking(NotClone(7))?;
/// assert_eq!(receiver.recv_blocking()?.ack().0, 7);
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn at_most_once<T: Send + 'static>(name: &str, options: &ChannelOptions) -> (LocalSender<T>, LocalReceiver<T>) {
    Channel::with_rules(name, Rules::at_most_once(options), options).pair()
}

/// A channel as who runs it sees it: it makes senders and readers, and controls it.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::local::Channel;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let channel = Channel::<u32>::new("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
/// let (sender, mut reader) = (channel.sender(), channel.receiver());
/// channel.pause();
/// sender.send_blocking(7)?;
/// assert!(reader.try_recv_blocking().unwrap_err().is_empty());
/// channel.resume();
/// assert_eq!(reader.recv_blocking()?.ack(), 7);
/// assert_eq!(channel.counts().delivered, 1);
/// # Ok(())
/// # }
/// ```
pub struct Channel<T> {
    core: Arc<Core<Parcel<T>>>,
    max_batch: usize,
}

impl<T: Clone + Send + 'static> Channel<T> {
    /// A channel without senders and readers.
    #[must_use]
    pub fn new(name: &str, options: &ChannelOptions) -> Self {
        Self::with_rules(name, Rules::of(options), options)
    }
}

impl<T: Send + 'static> Channel<T> {
    fn with_rules(name: &str, rules: Rules<Parcel<T>>, options: &ChannelOptions) -> Self {
        let max_batch = options.max_batch.clamp(1, rules.capacity);
        let core = Arc::new(Core::new(name, rules));
        core.open_outlet();
        Self { core, max_batch }
    }

    fn pair(self) -> (LocalSender<T>, LocalReceiver<T>) {
        (self.sender(), self.receiver())
    }

    /// A further sender. When the last one is dropped the channel is closed.
    #[must_use]
    pub fn sender(&self) -> LocalSender<T> {
        LocalSender::new(Arc::clone(&self.core), self.max_batch)
    }

    /// A further reader: each message goes to one of them.
    #[must_use]
    pub fn receiver(&self) -> LocalReceiver<T> {
        LocalReceiver::new(Arc::clone(&self.core))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.core.channel
    }

    /// What has happened in it, and what is in it.
    #[must_use]
    pub fn counts(&self) -> ChannelStats {
        self.core.with(|machine| machine.stats())
    }

    /// Refuses further messages; readers have what is left.
    ///
    /// ```
    /// use klaw_runtime::ChannelCapacity;
    /// use klaw_runtime::channel::local::Channel;
    /// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let channel = Channel::<u32>::new("jobs", &ChannelOptions::new(ChannelCapacity::literal(1)));
    /// channel.resize(ChannelCapacity::literal(2));
    /// let (sender, mut reader) = (channel.sender(), channel.receiver());
    /// sender.send_batch_blocking(vec![1, 2])?;
    /// channel.close("enough");
    /// assert_eq!(sender.send_blocking(3).unwrap_err().to_string(), "the channel is closed: enough");
    /// assert_eq!((reader.recv_blocking()?.ack(), reader.recv_blocking()?.ack()), (1, 2));
    /// assert!(reader.recv_blocking().unwrap_err().is_closed());
    /// assert_eq!(channel.name(), "jobs");
    /// # Ok(())
    /// # }
    /// ```
    pub fn close(&self, reason: &str) {
        self.core.with(|machine| machine.close(reason));
    }

    /// Delivers nothing until it is resumed.
    pub fn pause(&self) {
        self.core.with(|machine| machine.pause());
    }

    /// Delivers again.
    pub fn resume(&self) {
        self.core.with(|machine| machine.resume());
    }

    /// Holds so many messages from now on.
    pub fn resize(&self, capacity: ChannelCapacity) {
        self.core.with(|machine| machine.resize(usize::try_from(capacity.get()).unwrap_or(usize::MAX)));
    }
}

impl<T> Drop for Channel<T> {
    fn drop(&mut self) {
        self.core.close_outlet();
    }
}

/// The way into a channel of this process. It holds messages that are fed, and so is invariant in `T`.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender, local};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (sender, mut receiver) = local::channel("jobs", &ChannelOptions::new(ChannelCapacity::literal(2)));
/// sender.feed_blocking("load")?;
/// assert!(receiver.try_recv_blocking().unwrap_err().is_empty());
/// sender.flush_blocking()?;
/// assert_eq!(receiver.recv_blocking()?.ack(), "load");
/// sender.send_batch_blocking(vec!["a", "b"])?;
/// assert!(sender.try_send_blocking("c").unwrap_err().error.is_full());
/// # Ok(())
/// # }
/// ```
pub struct LocalSender<T> {
    core: Arc<Core<Parcel<T>>>,
    member: Member,
    max_batch: usize,
    fed: Fed<Parcel<T>>,
}

impl<T> LocalSender<T> {
    pub(crate) fn new(core: Arc<Core<Parcel<T>>>, max_batch: usize) -> Self {
        let now = core.now();
        let member = core.with(|machine| machine.join_sender(now, None));
        Self { core, member, max_batch, fed: Fed::new() }
    }

    fn many(&self, bodies: Vec<Parcel<T>>) -> Put<Parcel<T>> {
        Put { sender: self.member, seq: None, ts: clock::wall_ms(), bodies }
    }

    /// Sends a message where nothing stands in its way; otherwise it stays where it is.
    #[inline(always)]
    fn put_at_once(&self, message: &mut Option<T>) {
        if self.fed.is_empty() {
            self.core.put_at_once(self.member, clock::wall_ms(), || message.take().map(Parcel::Data));
        }
    }

    #[inline]
    fn put_now(&self, message: T) -> Result<(), SendError<T>> {
        let mut message = Some(message);
        self.put_at_once(&mut message);
        match message {
            None => Ok(()),
            Some(message) => self.try_put(message),
        }
    }

    #[cold]
    fn try_put(&self, message: T) -> Result<(), SendError<T>> {
        let bodies = vec![Parcel::Data(message)];
        let done = match self.fed.is_empty() {
            true => self.core.try_put(self.many(bodies)),
            false => self.core.try_put_behind(&self.fed, self.member, bodies),
        };
        done.map_err(Self::refused_one)
    }

    async fn put(&self, bodies: Vec<Parcel<T>>) -> Result<(), Refused<Parcel<T>>> {
        match self.fed.is_empty() {
            true => self.core.put(self.many(bodies), None).await,
            false => self.core.put_behind(&self.fed, self.member, bodies).await,
        }
    }

    async fn put_one(&self, message: T) -> Result<(), SendError<T>> {
        self.put(vec![Parcel::Data(message)]).await.map_err(Self::refused_one)
    }

    async fn flush_fed(&self) -> Result<(), ChannelError> {
        match self.fed.is_empty() {
            true => Ok(()),
            false => self.core.put_fed(&self.fed, self.member).await,
        }
    }

    fn refused_one(refused: Refused<Parcel<T>>) -> SendError<T> {
        SendError { error: refused.error, message: data(refused.bodies).pop() }
    }
}

fn data<T>(parcels: Vec<Parcel<T>>) -> Vec<T> {
    let data = |parcel| match parcel {
        Parcel::Data(message) => Some(message),
        Parcel::Fault(_) => None,
    };
    parcels.into_iter().filter_map(data).collect()
}

impl<T: Send> Sender<T> for LocalSender<T> {
    fn send(&self, message: T) -> impl Future<Output = Result<(), SendError<T>>> + Send {
        Sending { sender: self, message: Some(message), waiting: None }
    }

    async fn feed(&self, message: T) -> Result<(), SendError<T>> {
        let enough = self.fed.with(|fed| {
            fed.messages.push(Parcel::Data(message));
            fed.messages.len() >= self.max_batch
        });
        if enough { Ok(self.flush().await?) } else { Ok(()) }
    }

    fn flush(&self) -> impl Future<Output = Result<(), ChannelError>> + Send {
        self.flush_fed()
    }

    async fn try_send(&self, message: T) -> Result<(), SendError<T>> {
        self.put_now(message)
    }

    async fn send_batch(&self, messages: Vec<T>) -> Result<(), SendError<Vec<T>>> {
        let done = self.put(messages.into_iter().map(Parcel::Data).collect()).await;
        done.map_err(|refused| SendError { error: refused.error, message: Some(data(refused.bodies)) })
    }

    async fn send_error(&self, error: WireError<'static>) -> Result<(), ChannelError> {
        self.put(vec![Parcel::Fault(Box::new(error))]).await.map_err(|refused| refused.error)
    }

    async fn close(&self) -> Result<(), ChannelError> {
        let flushed = self.flush().await;
        self.core.with(|machine| machine.close("a sender closed it"));
        flushed
    }

    fn send_blocking(&self, message: T) -> Result<(), SendError<T>> {
        let mut message = Some(message);
        self.put_at_once(&mut message);
        if message.is_some() && self.core.waits_for_room() {
            insist(|| {
                self.put_at_once(&mut message);
                message.is_none()
            });
        }
        match message {
            None => Ok(()),
            Some(message) => wait(self.put_one(message)),
        }
    }

    fn try_send_blocking(&self, message: T) -> Result<(), SendError<T>> {
        self.put_now(message)
    }
}

/// A message that is sent: at once, or in the channel's own time.
struct Sending<'a, T> {
    sender: &'a LocalSender<T>,
    message: Option<T>,
    waiting: Option<Waiting<'a, Result<(), SendError<T>>>>,
}

/// What is allocated only where somebody has to wait.
pub(super) type Waiting<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The message is moved, and nothing points at it.
impl<T> Unpin for Sending<'_, T> {}

impl<T: Send> Future for Sending<'_, T> {
    type Output = Result<(), SendError<T>>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { sender, message, waiting } = &mut *self;
        if message.is_some() {
            sender.put_at_once(message);
            match message.take() {
                None => return Poll::Ready(Ok(())),
                Some(message) => *waiting = Some(Box::pin(sender.put_one(message))),
            }
        }
        match waiting {
            Some(waiting) => waiting.as_mut().poll(context),
            // It was sent before.
            None => Poll::Pending,
        }
    }
}

/// A further sender, with numbers of its own. What was fed stays with the first.
impl<T> Clone for LocalSender<T> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.core), self.max_batch)
    }
}

impl<T> Drop for LocalSender<T> {
    fn drop(&mut self) {
        self.core.leave_sender(&self.fed, self.member);
    }
}
