//! A producer, two workers and a collector, over two channels: in this process, on Ray or on NATS.
//!
//! ```text
//! producer --jobs--> worker 1, worker 2 --results--> collector
//! ```
//!
//! Jobs are acked: worker 2 drops one half-way, and it comes again. Heartbeats keep the producer's lease, and on a server one job
//! takes longer than its worker's lease, which is kept as well. One frame is no job at all: whoever reads it tells the
//! collector, as an error message. The jobs channel is small, so that the producer is held back.
//!
//! ```text
//! cargo run --example pipeline -p klaw-runtime -- [--backend local] [--jobs 60]
//! KLAW_BACKENDS__DEFAULT=local cargo run --example pipeline -p klaw-runtime
//!
//! eval "$(tests/services/ray-up.sh)"
//! cargo run --example pipeline -p klaw-runtime --features ray -- --backend ray
//!
//! eval "$(tests/services/nats-up.sh)"
//! cargo run --example pipeline -p klaw-runtime --features nats -- --backend nats
//! ```

#[path = "pipeline/backend.rs"]
mod backend;
#[path = "pipeline/report.rs"]
mod report;

use backend::{Ends, Heart};
use klaw_runtime::channel::{FramedReceiver, FramedSender, Receiver, RecvError, Sender};
use klaw_runtime::config::{Backend, RuntimeConfig};
use klaw_runtime::{TimeoutSeconds, WireMessage};
use report::{Latencies, Row, Said};
use std::collections::BTreeSet;
use std::error::Error;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// How long a silent sender or reader counts as there.
pub(crate) const LEASE: TimeoutSeconds = TimeoutSeconds::literal(1.0);
/// How many jobs wait at most.
pub(crate) const CAPACITY: u32 = 8;
/// The job that takes longer than the lease, where the process keeps it.
const LONG: u64 = 20;

/// What is to be done.
#[derive(Debug, Clone, WireMessage)]
#[wire(array_like)]
pub(crate) struct Job {
    id: u64,
    #[constrain(min_length = 1, max_length = 32)]
    name: String,
    /// When it was sent, in microseconds since the start.
    sent: u64,
}

/// What came of it.
#[derive(Debug, Clone, WireMessage)]
#[wire(array_like)]
pub(crate) struct Outcome {
    job: u64,
    worker: u32,
    sent: u64,
}

