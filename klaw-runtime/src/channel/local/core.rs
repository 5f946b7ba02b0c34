//! The state machine behind a lock, with the tasks that wait for its answers.

use crate::channel::error::ChannelError;
use crate::channel::state::{Item, Machine, Member, Put, Refused, Reply, Rules, Step, Ticket};
use futures_lite::future::or;
use futures_timer::Delay;
use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, RandomState};
use std::future::Future;
use std::hash::{BuildHasher, Hasher};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// A channel in this process. `I` is what it holds: messages as they are, or frames.
pub(crate) struct Core<I> {
    pub(crate) channel: Arc<str>,
    inner: Mutex<Inner<I>>,
    start: Instant,
    /// How often whoever waits looks for leases that have ended.
    ticks: Option<Duration>,
    /// Does it keep messages until they are acked?
    pub(crate) acks: bool,
}

struct Inner<I> {
    machine: Machine<I>,
    waiting: HashMap<Ticket, Slot<I>>,
    next_ticket: Ticket,
    /// Readers, and handles that make readers. Without any, nobody will ever read the channel.
    outlets: usize,
}

/// Has the lock, and a message to take.
pub(crate) struct Lending<'a, I>(MutexGuard<'a, Inner<I>>);

impl<I> Lending<'_, I> {
    #[inline(always)]
    pub(crate) fn take(&mut self) -> Option<Item<I>> {
        self.0.machine.take_lent()
    }
}

/// Where a caller that waits finds its answer.
enum Slot<I> {
    Waiting(Option<Waker>),
    Ready(Reply<I>),
}

