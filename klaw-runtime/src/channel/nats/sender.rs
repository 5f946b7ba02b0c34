//! [`NatsSender`]: frames into a stream.

use super::error::backend;
use super::pump::{Answer, Behind, Command, Fate, Job};
use super::shared::{RUNTIME_ENDED, Shared};
use crate::channel::clock;
use crate::channel::error::ChannelError;
use crate::channel::options::Overflow;
use crate::channel::sender::{SendError, Sender};
use crate::channel::state::Refused;
use crate::envelope::WireError;
use crate::msgpack;
use bytes::Bytes;
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use tokio::sync::{mpsc, oneshot};

/// Room for what stands before a frame: its id, and that of the one before it.
const HEADERS: usize = 256;

/// Sends frames into a channel on NATS.
///
/// A message counts as sent when the server has stored it. While the server is away it is sent again, under the same id, so that
/// it is stored once.
///
/// ```no_run
/// # use klaw_runtime::WireMessage;
/// # #[derive(Debug, PartialEq, WireMessage)]
/// # #[wire(array_like)]
/// # struct Job {
/// #     id: u64,
/// # }
/// #
/// use klaw_runtime::ChannelCapacity;
/// use klaw_runtime::channel::nats::{Nats, NatsConfig};
/// use klaw_runtime::channel::{ChannelOptions, Sender};
///
/// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
/// let nats = Nats::connect(NatsConfig::new("nats://127.0.0.1:4222")).await?;
/// let options = ChannelOptions::new(ChannelCapacity::literal(1000));
/// let jobs = nats.get_or_create::<Job>("jobs", &options).await?;
/// let sender = jobs.sender();
/// sender.feed(Job { id: 7 }).await?;
/// sender.flush().await?;
/// assert_eq!(jobs.stats().await?.sent, 1);
/// # Ok(())
/// # }
/// ```
pub struct NatsSender {
    shared: Arc<Shared>,
    line: mpsc::UnboundedSender<Command>,
    fed: Mutex<Fed>,
    /// Whose turn it is to look at what was fed.
    turn: tokio::sync::Mutex<()>,
    max_batch: usize,
}

#[derive(Default)]
struct Fed {
    /// What was refused, in front of all others.
    back: Vec<Bytes>,
    frames: Vec<Bytes>,
    /// Of both.
    bytes: usize,
    /// The answers to those that are on their way.
    waiting: VecDeque<oneshot::Receiver<Answer>>,
    /// Whether one of those ended with the pump, and what it was about with it: the next flush says so.
    lost: bool,
    /// Whether one of those was refused, so that nothing passes it.
    fate: Fate,
}

impl NatsSender {
    pub(super) fn new(shared: Arc<Shared>, line: mpsc::UnboundedSender<Command>) -> Self {
        shared.senders.fetch_add(1, Ordering::AcqRel);
        let max_batch = shared.options.max_batch.clamp(1, shared.capacity());
        Self { shared, line, fed: Mutex::default(), turn: tokio::sync::Mutex::new(()), max_batch }
    }

    fn fed(&self) -> MutexGuard<'_, Fed> {
        self.fed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// In the order of the calls, not of the answers.
    fn submit(&self, frames: Vec<Bytes>, whole: bool, waits: bool, behind: Behind) -> oneshot::Receiver<Answer> {
        let waits = waits && self.shared.options.overflow != Overflow::Fail;
        let (job, answer) = Job::new(frames, whole, waits, self.shared.is_settling(), behind);
        // Where the pump is gone, so is the other end of the answer.
        let _ = self.line.send(Command::Put(job));
        answer
    }

    /// What was fed, and these behind it: in one step, so that nothing comes in between.
    async fn put(&self, frames: Vec<Bytes>, whole: bool, waits: bool) -> Answer {
        let answer = {
            let mut fed = self.fed();
            self.submit_fed(&mut fed);
            let behind = if fed.waiting.is_empty() { Behind::Nothing } else { Behind::Fed(Arc::clone(&fed.fate)) };
            self.submit(frames, whole, waits, behind)
        };
        answer.await.unwrap_or_else(|_| Err(Refused { error: ended(), bodies: Vec::new() }))
    }

    /// A frame that is too large would end the connection.
    fn fits(&self, frame: &Bytes) -> Result<(), ChannelError> {
        let (length, limit) = (frame.len(), self.shared.client.max_payload().saturating_sub(HEADERS));
        if length <= limit {
            return Ok(());
        }
        let reason = format!("its frame has {length} bytes, and the server takes {limit}");
        Err(ChannelError::mismatch("message", reason))
    }

    fn submit_fed(&self, fed: &mut Fed) {
        // The answers that a flush was given up before, or a send that was told by its own.
        if let Ok(_turn) = self.turn.try_lock() {
            let nobody = &mut Context::from_waker(Waker::noop());
            while let Poll::Ready(Err(_)) = fed.poll_answers(nobody) {}
        }
        self.submit_anew(fed);
    }

