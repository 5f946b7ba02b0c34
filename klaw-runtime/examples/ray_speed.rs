//! klaw on Ray beside `ray.util.queue.Queue`, in turns on the same cluster, as ratios.
//!
//! ```text
//! eval "$(tests/services/ray-up.sh)"
//! cargo run --release -p klaw-runtime --features ray --example ray_speed [-- --write]
//! ```
//!
//! With `--write` it writes `docs/benchmarks/ray.csv` and the table of `docs/benchmarks/ray.md`. Ends with 1 where klaw is not
//! 100 times as fast message by message, or not as fast batch by batch.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "an example ends where it cannot go on")]

use futures_lite::future::block_on;
use klaw_runtime::channel::ray::{Ray, RayChannel, RayConfig};
use klaw_runtime::channel::{ChannelOptions, Receiver, Sender};
use klaw_runtime::{ChannelCapacity, WireMessage};
use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use std::{env, error, fs, thread};

const ROUNDS: usize = 5;

struct Case {
    name: &'static str,
    /// How many messages the user hands over in one call; 1 is a producer and a consumer at once.
    batch: usize,
    /// How many calls of the queue are timed.
    calls: usize,
    goal: f64,
}

const CASES: [Case; 3] = [
    Case { name: "producer and consumer at once; a call a message", batch: 1, calls: 600, goal: 100.0 },
    Case { name: "batches of 100: put and then got", batch: 100, calls: 200, goal: 1.0 },
    Case { name: "batches of 1000: put and then got", batch: 1000, calls: 100, goal: 1.0 },
];

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
struct Job {
    id: u64,
    body: String,
}

fn job(id: u64) -> Job {
    // Their frames have 100 bytes or a few less, as the queue's.
    Job { id, body: "x".repeat(56) }
}

fn main() -> Result<ExitCode, Box<dyn error::Error>> {
    let writes = env::args().any(|argument| argument == "--write");
    let config = RayConfig::from_env()?;
    let ray = block_on(Ray::connect(config.clone()))?;
    let mut csv = String::from("case,round,klaw_per_second,queue_per_second,ratio\n");
    let mut table = String::from(
        "| case | klaw/s | `Queue`/s | klaw over `Queue` | least to most | goal |\n|---|--:|--:|--:|--:|--:|\n",
    );
    let mut missed = false;
    for case in CASES {
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let klaw = || -> Result<f64, Box<dyn error::Error>> {
                let channel = channel(&ray, round, case.batch)?;
                Ok(if case.batch == 1 { message_by_message(&channel) } else { batch_by_batch(&channel, case.batch) })
            };
            // The one that goes first changes.
            let (klaw, queue) = if round.is_multiple_of(2) {
                (klaw()?, queue(&config, &case)?)
            } else {
                let queue = queue(&config, &case)?;
                (klaw()?, queue)
            };
            println!("{}: klaw {klaw:.0}/s, Queue {queue:.0}/s, {:.2}x", case.name, klaw / queue);
            writeln!(csv, "{},{round},{klaw:.0},{queue:.0},{:.3}", case.name, klaw / queue)?;
            ours.push(klaw);
            theirs.push(queue);
            ratios.push(klaw / queue);
        }
        let ratio = median(&mut ratios);
        missed |= ratio < case.goal;
        let (ours, theirs) = (median(&mut ours), median(&mut theirs));
        let (least, most) = (ratios[0], ratios[ROUNDS - 1]);
        writeln!(
            table,
            "| {} | {ours:.0} | {theirs:.0} | {ratio:.2} | {least:.2} to {most:.2} | {} |",
            case.name, case.goal
        )?;
    }
    println!("{table}");
    if writes {
        write(&csv, &table)?;
    }
    Ok(if missed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn write(csv: &str, table: &str) -> Result<(), Box<dyn error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/benchmarks");
    fs::write(folder.join("ray.csv"), csv)?;
    let page = folder.join("ray.md");
    let old = fs::read_to_string(&page)?;
    let (before, rest) = old.split_once("<!-- table -->").ok_or("the page has no place for the table")?;
    let (_, behind) = rest.split_once("<!-- end of table -->").ok_or("the place for the table has no end")?;
    Ok(fs::write(page, format!("{before}<!-- table -->\n\n{table}\n<!-- end of table -->{behind}"))?)
}

fn channel(ray: &Ray, round: usize, batch: usize) -> Result<RayChannel<Job>, Box<dyn error::Error>> {
    let options = ChannelOptions::new(ChannelCapacity::literal(10_000)).max_batch(1000);
    let name = format!("batch-{round}-{batch}-{}", std::process::id());
    Ok(block_on(ray.channel(&name).options(options).create())?)
}

/// Messages a second: `feed` for each, `recv` for each, their order checked.
fn message_by_message(channel: &RayChannel<Job>) -> f64 {
    const COUNT: u64 = 300_000;
    let (sender, mut receiver) = (channel.sender(), channel.receiver("reader"));
    let start = Instant::now();
    let producer = thread::spawn(move || {
        block_on(async {
            for id in 0..COUNT {
                sender.feed(job(id)).await.unwrap();
            }
            sender.flush().await.unwrap();
        });
    });
    block_on(async {
        for id in 0..COUNT {
            assert_eq!(receiver.recv().await.unwrap().ack().id, id);
        }
    });
    let took = start.elapsed();
    producer.join().unwrap();
    block_on(channel.kill()).unwrap();
    COUNT as f64 / took.as_secs_f64()
}

/// Messages a second: a batch is put, then got; of all times the median, as the queue's.
fn batch_by_batch(channel: &RayChannel<Job>, size: usize) -> f64 {
    const TIMES: usize = 100;
    let (sender, mut receiver) = (channel.sender(), channel.receiver("reader"));
    let mut times = Vec::with_capacity(TIMES);
    block_on(async {
        for _ in 0..TIMES {
            let start = Instant::now();
            sender.send_batch((0..size as u64).map(job).collect()).await.unwrap();
            let mut got = 0;
            while got < size {
                let batch = receiver.recv_batch(size - got, Some(Duration::from_secs(5))).await.unwrap();
                for job in batch {
                    assert_eq!(job.ack().id, got as u64);
                    got += 1;
                }
            }
            times.push(start.elapsed().as_secs_f64());
        }
    });
    block_on(channel.kill()).unwrap();
    size as f64 / median(&mut times)
}

/// The same through Ray's own queue, in a Python of the cluster's.
fn queue(config: &RayConfig, case: &Case) -> Result<f64, Box<dyn error::Error>> {
    let mut python = Command::new(&config.python);
    python.args(["-c", include_str!("ray_speed/peer.py"), config.address.as_deref().unwrap_or("auto")]);
    if let Some(token) = &config.token_path {
        python.env("RAY_AUTH_MODE", "token").env("RAY_AUTH_TOKEN_PATH", token);
    }
    let output = python.args([case.batch.to_string(), case.calls.to_string()]).output()?;
    let text = String::from_utf8(output.stdout)?;
    text.trim().parse().map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned().into())
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
