//! What a channel is, without anything that carries it: no task, no clock, no I/O. Calls go in, with the time where it matters;
//! answers come out, at once or later under the ticket of the call.
//!
//! The flow: [`put`](Machine::put) -> `ready` -> [`get`](Machine::get) -> `lent` (where there are acks) ->
//! [`settle`](Machine::settle). What cannot be done now is parked, first come first served, and `turn` moves on what can be
//! moved after each change. Every backend behaves as this does: in process it *is* this, behind a lock; elsewhere it is
//! mirrored, and held to the same tests.
//!
//! ```
//! use klaw_runtime::channel::state::{Machine, Put, Rules, Step};
//!
//! let mut channel = Machine::new(Rules::new(2), 1);
//! let (sender, reader) = (channel.join_sender(0, None), channel.join_reader(0, None));
//! let put = |body| Put { sender, seq: None, ts: 0, bodies: vec![body] };
//!
//! assert!(matches!(channel.put(put("a"), Some(1)), Step::Done(Ok(()))));
//! assert!(matches!(channel.put(put("b"), Some(2)), Step::Done(Ok(()))));
//! assert!(matches!(channel.put(put("c"), Some(3)), Step::Parked));
//!
//! let Step::Done(Ok(items)) = channel.get(0, reader, 1, None) else { panic!("there are two") };
//! assert_eq!((items[0].body, items[0].seq), ("a", 0));
//! // Room for the one that waited.
//! assert_eq!(channel.take_replies()[0].0, 3);
//! ```

mod get;
mod hand;
mod members;
mod put;

pub(super) use hand::Hand;
pub use members::Member;

use super::error::{ChannelError, Lost};
use super::messages::ChannelStats;
use super::options::{Acks, ChannelOptions, Overflow};
use members::Members;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// What a caller that waits is known by; the caller chooses it.
pub type Ticket = u64;

/// One message in the channel.
///
/// ```
/// use klaw_runtime::channel::state::{Machine, Put, Rules, Step};
///
/// let mut machine = Machine::new(Rules::new(8), 1);
/// let sender = machine.join_sender(0, None);
/// let reader = machine.join_reader(0, None);
/// let put = Put { sender, seq: None, ts: 7, bodies: vec!["load"] };
/// assert_eq!(machine.put(put, None), Step::Done(Ok(())));
/// let item = machine.get_at_once(0, reader).unwrap();
/// assert_eq!((item.position, item.seq, item.ts, item.attempt, item.body), (0, 0, 7, 1, "load"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item<I> {
    /// Its place in the channel, from 0 on, whoever sent it. A channel that begins anew goes on counting, so that no message is
    /// taken for one of before.
    pub position: u64,
    /// Its number from its sender.
    pub seq: u64,
    /// When it was sent: milliseconds since 1970-01-01 UTC.
    pub ts: i64,
    /// How often it was delivered, this time among them; 0 while it never was.
    pub attempt: u32,
    /// What it carries.
    pub body: I,
}

/// What names one delivery of a message: a later one of the same message is another.
///
/// ```
/// use klaw_runtime::channel::state::{Machine, Put, Rules, Token, Verdict};
///
/// let mut machine = Machine::new(Rules { keep: Some(|text: &&str| *text), ..Rules::new(8) }, 1);
/// let sender = machine.join_sender(0, None);
/// let reader = machine.join_reader(0, None);
/// machine.put(Put { sender, seq: None, ts: 0, bodies: vec!["load"] }, None);
/// machine.get_at_once(0, reader).unwrap();
/// assert!(machine.settle(0, reader, Token { position: 0, attempt: 1 }, Verdict::Back));
/// machine.get_at_once(0, reader).unwrap();
/// // Too late for the first delivery, and in time for the second.
/// assert!(!machine.settle(0, reader, Token { position: 0, attempt: 1 }, Verdict::Ack));
/// assert!(machine.settle(0, reader, Token { position: 0, attempt: 2 }, Verdict::Ack));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token {
    /// The message's place in the channel.
    pub position: u64,
    /// Which delivery.
    pub attempt: u32,
}

