//! What an actor is called for: messages in, messages out, and envelopes that come as bytes.

use super::{ChannelActor, unknown};
use crate::channel::clock;
use crate::channel::delivery::Numbers;
use crate::channel::error::ChannelError;
use crate::channel::frames::{decode_frame, encode, what_else};
use crate::channel::local::Parcel;
use crate::channel::messages::{BatchResult, ChannelMetadata, DeliveryId, SingleResult, Status};
use crate::channel::receiver::RecvError;
use crate::channel::state::{Item, Member, Put, Token, Verdict};
use crate::decode::DecodeOwned;
use crate::encode::Encode;
use crate::envelope::{Ack, ControlAction, ControlMessage, WireEnvelope};
use crate::msgpack;
use crate::types::ChannelCapacity;
use crate::validate::Validate;
use bytes::Bytes;
use futures_lite::future::block_on;
use std::sync::atomic::Ordering;
use std::time::Duration;

impl<T> ChannelActor<T>
where
    T: Encode + Validate + DecodeOwned + Send,
{
    // In.

    /// Puts a message, and waits for room, no longer than the timeout says.
    ///
    /// # Errors
    /// The message breaks a rule, the channel is closed or fails when it is full, or there was no room in time.
    pub async fn put(&self, item: &T, timeout: Option<Duration>) -> Result<(), ChannelError> {
        self.put_batch(std::slice::from_ref(item), timeout).await
    }

    /// Puts a message if there is room now.
    ///
    /// # Errors
    /// As [`put`](Self::put), and [`ChannelFull`](crate::channel::ChannelFull).
    pub fn put_nowait(&self, item: &T) -> Result<(), ChannelError> {
        let put = self.own_put(std::slice::from_ref(item))?;
        self.shared.running()?;
        self.shared.core.try_put(put).map_err(|refused| refused.error)
    }

    /// Puts messages that are accepted together or not at all.
    ///
    /// # Errors
    /// As [`put`](Self::put), and a batch that the channel could never hold.
    pub async fn put_batch(&self, items: &[T], timeout: Option<Duration>) -> Result<(), ChannelError> {
        let put = self.own_put(items)?;
        self.put_within(put, timeout).await
    }

    /// Puts what a registered sender numbers: `seq` is the number of the first. What was accepted before is not accepted
    /// again, and what is early waits for what is missing.
    ///
    /// # Errors
    /// As [`put_batch`](Self::put_batch), and a sender that is not registered.
    pub async fn put_from(
        &self,
        sender_id: &str,
        seq: u64,
        items: &[T],
        timeout: Option<Duration>,
    ) -> Result<(), ChannelError> {
        let sender = self.shared.act(|machine, now| {
            machine.heartbeat(now, sender_id);
            machine.sender(sender_id)
        })?;
        let sender = sender.ok_or_else(|| unknown("sender", sender_id))?;
        self.put_within(self.frames(sender, Some(seq), seq, items)?, timeout).await
    }

    /// Puts a message that comes as bytes, in an envelope: data, once it is held against the type; a failure, for the readers;
    /// and what is for the channel itself: a control message, a heartbeat or an ack.
    ///
    /// A control message's metadata is the reason of a `close`, the capacity of a `resize`, and what a `create` expects the
    /// channel to be. An ack names a message by its [position](DeliveryId::position); any status but `ok` gives it back.
    ///
    /// ```
    /// use klaw_runtime::ChannelCapacity;
    /// use klaw_runtime::channel::{ChannelActor, ChannelOptions};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let actor = ChannelActor::<u32>::new("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
    /// // A data message with the payload 7, and one that is no message of the channel's.
    /// actor.put_frame_blocking(b"\x93\x01\x90\x07".to_vec().into())?;
    /// assert!(actor.put_frame_blocking(b"\x93\x01\x90\xa1x".to_vec().into()).is_err());
    /// assert_eq!(actor.stats().ready, 1);
    /// // `close`, with its reason.
    /// actor.put_frame_blocking(b"\x94\x02\x90\xa5close\xa4done".to_vec().into())?;
    /// assert_eq!(actor.put_nowait(&8).unwrap_err().to_string(), "the channel is closed: done");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`put`](Self::put), with what is wrong with the frame; nobody is registered under the name of a heartbeat; nothing
    /// is to be acked.
    pub async fn put_frame(&self, frame: Bytes, timeout: Option<Duration>) -> Result<(), ChannelError> {
        let refused = |error| ChannelError::mismatch("frame", error);
        let limits = &self.validator.limits;
        let parcel = match msgpack::from_slice_with::<WireEnvelope<'_>>(&frame, limits).map_err(refused)? {
            WireEnvelope::Data(_) => {
                (self.validator.check)(&frame, limits).map_err(refused)?;
                Parcel::Data(frame.clone())
            }
            WireEnvelope::Error(error) => Parcel::Fault(Box::new(error.into_owned())),
            WireEnvelope::Heartbeat(heartbeat) => return self.heartbeat(&heartbeat.sender_id),
            WireEnvelope::Control(control) => return self.control(&control),
            WireEnvelope::Ack(ack) => return self.acked(&ack),
        };
        let put = Put { sender: self.shared.own(), seq: None, ts: clock::wall_ms(), bodies: vec![parcel] };
        self.put_within(put, timeout).await
    }

    /// [`put_frame`](Self::put_frame), blocking.
    ///
    /// # Errors
    /// As there.
    pub fn put_frame_blocking(&self, frame: Bytes) -> Result<(), ChannelError> {
        block_on(self.put_frame(frame, None))
    }

    /// [`put_batch`](Self::put_batch), blocking.
    ///
    /// # Errors
    /// As there.
    pub fn put_batch_blocking(&self, items: &[T], timeout: Option<Duration>) -> Result<(), ChannelError> {
        block_on(self.put_batch(items, timeout))
    }

    /// [`get_batch`](Self::get_batch), blocking.
    ///
    /// # Errors
    /// As there.
    pub fn get_batch_blocking(
        &self,
        reader_id: &str,
        max: usize,
        timeout: Option<Duration>,
    ) -> Result<BatchResult<T>, RecvError> {
        block_on(self.get_batch(reader_id, max, timeout))
    }

    fn own_put(&self, items: &[T]) -> Result<Put<Parcel<Bytes>>, ChannelError> {
        let seq = self.shared.own_seq.fetch_add(items.len() as u64, Ordering::Relaxed);
        self.frames(self.shared.own(), None, seq, items)
    }

    fn frames(
        &self,
        sender: Member,
        seq: Option<u64>,
        first: u64,
        items: &[T],
    ) -> Result<Put<Parcel<Bytes>>, ChannelError> {
        // A put whose numbers go past the last is refused behind this.
        let number = |index: usize| first.wrapping_add(index as u64);
        let frame = |(index, item)| encode(self.name(), number(index), item).map(Parcel::Data);
        let bodies: Result<Vec<_>, _> = items.iter().enumerate().map(frame).collect();
        Ok(Put { sender, seq, ts: clock::wall_ms(), bodies: bodies? })
    }

    async fn put_within(&self, put: Put<Parcel<Bytes>>, timeout: Option<Duration>) -> Result<(), ChannelError> {
        self.shared.running()?;
        let deadline = timeout.map(|timeout| (timeout, "put"));
        self.shared.core.put(put, deadline).await.map_err(|refused| refused.error)
    }

    fn control(&self, control: &ControlMessage<'_>) -> Result<(), ChannelError> {
        let bad = |error| ChannelError::mismatch("control message", error);
        match &control.action {
            ControlAction::Create => {
                let expected: Option<ChannelMetadata> = control.metadata.decode().map_err(bad)?;
                expected.map_or(Ok(()), |expected| same(&expected, &self.metadata()))
            }
            ControlAction::Close => {
                let reason: Option<String> = control.metadata.decode().map_err(bad)?;
                self.close(reason.as_deref().unwrap_or("a control message closed it"))
            }
            ControlAction::Resize => self.resize(control.metadata.decode::<ChannelCapacity>().map_err(bad)?),
            ControlAction::Pause => self.pause(),
            ControlAction::Resume => self.resume(),
            ControlAction::Other(action) => {
                Err(ChannelError::mismatch("control message", format_args!("nothing is known of `{action}`")))
            }
        }
    }

    fn acked(&self, ack: &Ack<'_>) -> Result<(), ChannelError> {
        let verdict = if ack.status == "ok" { Verdict::Ack } else { Verdict::Back };
        let told = self.shared.act(|machine, now| match machine.delivery_at(ack.acked_seq) {
            Some((reader, token)) => machine.settle(now, reader, token, verdict),
            None => false,
        })?;
        let nothing = format_args!("no delivery of message {} is open", ack.acked_seq);
        if told { Ok(()) } else { Err(ChannelError::mismatch("ack", nothing)) }
    }

    // Out.

    /// Waits for a message, no longer than the timeout says.
    ///
    /// # Errors
    /// In the place of a message, a failure that a sender told of or a frame that is none; the actor has stopped, or there is
    /// no such reader. An empty or closed channel and a timeout are a [`Status`].
    pub async fn get(&self, reader_id: &str, timeout: Option<Duration>) -> Result<SingleResult<T>, RecvError> {
        Ok(single(self.get_many(reader_id, 1, timeout, "get").await?))
    }

    /// Takes a message that is there.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub fn get_nowait(&self, reader_id: &str) -> Result<SingleResult<T>, RecvError> {
        let reader = self.shared.reader(reader_id)?;
        let items = self.shared.core.try_get(reader, 1);
        Ok(single(self.results(reader_id, reader, items)?))
    }

    /// Waits for the first message, no longer than the timeout says, and takes up to `max` that are there then. It stops in
    /// front of a failure, which the next call gets.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub async fn get_batch(
        &self,
        reader_id: &str,
        max: usize,
        timeout: Option<Duration>,
    ) -> Result<BatchResult<T>, RecvError> {
        self.get_many(reader_id, max, timeout, "get_batch").await
    }

    async fn get_many(
        &self,
        reader_id: &str,
        max: usize,
        timeout: Option<Duration>,
        operation: &'static str,
    ) -> Result<BatchResult<T>, RecvError> {
        let reader = self.shared.reader(reader_id)?;
        let deadline = timeout.map(|timeout| (timeout, operation));
        let items = self.shared.core.get(reader, max, deadline).await;
        self.results(reader_id, reader, items)
    }

    fn results(
        &self,
        reader_id: &str,
        reader: Member,
        items: Result<Vec<Item<Parcel<Bytes>>>, ChannelError>,
    ) -> Result<BatchResult<T>, RecvError> {
        if let Err(stopped) = self.shared.running() {
            // Nobody has seen them.
            self.shared.core.with(|machine| machine.give_back(items.unwrap_or_default()));
            return Err(stopped.into());
        }
        let items = match items {
            Ok(items) => items,
            Err(error) => match Status::from(&error) {
                Status::TypeError | Status::Failed => return Err(error.into()),
                status => return Ok(BatchResult { status, items: Vec::new(), deliveries: Vec::new() }),
            },
        };
        let mut batch = BatchResult { status: Status::Ok, items: Vec::new(), deliveries: Vec::new() };
        let mut items = items.into_iter();
        while let Some(item) = items.next() {
            let token = Token { position: item.position, attempt: item.attempt };
            match self.read(&item) {
                Ok(value) => {
                    batch.items.push(value);
                    batch.deliveries.push(DeliveryId::from(token));
                }
                Err(error) if batch.items.is_empty() => {
                    // Whoever reads it has it: nobody else needs to.
                    let rest: Vec<_> = items.collect();
                    let now = self.shared.core.now();
                    self.shared.core.with(|machine| {
                        if machine.delivery_at(token.position).is_some() {
                            machine.settle(now, reader, token, Verdict::Ack);
                        }
                        machine.give_back(rest);
                    });
                    return Err(error);
                }
                Err(_) => {
                    let rest: Vec<_> = std::iter::once(item).chain(items).collect();
                    self.shared.core.with(|machine| machine.give_back(rest));
                    break;
                }
            }
        }
        if let Some(info) = self.shared.readers().get_mut(reader_id) {
            info.total_received += batch.items.len() as u64;
            info.last_seen_at = clock::wall_ms();
        }
        Ok(batch)
    }

    fn read(&self, item: &Item<Parcel<Bytes>>) -> Result<T, RecvError> {
        match &item.body {
            Parcel::Data(frame) => {
                let limits = &self.validator.limits;
                decode_frame(frame, limits, &mut Numbers::default())
                    .map_err(|error| what_else(frame.clone(), limits, error))
            }
            Parcel::Fault(error) => Err(RecvError::Fault(error.clone())),
        }
    }
}

fn single<T>(batch: BatchResult<T>) -> SingleResult<T> {
    SingleResult {
        status: batch.status,
        value: batch.items.into_iter().next(),
        delivery: batch.deliveries.first().copied(),
    }
}

/// Is a channel what somebody expects? What is left out may be anything.
pub(super) fn same(expected: &ChannelMetadata, is: &ChannelMetadata) -> Result<(), ChannelError> {
    if expected.channel_type != is.channel_type {
        let reason = format_args!("{:?} is expected, and it is {:?}", expected.channel_type, is.channel_type);
        return Err(ChannelError::mismatch("channel_type", reason));
    }
    if let (Some(expected), Some(is)) = (expected.capacity, is.capacity)
        && expected != is
    {
        return Err(ChannelError::mismatch("capacity", format_args!("{expected} is expected, and it is {is}")));
    }
    if !expected.value_type.is_empty() && expected.value_type != is.value_type {
        let reason = format_args!("`{}` is expected, and it is `{}`", expected.value_type, is.value_type);
        return Err(ChannelError::mismatch("value_type", reason));
    }
    Ok(())
}
