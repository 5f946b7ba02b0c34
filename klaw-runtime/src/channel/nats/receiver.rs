//! [`NatsReceiver`]: frames out of a stream.

use super::desk::{Desk, Held};
use super::shared::Shared;
use crate::channel::delivery::{Delivery, Settler, Stamp};
use crate::channel::error::ChannelError;
use crate::channel::receiver::{Receiver, RecvError};
use crate::channel::state::{Item, Member, Token, Verdict};
use bytes::Bytes;
use futures_lite::future::or;
use futures_timer::Delay;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// How long the server may take at least to say what is there.
const SEEN: Duration = Duration::from_millis(250);

/// Receives frames from a channel on NATS. Clones, and readers in other processes, share its messages: each goes to one of them.
///
/// While this process lives, what it has taken and not acked stays its own, however long it takes; when it dies, the messages come
/// again elsewhere after the lease.
///
/// ```no_run
/// # use klaw_runtime::WireMessage;
/// # #[derive(Debug, PartialEq, WireMessage)]
/// # #[wire(array_like)]
/// # struct Job {
/// #     id: u64,
/// # }
/// #
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::nats::{Nats, NatsConfig};
/// use klaw_runtime::channel::{ChannelOptions, Receiver, Sender};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let nats = Nats::connect(NatsConfig::new("nats://127.0.0.1:4222")).await?;
/// let options = ChannelOptions::new(ChannelCapacity::literal(1000));
/// let jobs = nats.get_or_create::<Job>("jobs", &options).await?;
/// jobs.sender().send_batch(vec![Job { id: 1 }, Job { id: 2 }]).await?;
/// let mut receiver = jobs.receiver();
/// assert_eq!(receiver.recv_batch(10, None).await?.into_iter().map(|job| job.ack().id).sum::<u64>(), 3);
/// # Ok(())
/// # }
/// ```
pub struct NatsReceiver {
    reader: Arc<Reader>,
}

/// A reader: its receiver, and the deliveries that are not settled. It leaves with the last of them.
struct Reader {
    desk: Arc<Desk>,
    member: Member,
}

impl Reader {
    fn join(desk: Arc<Desk>) -> Arc<Self> {
        desk.readers.fetch_add(1, Ordering::AcqRel);
        let member = desk.core.with(|machine| machine.join_reader(0, None));
        Arc::new(Self { desk, member })
    }
}

impl Settler for Reader {
    fn settle(&self, token: Token, verdict: Verdict) {
        self.desk.settle(self.member, token, verdict);
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.desk.core.with(|machine| machine.leave_reader(self.member));
        self.desk.readers.fetch_sub(1, Ordering::AcqRel);
        self.desk.bell.notify_one();
    }
}

impl NatsReceiver {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        let desk = Desk::open(shared);
        let reader = Reader::join(Arc::clone(&desk));
        desk.start();
        Self { reader }
    }

    fn take(&self, max: usize) -> Result<Vec<Item<Held>>, ChannelError> {
        self.reader.desk.core.try_get(self.reader.member, max)
    }

    /// Waits until the server has said what is there.
    async fn probe(&self, max: usize, limit: Duration, operation: &str) -> Result<(), ChannelError> {
        let late = async {
            Delay::new(limit).await;
            false
        };
        match or(self.reader.desk.probe(max), late).await {
            true => Ok(()),
            false => Err(ChannelError::timeout(limit, operation)),
        }
    }

    fn delivery(&self, item: Item<Held>) -> Delivery<Bytes> {
        let desk = &self.reader.desk;
        let Item { position, attempt, body, .. } = item;
        let Held { frame, seq, ts, delivered } = body;
        let channel = Arc::clone(&desk.core.channel);
        let stamp = Stamp { channel, seq, ts, attempt: delivered.saturating_add(attempt).saturating_sub(1) };
        desk.taken(1);
        if attempt > 1 {
            desk.shared.again.fetch_add(1, Ordering::Relaxed);
        }
        if desk.core.acks() {
            let settler = Arc::clone(&self.reader) as Arc<dyn Settler>;
            return Delivery::new(frame, stamp, Some((settler, Token { position, attempt })));
        }
        desk.done(position);
        Delivery::new(frame, stamp, None)
    }

    fn deliveries(&self, items: Vec<Item<Held>>) -> Vec<Delivery<Bytes>> {
        items.into_iter().map(|item| self.delivery(item)).collect()
    }

    fn one(&self, mut items: Vec<Item<Held>>) -> Result<Delivery<Bytes>, RecvError> {
        items.pop().map(|item| self.delivery(item)).ok_or_else(|| ChannelError::empty().into())
    }
}

impl Receiver<Bytes> for NatsReceiver {
    async fn recv(&mut self) -> Result<Delivery<Bytes>, RecvError> {
        let Reader { desk, member } = &*self.reader;
        if let Some(item) = desk.core.get_at_once(*member) {
            return Ok(self.delivery(item));
        }
        desk.ask();
        self.one(desk.core.get(*member, 1, None).await?)
    }

    async fn try_recv(&mut self) -> Result<Delivery<Bytes>, RecvError> {
        match self.take(1) {
            Err(error) if error.is_empty() => {}
            taken => return self.one(taken?),
        }
        self.probe(1, self.reader.desk.shared.config.ack_timeout, "try_recv").await?;
        self.one(self.take(1)?)
    }

    async fn recv_batch(&mut self, max: usize, timeout: Option<Duration>) -> Result<Vec<Delivery<Bytes>>, RecvError> {
        let Reader { desk, member } = &*self.reader;
        let start = Instant::now();
        if desk.stock.load(Ordering::Acquire) < max {
            // However short the time is, what is there is seen. Where the server does not say, there is what lies here.
            let limit = timeout.unwrap_or(Duration::MAX).clamp(SEEN, desk.shared.config.ack_timeout.max(SEEN));
            let _ = self.probe(max, limit, "recv_batch").await;
        }
        match self.take(max) {
            Err(error) if error.is_empty() => desk.ask(),
            taken => return Ok(self.deliveries(taken?)),
        }
        let left = timeout.map(|timeout| (timeout.saturating_sub(start.elapsed()), "recv_batch"));
        match (desk.core.get(*member, max, left).await, timeout) {
            (Err(error), Some(timeout)) if error.is_timeout() => {
                Err(ChannelError::timeout(timeout, "recv_batch").into())
            }
            (got, _) => Ok(self.deliveries(got?)),
        }
    }

    async fn close(&mut self) -> Result<(), ChannelError> {
        let shared = Arc::clone(&self.reader.desk.shared);
        self.reader.desk.shared.on_runtime(async move { shared.close("a reader closed it").await }).await
    }
}

/// A further reader at the same desk.
impl Clone for NatsReceiver {
    fn clone(&self) -> Self {
        Self { reader: Reader::join(Arc::clone(&self.reader.desk)) }
    }
}
