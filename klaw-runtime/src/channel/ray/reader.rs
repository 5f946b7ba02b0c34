//! [`FrameReceiver`]: frames come in as they are asked for, and ahead of that where they are read fast.

use super::channel::{Inner, answered, decode, fresh_name, returned};
use super::fault::backend;
use super::link::{Outcome, POLL};
use super::protocol::{AnswerWith, Run, Settled, Status};
use crate::channel::delivery::{Delivery, Settler, Stamp};
use crate::channel::error::ChannelError;
use crate::channel::receiver::{Receiver, RecvError};
use crate::channel::state::{Token, Verdict};
use bytes::Bytes;
use futures_lite::future::or;
use futures_timer::Delay;
use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Notify;

/// No reader holds more of a channel ahead of its asking than this part of it, and none of a channel where that is few.
const SHARE: usize = 8;
const FEW: usize = 16;
/// The most that it holds ahead.
const MOST: usize = 4096;
/// How large an answer becomes: Ray takes a slower road from 100 KiB on.
const ANSWER_BYTES: u64 = (100 << 10) - 256;
/// A batch that lasts longer is read slowly: the next one is smaller.
const SLOW: Duration = Duration::from_millis(200);

const DONE: u8 = 0;
const BACK: u8 = 1;
const UNSEEN: u8 = 2;

/// A reader of frames.
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
/// use klaw_runtime::channel::Receiver;
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let ray = Ray::connect(RayConfig::from_env()?).await?;
/// let jobs = ray.frames("jobs").get().await?;
/// let frame = jobs.frame_receiver("logger").recv().await?;
/// println!("{} bytes", frame.len());
/// # Ok(())
/// # }
/// ```
pub struct FrameReceiver {
    desk: Arc<Desk>,
}

struct Desk {
    channel: Arc<Inner>,
    name: Arc<str>,
    state: Mutex<State>,
    changed: Notify,
}

struct State {
    epoch: u64,
    /// The number of the next call, or of the one that is under way.
    call: u64,
    /// How often something was given back.
    backs: u64,
    buffer: VecDeque<Held>,
    /// How much is asked for at once.
    limit: usize,
    /// The call that is under way.
    flying: Option<Flying>,
    /// What the last call came to, if nothing came with it.
    news: Option<News>,
    /// That the channel was lost, until somebody is told.
    lost: Option<ChannelError>,
    /// Does anybody wait?
    wanted: bool,
    /// When messages came last.
    arrived: Instant,
}

#[derive(Clone, Copy, PartialEq)]
enum Flying {
    Waiting,
    /// It was asked to end.
    Cancelled,
}

/// A call that brought nothing.
enum News {
    Nothing,
    Failed(ChannelError),
}

/// A message that is here.
struct Held {
    position: u64,
    attempt: u32,
    frame: Bytes,
    /// The call that brought it.
    call: u64,
}

/// How long to wait for the first message.
#[derive(Clone, Copy)]
enum Wait {
    Now,
    Until(Instant, Duration),
    Forever,
}

impl FrameReceiver {
    pub(super) fn new(channel: Arc<Inner>, name: String) -> Self {
        let name: Arc<str> = name.into();
        channel.join("reader", &name);
        let state = State {
            epoch: channel.epoch.load(Ordering::Relaxed),
            call: 0,
            backs: 0,
            buffer: VecDeque::new(),
            limit: 1,
            flying: None,
            news: None,
            lost: None,
            wanted: false,
            arrived: Instant::now(),
        };
        Self { desk: Arc::new(Desk { channel, name, state: Mutex::new(state), changed: Notify::new() }) }
    }