/// What became of a delivery.
///
/// ```
/// use klaw_runtime::channel::state::{Machine, Put, Rules, Token, Verdict};
///
/// let mut machine = Machine::new(Rules { keep: Some(|text: &&str| *text), ..Rules::new(8) }, 1);
/// let sender = machine.join_sender(0, None);
/// let reader = machine.join_reader(0, None);
/// machine.put(Put { sender, seq: None, ts: 0, bodies: vec!["load"] }, None);
/// machine.get_at_once(0, reader).unwrap();
/// assert!(machine.settle(0, reader, Token { position: 0, attempt: 1 }, Verdict::Back));
/// assert_eq!(machine.stats().ready, 1);
/// machine.get_at_once(0, reader).unwrap();
/// assert!(machine.settle(0, reader, Token { position: 0, attempt: 2 }, Verdict::Ack));
/// assert_eq!((machine.stats().ready, machine.stats().in_flight), (0, 0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Done: the message leaves the channel.
    Ack,
    /// Not done: the message goes back to the front.
    Back,
}

/// Messages of one sender that are accepted together or not at all.
///
/// ```
/// use klaw_runtime::channel::state::{Machine, Put, Rules};
///
/// let mut machine = Machine::new(Rules::new(8), 1);
/// let sender = machine.join_sender(0, Some("sender-1"));
/// machine.put(Put { sender, seq: Some(0), ts: 0, bodies: vec!["a", "b"] }, None);
/// // Sent again, with one more: what is known is not accepted twice.
/// machine.put(Put { sender, seq: Some(0), ts: 0, bodies: vec!["a", "b", "c"] }, None);
/// assert_eq!(machine.stats().ready, 3);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put<I> {
    /// Whose they are.
    pub sender: Member,
    /// The number of the first; `None` where the channel counts. What was accepted already is not accepted again, and what
    /// comes before its time waits for what is missing.
    pub seq: Option<u64>,
    /// When they were sent.
    pub ts: i64,
    /// The messages.
    pub bodies: Vec<I>,
}

/// Messages that were not accepted, and why.
///
/// ```
/// use klaw_runtime::channel::state::{Machine, Put, Rules, Step};
///
/// let mut machine = Machine::new(Rules::new(8), 1);
/// let sender = machine.join_sender(0, None);
/// machine.close("enough");
/// let Step::Done(Err(refused)) = machine.put(Put { sender, seq: None, ts: 0, bodies: vec!["a"] }, None) else {
///     unreachable!()
/// };
/// assert_eq!((refused.error.to_string(), refused.bodies), (String::from("the channel is closed: enough"), vec!["a"]));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Refused<I> {
    /// Why.
    pub error: ChannelError,
    /// The messages.
    pub bodies: Vec<I>,
}

/// What a call comes to.
///
/// ```
/// use klaw_runtime::channel::state::{Machine, Rules, Step};
///
/// let mut machine = Machine::<u32>::new(Rules::new(8), 1);
/// let reader = machine.join_reader(0, None);
/// // Nothing is there: the answer comes later, under this ticket.
/// assert_eq!(machine.get(0, reader, 1, Some(7)), Step::Parked);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step<T> {
    /// This.
    Done(T),
    /// The answer follows under the ticket.
    Parked,
}

/// The answer to a call that was parked.
///
/// ```
/// use klaw_runtime::channel::state::{Machine, Put, Reply, Rules};
///
/// let mut machine = Machine::new(Rules::new(8), 1);
/// let sender = machine.join_sender(0, None);
/// let reader = machine.join_reader(0, None);
/// machine.get(0, reader, 1, Some(7));
/// machine.put(Put { sender, seq: None, ts: 0, bodies: vec!["load"] }, None);
/// let replies = machine.take_replies();
/// assert!(matches!(&replies[..], [(7, Reply::Got(Ok(items)))] if items[0].body == "load"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Reply<I> {
    /// To a put.
    Put(Result<(), Refused<I>>),
    /// To a get.
    Got(Result<Vec<Item<I>>, ChannelError>),
}

