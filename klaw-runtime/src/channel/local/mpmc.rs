//! Many senders, many readers, each message to one of them.

use super::Parcel;
use super::core::Core;
use crate::channel::clock;
use crate::channel::delivery::{Delivery, Settler, Stamp};
use crate::channel::error::ChannelError;
use crate::channel::messages::ChannelStats;
use crate::channel::options::ChannelOptions;
use crate::channel::receiver::{Receiver, RecvError};
use crate::channel::sender::{SendError, Sender};
use crate::channel::state::{Item, Member, Put, Refused, Rules, Token, Verdict};
use crate::envelope::WireError;
use crate::types::ChannelCapacity;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A channel: one sender and one receiver, which can be cloned.
///
/// What is acked ([`Acks::Each`](crate::channel::Acks::Each)) is kept by a clone of it until then; [`at_most_once`] asks for
/// no `Clone`.
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
pub struct LocalSender<T> {
    core: Arc<Core<Parcel<T>>>,
    member: Member,
    max_batch: usize,
    fed: Mutex<Vec<Parcel<T>>>,
    /// Is there anything fed? So that nobody else asks for the lock.
    any_fed: AtomicBool,
}

impl<T> LocalSender<T> {
    pub(crate) fn new(core: Arc<Core<Parcel<T>>>, max_batch: usize) -> Self {
        let now = core.now();
        let member = core.with(|machine| machine.join_sender(now, None));
        Self { core, member, max_batch, fed: Mutex::new(Vec::new()), any_fed: AtomicBool::new(false) }
    }

    fn fed(&self) -> MutexGuard<'_, Vec<Parcel<T>>> {
        self.fed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_fed(&self) -> Option<Put<Parcel<T>>> {
        if !self.any_fed.load(Ordering::Acquire) {
            return None;
        }
        let mut fed = self.fed();
        if fed.is_empty() {
            self.any_fed.store(false, Ordering::Release);
            return None;
        }
        Some(self.many(std::mem::take(&mut *fed)))
    }

    fn many(&self, bodies: Vec<Parcel<T>>) -> Put<Parcel<T>> {
        Put { sender: self.member, seq: None, ts: clock::wall_ms(), bodies }
    }

    /// What was fed and not accepted is fed still.
    fn keep_refused(&self, done: Result<(), Refused<Parcel<T>>>) -> Result<(), ChannelError> {
        match done {
            Ok(()) => {
                let fed = self.fed();
                self.any_fed.store(!fed.is_empty(), Ordering::Release);
                Ok(())
            }
            Err(refused) => {
                self.fed().splice(..0, refused.bodies);
                Err(refused.error)
            }
        }
    }

