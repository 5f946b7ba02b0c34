//! klaw beside its peers, interleaved in one process. The ratios are the claim, the times are this machine's.
//!
//! ```text
//! cargo bench -p klaw-benches --bench ratios -- [options] [words]
//!     words                 only rows whose name holds one of them, such as `log` or `"heartbeat decode"`
//!     --only zerompk,hand   only klaw and the cases whose name holds one of these
//!     --rounds 31           how often each case is timed
//!     --micros 2000         for how long each time
//!     --csv FILE            append the results to a file
//!     --label NAME          how the build is called there
//!     --gate                fail where a floor is missed
//!     --instructions        count instructions with valgrind instead, of each iteration
//!     --channels            the rows of channels in place of those of codecs
//!     --list                the rows
//! ```
//!
//! `--profile bench-no-lto` builds as most users do; `--features mimalloc` gives all cases another allocator.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the report")]

use klaw_benches::harness::{Case, Goal, Group, Row, Timing, nanos, time};
use klaw_benches::{cases, frames};
use std::collections::HashMap;
use std::io::Write as _;
use std::process::{Command, ExitCode};
use std::{env, fs};

/// What is owned is bound by the allocator, whoever decodes. Python has one of its own for small objects; this is the
/// nearest that Rust has to it.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(missed) => {
            eprintln!("{missed} floors missed");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("ratios: {error}");
            ExitCode::FAILURE
        }
    }
}

struct Options {
    words: Vec<String>,
    only: Vec<String>,
    rounds: usize,
    micros: u64,
    csv: Option<String>,
    label: String,
    gate: bool,
    instructions: bool,
    /// The rows of channels.
    channels: bool,
    list: bool,
    /// Answer another process, which times its own cases in turn with these.
    serve: bool,
    /// Case and iterations: what valgrind is told to run.
    once: Option<(String, u64)>,
}

impl Options {
    fn parse() -> Result<Self, String> {
        let mut options = Self {
            words: Vec::new(),
            only: Vec::new(),
            rounds: 31,
            micros: 2000,
            csv: None,
            label: String::from("bench"),
            gate: false,
            instructions: false,
            channels: false,
            list: false,
            serve: false,
            once: None,
        };
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} wants a value"));
            match argument.as_str() {
                // Cargo's own.
                "--bench" => {}
                "--only" => options.only = value()?.split(',').map(String::from).collect(),
                "--rounds" => options.rounds = number(&value()?)?,
                "--micros" => options.micros = number(&value()?)?,
                "--csv" => options.csv = Some(value()?),
                "--label" => options.label = value()?,
                "--gate" => options.gate = true,
                "--instructions" => options.instructions = true,
                "--channels" => options.channels = true,
                "--list" => options.list = true,
                "--serve" => options.serve = true,
                "--once" => options.once = Some((value()?, number(&value()?)?)),
                _ if argument.starts_with('-') => return Err(format!("no option {argument}")),
                _ => options.words.push(argument),
            }
        }
        Ok(options)
    }

    fn wants(&self, row: &Row) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| row.name.contains(word))
    }

    /// The group without the cases that were not asked for. klaw's own stays, as what others are divided by.
    fn build(&self, row: &Row) -> Group {
        let mut group = row.build();
        if !self.only.is_empty() {
            let first = group.cases[0].name.clone();
            group
                .cases
                .retain(|case| case.name == first || self.only.iter().any(|only| case.name.contains(only.as_str())));
        }
        group
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text} is no number"))
}

fn run() -> Result<usize, String> {
    let options = Options::parse()?;
    if let Some((case, times)) = &options.once {
        let row = cases::all().into_iter().chain(cases::channel::rows()).find(|row| row.name == options.words[0]);
        return once(&row.ok_or("no such row")?, case, *times);
    }
    let rows = if options.channels { cases::channel::rows() } else { cases::all() };
    let rows: Vec<Row> = rows.into_iter().filter(|row| options.wants(row)).collect();
    if rows.is_empty() {
        return Err(String::from("no row has such a name; --list shows them"));
    }
    if options.serve {
        return serve(&cases::all()).map(|()| 0).map_err(|error| error.to_string());
    }
    if options.instructions && Command::new("valgrind").arg("--version").output().is_err() {
        println!("!! SKIPPED: valgrind is not here, so no instructions were counted");
        return Ok(0);
    }
    let mut missed = 0;
    for row in &rows {
        println!("{}", row.name);
        if options.list {
            continue;
        }
        if options.instructions {
            count(row, &options.build(row))?;
            continue;
        }
        let mut group = options.build(row);
        let timings = time(&mut group, options.rounds, options.micros);
        missed += print(&group, &timings);
        if let Some(path) = &options.csv {
            append(path, &options.label, &row.name, &group, &timings).map_err(|error| format!("{path}: {error}"))?;
        }
    }
    Ok(if options.gate { missed } else { 0 })
}

