//! klaw on Ray beside `ray.util.queue.Queue`, in turns on the same cluster, as ratios.
//!
//! ```text
//! eval "$(tests/services/ray-up.sh)"
//! cargo run --release -p klaw-runtime --features ray --example ray_speed
//! ```
//!
//! Ends with 1 where klaw is not 100 times as fast message by message, or not as fast batch by batch.
#![allow(clippy::unwrap_used, reason = "an example ends where it cannot go on")]

use futures_lite::future::block_on;
use klaw_runtime::channel::ray::{Ray, RayChannel, RayConfig};
use klaw_runtime::channel::{ChannelOptions, Receiver, Sender};
use klaw_runtime::{ChannelCapacity, WireMessage};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use std::{error, thread};

const ROUNDS: usize = 5;
const BATCH: usize = 1000;

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
    let config = RayConfig::from_env()?;
    let ray = block_on(Ray::connect(config.clone()))?;
    let (mut singles, mut batches) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let single = (message_by_message(&channel(&ray, round, "single")?), queue(&config, "single", 600)?);
        let batch = (batch_by_batch(&channel(&ray, round, "batch")?), queue(&config, "batch", 100)?);
        println!(
            "producer and consumer at once, one message a call: klaw {:.0}/s, Queue {:.0}/s, {:.0}x; \
             batches of {BATCH}, put and got: klaw {:.0}/s, Queue {:.0}/s, {:.2}x",
            single.0,
            single.1,
            single.0 / single.1,
            batch.0,
            batch.1,
            batch.0 / batch.1,
        );
        singles.push(single.0 / single.1);
        batches.push(batch.0 / batch.1);
    }
    let (single, batch) = (median(singles), median(batches));
    println!("medians of {ROUNDS}: {single:.0}x message by message, {batch:.2}x batch by batch");
    Ok(if single >= 100.0 && batch >= 1.0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn channel(ray: &Ray, round: usize, name: &str) -> Result<RayChannel<Job>, Box<dyn error::Error>> {
    let options = ChannelOptions::new(ChannelCapacity::literal(10_000)).max_batch(BATCH);
    let name = format!("{name}-{round}-{}", std::process::id());
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
fn batch_by_batch(channel: &RayChannel<Job>) -> f64 {
    const TIMES: usize = 100;
    let (sender, mut receiver) = (channel.sender(), channel.receiver("reader"));
    let mut times = Vec::with_capacity(TIMES);
    block_on(async {
        for _ in 0..TIMES {
            let start = Instant::now();
            sender.send_batch((0..BATCH as u64).map(job).collect()).await.unwrap();
            let mut got = 0;
            while got < BATCH {
                let batch = receiver.recv_batch(BATCH - got, Some(Duration::from_secs(5))).await.unwrap();
                got += batch.len();
                for job in batch {
                    job.ack();
                }
            }
            times.push(start.elapsed().as_secs_f64());
        }
    });
    block_on(channel.kill()).unwrap();
    BATCH as f64 / median(times)
}

/// The same through Ray's own queue, in a Python of the cluster's.
fn queue(config: &RayConfig, what: &str, count: usize) -> Result<f64, Box<dyn error::Error>> {
    let mut python = Command::new(&config.python);
    python.args(["-c", include_str!("ray_speed/peer.py"), config.address.as_deref().unwrap_or("auto"), what]);
    if let Some(token) = &config.token_path {
        python.env("RAY_AUTH_MODE", "token").env("RAY_AUTH_TOKEN_PATH", token);
    }
    let output = python.arg(count.to_string()).output()?;
    let text = String::from_utf8(output.stdout)?;
    text.trim().parse().map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned().into())
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
