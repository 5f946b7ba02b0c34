//! [`RayChannel`]: a channel's actor as a process sees it, with the senders and readers that it has here.

use super::actor::RayChannelActor;
use super::fault::backend;
use super::link::{Link, Outcome, Reply, call_bytes};
use super::protocol::{Answer, AnswerWith, Call, Description, Kill, Open, Settings, Settled, Status};
use super::reader::FrameReceiver;
use super::writer::FrameSender;
use crate::channel::error::{ChannelError, Lost};
use crate::channel::frames::{FramedReceiver, FramedSender};
use crate::channel::options::{Acks, ChannelOptions, Overflow, SHORTEST};
use crate::decode::Decode;
use crate::encode::Encode;
use crate::lock::Lock;
use crate::message::WireMessage;
use crate::msgpack;
use crate::types::ChannelCapacity;
use bytes::Bytes;
use std::collections::hash_map::{DefaultHasher, RandomState};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

/// How long a silent sender or reader counts as there, unless the options say otherwise. A process elsewhere may end without a
/// word, so for ever is no answer here.
const LEASE: Duration = Duration::from_secs(30);

/// How long it takes until it is tried again to tell what became of deliveries.
const PAUSE: Duration = Duration::from_secs(1);

/// A channel's sender: see [`Sender`](crate::channel::Sender).
pub type RaySender<T> = FramedSender<T, FrameSender>;
/// A channel's receiver: see [`Receiver`](crate::channel::Receiver).
pub type RayReceiver<T> = FramedReceiver<T, FrameReceiver>;

/// A channel that is asked for. See [`Ray::channel`](super::Ray::channel).
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
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::Acks;
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let ray = Ray::connect(RayConfig::from_env()?).await?;
/// let jobs = ray.channel::<Job>("jobs").capacity(ChannelCapacity::literal(10)).acks(Acks::Each).restarts(3).create().await?;
/// // It is there now, and another capacity is another channel.
/// assert!(ray.channel::<Job>("jobs").capacity(ChannelCapacity::literal(11)).get_or_create().await.is_err());
/// assert_eq!(ray.channel::<Job>("jobs").get().await?.epoch(), jobs.epoch());
/// # Ok(())
/// # }
/// ```
#[must_use = "it is asked for with `get_or_create`, `create` or `get`"]
pub struct ChannelRequest<T> {
    link: Link,
    name: String,
    options: ChannelOptions,
    restarts: i32,
    value_type: &'static str,
    fingerprint: String,
    message: PhantomData<fn(T) -> T>,
}

impl<T: WireMessage> ChannelRequest<T> {
    pub(super) fn typed(link: Link, name: &str) -> Self {
        let fingerprint = Lock::of(&[T::SCHEMA]).to_string();
        Self { value_type: T::SCHEMA.name, fingerprint, ..Self::untyped(link, name) }
    }
}

impl<T> ChannelRequest<T> {
    pub(super) fn untyped(link: Link, name: &str) -> Self {
        Self {
            link,
            name: name.to_owned(),
            options: ChannelOptions::new(ChannelCapacity::literal(1024)),
            restarts: 0,
            value_type: "",
            fingerprint: String::new(),
            message: PhantomData,
        }
    }

    /// How it behaves: by default it holds 1024 messages, waits when it is full, and delivers at most once. The lease is 30 s
    /// unless it is given, and 100 ms at least.
    pub fn options(self, options: ChannelOptions) -> Self {
        Self { options, ..self }
    }

    /// How many messages it holds.
    pub fn capacity(self, capacity: ChannelCapacity) -> Self {
        Self { options: ChannelOptions { capacity, ..self.options }, ..self }
    }

    /// How often it is delivered.
    pub fn acks(self, acks: Acks) -> Self {
        Self { options: self.options.acks(acks), ..self }
    }

