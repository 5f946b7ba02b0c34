//! [`FrameSender`]: frames go out in batches, one after another, and each once.

use super::channel::{Inner, answered, decode, fresh_name, returned};
use super::link::Outcome;
use super::protocol::{AnswerWith, Status};
use crate::channel::error::ChannelError;
use crate::channel::sender::{SendError, Sender};
use crate::envelope::{WireEnvelope, WireError};
use crate::msgpack;
use bytes::Bytes;
use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use tokio::sync::oneshot;

/// How many batches are under way at once.
const WINDOW: usize = 4;
/// How many numbers are under way at once, at most: of so many the actor remembers the answers, where it is asked again.
const REMEMBERED: u64 = 1024;
/// How long it takes until it is tried again to say that a batch is not to arrive.
const PAUSE: Duration = Duration::from_secs(1);

/// A sender of frames. What several tasks send at once goes together.
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
/// use bytes::Bytes;
/// use klaw_runtime::channel::Sender;
/// use klaw_runtime::envelope::{DataMessage, WireEnvelope, WireHeader};
/// use klaw_runtime::{Raw, msgpack};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let ray = Ray::connect(RayConfig::from_env()?).await?;
/// let payload = Raw::encode(&7_u64);
/// let frame = msgpack::to_vec(&WireEnvelope::Data(DataMessage::new(WireHeader::default(), payload)));
/// ray.frames("jobs").get().await?.frame_sender().send(Bytes::from(frame)).await?;
/// # Ok(())
/// # }
/// ```
pub struct FrameSender {
    desk: Arc<Desk>,
}

struct Desk {
    channel: Arc<Inner>,
    state: Mutex<State>,
}

struct State {
    name: Arc<str>,
    epoch: u64,
    /// The number of the next batch.
    seq: u64,
    outbox: VecDeque<Entry>,
    /// What is under way, by its number.
    flying: BTreeMap<u64, Vec<Entry>>,
    /// Is a batch under way of which a part may come back?
    parting: bool,
    /// The batch of which a part came back, while that part stands in line or is under way.
    owes: Option<u64>,
    /// Batches of what was fed that are too large for the channel by now, by their number. They go again, in parts, when nothing
    /// is under way that was sent after them.
    too_large: BTreeMap<u64, Entry>,
    /// Batches of what was fed that there was no room for, by their number. They are fed again when nothing is under way that was
    /// sent after them: of that as well there may be some to feed again.
    refused: BTreeMap<u64, Vec<Bytes>>,
    /// How many batches may be under way: one, while parts of such a batch stand in line, as they may be too large still.
    window: usize,
    fed: Vec<Bytes>,
    fed_bytes: usize,
    /// Batches of what was fed that are not accepted yet.
    fed_out: usize,
    /// What went wrong with what was fed, if nobody was told.
    fed_error: Option<ChannelError>,
    flushing: Vec<oneshot::Sender<Result<(), ChannelError>>>,
}

/// What is accepted together.
struct Entry {
    kind: Kind,
    frames: Vec<Bytes>,
    /// Whoever waits for it; closed where that was given up.
    done: Option<oneshot::Sender<Result<(), ChannelError>>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One message; it may go together with others.
    One,
    /// A batch.
    Whole,
    /// It does not wait.
    Try,
    /// Fed before.
    Fed,
}

impl Entry {
    fn is_given_up(&self) -> bool {
        self.kind != Kind::Fed && self.done.as_ref().is_some_and(oneshot::Sender::is_closed)
    }
}

/// Who is told what, once the lock is released; and is it what became of what was fed?
type Told = Vec<(oneshot::Sender<Result<(), ChannelError>>, Result<(), ChannelError>, bool)>;

impl FrameSender {
    pub(super) fn new(channel: Arc<Inner>) -> Self {
        let name = fresh_name("sender");
        channel.join("sender", &name);
        let state = State {
            name,
            epoch: channel.epoch.load(Ordering::Relaxed),
            seq: 0,
            outbox: VecDeque::new(),
            flying: BTreeMap::new(),
            parting: false,
            owes: None,
            too_large: BTreeMap::new(),
            refused: BTreeMap::new(),
            window: WINDOW,
            fed: Vec::new(),
            fed_bytes: 0,
            fed_out: 0,
            fed_error: None,
            flushing: Vec::new(),
        };
        Self { desk: Arc::new(Desk { channel, state: Mutex::new(state) }) }
    }

