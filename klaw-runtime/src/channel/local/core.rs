//! The state machine behind a lock, with the tasks that wait for its answers.

use super::fed::{Fed, Kept};
use crate::channel::clock;
use crate::channel::error::ChannelError;
use crate::channel::options::Overflow;
use crate::channel::state::{Hand, Item, Machine, Member, Put, Refused, Reply, Rules, Step, Ticket, Token, Verdict};
use crossbeam_utils::CachePadded;
use futures_lite::future::or;
use futures_timer::Delay;
use std::collections::hash_map::{DefaultHasher, RandomState};
use std::collections::{BTreeMap, HashMap};
use std::future::Future;
use std::hash::{BuildHasher, Hasher};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// A channel in this process. `I` is what it holds: messages as they are, or frames.
pub(crate) struct Core<I> {
    pub(crate) channel: Arc<str>,
    /// What senders write to.
    inner: CachePadded<Mutex<Inner<I>>>,
    /// What readers write to. Whoever wants both locks takes this one first.
    out: CachePadded<Out<I>>,
    start: Instant,
    /// How often whoever waits looks for leases that have ended.
    ticks: Option<Duration>,
    rules: Rules<I>,
}

/// What was [handed out](Machine::hand_out) to the readers: they take the next message without the senders' lock, and senders
/// put theirs without the readers'. There is nothing in it where anybody waits.
struct Out<I> {
    hand: Mutex<Hand<I>>,
    /// How many messages of it take up room, for those without the lock: there can be fewer by the time they know.
    left: AtomicUsize,
}

pub(crate) struct Inner<I> {
    machine: Machine<I>,
    waiting: HashMap<Ticket, Slot<I>>,
    next_ticket: Ticket,
    /// Readers, and handles that make readers. Without any, nobody will ever read the channel.
    outlets: usize,
}

/// Has a lock, and a message to take.
pub(crate) enum Lending<'a, I> {
    /// Of what was handed out; and how many it is.
    Out(MutexGuard<'a, Hand<I>>, &'a AtomicUsize),
    /// The only one that was ready, where nothing was handed out.
    Lone(MutexGuard<'a, Inner<I>>),
}

impl<I> Lending<'_, I> {
    #[inline(always)]
    pub(crate) fn take(&mut self) -> Option<Item<I>> {
        match self {
            Self::Out(hand, left) => {
                // First, so that the message is moved where it goes and no further.
                left.store(hand.len().saturating_sub(1), Ordering::Relaxed);
                hand.take_lent()
            }
            Self::Lone(inner) => inner.machine.take_lone(),
        }
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

    fn begin<R>(&mut self, call: impl FnOnce(&mut Machine<I>, Ticket) -> Step<R>) -> Result<R, Ticket> {
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        match call(&mut self.machine, ticket) {
            Step::Done(done) => Ok(done),
            Step::Parked => {
                self.waiting.insert(ticket, Slot::Waiting(None));
                Err(ticket)
            }
        }
    }

    fn put(&mut self, put: Put<I>, waits: bool) -> Result<Result<(), Refused<I>>, Ticket> {
        self.begin(|machine, ticket| machine.put(put, waits.then_some(ticket)))
    }

    /// What was accepted while nobody waited for it is sent, and what was refused is fed still, in its order.
    fn take_answers(&mut self, kept: &mut Kept<I>) {
        let mut back = Vec::new();
        for (ticket, refused) in std::mem::take(&mut kept.put) {
            if refused.is_none() && matches!(self.waiting.get(&ticket), Some(Slot::Waiting(_))) {
                kept.put.insert(ticket, None);
            } else if let Some(bodies) = refused {
                back.extend(bodies);
            } else if let Some(Slot::Ready(Reply::Put(Err(refused)))) = self.waiting.remove(&ticket) {
                back.extend(refused.bodies);
            }
        }
        kept.messages.splice(..0, back);
    }
}

impl<I> Core<I> {
    pub(crate) fn new(channel: &str, rules: Rules<I>) -> Self {
        let inner =
            Inner { machine: Machine::new(rules, random()), waiting: HashMap::new(), next_ticket: 0, outlets: 0 };
        Self {
            channel: channel.into(),
            inner: CachePadded::new(Mutex::new(inner)),
            out: CachePadded::new(Out { hand: Mutex::default(), left: AtomicUsize::new(0) }),
            start: Instant::now(),
            ticks: rules.lease.map(|lease| Duration::from_millis((lease / 4).max(1))),
            rules,
        }
    }