    /// How often Ray brings the channel's actor back when it dies, for ever with -1. It comes back empty, so whoever used it is
    /// told that it was [`Lost`]; by default it does not come back.
    ///
    /// It knows a program's senders again when one of its senders or receivers is told so, or with the next sign of life, within
    /// a quarter of the lease. Where the last sender that it knows leaves before, it is closed.
    pub fn restarts(self, restarts: i32) -> Self {
        Self { restarts, ..self }
    }

    /// The channel of that name, which is made if there is none.
    ///
    /// # Errors
    /// There is one that is another: [`Mismatch`](crate::channel::Mismatch); or the backend's.
    pub async fn get_or_create(self) -> Result<RayChannel<T>, ChannelError> {
        self.open("get_or_create").await
    }

    /// A new channel.
    ///
    /// # Errors
    /// There is one of that name: [`Mismatch`](crate::channel::Mismatch); or the backend's.
    pub async fn create(self) -> Result<RayChannel<T>, ChannelError> {
        self.open("create").await
    }

    /// The channel of that name, with the options that it was made with.
    ///
    /// # Errors
    /// There is none: [`ActorNotFound`](crate::channel::ActorNotFound); its messages are of another type:
    /// [`Mismatch`](crate::channel::Mismatch); or the backend's.
    pub async fn get(self) -> Result<RayChannel<T>, ChannelError> {
        self.open("get").await
    }

    async fn open(self, mode: &str) -> Result<RayChannel<T>, ChannelError> {
        let actor: Arc<str> = self.name.as_str().into();
        let lease = self.options.lease.unwrap_or(LEASE).max(SHORTEST);
        let settings = Settings {
            capacity: u64::from(self.options.capacity.get()),
            overflow: overflow_word(self.options.overflow),
            acks: self.options.acks == Acks::Each,
            lease: Some(lease.as_secs_f64()),
            value_type: self.value_type,
            fingerprint: &self.fingerprint,
        };
        let call = call_bytes(&Open { name: &actor, mode, settings, restarts: self.restarts });
        let answer = returned(&answered(self.link.call(&actor, call)).await?)?;
        let found: Description<'_> = decode(&answer)?;
        if mode != "get" {
            let asked = u64::from(self.options.capacity.get());
            same("capacity", found.capacity, asked)?;
            same("overflow", found.overflow, overflow_word(self.options.overflow))?;
            same("acks", found.acks, self.options.acks == Acks::Each)?;
        }
        same_type(found.fingerprint, &self.fingerprint)?;
        let capacity = usize::try_from(found.capacity).unwrap_or(usize::MAX);
        let inner = Inner {
            link: self.link,
            actor,
            epoch: AtomicU64::new(found.epoch),
            capacity: AtomicUsize::new(capacity),
            max_batch: self.options.max_batch,
            max_batch_bytes: self.options.max_batch_bytes,
            acks: found.acks,
            fails: found.overflow == overflow_word(Overflow::Fail),
            settlements: Mutex::default(),
            members: Mutex::default(),
        };
        let inner = Arc::new(inner);
        if let Some(lease) = found.lease.and_then(|lease| Duration::try_from_secs_f64(lease).ok()) {
            inner.link.spawn(beat(Arc::downgrade(&inner), lease.max(SHORTEST) / 4));
        }
        Ok(RayChannel { inner, message: PhantomData })
    }
}

fn overflow_word(overflow: Overflow) -> &'static str {
    match overflow {
        Overflow::Wait => "wait",
        Overflow::Fail => "fail",
        Overflow::DropOldest => "drop_oldest",
    }
}

fn same<V: PartialEq + std::fmt::Display>(subject: &str, found: V, asked: V) -> Result<(), ChannelError> {
    if found == asked {
        return Ok(());
    }
    Err(ChannelError::mismatch(subject, format_args!("the channel's is {found}, and {asked} was asked for")))
}

