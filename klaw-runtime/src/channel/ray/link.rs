//! [`Link`]: requests to the Python process, which is started again when it ends.

use super::config::RayConfig;
use super::fault::backend;
use super::process::{self, Log, Process};
use super::protocol::{Connect, Failure, Hello, PROTOCOL, Recount, Request, Response, SOURCES};
use crate::channel::error::ChannelError;
use crate::encode::Encode;
use crate::msgpack;
use crate::raw::Raw;
use bytes::Bytes;
use futures_lite::future::or;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use tokio::runtime::{Builder, Handle};
use tokio::sync::{Notify, mpsc, oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// A call of an actor is answered within this, also where it waits for room or for a message.
pub(super) const POLL: Duration = Duration::from_secs(10);
/// How much longer than that an answer may be on its way.
const GRACE: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failed {
    /// The process ended, so nobody knows whether the request was carried out.
    Gone,
    /// There was none for so long that there may be none.
    Late,
    /// Python raised.
    Raised(Failure),
}

/// An answer, when it is there.
pub(super) type Reply = oneshot::Receiver<Result<Bytes, Failed>>;
/// An answer after all that could be tried.
pub(super) type Outcome = oneshot::Receiver<Result<Bytes, ChannelError>>;

/// The way to the Python process. The last one that is dropped ends it.
#[derive(Clone)]
pub(super) struct Link(Arc<Owner>);

struct Owner(Arc<Shared>);

impl Drop for Owner {
    fn drop(&mut self) {
        self.0.stop.notify_one();
    }
}

impl std::ops::Deref for Link {
    type Target = Arc<Shared>;

    fn deref(&self) -> &Arc<Shared> {
        &self.0.0
    }
}

/// What the handles and the thread behind them share.
pub(super) struct Shared {
    pub(super) config: RayConfig,
    state: Mutex<State>,
    /// Counts the processes that came up, and those that ended.
    changed: watch::Sender<u64>,
    /// Somebody waits for a process.
    wanted: Notify,
    stop: Notify,
    runtime: Handle,
}

#[derive(Default)]
struct State {
    /// While a process runs and is connected.
    outgoing: Option<mpsc::UnboundedSender<Vec<u8>>>,
    pending: HashMap<u64, Waiting>,
    next: u64,
    /// When there was an answer last.
    answered: Option<Instant>,
    /// Why the last process ended.
    failure: Option<ChannelError>,
    process: Option<u32>,
    log: Log,
}

struct Waiting {
    reply: oneshot::Sender<Result<Bytes, Failed>>,
    /// `None` where the answer may take any time.
    since: Option<Instant>,
}

impl Waiting {
    fn is_late(&self, now: Instant, longest: Duration) -> bool {
        self.since.is_some_and(|since| now.duration_since(since) > longest)
    }
}

/// How a request is sent.
type Submit = fn(&Shared, &Bytes) -> Reply;

/// An operation as it is sent, without its number.
pub(super) fn call_bytes<C: Encode>(call: &C) -> Bytes {
    msgpack::to_vec(call).into()
}

impl Link {
    /// Starts the process on a thread of its own, and waits until it has connected to the cluster.
    pub(super) async fn connect(config: RayConfig) -> Result<(Self, Hello), ChannelError> {
        let (started, link) = oneshot::channel();
        let (first, hello) = oneshot::channel();
        let body = move || {
            let runtime = match Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => runtime,
                Err(error) => return drop(first.send(Err(backend(format!("cannot start a runtime: {error}"))))),
            };
            let shared = Arc::new(Shared {
                config,
                state: Mutex::default(),
                changed: watch::Sender::new(0),
                wanted: Notify::new(),
                stop: Notify::new(),
                runtime: runtime.handle().clone(),
            });
            let supervised = Arc::clone(&shared);
            if started.send(Self(Arc::new(Owner(shared)))).is_ok() {
                runtime.block_on(supervised.supervise(first));
            }
        };
        thread::Builder::new()
            .name("klaw-ray".into())
            .spawn(body)
            .map_err(|error| backend(format!("cannot start a thread: {error}")))?;
        let ended = || backend("the thread that speaks to Ray has ended");
        let link = link.await;
        let hello = hello.await.map_err(|_| ended())??;
        Ok((link.map_err(|_| ended())?, hello))
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The process's number, while there is one.
    pub(super) fn process(&self) -> Option<u32> {
        self.lock().process
    }

    /// The last lines that the process printed.
    pub(super) fn log(&self) -> Vec<String> {
        let log = Arc::clone(&self.lock().log);
        let log = log.lock().unwrap_or_else(PoisonError::into_inner);
        log.iter().cloned().collect()
    }

    /// Sends a request, now: those of one thread keep their order.
    pub(super) fn submit(&self, call: &Bytes) -> Reply {
        self.submit_since(call, Some(Instant::now()))
    }

    /// The same of what may last: it is answered when a program has ended, or when there is room for one.
    fn submit_lasting(&self, call: &Bytes) -> Reply {
        self.submit_since(call, None)
    }

    fn submit_since(&self, call: &Bytes, since: Option<Instant>) -> Reply {
        let (reply, answer) = oneshot::channel();
        let mut state = self.lock();
        let id = state.next;
        state.next += 1;
        let sent = state.outgoing.as_ref().and_then(|outgoing| outgoing.send(framed(id, call)?).ok());
        if sent.is_some() {
            state.pending.insert(id, Waiting { reply, since });
        } else {
            // Whoever asks is there still.
            let _ = reply.send(Err(Failed::Gone));
        }
        answer
    }

    /// Calls an actor, and calls it again where the call or its answer may have been lost. `Bytes` are what it returned.
    pub(super) fn call(self: &Arc<Self>, actor: &Arc<str>, call: Bytes) -> Outcome {
        self.call_by(Self::submit, actor, call)
    }

    /// The same with a call that may last.
    pub(super) fn call_lasting(self: &Arc<Self>, actor: &Arc<str>, call: Bytes) -> Outcome {
        self.call_by(Self::submit_lasting, actor, call)
    }

    fn call_by(self: &Arc<Self>, submit: Submit, actor: &Arc<str>, call: Bytes) -> Outcome {
        let (done, outcome) = oneshot::channel();
        let first = submit(self, &call);
        let (shared, actor) = (Arc::clone(self), Arc::clone(actor));
        self.runtime.spawn(async move {
            // Whoever asked may wait no longer.
            let _ = done.send(shared.insist(submit, &actor, &call, first).await);
        });
        outcome
    }

    /// Runs something beside the callers.
    pub(super) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.runtime.spawn(task);
    }

    async fn insist(&self, submit: Submit, actor: &str, call: &Bytes, first: Reply) -> Result<Bytes, ChannelError> {
        let mut deadline = None;
        let mut pause = FIRST_PAUSE;
        let mut answer = first.await;
        loop {
            let is_unreached = match answer {
                Ok(Ok(value)) => return Ok(value),
                Ok(Err(Failed::Raised(failure))) if failure.is_unavailable() => {
                    drop(self.submit(&call_bytes(&Recount { actor })));
                    true
                }
                Ok(Err(Failed::Late)) => true,
                Ok(Err(Failed::Raised(failure))) => {
                    return Err(failure.into_error(actor, &self.config.python.to_string_lossy()));
                }
                Ok(Err(Failed::Gone)) | Err(_) => false,
            };
            let until = *deadline.get_or_insert_with(|| Instant::now() + self.config.call_timeout);
            if Instant::now() + pause >= until {
                let after = self.config.call_timeout;
                return Err(if is_unreached { ChannelError::timeout(after, actor) } else { self.why_gone() });
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
            self.up(until).await?;
            answer = submit(self, call).await;
        }
    }

    pub(super) fn why_gone(&self) -> ChannelError {
        self.lock().failure.clone().unwrap_or_else(|| backend("the Python process has ended"))
    }

    /// Waits until a process runs.
    async fn up(&self, until: Instant) -> Result<(), ChannelError> {
        let mut changed = self.changed.subscribe();
        loop {
            if self.lock().outgoing.is_some() {
                return Ok(());
            }
            self.wanted.notify_one();
            if timeout_at(until, changed.changed()).await.is_err() {
                return Err(self.why_gone());
            }
        }
    }

    // The thread.

    async fn supervise(self: Arc<Self>, first: oneshot::Sender<Result<Hello, ChannelError>>) {
        let mut first = Some(first);
        let mut pause = FIRST_PAUSE;
        loop {
            let came_up = Instant::now();
            let Err(error) = self.run(&mut first).await else { return };
            {
                let mut state = self.lock();
                (state.outgoing, state.process) = (None, None);
                state.failure = Some(error.clone());
                for (_, waiting) in state.pending.drain() {
                    // Whoever asked may wait no longer.
                    let _ = waiting.reply.send(Err(Failed::Gone));
                }
            }
            self.changed.send_modify(|count| *count += 1);
            if let Some(first) = first.take() {
                // Without a first connection there is nothing to restore.
                return drop(first.send(Err(error)));
            }
            pause = if came_up.elapsed() > LONGEST_PAUSE * 2 { FIRST_PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
            let wanted = async {
                sleep(pause).await;
                self.wanted.notified().await;
                Event::Ticked
            };
            if let Event::Stopped = or(self.stopped(), wanted).await {
                return;
            }
        }
    }

    /// One process from its start to its end. `Ok` where it was ended as nobody needs it any more.
    async fn run(
        self: &Arc<Self>,
        first: &mut Option<oneshot::Sender<Result<Hello, ChannelError>>>,
    ) -> Result<(), ChannelError> {
        let python = self.config.python.to_string_lossy();
        let (mut process, stdin, mut stdout) = Process::start(&self.config)?;
        let (outgoing, requests) = mpsc::unbounded_channel();
        {
            let mut state = self.lock();
            state.process = process.id();
            state.log = Arc::clone(&process.log);
        }
        tokio::spawn(process::write(stdin, requests));
        let shared = Arc::clone(self);
        let mut reading: JoinHandle<()> = tokio::spawn(async move {
            while let Ok(Some(frame)) = process::read(&mut stdout).await {
                if !shared.deliver(frame.into()) {
                    return;
                }
            }
        });

        let greeted = async { Event::Greeted(timeout(self.config.connect_timeout, self.greet(&outgoing)).await) };
        let connected = match or(or(greeted, self.stopped()), ended(&mut reading)).await {
            Event::Greeted(connected) => connected,
            event => {
                drop(outgoing);
                let error = process.end(&python).await;
                return if let Event::Stopped = event { Ok(()) } else { Err(error) };
            }
        };
        let hello = match connected {
            Ok(Ok(hello)) => hello,
            Ok(Err(error)) => {
                drop(outgoing);
                process.end(&python).await;
                return Err(error);
            }
            Err(_) => {
                process.kill();
                let last = self.log().pop().unwrap_or_default();
                let after = self.config.connect_timeout;
                return Err(match ChannelError::timeout(after, "connect") {
                    error if last.is_empty() => error,
                    error => backend(format!("{error}: {last}")),
                });
            }
        };
        self.lock().outgoing = Some(outgoing);
        self.changed.send_modify(|count| *count += 1);
        if let Some(first) = first.take() {
            // Whoever connects may wait no longer.
            let _ = first.send(Ok(hello));
        }

        loop {
            let tick = async {
                sleep(Duration::from_secs(1)).await;
                Event::Ticked
            };
            match or(or(ended(&mut reading), self.stopped()), tick).await {
                Event::Ticked if self.is_hung(Instant::now()) => process.kill(),
                Event::Ticked => self.fail_late(Instant::now()),
                event => {
                    self.lock().outgoing = None;
                    let error = process.end(&python).await;
                    return if let Event::Stopped = event { Ok(()) } else { Err(error) };
                }
            }
        }
    }

    async fn stopped(&self) -> Event {
        self.stop.notified().await;
        Event::Stopped
    }

    async fn greet(&self, outgoing: &mpsc::UnboundedSender<Vec<u8>>) -> Result<Hello, ChannelError> {
        let config = &self.config;
        let call = call_bytes(&Connect {
            address: Some(config.address.as_deref().unwrap_or("auto")),
            namespace: &config.namespace,
            sources: SOURCES,
        });
        let (reply, answer) = oneshot::channel();
        let id = {
            let mut state = self.lock();
            let id = state.next;
            state.next += 1;
            state.pending.insert(id, Waiting { reply, since: Some(Instant::now()) });
            id
        };
        // Where the process has ended, the answer says so.
        let _ = framed(id, &call).map(|frame| outgoing.send(frame));
        let hello = match answer.await {
            Ok(Ok(hello)) => hello,
            Ok(Err(Failed::Raised(failure))) => return Err(failure.into_error("", &config.python.to_string_lossy())),
            Ok(Err(Failed::Gone | Failed::Late)) | Err(_) => std::future::pending().await,
        };
        let hello: Hello =
            msgpack::from_slice(&hello).map_err(|error| backend(format!("the Python's greeting: {error}")))?;
        if hello.protocol == PROTOCOL { Ok(hello) } else { Err(backend("the Python speaks another protocol")) }
    }

    /// Hands an answer to whoever asked; `false` where it is none.
    pub(super) fn deliver(&self, frame: Bytes) -> bool {
        let Ok(response) = msgpack::from_slice::<Response<'_>>(&frame) else { return false };
        let waiting = {
            let mut state = self.lock();
            state.answered = Some(Instant::now());
            state.pending.remove(&response.id)
        };
        let Some(waiting) = waiting else { return true };
        let result = match response.failure {
            Some(failure) => Err(Failed::Raised(failure)),
            None => Ok(frame.slice_ref(response.value.as_bytes())),
        };
        // Whoever asked may wait no longer.
        let _ = waiting.reply.send(result);
        true
    }

    /// How long an answer may take.
    pub(super) fn longest(&self) -> Duration {
        POLL + self.config.call_timeout + GRACE
    }

    /// Is there a request that should have been answered long ago, and was nothing answered for as long?
    fn is_hung(&self, now: Instant) -> bool {
        let longest = self.longest();
        let state = self.lock();
        let is_silent = state.answered.is_none_or(|answered| now.duration_since(answered) > longest);
        is_silent && state.pending.values().any(|waiting| waiting.is_late(now, longest))
    }

    /// What should have been answered long ago, while others were, is given up: its actor may be slow, and the Python serves others.
    fn fail_late(&self, now: Instant) {
        let longest = self.longest();
        let late: Vec<Waiting> = {
            let mut state = self.lock();
            let is_late = |(_, waiting): &(&u64, &Waiting)| waiting.is_late(now, longest);
            let ids: Vec<u64> = state.pending.iter().filter(is_late).map(|(id, _)| *id).collect();
            ids.iter().filter_map(|id| state.pending.remove(id)).collect()
        };
        for waiting in late {
            // Whoever asked may wait no longer.
            let _ = waiting.reply.send(Err(Failed::Late));
        }
    }
}

/// What a process is watched for.
enum Event {
    /// It is connected, or not in time.
    Greeted(Result<Result<Hello, ChannelError>, Elapsed>),
    /// It answers no more.
    Ended,
    /// Nobody needs it any more.
    Stopped,
    /// Nothing happened.
    Ticked,
}

async fn ended(reading: &mut JoinHandle<()>) -> Event {
    // However it ended.
    let _ = reading.await;
    Event::Ended
}

/// A request with its length in front.
fn framed(id: u64, call: &[u8]) -> Option<Vec<u8>> {
    let mut frame = vec![0; 4];
    frame.reserve(call.len() + 16);
    msgpack::encode_to(&Request { id, call: Raw::new(call).ok()? }, &mut frame);
    let length = u32::try_from(frame.len() - 4).ok()?;
    frame[..4].copy_from_slice(&length.to_le_bytes());
    Some(frame)
}

/// A link without a process: requests come out where it says, and are answered with [`Shared::deliver`].
#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
pub(super) fn fake() -> (Link, tokio::runtime::Runtime, mpsc::UnboundedReceiver<Vec<u8>>) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let (outgoing, requests) = mpsc::unbounded_channel();
    let shared = Shared {
        config: RayConfig::default(),
        state: Mutex::new(State { outgoing: Some(outgoing), ..State::default() }),
        changed: watch::Sender::new(0),
        wanted: Notify::new(),
        stop: Notify::new(),
        runtime: runtime.handle().clone(),
    };
    (Link(Arc::new(Owner(Arc::new(shared)))), runtime, requests)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use super::*;

    #[test]
    fn a_program_may_run_for_longer_than_any_call_is_waited_for() {
        let (link, _runtime, _requests) = fake();
        let run = call_bytes(&"run");
        let _running = link.submit_lasting(&run);
        let later = Instant::now() + POLL + link.config.call_timeout + GRACE;
        assert!(!link.is_hung(later + Duration::from_secs(3600)));
        let _called = link.submit(&run);
        // An idle reader's call is waited for as long as an actor's answer may take, and that is no sign of anything.
        assert!(!link.is_hung(later - Duration::from_secs(1)));
        assert!(link.is_hung(later + Duration::from_secs(1)));
    }

    #[test]
    fn a_request_that_is_late_alone_ends_no_python() {
        let (link, runtime, _requests) = fake();
        let now = Instant::now();
        let early = now.checked_sub(Duration::from_secs(2)).unwrap();
        let mut late = link.submit_since(&call_bytes(&"late"), Some(early));
        let mut running = link.submit_lasting(&call_bytes(&"run"));
        let prompt = link.submit(&call_bytes(&"prompt"));
        let answer = Response { id: 2, value: Raw::encode(&7), failure: None };
        assert!(link.deliver(msgpack::to_vec(&answer).into()));
        assert!(runtime.block_on(prompt).unwrap().is_ok());
        // It is failed by itself, as others are answered.
        let later = now + link.longest() - Duration::from_secs(1);
        assert!(!link.is_hung(later));
        link.fail_late(later);
        assert!(matches!(late.try_recv(), Ok(Err(Failed::Late))));
        assert!(running.try_recv().is_err());
        // Nothing is answered any more.
        let _asked = link.submit_since(&call_bytes(&"asked"), Some(early));
        assert!(link.is_hung(later + Duration::from_secs(60)));
    }

    #[test]
    fn a_call_that_is_late_is_made_again() {
        let (link, runtime, mut requests) = fake();
        runtime.block_on(async {
            let actor = "jobs".into();
            let outcome = link.call(&actor, call_bytes(&"call"));
            let first = requests.recv().await.unwrap();
            link.fail_late(Instant::now() + link.longest() + Duration::from_secs(1));
            let second = timeout(Duration::from_secs(10), requests.recv()).await.unwrap().unwrap();
            let [first, second] =
                [&first, &second].map(|frame| msgpack::from_slice::<Request<'_>>(&frame[4..]).unwrap());
            assert_eq!(first.call, second.call);
            let answer = Response { id: second.id, value: Raw::encode(&7), failure: None };
            assert!(link.deliver(msgpack::to_vec(&answer).into()));
            assert_eq!(outcome.await.unwrap().unwrap(), msgpack::to_vec(&7)[..]);
        });
    }
}