    /// Waits for the first message, and takes up to `max`; `None` as many as the reader sees fit, and one of them.
    async fn take(&self, max: Option<usize>, wait: Wait) -> Result<Vec<Delivery<Bytes>>, RecvError> {
        let wanting = Wanting::new(&self.desk);
        let mut asked = false;
        loop {
            let changed = self.desk.changed.notified();
            let mut patience = None;
            {
                let mut state = self.desk.lock();
                if let Some(error) = state.lost.take() {
                    return Err(error.into());
                }
                if !state.buffer.is_empty() {
                    let count = max.unwrap_or(1).max(1).min(state.buffer.len());
                    let taken: Vec<_> = state.buffer.drain(..count).collect();
                    self.desk.pull_ahead(&mut state);
                    drop(state);
                    wanting.done();
                    return Ok(taken.into_iter().map(|held| self.desk.delivery(held)).collect());
                }
                match state.news.take() {
                    Some(News::Failed(error)) if asked => return Err(error.into()),
                    Some(News::Nothing) if asked => match wait {
                        Wait::Now => return Err(ChannelError::empty().into()),
                        Wait::Until(deadline, after) if Instant::now() >= deadline => {
                            return Err(ChannelError::timeout(after, "recv_batch").into());
                        }
                        Wait::Until(..) | Wait::Forever => {}
                    },
                    _ => {}
                }
                match state.flying {
                    None => {
                        let seconds = match wait {
                            Wait::Now => Duration::ZERO,
                            Wait::Until(deadline, _) => deadline.saturating_duration_since(Instant::now()),
                            Wait::Forever => POLL,
                        };
                        self.desk.channel.settle_now();
                        let most = max.unwrap_or(state.limit).max(1);
                        self.desk.pull(&mut state, most, seconds.min(POLL));
                        asked = true;
                    }
                    // A call ahead: it will do, unless it takes too long.
                    Some(Flying::Waiting) if !asked => match wait {
                        Wait::Forever => asked = true,
                        Wait::Until(deadline, _) => {
                            patience = Some(deadline.saturating_duration_since(Instant::now()));
                            if patience == Some(Duration::ZERO) {
                                self.desk.cancel(&mut state);
                                patience = None;
                            }
                        }
                        Wait::Now => self.desk.cancel(&mut state),
                    },
                    Some(_) => {}
                }
            }
            match patience {
                Some(patience) => or(changed, Delay::new(patience)).await,
                None => changed.await,
            }
        }
    }
}

/// A further reader: each message goes to one of them.
impl Clone for FrameReceiver {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.desk.channel), fresh_name(&self.desk.name).to_string())
    }
}

/// What it holds and nobody has seen goes back.
impl Drop for FrameReceiver {
    fn drop(&mut self) {
        let mut state = self.desk.lock();
        let buffer = std::mem::take(&mut state.buffer);
        self.desk.give_back(&mut state, buffer.into());
        state.limit = 1;
        self.desk.cancel(&mut state);
    }
}

/// It leaves when its last delivery is settled.
impl Drop for Desk {
    fn drop(&mut self) {
        self.channel.settle_now();
        self.channel.leave("reader", &self.name);
    }
}

/// Somebody waits. Given up, the call is, and what came for it goes back.
struct Wanting<'a> {
    desk: &'a Arc<Desk>,
    done: bool,
}

impl<'a> Wanting<'a> {
    fn new(desk: &'a Arc<Desk>) -> Self {
        let mut state = desk.lock();
        (state.wanted, state.news) = (true, None);
        Self { desk, done: false }
    }

    fn done(mut self) {
        self.done = true;
    }
}

impl Drop for Wanting<'_> {
    fn drop(&mut self) {
        let mut state = self.desk.lock();
        state.wanted = false;
        if self.done || state.is_streaming() {
            return;
        }
        let buffer = std::mem::take(&mut state.buffer);
        self.desk.give_back(&mut state, buffer.into());
        self.desk.cancel(&mut state);
    }
}