/// Types may differ by what old and new programs read alike. Whoever sends frames says nothing of a type.
fn same_type(found: &str, asked: &str) -> Result<(), ChannelError> {
    if found.is_empty() || asked.is_empty() || found == asked {
        return Ok(());
    }
    let (Ok(old), Ok(new)) = (found.parse::<Lock>(), asked.parse::<Lock>()) else {
        return Err(ChannelError::mismatch("message", "the channel's type is described in another way"));
    };
    let breaking: Vec<_> =
        old.compare(&new).into_iter().filter(|change| change.breaking).map(|c| c.to_string()).collect();
    if breaking.is_empty() { Ok(()) } else { Err(ChannelError::mismatch("message", breaking.join("; "))) }
}

/// A channel on Ray. It lives on when this is dropped: other processes find it by its name.
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
/// use klaw_runtime::channel::{Receiver, Sender};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let ray = Ray::connect(RayConfig::from_env()?).await?;
/// let jobs = ray.channel::<Job>("jobs").get_or_create().await?;
/// jobs.sender().send(Job { id: 7 }).await?;
/// assert_eq!(jobs.receiver("worker-1").recv().await?.ack(), Job { id: 7 });
/// jobs.close("enough").await?;
/// assert!(jobs.sender().send(Job { id: 8 }).await.unwrap_err().error.is_closed());
/// # Ok(())
/// # }
/// ```
pub struct RayChannel<T> {
    inner: Arc<Inner>,
    message: PhantomData<fn(T) -> T>,
}

impl<T> Clone for RayChannel<T> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), message: PhantomData }
    }
}

impl<T> RayChannel<T> {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.actor
    }

    /// Which incarnation it is.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.inner.epoch.load(Ordering::Relaxed)
    }

    /// A further sender. When the last one anywhere is dropped, or its lease ends, the channel is closed.
    #[must_use]
    pub fn sender(&self) -> RaySender<T> {
        FramedSender::new(self.name(), self.frame_sender())
    }

    /// A sender of frames that are encoded already.
    #[must_use]
    pub fn frame_sender(&self) -> FrameSender {
        FrameSender::new(Arc::clone(&self.inner))
    }

    /// A reader by a name that no other has: each message goes to one reader. What a reader of that name has not acked, as it was
    /// killed, goes back to the front now and not when its lease ends.
    #[must_use]
    pub fn receiver(&self, name: impl Into<String>) -> RayReceiver<T> {
        FramedReceiver::new(self.frame_receiver(name))
    }

    /// A reader of frames as they are.
    #[must_use]
    pub fn frame_receiver(&self, name: impl Into<String>) -> FrameReceiver {
        FrameReceiver::new(Arc::clone(&self.inner), name.into())
    }

    /// The channel's actor, call by call.
    #[must_use]
    pub fn actor(&self) -> RayChannelActor<T> {
        RayChannelActor::new(Arc::clone(&self.inner))
    }

    /// Refuses further messages; readers have what is left.
    ///
    /// # Errors
    /// The backend's.
    pub async fn close(&self, reason: &str) -> Result<(), ChannelError> {
        self.inner.control("close", Some(reason)).await
    }

    /// Delivers nothing until it is resumed.
    ///
    /// # Errors
    /// The backend's.
    pub async fn pause(&self) -> Result<(), ChannelError> {
        self.inner.control("pause", None::<u8>).await
    }

    /// Delivers again.
    ///
    /// # Errors
    /// The backend's.
    pub async fn resume(&self) -> Result<(), ChannelError> {
        self.inner.control("resume", None::<u8>).await
    }

    /// Holds so many messages from now on.
    ///
    /// # Errors
    /// The backend's.
    pub async fn resize(&self, capacity: ChannelCapacity) -> Result<(), ChannelError> {
        self.inner.control("resize", Some(capacity)).await?;
        self.inner.capacity.store(usize::try_from(capacity.get()).unwrap_or(usize::MAX), Ordering::Relaxed);
        Ok(())
    }

    /// Ends the channel's actor, with all that is in the channel.
    ///
    /// # Errors
    /// The backend's.
    pub async fn kill(&self) -> Result<(), ChannelError> {
        let call = call_bytes(&Kill { actor: &self.inner.actor });
        answered(self.inner.link.call(&self.inner.actor, call)).await.map(drop)
    }
}