    /// Hands in frames behind what was fed, and waits until they are accepted.
    async fn hand_in(&self, kind: Kind, frames: Vec<Bytes>) -> Result<(), ChannelError> {
        self.stand_in_line(kind, frames)?.wait().await
    }

    fn stand_in_line(&self, kind: Kind, frames: Vec<Bytes>) -> Result<Waiting<'_>, ChannelError> {
        let (done, accepted) = oneshot::channel();
        let mut state = self.desk.lock();
        state.take_fed(None);
        if kind == Kind::Try {
            self.desk.channel.settle_now();
            self.desk.launch(&mut state);
            if !state.outbox.is_empty() || !state.too_large.is_empty() || state.is_ahead() {
                // Others wait already, or more would be under way than may be.
                return Err(ChannelError::full(self.desk.channel.capacity()));
            }
        }
        state.outbox.push_back(Entry { kind, frames, done: Some(done) });
        self.desk.launch(&mut state);
        Ok(Waiting { desk: &self.desk, accepted, done: false })
    }
}

/// A further sender, with numbers of its own.
impl Clone for FrameSender {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.desk.channel))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        self.channel.leave("sender", &state.name);
    }
}

/// Whoever waits until something is accepted. Dropped before, it is taken back, unless it is accepted already or went together
/// with what others wait for.
struct Waiting<'a> {
    desk: &'a Arc<Desk>,
    accepted: oneshot::Receiver<Result<(), ChannelError>>,
    done: bool,
}

impl Waiting<'_> {
    async fn wait(mut self) -> Result<(), ChannelError> {
        let result = (&mut self.accepted).await;
        self.done = true;
        result.unwrap_or_else(|_| Err(ChannelError::cancelled("the sender has ended")))
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if !self.done {
            self.accepted.close();
            self.desk.take_back();
        }
    }
}

/// Whoever waits to hear what became of what was fed. Given up, the next one hears what went wrong.
struct Hearing<'a> {
    desk: &'a Desk,
    told: oneshot::Receiver<Result<(), ChannelError>>,
}

impl Hearing<'_> {
    async fn wait(mut self) -> Result<(), ChannelError> {
        let result = (&mut self.told).await;
        result.unwrap_or_else(|_| Err(ChannelError::cancelled("the sender has ended")))
    }
}

impl Drop for Hearing<'_> {
    fn drop(&mut self) {
        self.told.close();
        // It was told, and has not heard.
        if let Ok(Err(error)) = self.told.try_recv() {
            self.desk.lock().fed_error.get_or_insert(error);
        }
    }
}

impl State {
    /// What was fed stands in line now.
    fn take_fed(&mut self, done: Option<oneshot::Sender<Result<(), ChannelError>>>) {
        // What was refused stands in line with the first of what was fed later, which may be nothing yet.
        let is_refused = !self.refused.is_empty() && self.outbox.iter().all(|entry| entry.kind != Kind::Fed);
        if self.fed.is_empty() && !is_refused {
            return;
        }
        let frames = std::mem::take(&mut self.fed);
        self.fed_bytes = 0;
        self.fed_out += 1;
        self.outbox.push_back(Entry { kind: Kind::Fed, frames, done });
    }

    /// Is so much under way that the actor would forget its answer to the first of it?
    fn is_ahead(&self) -> bool {
        self.flying.first_key_value().is_some_and(|(first, _)| self.seq - first >= REMEMBERED)
    }

    /// Does anything stand in line or is under way that somebody waits for until there is room?
    fn is_waiting(&self) -> bool {
        let entries = self.outbox.iter().chain(self.flying.values().flatten());
        entries.into_iter().any(|entry| entry.kind != Kind::Try && !entry.is_given_up())
    }

    /// What was refused is fed still, in front of what was fed later.
    fn feed_refused(&mut self) {
        let mut frames: Vec<Bytes> = std::mem::take(&mut self.refused).into_values().flatten().collect();
        let fed = self.outbox.iter_mut().find(|entry| entry.kind == Kind::Fed);
        let later = fed.map_or(&mut self.fed, |entry| &mut entry.frames);
        frames.append(later);
        *later = frames;
        self.fed_bytes = self.fed.iter().map(Bytes::len).sum();
    }