    /// What a panic of a message's own `clone` leaves behind is a machine between two calls.
    fn lock(&self) -> MutexGuard<'_, Inner<I>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_out(&self) -> MutexGuard<'_, Hand<I>> {
        self.out.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The machine with all its messages.
    fn lock_whole(&self) -> MutexGuard<'_, Inner<I>> {
        let mut out = self.lock_out();
        let mut inner = self.lock();
        inner.machine.take_back_hand(&mut out);
        self.out.left.store(0, Ordering::Relaxed);
        inner
    }

    /// Does it keep messages until they are acked?
    pub(crate) fn acks(&self) -> bool {
        self.rules.keep.is_some()
    }

    /// Does who finds it full wait?
    pub(crate) fn waits_for_room(&self) -> bool {
        self.rules.overflow == Overflow::Wait
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
        self.act(|inner| act(&mut inner.machine))
    }

    fn act<R>(&self, act: impl FnOnce(&mut Inner<I>) -> R) -> R {
        let mut inner = self.lock_whole();
        let result = act(&mut inner);
        let Afterwards(wakers, discarded) = inner.settle();
        drop(inner);
        wakers.into_iter().for_each(Waker::wake);
        drop(discarded);
        result
    }

    #[inline(always)]
    pub(crate) fn put_at_once(&self, sender: Member, ts: i64, body: impl FnOnce() -> Option<I>) {
        self.lock_for(1).machine.put_at_once(sender, ts, body);
    }

