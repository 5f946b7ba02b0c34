//! [`NatsChannel`]: a channel on a server, as who opened it sees it.

use super::error::{backend, told};
use super::pump::{Command, Pump};
use super::receiver::NatsReceiver;
use super::sender::NatsSender;
use super::shared::Shared;
use super::stream::{self, READERS};
use crate::channel::error::ChannelError;
use crate::channel::frames::{FramedReceiver, FramedSender};
use crate::channel::messages::ChannelStats;
use crate::channel::options::ChannelOptions;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tokio::sync::mpsc;

/// A channel on a server: it makes senders and receivers, closes it, and counts what is in it.
///
/// The channel outlives this, and this process: it is there until it is [deleted](super::Nats::delete).
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
/// jobs.sender().send(Job { id: 7 }).await?;
/// assert_eq!(jobs.receiver().recv().await?.ack(), Job { id: 7 });
/// assert_eq!(jobs.stats().await?.sent, 1);
/// jobs.close("enough").await?;
/// # Ok(())
/// # }
/// ```
pub struct NatsChannel<T> {
    shared: Arc<Shared>,
    line: mpsc::UnboundedSender<Command>,
    message: PhantomData<fn() -> T>,
}

impl<T> NatsChannel<T> {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        let line = Pump::start(&shared);
        Self { shared, line, message: PhantomData }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.shared.names.channel
    }

    /// What it was made with.
    #[must_use]
    pub fn options(&self) -> &ChannelOptions {
        &self.shared.options
    }

    /// The channel is closed when the last sender that this handle made is dropped. For channels that one process sends into:
    /// without this, senders come and go, and a channel is closed by [`close`](Self::close) alone.
    #[must_use]
    pub fn closes_with_senders(self) -> Self {
        self.shared.closes_with_senders.store(true, Ordering::Release);
        self
    }

    /// A further sender.
    #[must_use]
    pub fn sender(&self) -> FramedSender<T, NatsSender> {
        FramedSender::new(self.name(), NatsSender::new(Arc::clone(&self.shared), self.line.clone()))
    }

    /// A further reader: each message goes to one of all that there are, in this process and elsewhere.
    #[must_use]
    pub fn receiver(&self) -> FramedReceiver<T, NatsReceiver> {
        FramedReceiver::new(NatsReceiver::new(Arc::clone(&self.shared)))
    }

    /// Refuses further messages, in every process; readers have what is left.
    ///
    /// # Errors
    /// The server's.
    pub async fn close(&self, reason: &str) -> Result<(), ChannelError> {
        let (shared, reason) = (Arc::clone(&self.shared), reason.to_owned());
        self.shared.on_runtime(async move { shared.close(&reason).await }).await
    }

    /// What has happened in it, and what is in it, as far as the server counts it: `sent`, `acked`, `ready`, `in_flight`,
    /// `delivered`, `redelivered` and `waiting_gets`. `delivered` and `redelivered` have also what came again to the readers of
    /// this handle alone. `high_water` is the most that this handle has seen: the capacity where a message was refused for want
    /// of room, and else what was there when it was asked for.
    ///
    /// # Errors
    /// [`ChannelClosed`](crate::channel::ChannelClosed) where it is not there any more; the server's.
    pub async fn stats(&self) -> Result<ChannelStats, ChannelError> {
        let shared = Arc::clone(&self.shared);
        self.shared.on_runtime(async move { stats(&shared).await }).await
    }
}

async fn stats(shared: &Shared) -> Result<ChannelStats, ChannelError> {
    let stream = shared.context.get_stream_no_info(&shared.names.stream).await;
    let stream = stream.map_err(|error| backend(told(&error)))?;
    let Some(info) = stream::info(&shared.context, &shared.names).await? else {
        return Err(ChannelError::closed(stream::gone(&shared.names)));
    };
    let readers = stream.consumer_info(READERS).await.map_err(|error| backend(told(&error)))?;
    let again = shared.again.load(Ordering::Relaxed);
    let (deliveries, messages) = (readers.delivered.consumer_sequence, readers.delivered.stream_sequence);
    Ok(ChannelStats {
        sent: info.state.last_sequence,
        acked: info.state.last_sequence.saturating_sub(info.state.messages),
        delivered: deliveries + again,
        // The server forgets which of them were redelivered once they are acked. Each message has one first delivery: what is
        // more than that is redelivered. Where messages gave way unread that is too few.
        redelivered: deliveries.saturating_sub(messages) + again,
        ready: readers.num_pending,
        in_flight: readers.num_ack_pending as u64,
        waiting_gets: readers.num_waiting as u64,
        high_water: shared.saw(info.state.messages),
        ..ChannelStats::default()
    })
}