/// What a channel goes by.
///
/// ```
/// use klaw_runtime::channel::state::Rules;
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::{Acks, ChannelOptions, Overflow};
///
/// let options = ChannelOptions::new(ChannelCapacity::literal(8)).overflow(Overflow::Fail).acks(Acks::Each);
/// let rules = Rules::<u32>::of(&options);
/// assert_eq!((rules.capacity, rules.overflow, rules.keep.is_some()), (8, Overflow::Fail, true));
/// ```
#[derive(Debug)]
pub struct Rules<I> {
    /// How many messages it holds.
    pub capacity: usize,
    /// What it does when it is full.
    pub overflow: Overflow,
    /// Keeps a message that is delivered until it is acked, by a copy of it; `None` delivers at most once.
    pub keep: Option<fn(&I) -> I>,
    /// How long, in milliseconds, a member may be silent.
    pub lease: Option<u64>,
}

impl<I> Copy for Rules<I> {}

impl<I> Clone for Rules<I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I> Rules<I> {
    /// A channel that waits when it is full, and delivers at most once.
    #[must_use]
    pub fn new(capacity: usize) -> Self {
        Self { capacity, overflow: Overflow::Wait, keep: None, lease: None }
    }
}

impl<I> Rules<I> {
    /// The rules that the options name, but for acks: a message is gone when it is delivered.
    #[must_use]
    pub fn at_most_once(options: &ChannelOptions) -> Self {
        Self {
            capacity: usize::try_from(options.capacity.get()).unwrap_or(usize::MAX),
            overflow: options.overflow,
            keep: None,
            lease: options.lease.map(|lease| u64::try_from(lease.as_millis()).unwrap_or(u64::MAX)),
        }
    }
}

impl<I: Clone> Rules<I> {
    /// The rules that the options name.
    #[must_use]
    pub fn of(options: &ChannelOptions) -> Self {
        let keep = match options.acks {
            Acks::None => None,
            Acks::Each => Some(I::clone as fn(&I) -> I),
        };
        Self { keep, ..Self::at_most_once(options) }
    }
}

/// A channel. See the [module](self).
///
/// ```
/// use klaw_runtime::channel::state::{Machine, Put, Reply, Rules, Step, Token, Verdict};
/// use klaw_runtime::channel::{Acks, ChannelOptions};
/// use klaw_runtime::{ChannelCapacity, TimeoutSeconds};
///
/// let options = ChannelOptions::new(ChannelCapacity::literal(8)).acks(Acks::Each).lease(TimeoutSeconds::literal(1.0));
/// let mut channel = Machine::new(Rules::of(&options), 1);
/// let sender = channel.join_guest();
/// let (one, two) = (channel.join_reader(0, Some("one")), channel.join_reader(0, Some("two")));
/// let mut put = |channel: &mut Machine<_>, bodies| {
///     assert!(matches!(channel.put(Put { sender, seq: None, ts: 0, bodies }, None), Step::Done(Ok(()))));
/// };
/// put(&mut channel, vec!["a", "b"]);
///
/// // What is not done goes back to the front.
/// let a = channel.get_at_once(0, one).unwrap();
/// let token = Token { position: a.position, attempt: a.attempt };
/// assert_eq!(channel.delivery_at(0), Some((one, token)));
/// assert!(channel.settle(0, one, token, Verdict::Back));
/// let a = channel.get_at_once(0, two).unwrap();
/// assert_eq!((a.body, a.attempt), ("a", 2));
///
/// // One falls silent with "b" in its hands; a tick says that its time is over.
/// assert_eq!(channel.get_at_once(0, one).unwrap().body, "b");
/// assert!(channel.heartbeat(900, "two"));
/// channel.tick(1_100);
/// assert_eq!(channel.stats().readers, 1);
/// assert!(channel.settle(1_100, two, Token { position: 0, attempt: 2 }, Verdict::Ack));
/// assert_eq!(channel.get_at_once(1_200, two).unwrap().body, "b");
///
/// // A get that waits is answered under its ticket; nothing is delivered while the channel is paused.
/// assert!(matches!(channel.get(1_200, two, 1, Some(7)), Step::Parked));
/// channel.pause();
/// put(&mut channel, vec!["c"]);
/// assert!(channel.is_paused() && !channel.has_replies());
/// channel.resume();
/// let (7, Reply::Got(Ok(items))) = channel.take_replies().remove(0) else { panic!() };
/// assert_eq!(items[0].body, "c");
///
/// // Another incarnation knows nothing of the first.
/// assert!(channel.same_as(1).is_ok());
/// channel.restart(2);
/// assert!(channel.same_as(1).is_err());
/// assert_eq!((channel.epoch(), channel.stats().ready), (2, 0));
/// ```
#[derive(Debug)]
pub struct Machine<I> {
    rules: Rules<I>,
    epoch: u64,
    hand: Hand<I>,
    /// How many of those that were [handed out](Machine::hand_out) take up room, or a few more: they are taken unseen.
    out: usize,
    puts: VecDeque<Parked<I>>,
    gets: VecDeque<Waiting>,
    senders: Members<Sending<I>>,
    readers: Members<()>,
    closed: Option<String>,
    paused: bool,
    next_position: u64,
    /// Where this incarnation began.
    first_position: u64,
    stats: ChannelStats,
    replies: Vec<(Ticket, Reply<I>)>,
    discarded: Vec<I>,
}

