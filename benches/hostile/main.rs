//! The same hostile bytes for klaw and its peers: what each says, and the most that it holds on the heap.
//!
//! Each case runs in a process of its own, as some end it. Writes `docs/benchmarks/hostile.csv`, and the table of
//! `docs/benchmarks/hostile.md` and of `README.md`. It fails where klaw does not end as it promises, or takes more.
//!
//! ```text
//! cargo run --release -p klaw-benches --features hostile --example hostile
//! ```
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::unwrap_used, missing_docs, reason = "the report")]

#[allow(dead_code, reason = "the counts of blocks are for tests")]
#[path = "../../tests/alloc/counter.rs"]
mod counter;
mod types;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use std::{env, fs};
use types::{Decoder, LARGE, LISTS, TREES};

struct Row {
    name: &'static str,
    bytes: fn() -> Vec<u8>,
    decoders: &'static [Decoder],
    /// The stack that it is decoded on.
    stack: usize,
}

const MIB: usize = 1 << 20;

const ROWS: [Row; 8] = [
    Row {
        name: "`dd ffffffff`, a list of integers",
        bytes: || b"\xdd\xff\xff\xff\xff".to_vec(),
        decoders: &LISTS,
        stack: 2 * MIB,
    },
    Row {
        name: "`91 dc ffff` 500 times, a tree",
        bytes: || b"\x91\xdc\xff\xff".repeat(500),
        decoders: &TREES,
        stack: 2 * MIB,
    },
    Row {
        name: "`91 dc ffff` 60 times before 70,000 `90`, a tree",
        bytes: || [b"\x91\xdc\xff\xff".repeat(60), vec![0x90; 70_000]].concat(),
        decoders: &TREES,
        stack: 2 * MIB,
    },
    Row {
        name: "1,000,000 `90`, a list of 256-byte messages",
        bytes: || [&b"\xdd\0\x0f\x42\x40"[..], &vec![0x90; 1_000_000]].concat(),
        decoders: &LARGE,
        stack: 2 * MIB,
    },
    Row {
        name: "`91` 100,000 times, a tree, 2 MiB of stack",
        bytes: || vec![0x91; 100_000],
        decoders: &TREES,
        stack: 2 * MIB,
    },
    Row {
        name: "`91` 100,000 times, a tree, 256 KiB of stack",
        bytes: || vec![0x91; 100_000],
        decoders: &TREES,
        stack: MIB / 4,
    },
    Row {
        name: "a list with two bytes behind it",
        bytes: || b"\x91\x01\x02\x03".to_vec(),
        decoders: &LISTS,
        stack: 2 * MIB,
    },
    Row { name: "a list that is cut short", bytes: || b"\x93\x01".to_vec(), decoders: &LISTS, stack: 2 * MIB },
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments[..] {
        [row, decoder] => once(&ROWS[row.parse::<usize>().unwrap()], decoder.parse().unwrap()),
        _ => report(),
    }
}

/// Runs one case, and says what became of it.
fn once(row: &Row, decoder: usize) {
    let (bytes, run) = ((row.bytes)(), row.decoders[decoder].run);
    let decode = move || {
        let start = Instant::now();
        let (accepted, counts) = counter::counted(|| run(&bytes));
        println!("{} {} {}", if accepted { "accepted" } else { "refused" }, counts.peak, start.elapsed().as_micros());
    };
    std::thread::Builder::new().stack_size(row.stack).spawn(decode).unwrap().join().unwrap();
}

fn report() {
    let names: Vec<&str> = LISTS.iter().map(|decoder| decoder.name).collect();
    let mut table = format!("| input | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    let mut csv = String::from("input,peer,outcome,peak_bytes,micros\n");
    for (number, row) in ROWS.iter().enumerate() {
        write!(table, "| {} |", row.name).unwrap();
        for name in &names {
            let Some(decoder) = row.decoders.iter().position(|decoder| decoder.name == *name) else {
                write!(table, " - |").unwrap();
                continue;
            };
            let said = child(number, decoder);
            let words: Vec<&str> = said.split_whitespace().collect();
            match &words[..] {
                [outcome @ ("accepted" | "refused"), peak, micros] => {
                    let budget = 16 * (row.bytes)().len() + 64 * MIB;
                    assert!(*name != "klaw" || peak.parse::<usize>().unwrap() <= budget, "{}: {peak} bytes", row.name);
                    writeln!(csv, "{},{name},{outcome},{peak},{micros}", row.name.replace(',', "")).unwrap();
                    write!(table, " {outcome}, {} |", size(peak.parse().unwrap())).unwrap();
                }
                _ => {
                    assert!(*name != "klaw", "{}: {said}", row.name);
                    writeln!(csv, "{},{name},{said},,", row.name.replace(',', "")).unwrap();
                    write!(table, " **{said}** |").unwrap();
                }
            }
        }
        table.push('\n');
    }
    print!("{table}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/benchmarks");
    fs::write(folder.join("hostile.csv"), csv).unwrap();
    for page in [folder.join("hostile.md"), folder.join("../../README.md")] {
        let old = fs::read_to_string(&page).unwrap();
        let (start, end) = ("<!-- hostile input -->\n", "<!-- end of hostile input -->");
        let before = old.find(start).unwrap() + start.len();
        let behind = old.find(end).unwrap();
        fs::write(page, format!("{}\n{table}\n{}", &old[..before], &old[behind..])).unwrap();
    }
}

/// In a process that may ask for 8 GB.
fn child(row: usize, decoder: usize) -> String {
    let this = env::current_exe().unwrap();
    let command = format!("ulimit -c 0; ulimit -v 8000000; exec '{}' {row} {decoder}", this.display());
    let output = Command::new("sh").args(["-c", &command]).output().unwrap();
    if output.status.success() {
        return String::from_utf8(output.stdout).unwrap().trim().to_owned();
    }
    let said = String::from_utf8_lossy(&output.stderr);
    for (text, word) in [
        ("overflowed its stack", "stack overflow"),
        ("memory allocation", "abort: no memory"),
        ("capacity overflow", "panic"),
    ] {
        if said.contains(text) {
            return String::from(word);
        }
    }
    format!("ended: {}", output.status)
}

fn size(bytes: usize) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} KB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
