//! A producer, two workers and a collector, over two channels.
//!
//! ```text
//! producer --jobs--> worker 1, worker 2 --results--> collector
//! ```
//!
//! Jobs are acked: worker 2 drops one half-way, and it comes again. One frame is no job at all: whoever reads it tells the
//! collector, as an error message. The jobs channel is small, so that the producer is held back; a heartbeat keeps the
//! producer's lease.
//!
//! `cargo run --example pipeline -p klaw-runtime [-- --backend local] [--jobs 60]`

#[path = "pipeline/report.rs"]
mod report;

use klaw_runtime::channel::{
    Acks, ChannelActor, ChannelOptions, FramedReceiver, FramedSender, Receiver, RecvError, Sender,
};
use klaw_runtime::envelope::{Heartbeat, WireHeader};
use klaw_runtime::{ChannelCapacity, TimeoutSeconds, WireMessage, msgpack};
use report::{Latencies, Row, Said};
use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

type Failure = Box<dyn Error + Send + Sync>;

/// What is to be done.
#[derive(Debug, Clone, WireMessage)]
#[wire(array_like)]
struct Job {
    id: u64,
    #[constrain(min_length = 1, max_length = 32)]
    name: String,
    /// When it was sent, in microseconds since the start.
    sent: u64,
}

/// What came of it.
#[derive(Debug, Clone, WireMessage)]
#[wire(array_like)]
struct Outcome {
    job: u64,
    worker: u32,
    sent: u64,
}

fn main() -> Result<(), Failure> {
    let (backend, jobs) = arguments()?;
    match backend.as_str() {
        "local" => in_process(jobs),
        other => Err(format!("no backend `{other}` in this build; there is `local`").into()),
    }
}

fn arguments() -> Result<(String, u64), Failure> {
    let (mut backend, mut jobs) = (String::from("local"), 60);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("`{argument}` wants a value"))?;
        match argument.as_str() {
            "--backend" => backend = value,
            "--jobs" => jobs = value.parse()?,
            _ => return Err(format!("`{argument}` is not known; there are `--backend` and `--jobs`").into()),
        }
    }
    Ok((backend, jobs))
}

/// Both channels in this process, through frames.
fn in_process(count: u64) -> Result<(), Failure> {
    let options = ChannelOptions::new(ChannelCapacity::literal(8)).acks(Acks::Each).lease(TimeoutSeconds::literal(1.0));
    let jobs = ChannelActor::<Job>::new("jobs", &options);
    let results = ChannelActor::<Outcome>::new("results", &ChannelOptions::new(ChannelCapacity::literal(64)));
    let (job_sender, worker_end, result_sender, collector_end) =
        (jobs.sender(), jobs.receiver(), results.sender(), results.receiver());

    let clock = Instant::now();
    let said = Said::new(clock);
    let stop = AtomicBool::new(false);
    let (job_times, result_times) = thread::scope(|scope| -> Result<_, Failure> {
        let heart = scope.spawn(|| beat(&jobs, &stop, &said));
        let workers: Vec<_> = (1..=2)
            .map(|number| {
                let (receiver, sender) = (worker_end.clone(), result_sender.clone());
                scope.spawn({
                    let said = &said;
                    move || work(number, receiver, sender, clock, said)
                })
            })
            .collect();
        // The workers have their own; these would keep the channels open.
        drop((worker_end, result_sender));
        let collector = scope.spawn(|| collect(collector_end, clock, &said));

        produce(&job_sender, count, clock, &said)?;
        drop(job_sender);
        // As long as the heart beats, the channel has a sender, and the workers wait for more.
        stop.store(true, Ordering::Relaxed);
        joined(heart)??;
        let mut job_times = Latencies::default();
        for worker in workers {
            job_times.join(joined(worker)??);
        }
        Ok((job_times, joined(collector)??))
    })?;
    said.line("main", "done");
    report::print(&[Row::new("jobs", jobs.stats(), job_times), Row::new("results", results.stats(), result_times)]);
    Ok(())
}

fn joined<T>(thread: thread::ScopedJoinHandle<'_, T>) -> Result<T, Failure> {
    thread.join().map_err(|_| "a thread panicked".into())
}

fn micros(clock: Instant) -> u64 {
    u64::try_from(clock.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// Sends faster than the workers work, and a frame that is no job.
fn produce<S: Sender<bytes::Bytes>>(
    jobs: &FramedSender<Job, S>,
    count: u64,
    clock: Instant,
    said: &Said,
) -> Result<(), Failure> {
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
    clock: Instant,
    said: &Said,
) -> Result<Latencies, Failure>
where
    R: Receiver<bytes::Bytes>,
    S: Sender<bytes::Bytes>,
{
    let name = format!("worker {number}");
    let mut times = Latencies::default();
    let mut clumsy = number == 2;
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
        if job.attempt() > 1 {
            said.line(&name, &format!("has job {}, attempt {}", job.id, job.attempt()));
        }
        results.send_blocking(Outcome { job: job.id, worker: number, sent: micros(clock) })?;
        job.ack();
    }
}

/// Takes results until there are no more.
fn collect<R: Receiver<bytes::Bytes>>(
    mut results: FramedReceiver<Outcome, R>,
    clock: Instant,
    said: &Said,
) -> Result<Latencies, Failure> {
    let mut times = Latencies::default();
    let mut by_worker = [0_u64; 2];
    loop {
        match results.recv_blocking() {
            Ok(outcome) => {
                let outcome = outcome.ack();
                times.add(micros(clock).saturating_sub(outcome.sent));
                if let Some(done) = by_worker.get_mut((outcome.worker as usize).saturating_sub(1)) {
                    *done += 1;
                }
                if times.count() % 20 == 0 {
                    let [one, two] = by_worker;
                    said.line("collector", &format!("{} results: {one} of worker 1, {two} of worker 2", times.count()));
                }
            }
            Err(RecvError::Fault(fault)) => said.line("collector", &format!("was told of `{fault}`")),
            Err(RecvError::Channel(error)) if error.is_closed() => return Ok(times),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Keeps the producer's lease, by the message that any process could send.
fn beat(jobs: &ChannelActor<Job>, stop: &AtomicBool, said: &Said) -> Result<(), Failure> {
    jobs.register_sender("producer")?;
    let mut beats = 0_u32;
    while !stop.load(Ordering::Relaxed) {
        let heartbeat = Heartbeat::new(WireHeader::new("jobs").now(), "producer");
        jobs.put_frame_blocking(msgpack::to_vec(&heartbeat).into())?;
        beats += 1;
        thread::sleep(Duration::from_millis(20));
    }
    said.line("heart", &format!("{beats} beats"));
    Ok(jobs.deregister_sender("producer")?)
}
