//! Cost against size: elements from one to a million, payloads from ten bytes to 64 MiB, threads on the pools.
//!
//! ```text
//! cargo bench -p klaw-benches --bench scale -- [--rounds 15] [--micros 2000] [--csv FILE]
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the report")]
#![allow(clippy::unwrap_used, reason = "a bench whose input is refused has no result")]

use klaw_benches::harness::{Group, time};
use klaw_benches::messages::Log;
use klaw_benches::{Random, heartbeats, logs, mixed_u64};
use klaw_runtime::codec::{buffer_pool, codec_pool};
use klaw_runtime::envelope::{DataMessage, Heartbeat, WireEnvelope, WireHeader};
use klaw_runtime::{Encode, Raw, msgpack};
use std::env;
use std::fs::OpenOptions;
use std::hint::black_box;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("scale: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Sizes, and what one iteration takes at each, in nanoseconds.
type Series = Vec<(usize, f64)>;

struct Options {
    rounds: usize,
    micros: u64,
    csv: Option<String>,
}

impl Options {
    fn parse() -> Result<Self, String> {
        let mut options = Self { rounds: 15, micros: 2000, csv: None };
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} wants a value"));
            let number = |text: String| text.parse().map_err(|_| format!("{text} is no number"));
            match argument.as_str() {
                // Cargo's own.
                "--bench" => {}
                "--rounds" => options.rounds = number(value()?)? as usize,
                "--micros" => options.micros = number(value()?)?,
                "--csv" => options.csv = Some(value()?),
                _ => return Err(format!("no option {argument}")),
            }
        }
        Ok(options)
    }

    /// Times what `work` does at each size, all sizes in turn.
    fn series<T: Encode + 'static>(
        &self,
        sizes: &[usize],
        inputs: impl Fn(usize) -> Vec<T>,
        work: impl Fn(&T, &[u8], &mut Vec<u8>) + Copy + 'static,
    ) -> Series {
        let mut group = Group::new();
        for &size in sizes {
            let inputs: Vec<(T, Vec<u8>)> = inputs(size)
                .into_iter()
                .map(|value| {
                    let frame = msgpack::to_vec(&value);
                    (value, frame)
                })
                .collect();
            let mut out = Vec::with_capacity(2 * inputs[0].1.len() + 4096);
            group.case(size.to_string(), inputs, move |(value, frame)| {
                work(black_box(value), black_box(frame), &mut out)
            });
        }
        let timings = time(&mut group, self.rounds, self.micros);
        sizes.iter().copied().zip(timings.iter().map(|timing| timing.least)).collect()
    }
}

fn run() -> Result<(), String> {
    let options = Options::parse()?;
    let decades: Vec<usize> = (0..=6).map(|power| 10_usize.pow(power)).collect();
    let payloads: Vec<usize> = (1..=7).map(|power| 10_usize.pow(power)).chain([64 << 20]).collect();
    let numbers = mixed_u64().concat();
    let logs: &'static [Log<String>] = logs().concat().leak();
    let records: Vec<Log<&'static str>> = logs.iter().map(Log::borrowed).collect();
    let all: [(&str, Series); 9] = [
        ("u64 encode", options.series(&decades, |size| several(&numbers, size), |value, _, out| encode(value, out))),
        (
            "u64 decode",
            options.series(
                &decades,
                |size| several(&numbers, size),
                |_, frame, _| {
                    black_box(&msgpack::from_slice::<Vec<u64>>(frame).unwrap());
                },
            ),
        ),
        ("record encode", options.series(&decades, |size| several(&records, size), |value, _, out| encode(value, out))),
        (
            "record decode borrowed",
            options.series(
                &decades,
                |size| several(&records, size),
                |_, frame, _| {
                    black_box(&msgpack::from_slice::<Vec<Log<&str>>>(frame).unwrap());
                },
            ),
        ),
        (
            "record clone",
            options.series(
                &decades,
                |size| several(&records, size),
                |value, _, _| {
                    black_box(&value.clone());
                },
            ),
        ),
        ("payload encode", options.series(&payloads, data, |value, _, out| encode(value, out))),
        (
            "payload decode",
            options.series(&payloads, data, |_, frame, _| {
                black_box(&msgpack::from_slice::<WireEnvelope<'_>>(frame).unwrap());
            }),
        ),
        (
            "threads, codec pool",
            threads(&options, |message| {
                black_box(&codec_pool().encode(message));
            }),
        ),
        (
            "threads, buffer pool",
            threads(&options, |message| {
                let mut buffer = buffer_pool().acquire();
                msgpack::encode_to(message, &mut buffer);
                black_box(&buffer);
            }),
        ),
    ];
    for (name, series) in &all {
        println!("{name}");
        for (size, nanos) in series {
            println!("    {size:>10} {nanos:>16.2} ns {:>12.4} ns each", nanos / *size as f64);
        }
    }
    match &options.csv {
        Some(path) => append(path, &all).map_err(|error| format!("{path}: {error}")),
        None => Ok(()),
    }
}

fn append(path: &str, all: &[(&str, Series)]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    if file.metadata()?.len() == 0 {
        writeln!(file, "series,size,least_ns")?;
    }
    for (name, series) in all {
        for (size, nanos) in series {
            writeln!(file, "\"{name}\",{size},{nanos:.3}")?;
        }
    }
    Ok(())
}

fn encode(value: &impl Encode, out: &mut Vec<u8>) {
    out.clear();
    msgpack::encode_to(value, out);
    black_box(out.as_ptr());
    black_box(out.len());
}

/// Arrays of one size, different ones where they are small, so that none is learnt by heart.
fn several<T: Clone>(elements: &[T], size: usize) -> Vec<Vec<T>> {
    let count = (20_000 / size).clamp(1, 64);
    (0..count).map(|at| elements.iter().cycle().skip(at * size).take(size).cloned().collect()).collect()
}

/// Messages with a payload of one size.
fn data(size: usize) -> Vec<DataMessage<'static>> {
    let random = &mut Random::new(30);
    let count = (20_000 / size).clamp(1, 64);
    (0..count)
        .map(|_| DataMessage::new(WireHeader::new(random.word(10, 14)), Raw::encode(random.bytes(size).as_slice())))
        .collect()
}

/// What `work` takes when so many threads do it at once: the time in which each has done it once.
fn threads(options: &Options, work: impl Fn(&Heartbeat<'static>) + Sync) -> Series {
    const TIMES: usize = 64 * 1000;
    let sizes = [1, 2, 4, 8, 16];
    let mut series: Series = sizes.iter().map(|&size| (size, f64::INFINITY)).collect();
    for _ in 0..options.rounds {
        for (size, least) in &mut series {
            let barrier = Barrier::new(*size);
            let run = || {
                let messages = heartbeats();
                barrier.wait();
                let start = Instant::now();
                for at in 0..TIMES {
                    work(black_box(&messages[at % messages.len()]));
                }
                (start, Instant::now())
            };
            let times: Vec<(Instant, Instant)> = thread::scope(|scope| {
                let threads: Vec<_> = (0..*size).map(|_| scope.spawn(run)).collect();
                threads.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            // From the first that begins to the last that ends: on few cores some wait for their turn.
            let first = times.iter().map(|(start, _)| *start).min();
            let last = times.iter().map(|(_, end)| *end).max();
            if let Some((first, last)) = first.zip(last) {
                *least = least.min((last - first).as_nanos() as f64 / TIMES as f64);
            }
        }
    }
    series
}