/// What the handles of one channel share.
pub(super) struct Inner {
    pub(super) link: Link,
    pub(super) actor: Arc<str>,
    pub(super) epoch: AtomicU64,
    capacity: AtomicUsize,
    max_batch: usize,
    pub(super) max_batch_bytes: usize,
    pub(super) acks: bool,
    /// Is what it has no room for refused?
    pub(super) fails: bool,
    settlements: Mutex<Settlements>,
    /// Those of this process, for their signs of life, and what each is.
    members: Mutex<HashMap<Arc<str>, &'static str>>,
}

/// What became of deliveries and was not told yet: while one call of it is under way, it gathers.
#[derive(Default)]
struct Settlements {
    gathered: Vec<Settled>,
    calling: usize,
}

fn guard<S>(mutex: &Mutex<S>) -> MutexGuard<'_, S> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Inner {
    #[cfg(test)]
    pub(super) fn fake(link: Link, epoch: u64, capacity: usize, acks: bool) -> Self {
        Self {
            link,
            actor: "jobs".into(),
            epoch: AtomicU64::new(epoch),
            capacity: AtomicUsize::new(capacity),
            max_batch: capacity,
            max_batch_bytes: 1 << 16,
            acks,
            fails: false,
            settlements: Mutex::default(),
            members: Mutex::default(),
        }
    }

    pub(super) fn capacity(&self) -> usize {
        self.capacity.load(Ordering::Relaxed)
    }

    pub(super) fn too_large(&self, count: usize) -> ChannelError {
        let held = self.capacity();
        ChannelError::mismatch("batch", format_args!("it has {count} messages, and the channel holds {held}"))
    }

    pub(super) fn max_batch(&self) -> usize {
        self.max_batch.clamp(1, self.capacity().max(1))
    }

    /// Calls the actor, now: the calls of one thread begin there in their order.
    pub(super) fn call<A: Encode>(&self, method: &str, arguments: A) -> Outcome {
        self.link.call(&self.actor, self.bytes_of(method, arguments))
    }

    pub(super) fn bytes_of<A: Encode>(&self, method: &str, arguments: A) -> Bytes {
        call_bytes(&Call { actor: &self.actor, method, arguments })
    }

    pub(super) fn lost(&self, known: u64, now: u64) -> ChannelError {
        if self.epoch.swap(now, Ordering::Relaxed) != now {
            self.join_again(|_| true);
        }
        Lost { old: known, new: now }.into()
    }

    async fn control<V: Encode>(&self, action: &str, value: V) -> Result<(), ChannelError> {
        let answer = returned(&answered(self.call("control", (action, value))).await?)?;
        match decode::<Answer<'_>>(&answer)?.status {
            Status::Ok => Ok(()),
            status => Err(backend(format!("the channel does not {action}: {status:?}"))),
        }
    }

    pub(super) fn close(&self, reason: &str) -> impl Future<Output = Result<(), ChannelError>> + Send {
        let closed = self.call("control", ("close", reason));
        async { answered(closed).await.map(drop) }
    }

    // Members.

    pub(super) fn join(&self, kind: &'static str, name: &Arc<str>) {
        guard(&self.members).insert(Arc::clone(name), kind);
        drop(self.call("join", (kind, &**name, "")));
    }

    /// Senders join an actor that came back, and does not know them: it is not closed as long as one of them is there. A reader
    /// joins when it asks for messages, as it begins anew with that.
    fn join_again(&self, is_meant: impl Fn(&str) -> bool) {
        // None of them leaves before it has joined.
        let members = guard(&self.members);
        for (name, kind) in members.iter().filter(|(name, kind)| **kind == "sender" && is_meant(name)) {
            drop(self.call("join", (*kind, &**name, "")));
        }
    }

    pub(super) fn leave(&self, kind: &str, name: &Arc<str>) {
        guard(&self.members).remove(name);
        drop(self.call("leave", (kind, &**name)));
    }

    // Acks.

    /// Tells what became of deliveries, soon: at once, or with others when the call that is under way is done.
    pub(super) fn settle(self: &Arc<Self>, settled: Settled) {
        let mut settlements = guard(&self.settlements);
        match settlements.gathered.last_mut() {
            Some(last)
                if last.first.checked_add(last.count) == Some(settled.first)
                    && (last.verdict, last.attempt, last.call) == (settled.verdict, settled.attempt, settled.call)
                    && last.reader == settled.reader =>
            {
                last.count += settled.count;
            }
            _ => settlements.gathered.push(settled),
        }
        if settlements.calling == 0 {
            self.tell(&mut settlements);
        }
    }

    /// The same at once: what follows is to find it done.
    pub(super) fn settle_now(self: &Arc<Self>) {
        let mut settlements = guard(&self.settlements);
        if !settlements.gathered.is_empty() {
            self.tell(&mut settlements);
        }
    }

    fn tell(self: &Arc<Self>, settlements: &mut Settlements) {
        let mut gathered = std::mem::take(&mut settlements.gathered);
        settlements.calling += 1;
        let epoch = self.epoch.load(Ordering::Relaxed);
        let told = self.call("settle", (epoch, Bytes::from(msgpack::to_vec(&gathered))));
        let (inner, link) = (Arc::downgrade(self), self.link.clone());
        self.link.spawn(async move {
            let result = answered(told).await;
            drop(link);
            // An actor that is there, and was not reached, holds for ever what it has lent: its reader lives.
            let again =
                result.is_err_and(|error| !error.is_closed() && !matches!(error, ChannelError::ActorNotFound(_)));
            if again {
                tokio::time::sleep(PAUSE).await;
            }
            let Some(inner) = inner.upgrade() else { return };
            let mut settlements = guard(&inner.settlements);
            settlements.calling -= 1;
            if again && inner.epoch.load(Ordering::Relaxed) == epoch {
                gathered.append(&mut settlements.gathered);
                settlements.gathered = gathered;
            }
            if settlements.calling == 0 && !settlements.gathered.is_empty() {
                inner.tell(&mut settlements);
            }
        });
    }
}