/// A message that was handed out, as it will be if it comes back.
#[derive(Debug)]
pub(crate) struct Lent<I> {
    reader: Member,
    item: Item<I>,
}

/// A put that waits.
#[derive(Debug)]
struct Parked<I> {
    ticket: Ticket,
    put: Put<I>,
}

/// A get that waits.
#[derive(Debug)]
struct Waiting {
    ticket: Ticket,
    reader: Member,
    max: usize,
}

/// What the channel knows of a sender.
#[derive(Debug)]
struct Sending<I> {
    /// The number of its next message.
    next: u64,
    /// What came before its time, by its first number.
    early: BTreeMap<u64, Parked<I>>,
}

impl<I> Default for Sending<I> {
    fn default() -> Self {
        Self { next: 0, early: BTreeMap::new() }
    }
}

impl<I> Machine<I> {
    /// An empty channel; `epoch` tells it from an earlier one of the same name.
    #[must_use]
    pub fn new(rules: Rules<I>, epoch: u64) -> Self {
        Self {
            rules,
            epoch,
            hand: Hand::default(),
            out: 0,
            puts: VecDeque::new(),
            gets: VecDeque::new(),
            senders: Members::new(epoch),
            readers: Members::new(epoch),
            closed: None,
            paused: false,
            next_position: 0,
            first_position: 0,
            stats: ChannelStats::default(),
            replies: Vec::new(),
            discarded: Vec::new(),
        }
    }

    /// What it goes by.
    #[must_use]
    pub fn rules(&self) -> &Rules<I> {
        &self.rules
    }

    /// Which incarnation it is.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Why it was closed, if it was.
    #[must_use]
    pub fn closed(&self) -> Option<&str> {
        self.closed.as_deref()
    }

    /// What has happened, and what is in it.
    #[must_use]
    pub fn stats(&self) -> ChannelStats {
        ChannelStats {
            delivered: self.hand.delivered,
            redelivered: self.hand.redelivered,
            acked: self.hand.acked,
            ready: self.hand.ready.len() as u64,
            in_flight: self.hand.lent.len() as u64,
            waiting_puts: self.puts.len() as u64,
            waiting_gets: self.gets.len() as u64,
            senders: self.senders.alive() as u64,
            readers: self.readers.alive() as u64,
            ..self.stats
        }
    }

    /// The answers that have come up since, each under its ticket.
    #[must_use = "whoever waits for one waits on"]
    pub fn take_replies(&mut self) -> Vec<(Ticket, Reply<I>)> {
        std::mem::take(&mut self.replies)
    }

    /// Is an answer there?
    #[must_use]
    pub fn has_replies(&self) -> bool {
        !self.replies.is_empty()
    }

    /// The messages that nobody will see again, for whoever holds a lock on this to drop them without it.
    #[must_use = "they are kept until they are taken"]
    pub fn take_discarded(&mut self) -> Vec<I> {
        std::mem::take(&mut self.discarded)
    }

    fn occupied(&self) -> usize {
        self.hand.len() + self.out
    }