    /// The senders' lock, where so many messages more are counted rightly.
    #[inline(always)]
    fn lock_for(&self, more: usize) -> MutexGuard<'_, Inner<I>> {
        let mut inner = self.lock();
        if inner.machine.wants_count(more) {
            inner.machine.count_out(self.out.left.load(Ordering::Relaxed));
        }
        inner
    }

    /// Is a message there? It may be gone already.
    pub(crate) fn has_any(&self) -> bool {
        self.lock_out().first().is_some() || self.lock().machine.ready() > 0
    }

    /// A lock, where the next message is there and is as it is wanted: it has been lent to the reader, and is to be
    /// [taken](Lending::take). For readers without a lease.
    #[inline(always)]
    pub(crate) fn lend_at_once(&self, reader: Member, is_wanted: impl Fn(&I) -> bool) -> Option<Lending<'_, I>> {
        if self.rules.keep.is_none() && self.out.left.load(Ordering::Relaxed) == 0 {
            let mut inner = self.lock();
            // Asked again where it cannot change: to hand out takes this lock.
            if self.out.left.load(Ordering::Relaxed) == 0 {
                match inner.machine.ready() {
                    0 => return None,
                    1 => return inner.machine.lend_lone(reader, is_wanted).then_some(Lending::Lone(inner)),
                    _ => {}
                }
            }
        }
        let mut hand = self.lock_filled();
        if hand.first().is_some_and(is_wanted) {
            hand.lend_first(reader, self.rules.keep);
            Some(Lending::Out(hand, &self.out.left))
        } else {
            None
        }
    }

    /// Up to `max` messages that are there, where nobody waits. For readers without a lease.
    pub(crate) fn take_at_once(&self, reader: Member, max: usize) -> Vec<Item<I>> {
        let mut hand = self.lock_filled();
        let items = hand.take_many(reader, max, self.rules.keep);
        self.out.left.store(hand.len(), Ordering::Relaxed);
        items
    }

    /// The readers' lock, with the next message where there is one and nobody waits.
    #[inline(always)]
    fn lock_filled(&self) -> MutexGuard<'_, Hand<I>> {
        let mut hand = self.lock_out();
        if hand.first().is_none() {
            let mut inner = self.lock();
            inner.machine.hand_out(&mut hand);
            // Under both locks: who has the senders' alone sees whether anything is out.
            self.out.left.store(hand.len(), Ordering::Relaxed);
        }
        hand
    }

    /// What became of a delivery to a reader without a lease; `false` where it is too late to say.
    pub(crate) fn settle(&self, reader: Member, token: Token, verdict: Verdict) -> bool {
        if matches!(verdict, Verdict::Ack) {
            let mut hand = self.lock_out();
            if let Some(done) = hand.ack(reader, token) {
                self.out.left.store(hand.len(), Ordering::Relaxed);
                drop(hand);
                drop(done);
                return true;
            }
        }
        let now = self.now();
        self.with(|machine| machine.settle(now, reader, token, verdict))
    }

    /// A message that is there, where nobody waits on either side.
    #[cfg(feature = "nats")]
    pub(crate) fn get_at_once(&self, reader: Member) -> Option<Item<I>> {
        self.lend_at_once(reader, |_| true)?.take()
    }

    /// Puts, and waits where there is no room.
    pub(crate) async fn put(&self, put: Put<I>, deadline: Option<(Duration, &'static str)>) -> Result<(), Refused<I>> {
        let Err(put) = self.lock_for(put.bodies.len()).machine.put_many_at_once(put) else { return Ok(()) };
        match self.begin(|machine, ticket| machine.put(put, Some(ticket))) {
            Ok(done) => done,
            Err(ticket) => self.finish_put(Wait { core: self, ticket, fed: None, done: false }, deadline).await,
        }
    }

    async fn finish_put(
        &self,
        wait: Wait<'_, I>,
        deadline: Option<(Duration, &'static str)>,
    ) -> Result<(), Refused<I>> {
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

    // What was fed, and what is sent behind it.

    /// Puts what a sender was fed, and waits until it is accepted. Given up, it keeps its place in the line; refused, it is fed
    /// still.
    pub(crate) async fn put_fed(&self, fed: &Fed<I>, sender: Member) -> Result<(), ChannelError> {
        match self.stand_in_line(fed, sender, None, true) {
            Ok(line) => self.finish_fed(line.before).await,
            Err(refused) => Err(refused.error),
        }
    }

    /// The same with more behind it, which is not put where what was fed is refused.
    pub(crate) async fn put_behind(&self, fed: &Fed<I>, sender: Member, bodies: Vec<I>) -> Result<(), Refused<I>> {
        let Line { before, own } = self.stand_in_line(fed, sender, Some(bodies), true)?;
        let told = self.finish_fed(before).await;
        match (own, told) {
            (Some(Behind::Waits(wait)), Ok(())) => self.finish_put(wait, None).await,
            (Some(Behind::Waits(wait)), Err(error)) => wait.take_back(error),
            (Some(Behind::Done(done)), _) => done,
            (None, _) => Ok(()),
        }
    }

    /// The same where nobody waits.
    pub(crate) fn try_put_behind(&self, fed: &Fed<I>, sender: Member, bodies: Vec<I>) -> Result<(), Refused<I>> {
        match self.stand_in_line(fed, sender, Some(bodies), false)?.own {
            Some(Behind::Done(done)) => done,
            // Without a ticket nothing is parked.
            _ => Ok(()),
        }
    }

    /// Puts what was fed and, behind it, what is sent now: in one step, so that nothing comes in between, also where all of it has
    /// to wait.
    fn stand_in_line<'a>(
        &'a self,
        fed: &'a Fed<I>,
        sender: Member,
        own: Option<Vec<I>>,
        waits: bool,
    ) -> Result<Line<'a, I>, Refused<I>> {
        let ts = clock::wall_ms();
        let put = |bodies| Put { sender, seq: None, ts, bodies };
        let wait = |ticket, fed| Wait { core: self, ticket, fed, done: false };
        self.act(|inner| {
            fed.with(|kept| {
                inner.take_answers(kept);
                // No batch is larger than the channel, which may have become smaller.
                let most = inner.machine.rules().capacity.max(1);
                while !kept.messages.is_empty() {
                    let rest = kept.messages.split_off(most.min(kept.messages.len()));
                    let first = std::mem::replace(&mut kept.messages, rest);
                    match inner.put(put(first), waits) {
                        Ok(Ok(())) => {}
                        Ok(Err(Refused { error, bodies })) => {
                            kept.messages.splice(..0, bodies);
                            return Err(Refused { error, bodies: own.unwrap_or_default() });
                        }
                        Err(ticket) => _ = kept.put.insert(ticket, None),
                    }
                }
                let own = own.map(|bodies| match inner.put(put(bodies), waits) {
                    Ok(done) => Behind::Done(done),
                    Err(ticket) => Behind::Waits(wait(ticket, None)),
                });
                // Who waits, waits also for what was given up before.
                let before = if waits { std::mem::take(&mut kept.put) } else { BTreeMap::new() };
                let before = before.into_keys().map(|ticket| wait(ticket, Some(fed))).collect();
                Ok(Line { before, own })
            })
        })
    }

    async fn finish_fed(&self, before: Vec<Wait<'_, I>>) -> Result<(), ChannelError> {
        for wait in before {
            let (fed, ticket) = (wait.fed, wait.ticket);
            if let Ok(Reply::Put(Err(Refused { error, bodies }))) = self.wait(wait, None).await {
                if let Some(fed) = fed {
                    fed.with(|kept| kept.put.insert(ticket, Some(bodies)));
                }
                return Err(error);
            }
        }
        Ok(())
    }

    /// A sender leaves, and what it was fed and is not accepted goes with it.
    pub(crate) fn leave_sender(&self, fed: &Fed<I>, sender: Member) {
        let gone = self.act(|inner| {
            // The last first: what is cancelled lets in what stands behind it.
            let tickets = fed.with(|kept| std::mem::take(&mut kept.put)).into_keys().rev();
            let gone: Vec<_> =
                tickets.map(|ticket| (inner.waiting.remove(&ticket), inner.machine.cancel(ticket))).collect();
            inner.machine.leave_sender(sender);
            gone
        });
        // Without the lock, as all messages.
        drop(gone);
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
        begun.map_err(|ticket| Wait { core: self, ticket, fed: None, done: false })
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
        self.act(|inner| inner.begin(call))
    }

    /// Gives up a call that is parked: its answer, where that has come already, or what was parked. In one step, so that no
    /// answer comes in between.
    fn give_up(&self, ticket: Ticket) -> Result<Reply<I>, Option<Put<I>>> {
        self.act(|inner| match inner.waiting.remove(&ticket) {
            Some(Slot::Ready(reply)) => Ok(reply),
            Some(Slot::Waiting(_)) | None => Err(inner.machine.cancel(ticket)),
        })
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
                return wait.end().ok_or_else(|| ChannelError::timeout(after, operation));
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

/// A call that waits. Dropped before its answer is seen, it never was: messages on their way to it go back. Only what was fed
/// stays where it is.
pub(crate) struct Wait<'a, I> {
    core: &'a Core<I>,
    ticket: Ticket,
    fed: Option<&'a Fed<I>>,
    done: bool,
}

/// What stands in line together: what was fed and waits, and what was put behind it.
struct Line<'a, I> {
    before: Vec<Wait<'a, I>>,
    own: Option<Behind<'a, I>>,
}