fn main() -> ExitCode {
    let result = arguments().and_then(|(backend, jobs)| match backend.as_str() {
        "local" => backend::local(jobs),
        "ray" => backend::ray(jobs),
        "nats" => backend::nats(jobs),
        other => Err(format!("there is no backend `{other}`: there are `local`, `ray` and `nats`").into()),
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report::failed(&*error);
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<(String, u64), Failure> {
    let mut backend = String::from(match RuntimeConfig::load()?.backends.default {
        Backend::Local => "local",
        Backend::Ray => "ray",
        Backend::Nats => "nats",
    });
    let mut jobs = 60;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("`{argument}` wants a value"))?;
        match argument.as_str() {
            "--backend" => backend = value,
            "--jobs" => jobs = value.parse().map_err(|error| format!("--jobs {value}: {error}"))?,
            _ => return Err(format!("`{argument}` is not known; there are `--backend` and `--jobs`").into()),
        }
    }
    Ok((backend, jobs))
}

/// The program, whatever carries its channels.
pub(crate) fn run<S, R>(ends: Ends<S, R>, count: u64) -> Result<(), Failure>
where
    S: Sender<bytes::Bytes>,
    R: Receiver<bytes::Bytes> + Clone,
{
    let Ends { jobs, results, heart, renews, stats } = ends;
    let said = Said::new(Instant::now());
    let stop = AtomicBool::new(false);
    let (job_times, (result_times, done)) = thread::scope(|scope| -> Result<_, Failure> {
        let heart = scope.spawn(|| beat(heart, &stop, &said));
        let workers: Vec<_> = (1..=2)
            .map(|number| {
                let (receiver, sender, said) = (jobs.1.clone(), results.0.clone(), &said);
                scope.spawn(move || work(number, receiver, sender, renews, said))
            })
            .collect();
        // The workers have their own; these would keep the channels open.
        drop((jobs.1, results.0));
        let collector = scope.spawn(|| collect(results.1, &said));

        let produced = produce(&jobs.0, count, &said);
        drop(jobs.0);
        // As long as the heart beats, the channel has a sender, and the workers wait for more.
        stop.store(true, Ordering::Relaxed);
        joined(heart)??;
        produced?;
        let mut job_times = Latencies::default();
        for worker in workers {
            job_times.join(joined(worker)??);
        }
        Ok((job_times, joined(collector)??))
    })?;
    said.line("main", "done");
    let (jobs, results) = stats()?;
    report::print(&[Row::new("jobs", jobs, job_times), Row::new("results", results, result_times)]);
    report::done(done.len(), count);
    let missing = (0..count).find(|job| !done.contains(job));
    missing.map_or(Ok(()), |job| Err(format!("job {job} has no result").into()))
}

fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> Result<T, Failure> {
    thread.join().map_err(|_| "a thread panicked".into())
}

fn micros(clock: Instant) -> u64 {
    u64::try_from(clock.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// Sends faster than the workers work, and a frame that is no job.
fn produce<S: Sender<bytes::Bytes>>(jobs: &FramedSender<Job, S>, count: u64, said: &Said) -> Result<(), Failure> {
    let clock = said.clock();
    for id in 0..count {
        if id == count / 2 {
            jobs.frames().send_blocking(bytes::Bytes::from_static(b"\x93\x01\x90poison"))?;
            said.line("producer", "sent a frame that is no job");
        }
        let job = Job { id, name: format!("job-{id}"), sent: micros(clock) };
        if let Err(refused) = jobs.try_send_blocking(job) {
            let Some(job) = refused.message.filter(|_| refused.error.is_full()) else {
                return Err(refused.error.into());
            };
            let start = Instant::now();
            jobs.send_blocking(job)?;
            said.held_back(id, start.elapsed());
        }
    }
    said.line("producer", "all sent");
    Ok(())
}

/// Works on jobs until there are no more, and acks each when it is done.
fn work<R, S>(
    number: u32,
    mut jobs: FramedReceiver<Job, R>,
    results: FramedSender<Outcome, S>,
    renews: bool,
    said: &Said,
) -> Result<Latencies, Failure>
where
    R: Receiver<bytes::Bytes>,
    S: Sender<bytes::Bytes>,
{
    let name = format!("worker {number}");
    let mut times = Latencies::default();
    let (clock, mut clumsy) = (said.clock(), number == 2);
    loop {
        let job = match jobs.recv_blocking() {
            Ok(job) => job,
            Err(RecvError::Channel(error)) if error.is_closed() => return Ok(times),
            Err(RecvError::Channel(error)) => return Err(error.into()),
            Err(error) => {
                said.line(&name, &format!("{error}"));
                results.send_error_blocking(error.to_wire())?;
                continue;
            }
        };
        times.add(micros(clock).saturating_sub(job.sent));
        thread::sleep(Duration::from_millis(3));
        if clumsy && job.id > 4 {
            clumsy = false;
            said.line(&name, &format!("drops job {} half-way", job.id));
            continue;
        }
        let is_long = renews && job.id == LONG;
        if is_long {
            let long = Duration::from(LEASE) * 3 / 2;
            said.line(&name, &format!("has job {}, which takes longer than the lease", job.id));
            thread::sleep(long);
        }
        if job.attempt() > 1 || is_long {
            said.line(&name, &format!("is done with job {}, attempt {}", job.id, job.attempt()));
        }
        results.send_blocking(Outcome { job: job.id, worker: number, sent: micros(clock) })?;
        job.ack();
    }
}

/// Takes results until there are no more: how long each was on its way, and which jobs are done.
fn collect<R: Receiver<bytes::Bytes>>(
    mut results: FramedReceiver<Outcome, R>,
    said: &Said,
) -> Result<(Latencies, BTreeSet<u64>), Failure> {
    let (clock, mut times) = (said.clock(), Latencies::default());
    let mut done = BTreeSet::new();
    let mut by_worker = [0_u64; 2];
    loop {
        match results.recv_blocking() {
            Ok(outcome) => {
                let outcome = outcome.ack();
                times.add(micros(clock).saturating_sub(outcome.sent));
                done.insert(outcome.job);
                if let Some(count) = by_worker.get_mut((outcome.worker as usize).saturating_sub(1)) {
                    *count += 1;
                }
                if times.count() % 20 == 0 {
                    let [one, two] = by_worker;
                    said.line("collector", &format!("{} results: {one} of worker 1, {two} of worker 2", times.count()));
                }
            }
            Err(RecvError::Fault(fault)) => said.line("collector", &format!("was told of `{fault}`")),
            Err(RecvError::Channel(error)) if error.is_closed() => return Ok((times, done)),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Keeps the producer's lease.
fn beat(heart: Option<Box<dyn Heart>>, stop: &AtomicBool, said: &Said) -> Result<(), Failure> {
    let Some(heart) = heart else {
        said.line("heart", "is the connection's: it renews the leases of readers, and senders have none");
        return Ok(());
    };
    heart.begin()?;
    let mut beats = 0_u32;
    while !stop.load(Ordering::Relaxed) {
        heart.beat()?;
        beats += 1;
        thread::sleep(Duration::from(LEASE) / 10);
    }
    said.line("heart", &format!("{beats} beats"));
    heart.end()
}