impl State {
    /// Is it read fast enough that messages come ahead?
    fn is_streaming(&self) -> bool {
        self.limit >= FEW
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pull_ahead(self: &Arc<Self>, state: &mut State) {
        if state.is_streaming() && state.flying.is_none() && state.buffer.len() <= state.limit / 2 {
            let limit = state.limit;
            self.pull(state, limit, POLL);
        }
    }

    fn pull(self: &Arc<Self>, state: &mut State, max: usize, wait: Duration) {
        state.flying = Some(Flying::Waiting);
        let arguments = (state.epoch, &*self.name, state.call, max as u64, ANSWER_BYTES, wait.as_secs_f64());
        let call = self.channel.bytes_of("get_seq", arguments);
        let first = self.channel.link.call(&self.channel.actor, call.clone());
        self.channel.link.spawn(Arc::clone(self).fetch(call, first, max));
    }

    fn cancel(&self, state: &mut State) {
        if state.flying == Some(Flying::Waiting) {
            state.flying = Some(Flying::Cancelled);
            drop(self.channel.call("cancel", (&*self.name, state.call)));
        }
    }

    async fn fetch(self: Arc<Self>, call: Bytes, first: Outcome, max: usize) {
        let mut outcome = first;
        loop {
            let value = match answered(outcome).await {
                Ok(value) => value,
                Err(error) => return self.unanswered(error),
            };
            let answer = returned(&value);
            let result = match &answer {
                Ok(bytes) => decode::<AnswerWith<'_, Vec<Run<'_>>>>(bytes).map(|answer| (answer, bytes)),
                Err(error) => Err(error.clone()),
            };
            match result {
                Ok((AnswerWith { status: Status::Stranger, .. }, _)) => {
                    // That it joined was lost, or comes after it.
                    self.channel.join("reader", &self.name);
                    outcome = self.channel.link.call(&self.channel.actor, call.clone());
                }
                result => return self.arrived(result, max),
            }
        }
    }

    /// There was no answer to a call, and there may be one with messages: the next call is the same one again.
    fn unanswered(&self, error: ChannelError) {
        let mut state = self.lock();
        state.flying = None;
        state.news = Some(News::Failed(error));
        drop(state);
        self.changed.notify_one();
    }

    /// A call is over.
    fn arrived(self: &Arc<Self>, result: Result<(AnswerWith<'_, Vec<Run<'_>>>, &Bytes), ChannelError>, max: usize) {
        let mut state = self.lock();
        state.flying = None;
        let call = state.call;
        state.call += 1;
        state.news = Some(News::Nothing);
        match result {
            Ok((AnswerWith { status: Status::Ok, body, .. }, bytes)) => {
                let held: Vec<_> = body.iter().flat_map(|run| held(run, bytes, call)).collect();
                self.adapt(&mut state, held.len(), max);
                if state.wanted || state.is_streaming() {
                    state.buffer.extend(held);
                } else {
                    self.give_back(&mut state, held);
                }
            }
            Ok((AnswerWith { status: Status::Closed, reason, .. }, _)) => {
                state.news = Some(News::Failed(ChannelError::closed(reason)));
            }
            Ok((AnswerWith { status: Status::Lost, epoch, .. }, _)) => {
                state.lost = Some(self.channel.lost(state.epoch, epoch));
                state.buffer.clear();
                (state.epoch, state.call, state.backs) = (epoch, 0, 0);
                self.channel.join("reader", &self.name);
            }
            Ok((AnswerWith { status: Status::Empty | Status::Again, .. }, _)) => {}
            Ok((AnswerWith { status, .. }, _)) => {
                state.news = Some(News::Failed(backend(format!("an actor's answer to a reader: {status:?}"))));
            }
            Err(error) => state.news = Some(News::Failed(error)),
        }
        drop(state);
        self.changed.notify_one();
    }

    /// How much is asked for next: more where all that was asked for was there, less where it is read slowly.
    fn adapt(&self, state: &mut State, came: usize, asked: usize) {
        let share = self.channel.capacity() / SHARE;
        let highest = if share < FEW { 1 } else { share.min(MOST) };
        let now = Instant::now();
        if now.duration_since(state.arrived) > SLOW {
            state.limit = (state.limit / 4).max(1);
        } else if came >= asked {
            state.limit = (state.limit * 2).max(came).min(highest);
        }
        state.arrived = now;
    }

    /// Messages that nobody has seen.
    fn give_back(self: &Arc<Self>, state: &mut State, held: Vec<Held>) {
        if held.is_empty() {
            return;
        }
        if self.channel.acks {
            for Held { position, attempt, call, .. } in held {
                self.say(UNSEEN, position, attempt, Some(call));
            }
            self.channel.settle_now();
            return;
        }
        let runs: Vec<(u64, u32, [Bytes; 1])> =
            held.into_iter().map(|held| (held.position, held.attempt, [held.frame])).collect();
        let packed = Bytes::from(crate::msgpack::to_vec(&runs));
        drop(self.channel.call("give_back", (state.epoch, &*self.name, state.backs, packed)));
        state.backs += 1;
    }

    fn say(&self, verdict: u8, first: u64, attempt: u32, call: Option<u64>) {
        self.channel.settle(Settled { reader: Arc::clone(&self.name), verdict, first, count: 1, attempt, call });
    }

    fn delivery(self: &Arc<Self>, held: Held) -> Delivery<Bytes> {
        let Held { position, attempt, frame, .. } = held;
        let stamp = Stamp { channel: Arc::clone(&self.channel.actor), seq: position, ts: 0, attempt };
        let settler = self.channel.acks.then(|| (Arc::clone(self) as Arc<dyn Settler>, Token { position, attempt }));
        Delivery::new(frame, stamp, settler)
    }
}

fn held<'a>(run: &'a Run<'_>, bytes: &'a Bytes, call: u64) -> impl Iterator<Item = Held> + 'a {
    run.frames.iter().enumerate().map(move |(at, frame)| Held {
        position: run.first.wrapping_add(at as u64),
        attempt: run.attempt,
        frame: bytes.slice_ref(frame),
        call,
    })
}

impl Settler for Desk {
    fn settle(&self, token: Token, verdict: Verdict) {
        let verdict = if verdict == Verdict::Ack { DONE } else { BACK };
        self.say(verdict, token.position, token.attempt, None);
    }
}

impl Receiver<Bytes> for FrameReceiver {
    async fn recv(&mut self) -> Result<Delivery<Bytes>, RecvError> {
        let mut taken = self.take(None, Wait::Forever).await?;
        taken.pop().ok_or_else(|| ChannelError::empty().into())
    }

    async fn try_recv(&mut self) -> Result<Delivery<Bytes>, RecvError> {
        let mut taken = self.take(Some(1), Wait::Now).await?;
        taken.pop().ok_or_else(|| ChannelError::empty().into())
    }

