//! Publishing: one task for all senders of a channel in this process, which keeps their messages in order while many are on
//! their way at once.
//!
//! A publish may be refused while those behind it are on their way, and there may be room again when they arrive. So each says
//! which message must be the last one in the stream when it is stored ([`Refusal::NotNext`] where it is not): a message is never
//! stored without the one before it. What has others before it in the stream, from other processes, is sent again, alone at its
//! head; the more often, the fewer are on their way at once.

use super::error::Refusal;
use super::shared::Shared;
use super::stream;
use crate::channel::error::ChannelError;
use crate::channel::options::Overflow;
use crate::channel::state::Refused;
use async_nats::connection::State;
use async_nats::jetstream::context::{PublishAckFuture, PublishError};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::publish::PublishAck;
use bytes::Bytes;
use std::collections::VecDeque;
use std::future::IntoFuture;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, sleep_until};

/// How many messages may be on their way at once.
const WINDOW: usize = 512;

/// How long it is waited for room before it is asked again: at first, and at most.
const WAITS: (Duration, Duration) = (Duration::from_micros(500), Duration::from_millis(20));

/// How long it is waited for the connection before it is looked again.
const AWAY: Duration = Duration::from_millis(50);

/// How often a message that does not wait is offered again, where acks of this process were on their way when it came: the
/// server works them off beside what is published.
const PATIENCE: u8 = 5;

pub(super) type Answer = Result<(), Refused<Bytes>>;

/// Why something that was fed was refused, once it was. Nothing behind it is accepted then.
pub(super) type Fate = Arc<OnceLock<ChannelError>>;

/// What a job stands behind.
pub(super) enum Behind {
    Nothing,
    /// What was fed, and has no answer yet.
    Fed(Fate),
    /// It was fed itself.
    Its(Fate),
}

/// What senders ask for.
pub(super) enum Command {
    Put(Job),
    /// Close the channel when everything before is done.
    Close,
}

/// Messages to publish.
pub(super) struct Job {
    frames: Vec<Bytes>,
    /// Does it begin only where all have room?
    whole: bool,
    /// Does it wait for room?
    waits: bool,
    reply: oneshot::Sender<Answer>,
    /// The number of the first.
    first: u64,
    accepted: usize,
    patience: u8,
    behind: Behind,
    /// When it came.
    since: Instant,
}

impl Job {
    pub(super) fn new(
        frames: Vec<Bytes>,
        whole: bool,
        waits: bool,
        settling: bool,
        behind: Behind,
    ) -> (Self, oneshot::Receiver<Answer>) {
        let (reply, answer) = oneshot::channel();
        let whole = whole && frames.len() > 1;
        let patience = if settling { PATIENCE } else { 0 };
        (Self { frames, whole, waits, reply, first: 0, accepted: 0, patience, behind, since: Instant::now() }, answer)
    }

    /// Is it refused where there is no room? One that has begun is carried through.
    fn is_impatient(&self) -> bool {
        let has_begun = self.whole && self.accepted > 0;
        !self.waits && !has_begun
    }

    /// Why it must not be accepted.
    fn fate(&self) -> Option<ChannelError> {
        match &self.behind {
            Behind::Nothing => None,
            Behind::Fed(fate) | Behind::Its(fate) => fate.get().cloned(),
        }
    }

    fn refuse(mut self, error: ChannelError) {
        let bodies = self.frames.split_off(self.accepted);
        if let Behind::Its(fate) = &self.behind {
            // Another before it may have been refused already.
            let _ = fate.set(error.clone());
        }
        // Whoever asked may have given up.
        let _ = self.reply.send(Err(Refused { error, bodies }));
    }
}

type Flight = <PublishAckFuture as IntoFuture>::IntoFuture;

pub(super) struct Pump {
    shared: Arc<Shared>,
    /// What the ids of this process's messages begin with.
    sender: String,
    next: u64,
    jobs: VecDeque<Job>,
    /// The next message to publish: which job, and which of its messages.
    cursor: (usize, usize),
    /// Those that are on their way, in their order: the first messages of `jobs` that are not accepted.
    flights: VecDeque<Flight>,
    /// The number of the last one that was published.
    last: u64,
    window: usize,
    /// Until when it is waited for room.
    until: Option<Instant>,
    wait: Duration,
    /// Since when the server has not answered.
    silent: Option<Instant>,
}

