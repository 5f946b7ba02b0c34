//! Moves of a channel's state machine in any order: every message is acked once, each sender's in their order.

use klaw_runtime::channel::state::{Item, Machine, Member, Put, Reply, Rules, Step, Token, Verdict};
use std::collections::{BTreeMap, BTreeSet};

pub type Channel = Machine<u64>;

/// Rules by which each message waits for its answer.
#[must_use]
pub fn acked(capacity: usize) -> Rules<u64> {
    Rules { keep: Some(|body| *body), ..Rules::new(capacity) }
}

#[must_use]
pub fn put(sender: Member, seq: impl Into<Option<u64>>, bodies: impl Into<Vec<u64>>) -> Put<u64> {
    Put { sender, seq: seq.into(), ts: 0, bodies: bodies.into() }
}

#[must_use]
pub fn token(item: &Item<u64>) -> Token {
    Token { position: item.position, attempt: item.attempt }
}

/// Three bytes are a move. What is left when they are at an end either comes through, or is let go.
pub fn run(input: &[u8]) {
    let (how, moves) = super::choice(input, 2);
    let mut world = World::default();
    for bytes in moves.as_chunks::<3>().0.iter().take(400) {
        world.step(&Move::read(*bytes));
    }
    match how {
        0 => world.finish(),
        _ => world.close(),
    }
}

/// One step of a schedule. The numbers choose among what there is.
#[derive(Debug, Clone)]
pub enum Move {
    Send { sender: usize, size: usize },
    Arrive(usize),
    SendAgain(usize),
    Get { reader: usize, max: usize, waits: bool },
    GiveUp(usize),
    Ack(usize),
    Back(usize),
    GiveBack(usize),
    Pause,
    Resume,
    Resize(usize),
    Silence { reader: usize },
    Time(u64),
}

impl Move {
    /// A move for any bytes: as often as schedules need it.
    #[must_use]
    pub fn read([which, a, b]: [u8; 3]) -> Self {
        let [a, b] = [a, b].map(usize::from);
        match which % 42 {
            0..=5 => Self::Send { sender: a % 3, size: 1 + b % 3 },
            6..=13 => Self::Arrive(a),
            14..=15 => Self::SendAgain(a),
            16..=23 => Self::Get { reader: a % 2, max: 1 + a / 2 % 4, waits: b % 2 == 0 },
            24 => Self::GiveUp(a),
            25..=30 => Self::Ack(a),
            31..=32 => Self::Back(a),
            33 => Self::GiveBack(a),
            34 => Self::Pause,
            35..=36 => Self::Resume,
            37 => Self::Resize(3 + a % 5),
            38 => Self::Silence { reader: a % 2 },
            _ => Self::Time(1 + a as u64 % 59),
        }
    }
}

/// A batch on its way: it may arrive late, and more than once.
#[derive(Clone)]
struct Batch {
    sender: usize,
    seq: u64,
    bodies: Vec<u64>,
}

/// A channel, who is at it, and what must have come of it.
pub struct World {
    channel: Channel,
    now: u64,
    senders: Vec<Member>,
    readers: Vec<Member>,
    silent: Vec<bool>,
    next: Vec<u64>,
    /// Up to eight of a sender's are on their way.
    flying: Vec<Batch>,
    unanswered: BTreeMap<u64, Batch>,
    waiting: BTreeMap<u64, usize>,
    next_ticket: u64,
    held: Vec<(usize, Item<u64>)>,
    /// By sender: the number of the next message that is new to readers.
    first_seen: Vec<u64>,
    /// What was given back as if it had never been handed out.
    unseen: BTreeSet<u64>,
    acked: BTreeSet<(u64, u64)>,
    largest: usize,
}

/// A body tells its sender and its number.
fn body(sender: usize, seq: u64) -> u64 {
    sender as u64 * 1_000_000 + seq
}

impl Default for World {
    /// Three senders and two readers at a channel of five.
    fn default() -> Self {
        let mut channel = Channel::new(Rules { lease: Some(100), ..acked(5) }, 1);
        let senders = (0..3).map(|_| channel.join_sender(0, None)).collect();
        let readers = ["a", "b"].map(|name| channel.join_reader(0, Some(name))).to_vec();
        Self {
            channel,
            now: 0,
            senders,
            readers,
            silent: vec![false; 2],
            next: vec![0; 3],
            flying: Vec::new(),
            unanswered: BTreeMap::new(),
            waiting: BTreeMap::new(),
            next_ticket: 0,
            held: Vec::new(),
            first_seen: vec![0; 3],
            unseen: BTreeSet::new(),
            acked: BTreeSet::new(),
            largest: 5,
        }
    }
}