    async fn recv_batch(&mut self, max: usize, timeout: Option<Duration>) -> Result<Vec<Delivery<Bytes>>, RecvError> {
        let until = timeout.and_then(|after| Some(Wait::Until(Instant::now().checked_add(after)?, after)));
        self.take(Some(max), until.unwrap_or(Wait::Forever)).await
    }

    async fn close(&mut self) -> Result<(), ChannelError> {
        self.desk.channel.close("a reader closed it").await
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::super::fake::{Actor, EPOCH};
    use super::*;
    use futures_lite::future::{poll_once, zip};

    const NOTHING: Vec<Run<'_>> = Vec::new();

    fn one(frame: &[u8]) -> Vec<Run<'_>> {
        vec![Run { first: EPOCH, attempt: 1, frames: vec![frame] }]
    }

    fn is_lost<V>(result: Result<V, RecvError>) -> bool {
        matches!(result, Err(RecvError::Channel(ChannelError::Lost(lost))) if (lost.old, lost.new) == (EPOCH, EPOCH + 1))
    }

    /// A reader that is read fast: it has had a message, and asks ahead of being read.
    async fn streaming(actor: &mut Actor) -> FrameReceiver {
        let mut reader = FrameReceiver::new(Arc::clone(&actor.channel), "reader".into());
        reader.desk.lock().limit = FEW;
        let serving = async { actor.called().await.answer(Status::Ok, EPOCH, one(b"1")) };
        let (received, ()) = zip(reader.recv(), serving).await;
        assert_eq!(received.unwrap().ack(), b"1"[..]);
        reader
    }

    #[test]
    fn that_a_channel_was_lost_is_told_also_where_nobody_waited_then() {
        let (mut actor, runtime) = Actor::new(1000, false);
        runtime.block_on(async {
            let mut reader = streaming(&mut actor).await;
            actor.called().await.answer(Status::Lost, EPOCH + 1, NOTHING);
            yield_until(|| reader.desk.lock().flying.is_none()).await;
            assert!(is_lost(reader.recv().await));
            // Once.
            let serving = async { actor.called().await.answer(Status::Ok, EPOCH + 1, one(b"2")) };
            let (received, ()) = zip(reader.recv(), serving).await;
            assert_eq!(received.unwrap().ack(), b"2"[..]);
        });
    }

    #[test]
    fn that_a_channel_was_lost_is_told_whoever_waits_for_a_call_ahead() {
        let (mut actor, runtime) = Actor::new(1000, false);
        runtime.block_on(async {
            let mut reader = streaming(&mut actor).await;
            let mut waiting = Box::pin(reader.recv_batch(9, Some(Duration::from_secs(5))));
            assert!(poll_once(&mut waiting).await.is_none());
            actor.called().await.answer(Status::Lost, EPOCH + 1, NOTHING);
            assert!(is_lost(waiting.await));
        });
    }

    #[test]
    fn what_nobody_has_seen_goes_back_as_what_its_call_brought() {
        let (mut actor, runtime) = Actor::new(8, true);
        runtime.block_on(async {
            let mut reader = FrameReceiver::new(Arc::clone(&actor.channel), "reader".into());
            for call in [0, 1] {
                let mut waiting = Box::pin(reader.recv());
                assert!(poll_once(&mut waiting).await.is_none());
                let get = actor.called().await;
                drop(waiting);
                assert_eq!(actor.called().await.method, "cancel");
                // It comes all the same.
                get.answer(Status::Ok, EPOCH, one(b"x"));
                let back = actor.called().await;
                assert_eq!(back.method, "settle");
                let (_epoch, packed): (u64, Bytes) = back.arguments();
                let settled: Vec<Settled> = crate::msgpack::from_slice(&packed).unwrap();
                let unseen = Settled {
                    reader: "reader".into(),
                    verdict: UNSEEN,
                    first: EPOCH,
                    count: 1,
                    attempt: 1,
                    call: Some(call),
                };
                assert_eq!(settled, [unseen]);
                back.answer(Status::Ok, EPOCH, 0);
            }
        });
    }

    async fn yield_until(done: impl Fn() -> bool) {
        while !done() {
            tokio::task::yield_now().await;
        }
    }

    /// An actor's numbers are its own: the last one is a number too.
    #[test]
    fn places_up_to_the_last_are_read() {
        let bytes = Bytes::from_static(b"xy");
        let run = Run { first: u64::MAX, attempt: 1, frames: vec![&bytes[..1], &bytes[1..]] };
        let places: Vec<_> = held(&run, &bytes, 0).map(|held| (held.position, held.frame)).collect();
        assert_eq!(places, [(u64::MAX, Bytes::from_static(b"x")), (0, Bytes::from_static(b"y"))]);
    }
}
