//! The task between the server and a [desk](super::desk): it pulls what readers ask for, and tells the server what became of it.

use super::desk::{Desk, Held, Settled, Told, answer};
use super::shared::{RUNTIME_ENDED, random};
use super::stream::{self, READERS};
use async_nats::header::NATS_MESSAGE_ID;
use async_nats::{Message, Subject, Subscriber};
use bytes::Bytes;
use futures_lite::{StreamExt, future};
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

/// How many messages are asked for at once, where readers come again at once.
const WIDEST: usize = 512;

/// Who comes again within this time comes at once.
const AT_ONCE: Duration = Duration::from_millis(5);

/// How long the server keeps a pull.
const EXPIRES: Duration = Duration::from_secs(1);

/// How much later than that its answer may come.
const GRACE: Duration = Duration::from_secs(2);

/// How long messages lie here while nobody asks.
const IDLE: Duration = Duration::from_millis(100);

/// How long it is waited for the rest of what a reader wants many of.
const REST: Duration = Duration::from_millis(10);

/// How often it is looked whether the channel still is there, where nothing else says so.
const LOOK: Duration = Duration::from_secs(5);

/// How often it is looked whether a closed channel is empty.
const DRAIN: Duration = Duration::from_millis(50);

/// A request for messages.
struct Pull {
    id: u64,
    left: usize,
    /// Does the server keep it until there is something?
    waits: bool,
    /// When it counts as lost.
    until: Instant,
    probes: Vec<oneshot::Sender<()>>,
}

/// What the server was told and has not confirmed.
struct Unconfirmed {
    id: u64,
    settled: Vec<Settled>,
    since: Instant,
}

pub(super) struct Feeder {
    desk: Arc<Desk>,
    inbox: String,
    pulls: Vec<Pull>,
    next_id: u64,
    /// How many messages the next pull asks for.
    width: usize,
    last_ask: Option<Instant>,
    /// Messages for a reader that wants many, until it is known how many there are.
    gathered: Vec<(Held, Subject)>,
    wanted: usize,
    /// When the last of them came.
    came: Instant,
    unconfirmed: VecDeque<Unconfirmed>,
    /// When it is looked whether the channel has ended.
    look_at: Instant,
    looked: Option<Instant>,
    /// Was a pull lost, or was it said that nobody answers? The consumer may be gone.
    in_doubt: bool,
    /// Nothing comes any more.
    ended: bool,
    renew_at: Instant,
    idle: Option<(Instant, usize)>,
    leave_at: Option<Instant>,
}

impl Feeder {
    pub(super) fn new(desk: Arc<Desk>) -> Self {
        let now = Instant::now();
        let inbox = format!("_INBOX.{}.{:016x}", desk.shared.names.stream, random());
        let renew_at = now + stream::lease(&desk.shared.options) / 3;
        Self {
            desk,
            inbox,
            pulls: Vec::new(),
            next_id: 0,
            width: 1,
            last_ask: None,
            gathered: Vec::new(),
            wanted: 0,
            came: now,
            unconfirmed: VecDeque::new(),
            look_at: now + LOOK,
            looked: None,
            in_doubt: false,
            ended: false,
            renew_at,
            idle: None,
            leave_at: None,
        }
    }

