//! klaw beside its peers: every round runs every case once, in rotated order, and the least time of
//! each counts. Noise only ever adds time, and a case that runs alone sees another machine.
//!
//! `cargo bench -p klaw-benches --bench ratios -- log` runs the groups whose name holds `log`;
//! `ROUNDS` and `MICROS` (for each case and round) set how long it takes; `GATE=1` fails where a goal
//! is missed. `--profile bench-no-lto` is how most users build.
#![allow(clippy::print_stdout, reason = "the report")]

use klaw_benches::cases::{self, Case, Group};
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let filters: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let (rounds, micros) = (number("ROUNDS", 31), number("MICROS", 2000));
    let mut missed = 0;
    for group in cases::all() {
        if filters.is_empty() || filters.iter().any(|filter| group.name.contains(filter)) {
            missed += report(group, rounds, micros);
        }
    }
    println!("{missed} goals missed");
    if missed > 0 && number("GATE", 0) > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

/// Times a group, prints it, and says how many of its goals were missed.
fn report(mut group: Group, rounds: u64, micros: u64) -> usize {
    let least = time(&mut group.cases, rounds, micros);
    println!("{}", group.name);
    let mut missed = 0;
    for (case, time) in group.cases.iter().zip(&least) {
        let ratio = time / least[0];
        let goal = match group.goals.iter().find(|(name, _)| *name == case.name) {
            Some((_, floor)) if ratio < *floor => {
                missed += 1;
                format!("goal {floor:.2}x MISSED")
            }
            Some((_, floor)) => format!("goal {floor:.2}x"),
            None => String::new(),
        };
        println!("    {:<24} {time:>11.2} ns {ratio:>8.2}x  {goal}", case.name);
    }
    missed
}

/// The least time of each case, in nanoseconds an iteration.
fn time(cases: &mut [Case], rounds: u64, micros: u64) -> Vec<f64> {
    let times: Vec<u64> = cases.iter_mut().map(|case| calibrate(case, micros)).collect();
    let mut least = vec![f64::INFINITY; cases.len()];
    for round in 0..rounds as usize {
        for step in 0..cases.len() {
            let at = (step + round) % cases.len();
            let elapsed = nanos(&mut cases[at], times[at]) / times[at] as f64;
            least[at] = least[at].min(elapsed);
        }
    }
    least
}

/// How many iterations take about so long.
fn calibrate(case: &mut Case, micros: u64) -> u64 {
    let mut times = 1;
    loop {
        let elapsed = nanos(case, times);
        if elapsed > 200_000.0 {
            return ((micros as f64 * 1000.0 * times as f64 / elapsed) as u64).max(1);
        }
        times *= 2;
    }
}

fn nanos(case: &mut Case, times: u64) -> f64 {
    let start = Instant::now();
    (case.run)(times);
    start.elapsed().as_nanos() as f64
}
