//! [`RayChannelActor`]: the channel's actor, call by call, as a Python program calls it.

use super::channel::{Inner, decode};
use super::link::{Failed, call_bytes};
use super::protocol::Ask;
use crate::channel::error::ChannelError;
use crate::channel::frames;
use crate::channel::state::Counts;
use crate::decode::{Decode, DecodeOwned};
use crate::encode::Encode;
use crate::envelope::DataMessage;
use crate::msgpack;
use crate::validate::Validate;
use bytes::Bytes;
use klaw_derive::WireMessage;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// How a call went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", rename_all = "snake_case", frozen)]
pub enum CallStatus {
    /// It was done.
    Ok,
    /// There was no room in time.
    Full,
    /// There was no message in time.
    Empty,
    /// The channel is closed, and empty.
    Closed,
    /// It is no message of the channel's: it breaks a rule, or cannot be read.
    TypeError,
    /// The channel could never hold so many.
    Large,
}

/// What came of a call about one message.
#[derive(Debug, Clone, PartialEq)]
pub struct SingleResult<T> {
    /// How it went.
    pub status: CallStatus,
    /// The message, where one was asked for and there.
    pub value: Option<T>,
}

/// What came of a call about several messages.
#[derive(Debug, Clone, PartialEq)]
pub struct BatchResult<T> {
    /// How it went.
    pub status: CallStatus,
    /// The messages.
    pub items: Vec<T>,
}

/// A reader, as the channel knows it.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(crate = "crate", frozen)]
pub struct ReaderInfo {
    /// Its name.
    pub reader_id: String,
    /// The node that it said it is on; empty if it said none.
    pub node_id: String,
    /// When it came: seconds since 1970-01-01 UTC.
    pub registered_at: f64,
    /// Its last sign of life: seconds since 1970-01-01 UTC.
    pub last_seen_at: f64,
    /// How many messages it was handed.
    pub total_received: u64,
}

/// What kind of channel it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, WireMessage)]
#[wire(crate = "crate", rename_all = "lowercase", frozen)]
pub enum ChannelType {
    /// Each message to one reader.
    Mpmc,
    /// Each message to every reader.
    Broadcast,
    /// The last value.
    Watch,
    /// One message.
    Oneshot,
}

/// What a channel is.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(crate = "crate", frozen)]
pub struct ChannelMetadata {
    /// What kind of channel it is.
    pub channel_type: ChannelType,
    /// How many messages it holds.
    pub capacity: u64,
    /// Does it hold any number?
    pub unbounded: bool,
    /// Its messages' type, as the text of a [`Lock`](crate::lock::Lock); empty where nobody said it.
    pub value_type: String,
}

/// The counts as the actor has them.
#[derive(Debug, WireMessage)]
#[wire(crate = "crate")]
struct Stats {
    sent: u64,
    delivered: u64,
    redelivered: u64,
    acked: u64,
    dropped: u64,
    repeated: u64,
    stale: u64,
    high_water: u64,
    ready: u64,
    in_flight: u64,
    waiting_puts: u64,
    waiting_gets: u64,
    senders: u64,
    readers: u64,
}

/// The channel's actor, call by call.
///
/// Each call is made once, and costs what a call of an actor costs, about a millisecond: [`RaySender`](super::RaySender) and
/// [`RayReceiver`](super::RayReceiver) gather messages, keep their order, and repeat what was lost. A message that is read here
/// is gone. A call that waits does so for 10 s at most.
pub struct RayChannelActor<T> {
    channel: Arc<Inner>,
    seq: AtomicU64,
    message: PhantomData<fn(T) -> T>,
}

impl<T> RayChannelActor<T> {
    pub(super) fn new(channel: Arc<Inner>) -> Self {
        Self { channel, seq: AtomicU64::new(0), message: PhantomData }
    }

