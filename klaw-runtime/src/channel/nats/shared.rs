//! What the handles of one channel share.

use super::config::NatsConfig;
use super::error::backend;
use super::stream::{self, Names};
use crate::channel::error::ChannelError;
use crate::channel::options::ChannelOptions;
use async_nats::Client;
use async_nats::jetstream::Context;
use std::collections::hash_map::{DefaultHasher, RandomState};
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use tokio::runtime::Handle;
use tokio::sync::{Notify, watch};

/// What handles say that are used later than the runtime of their connection.
pub(super) const RUNTIME_ENDED: &str = "the runtime that the connection runs on has ended";

pub(super) struct Shared {
    pub(super) names: Names,
    pub(super) options: ChannelOptions,
    pub(super) config: NatsConfig,
    pub(super) client: Client,
    pub(super) context: Context,
    /// Where the connection runs: handles may be used from any executor, or none.
    pub(super) runtime: Handle,
    /// How often it was connected.
    pub(super) connections: watch::Receiver<u64>,
    /// Why the channel was closed, once this process knows.
    pub(super) closed: watch::Sender<Option<String>>,
    /// There may be room.
    pub(super) room: Notify,
    /// Acks that the server has not confirmed.
    unconfirmed: AtomicUsize,
    /// The most messages that were seen in it at once.
    high_water: AtomicU64,
    /// How often readers of this process were given what one of them had given back, without the server.
    pub(super) again: AtomicU64,
    pub(super) senders: AtomicUsize,
    pub(super) closes_with_senders: AtomicBool,
}

impl Shared {
    pub(super) fn new(nats: &super::Nats, names: Names, options: ChannelOptions) -> Arc<Self> {
        Arc::new(Self {
            names,
            options,
            config: nats.config.clone(),
            client: nats.client.clone(),
            context: nats.context.clone(),
            runtime: nats.runtime.clone(),
            connections: nats.connections.clone(),
            closed: watch::Sender::new(None),
            room: Notify::new(),
            unconfirmed: AtomicUsize::new(0),
            high_water: AtomicU64::new(0),
            again: AtomicU64::new(0),
            senders: AtomicUsize::new(0),
            closes_with_senders: AtomicBool::new(false),
        })
    }

    pub(super) fn capacity(&self) -> usize {
        usize::try_from(self.options.capacity.get()).unwrap_or(usize::MAX)
    }

    /// So many messages were in it just now: the most that this process has seen.
    pub(super) fn saw(&self, messages: u64) -> u64 {
        self.high_water.fetch_max(messages, Ordering::Relaxed).max(messages)
    }

    pub(super) fn learn_closed(&self, reason: &str) {
        self.closed.send_if_modified(|closed| closed.is_none() && closed.replace(reason.into()).is_none());
        self.room.notify_one();
    }

    /// Refuses further messages, in every process.
    pub(super) async fn close(&self, why: &str) -> Result<(), ChannelError> {
        stream::seal(&self.context, &self.names, why).await?;
        let reason = stream::closed(&self.context, &self.names).await?;
        self.learn_closed(&reason.unwrap_or_else(|| why.into()));
        // Who does not hear of it asks now and then.
        let _ = self.client.publish(self.names.news.clone(), "closed".into()).await;
        Ok(())
    }

    /// Runs a call where the connection runs, from wherever it is asked for.
    pub(super) async fn on_runtime<R: Send + 'static>(
        self: &Arc<Self>,
        call: impl Future<Output = Result<R, ChannelError>> + Send + 'static,
    ) -> Result<R, ChannelError> {
        match self.runtime.spawn(call).await {
            Ok(result) => result,
            Err(error) => Err(backend(format!("the call did not end: {error}"))),
        }
    }

    // Acks on their way.

    pub(super) fn settling(&self, count: usize) {
        self.unconfirmed.fetch_add(count, Ordering::AcqRel);
    }

    pub(super) fn settled(&self, count: usize) {
        self.unconfirmed.fetch_sub(count, Ordering::AcqRel);
        self.room.notify_one();
    }

    pub(super) fn is_settling(&self) -> bool {
        self.unconfirmed.load(Ordering::Acquire) > 0
    }
}

/// A number that no other process has.
pub(super) fn random() -> u64 {
    let hasher: DefaultHasher = RandomState::new().build_hasher();
    hasher.finish()
}
