//! [`ChannelActor`]: a channel as a service, whose members go by names and whose messages are frames.

mod calls;
mod directory;

pub use directory::ActorDirectory;

use super::clock;
use super::error::{ActorStopped, ChannelError};
use super::frames::{FramedReceiver, FramedSender, known_version};
use super::local::core::{Core, random};
use super::local::{LocalReceiver, LocalSender, Parcel};
use super::messages::{ChannelMetadata, ChannelStats, ChannelType, DeliveryId, ReaderInfo};
use super::options::ChannelOptions;
use super::state::{Machine, Member, Rules, Verdict};
use crate::decode::DecodeOwned;
use crate::encode::Encode;
use crate::envelope::DataMessage;
use crate::error::Error;
use crate::msgpack::{self, Limits};
use crate::schema::WireType;
use crate::types::ChannelCapacity;
use crate::validate::Validate;
use bytes::Bytes;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A channel as a service in this process: what an actor elsewhere offers, call for call.
///
/// Members go by names, so that they may come back; a numbered put that is sent again is accepted once. Messages are frames:
/// each is held against `T` when it is put, also one that comes as bytes. A clone is the same actor.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{Acks, ChannelActor, ChannelOptions, Status};
/// use std::time::Duration;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # futures_lite::future::block_on(async {
/// let options = ChannelOptions::new(ChannelCapacity::literal(8)).acks(Acks::Each);
/// let actor = ChannelActor::<u32>::new("jobs", &options);
/// actor.register_receiver("reader-1", "node-1")?;
/// actor.put_batch(&[1, 2, 3], None).await?;
///
/// let one = actor.get("reader-1", Some(Duration::from_secs(1))).await?;
/// assert_eq!((one.status, one.value), (Status::Ok, Some(1)));
/// assert!(actor.ack("reader-1", one.delivery.unwrap())?);
///
/// let rest = actor.get_batch("reader-1", 10, None).await?;
/// assert_eq!(rest.items, [2, 3]);
/// assert_eq!(actor.get_nowait("reader-1")?.status, Status::Empty);
/// assert_eq!(actor.readers()[0].total_received, 3);
/// # Ok(())
/// # })
/// # }
/// ```
///
/// Members and control:
///
/// ```
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{Acks, ChannelActor, ChannelOptions, Receiver, Sender, Status};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let options = ChannelOptions::new(ChannelCapacity::literal(1)).acks(Acks::Each);
/// let actor = ChannelActor::<u32>::new("jobs", &options);
/// assert_eq!((actor.name(), actor.metadata().value_type.as_str()), ("jobs", "u32"));
///
/// actor.register_receiver("reader-1", "node-1")?;
/// actor.heartbeat("reader-1")?;
/// actor.put_nowait(&7)?;
/// assert!(actor.put_nowait(&8).unwrap_err().is_full());
/// actor.resize(ChannelCapacity::literal(2))?;
/// actor.put_nowait(&8)?;
///
/// actor.pause()?;
/// assert_eq!(actor.get_nowait("reader-1")?.status, Status::Empty);
/// actor.resume()?;
/// let seven = actor.get_nowait("reader-1")?;
/// assert!(actor.give_back("reader-1", seven.delivery.unwrap())?);
/// actor.deregister_receiver("reader-1")?;
/// // Members of this process need no names.
/// assert_eq!(actor.receiver().recv_blocking()?.ack(), 7);
///
/// let epoch = actor.epoch();
/// actor.restart()?;
/// assert_ne!(actor.epoch(), epoch);
/// actor.sender().send_blocking(9)?;
/// actor.close("enough")?;
/// assert!(actor.put_nowait(&10).unwrap_err().is_closed());
/// actor.stop();
/// assert!(actor.heartbeat("reader-1").is_err());
/// # Ok(())
/// # }
/// ```
pub struct ChannelActor<T> {
    shared: Arc<Shared>,
    validator: Validator<T>,
}