    /// What is too large stands at the front of the line again, each in two halves.
    fn halve_too_large(&mut self) {
        self.window = 1;
        for mut entry in std::mem::take(&mut self.too_large).into_values().rev() {
            let frames = entry.frames.split_off(entry.frames.len() / 2);
            let first = std::mem::replace(&mut entry.frames, frames);
            self.fed_out += 1;
            // Whoever waits does so for the last of it.
            self.outbox.push_front(entry);
            self.outbox.push_front(Entry { kind: Kind::Fed, frames: first, done: None });
        }
    }

    /// Ones at the front of the line that go together.
    fn gather(&mut self, most: usize, most_bytes: usize) -> Vec<Entry> {
        let (mut entries, mut bytes) = (Vec::new(), 0);
        while entries.len() < most
            && let Some(entry) = self.outbox.front()
            && entry.kind == Kind::One
        {
            bytes += entry.frames.iter().map(Bytes::len).sum::<usize>();
            if bytes > most_bytes && !entries.is_empty() {
                break;
            }
            entries.extend(self.outbox.pop_front());
        }
        entries
    }

    /// A batch is accepted, or what is said in its place.
    fn settle(&mut self, entry: Entry, result: Result<(), ChannelError>, told: &mut Told) {
        let Entry { kind, done, .. } = entry;
        if kind == Kind::Fed {
            self.fed_out -= 1;
            if let Err(error) = &result
                && done.as_ref().is_none_or(oneshot::Sender::is_closed)
            {
                self.fed_error.get_or_insert_with(|| error.clone());
            }
        }
        told.extend(done.map(|done| (done, result, kind == Kind::Fed)));
        self.flushing.retain(|flushing| !flushing.is_closed());
        if self.fed_out == 0 && !self.flushing.is_empty() {
            let result = self.fed_error.take().map_or(Ok(()), Err);
            told.extend(self.flushing.drain(..).map(|flushing| (flushing, result.clone(), true)));
        }
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends what can be sent now.
    fn launch(self: &Arc<Self>, state: &mut State) {
        self.launch_all(state);
        // The channel refuses what does not wait until it has the rest of a batch. There is none any more.
        if let Some(seq) = state.owes
            && state.too_large.is_empty()
            && !state.is_waiting()
        {
            state.owes = None;
            self.withdraw_until_heard(state, seq);
        }
    }

    fn launch_all(self: &Arc<Self>, state: &mut State) {
        while !state.is_ahead()
            && let Some(entry) = state.outbox.front()
        {
            if entry.is_given_up() {
                state.outbox.pop_front();
                continue;
            }
            let kind = entry.kind;
            let entries = match kind {
                Kind::One if state.flying.is_empty() => {
                    state.gather(self.channel.max_batch(), self.channel.max_batch_bytes)
                }
                Kind::Whole | Kind::Fed if !state.parting && state.flying.len() < state.window => {
                    state.outbox.pop_front().into_iter().collect()
                }
                Kind::Try => state.outbox.pop_front().into_iter().collect(),
                _ => return,
            };
            let seq = state.seq;
            state.seq += 1;
            state.parting |= kind == Kind::One && entries.len() > 1;
            let frames: Vec<&Bytes> = entries.iter().flat_map(|entry| &entry.frames).collect();
            let packed = Bytes::from(msgpack::to_vec(&frames));
            let (wait, whole) = (kind != Kind::Try, kind != Kind::One || entries.len() == 1);
            let call = self.channel.bytes_of("put_seq", (state.epoch, &*state.name, seq, wait, whole, packed));
            state.flying.insert(seq, entries);
            let first = self.channel.link.call(&self.channel.actor, call.clone());
            let flight =
                Flight { desk: Arc::clone(self), name: Arc::clone(&state.name), epoch: state.epoch, seq, call };
            self.channel.link.spawn(flight.fly(first));
        }
    }

    fn withdraw(&self, state: &State, seq: u64) -> Outcome {
        self.channel.call("withdraw", (&*state.name, seq))
    }

    /// The same, again and again.
    fn withdraw_until_heard(self: &Arc<Self>, state: &State, seq: u64) {
        let withdrawn = self.withdraw(state, seq);
        self.channel.link.spawn(close_hole(Arc::downgrade(self), withdrawn, state.epoch, seq));
    }

    /// What nobody waits for any more is not sent, or withdrawn.
    fn take_back(self: &Arc<Self>) {
        let mut state = self.lock();
        state.outbox.retain(|entry| !entry.is_given_up());
        for (seq, entries) in &state.flying {
            if entries.iter().all(Entry::is_given_up) {
                drop(self.withdraw(&state, *seq));
            }
        }
        self.launch(&mut state);
    }

    /// A batch is over.
    fn landed(self: &Arc<Self>, flight: &Flight, result: Result<Landing, ChannelError>) {
        let mut told = Told::new();
        let mut state = self.lock();
        // Otherwise it belongs to an incarnation that is gone, and everybody knows.
        if state.epoch == flight.epoch
            && let Some(entries) = state.flying.remove(&flight.seq)
        {
            if state.flying.is_empty() {
                state.parting = false;
            }
            match result {
                Ok(Landing::All) => {
                    if entries.iter().all(|entry| entry.kind != Kind::Try) {
                        state.owes = None;
                    }
                    entries.into_iter().for_each(|entry| state.settle(entry, Ok(()), &mut told));
                }
                Ok(Landing::Part(count)) => {
                    let mut entries = VecDeque::from(entries);
                    for entry in entries.drain(..count.min(entries.len())) {
                        state.settle(entry, Ok(()), &mut told);
                    }
                    if self.channel.fails {
                        // No rest is to come, and what did not wait may be there already.
                        let error = ChannelError::full(self.channel.capacity());
                        entries.into_iter().for_each(|entry| state.settle(entry, Err(error.clone()), &mut told));
                    } else {
                        state.owes = (!entries.is_empty()).then_some(flight.seq);
                        entries.append(&mut state.outbox);
                        state.outbox = entries;
                    }
                }
                Ok(Landing::Lost(epoch)) => {
                    let error = self.channel.lost(state.epoch, epoch);
                    let flying = std::mem::take(&mut state.flying).into_values().flatten();
                    let all: Vec<_> = entries.into_iter().chain(flying).collect();
                    let too_large = std::mem::take(&mut state.too_large).into_values();
                    let all: Vec<_> = too_large.chain(all).chain(std::mem::take(&mut state.outbox)).collect();
                    (state.epoch, state.seq, state.parting, state.owes) = (epoch, 0, false, None);
                    for entry in all {
                        state.settle(entry, Err(error.clone()), &mut told);
                    }
                }
                Ok(Landing::Unknown(error)) => {
                    self.withdraw_until_heard(&state, flight.seq);
                    entries.into_iter().for_each(|entry| state.settle(entry, Err(error.clone()), &mut told));
                }
                Ok(Landing::Large) => {
                    for entry in entries {
                        if entry.kind == Kind::Fed && entry.frames.len() > 1 {
                            state.too_large.insert(flight.seq, entry);
                        } else {
                            let error = self.channel.too_large(entry.frames.len());
                            state.settle(entry, Err(error), &mut told);
                        }
                    }
                }
                Err(error) => {
                    for mut entry in entries {
                        if entry.kind == Kind::Fed && error.is_full() {
                            state.refused.insert(flight.seq, std::mem::take(&mut entry.frames));
                        }
                        state.settle(entry, Err(error.clone()), &mut told);
                    }
                }
            }
            if state.flying.is_empty() && state.outbox.is_empty() {
                state.window = WINDOW;
            }
            // Nothing that comes later goes before it.
            state.parting |= !state.too_large.is_empty() || !state.refused.is_empty();
            if state.flying.is_empty() && state.parting {
                state.parting = false;
                state.feed_refused();
                if !state.too_large.is_empty() {
                    state.halve_too_large();
                }
            }
            self.launch(&mut state);
        }
        drop(state);
        for (done, result, fed) in told {
            // Whoever waited may have given up, and of what was fed another is told.
            if let Err(Err(error)) = done.send(result)
                && fed
            {
                self.lock().fed_error.get_or_insert(error);
            }
        }
    }
}

/// What was told to have failed is not to arrive any more, and what is behind it is not to wait for it.
async fn close_hole(desk: Weak<Desk>, mut withdrawn: Outcome, epoch: u64, seq: u64) {
    loop {
        match answered(withdrawn).await {
            Err(error) if !error.is_closed() => tokio::time::sleep(PAUSE).await,
            _ => return,
        }
        let Some(desk) = desk.upgrade() else { return };
        let state = desk.lock();
        if state.epoch != epoch {
            return;
        }
        withdrawn = desk.withdraw(&state, seq);
    }
}

/// A batch on its way.
struct Flight {
    desk: Arc<Desk>,
    name: Arc<str>,
    epoch: u64,
    seq: u64,
    call: Bytes,
}

/// How a batch arrived.
enum Landing {
    All,
    Part(usize),
    /// The channel could never hold it.
    Large,
    Lost(u64),
    /// Or not: there was no answer.
    Unknown(ChannelError),
}

impl Flight {
    async fn fly(self, first: Outcome) {
        let mut outcome = first;
        let result = loop {
            let value = match answered(outcome).await {
                Ok(value) => value,
                Err(error) => break Ok(Landing::Unknown(error)),
            };
            match self.judge(&value) {
                Ok(Some(landing)) => break Ok(landing),
                Ok(None) => outcome = self.desk.channel.link.call(&self.desk.channel.actor, self.call.clone()),
                Err(error) => break Err(error),
            }
        };
        Arc::clone(&self.desk).landed(&self, result);
    }