    fn try_flush(&self) -> Result<(), ChannelError> {
        match self.take_fed() {
            Some(put) => self.keep_refused(self.core.try_put(put)),
            None => Ok(()),
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
    async fn send(&self, message: T) -> Result<(), SendError<T>> {
        if self.any_fed.load(Ordering::Acquire) {
            self.flush().await?;
        }
        let mut body = Some(Parcel::Data(message));
        self.core.put_at_once(self.member, clock::wall_ms(), &mut body);
        match body {
            None => Ok(()),
            Some(body) => self.core.put(self.many(vec![body]), None, None).await.map_err(Self::refused_one),
        }
    }

    async fn feed(&self, message: T) -> Result<(), SendError<T>> {
        let enough = {
            let mut fed = self.fed();
            fed.push(Parcel::Data(message));
            self.any_fed.store(true, Ordering::Release);
            fed.len() >= self.max_batch
        };
        if enough { Ok(self.flush().await?) } else { Ok(()) }
    }

    async fn flush(&self) -> Result<(), ChannelError> {
        match self.take_fed() {
            Some(put) => self.keep_refused(self.core.put(put, None, Some(&self.fed)).await),
            None => Ok(()),
        }
    }

    async fn try_send(&self, message: T) -> Result<(), SendError<T>> {
        if let Err(error) = self.try_flush() {
            return Err(SendError { error, message: Some(message) });
        }
        let mut body = Some(Parcel::Data(message));
        self.core.put_at_once(self.member, clock::wall_ms(), &mut body);
        match body {
            None => Ok(()),
            Some(body) => self.core.try_put(self.many(vec![body])).map_err(Self::refused_one),
        }
    }

    async fn send_batch(&self, messages: Vec<T>) -> Result<(), SendError<Vec<T>>> {
        self.flush().await?;
        let put = self.many(messages.into_iter().map(Parcel::Data).collect());
        let done = self.core.put(put, None, None).await;
        done.map_err(|refused| SendError { error: refused.error, message: Some(data(refused.bodies)) })
    }

    async fn send_error(&self, error: WireError<'static>) -> Result<(), ChannelError> {
        self.flush().await?;
        let put = self.many(vec![Parcel::Fault(Box::new(error))]);
        self.core.put(put, None, None).await.map_err(|refused| refused.error)
    }

    async fn close(&self) -> Result<(), ChannelError> {
        let flushed = self.flush().await;
        self.core.with(|machine| machine.close("a sender closed it"));
        flushed
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
        self.core.with(|machine| machine.leave_sender(self.member));
    }
}

/// The way out of a channel of this process.
pub struct LocalReceiver<T> {
    desk: Arc<Desk<T>>,
    /// Behind what a batch was cut off at.
    rest: VecDeque<Item<Parcel<T>>>,
}

/// A reader: its receiver, and the deliveries that are not settled. It leaves with the last of them.
struct Desk<T> {
    core: Arc<Core<Parcel<T>>>,
    member: Member,
}

impl<T: Send> Settler for Desk<T> {
    fn settle(&self, token: Token, verdict: Verdict) {
        let now = self.core.now();
        self.core.with(|machine| machine.settle(now, self.member, token, verdict));
    }
}

impl<T> Drop for Desk<T> {
    fn drop(&mut self) {
        self.core.with(|machine| machine.leave_reader(self.member));
        self.core.close_outlet();
    }
}

impl<T: Send + 'static> LocalReceiver<T> {
    pub(crate) fn new(core: Arc<Core<Parcel<T>>>) -> Self {
        let now = core.now();
        let member = core.with(|machine| machine.join_reader(now, None));
        core.open_outlet();
        Self { desk: Arc::new(Desk { core, member }), rest: VecDeque::new() }
    }

    #[inline(always)]
    fn delivery(&self, item: Item<Parcel<T>>) -> Result<Delivery<T>, RecvError> {
        let core = &self.desk.core;
        let Item { position, seq, ts, attempt, body } = item;
        let token = Token { position, attempt };
        match body {
            Parcel::Data(message) => {
                let stamp = Stamp { channel: Arc::clone(&core.channel), seq, ts, attempt };
                let settler = self.acks().then(|| (Arc::clone(&self.desk) as Arc<dyn Settler>, token));
                Ok(Delivery::new(message, stamp, settler))
            }
            Parcel::Fault(mut error) => {
                if self.acks() {
                    self.desk.settle(token, Verdict::Ack);
                }
                error.header = error.header.seq(seq).ts(ts);
                error.header.channel_id = core.channel.to_string().into();
                Err(RecvError::Fault(error))
            }
        }
    }

    fn acks(&self) -> bool {
        self.desk.core.acks
    }

    /// Up to `max` of the rest, as far as the first failure; the failure alone where it stands first.
    fn batch(&mut self, max: usize) -> Result<Vec<Delivery<T>>, RecvError> {
        let mut batch = Vec::with_capacity(max.min(self.rest.len()));
        while batch.len() < max.max(1) {
            let is_fault = matches!(self.rest.front(), Some(Item { body: Parcel::Fault(_), .. }));
            if is_fault && !batch.is_empty() {
                break;
            }
            let Some(item) = self.rest.pop_front() else { break };
            batch.push(self.delivery(item)?);
        }
        Ok(batch)
    }
}

impl<T: Send + 'static> Receiver<T> for LocalReceiver<T> {
    async fn recv(&mut self) -> Result<Delivery<T>, RecvError> {
        if let Some(item) = self.rest.pop_front() {
            return self.delivery(item);
        }
        if let Some(item) = self.desk.core.get_at_once(self.desk.member) {
            return self.delivery(item);
        }
        let mut items = self.desk.core.get(self.desk.member, 1, None).await?;
        match items.pop() {
            Some(item) => self.delivery(item),
            None => Err(ChannelError::empty().into()),
        }
    }

    async fn try_recv(&mut self) -> Result<Delivery<T>, RecvError> {
        if let Some(item) = self.rest.pop_front() {
            return self.delivery(item);
        }
        let mut items = self.desk.core.try_get(self.desk.member, 1)?;
        match items.pop() {
            Some(item) => self.delivery(item),
            None => Err(ChannelError::empty().into()),
        }
    }

    async fn recv_batch(&mut self, max: usize, timeout: Option<Duration>) -> Result<Vec<Delivery<T>>, RecvError> {
        if self.rest.is_empty() {
            let deadline = timeout.map(|timeout| (timeout, "recv_batch"));
            self.rest = self.desk.core.get(self.desk.member, max, deadline).await?.into();
        }
        self.batch(max)
    }

    async fn close(&mut self) -> Result<(), ChannelError> {
        self.desk.core.with(|machine| machine.close("a reader closed it"));
        Ok(())
    }
}

/// A further reader: each message goes to one of them.
impl<T: Send + 'static> Clone for LocalReceiver<T> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.desk.core))
    }
}

/// What it took and nobody has seen goes back.
impl<T> Drop for LocalReceiver<T> {
    fn drop(&mut self) {
        let rest: Vec<_> = self.rest.drain(..).collect();
        if !rest.is_empty() {
            self.desk.core.with(|machine| machine.give_back(rest));
        }
    }
}