    /// Once one was refused, no more are sent before all have their answers: what comes back stands in front again.
    fn submit_anew(&self, fed: &mut Fed) {
        if fed.waiting.is_empty() {
            fed.fate = Fate::default();
        }
        if fed.fate.get().is_none() && !(fed.back.is_empty() && fed.frames.is_empty()) {
            let mut frames = std::mem::take(&mut fed.back);
            frames.append(&mut fed.frames);
            fed.bytes = 0;
            let answer = self.submit(frames, false, true, Behind::Its(Arc::clone(&fed.fate)));
            fed.waiting.push_back(answer);
        }
    }
}

impl Fed {
    /// Looks at the answers in their order, as far as the first that says no. For who has the turn.
    fn poll_answers(&mut self, context: &mut Context<'_>) -> Poll<Result<(), ChannelError>> {
        while let Some(answer) = self.waiting.front_mut() {
            let Poll::Ready(answer) = Pin::new(answer).poll(context) else { return Poll::Pending };
            self.waiting.pop_front();
            match answer {
                Ok(Ok(())) => {}
                // What was not accepted is fed still.
                Ok(Err(Refused { error, bodies })) => {
                    self.bytes += bodies.iter().map(Bytes::len).sum::<usize>();
                    self.back.extend(bodies);
                    return Poll::Ready(Err(error));
                }
                Err(_) => self.lost = true,
            }
        }
        Poll::Ready(Ok(()))
    }
}

fn ended() -> ChannelError {
    backend(RUNTIME_ENDED)
}

fn one(refused: Refused<Bytes>) -> SendError<Bytes> {
    let Refused { error, mut bodies } = refused;
    SendError { error, message: bodies.pop() }
}

impl Sender<Bytes> for NatsSender {
    async fn send(&self, message: Bytes) -> Result<(), SendError<Bytes>> {
        if let Err(error) = self.fits(&message) {
            return Err(SendError { error, message: Some(message) });
        }
        self.put(vec![message], false, true).await.map_err(one)
    }

    async fn feed(&self, message: Bytes) -> Result<(), SendError<Bytes>> {
        if let Err(error) = self.fits(&message) {
            return Err(SendError { error, message: Some(message) });
        }
        let enough = {
            let mut fed = self.fed();
            fed.bytes += message.len();
            fed.frames.push(message);
            fed.back.len() + fed.frames.len() >= self.max_batch || fed.bytes >= self.shared.options.max_batch_bytes
        };
        if enough { Ok(self.flush().await?) } else { Ok(()) }
    }

    async fn flush(&self) -> Result<(), ChannelError> {
        self.submit_fed(&mut self.fed());
        let _turn = self.turn.lock().await;
        self.submit_anew(&mut self.fed());
        let answered = poll_fn(|context| self.fed().poll_answers(context)).await;
        let lost = std::mem::take(&mut self.fed().lost);
        answered.and(if lost { Err(ended()) } else { Ok(()) })
    }

    async fn try_send(&self, message: Bytes) -> Result<(), SendError<Bytes>> {
        if let Err(error) = self.fits(&message) {
            return Err(SendError { error, message: Some(message) });
        }
        self.put(vec![message], false, false).await.map_err(one)
    }

    async fn send_batch(&self, messages: Vec<Bytes>) -> Result<(), SendError<Vec<Bytes>>> {
        let (length, capacity) = (messages.len(), self.shared.capacity());
        if length > capacity {
            let reason = format!("it has {length} messages, and the channel holds {capacity}");
            return Err(SendError { error: ChannelError::mismatch("batch", reason), message: Some(messages) });
        }
        if let Err(error) = messages.iter().try_for_each(|frame| self.fits(frame)) {
            return Err(SendError { error, message: Some(messages) });
        }
        if messages.is_empty() {
            return Ok(self.flush().await?);
        }
        let done = self.put(messages, true, true).await;
        // Where nothing is said of any, it is not known which were stored.
        done.map_err(|Refused { error, bodies }| SendError { error, message: (!bodies.is_empty()).then_some(bodies) })
    }

    async fn send_error(&self, mut error: WireError<'static>) -> Result<(), ChannelError> {
        error.header = error.header.ts(clock::wall_ms());
        error.header.channel_id = self.shared.names.channel.clone().into();
        let frame = msgpack::try_to_vec(&error).map_err(|error| ChannelError::mismatch("message", error))?;
        self.send(frame.into()).await.map_err(ChannelError::from)
    }

    async fn close(&self) -> Result<(), ChannelError> {
        let flushed = self.flush().await;
        let shared = Arc::clone(&self.shared);
        let closed = self.shared.on_runtime(async move { shared.close("a sender closed it").await }).await;
        flushed.and(closed)
    }
}

/// A further sender. What was fed stays with the first.
impl Clone for NatsSender {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.shared), self.line.clone())
    }
}

impl Drop for NatsSender {
    fn drop(&mut self) {
        let last = self.shared.senders.fetch_sub(1, Ordering::AcqRel) == 1;
        if last && self.shared.closes_with_senders.load(Ordering::Acquire) {
            let _ = self.line.send(Command::Close);
        }
    }
}
