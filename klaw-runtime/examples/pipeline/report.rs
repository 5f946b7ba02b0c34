//! What the pipeline shows: a line as things happen, and a table at the end.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "that is what it is for")]

use klaw_runtime::channel::ChannelStats;
use std::error::Error;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Says what happens, with the time since the start.
pub(crate) struct Said {
    clock: Instant,
    /// When back-pressure was last told of.
    held: Mutex<Option<Instant>>,
}

impl Said {
    pub(crate) fn new(clock: Instant) -> Self {
        Self { clock, held: Mutex::new(None) }
    }

    pub(crate) fn clock(&self) -> Instant {
        self.clock
    }

    pub(crate) fn line(&self, who: &str, what: &str) {
        println!("{:8.1} ms  {who:<9} {what}", self.clock.elapsed().as_secs_f64() * 1e3);
    }

    /// Tells of back-pressure, ten times a second at the most.
    pub(crate) fn held_back(&self, job: u64, waited: Duration) {
        let Ok(mut held) = self.held.lock() else { return };
        if held.is_none_or(|last| last.elapsed() > Duration::from_millis(20)) {
            *held = Some(Instant::now());
            let waited = waited.as_secs_f64() * 1e3;
            self.line("producer", &format!("jobs is full: job {job} waited {waited:.1} ms for room"));
        }
    }
}

/// How long messages were on their way, in microseconds.
#[derive(Default)]
pub(crate) struct Latencies(Vec<u64>);

impl Latencies {
    pub(crate) fn add(&mut self, micros: u64) {
        self.0.push(micros);
    }

    pub(crate) fn join(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// So many percent took no longer than this, in milliseconds.
    fn percentile(&mut self, percent: usize) -> f64 {
        self.0.sort_unstable();
        let at = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0.get(at).map_or(0.0, |micros| f64::from(u32::try_from(*micros).unwrap_or(u32::MAX)) / 1e3)
    }
}

/// A channel's line in the table.
pub(crate) struct Row {
    name: &'static str,
    stats: ChannelStats,
    times: Latencies,
}

impl Row {
    pub(crate) fn new(name: &'static str, stats: ChannelStats, times: Latencies) -> Self {
        Self { name, stats, times }
    }
}

/// Why the program ends.
pub(crate) fn failed(error: &(dyn Error + Send + Sync)) {
    eprintln!("error: {error}");
}

/// What it came to.
pub(crate) fn done(done: usize, of: u64) {
    println!("\n{done} of {of} jobs are done");
}

/// The table.
pub(crate) fn print(rows: &[Row]) {
    println!(
        "\n{:<9} {:>6} {:>10} {:>12} {:>11} {:>9} {:>9}",
        "channel", "sent", "delivered", "redelivered", "high-water", "p50 ms", "p99 ms"
    );
    for Row { name, stats, times } in rows {
        let mut times = Latencies(times.0.clone());
        let (half, most) = (times.percentile(50), times.percentile(99));
        println!(
            "{name:<9} {:>6} {:>10} {:>12} {:>11} {half:>9.2} {most:>9.2}",
            stats.sent, stats.delivered, stats.redelivered, stats.high_water
        );
    }
}
