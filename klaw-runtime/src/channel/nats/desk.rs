//! Reading: one desk for a receiver and its clones. What the server hands out lies there, in a machine of this process, until
//! a reader takes it, and until it is acked.
//!
//! ```text
//! server --pull--> Feeder --put--> Machine --get--> reader --ack--> Feeder --> server
//! ```
//!
//! The server is asked when a reader asks, and for more at once while readers come again at once. What lies here while nobody
//! asks goes back, for readers elsewhere.

use super::feeder::Feeder;
use super::shared::Shared;
use crate::channel::local::core::Core;
use crate::channel::options::Acks;
use crate::channel::state::{Item, Member, Put, Rules, Token, Verdict};
use async_nats::Subject;
use bytes::Bytes;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, oneshot};

/// A message that the server has handed to this process.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) frame: Bytes,
    pub(super) seq: u64,
    /// When it was stored.
    pub(super) ts: i64,
    /// How often the server has handed it out, this time among them.
    pub(super) delivered: u32,
}

/// What the server is to be told of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Done,
    Back,
}

#[derive(Debug, Clone)]
pub(super) struct Settled {
    pub(super) subject: Subject,
    pub(super) told: Told,
}

pub(super) struct Desk {
    pub(super) shared: Arc<Shared>,
    pub(super) core: Core<Held>,
    /// Who puts, and who takes back what nobody asks for.
    feeder: Member,
    house: Member,
    ledger: Mutex<Ledger>,
    /// The feeder has something to do.
    pub(super) bell: Notify,
    /// Has a reader asked for messages since the feeder looked?
    pub(super) asked: AtomicBool,
    /// How many messages lie here for whoever comes, and below how many the feeder wants to know.
    pub(super) stock: AtomicUsize,
    pub(super) low: AtomicUsize,
    pub(super) readers: AtomicUsize,
}

/// What is owed to the server, and to readers.
#[derive(Default)]
struct Ledger {
    /// Where each message that is here is acked, by its place in the machine.
    held: HashMap<u64, Subject>,
    next: u64,
    settled: Vec<Settled>,
    /// Readers that wait to know whether there is anything.
    probes: Vec<(usize, oneshot::Sender<()>)>,
}

impl Desk {
    pub(super) fn open(shared: Arc<Shared>) -> Arc<Self> {
        let keep = (shared.options.acks == Acks::Each).then_some(Held::clone as fn(&Held) -> Held);
        let core = Core::new(&shared.names.channel, Rules { keep, ..Rules::new(usize::MAX) });
        let (feeder, house) = core.with(|machine| (machine.join_sender(0, None), machine.join_reader(0, None)));
        Arc::new(Self {
            shared,
            core,
            feeder,
            house,
            ledger: Mutex::default(),
            bell: Notify::new(),
            asked: AtomicBool::new(false),
            stock: AtomicUsize::new(0),
            low: AtomicUsize::new(0),
            readers: AtomicUsize::new(0),
        })
    }

    /// Serves the readers that have joined, until the last of them has left.
    pub(super) fn start(self: &Arc<Self>) {
        self.shared.runtime.spawn(Feeder::new(Arc::clone(self)).run());
    }

    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    // The reader's side.

    /// A reader is about to wait for messages.
    pub(super) fn ask(&self) {
        self.asked.store(true, Ordering::Release);
        self.bell.notify_one();
    }

    /// Waits until the server has said what is there now; `false` where it does not say.
    pub(super) async fn probe(&self, count: usize) -> bool {
        let (told, answer) = oneshot::channel();
        self.ledger().probes.push((count, told));
        self.bell.notify_one();
        answer.await.is_ok()
    }

    /// So many messages were taken from here.
    pub(super) fn taken(&self, count: usize) {
        let before = self.stock.fetch_sub(count, Ordering::AcqRel);
        let low = self.low.load(Ordering::Acquire);
        if before > low && before - count <= low {
            self.ask();
        }
    }

    pub(super) fn settle(&self, reader: Member, token: Token, verdict: Verdict) {
        let settled = self.core.settle(reader, token, verdict);
        match verdict {
            Verdict::Ack if settled => self.done(token.position),
            Verdict::Ack => {}
            Verdict::Back => {
                self.stock.fetch_add(1, Ordering::AcqRel);
                self.bell.notify_one();
            }
        }
    }

    /// A message is done: the server forgets it.
    pub(super) fn done(&self, position: u64) {
        self.tell(position, Told::Done);
        self.bell.notify_one();
    }

    fn tell(&self, position: u64, told: Told) {
        let mut ledger = self.ledger();
        if let Some(subject) = ledger.held.remove(&position) {
            ledger.settled.push(Settled { subject, told });
            self.shared.settling(1);
        }
    }

    // The feeder's side.

    /// Lays messages down for whoever asks.
    pub(super) fn lay(&self, messages: Vec<(Held, Subject)>) {
        if messages.is_empty() {
            return;
        }
        let mut bodies = Vec::with_capacity(messages.len());
        {
            // The feeder alone puts, one place after the other.
            let mut ledger = self.ledger();
            for (held, subject) in messages {
                let position = ledger.next;
                ledger.next += 1;
                ledger.held.insert(position, subject);
                bodies.push(held);
            }
        }
        self.stock.fetch_add(bodies.len(), Ordering::AcqRel);
        let put = Put { sender: self.feeder, seq: None, ts: 0, bodies };
        // There is always room; and to a machine that is closed the server has handed out everything.
        let _ = self.core.with(|machine| machine.put(put, None));
    }

    /// Takes back what lies here, to be told to the server.
    pub(super) fn clear(&self) {
        let items = self.core.try_get(self.house, usize::MAX).unwrap_or_default();
        if !items.is_empty() {
            self.taken(items.len());
        }
        for Item { position, attempt, .. } in items {
            if self.core.acks() {
                let token = Token { position, attempt };
                self.core.settle(self.house, token, Verdict::Ack);
            }
            self.tell(position, Told::Back);
        }
    }

    pub(super) fn take_settled(&self) -> Vec<Settled> {
        std::mem::take(&mut self.ledger().settled)
    }

    pub(super) fn is_telling(&self) -> bool {
        !self.ledger().settled.is_empty()
    }

    pub(super) fn probe_again(&self, told: oneshot::Sender<()>) {
        self.ledger().probes.push((1, told));
        self.bell.notify_one();
    }

    pub(super) fn take_probes(&self) -> Vec<(usize, oneshot::Sender<()>)> {
        std::mem::take(&mut self.ledger().probes)
    }

    /// Where the messages that are here, or with readers, are acked.
    pub(super) fn held(&self) -> Vec<Subject> {
        self.ledger().held.values().cloned().collect()
    }

    pub(super) fn held_count(&self) -> u64 {
        self.ledger().held.len() as u64
    }

    /// Does a reader wait?
    pub(super) fn is_awaited(&self) -> bool {
        self.core.with(|machine| machine.stats().waiting_gets > 0)
    }
}