/// Signs of life, as long as there is anybody.
async fn beat(inner: Weak<Inner>, pause: Duration) {
    loop {
        tokio::time::sleep(pause).await;
        let Some(inner) = inner.upgrade() else { return };
        let names: Vec<Arc<str>> = guard(&inner.members).keys().cloned().collect();
        if !names.is_empty() {
            let heard = inner.link.submit(&inner.bytes_of("beat", (names,)));
            inner.link.spawn(hear_strangers(Arc::downgrade(&inner), heard));
        }
    }
}

/// Whom the actor does not know joins it again. A sign of life that is lost is followed by the next.
async fn hear_strangers(inner: Weak<Inner>, heard: Reply) {
    let Ok(Ok(value)) = heard.await else { return };
    let Ok(answer) = returned(&value) else { return };
    if let Ok(AnswerWith { body: strangers, .. }) = decode::<AnswerWith<'_, HashSet<&str>>>(&answer)
        && let Some(inner) = inner.upgrade()
    {
        inner.join_again(|name| strangers.contains(name));
    }
}

/// What was asked for, however often it had to be tried.
pub(super) async fn answered(outcome: Outcome) -> Result<Bytes, ChannelError> {
    outcome.await.unwrap_or_else(|_| Err(backend("the thread that speaks to Ray has ended")))
}