impl World {
    fn ticket(&mut self) -> u64 {
        self.next_ticket += 1;
        self.next_ticket
    }

    /// Makes a move, and looks at what follows.
    pub fn step(&mut self, step: &Move) {
        match step {
            Move::Send { sender, size } => {
                let outstanding = self.flying.iter().chain(self.unanswered.values());
                if outstanding.filter(|batch| batch.sender == *sender).count() < 8 {
                    let seq = self.next[*sender];
                    self.next[*sender] += *size as u64;
                    let bodies = (seq..self.next[*sender]).map(|seq| body(*sender, seq)).collect();
                    self.flying.push(Batch { sender: *sender, seq, bodies });
                }
            }
            Move::Arrive(which) => {
                if !self.flying.is_empty() {
                    let batch = self.flying.swap_remove(which % self.flying.len());
                    self.arrive(batch);
                }
            }
            Move::SendAgain(which) => {
                if let Some(batch) = nth(&self.unanswered, *which) {
                    self.arrive(batch);
                }
            }
            Move::Get { reader, max, waits } => {
                if self.silent[*reader] {
                    return;
                }
                let ticket = self.ticket();
                match self.channel.get(self.now, self.readers[*reader], *max, waits.then_some(ticket)) {
                    Step::Done(Ok(items)) => self.hold(*reader, items),
                    Step::Done(Err(error)) => assert!(error.is_empty(), "{error}"),
                    Step::Parked => {
                        self.waiting.insert(ticket, *reader);
                    }
                }
            }
            Move::GiveUp(which) => {
                if !self.waiting.is_empty() {
                    let ticket = *self.waiting.keys().nth(which % self.waiting.len()).unwrap();
                    self.waiting.remove(&ticket);
                    self.channel.cancel(ticket);
                }
            }
            Move::Ack(which) => self.settle(*which, Verdict::Ack),
            Move::Back(which) => self.settle(*which, Verdict::Back),
            Move::GiveBack(which) => {
                // As if the answer to a get had never been seen.
                let last = self.held.last().filter(|(_, item)| item.attempt == 1 && which % 2 == 0).cloned();
                if let Some((reader, item)) = last
                    && !self.silent[reader]
                {
                    self.held.pop();
                    self.unseen.insert(item.body);
                    self.channel.give_back(vec![item]);
                }
            }
            Move::Pause => self.channel.pause(),
            Move::Resume => self.channel.resume(),
            Move::Resize(capacity) => {
                self.channel.resize(*capacity);
                self.largest = self.largest.max(*capacity);
            }
            Move::Silence { reader } => {
                if !self.waiting.values().any(|waiting| waiting == reader) {
                    self.silent[*reader] = true;
                }
            }
            Move::Time(passed) => {
                self.now += passed;
                for (reader, name) in ["a", "b"].into_iter().enumerate() {
                    if !self.silent[reader] {
                        self.channel.heartbeat(self.now, name);
                    }
                }
                self.channel.tick(self.now);
                for (reader, silent) in self.silent.iter_mut().enumerate() {
                    let is_gone = self.channel.stats().readers < 2;
                    // Started again: it knows nothing of what it held.
                    if *silent && is_gone {
                        *silent = false;
                        self.channel.join_reader(self.now, Some(["a", "b"][reader]));
                        // A get of before may be dropped only now: that its messages reached nobody is said too late.
                        let before: Vec<_> = self.held.extract_if(.., |(holder, _)| *holder == reader).collect();
                        self.channel.give_back(before.into_iter().map(|(_, item)| item).collect());
                    }
                }
            }
        }
        self.answers();
        self.check();
    }

    fn arrive(&mut self, batch: Batch) {
        let ticket = self.ticket();
        let sender = self.senders[batch.sender];
        match self.channel.put(put(sender, batch.seq, batch.bodies.clone()), Some(ticket)) {
            Step::Done(Ok(())) => {
                self.unanswered.retain(|_, other| (other.sender, other.seq) != (batch.sender, batch.seq))
            }
            // Too far ahead: later.
            Step::Done(Err(_)) => self.flying.push(batch),
            Step::Parked => {
                self.unanswered.insert(ticket, batch);
            }
        }
    }

