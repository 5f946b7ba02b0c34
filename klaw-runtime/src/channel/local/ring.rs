//! What a broadcast channel holds: each message until every reader has had it.

use super::shot::Shot;
use crate::channel::error::ChannelError;
use crate::channel::options::Overflow;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::task::Waker;

/// The messages, who waits for room, and who waits for a message.
pub(super) struct Ring<T> {
    queue: VecDeque<Entry<T>>,
    /// The place of the first in the queue, counted from the first that was ever sent.
    head: u64,
    capacity: usize,
    overflow: Overflow,
    readers: usize,
    senders: usize,
    is_closed: bool,
    puts: VecDeque<Parked<T>>,
    next_ticket: u64,
    /// What waited when the channel was closed, by ticket, for who waits to fetch.
    refused: HashMap<u64, Vec<Shot<T>>>,
    /// Who waits for a message: no reader does so twice at once.
    sleepers: HashMap<u64, Waker>,
    next_reader: u64,
}

/// A message, and how many readers have not had it. They share it: a message is cloned without the lock.
struct Entry<T> {
    shot: Arc<Shot<T>>,
    left: usize,
}

struct Parked<T> {
    ticket: u64,
    shots: Vec<Shot<T>>,
    waker: Option<Waker>,
}

/// What is done without the lock: who is woken, and what is dropped.
#[must_use = "it is for when the lock is released"]
pub(super) struct Afterwards<T> {
    wakers: Vec<Waker>,
    /// Messages that gave way; dropped here.
    _dropped: Vec<Arc<Shot<T>>>,
}

impl<T> Default for Afterwards<T> {
    fn default() -> Self {
        Self { wakers: Vec::new(), _dropped: Vec::new() }
    }
}

impl<T> Afterwards<T> {
    pub(super) fn wake(self) {
        self.wakers.into_iter().for_each(Waker::wake);
    }
}

/// What became of a put.
pub(super) enum Put<T> {
    Accepted,
    Refused(ChannelError, Vec<Shot<T>>),
    Waits(u64),
}

pub(super) fn closed() -> ChannelError {
    ChannelError::closed("nobody is on the other side any more")
}

impl<T> Ring<T> {
    /// With one sender and one reader.
    pub(super) fn new(capacity: usize, overflow: Overflow) -> Self {
        Self {
            queue: VecDeque::new(),
            head: 0,
            capacity,
            overflow,
            readers: 1,
            senders: 1,
            is_closed: false,
            puts: VecDeque::new(),
            next_ticket: 0,
            refused: HashMap::new(),
            sleepers: HashMap::new(),
            next_reader: 1,
        }
    }

    /// Takes messages together, or not at all. Who waits is not overtaken.
    pub(super) fn put(&mut self, shots: Vec<Shot<T>>, may_wait: bool) -> (Put<T>, Afterwards<T>) {
        let mut after = Afterwards::default();
        if self.is_closed {
            return (Put::Refused(closed(), shots), after);
        }
        if shots.len() > self.capacity {
            let reason = format!("it has {} messages, and the channel holds {}", shots.len(), self.capacity);
            return (Put::Refused(ChannelError::mismatch("batch", reason), shots), after);
        }
        if self.puts.is_empty() && self.make_room(shots.len(), &mut after) {
            self.accept(shots, &mut after);
            return (Put::Accepted, after);
        }
        if !may_wait || self.overflow == Overflow::Fail {
            return (Put::Refused(ChannelError::full(self.capacity), shots), after);
        }
        let ticket = self.next_ticket;
        self.next_ticket += 1;
        self.puts.push_back(Parked { ticket, shots, waker: None });
        (Put::Waits(ticket), after)
    }

    /// What has become of a put that waited; `None` while it does.
    pub(super) fn answer(&mut self, ticket: u64, waker: &Waker) -> Option<Result<(), Vec<Shot<T>>>> {
        if let Some(parked) = self.puts.iter_mut().find(|parked| parked.ticket == ticket) {
            parked.waker = Some(waker.clone());
            return None;
        }
        Some(self.refused.remove(&ticket).map_or(Ok(()), Err))
    }