impl Pump {
    pub(super) fn start(shared: &Arc<Shared>) -> mpsc::UnboundedSender<Command> {
        let (line, commands) = mpsc::unbounded_channel();
        let pump = Self {
            shared: Arc::clone(shared),
            sender: format!("{:x}", super::shared::random()),
            next: 0,
            jobs: VecDeque::new(),
            cursor: (0, 0),
            flights: VecDeque::new(),
            last: 0,
            window: WINDOW,
            until: None,
            wait: WAITS.0,
            silent: None,
        };
        shared.runtime.spawn(pump.run(commands));
        line
    }

    async fn run(mut self, mut commands: mpsc::UnboundedReceiver<Command>) {
        let shared = Arc::clone(&self.shared);
        let mut connections = shared.connections.clone();
        // Since when it is to be closed.
        let mut closing = None;
        loop {
            if self.until.is_none() {
                self.publish().await;
            }
            if self.jobs.is_empty()
                && let Some(since) = closing.take()
                && !close(&shared, since).await
            {
                closing = Some(since);
                self.until = Some(Instant::now() + AWAY);
            }
            let until = self.until;
            tokio::select! {
                biased;
                answer = first(&mut self.flights), if !self.flights.is_empty() => self.answered(answer).await,
                command = commands.recv() => match command {
                    Some(Command::Put(job)) => self.take(job),
                    Some(Command::Close) => closing = Some(Instant::now()),
                    None => break,
                },
                () = sleep_until(until.unwrap_or_else(Instant::now)), if until.is_some() => self.until = None,
                () = shared.room.notified(), if until.is_some() => self.until = None,
                // What was on its way is lost, or its answer is.
                Ok(()) = connections.changed() => self.rewind(),
            }
        }
        // All senders are gone. What was promised to nobody is not kept.
        for flight in self.flights {
            let _ = flight.await;
        }
        // Jobs that were given up stood before it.
        if let Some(since) = closing {
            while !close(&shared, since).await {
                sleep(AWAY).await;
            }
        }
    }

    fn take(&mut self, mut job: Job) {
        if self.until.is_some() && job.is_impatient() && self.jobs.front().is_some_and(|first| first.waits) {
            return job.refuse(self.full());
        }
        job.first = self.next;
        self.next += job.frames.len() as u64;
        self.jobs.push_back(job);
    }

    fn full(&self) -> ChannelError {
        ChannelError::full(self.shared.capacity())
    }

    /// Sends what the window takes.
    async fn publish(&mut self) {
        while self.flights.len() < self.window {
            let (at, frame) = self.cursor;
            let Some(job) = self.jobs.get(at) else { return };
            if frame == job.frames.len() {
                self.cursor = (at + 1, 0);
                continue;
            }
            if frame == 0 {
                // Given up before it began.
                if job.reply.is_closed() {
                    self.jobs.remove(at);
                    continue;
                }
                if let Some(error) = job.fate() {
                    if let Some(job) = self.jobs.remove(at) {
                        job.refuse(error);
                    }
                    continue;
                }
                if job.whole && !self.has_room(at).await {
                    // Refused, or it waits.
                    match self.flights.is_empty() && self.until.is_none() {
                        true => continue,
                        false => return,
                    }
                }
            }
            if !self.send(at, frame).await {
                return;
            }
        }
    }

    async fn send(&mut self, at: usize, frame: usize) -> bool {
        // A client that is cut off keeps what it is given until it is back, however late: also what was given up meanwhile.
        if self.shared.client.connection_state() != State::Connected {
            self.unanswered(AWAY);
            return false;
        }
        let job = &self.jobs[at];
        let seq = job.first + frame as u64;
        let mut message =
            PublishMessage::build().payload(job.frames[frame].clone()).message_id(format!("{}:{seq}", self.sender));
        if !self.flights.is_empty() {
            message = message.expected_last_message_id(format!("{}:{}", self.sender, self.last));
        }
        let shared = Arc::clone(&self.shared);
        match shared.context.send_publish(shared.names.subject.clone(), message).await {
            Ok(flight) => {
                self.flights.push_back(flight.into_future());
                self.last = seq;
                self.cursor.1 += 1;
                true
            }
            // Too large: known before it is sent. Those before it may be on their way.
            Err(error) => match Refusal::of(&error) {
                Refusal::Other(error) => {
                    if let Some(job) = self.jobs.remove(at) {
                        self.cursor = (at, 0);
                        if frame > job.accepted {
                            self.rewind();
                        }
                        job.refuse(error);
                    }
                    true
                }
                _ => {
                    self.unanswered(AWAY);
                    false
                }
            },
        }
    }