    /// What the answer comes to; `None` where it is to be asked again.
    fn judge(&self, value: &Bytes) -> Result<Option<Landing>, ChannelError> {
        let answer = returned(value)?;
        let AnswerWith { status, epoch, reason, body } = decode::<AnswerWith<'_, u64>>(&answer)?;
        let channel = &self.desk.channel;
        Ok(Some(match status {
            Status::Ok => Landing::All,
            Status::Part => Landing::Part(usize::try_from(body).unwrap_or(usize::MAX)),
            Status::Lost => Landing::Lost(epoch),
            Status::Again => return Ok(None),
            Status::Stranger => {
                // That it joined was lost, or comes after it.
                channel.join("sender", &self.name);
                return Ok(None);
            }
            Status::Closed => return Err(ChannelError::closed(reason)),
            Status::Large => Landing::Large,
            Status::Withdrawn => return Err(ChannelError::cancelled("it was given up")),
            Status::Full | Status::Empty | Status::Unknown => return Err(ChannelError::full(channel.capacity())),
        }))
    }
}

impl Sender<Bytes> for FrameSender {
    async fn send(&self, message: Bytes) -> Result<(), SendError<Bytes>> {
        let sent = self.hand_in(Kind::One, vec![message.clone()]).await;
        sent.map_err(|error| SendError { error, message: Some(message) })
    }