/// Prints a row, and says how many of its goals were missed.
fn print(group: &Group, timings: &[Timing]) -> usize {
    let mut missed = 0;
    for timing in timings {
        let goal = match group.goal_of(&timing.name) {
            Some(Goal { floor, .. }) if timing.ratio < floor => {
                missed += 1;
                format!("floor {floor:.2} MISSED")
            }
            Some(Goal { target, .. }) if timing.ratio < target => format!("target {target:.2} missed"),
            Some(Goal { target, .. }) => format!("target {target:.2}"),
            None => String::new(),
        };
        println!(
            "    {:<26} {:>12.2} ns {:>8.2}x  [{:.2} {:.2}]  {goal}",
            timing.name, timing.least, timing.ratio, timing.lower, timing.upper
        );
    }
    missed
}

fn append(path: &str, label: &str, row: &str, group: &Group, timings: &[Timing]) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path)?;
    if file.metadata()?.len() == 0 {
        writeln!(file, "build,row,case,least_ns,ratio,lower,upper,floor,target")?;
    }
    for Timing { name, least, ratio, lower, upper } in timings {
        let goal = group.goal_of(name).map_or(String::from(","), |goal| format!("{},{}", goal.floor, goal.target));
        writeln!(file, "{label},\"{row}\",\"{name}\",{least:.3},{ratio:.4},{lower:.4},{upper:.4},{goal}")?;
    }
    Ok(())
}

/// Runs one case so many times, for valgrind to look at.
fn once(row: &Row, case: &str, times: u64) -> Result<usize, String> {
    let mut group = row.build();
    let case = group.cases.iter_mut().find(|each| each.name == case).ok_or(format!("no case {case}"))?;
    counted(case, times);
    Ok(0)
}

/// What valgrind looks at: set-up stays outside.
#[inline(never)]
fn counted(case: &mut Case, times: u64) {
    (case.run)(times);
}

/// Counts instructions: two runs of different length, whose difference is what the iterations took.
fn count(row: &Row, group: &Group) -> Result<(), String> {
    let mut first = None;
    for case in &group.cases {
        // Whole rounds of the inputs, so that each is asked as often as the others.
        let times = case.inputs * 64_u64.div_ceil(case.inputs);
        let counted =
            callgrind(&row.name, &case.name, 2 * times)?.saturating_sub(callgrind(&row.name, &case.name, times)?);
        let each = counted as f64 / times as f64;
        let ratio = each / *first.get_or_insert(each);
        println!("    {:<26} {each:>12.1} instructions {ratio:>8.2}x", case.name);
    }
    Ok(())
}

fn callgrind(row: &str, case: &str, times: u64) -> Result<u64, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=ratios::counted*"])
        .arg(&program)
        .args(["--once", case, &times.to_string(), row])
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.lines().find_map(|line| line.split_once("Collected : "));
    let number = collected.and_then(|(_, number)| number.trim().parse().ok());
    number.ok_or_else(|| format!("valgrind has counted nothing: {text}"))
}

/// Answers one line with another, until there are no more: `frames NAME` with a workload's frames in
/// hexadecimal, `time ROW CASE TIMES` (between tabs) with the nanoseconds that it took.
fn serve(rows: &[Row]) -> std::io::Result<()> {
    let mut built: HashMap<String, Group> = HashMap::new();
    for line in std::io::stdin().lines() {
        let line = line?;
        match line.split('\t').collect::<Vec<_>>()[..] {
            ["frames", name] => {
                let hex = |frame: Vec<u8>| frame.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
                println!("{}", frames(name).into_iter().map(hex).collect::<Vec<_>>().join(" "));
            }
            ["time", row, case, times] => {
                if !built.contains_key(row) {
                    let found = rows.iter().find(|each| each.name == row);
                    let found = found.ok_or_else(|| std::io::Error::other(format!("no row {row}")))?;
                    built.insert(String::from(row), found.build());
                }
                let cases = built.get_mut(row).into_iter().flat_map(|group| &mut group.cases);
                let found = cases.into_iter().find(|each| each.name == case).zip(times.parse().ok());
                let (case, times) = found.ok_or_else(|| std::io::Error::other(format!("no case {case}")))?;
                println!("{}", nanos(case, times));
            }
            _ => return Err(std::io::Error::other(format!("what is {line}?"))),
        }
    }
    Ok(())
}