struct Shared {
    core: Arc<Core<Parcel<Bytes>>>,
    value_type: String,
    /// Who puts what no registered sender puts.
    own: Mutex<Member>,
    own_seq: AtomicU64,
    max_batch: usize,
    readers: Mutex<BTreeMap<String, ReaderInfo>>,
    stopped: AtomicBool,
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.core.close_outlet();
    }
}

/// Holds frames against a type. Built once for a channel.
struct Validator<T> {
    limits: Limits,
    check: fn(&[u8], &Limits) -> Result<(), Error>,
    message: PhantomData<fn() -> T>,
}

impl<T: DecodeOwned> Validator<T> {
    fn new() -> Self {
        let check = |frame: &[u8], limits: &Limits| {
            let message: DataMessage<'_, T> = msgpack::from_slice_with(frame, limits)?;
            known_version(&message.header)
        };
        Self { limits: Limits::new(), check, message: PhantomData }
    }
}

impl<T> Clone for ChannelActor<T> {
    fn clone(&self) -> Self {
        let Validator { limits, check, message } = &self.validator;
        let validator = Validator { limits: *limits, check: *check, message: *message };
        Self { shared: Arc::clone(&self.shared), validator }
    }
}

impl<T> ChannelActor<T>
where
    T: Encode + Validate + DecodeOwned + Send,
{
    /// An actor with an empty channel.
    #[must_use]
    pub fn new(name: &str, options: &ChannelOptions) -> Self {
        let rules = Rules::of(options);
        let max_batch = options.max_batch.clamp(1, rules.capacity);
        let core = Arc::new(Core::new(name, rules));
        core.open_outlet();
        let own = core.with(|machine| machine.join_guest());
        let shared = Shared {
            core,
            value_type: type_name::<T>(),
            own: Mutex::new(own),
            own_seq: AtomicU64::new(0),
            max_batch,
            readers: Mutex::default(),
            stopped: AtomicBool::new(false),
        };
        Self::of(Arc::new(shared))
    }

    fn of(shared: Arc<Shared>) -> Self {
        Self { shared, validator: Validator::new() }
    }

    /// What a frame may ask for that is put or got through this handle and its clones.
    ///
    /// ```
    /// use klaw_runtime::channel::{ChannelActor, ChannelOptions};
    /// use klaw_runtime::{ChannelCapacity, Limits};
    ///
    /// # futures_lite::future::block_on(async {
    /// let actor = ChannelActor::<String>::new("words", &ChannelOptions::new(ChannelCapacity::literal(8)));
    /// let actor = actor.limits(Limits::new().string_size(4));
    /// let refused = actor.put_frame(b"\x93\x01\x90\xa5store".to_vec().into(), None).await.unwrap_err();
    /// assert!(refused.to_string().contains("string"), "{refused}");
    /// actor.put_frame(b"\x93\x01\x90\xa4load".to_vec().into(), None).await.unwrap();
    /// # });
    /// ```
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.validator.limits = limits;
        self
    }

    /// The channel's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.shared.core.channel
    }

    /// What the channel is.
    #[must_use]
    pub fn metadata(&self) -> ChannelMetadata {
        self.shared.metadata()
    }

    /// What has happened in the channel, and what is in it: who is silent for too long does not count any more.
    #[must_use]
    pub fn stats(&self) -> ChannelStats {
        let now = self.shared.core.now();
        self.shared.core.with(|machine| {
            machine.tick(now);
            machine.stats()
        })
    }

    /// Which incarnation of the channel it is.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.shared.core.with(|machine| machine.epoch())
    }

    /// A sender in this process.
    #[must_use]
    pub fn sender(&self) -> FramedSender<T, LocalSender<Bytes>> {
        let Shared { core, max_batch, .. } = &*self.shared;
        FramedSender::new(&core.channel, LocalSender::new(Arc::clone(core), *max_batch))
    }

    /// A receiver in this process.
    #[must_use]
    pub fn receiver(&self) -> FramedReceiver<T, LocalReceiver<Bytes>> {
        FramedReceiver::new(LocalReceiver::new(Arc::clone(&self.shared.core)))
    }

    // Members.

    /// A sender joins, or comes back: its numbers go on where they were.
    ///
    /// ```
    /// use klaw_runtime::ChannelCapacity;
    /// use klaw_runtime::channel::{ChannelActor, ChannelOptions};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # futures_lite::future::block_on(async {
    /// let actor = ChannelActor::<u32>::new("jobs", &ChannelOptions::new(ChannelCapacity::literal(8)));
    /// actor.register_sender("sender-1")?;
    /// actor.put_from("sender-1", 0, &[1, 2], None).await?;
    /// // Sent again, as its answer was lost: accepted once.
    /// actor.put_from("sender-1", 0, &[1, 2], None).await?;
    /// assert_eq!((actor.stats().sent, actor.stats().repeated), (2, 2));
    /// actor.deregister_sender("sender-1")?;
    /// assert!(actor.put_from("sender-1", 2, &[3], None).await.is_err());
    /// # Ok(())
    /// # })
    /// # }
    /// ```
    ///
    /// # Errors
    /// The actor has stopped.
    pub fn register_sender(&self, sender_id: &str) -> Result<(), ChannelError> {
        self.shared.act(|machine, now| machine.join_sender(now, Some(sender_id)))?;
        Ok(())
    }

    /// A sender leaves. The last one closes the channel.
    ///
    /// # Errors
    /// The actor has stopped, or there is no such sender.
    pub fn deregister_sender(&self, sender_id: &str) -> Result<(), ChannelError> {
        let left = self.shared.act(|machine, _| {
            let sender = machine.sender(sender_id);
            sender.into_iter().for_each(|sender| machine.leave_sender(sender));
            sender.is_some()
        })?;
        if left { Ok(()) } else { Err(unknown("sender", sender_id)) }
    }

    /// A reader joins. One that comes back holds nothing of what it had: that is in front of the channel again.
    ///
    /// # Errors
    /// The actor has stopped.
    pub fn register_receiver(&self, reader_id: &str, node_id: &str) -> Result<(), ChannelError> {
        self.shared.act(|machine, now| machine.join_reader(now, Some(reader_id)))?;
        let now = clock::wall_ms();
        let info = ReaderInfo {
            reader_id: reader_id.into(),
            node_id: node_id.into(),
            registered_at: now,
            last_seen_at: now,
            total_received: 0,
        };
        self.shared.readers().insert(reader_id.into(), info);
        Ok(())
    }

    /// A reader leaves. What it has not acked goes back to the front.
    ///
    /// # Errors
    /// The actor has stopped, or there is no such reader.
    pub fn deregister_receiver(&self, reader_id: &str) -> Result<(), ChannelError> {
        let reader = self.shared.reader(reader_id)?;
        self.shared.act(|machine, _| machine.leave_reader(reader))?;
        self.shared.readers().remove(reader_id);
        Ok(())
    }

    /// The readers that go by names.
    #[must_use]
    pub fn readers(&self) -> Vec<ReaderInfo> {
        self.shared.readers().values().cloned().collect()
    }

    // Control.

    /// A sign of life of a sender or a reader.
    ///
    /// # Errors
    /// The actor has stopped, or nobody goes by that name.
    pub fn heartbeat(&self, id: &str) -> Result<(), ChannelError> {
        let known = self.shared.act(|machine, now| {
            machine.tick(now);
            machine.heartbeat(now, id)
        })?;
        if !known {
            return Err(unknown("member", id));
        }
        if let Some(info) = self.shared.readers().get_mut(id) {
            info.last_seen_at = clock::wall_ms();
        }
        Ok(())
    }

    /// A delivery is done; `false` where it is too late to say so.
    ///
    /// # Errors
    /// The actor has stopped, or there is no such reader.
    pub fn ack(&self, reader_id: &str, delivery: DeliveryId) -> Result<bool, ChannelError> {
        self.shared.settle(reader_id, delivery, Verdict::Ack)
    }

    /// A delivery is not done: the message goes back to the front.
    ///
    /// # Errors
    /// The actor has stopped, or there is no such reader.
    pub fn give_back(&self, reader_id: &str, delivery: DeliveryId) -> Result<bool, ChannelError> {
        self.shared.settle(reader_id, delivery, Verdict::Back)
    }

    /// Refuses further messages; readers have what is left.
    ///
    /// # Errors
    /// The actor has stopped.
    pub fn close(&self, reason: &str) -> Result<(), ChannelError> {
        self.shared.act(|machine, _| machine.close(reason))
    }

    /// Delivers nothing until it is resumed.
    ///
    /// # Errors
    /// The actor has stopped.
    pub fn pause(&self) -> Result<(), ChannelError> {
        self.shared.act(|machine, _| machine.pause())
    }

    /// Delivers again.
    ///
    /// # Errors
    /// The actor has stopped.
    pub fn resume(&self) -> Result<(), ChannelError> {
        self.shared.act(|machine, _| machine.resume())
    }

    /// Holds so many messages from now on.
    ///
    /// # Errors
    /// The actor has stopped.
    pub fn resize(&self, capacity: ChannelCapacity) -> Result<(), ChannelError> {
        self.shared.act(|machine, _| machine.resize(usize::try_from(capacity.get()).unwrap_or(usize::MAX)))
    }

    /// Ends the actor: whoever waits is told, and every further call is refused. What is left, and what its readers have not
    /// acked, is there for receivers of this process.
    pub fn stop(&self) {
        self.shared.stopped.store(true, Ordering::Release);
        let names: Vec<_> = self.shared.readers().keys().cloned().collect();
        self.shared.core.with(|machine| {
            machine.close("the actor has stopped");
            machine.resume();
            for reader in names.iter().filter_map(|name| machine.reader(name)).collect::<Vec<_>>() {
                machine.leave_reader(reader);
            }
        });
    }

    /// Begins anew, as after a crash: whoever waits is told that the channel was lost, and what it held is gone. Who goes by a
    /// name registers again; senders and receivers of this process go on.
    ///
    /// # Errors
    /// The actor has stopped.
    pub fn restart(&self) -> Result<(), ChannelError> {
        let epoch = random();
        let own = self.shared.act(|machine, _| {
            machine.restart(epoch);
            machine.join_guest()
        })?;
        *self.shared.own.lock().unwrap_or_else(PoisonError::into_inner) = own;
        self.shared.readers().clear();
        Ok(())
    }
}