    // Control.

    /// Takes no more. Puts that wait are refused; gets go on until nothing is left.
    pub fn close(&mut self, reason: &str) {
        if self.closed.is_some() {
            return;
        }
        self.closed = Some(reason.to_owned());
        let early = self.senders.each().flat_map(|sending| std::mem::take(&mut sending.early).into_values());
        let parked: Vec<_> = self.puts.drain(..).chain(early).collect();
        for Parked { ticket, put } in parked {
            let refused = Refused { error: ChannelError::closed(reason), bodies: put.bodies };
            self.replies.push((ticket, Reply::Put(Err(refused))));
        }
        self.turn();
    }

    /// Delivers nothing until it is resumed. Puts go on while there is room.
    pub fn pause(&mut self) {
        self.paused = true;
    }

    /// Delivers again.
    pub fn resume(&mut self) {
        self.paused = false;
        self.turn();
    }

    /// Is it paused?
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// Holds so many messages from now on. What is there beyond that stays until it is read. A put that it could never hold is
    /// refused, and with it what its sender put behind it without numbers, which is not to pass it. A guest is many callers: theirs
    /// wait on.
    pub fn resize(&mut self, capacity: usize) {
        self.rules.capacity = capacity;
        let fits = |parked: &Parked<I>| parked.put.bodies.len() <= capacity;
        let mut refused: HashMap<Member, ChannelError> = HashMap::new();
        for parked in std::mem::take(&mut self.puts) {
            let sender = parked.put.sender;
            let in_line = parked.put.seq.is_none() && !self.senders.is_guest(sender);
            let before = refused.get(&sender).filter(|_| in_line).cloned();
            if before.is_none() && fits(&parked) {
                self.puts.push_back(parked);
                continue;
            }
            let Refused { error, bodies } = self.too_large(parked.put.bodies);
            let error = before.unwrap_or(error);
            if in_line {
                refused.insert(sender, error.clone());
            }
            self.replies.push((parked.ticket, Reply::Put(Err(Refused { error, bodies }))));
        }
        let early = self.senders.each().flat_map(|sending| sending.early.extract_if(.., |_, parked| !fits(parked)));
        let early: Vec<_> = early.map(|(_, parked)| parked).collect();
        for Parked { ticket, put } in early {
            let refused = self.too_large(put.bodies);
            self.replies.push((ticket, Reply::Put(Err(refused))));
        }
        self.turn();
    }

    /// Begins anew, empty and under another epoch, as after a crash: whoever waits is told that the channel was lost. Members that
    /// go by a name, and guests, have to join again; the others are of this process, and stay.
    pub fn restart(&mut self, epoch: u64) {
        let lost = ChannelError::from(Lost { old: self.epoch, new: epoch });
        let early = self.senders.each().flat_map(|sending| std::mem::take(&mut sending.early).into_values());
        let parked: Vec<_> = self.puts.drain(..).chain(early).collect();
        let mut replies = std::mem::take(&mut self.replies);
        for Parked { ticket, put } in parked {
            replies.push((ticket, Reply::Put(Err(Refused { error: lost.clone(), bodies: put.bodies }))));
        }
        for get in self.gets.drain(..) {
            replies.push((get.ticket, Reply::Got(Err(lost.clone()))));
        }
        let position = self.next_position;
        let anew = Self { next_position: position, first_position: position, ..Self::new(self.rules, epoch) };
        let before = std::mem::replace(self, Self { replies, ..anew });
        (self.senders, self.readers) = (before.senders, before.readers);
        self.senders.begin_anew(Sending::default);
        self.readers.begin_anew(|| ());
    }

    /// Is this the channel that the caller knows?
    ///
    /// # Errors
    /// It is another one: [`Lost`].
    pub fn same_as(&self, known: u64) -> Result<(), ChannelError> {
        if known == self.epoch { Ok(()) } else { Err(Lost { old: known, new: self.epoch }.into()) }
    }

    // Members.

    /// A sender joins. One that goes by a name and is known by it goes on where it was.
    pub fn join_sender(&mut self, now: u64, name: Option<&str>) -> Member {
        let until = name.and(self.until(now));
        self.senders.join(name, until, Sending::default)
    }