    async fn feed(&self, message: Bytes) -> Result<(), SendError<Bytes>> {
        let hearing = {
            let mut state = self.desk.lock();
            if let Some(error) = state.fed_error.take() {
                return Err(SendError { error, message: Some(message) });
            }
            state.fed_bytes += message.len();
            state.fed.push(message);
            let channel = &self.desk.channel;
            if state.fed.len() < channel.max_batch() && state.fed_bytes < channel.max_batch_bytes {
                return Ok(());
            }
            let (done, told) = oneshot::channel();
            state.take_fed(Some(done));
            self.desk.launch(&mut state);
            Hearing { desk: &self.desk, told }
        };
        // Given up here, what was fed goes its way.
        hearing.wait().await.map_err(SendError::from)
    }

    async fn flush(&self) -> Result<(), ChannelError> {
        let hearing = {
            let mut state = self.desk.lock();
            state.take_fed(None);
            self.desk.launch(&mut state);
            if state.fed_out == 0 {
                return state.fed_error.take().map_or(Ok(()), Err);
            }
            let (done, told) = oneshot::channel();
            state.flushing.push(done);
            Hearing { desk: &self.desk, told }
        };
        hearing.wait().await
    }

    async fn try_send(&self, message: Bytes) -> Result<(), SendError<Bytes>> {
        let sent = self.hand_in(Kind::Try, vec![message.clone()]).await;
        sent.map_err(|error| SendError { error, message: Some(message) })
    }

    async fn send_batch(&self, messages: Vec<Bytes>) -> Result<(), SendError<Vec<Bytes>>> {
        if messages.is_empty() {
            return Ok(());
        }
        let sent = self.hand_in(Kind::Whole, messages.clone()).await;
        sent.map_err(|error| SendError { error, message: Some(messages) })
    }

    async fn send_error(&self, error: WireError<'static>) -> Result<(), ChannelError> {
        let frame = msgpack::to_vec(&WireEnvelope::from(error));
        self.hand_in(Kind::One, vec![frame.into()]).await
    }

