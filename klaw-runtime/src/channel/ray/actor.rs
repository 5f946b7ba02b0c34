//! [`RayChannelActor`]: the channel's actor, call by call, as a Python program calls it.

use super::channel::{Inner, decode};
use super::link::{Failed, POLL, call_bytes};
use super::protocol::Ask;
use crate::channel::error::ChannelError;
use crate::channel::frames;
use crate::channel::messages::{
    BatchResult, ChannelMetadata, ChannelStats, DeliveryId, ReaderInfo, SingleResult, Status,
};
use crate::decode::DecodeOwned;
use crate::encode::Encode;
use crate::envelope::DataMessage;
use crate::msgpack;
use crate::validate::Validate;
use bytes::Bytes;
use futures_timer::Delay;
use klaw_derive::WireMessage;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The shortest time between two calls of one that waits for a message.
const PAUSE: Duration = Duration::from_millis(100);

/// The channel's actor, call by call.
///
/// Each call is made once, and costs what a call of an actor costs, about a millisecond: [`RaySender`](super::RaySender) and
/// [`RayReceiver`](super::RayReceiver) gather messages, keep their order, and repeat what was lost.
///
/// Of calls that wait for messages for one reader at once, one has a place at the actor: the others ask for it again, ten times a
/// second. Tasks that wait have a reader each.
///
/// ```no_run
/// # use klaw_runtime::WireMessage;
/// # #[derive(Debug, PartialEq, WireMessage)]
/// # #[wire(array_like)]
/// # struct Job {
/// #     id: u64,
/// # }
/// #
/// use klaw_runtime::channel::ray::{Ray, RayConfig};
/// use klaw_runtime::channel::Status;
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let ray = Ray::connect(RayConfig::from_env()?).await?;
/// let actor = ray.channel::<Job>("jobs").get_or_create().await?.actor();
/// actor.register_receiver("worker-1", "").await?;
/// actor.put(&Job { id: 7 }, None).await?;
/// assert_eq!(actor.get("worker-1", None).await?.value, Some(Job { id: 7 }));
/// assert_eq!(actor.get_nowait("worker-1").await?.status, Status::Empty);
/// # Ok(())
/// # }
/// ```
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
            Ok(Err(Failed::Late)) => Err(ChannelError::timeout(link.longest(), method)),
            Ok(Err(Failed::Gone)) | Err(_) => Err(link.why_gone()),
        }
    }

    async fn ask_for<M: DecodeOwned, A: Encode>(&self, method: &str, arguments: A) -> Result<M, ChannelError> {
        decode(&self.ask(method, arguments).await?)
    }

    /// What has happened in the channel, and what is in it.
    ///
    /// # Errors
    /// The backend's.
    pub async fn stats(&self) -> Result<ChannelStats, ChannelError> {
        self.ask_for("stats", [0_u8; 0]).await
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

    /// A sign of life of a sender or a reader, which renews its lease.
    ///
    /// # Errors
    /// Nobody is registered under that name, or the backend's.
    pub async fn heartbeat(&self, id: &str) -> Result<(), ChannelError> {
        let strangers: Vec<String> = self.ask_for("heartbeat", (id,)).await?;
        if strangers.is_empty() {
            return Ok(());
        }
        Err(ChannelError::mismatch("member", format_args!("nobody is registered as `{id}`")))
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
    /// Puts a message, and waits for room, no longer than the timeout says.
    ///
    /// # Errors
    /// The message breaks a rule, the channel is closed, there was no room in time, or the backend's.
    pub async fn put(&self, item: &T, timeout: Option<Duration>) -> Result<(), ChannelError> {
        self.put_batch(std::slice::from_ref(item), timeout).await
    }

    /// Puts a message if there is room now.
    ///
    /// # Errors
    /// As [`put`](Self::put), and [`ChannelFull`](crate::channel::ChannelFull).
    pub async fn put_nowait(&self, item: &T) -> Result<(), ChannelError> {
        self.put_batch(std::slice::from_ref(item), Some(Duration::ZERO)).await
    }

    /// Puts messages that are accepted together or not at all.
    ///
    /// # Errors
    /// As [`put`](Self::put), and a batch that the channel could never hold.
    pub async fn put_batch(&self, items: &[T], timeout: Option<Duration>) -> Result<(), ChannelError> {
        let encode = |item: &T| frames::encode(&self.channel.actor, self.seq.fetch_add(1, Ordering::Relaxed), item);
        let frames: Vec<Bytes> = items.iter().map(encode).collect::<Result<_, _>>()?;
        let deadline = Deadline::of(timeout);
        loop {
            let answer = self.ask("put_batch", (&frames, deadline.next())).await?;
            match decode::<&str>(&answer)? {
                "ok" => return Ok(()),
                "full" if deadline.is_over() => match timeout {
                    Some(after) if !after.is_zero() => return Err(ChannelError::timeout(after, "put")),
                    _ => return Err(ChannelError::full(self.channel.capacity())),
                },
                "full" => {}
                "large" => return Err(self.channel.too_large(frames.len())),
                _ => return Err(ChannelError::closed("its actor says so")),
            }
        }
    }
}

/// What `lend` returns: a status, and each message behind what names it.
#[derive(WireMessage)]
#[wire(crate = "crate", array_like)]
struct Lent<'a> {
    status: Status,
    items: Vec<(DeliveryId, &'a [u8])>,
}

impl<T: DecodeOwned> RayChannelActor<T> {
    /// Takes a message for a registered reader, and waits for one.
    ///
    /// # Errors
    /// There is no such reader, or the backend's.
    pub async fn get(&self, reader_id: &str, timeout: Option<Duration>) -> Result<SingleResult<T>, ChannelError> {
        let BatchResult { status, items, deliveries } = self.get_batch(reader_id, 1, timeout).await?;
        Ok(SingleResult { status, value: items.into_iter().next(), delivery: deliveries.into_iter().next() })
    }

    /// Takes a message that is there.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn get_nowait(&self, reader_id: &str) -> Result<SingleResult<T>, ChannelError> {
        let mut result = self.get(reader_id, Some(Duration::ZERO)).await?;
        if result.status == Status::Timeout {
            result.status = Status::Empty;
        }
        Ok(result)
    }

    /// Waits for the first message, and takes up to `max` that are there then. Where one of them cannot be read, the status says
    /// so, and the others are there.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn get_batch(
        &self,
        reader_id: &str,
        max: usize,
        timeout: Option<Duration>,
    ) -> Result<BatchResult<T>, ChannelError> {
        let deadline = Deadline::of(timeout);
        loop {
            let asked = Instant::now();
            let answer = self.ask("lend", (reader_id, max as u64, deadline.next())).await?;
            if decode::<Refusal<'_>>(&answer).is_ok_and(|refusal| refusal.status == "stranger") {
                return Err(ChannelError::mismatch("reader", format_args!("nobody goes by `{reader_id}`")));
            }
            let Lent { mut status, items } = decode(&answer)?;
            if status == Status::Empty && !deadline.is_over() {
                // Another call of this reader's may have taken its place. That one waits meanwhile.
                let pause = PAUSE.saturating_sub(asked.elapsed());
                Delay::new(pause.min(Duration::from_secs_f64(deadline.next()))).await;
                continue;
            }
            if status == Status::Empty {
                status = Status::Timeout;
            }
            let mut result = BatchResult { status, items: Vec::new(), deliveries: Vec::new() };
            let mut unreadable = Vec::new();
            for (delivery, frame) in items {
                match msgpack::from_slice::<DataMessage<'_, T>>(frame) {
                    Ok(message) => {
                        result.items.push(message.payload);
                        result.deliveries.push(delivery);
                    }
                    Err(_) => {
                        result.status = Status::TypeError;
                        unreadable.push(delivery);
                    }
                }
            }
            if self.channel.acks && !unreadable.is_empty() {
                // Nobody could be done with it: it is acked here, as it is by a receiver. Where that fails, its lease brings it back.
                let _ = self.ask("ack", (reader_id, unreadable)).await;
            }
            return Ok(result);
        }
    }

    /// A delivery is done.
    ///
    /// # Errors
    /// The backend's.
    pub async fn ack(&self, reader_id: &str, delivery: DeliveryId) -> Result<(), ChannelError> {
        self.ask("ack", (reader_id, [delivery])).await.map(drop)
    }

    /// A delivery is not done: the message goes back to the front.
    ///
    /// # Errors
    /// The backend's.
    pub async fn give_back(&self, reader_id: &str, delivery: DeliveryId) -> Result<(), ChannelError> {
        self.ask("nack", (reader_id, [delivery])).await.map(drop)
    }
}