/// What a lock is held for ends here: who is woken, and what is dropped, without the lock.
struct Afterwards<I>(Vec<Waker>, #[allow(dead_code, reason = "it is here to be dropped")] Vec<I>);

impl<I> Inner<I> {
    /// Hands out the answers that have come up.
    fn settle(&mut self) -> Afterwards<I> {
        let mut wakers = Vec::new();
        while self.machine.has_replies() {
            for (ticket, reply) in self.machine.take_replies() {
                match (self.waiting.get_mut(&ticket), reply) {
                    (Some(slot), reply) => {
                        if let Slot::Waiting(Some(waker)) = std::mem::replace(slot, Slot::Ready(reply)) {
                            wakers.push(waker);
                        }
                    }
                    (None, Reply::Got(Ok(items))) => self.machine.give_back(items),
                    (None, _) => {}
                }
            }
        }
        Afterwards(wakers, self.machine.take_discarded())
    }
}

impl<I> Core<I> {
    pub(crate) fn new(channel: &str, rules: Rules<I>) -> Self {
        let inner =
            Inner { machine: Machine::new(rules, random()), waiting: HashMap::new(), next_ticket: 0, outlets: 0 };
        Self {
            channel: channel.into(),
            inner: Mutex::new(inner),
            start: Instant::now(),
            ticks: rules.lease.map(|lease| Duration::from_millis((lease / 4).max(1))),
            acks: rules.keep.is_some(),
        }
    }

    /// What a panic of a message's own `clone` leaves behind is a machine between two calls.
    fn lock(&self) -> MutexGuard<'_, Inner<I>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Milliseconds of this channel's life, where it counts them.
    #[inline]
    pub(crate) fn now(&self) -> u64 {
        match self.ticks {
            Some(_) => u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX),
            None => 0,
        }
    }

    /// Does something with the machine, and wakes whom that concerns.
    pub(crate) fn with<R>(&self, act: impl FnOnce(&mut Machine<I>) -> R) -> R {
        let mut inner = self.lock();
        let result = act(&mut inner.machine);
        let Afterwards(wakers, discarded) = inner.settle();
        drop(inner);
        wakers.into_iter().for_each(Waker::wake);
        drop(discarded);
        result
    }

    #[inline(always)]
    pub(crate) fn put_at_once(&self, sender: Member, ts: i64, body: impl FnOnce() -> Option<I>) {
        self.lock().machine.put_at_once(sender, ts, body);
    }

    /// The machine, where a message of it has been lent to the reader and is to be [taken](Lending::take).
    #[inline(always)]
    pub(crate) fn lend_at_once(&self, reader: Member, is_wanted: impl FnOnce(&I) -> bool) -> Option<Lending<'_, I>> {
        let now = self.now();
        let mut inner = self.lock();
        if inner.machine.lend_at_once(now, reader, is_wanted) { Some(Lending(inner)) } else { None }
    }

    /// A message that is there, where nobody waits on either side.
    #[cfg(feature = "nats")]
    pub(crate) fn get_at_once(&self, reader: Member) -> Option<Item<I>> {
        self.lend_at_once(reader, |_| true)?.take()
    }

    /// Puts, and waits where there is no room. What is given up while it waits goes to `rescue`.
    pub(crate) async fn put(
        &self,
        put: Put<I>,
        deadline: Option<(Duration, &'static str)>,
        rescue: Option<&Mutex<Vec<I>>>,
    ) -> Result<(), Refused<I>> {
        let wait = match self.begin(|machine, ticket| machine.put(put, Some(ticket))) {
            Ok(done) => return done,
            Err(ticket) => Wait { core: self, ticket, rescue, done: false },
        };
        match self.wait(wait, deadline).await {
            Ok(Reply::Put(done)) => done,
            Ok(Reply::Got(_)) => Ok(()),
            Err(error) => Err(Refused { error, bodies: Vec::new() }),
        }
    }

    pub(crate) fn try_put(&self, put: Put<I>) -> Result<(), Refused<I>> {
        match self.with(|machine| machine.put(put, None)) {
            Step::Done(done) => done,
            // Without a ticket nothing is parked.
            Step::Parked => Ok(()),
        }
    }

    /// Waits for the first message, and takes up to `max`.
    pub(crate) async fn get(
        &self,
        reader: Member,
        max: usize,
        deadline: Option<(Duration, &'static str)>,
    ) -> Result<Vec<Item<I>>, ChannelError> {
        match self.begin_get(reader, max) {
            Ok(done) => done,
            Err(wait) => self.finish_get(wait, deadline).await,
        }
    }

    /// The messages that are there, or what waits for them.
    pub(crate) fn begin_get(
        &self,
        reader: Member,
        max: usize,
    ) -> Result<Result<Vec<Item<I>>, ChannelError>, Wait<'_, I>> {
        let now = self.now();
        let begun = self.begin(|machine, ticket| {
            machine.tick(now);
            machine.get(now, reader, max, Some(ticket))
        });
        begun.map_err(|ticket| Wait { core: self, ticket, rescue: None, done: false })
    }

    pub(crate) async fn finish_get(
        &self,
        wait: Wait<'_, I>,
        deadline: Option<(Duration, &'static str)>,
    ) -> Result<Vec<Item<I>>, ChannelError> {
        match self.wait(wait, deadline).await? {
            Reply::Got(done) => done,
            Reply::Put(_) => Ok(Vec::new()),
        }
    }

    pub(crate) fn try_get(&self, reader: Member, max: usize) -> Result<Vec<Item<I>>, ChannelError> {
        let now = self.now();
        let step = self.with(|machine| {
            machine.tick(now);
            machine.get(now, reader, max, None)
        });
        match step {
            Step::Done(done) => done,
            Step::Parked => Err(ChannelError::empty()),
        }
    }

    /// A call that may be parked: its answer, or the ticket under which it waits.
    fn begin<R>(&self, call: impl FnOnce(&mut Machine<I>, Ticket) -> Step<R>) -> Result<R, Ticket> {
        let mut inner = self.lock();
        let ticket = inner.next_ticket;
        inner.next_ticket += 1;
        let step = call(&mut inner.machine, ticket);
        let result = match step {
            Step::Done(done) => Ok(done),
            Step::Parked => {
                inner.waiting.insert(ticket, Slot::Waiting(None));
                Err(ticket)
            }
        };
        let Afterwards(wakers, discarded) = inner.settle();
        drop(inner);
        wakers.into_iter().for_each(Waker::wake);
        drop(discarded);
        result
    }

    /// Waits for an answer, no longer than until the deadline, and ends leases meanwhile.
    async fn wait(
        &self,
        mut wait: Wait<'_, I>,
        deadline: Option<(Duration, &'static str)>,
    ) -> Result<Reply<I>, ChannelError> {
        let start = Instant::now();
        loop {
            let left = deadline.map(|(after, _)| after.saturating_sub(start.elapsed()));
            let Some(nap) = left.into_iter().chain(self.ticks).min() else {
                return Ok(wait.await);
            };
            let answer = or(async { Some((&mut wait).await) }, async {
                Delay::new(nap).await;
                None
            });
            if let Some(reply) = answer.await {
                return Ok(reply);
            }
            let now = self.now();
            self.with(|machine| machine.tick(now));
            if let Some((after, operation)) = deadline
                && start.elapsed() >= after
            {
                return Err(ChannelError::timeout(after, operation));
            }
        }
    }

    // Who can still read it.

    pub(crate) fn open_outlet(&self) {
        self.lock().outlets += 1;
    }

    pub(crate) fn close_outlet(&self) {
        let last = {
            let mut inner = self.lock();
            inner.outlets -= 1;
            inner.outlets == 0
        };
        if last {
            self.with(|machine| machine.close("nobody reads it any more"));
        }
    }
}

/// A call that waits. Dropped before its answer is seen, it never was: messages on their way to it go back.
pub(crate) struct Wait<'a, I> {
    core: &'a Core<I>,
    ticket: Ticket,
    rescue: Option<&'a Mutex<Vec<I>>>,
    done: bool,
}

impl<I> Future for Wait<'_, I> {
    type Output = Reply<I>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Reply<I>> {
        let mut inner = self.core.lock();
        match inner.waiting.get_mut(&self.ticket) {
            Some(Slot::Waiting(waker)) => {
                match waker {
                    Some(waker) => waker.clone_from(context.waker()),
                    None => *waker = Some(context.waker().clone()),
                }
                Poll::Pending
            }
            Some(Slot::Ready(_)) => match inner.waiting.remove(&self.ticket) {
                Some(Slot::Ready(reply)) => {
                    drop(inner);
                    self.done = true;
                    Poll::Ready(reply)
                }
                _ => Poll::Pending,
            },
            // Its answer was seen before.
            None => Poll::Pending,
        }
    }
}

impl<I> Drop for Wait<'_, I> {
    fn drop(&mut self) {
        if self.done {
            return;
        }
        let slot = self.core.lock().waiting.remove(&self.ticket);
        let unsent = self.core.with(|machine| match slot {
            Some(Slot::Ready(Reply::Got(Ok(items)))) => {
                machine.give_back(items);
                None
            }
            Some(Slot::Ready(Reply::Put(Err(refused)))) => Some(refused.bodies),
            Some(Slot::Ready(_)) | None => None,
            Some(Slot::Waiting(_)) => machine.cancel(self.ticket).map(|put| put.bodies),
        });
        if let (Some(unsent), Some(rescue)) = (unsent, self.rescue) {
            rescue.lock().unwrap_or_else(PoisonError::into_inner).splice(..0, unsent);
        }
    }
}

/// A number that no earlier channel had.
pub(crate) fn random() -> u64 {
    let hasher: DefaultHasher = RandomState::new().build_hasher();
    hasher.finish()
}