    async fn ask<A: Encode>(&self, method: &str, arguments: A) -> Result<Bytes, ChannelError> {
        let link = &self.channel.link;
        let asked = link.submit(&call_bytes(&Ask { actor: &self.channel.actor, method, arguments }));
        match asked.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(Failed::Raised(failure))) => {
                Err(failure.into_error(&self.channel.actor, &link.config.python.to_string_lossy()))
            }
            Ok(Err(Failed::Gone)) | Err(_) => Err(link.why_gone()),
        }
    }

    async fn ask_for<M: DecodeOwned, A: Encode>(&self, method: &str, arguments: A) -> Result<M, ChannelError> {
        decode(&self.ask(method, arguments).await?)
    }

    /// Counts what has happened in it, and what is in it.
    ///
    /// # Errors
    /// The backend's.
    pub async fn stats(&self) -> Result<Counts, ChannelError> {
        let stats: Stats = self.ask_for("stats", [0_u8; 0]).await?;
        Ok(Counts {
            sent: stats.sent,
            delivered: stats.delivered,
            redelivered: stats.redelivered,
            acked: stats.acked,
            dropped: stats.dropped,
            repeated: stats.repeated,
            stale: stats.stale,
            high_water: stats.high_water,
            ready: stats.ready,
            in_flight: stats.in_flight,
            waiting_puts: stats.waiting_puts,
            waiting_gets: stats.waiting_gets,
            senders: stats.senders,
            readers: stats.readers,
        })
    }

    /// What it is.
    ///
    /// # Errors
    /// The backend's.
    pub async fn metadata(&self) -> Result<ChannelMetadata, ChannelError> {
        self.ask_for("metadata", [0_u8; 0]).await
    }

    /// Who reads it.
    ///
    /// # Errors
    /// The backend's.
    pub async fn readers(&self) -> Result<Vec<ReaderInfo>, ChannelError> {
        self.ask_for("readers", [0_u8; 0]).await
    }

    /// A sender is there; when the last one has gone the channel is closed. It gives a sign of life within the lease.
    ///
    /// # Errors
    /// The backend's.
    pub async fn register_sender(&self, sender_id: &str) -> Result<(), ChannelError> {
        self.ask("register_sender", (sender_id,)).await.map(drop)
    }

    /// A sender has gone.
    ///
    /// # Errors
    /// The backend's.
    pub async fn deregister_sender(&self, sender_id: &str) -> Result<(), ChannelError> {
        self.ask("deregister_sender", (sender_id,)).await.map(drop)
    }

    /// A reader is there, on a node.
    ///
    /// # Errors
    /// The backend's.
    pub async fn register_receiver(&self, reader_id: &str, node_id: &str) -> Result<(), ChannelError> {
        self.ask("register_receiver", (reader_id, node_id)).await.map(drop)
    }

    /// A reader has gone.
    ///
    /// # Errors
    /// The backend's.
    pub async fn deregister_receiver(&self, reader_id: &str) -> Result<(), ChannelError> {
        self.ask("deregister_receiver", (reader_id,)).await.map(drop)
    }
}

impl<T: Encode + Validate> RayChannelActor<T> {
    fn encode(&self, message: &T) -> Result<Bytes, ChannelError> {
        frames::encode(&self.channel.actor, self.seq.fetch_add(1, Ordering::Relaxed), message)
    }

    async fn put_frames(&self, messages: &[T], seconds: f64) -> Result<BatchResult<T>, ChannelError> {
        let frames: Result<Vec<_>, _> = messages.iter().map(|message| self.encode(message)).collect();
        let status = match frames {
            Ok(frames) => self.ask_for("put_batch", (frames, seconds)).await?,
            Err(_) => CallStatus::TypeError,
        };
        Ok(BatchResult { status, items: Vec::new() })
    }

    /// Puts a message, and waits for room.
    ///
    /// # Errors
    /// The backend's.
    pub async fn put(&self, message: &T, timeout: Duration) -> Result<SingleResult<T>, ChannelError> {
        let result = self.put_frames(std::slice::from_ref(message), timeout.as_secs_f64()).await?;
        Ok(SingleResult { status: result.status, value: None })
    }

    /// Puts a message if there is room now.
    ///
    /// # Errors
    /// The backend's.
    pub async fn put_nowait(&self, message: &T) -> Result<SingleResult<T>, ChannelError> {
        self.put(message, Duration::ZERO).await
    }

    /// Puts all messages or none, and waits for room.
    ///
    /// # Errors
    /// The backend's.
    pub async fn put_batch(&self, messages: &[T], timeout: Duration) -> Result<BatchResult<T>, ChannelError> {
        self.put_frames(messages, timeout.as_secs_f64()).await
    }
}

/// What `get` and `get_batch` return.
#[derive(WireMessage)]
#[wire(crate = "crate", array_like)]
struct Got<V> {
    status: CallStatus,
    value: V,
}

impl<T: DecodeOwned> RayChannelActor<T> {
    /// Takes a message, and waits for one.
    ///
    /// # Errors
    /// The backend's.
    pub async fn get(&self, timeout: Duration) -> Result<SingleResult<T>, ChannelError> {
        let answer = self.ask("get", (timeout.as_secs_f64(),)).await?;
        let Got { status, value } = decode::<Got<Option<&[u8]>>>(&answer)?;
        match value.map(payload).transpose() {
            Ok(value) => Ok(SingleResult { status, value }),
            Err(_) => Ok(SingleResult { status: CallStatus::TypeError, value: None }),
        }
    }

    /// Takes a message that is there.
    ///
    /// # Errors
    /// The backend's.
    pub async fn get_nowait(&self) -> Result<SingleResult<T>, ChannelError> {
        self.get(Duration::ZERO).await
    }

    /// Waits for the first message, and takes up to `max` that are there then. Where one of them is none, the status says so, and
    /// those in front of it are there.
    ///
    /// # Errors
    /// The backend's.
    pub async fn get_batch(&self, max: usize, timeout: Duration) -> Result<BatchResult<T>, ChannelError> {
        let answer = self.ask("get_batch", (max as u64, timeout.as_secs_f64())).await?;
        let Got { mut status, value } = decode::<Got<Vec<&[u8]>>>(&answer)?;
        let mut items = Vec::with_capacity(value.len());
        for frame in value {
            match payload(frame) {
                Ok(item) => items.push(item),
                Err(_) => status = CallStatus::TypeError,
            }
        }
        Ok(BatchResult { status, items })
    }
}

fn payload<'a, T: Decode<'a>>(frame: &'a [u8]) -> Result<T, crate::Error> {
    msgpack::from_slice::<DataMessage<'a, T>>(frame).map(|message| message.payload)
}
