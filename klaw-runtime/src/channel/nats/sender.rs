//! [`NatsSender`]: frames into a stream.

use super::error::backend;
use super::pump::{Answer, Command, Job};
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
use std::task::Poll;
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
    frames: Vec<Bytes>,
    bytes: usize,
    /// The answers to those that are on their way.
    waiting: VecDeque<oneshot::Receiver<Answer>>,
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
    fn submit(&self, frames: Vec<Bytes>, whole: bool, waits: bool) -> oneshot::Receiver<Answer> {
        let waits = waits && self.shared.options.overflow != Overflow::Fail;
        let (job, answer) = Job::new(frames, whole, waits, self.shared.is_settling());
        // Where the pump is gone, so is the other end of the answer.
        let _ = self.line.send(Command::Put(job));
        answer
    }

    fn put(&self, frames: Vec<Bytes>, whole: bool, waits: bool) -> impl Future<Output = Answer> + Send + use<> {
        let answer = self.submit(frames, whole, waits);
        async { answer.await.unwrap_or_else(|_| Err(Refused { error: ended(), bodies: Vec::new() })) }
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

    fn submit_fed(&self) {
        let mut fed = self.fed();
        if !fed.frames.is_empty() {
            let frames = std::mem::take(&mut fed.frames);
            fed.bytes = 0;
            let answer = self.submit(frames, false, true);
            fed.waiting.push_back(answer);
        }
    }

    fn any_fed(&self) -> bool {
        let fed = self.fed();
        !fed.frames.is_empty() || !fed.waiting.is_empty()
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
        if self.any_fed()
            && let Err(error) = self.flush().await
        {
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
            fed.frames.len() >= self.max_batch || fed.bytes >= self.shared.options.max_batch_bytes
        };
        if enough { Ok(self.flush().await?) } else { Ok(()) }
    }

    async fn flush(&self) -> Result<(), ChannelError> {
        self.submit_fed();
        let _turn = self.turn.lock().await;
        poll_fn(|context| {
            let mut fed = self.fed();
            while let Some(answer) = fed.waiting.front_mut() {
                let Poll::Ready(answer) = Pin::new(answer).poll(context) else { return Poll::Pending };
                fed.waiting.pop_front();
                match answer {
                    Ok(Ok(())) => {}
                    // What was not accepted is fed still.
                    Ok(Err(Refused { error, bodies })) => {
                        fed.bytes += bodies.iter().map(Bytes::len).sum::<usize>();
                        fed.frames.splice(..0, bodies);
                        return Poll::Ready(Err(error));
                    }
                    Err(_) => return Poll::Ready(Err(ended())),
                }
            }
            Poll::Ready(Ok(()))
        })
        .await
    }

    async fn try_send(&self, message: Bytes) -> Result<(), SendError<Bytes>> {
        if let Err(error) = self.fits(&message) {
            return Err(SendError { error, message: Some(message) });
        }
        self.submit_fed();
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
        if self.any_fed()
            && let Err(error) = self.flush().await
        {
            return Err(SendError { error, message: Some(messages) });
        }
        if messages.is_empty() {
            return Ok(());
        }
        let done = self.put(messages, true, true).await;
        done.map_err(|Refused { error, bodies }| SendError { error, message: Some(bodies) })
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