    async fn close(&self) -> Result<(), ChannelError> {
        let flushed = self.flush().await;
        self.desk.channel.close("a sender closed it").await?;
        flushed
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::super::fake::{Actor, Called, EPOCH};
    use super::*;
    use futures_lite::future::poll_once;

    /// The number of a batch, whether it waits for room, and its frames.
    fn put(called: &Called) -> (u64, bool, Vec<Bytes>) {
        assert_eq!(called.method, "put_seq");
        let (_epoch, _name, seq, wait, _whole, packed): (u64, String, u64, bool, bool, Bytes) = called.arguments();
        (seq, wait, msgpack::from_slice(&packed).unwrap())
    }

    #[test]
    fn what_was_fed_goes_in_parts_where_the_channel_is_smaller_by_now() {
        let (mut actor, runtime) = Actor::new(4, false);
        runtime.block_on(async {
            let sender = FrameSender::new(Arc::clone(&actor.channel));
            for text in ["a", "b", "c"] {
                sender.feed(frame(text)).await.unwrap();
            }
            let mut full = Box::pin(sender.feed(frame("d")));
            assert!(poll_once(&mut full).await.is_none());
            sender.feed(frame("e")).await.unwrap();
            sender.feed(frame("f")).await.unwrap();
            let mut flushed = Box::pin(sender.flush());
            assert!(poll_once(&mut flushed).await.is_none());
            // Another process made it smaller meanwhile: it holds one message.
            // Two batches are under way, and the second one is refused first.
            let (first, second) = (actor.called().await, actor.called().await);
            assert_eq!((put(&first).2.len(), put(&second).2.len()), (4, 2));
            second.answer(Status::Large, EPOCH, 0);
            first.answer(Status::Large, EPOCH, 0);
            let mut accepted = Vec::new();
            while accepted.len() < 6 {
                let call = actor.called().await;
                let (_, _, mut frames) = put(&call);
                let status = if frames.len() == 1 { Status::Ok } else { Status::Large };
                if status == Status::Ok {
                    accepted.append(&mut frames);
                }
                call.answer(status, EPOCH, 0);
            }
            full.await.unwrap();
            flushed.await.unwrap();
            assert_eq!(accepted, ["a", "b", "c", "d", "e", "f"].map(frame));
        });
    }

    #[test]
    fn what_a_channel_that_fails_has_no_room_for_is_refused_with_the_rest_accepted() {
        let (mut actor, runtime) = Actor::new(8, false);
        Arc::get_mut(&mut actor.channel).unwrap().fails = true;
        runtime.block_on(async {
            let sender = FrameSender::new(Arc::clone(&actor.channel));
            let mut sends = ["a", "b", "c"].map(|text| Box::pin(sender.send(frame(text))));
            for send in &mut sends {
                assert!(poll_once(send).await.is_none());
            }
            let [first, second, third] = sends;
            actor.called().await.answer(Status::Ok, EPOCH, 0);
            first.await.unwrap();
            let both = actor.called().await;
            assert_eq!(put(&both), (1, true, vec![frame("b"), frame("c")]));
            // It does not wait for the batch before it, so what is left of that must not come after it.
            let mut tried = Box::pin(sender.try_send(frame("d")));
            assert!(poll_once(&mut tried).await.is_none());
            let last = actor.called().await;
            both.answer(Status::Part, EPOCH, 1);
            second.await.unwrap();
            let refused = third.await.unwrap_err();
            assert!(refused.error.is_full() && refused.message == Some(frame("c")));
            last.answer(Status::Ok, EPOCH, 0);
            tried.await.unwrap();
            let mut tried = Box::pin(sender.try_send(frame("e")));
            assert!(poll_once(&mut tried).await.is_none());
            assert_eq!(put(&actor.called().await), (3, false, vec![frame("e")]));
        });
    }

    #[test]
    fn what_went_wrong_with_what_was_fed_is_told_the_next_one_where_a_flush_is_given_up() {
        let (mut actor, runtime) = Actor::new(8, false);
        runtime.block_on(async {
            let sender = FrameSender::new(Arc::clone(&actor.channel));
            // Given up before its answer comes, and with the answer to it there.
            for heard in [false, true] {
                sender.feed(frame("a")).await.unwrap();
                let mut flushed = Box::pin(sender.flush());
                assert!(poll_once(&mut flushed).await.is_none());
                let fed = actor.called().await;
                if heard {
                    fed.answer(Status::Closed, EPOCH, 0);
                    landed(&sender).await;
                    drop(flushed);
                } else {
                    drop(flushed);
                    fed.answer(Status::Closed, EPOCH, 0);
                    landed(&sender).await;
                }
                let refused = sender.feed(frame("b")).await.unwrap_err();
                assert!(refused.error.is_closed() && refused.message == Some(frame("b")));
                // Once.
                sender.flush().await.unwrap();
            }
        });
    }

    #[test]
    fn what_went_wrong_with_what_was_fed_is_told_the_next_one_where_a_feed_is_given_up() {
        let (mut actor, runtime) = Actor::new(1, false);
        runtime.block_on(async {
            let sender = FrameSender::new(Arc::clone(&actor.channel));
            let mut fed = Box::pin(sender.feed(frame("a")));
            assert!(poll_once(&mut fed).await.is_none());
            actor.called().await.answer(Status::Closed, EPOCH, 0);
            landed(&sender).await;
            drop(fed);
            assert!(sender.flush().await.unwrap_err().is_closed());
            sender.flush().await.unwrap();
        });
    }

    /// Until nothing is under way.
    async fn landed(sender: &FrameSender) {
        while !sender.desk.lock().flying.is_empty() {
            tokio::task::yield_now().await;
        }
    }

    #[test]
    fn what_was_fed_and_refused_is_fed_still_in_its_order() {
        let (mut actor, runtime) = Actor::new(2, false);
        runtime.block_on(async {
            let sender = FrameSender::new(Arc::clone(&actor.channel));
            for order in [[0, 1], [1, 0]] {
                sender.feed(frame("a")).await.unwrap();
                let mut first = Box::pin(sender.feed(frame("b")));
                assert!(poll_once(&mut first).await.is_none());
                sender.feed(frame("c")).await.unwrap();
                let mut second = Box::pin(sender.feed(frame("d")));
                assert!(poll_once(&mut second).await.is_none());
                let batches = [actor.called().await, actor.called().await];
                order.into_iter().for_each(|at: usize| batches[at].answer(Status::Full, EPOCH, 0));
                assert!(first.await.unwrap_err().error.is_full() && second.await.unwrap_err().error.is_full());
                let mut flushed = Box::pin(sender.flush());
                assert!(poll_once(&mut flushed).await.is_none());
                let again = actor.called().await;
                assert_eq!(put(&again).2, ["a", "b", "c", "d"].map(frame));
                again.answer(Status::Ok, EPOCH, 0);
                flushed.await.unwrap();
            }
        });
    }

    #[test]
    fn what_comes_while_what_was_fed_is_refused_stays_behind_it() {
        let (mut actor, runtime) = Actor::new(2, false);
        runtime.block_on(async {
            let sender = FrameSender::new(Arc::clone(&actor.channel));
            // The batches are refused in the order in which they went, and the other way round.
            for (order, between) in [([0, 1], true), ([1, 0], true), ([0, 1], false)] {
                sender.feed(frame("a")).await.unwrap();
                let mut first = Box::pin(sender.feed(frame("b")));
                assert!(poll_once(&mut first).await.is_none());
                sender.feed(frame("c")).await.unwrap();
                let mut second = Box::pin(sender.feed(frame("d")));
                assert!(poll_once(&mut second).await.is_none());
                let batches = [actor.called().await, actor.called().await];
                batches[order[0]].answer(Status::Full, EPOCH, 0);
                let feeds = [&mut first, &mut second];
                let refused = feeds.into_iter().nth(order[0]).unwrap().await.unwrap_err();
                assert!(refused.error.is_full() && refused.message.is_none());
                // Between the two: what is fed, and what is sent behind it.
                if between {
                    sender.feed(frame("e")).await.unwrap();
                }
                let mut sent = Box::pin(sender.send(frame("f")));
                assert!(poll_once(&mut sent).await.is_none());
                sender.feed(frame("g")).await.unwrap();
                batches[order[1]].answer(Status::Full, EPOCH, 0);
                let feeds = [&mut first, &mut second];
                assert!(feeds.into_iter().nth(order[1]).unwrap().await.unwrap_err().error.is_full());
                let again = actor.called().await;
                assert_eq!(put(&again).2, ["a", "b", "c", "d", "e"].map(frame)[..if between { 5 } else { 4 }]);
                again.answer(Status::Ok, EPOCH, 0);
                let behind = actor.called().await;
                assert_eq!(put(&behind).2, [frame("f")]);
                behind.answer(Status::Ok, EPOCH, 0);
                sent.await.unwrap();
                let mut flushed = Box::pin(sender.flush());
                assert!(poll_once(&mut flushed).await.is_none());
                let last = actor.called().await;
                assert_eq!(put(&last).2, [frame("g")]);
                last.answer(Status::Ok, EPOCH, 0);
                flushed.await.unwrap();
            }
        });
    }

    #[test]
    fn what_was_fed_and_refused_outlives_an_incarnation() {
        let (mut actor, runtime) = Actor::new(2, false);
        runtime.block_on(async {
            let sender = FrameSender::new(Arc::clone(&actor.channel));
            sender.feed(frame("a")).await.unwrap();
            let mut first = Box::pin(sender.feed(frame("b")));
            assert!(poll_once(&mut first).await.is_none());
            sender.feed(frame("c")).await.unwrap();
            let mut flushed = Box::pin(sender.flush());
            assert!(poll_once(&mut flushed).await.is_none());
            let (refused, lost) = (actor.called().await, actor.called().await);
            refused.answer(Status::Full, EPOCH, 0);
            assert!(first.await.unwrap_err().error.is_full());
            lost.answer(Status::Lost, EPOCH + 1, 0);
            assert!(matches!(flushed.await.unwrap_err(), ChannelError::Lost(_)));
            let mut flushed = Box::pin(sender.flush());
            assert!(poll_once(&mut flushed).await.is_none());
            assert_eq!(put(&actor.called().await).2, ["a", "b"].map(frame));
        });
    }

    #[test]
    fn no_more_is_under_way_than_what_the_actor_remembers_its_answers_to() {
        let python = super::super::protocol::SOURCES.state;
        assert!(python.contains(&format!("\nREMEMBERED = {REMEMBERED}\n")));
        let (mut actor, runtime) = Actor::new(8, false);
        runtime.block_on(async {
            let sender = FrameSender::new(Arc::clone(&actor.channel));
            let mut first = Box::pin(sender.try_send(frame("0")));
            assert!(poll_once(&mut first).await.is_none());
            let unanswered = actor.called().await;
            for seq in 1..REMEMBERED {
                let mut tried = Box::pin(sender.try_send(frame("1")));
                assert!(poll_once(&mut tried).await.is_none());
                let called = actor.called().await;
                assert_eq!(put(&called).0, seq);
                called.answer(Status::Full, EPOCH, 0);
                assert!(tried.await.unwrap_err().error.is_full());
            }
            // One more, and the answer to the first one would be forgotten.
            let refused = poll_once(sender.try_send(frame("2"))).await.unwrap().unwrap_err();
            assert!(refused.error.is_full() && refused.message == Some(frame("2")));
            // Whoever waits does so here.
            let mut waiting = Box::pin(sender.send_batch(vec![frame("3")]));
            assert!(poll_once(&mut waiting).await.is_none());
            assert_eq!(sender.desk.lock().outbox.len(), 1);
            unanswered.answer(Status::Ok, EPOCH, 0);
            first.await.unwrap();
            let called = actor.called().await;
            assert_eq!(put(&called), (REMEMBERED, true, vec![frame("3")]));
            called.answer(Status::Ok, EPOCH, 0);
            waiting.await.unwrap();
        });
    }

    fn frame(text: &'static str) -> Bytes {
        Bytes::from_static(text.as_bytes())
    }

    #[test]
    fn the_rest_of_a_batch_that_is_given_up_is_withdrawn_so_that_try_send_finds_room() {
        let (mut actor, runtime) = Actor::new(8, false);
        runtime.block_on(async {
            let sender = FrameSender::new(Arc::clone(&actor.channel));
            let mut first = Box::pin(sender.send(frame("a")));
            let mut second = Box::pin(sender.send(frame("b")));
            let mut third = Box::pin(sender.send(frame("c")));
            for send in [&mut first, &mut second, &mut third] {
                assert!(poll_once(send).await.is_none());
            }
            actor.called().await.answer(Status::Ok, EPOCH, 0);
            first.await.unwrap();
            let both = actor.called().await;
            assert_eq!(put(&both), (1, true, vec![frame("b"), frame("c")]));
            both.answer(Status::Part, EPOCH, 1);
            second.await.unwrap();
            assert_eq!(put(&actor.called().await), (2, true, vec![frame("c")]));
            drop(third);
            for seq in [2, 1] {
                let withdrawn = actor.called().await;
                assert_eq!((&*withdrawn.method, withdrawn.arguments::<(String, u64)>().1), ("withdraw", seq));
            }
        });
    }
}