/// The bytes that an actor's method returned.
pub(super) fn returned(value: &Bytes) -> Result<Bytes, ChannelError> {
    Ok(value.slice_ref(decode(value)?))
}

pub(super) fn decode<'a, M: Decode<'a>>(bytes: &'a [u8]) -> Result<M, ChannelError> {
    msgpack::from_slice(bytes).map_err(|error| backend(format!("an actor's answer: {error}")))
}

/// A name that nobody else has.
pub(super) fn fresh_name(prefix: &str) -> Arc<str> {
    let hasher: DefaultHasher = RandomState::new().build_hasher();
    format!("{prefix}-{:x}-{:016x}", std::process::id(), hasher.finish()).into()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::super::fake::{Actor, Called, EPOCH};
    use super::*;
    use crate::channel::Sender;
    use futures_lite::future::poll_once;

    fn settled(first: u64) -> Settled {
        Settled { reader: "reader".into(), verdict: 0, first, count: 1, attempt: 1, call: None }
    }

    fn told(called: &Called) -> Vec<Settled> {
        assert_eq!(called.method, "settle");
        let (_epoch, packed): (u64, Bytes) = called.arguments();
        msgpack::from_slice(&packed).unwrap()
    }

    /// The names of those that join next.
    async fn joined(actor: &mut Actor, count: usize) -> Vec<String> {
        let mut names = Vec::new();
        while names.len() < count {
            let join = actor.next().await;
            if join.method == "join" {
                let (_kind, name, _node): (String, String, String) = join.arguments();
                names.push(name);
            }
        }
        names.sort();
        names
    }

    #[test]
    fn senders_join_an_actor_that_came_back_and_does_not_know_them() {
        let (mut actor, runtime) = Actor::new(8, true);
        runtime.block_on(async {
            let [idle, sending] = [0, 1].map(|_| FrameSender::new(Arc::clone(&actor.channel)));
            let _reader = FrameReceiver::new(Arc::clone(&actor.channel), "reader".into());
            let mut members = joined(&mut actor, 3).await;
            // As they give a sign of life. A reader that joined again would have to begin anew.
            actor.channel.link.spawn(beat(Arc::downgrade(&actor.channel), Duration::from_millis(10)));
            let alive = actor.called().await;
            assert_eq!(alive.method, "beat");
            let (mut names,): (Vec<String>,) = alive.arguments();
            names.sort();
            assert_eq!(names, members);
            alive.answer(Status::Ok, EPOCH + 1, &names);
            members.retain(|name| name != "reader");
            assert_eq!(joined(&mut actor, 2).await, members);
            // As one of them is told that the channel was lost.
            let mut sent = Box::pin(sending.send(Bytes::from_static(b"x")));
            assert!(poll_once(&mut sent).await.is_none());
            loop {
                let call = actor.called().await;
                if call.method == "put_seq" {
                    break call.answer(Status::Lost, EPOCH + 1, 0);
                }
            }
            assert!(matches!(sent.await.unwrap_err().error, ChannelError::Lost(_)));
            assert_eq!(joined(&mut actor, 2).await, members);
            drop(idle);
        });
    }

    #[test]
    fn an_ack_that_could_not_be_told_is_told_again() {
        let (mut actor, runtime) = Actor::new(8, true);
        runtime.block_on(async {
            actor.channel.settle(settled(1));
            let first = actor.called().await;
            actor.channel.settle(settled(3));
            assert_eq!(told(&first), [settled(1)]);
            first.fail("RaySystemError");
            let again = actor.called().await;
            assert_eq!(told(&again), [settled(1), settled(3)]);
            // Whoever has died needs no more.
            actor.channel.settle(settled(5));
            again.fail("RayActorError");
            let last = actor.called().await;
            assert_eq!(told(&last), [settled(5)]);
            last.answer(Status::Lost, EPOCH + 1, 0);
        });
    }
}
