//! klaw beside its peers, interleaved in one process. The ratios are the claim, the times are this machine's.
//!
//! ```text
//! cargo bench -p klaw-benches --bench ratios -- [options] [words]
//!     words                 only rows whose name holds one of them, such as `log` or `"heartbeat decode"`
//!     --only zerompk,hand   only klaw and the cases whose name holds one of these
//!     --rounds 31           how often each case is timed
//!     --micros 2000         for how long each time
//!     --csv FILE            append the results to a file
//!     --gate                fail where a goal is missed
//!     --instructions        count instructions with valgrind instead, of each iteration
//!     --list                the rows
//! ```
//!
//! `--profile bench-no-lto` builds as most users do.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the report")]

use klaw_benches::cases;
use klaw_benches::harness::{Case, Group, Row, Timing, time};
use std::io::Write as _;
use std::process::{Command, ExitCode};
use std::{env, fs};

fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(missed) => {
            eprintln!("{missed} goals missed");
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
    gate: bool,
    instructions: bool,
    list: bool,
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
            gate: false,
            instructions: false,
            list: false,
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
                "--gate" => options.gate = true,
                "--instructions" => options.instructions = true,
                "--list" => options.list = true,
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
            let first = group.cases[0].name;
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
    let rows: Vec<Row> = cases::all().into_iter().filter(|row| options.wants(row)).collect();
    if rows.is_empty() {
        return Err(String::from("no row has such a name; --list shows them"));
    }
    if let Some((case, times)) = &options.once {
        let row = rows.iter().find(|row| row.name == options.words[0]).ok_or("no such row")?;
        return once(row, case, *times);
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
            append(path, &row.name, &timings).map_err(|error| format!("{path}: {error}"))?;
        }
    }
    Ok(if options.gate { missed } else { 0 })
}

/// Prints a row, and says how many of its goals were missed.
fn print(group: &Group, timings: &[Timing]) -> usize {
    let mut missed = 0;
    for timing in timings {
        let goal = match group.goals.iter().find(|(case, _)| *case == timing.name) {
            Some((_, floor)) if timing.ratio < *floor => {
                missed += 1;
                format!("goal {floor:.2} MISSED")
            }
            Some((_, floor)) => format!("goal {floor:.2}"),
            None => String::new(),
        };
        println!(
            "    {:<26} {:>12.2} ns {:>8.2}x  [{:.2} {:.2}]  {goal}",
            timing.name, timing.least, timing.ratio, timing.lower, timing.upper
        );
    }
    missed
}

fn append(path: &str, row: &str, timings: &[Timing]) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path)?;
    if file.metadata()?.len() == 0 {
        writeln!(file, "row,case,least_ns,ratio,ratio_q1,ratio_q3")?;
    }
    for Timing { name, least, ratio, lower, upper } in timings {
        writeln!(file, "\"{row}\",\"{name}\",{least:.3},{ratio:.4},{lower:.4},{upper:.4}")?;
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
            callgrind(&row.name, case.name, 2 * times)?.saturating_sub(callgrind(&row.name, case.name, times)?);
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
        .map_err(|error| format!("SKIPPED: valgrind is needed to count instructions: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.lines().find_map(|line| line.split_once("Collected : "));
    let number = collected.and_then(|(_, number)| number.trim().parse().ok());
    number.ok_or_else(|| format!("valgrind has counted nothing: {text}"))
}