impl Shared {
    fn metadata(&self) -> ChannelMetadata {
        let capacity = self.core.with(|machine| machine.rules().capacity);
        ChannelMetadata {
            channel_type: ChannelType::Mpmc,
            capacity: u32::try_from(capacity).ok().and_then(|capacity| ChannelCapacity::new(capacity).ok()),
            unbounded: false,
            value_type: self.value_type.clone(),
        }
    }

    fn own(&self) -> Member {
        *self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn readers(&self) -> MutexGuard<'_, BTreeMap<String, ReaderInfo>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn running(&self) -> Result<(), ChannelError> {
        if self.stopped.load(Ordering::Acquire) { Err(ActorStopped {}.into()) } else { Ok(()) }
    }

    fn act<R>(&self, act: impl FnOnce(&mut Machine<Parcel<Bytes>>, u64) -> R) -> Result<R, ChannelError> {
        self.running()?;
        let now = self.core.now();
        Ok(self.core.with(|machine| act(machine, now)))
    }

    fn reader(&self, reader_id: &str) -> Result<Member, ChannelError> {
        self.act(|machine, _| machine.reader(reader_id))?.ok_or_else(|| unknown("reader", reader_id))
    }

    fn settle(&self, reader_id: &str, delivery: DeliveryId, verdict: Verdict) -> Result<bool, ChannelError> {
        let reader = self.reader(reader_id)?;
        self.act(|machine, now| machine.settle(now, reader, delivery.into(), verdict))
    }
}

fn unknown(role: &str, id: &str) -> ChannelError {
    ChannelError::mismatch(role, format_args!("nobody is registered as `{id}`"))
}

/// The name that a message has on the wire, or that a type has in Rust.
fn type_name<T: Encode>() -> String {
    match T::TYPE {
        WireType::Named(name, _) | WireType::Newtype(name, _) => name.to_owned(),
        _ => std::any::type_name::<T>().to_owned(),
    }
}