    /// Nobody waits for it any more: what was not accepted is not.
    pub(super) fn give_up(&mut self, ticket: u64) -> (Vec<Shot<T>>, Afterwards<T>) {
        let mut after = Afterwards::default();
        let waiting = self.puts.iter().position(|parked| parked.ticket == ticket).and_then(|at| self.puts.remove(at));
        self.admit(&mut after);
        let shots = waiting.map(|parked| parked.shots).or_else(|| self.refused.remove(&ticket));
        (shots.unwrap_or_default(), after)
    }

    fn make_room(&mut self, count: usize, after: &mut Afterwards<T>) -> bool {
        let over = (self.queue.len() + count).saturating_sub(self.capacity);
        if over > 0 && self.overflow == Overflow::DropOldest {
            after._dropped.extend(self.queue.drain(..over).map(|entry| entry.shot));
            self.head += over as u64;
            return true;
        }
        over == 0
    }

    fn accept(&mut self, shots: Vec<Shot<T>>, after: &mut Afterwards<T>) {
        let left = self.readers;
        self.queue.extend(shots.into_iter().map(|shot| Entry { shot: Arc::new(shot), left }));
        after.wakers.extend(self.sleepers.drain().map(|(_, waker)| waker));
    }

    /// Takes those that wait, in their order, while there is room.
    fn admit(&mut self, after: &mut Afterwards<T>) {
        while let Some(length) = self.puts.front().map(|parked| parked.shots.len()) {
            if !self.make_room(length, after) {
                break;
            }
            let Some(Parked { shots, waker, .. }) = self.puts.pop_front() else { break };
            self.accept(shots, after);
            after.wakers.extend(waker);
        }
    }

    /// Up to `max` messages of a reader that stands at `at`, which moves on; and how many gave way before it came to them.
    pub(super) fn take(&mut self, at: &mut u64, max: usize) -> (Vec<Arc<Shot<T>>>, u64, Afterwards<T>) {
        let missed = self.head.saturating_sub(*at);
        *at += missed;
        let first = self.index(*at);
        let taken: Vec<_> = self
            .queue
            .iter_mut()
            .skip(first)
            .take(max)
            .map(|entry| {
                entry.left -= 1;
                Arc::clone(&entry.shot)
            })
            .collect();
        *at += taken.len() as u64;
        (taken, missed, self.let_go())
    }

    /// What every reader has had makes room.
    fn let_go(&mut self) -> Afterwards<T> {
        let mut after = Afterwards::default();
        while self.queue.front().is_some_and(|entry| entry.left == 0) {
            after._dropped.extend(self.queue.pop_front().map(|entry| entry.shot));
            self.head += 1;
        }
        self.admit(&mut after);
        after
    }

    fn index(&self, at: u64) -> usize {
        usize::try_from(at.saturating_sub(self.head)).unwrap_or(usize::MAX)
    }

    /// The reader is woken when there is a message, or no more will come.
    pub(super) fn sleep(&mut self, reader: u64, waker: &Waker) {
        self.sleepers.insert(reader, waker.clone());
    }

    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }

    pub(super) fn close(&mut self) -> Afterwards<T> {
        let mut after = Afterwards::default();
        self.is_closed = true;
        after.wakers.extend(self.sleepers.drain().map(|(_, waker)| waker));
        for Parked { ticket, shots, waker } in self.puts.drain(..) {
            self.refused.insert(ticket, shots);
            after.wakers.extend(waker);
        }
        after
    }

    pub(super) fn join_sender(&mut self) {
        self.senders += 1;
    }

    pub(super) fn leave_sender(&mut self) -> Afterwards<T> {
        self.senders -= 1;
        if self.senders == 0 { self.close() } else { Afterwards::default() }
    }

    /// A reader that stands at `at`: its key. The first one's is 0.
    pub(super) fn join_reader(&mut self, at: u64) -> u64 {
        self.readers += 1;
        let first = self.index(at);
        self.queue.iter_mut().skip(first).for_each(|entry| entry.left += 1);
        self.next_reader += 1;
        self.next_reader - 1
    }

    pub(super) fn leave_reader(&mut self, reader: u64, at: u64) -> [Afterwards<T>; 2] {
        self.readers -= 1;
        self.sleepers.remove(&reader);
        let first = self.index(at);
        self.queue.iter_mut().skip(first).for_each(|entry| entry.left -= 1);
        let closed = if self.readers == 0 { self.close() } else { Afterwards::default() };
        [closed, self.let_go()]
    }
}
