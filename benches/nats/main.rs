//! Channels on NATS beside hand-written async-nats code that promises the same: in turn, in one run, as ratios. Writes
//! `docs/benchmarks/nats.csv` and the table of `docs/benchmarks/nats.md`. Ends with 1 where klaw takes more than 1.3 times as
//! long.
//!
//! ```text
//! eval "$(tests/services/nats-up.sh)"
//! cargo run --release -p klaw-benches --features nats --example nats
//! ```
#![allow(clippy::print_stdout, missing_docs, reason = "the report")]

mod handwritten;

use klaw_runtime::channel::nats::{Nats, NatsChannel, NatsConfig, Storage};
use klaw_runtime::channel::{Acks, ChannelOptions, Receiver, Sender};
use klaw_runtime::{ChannelCapacity, Namespace, TimeoutSeconds, WireMessage};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
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

const ROUNDS: usize = 9;
/// How much longer klaw may take, in the median.
const GOAL: f64 = 1.3;

#[derive(Clone, Copy)]
struct Case {
    name: &'static str,
    count: u64,
    capacity: u32,
    one_by_one: bool,
}

const CASES: [Case; 3] = [
    Case { name: "one by one: each stored before the next is sent", count: 3_000, capacity: 10_000, one_by_one: true },
    Case { name: "producer and consumer at once; room for 10000", count: 60_000, capacity: 10_000, one_by_one: false },
    Case { name: "producer and consumer at once; room for 1000", count: 60_000, capacity: 1_000, one_by_one: false },
];

fn main() -> Outcome<ExitCode> {
    let url = std::env::var("NATS_URL").map_err(|_| "NATS_URL is not set; `eval \"$(tests/services/nats-up.sh)\"`")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut csv = String::from("case,messages,round,klaw_seconds,handwritten_seconds,ratio\n");
    let mut table = String::from(
        "| case | messages | klaw/s | hand-written/s | klaw's time over hand-written's | least to most |\n|---|--:|--:|--:|--:|--:|\n",
    );
    let mut worst = 0.0_f64;
    for case in CASES {
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let (klaw, hand) = runtime.block_on(both(&url, case, round))?;
            let (klaw, hand) = (klaw.as_secs_f64(), hand.as_secs_f64());
            writeln!(csv, "{},{},{round},{klaw:.4},{hand:.4},{:.3}", case.name, case.count, klaw / hand)?;
            ours.push(klaw);
            theirs.push(hand);
            ratios.push(klaw / hand);
        }
        let rate = |times: &mut Vec<f64>| case.count as f64 / median(times);
        let ratio = median(&mut ratios);
        worst = worst.max(ratio);
        let line = format!(
            "| {} | {} | {:.0} | {:.0} | {ratio:.2} | {:.2} to {:.2} |",
            case.name,
            case.count,
            rate(&mut ours),
            rate(&mut theirs),
            ratios.first().copied().unwrap_or_default(),
            ratios.last().copied().unwrap_or_default(),
        );
        println!("{line}");
        writeln!(table, "{line}")?;
    }
    write(&csv, &table)?;
    Ok(if worst <= GOAL { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// One round. The one that goes first changes.
async fn both(url: &str, case: Case, round: usize) -> Outcome<(Duration, Duration)> {
    let hand = || handwritten::run(url, case.count, case.capacity, case.one_by_one);
    if round.is_multiple_of(2) {
        let klaw = klaw(url, case).await?;
        return Ok((klaw, hand().await?));
    }
    let hand = hand().await?;
    Ok((klaw(url, case).await?, hand))
}

fn write(csv: &str, table: &str) -> Outcome<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/benchmarks");
    fs::write(folder.join("nats.csv"), csv)?;
    let page = folder.join("nats.md");
    let old = fs::read_to_string(&page)?;
    let (before, rest) = old.split_once("<!-- table -->").ok_or("the page has no place for the table")?;
    let (_, behind) = rest.split_once("<!-- end of table -->").ok_or("the place for the table has no end")?;
    Ok(fs::write(page, format!("{before}<!-- table -->\n\n{table}\n<!-- end of table -->{behind}"))?)
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
