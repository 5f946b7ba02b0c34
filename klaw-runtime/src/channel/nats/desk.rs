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
    /// Nothing comes any more.
    ended: bool,
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
        {
            let mut ledger = self.ledger();
            if ledger.ended {
                return true;
            }
            ledger.probes.push((count, told));
        }
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
        match verdict {
            Verdict::Ack => {
                if self.core.settle(reader, token, verdict) {
                    self.done(token.position);
                }
            }
            Verdict::Back => {
                // Before: whoever waits has it at once, and says that it is taken.
                self.stock.fetch_add(1, Ordering::AcqRel);
                if !self.core.settle(reader, token, verdict) {
                    self.stock.fetch_sub(1, Ordering::AcqRel);
                }
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

    /// Readers have what is here, and then are told.
    pub(super) fn end(&self, reason: &str) {
        self.core.with(|machine| machine.close(reason));
        let probes = {
            let mut ledger = self.ledger();
            ledger.ended = true;
            std::mem::take(&mut ledger.probes)
        };
        // Who asked looks again.
        probes.into_iter().for_each(|(_, told)| answer(told));
    }

    /// Where the messages that are here, or with readers, are acked.
    pub(super) fn held(&self) -> Vec<Subject> {
        self.ledger().held.values().cloned().collect()
    }

    /// Does a reader wait?
    pub(super) fn is_awaited(&self) -> bool {
        self.core.with(|machine| machine.stats().waiting_gets > 0)
    }
}

pub(super) fn answer(told: oneshot::Sender<()>) {
    // Whoever asked may have given up.
    let _ = told.send(());
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::ChannelCapacity;
    use crate::channel::nats::stream::Names;
    use crate::channel::nats::{Nats, NatsConfig};
    use crate::channel::options::ChannelOptions;
    use std::pin::pin;
    use std::task::{Context, Wake, Waker};
    use tokio::runtime::Handle;
    use tokio::sync::watch;

    /// A desk without a server, to be used within a runtime.
    async fn desk() -> Arc<Desk> {
        let client = async_nats::ConnectOptions::new().retry_on_initial_connect().connect("127.0.0.1:1").await.unwrap();
        let context = async_nats::jetstream::new(client.clone());
        let config = NatsConfig::new("nats://127.0.0.1:1");
        let nats = Nats { client, context, config, runtime: Handle::current(), connections: watch::channel(0).1 };
        let options = ChannelOptions::new(ChannelCapacity::literal(8)).acks(Acks::Each);
        Desk::open(Shared::new(&nats, Names::new("klaw", "jobs").unwrap(), options))
    }

    /// Notes how many messages lie at the desk when a reader is woken.
    struct Noting(Arc<Desk>, AtomicUsize);

    impl Wake for Noting {
        fn wake(self: Arc<Self>) {
            self.1.store(self.0.stock.load(Ordering::Acquire), Ordering::Release);
        }
    }

    #[test]
    fn what_comes_back_is_counted_before_anybody_has_it() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let desk = desk().await;
            let (one, two) = desk.core.with(|machine| (machine.join_reader(0, None), machine.join_reader(0, None)));
            desk.lay(vec![(Held { frame: Bytes::new(), seq: 0, ts: 0, delivered: 1 }, "acked".into())]);
            let item = desk.core.try_get(one, 1).unwrap().pop().unwrap();
            desk.taken(1);
            let token = Token { position: item.position, attempt: item.attempt };

            let noting = Arc::new(Noting(Arc::clone(&desk), AtomicUsize::new(usize::MAX)));
            let waker = Waker::from(Arc::clone(&noting));
            let mut waits = pin!(desk.core.get(two, 1, None));
            assert!(waits.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
            desk.settle(one, token, Verdict::Back);
            assert_eq!(noting.1.load(Ordering::Acquire), 1, "it lay there when the other reader was woken");
            assert!(waits.as_mut().poll(&mut Context::from_waker(&waker)).is_ready());
            desk.taken(1);
            assert_eq!(desk.stock.load(Ordering::Acquire), 0);

            // What is too late to go back is not there.
            desk.settle(one, token, Verdict::Back);
            assert_eq!(desk.stock.load(Ordering::Acquire), 0);
        });
    }
}