    /// Is there room for all of a job? Those on their way count as accepted.
    async fn has_room(&mut self, at: usize) -> bool {
        let shared = Arc::clone(&self.shared);
        if shared.options.overflow == Overflow::DropOldest {
            return true;
        }
        match stream::info(&shared.context, &shared.names).await {
            Ok(Some(info)) if info.config.sealed => true,
            Ok(Some(info)) => {
                let messages = usize::try_from(info.state.messages).unwrap_or(usize::MAX);
                let needed = self.flights.len() + self.jobs[at].frames.len();
                if messages.saturating_add(needed) <= shared.capacity() {
                    return true;
                }
                if self.flights.is_empty() {
                    self.crowded();
                    self.rewind();
                }
                false
            }
            // The publish will say so.
            Ok(None) => true,
            Err(_) => {
                self.unanswered(WAITS.1);
                false
            }
        }
    }

    async fn answered(&mut self, answer: Result<PublishAck, PublishError>) {
        self.flights.pop_front();
        match answer.as_ref().map_err(Refusal::of) {
            Ok(_) => self.accepted(),
            Err(refusal) => {
                match refusal {
                    Refusal::Full => {
                        self.shared.saw(self.shared.options.capacity.get().into());
                        self.crowded();
                    }
                    Refusal::NotNext => self.window = (self.window / 2).max(1),
                    Refusal::Unknown => self.unanswered(WAITS.0),
                    Refusal::Nobody | Refusal::Sealed => self.ended().await,
                    Refusal::Other(error) => {
                        if let Some(job) = self.jobs.pop_front() {
                            job.refuse(error);
                        }
                    }
                }
                // What is behind it fell with it, or is a repeat of what is stored, which the server will say again.
                self.rewind();
            }
        }
    }

    fn accepted(&mut self) {
        self.silent = None;
        self.shared.saw(1);
        self.wait = WAITS.0;
        self.window = (self.window + 1).min(WINDOW);
        let Some(job) = self.jobs.front_mut() else { return };
        job.accepted += 1;
        if job.accepted == job.frames.len()
            && let Some(job) = self.jobs.pop_front()
        {
            self.cursor = self.cursor.0.checked_sub(1).map_or((0, 0), |at| (at, self.cursor.1));
            let _ = job.reply.send(Ok(()));
        }
    }

    /// Begins anew behind what is accepted.
    fn rewind(&mut self) {
        self.flights.clear();
        self.cursor = (0, self.jobs.front().map_or(0, |job| job.accepted));
    }

    /// There is no room for the first job.
    fn crowded(&mut self) {
        self.silent = None;
        let full = self.full();
        match self.jobs.front_mut() {
            Some(job) if job.is_impatient() => match job.patience.checked_sub(1) {
                Some(left) => job.patience = left,
                None => {
                    if let Some(job) = self.jobs.pop_front() {
                        job.refuse(full);
                    }
                    return;
                }
            },
            // Those behind one that waits would have to wait too.
            _ => {
                let (impatient, rest) = self.jobs.drain(..).partition::<VecDeque<_>, _>(Job::is_impatient);
                self.jobs = rest;
                impatient.into_iter().for_each(|job| job.refuse(full.clone()));
            }
        }
        self.until = Some(Instant::now() + self.wait);
        self.wait = (self.wait * 2).min(WAITS.1);
    }

    /// Asks again after a while, and gives up in the end.
    fn unanswered(&mut self, wait: Duration) {
        let silent = *self.silent.get_or_insert_with(Instant::now);
        let limit = self.shared.config.resends();
        // Each has its own time, which does not begin before it comes.
        while let Some(job) = self.jobs.pop_front_if(|job| job.since.max(silent).elapsed() >= limit) {
            job.refuse(ChannelError::timeout(limit, "send"));
        }
        self.rewind();
        self.until = Some(Instant::now() + wait);
    }

    /// Nobody takes messages for the channel: it is closed, or it is a bad moment.
    async fn ended(&mut self) {
        let shared = Arc::clone(&self.shared);
        match stream::closed(&shared.context, &shared.names).await {
            Ok(Some(reason)) => {
                self.fail(&ChannelError::closed(&*reason));
                shared.learn_closed(&reason);
            }
            Ok(None) | Err(_) => self.unanswered(WAITS.1),
        }
    }

    fn fail(&mut self, error: &ChannelError) {
        self.jobs.drain(..).for_each(|job| job.refuse(error.clone()));
        self.rewind();
    }
}

/// Is it closed, or given up? There is nobody to tell of a failure, so it is tried for as long as a message is sent again.
async fn close(shared: &Shared, since: Instant) -> bool {
    shared.close("the last sender has left").await.is_ok() || since.elapsed() >= shared.config.resends()
}

async fn first(flights: &mut VecDeque<Flight>) -> Result<PublishAck, PublishError> {
    match flights.front_mut() {
        Some(flight) => flight.await,
        None => std::future::pending().await,
    }
}