    /// A sender whose coming and going nobody counts: the channel's own.
    pub fn join_guest(&mut self) -> Member {
        self.senders.join_guest(Sending::default)
    }

    /// A reader joins. One that is known by its name comes back as a new one: what it had and did not ack goes back to the
    /// front, and what it waited for is given up. One without a name has no lease: it is of this process, and goes where it
    /// is dropped.
    pub fn join_reader(&mut self, now: u64, name: Option<&str>) -> Member {
        let until = name.and(self.until(now));
        if let Some(known) = name.and_then(|name| self.readers.named(name)) {
            self.give_up_gets(known, "the reader has joined again");
            self.take_back_all(known);
            self.turn();
        }
        self.readers.join(name, until, || ())
    }

    fn until(&self, now: u64) -> Option<u64> {
        self.rules.lease.map(|lease| now.saturating_add(lease))
    }

    /// The sender that goes by a name.
    #[must_use]
    pub fn sender(&self, name: &str) -> Option<Member> {
        self.senders.named(name)
    }

    /// The reader that goes by a name.
    #[must_use]
    pub fn reader(&self, name: &str) -> Option<Member> {
        self.readers.named(name)
    }

    /// A sender leaves. The last one closes the channel.
    pub fn leave_sender(&mut self, sender: Member) {
        let Some(sending) = self.senders.leave(sender) else { return };
        let (own, others): (VecDeque<_>, VecDeque<_>) =
            self.puts.drain(..).partition(|parked| parked.put.sender == sender);
        self.puts = others;
        for Parked { ticket, put } in own.into_iter().chain(sending.early.into_values()) {
            let refused = Refused { error: ChannelError::cancelled("the sender has left"), bodies: put.bodies };
            self.replies.push((ticket, Reply::Put(Err(refused))));
        }
        if self.senders.alive() == 0 {
            self.close("the last sender has left");
        } else {
            self.turn();
        }
    }

    /// A reader leaves. What it has not acked goes back to the front.
    pub fn leave_reader(&mut self, reader: Member) {
        if self.readers.leave(reader).is_none() {
            return;
        }
        self.give_up_gets(reader, "the reader has left");
        self.take_back_all(reader);
        self.turn();
    }

    fn give_up_gets(&mut self, reader: Member, reason: &str) {
        let (own, others): (VecDeque<_>, VecDeque<_>) = self.gets.drain(..).partition(|get| get.reader == reader);
        self.gets = others;
        for get in own {
            self.replies.push((get.ticket, Reply::Got(Err(ChannelError::cancelled(reason)))));
        }
    }

    /// A sign of life of whoever goes by the name; `false` where nobody does.
    pub fn heartbeat(&mut self, now: u64, name: &str) -> bool {
        let until = self.until(now);
        let sender = self.senders.renew_named(name, until);
        let reader = self.readers.renew_named(name, until);
        sender || reader
    }

    /// Ends the leases that are over: what silent readers have not acked goes back to the front, and where no sender is
    /// left the channel is closed. A reader that waits for a message is not silent, nor is a sender that waits for room.
    pub fn tick(&mut self, now: u64) {
        if self.rules.lease.is_none() {
            return;
        }
        let until = self.until(now);
        for get in &self.gets {
            self.readers.renew(get.reader, until);
        }
        for parked in &self.puts {
            self.senders.renew(parked.put.sender, until);
        }
        self.senders.renew_each(until, |sending| !sending.early.is_empty());
        for reader in self.readers.expire(now) {
            self.take_back_all(reader);
        }
        if !self.senders.expire(now).is_empty() && self.senders.alive() == 0 {
            self.close("the lease of the last sender has ended");
        }
        self.turn();
    }

    /// Moves on what can be moved: puts into what room there is, messages to who waits for them, and the end to all.
    fn turn(&mut self) {
        loop {
            let admitted = self.admit();
            let granted = self.grant();
            if !admitted && !granted {
                break;
            }
        }
        if self.closed.is_some() && self.hand.ready.is_empty() && !self.gets.is_empty() {
            self.tell_the_end();
        }
    }
}