    pub(super) async fn run(mut self) {
        let desk = Arc::clone(&self.desk);
        let shared = &desk.shared;
        let subscribed = future::try_zip(async { shared.client.subscribe(format!("{}.*", self.inbox)).await }, async {
            shared.client.subscribe(shared.names.news.clone()).await
        });
        let (mut answers, mut news) = match subscribed.await {
            Ok(both) => both,
            Err(error) => return self.end(&format!("it cannot be read: {error}")),
        };
        let mut connections = shared.connections.clone();
        let mut closed = shared.closed.subscribe();
        closed.mark_changed();
        loop {
            self.tell().await;
            if desk.readers.load(Ordering::Acquire) == 0 {
                if self.leave() {
                    break;
                }
            } else {
                self.leave_at = None;
                self.serve().await;
            }
            let wake = self.wake();
            tokio::select! {
                biased;
                message = answers.next() => match message {
                    Some(message) => self.receive(message, &mut answers).await,
                    None => return self.end("its connection was closed"),
                },
                () = desk.bell.notified() => {}
                Some(_) = news.next() => self.look_at = Instant::now(),
                Ok(()) = closed.changed() => {
                    if closed.borrow_and_update().is_some() {
                        self.look_at = Instant::now();
                    }
                }
                Ok(()) = connections.changed() => self.begin_again(),
                () = sleep_until(wake) => {}
            }
            self.tick().await;
        }
        let _ = answers.unsubscribe().await;
    }

    /// When there is something to do, if nothing happens.
    fn wake(&self) -> Instant {
        let pulls = self.pulls.iter().map(|pull| pull.until);
        let unconfirmed = self.unconfirmed.front().map(|told| told.since + self.desk.shared.config.ack_timeout);
        let idle = (self.desk.stock.load(Ordering::Acquire) > 0).then(|| Instant::now() + IDLE);
        let gathered = (!self.gathered.is_empty()).then(|| self.came + REST);
        let rest = [Some(self.look_at), Some(self.renew_at), unconfirmed, idle, gathered, self.leave_at];
        let next = pulls.chain(rest.into_iter().flatten()).min();
        next.unwrap_or(self.look_at)
    }

    // Asking.

    /// Does what readers have asked for.
    async fn serve(&mut self) {
        if self.ended {
            return;
        }
        let probes = self.desk.take_probes();
        if let Some(count) = probes.iter().map(|(count, _)| *count).max() {
            // There are never more, and the server refuses what its numbers do not hold.
            let count = count.min(self.desk.shared.capacity());
            let probes = probes.into_iter().map(|(_, told)| told).collect();
            self.wanted = self.wanted.max(count);
            self.widen();
            self.pull(count.max(self.width), false, probes).await;
        }
        if !self.desk.asked.swap(false, Ordering::AcqRel) {
            return;
        }
        let stock = self.desk.stock.load(Ordering::Acquire);
        let left: usize = self.pulls.iter().filter(|pull| pull.waits).map(|pull| pull.left).sum();
        if left == 0 || stock + left <= self.width / 2 {
            self.widen();
            self.pull(self.width, true, Vec::new()).await;
        }
    }

    /// Asks for more at once where readers come again at once.
    fn widen(&mut self) {
        let now = Instant::now();
        if self.last_ask.replace(now).is_some_and(|last| now - last < AT_ONCE) {
            self.width = (self.width * 4).min(WIDEST);
            self.desk.low.store(self.width / 2, Ordering::Release);
        }
    }

