//! Channels on NATS beside hand-written async-nats code that promises the same: in turn, in one run, as ratios.
//!
//! ```text
//! eval "$(tests/services/nats-up.sh)"
//! cargo run --release -p klaw-benches --features nats --example nats
//! ```
#![allow(missing_docs)]

mod handwritten;

use klaw_runtime::channel::nats::{Nats, NatsChannel, NatsConfig, Storage};
use klaw_runtime::channel::{Acks, ChannelOptions, Receiver, Sender};
use klaw_runtime::{ChannelCapacity, Namespace, TimeoutSeconds, WireMessage};
use std::error::Error;
use std::time::{Duration, Instant};

/// About 100 bytes with its header.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
pub(crate) struct Job {
    id: u64,
    text: String,
}

pub(crate) fn job(id: u64) -> Job {
    Job { id, text: "x".repeat(70) }
}

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

const ROUNDS: usize = 7;

#[derive(Clone, Copy)]
struct Case {
    name: &'static str,
    count: u64,
    capacity: u32,
    one_by_one: bool,
}

const CASES: [Case; 3] = [
    Case { name: "sent one by one, each stored before the next", count: 3_000, capacity: 10_000, one_by_one: true },
    Case { name: "producer and consumer, room for 10000", count: 60_000, capacity: 10_000, one_by_one: false },
    Case { name: "producer and consumer, room for 1000", count: 60_000, capacity: 1_000, one_by_one: false },
];

fn main() -> Outcome<()> {
    let url = std::env::var("NATS_URL").map_err(|_| "NATS_URL is not set; `eval \"$(tests/services/nats-up.sh)\"`")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        println!(
            "| case | messages | klaw/s | hand-written/s | klaw's time / hand-written's (median, least to most) |"
        );
        println!("|---|---|---|---|---|");
        for case in CASES {
            let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
            for round in 0..ROUNDS {
                // The one that goes first changes.
                let (klaw, hand) = if round % 2 == 0 {
                    let klaw = klaw(&url, case).await?;
                    (klaw, handwritten::run(&url, case.count, case.capacity, case.one_by_one).await?)
                } else {
                    let hand = handwritten::run(&url, case.count, case.capacity, case.one_by_one).await?;
                    (klaw(&url, case).await?, hand)
                };
                ours.push(klaw.as_secs_f64());
                theirs.push(hand.as_secs_f64());
                ratios.push(klaw.as_secs_f64() / hand.as_secs_f64());
            }
            let rate = |times: &mut Vec<f64>| case.count as f64 / median(times);
            println!(
                "| {} | {} | {:.0} | {:.0} | {:.2} ({:.2} to {:.2}) |",
                case.name,
                case.count,
                rate(&mut ours),
                rate(&mut theirs),
                median(&mut ratios),
                ratios.first().copied().unwrap_or_default(),
                ratios.last().copied().unwrap_or_default(),
            );
        }
        Ok(())
    })
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A name that no earlier run has used.
fn namespace() -> Outcome<String> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_micros();
    Ok(format!("bench-{now}"))
}

async fn klaw(url: &str, case: Case) -> Outcome<Duration> {
    let config = NatsConfig::new(url).namespace(Namespace::new(namespace()?)?).storage(Storage::Memory);
    let nats = Nats::connect(config).await?;
    let options = ChannelOptions::new(ChannelCapacity::new(case.capacity)?)
        .acks(Acks::Each)
        .lease(TimeoutSeconds::literal(30.0))
        .max_batch(512);
    let channel: NatsChannel<Job> = nats.create("jobs", &options).await?;
    let (sender, mut receiver) = (channel.sender(), channel.receiver());
    let start = Instant::now();
    let time = if case.one_by_one {
        for id in 0..case.count {
            sender.send(job(id)).await?;
        }
        start.elapsed()
    } else {
        let producer = tokio::spawn(async move {
            for id in 0..case.count {
                sender.feed(job(id)).await?;
            }
            sender.flush().await?;
            Ok::<_, Box<dyn Error + Send + Sync>>(())
        });
        for id in 0..case.count {
            let delivery = receiver.recv().await?;
            assert_eq!(delivery.ack().id, id);
        }
        producer.await??;
        start.elapsed()
    };
    nats.delete("jobs").await?;
    Ok(time)
}