    fn hold(&mut self, reader: usize, items: Vec<Item<u64>>) {
        for item in items {
            let sender = usize::try_from(item.body / 1_000_000).unwrap();
            assert_eq!(item.body, body(sender, item.seq));
            if item.attempt == 1 && !self.unseen.remove(&item.body) {
                assert_eq!(item.seq, self.first_seen[sender], "out of order, twice or lost");
                self.first_seen[sender] += 1;
            }
            self.held.push((reader, item));
        }
    }

    fn settle(&mut self, which: usize, verdict: Verdict) {
        if self.held.is_empty() {
            return;
        }
        let (reader, item) = self.held.swap_remove(which % self.held.len());
        if self.silent[reader] {
            self.held.push((reader, item));
            return;
        }
        let told = self.channel.settle(self.now, self.readers[reader], token(&item), verdict);
        if told && verdict == Verdict::Ack {
            assert!(self.acked.insert((item.body / 1_000_000, item.seq)), "acked twice");
        }
    }

    fn answers(&mut self) {
        for (ticket, reply) in self.channel.take_replies() {
            match reply {
                Reply::Put(Ok(())) => {
                    self.unanswered.remove(&ticket);
                }
                Reply::Put(Err(_)) => {
                    // Sent again, or too large for a smaller channel: the other copy counts, or a later one.
                    if let Some(batch) = self.unanswered.remove(&ticket) {
                        let known = self.flying.iter().chain(self.unanswered.values());
                        if !known.into_iter().any(|other| (other.sender, other.seq) == (batch.sender, batch.seq)) {
                            self.flying.push(batch);
                        }
                    }
                }
                Reply::Got(items) => {
                    if let Some(reader) = self.waiting.remove(&ticket) {
                        match items {
                            Ok(items) => self.hold(reader, items),
                            Err(error) => assert!(error.is_closed(), "{error}"),
                        }
                    }
                }
            }
        }
    }

    fn check(&self) {
        let counts = self.channel.stats();
        assert!(usize::try_from(counts.ready + counts.in_flight).unwrap() <= self.largest, "more than it holds");
        assert_eq!(counts.sent, counts.ready + counts.in_flight + counts.acked, "one was lost or made up");
        let could_serve = counts.ready > 0 && counts.waiting_gets > 0 && !self.channel.is_paused();
        assert!(!could_serve, "a reader waits beside a message");
    }

    /// Lets everything arrive, and reads it all.
    pub fn finish(mut self) {
        self.channel.resume();
        self.channel.resize(5);
        self.answers();
        self.silent = vec![false; 2];
        for ticket in std::mem::take(&mut self.waiting).into_keys() {
            self.channel.cancel(ticket);
        }
        self.answers();
        // Whoever is silent loses what it holds, and comes back.
        self.now += 1_000;
        self.channel.tick(self.now);
        self.held.clear();
        let all: BTreeSet<_> =
            (0_u64..).zip(&self.next).flat_map(|(sender, next)| (0..*next).map(move |seq| (sender, seq))).collect();
        for _ in 0..500 {
            if self.flying.is_empty() && self.unanswered.is_empty() && self.acked == all {
                break;
            }
            for batch in std::mem::take(&mut self.flying) {
                self.arrive(batch);
            }
            self.answers();
            while !self.held.is_empty() {
                self.settle(0, Verdict::Ack);
            }
            self.answers();
            self.step(&Move::Get { reader: 0, max: 5, waits: false });
        }
        assert!(self.flying.is_empty() && self.unanswered.is_empty(), "some were never accepted");
        assert_eq!(self.acked, all);
    }

    /// Closes the channel: whoever waits has an answer, and what had arrived is there for a reader.
    pub fn close(mut self) {
        self.channel.resume();
        self.answers();
        self.channel.close("over");
        self.answers();
        self.silent = vec![false; 2];
        // What a reader that went silent had is there again.
        self.now += 1_000;
        self.channel.tick(self.now);
        self.answers();
        while !self.held.is_empty() {
            self.settle(0, Verdict::Ack);
            self.answers();
        }
        let reader = self.readers[0];
        while let Step::Done(Ok(items)) = self.channel.get(self.now, reader, 5, None) {
            for item in items {
                assert!(self.channel.settle(self.now, reader, token(&item), Verdict::Ack));
            }
        }
        self.answers();
        let counts = self.channel.stats();
        assert_eq!((counts.waiting_puts, counts.waiting_gets, counts.ready, counts.in_flight), (0, 0, 0, 0));
        assert!(self.waiting.is_empty());
    }
}

fn nth(batches: &BTreeMap<u64, Batch>, which: usize) -> Option<Batch> {
    if batches.is_empty() { None } else { batches.values().nth(which % batches.len()).cloned() }
}