enum Behind<'a, I> {
    Done(Result<(), Refused<I>>),
    Waits(Wait<'a, I>),
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

impl<I> Wait<'_, I> {
    /// Waits no longer. Who was answered meanwhile has the answer; otherwise the call never was.
    fn end(&mut self) -> Option<Reply<I>> {
        if std::mem::replace(&mut self.done, true) {
            return None;
        }
        self.core.give_up(self.ticket).ok()
    }

    /// The same of a put: what it put comes back, for this reason.
    fn take_back(mut self, error: ChannelError) -> Result<(), Refused<I>> {
        self.done = true;
        match self.core.give_up(self.ticket) {
            Ok(Reply::Put(done)) => done,
            Ok(Reply::Got(_)) => Ok(()),
            Err(put) => Err(Refused { error, bodies: put.map(|put| put.bodies).unwrap_or_default() }),
        }
    }

    /// Nobody waits any more for what was fed, which waits still.
    fn leave_in_line(&self, fed: &Fed<I>) {
        let mut inner = self.core.lock();
        let waker = match inner.waiting.get_mut(&self.ticket) {
            Some(Slot::Waiting(waker)) => waker.take(),
            Some(Slot::Ready(_)) | None => None,
        };
        fed.with(|kept| kept.put.insert(self.ticket, None));
        drop(inner);
        drop(waker);
    }
}