/// A status that is none of [`Status`]'s.
#[derive(WireMessage)]
#[wire(crate = "crate", array_like)]
struct Refusal<'a> {
    status: &'a str,
}

/// Until when to call again: no single call waits longer than [`POLL`].
struct Deadline(Option<Instant>);

impl Deadline {
    fn of(timeout: Option<Duration>) -> Self {
        Self(timeout.and_then(|after| Instant::now().checked_add(after)))
    }

    /// How long the next call waits, in seconds.
    fn next(&self) -> f64 {
        let left = self.0.map_or(POLL, |until| until.saturating_duration_since(Instant::now()));
        left.min(POLL).as_secs_f64()
    }

    fn is_over(&self) -> bool {
        self.0.is_some_and(|until| until <= Instant::now())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::super::fake::Actor;
    use super::*;
    use futures_lite::future::zip;

    #[test]
    fn a_message_that_cannot_be_read_is_acked() {
        let (mut actor, runtime) = Actor::new(8, true);
        runtime.block_on(async {
            let calls = RayChannelActor::<u64>::new(Arc::clone(&actor.channel));
            let good = frames::encode("jobs", 0, &7_u64).unwrap();
            let bad = Bytes::from_static(b"\xc1");
            let [first, second] = [1, 2].map(|position| DeliveryId { position, attempt: 1 });
            let serving = async {
                let lend = actor.called().await;
                assert_eq!(lend.method, "lend");
                lend.return_value(&("ok", [(first, bad), (second, good)]));
                let ack = actor.called().await;
                assert_eq!((&*ack.method, ack.arguments()), ("ack", ("reader".to_owned(), vec![first])));
                ack.return_value(&"ok");
            };
            let (batch, ()) = zip(calls.get_batch("reader", 2, None), serving).await;
            let batch = batch.unwrap();
            assert_eq!((batch.status, batch.items, batch.deliveries), (Status::TypeError, vec![7], vec![second]));
        });
    }

    const NOTHING: [DeliveryId; 0] = [];

    #[test]
    fn a_get_whose_place_another_took_does_not_ask_again_at_once() {
        let (mut actor, runtime) = Actor::new(8, false);
        runtime.block_on(async {
            let calls = RayChannelActor::<u64>::new(Arc::clone(&actor.channel));
            let frame = frames::encode("jobs", 0, &7_u64).unwrap();
            let serving = async {
                let start = Instant::now();
                for _ in 0..3 {
                    actor.called().await.return_value(&("empty", NOTHING));
                }
                let last = actor.called().await;
                assert!(start.elapsed() >= PAUSE * 3);
                last.return_value(&("ok", [(DeliveryId { position: 1, attempt: 1 }, frame)]));
            };
            let (got, ()) = zip(calls.get("reader", None), serving).await;
            assert_eq!(got.unwrap().value, Some(7));
            // No longer than it may take.
            let serving = async {
                for _ in 0..2 {
                    actor.called().await.return_value(&("empty", NOTHING));
                }
            };
            let start = Instant::now();
            let (got, ()) = zip(calls.get("reader", Some(PAUSE / 4)), serving).await;
            assert_eq!(got.unwrap().status, Status::Timeout);
            assert!(start.elapsed() >= PAUSE / 4);
        });
    }
}