    async fn pull(&mut self, count: usize, waits: bool, probes: Vec<oneshot::Sender<()>>) {
        let shared = &self.desk.shared;
        let id = self.next_id;
        self.next_id += 1;
        let (request, until) = if waits {
            (format!(r#"{{"batch":{count},"expires":{}}}"#, EXPIRES.as_nanos()), EXPIRES + GRACE)
        } else {
            (format!(r#"{{"batch":{count},"no_wait":true}}"#), shared.config.ack_timeout)
        };
        let subject = format!("$JS.API.CONSUMER.MSG.NEXT.{}.{READERS}", shared.names.stream);
        let reply = format!("{}.{id}", self.inbox);
        // An error says that the connection is gone for good, which the subscription says too.
        let _ = shared.client.publish_with_reply(subject, reply, request.into()).await;
        self.pulls.push(Pull { id, left: count, waits, until: Instant::now() + until, probes });
    }

    // Answers.

    /// Takes what has come, all of it at once.
    async fn receive(&mut self, first: Message, answers: &mut Subscriber) {
        let mut come = Vec::new();
        let mut next = Some(first);
        while let Some(message) = next {
            if let Some(end) = self.one(message, &mut come) {
                self.arrived(&mut come);
                self.answered(end).await;
            }
            next = match come.len() < WIDEST {
                true => future::poll_once(answers.next()).await.flatten(),
                false => None,
            };
        }
        self.arrived(&mut come);
    }

    /// A message of the channel's, a confirmation, or the end of a pull.
    fn one(&mut self, message: Message, come: &mut Vec<(Held, Subject)>) -> Option<(u64, Message)> {
        if let Some(reply) = &message.reply
            && let Some((delivered, ts)) = parse(reply)
        {
            let seq = message.headers.as_ref().and_then(|headers| headers.get(NATS_MESSAGE_ID));
            let seq = seq.and_then(|id| id.as_str().rsplit(':').next()?.parse().ok()).unwrap_or(0);
            let subject = reply.clone();
            come.push((Held { frame: message.payload, seq, ts, delivered }, subject));
            return None;
        }
        let id = message.subject.rsplit('.').next()?;
        match id.strip_prefix('a') {
            Some(id) => {
                self.confirmed(id.parse().ok()?);
                None
            }
            None => Some((id.parse().ok()?, message)),
        }
    }

    fn arrived(&mut self, come: &mut Vec<(Held, Subject)>) {
        let mut count = come.len();
        if count == 0 {
            return;
        }
        self.gathered.append(come);
        self.came = Instant::now();
        // The oldest pull is served first.
        for pull in &mut self.pulls {
            let of_this = count.min(pull.left);
            pull.left -= of_this;
            count -= of_this;
        }
        let done: Vec<_> = self.pulls.extract_if(.., |pull| pull.left == 0).collect();
        let gathers = self.pulls.iter().any(|pull| !pull.waits);
        if !gathers || self.gathered.len() >= self.wanted {
            self.lay();
        }
        done.into_iter().flat_map(|pull| pull.probes).for_each(answer);
    }

    fn lay(&mut self) {
        self.wanted = 0;
        self.desk.lay(std::mem::take(&mut self.gathered));
    }

    /// The server has said that there is no more for a pull.
    async fn answered(&mut self, (id, message): (u64, Message)) {
        let status = message.status.map_or(0, |status| status.as_u16());
        if status == 100 {
            return;
        }
        let Some(at) = self.pulls.iter().position(|pull| pull.id == id) else { return };
        let pull = self.pulls.remove(at);
        self.lay();
        let said = message.description.unwrap_or_default();
        match status {
            404 | 408 => {}
            409 if said.contains("Consumer Deleted") => {
                self.in_doubt = true;
                self.look().await;
            }
            503 => {
                self.in_doubt = true;
                self.look().await;
                tokio::time::sleep(DRAIN).await;
            }
            // Too many ask, or the server is about to go.
            _ => tokio::time::sleep(DRAIN).await,
        }
        let nothing = self.desk.stock.load(Ordering::Acquire) == 0;
        if nothing && !pull.probes.is_empty() && self.is_due() {
            self.look().await;
        }
        pull.probes.into_iter().for_each(answer);
        if nothing && self.desk.is_awaited() && !self.pulls.iter().any(|pull| pull.waits) && !self.ended {
            self.width = 1;
            self.pull(1, true, Vec::new()).await;
        }
    }

    // Telling.

    async fn tell(&mut self) {
        let mut settled = self.desk.take_settled();
        if settled.is_empty() {
            return;
        }
        // What goes back goes in its order.
        settled.sort_by_key(|one| match one.told {
            Told::Done => 0,
            Told::Back => parse_sequence(&one.subject),
        });
        let id = self.next_id;
        self.next_id += 1;
        self.publish_settled(id, &settled).await;
        self.unconfirmed.push_back(Unconfirmed { id, settled, since: Instant::now() });
    }

    /// The last one asks for a confirmation, which goes for all: they are worked off in their order.
    async fn publish_settled(&self, id: u64, settled: &[Settled]) {
        let client = &self.desk.shared.client;
        for (at, Settled { subject, told }) in settled.iter().enumerate() {
            let text = Bytes::from_static(match told {
                Told::Done => b"+ACK",
                Told::Back => b"-NAK",
            });
            let _ = if at + 1 == settled.len() {
                client.publish_with_reply(subject.clone(), format!("{}.a{id}", self.inbox), text).await
            } else {
                client.publish(subject.clone(), text).await
            };
        }
    }

    /// A confirmation goes for its own alone: what was told before it may have died with the last connection, while this
    /// waited in the client for the next.
    fn confirmed(&mut self, id: u64) {
        let told = self.unconfirmed.iter().position(|told| told.id == id);
        if let Some(told) = told.and_then(|at| self.unconfirmed.remove(at)) {
            self.desk.shared.settled(told.settled.len());
        }
    }

    /// What was on its way when the connection broke is asked for, and told, again.
    fn begin_again(&mut self) {
        let lost = std::mem::take(&mut self.pulls);
        self.lay();
        let now = Instant::now();
        for told in &mut self.unconfirmed {
            told.since = now - self.desk.shared.config.ack_timeout;
        }
        // Who probes asks anew.
        for told in lost.into_iter().flat_map(|pull| pull.probes) {
            self.desk.probe_again(told);
        }
        if self.desk.is_awaited() {
            self.desk.ask();
        }
        self.look_at = now;
    }

    // Time.

    async fn tick(&mut self) {
        let now = Instant::now();
        let lost: Vec<_> = self.pulls.extract_if(.., |pull| pull.until <= now).collect();
        if !lost.is_empty() {
            self.lay();
            self.in_doubt = true;
            self.look().await;
            if self.desk.is_awaited() {
                self.desk.ask();
            }
        }
        if !self.gathered.is_empty() && now - self.came >= REST {
            self.lay();
            let cut: Vec<_> = self.pulls.extract_if(.., |pull| !pull.waits).collect();
            cut.into_iter().flat_map(|pull| pull.probes).for_each(answer);
        }
        let late = now - self.desk.shared.config.ack_timeout;
        if self.unconfirmed.front().is_some_and(|told| told.since <= late) {
            let mut again = std::mem::take(&mut self.unconfirmed);
            for told in &mut again {
                self.publish_settled(told.id, &told.settled).await;
                told.since = now;
            }
            self.unconfirmed = again;
        }
        if self.renew_at <= now {
            self.renew_at = now + stream::lease(&self.desk.shared.options) / 3;
            for subject in self.desk.held() {
                let _ = self.desk.shared.client.publish(subject, Bytes::from_static(b"+WPI")).await;
            }
        }
        if self.look_at <= now {
            self.look().await;
        }
        self.give_back_idle(now);
    }

    /// What lies here and nobody asks for goes back.
    fn give_back_idle(&mut self, now: Instant) {
        let stock = self.desk.stock.load(Ordering::Acquire);
        match self.idle {
            _ if stock == 0 || !self.pulls.is_empty() || self.ended => self.idle = None,
            Some((since, before)) if before == stock => {
                if now - since >= IDLE {
                    self.width = 1;
                    self.desk.low.store(0, Ordering::Release);
                    self.desk.clear();
                    self.idle = None;
                }
            }
            _ => self.idle = Some((now, stock)),
        }
    }

    /// Is it some time since it was looked, or known that the channel ends?
    fn is_due(&self) -> bool {
        self.desk.shared.closed.borrow().is_some()
            || self.looked.is_none_or(|looked| looked.elapsed() >= Duration::from_secs(1))
    }

    /// Has the channel ended?
    async fn look(&mut self) {
        let shared = Arc::clone(&self.desk.shared);
        self.looked = Some(Instant::now());
        self.look_at = Instant::now() + LOOK;
        if self.ended {
            return;
        }
        match stream::info(&shared.context, &shared.names).await {
            Ok(Some(info)) => {
                let reason = stream::reason(&info);
                if let Some(reason) = &reason {
                    shared.learn_closed(reason);
                }
                if self.is_orphaned().await {
                    self.end(reason.as_deref().unwrap_or("its consumer was deleted"));
                } else if let Some(reason) = reason {
                    // What is left is here, or has been here.
                    let is_told = self.unconfirmed.is_empty() && !self.desk.is_telling();
                    if is_told && info.state.messages <= self.here(info.state.first_sequence) {
                        self.end(&reason);
                    } else {
                        self.look_at = Instant::now() + DRAIN;
                    }
                }
            }
            Ok(None) => {
                shared.learn_closed(&stream::gone(&shared.names));
                self.end(&stream::gone(&shared.names));
            }
            // The server is away; it is looked again when it is back.
            Err(_) => self.look_at = Instant::now() + Duration::from_secs(1),
        }
    }

    /// Is the consumer gone? Who asks it then has no answer.
    async fn is_orphaned(&mut self) -> bool {
        if self.in_doubt {
            let shared = &self.desk.shared;
            match stream::has_consumer(&shared.context, &shared.names).await {
                Ok(true) => self.in_doubt = false,
                Ok(false) => return true,
                // It is asked again when the next pull is lost.
                Err(_) => {}
            }
        }
        false
    }

    /// How many messages of the stream are here. One may be here twice, where its lease ended, and one that gave way to others is
    /// in the stream no more.
    fn here(&self, first: u64) -> u64 {
        let held = self.desk.held();
        let subjects = held.iter().chain(self.gathered.iter().map(|(_, subject)| subject));
        let places: HashSet<u64> =
            subjects.map(|subject| parse_sequence(subject)).filter(|place| *place >= first).collect();
        places.len() as u64
    }

    /// Readers have what is here, and then are told.
    fn end(&mut self, reason: &str) {
        self.ended = true;
        self.lay();
        self.desk.end(reason);
        self.pulls.drain(..).flat_map(|pull| pull.probes).for_each(answer);
    }

    /// Nobody reads any more: all goes back, and what comes late too.
    fn leave(&mut self) -> bool {
        let until = *self.leave_at.get_or_insert_with(|| Instant::now() + EXPIRES + GRACE);
        self.lay();
        self.desk.clear();
        let quiet = self.pulls.is_empty() && self.unconfirmed.is_empty() && !self.desk.is_telling();
        quiet || until <= Instant::now()
    }
}

/// With the runtime that it runs on, it may be dropped at any time: readers would wait for what nobody brings.
impl Drop for Feeder {
    fn drop(&mut self) {
        self.end(RUNTIME_ENDED);
    }
}

/// How often a message was handed out, and when it was stored, in milliseconds: from where it is acked,
/// `$JS.ACK.[domain.account.]stream.consumer.delivered.sequence.consumer sequence.time.pending[.token]`.
fn parse(reply: &str) -> Option<(u32, i64)> {
    let mut rest = from_delivered(reply)?;
    let delivered = rest.next()?.parse().ok()?;
    let nanoseconds: i64 = rest.nth(2)?.parse().ok()?;
    Some((delivered, nanoseconds / 1_000_000))
}

/// The message's place in the stream.
fn parse_sequence(reply: &str) -> u64 {
    from_delivered(reply).and_then(|mut rest| rest.nth(1)?.parse().ok()).unwrap_or(0)
}

fn from_delivered(reply: &str) -> Option<std::str::Split<'_, char>> {
    let rest = reply.strip_prefix("$JS.ACK.")?;
    let before = if rest.bytes().filter(|byte| *byte == b'.').count() >= 8 { 4 } else { 2 };
    let mut rest = rest.split('.');
    rest.nth(before - 1)?;
    Some(rest)
}