impl<I> Drop for Wait<'_, I> {
    fn drop(&mut self) {
        match self.fed {
            Some(fed) if !self.done => self.leave_in_line(fed),
            _ => {
                if let Some(Reply::Got(Ok(items))) = self.end() {
                    self.core.with(|machine| machine.give_back(items));
                }
            }
        }
    }
}

/// A number that no earlier channel had.
pub(crate) fn random() -> u64 {
    let hasher: DefaultHasher = RandomState::new().build_hasher();
    hasher.finish()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use super::*;

    /// The same calls, of a core and of a machine that hands nothing out, in an order that a number says: the same messages,
    /// the same answers, the same counts.
    fn hold_against_machine(rules: Rules<u64>, mut choice: u64) {
        let core = Core::new("notes", rules);
        let mut machine = Machine::new(rules, 1);
        let senders = (core.with(|machine| machine.join_guest()), machine.join_guest());
        let readers = (core.with(|machine| machine.join_reader(0, None)), machine.join_reader(0, None));
        let mut lent = Vec::new();
        for body in 0..200_u64 {
            // As a linear congruential generator goes on: Knuth's numbers.
            choice = choice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            match (choice >> 33) % 16 {
                0..6 => {
                    let mut taken = (false, false);
                    let note = |taken: &mut bool| {
                        *taken = true;
                        Some(body)
                    };
                    core.put_at_once(senders.0, 0, || note(&mut taken.0));
                    machine.put_at_once(senders.1, 0, || note(&mut taken.1));
                    assert_eq!(taken.0, taken.1, "is there room for {body}?");
                }
                6..11 => {
                    let at_once = core.lend_at_once(readers.0, |_| true).and_then(|mut lending| lending.take());
                    assert_eq!(at_once, machine.get_at_once(0, readers.1));
                    lent.extend(at_once.map(|item| Token { position: item.position, attempt: item.attempt }));
                }
                11..14 if rules.keep.is_some() && !lent.is_empty() => {
                    let token = lent.swap_remove((choice >> 40) as usize % lent.len());
                    let verdict = if (choice >> 37).is_multiple_of(4) { Verdict::Back } else { Verdict::Ack };
                    assert!(core.settle(readers.0, token, verdict));
                    assert!(machine.settle(0, readers.1, token, verdict));
                    assert!(!core.settle(readers.0, token, verdict), "it is settled once");
                    assert!(!machine.settle(0, readers.1, token, verdict));
                }
                11 if body % 2 == 0 => {
                    let at_once = core.take_at_once(readers.0, 3);
                    let one_by_one = (0..at_once.len().max(1)).map_while(|_| machine.get_at_once(0, readers.1));
                    assert_eq!(at_once, one_by_one.collect::<Vec<_>>());
                    lent.extend(at_once.iter().map(|item| Token { position: item.position, attempt: item.attempt }));
                }
                11 => {
                    let put = |sender| Put { sender, seq: None, ts: 0, bodies: vec![body, body] };
                    if core.lock_for(2).machine.put_many_at_once(put(senders.0)).is_ok() {
                        assert!(matches!(machine.put(put(senders.1), None), Step::Done(Ok(()))));
                    }
                    let Step::Done(done) = machine.put(put(senders.1), None) else { panic!("it has no ticket") };
                    assert_eq!(core.try_put(put(senders.0)), done);
                    let (of_core, of_machine) = (core.with(|machine| machine.stats()), machine.stats());
                    assert_eq!(of_core, of_machine);
                }
                12 => {
                    core.with(|machine| machine.pause());
                    machine.pause();
                }
                _ => {
                    core.with(|machine| machine.resume());
                    machine.resume();
                }
            }
        }
        assert_eq!(core.with(|machine| machine.stats()), machine.stats());
    }

    #[test]
    fn what_is_handed_out_is_as_if_it_were_not() {
        for choice in 0..300 {
            let rules = Rules::new(1 + usize::try_from(choice).unwrap() % 9);
            hold_against_machine(rules, choice);
            hold_against_machine(Rules { overflow: Overflow::DropOldest, ..rules }, choice);
            hold_against_machine(Rules { keep: Some(|body| *body), ..rules }, choice);
        }
    }
}
