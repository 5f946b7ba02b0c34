//! The pages: tables of ratios with their spread, the goals, and the summary in README.md.

use super::Failure;
use super::plot::time;
use super::results::{Costs, Ratio, Ratios, Scale};
use std::fmt::Write;

/// The columns of the tables, peers by what they write.
const MESSAGE_PACK: &[&str] =
    &["handwritten", "handwritten, plain", "zerompk", "rmp-serde", "msgpacker", "messagepack-serde"];
const JSON: &[&str] = &[
    "sonic-rs",
    "serde_json",
    "sonic-rs and regex",
    "serde_json and regex",
    "sonic-rs without rules",
    "serde_json without rules",
];
const OTHERS: &[&str] = &[
    "wincode",
    "postcard",
    "musli packed",
    "minicbor",
    "prost",
    "bitcode",
    "rkyv",
    "clone",
    "memcpy",
    "alloc and memcpy",
];

const BEGIN: &str = "<!-- benchmarks: written by `cargo run -p klaw-benches --example report` -->";
const END: &str = "<!-- end of benchmarks -->";

pub(crate) fn index(ratios: &Ratios, channels: &str, scale: &Scale, costs: &Costs, machine: &str) -> String {
    let mut page = String::new();
    let mut put = |text: String| {
        page.push_str(&text);
        page.push('\n');
    };
    put(format!(
        "# Benchmarks\n\n\
         Written by `cargo run -p klaw-benches --example report`; [how to run and read them](../user-guide/performance.md). Absolute times \
         belong to one machine ({}); the ratios are the claim.\n\n\
         A cell is the peer's least time over klaw's, in the same run, and in brackets the quartiles of what single rounds gave: above 1 klaw \
         is faster. An empty cell is a peer that cannot do the row, such as lending bytes. The numbers are in [ratios.csv](ratios.csv), \
         [channels.csv](channels.csv), [scale.csv](scale.csv) and [cost.csv](cost.csv).\n\n\
         ![Messages](messages.svg)\n\n![Arrays](arrays.svg)\n\n![Python](python.svg)\n\n![Patterns, limits, pools and views](rest.svg)\n\n\
         ![Cost against size](scale.svg)\n",
        machine.trim()
    ));
    put(goals(ratios));
    for (build, title) in [("lto", "With link-time optimisation"), ("no-lto", "In the default release profile")] {
        put(format!("## {title}\n"));
        put(table(ratios, build, MESSAGE_PACK));
        put(table(ratios, build, OTHERS));
        put(table(ratios, build, JSON));
        put(format!("Cases of one row alone:\n\n{}", rest(ratios, build)));
    }
    put(checked(ratios));
    put(channels.to_owned());
    put(format!("## Called from Python\n\n{}", rest(ratios, "python")));
    put(size(scale));
    put(cost(costs));
    while page.ends_with('\n') {
        page.pop();
    }
    page.push('\n');
    page
}

pub(crate) fn cell(case: &Ratio) -> String {
    let Ratio { ratio, lower, upper, .. } = case;
    format!("{} [{} {}]", short(*ratio), short(*lower), short(*upper))
}

/// Two places where they matter.
pub(crate) fn short(ratio: f64) -> String {
    match ratio {
        ..0.005 => String::from("<0.01"),
        ..10.0 => format!("{ratio:.2}"),
        ..100.0 => format!("{ratio:.1}"),
        _ => format!("{ratio:.0}"),
    }
}

fn table(ratios: &Ratios, build: &str, columns: &[&str]) -> String {
    let mut table = format!("| row | klaw | {} |\n|---|--:|{}\n", columns.join(" | "), "--:|".repeat(columns.len()));
    for row in ratios.rows(build) {
        let cells: Vec<Option<&Ratio>> = columns.iter().map(|column| ratios.case(build, row, column)).collect();
        let klaw = ratios.cases(build, row).next().map_or(String::new(), |klaw| time(klaw.least));
        if cells.iter().any(Option::is_some) {
            let cells: Vec<String> = cells.into_iter().map(|case| case.map_or(String::new(), cell)).collect();
            let _ = writeln!(table, "| {row} | {klaw} | {} |", cells.join(" | "));
        }
    }
    table
}

/// What has no column.
fn rest(ratios: &Ratios, build: &str) -> String {
    let mut table = String::from("| row | klaw | case | ratio |\n|---|--:|---|--:|\n");
    for row in ratios.rows(build) {
        let mut cases = ratios.cases(build, row);
        let klaw = cases.next().map_or(String::new(), |klaw| time(klaw.least));
        for case in cases.filter(|case| ![MESSAGE_PACK, OTHERS, JSON].concat().contains(&&*case.case)) {
            let _ = writeln!(table, "| {row} | {klaw} | {} | {} |", case.case, cell(case));
        }
    }
    table
}

/// Every goal, in both builds.
fn goals(ratios: &Ratios) -> String {
    let mut table = String::from(
        "## Goals\n\nThe floor must be reached, the target is aimed at, in either build.\n\n\
         | row | towards | floor | target | with LTO | without |\n|---|---|--:|--:|--:|--:|\n",
    );
    let goals = |build| ratios.0.iter().filter(move |ratio| ratio.build == build && ratio.target.is_some());
    for goal in goals("lto") {
        let (floor, target) = (goal.floor.unwrap_or(0.0), goal.target.unwrap_or(0.0));
        let verdict = |build| {
            ratios.case(build, &goal.row, &goal.case).map_or(String::new(), |case| match case.ratio {
                ratio if ratio < floor => format!("**{}, below the floor**", short(ratio)),
                ratio if ratio < target => format!("{}, below the target", short(ratio)),
                ratio => short(ratio),
            })
        };
        let floor = if floor > 0.0 { short(floor) } else { String::new() };
        let (row, case) = (&goal.row, &goal.case);
        let _ = writeln!(
            table,
            "| {row} | {case} | {floor} | {} | {} | {} |",
            short(target),
            verdict("lto"),
            verdict("no-lto")
        );
    }
    table
}

/// The bounds-checked encoder, held against the unchecked one by what stands beside both.
fn checked(ratios: &Ratios) -> String {
    let mut table = String::from(
        "## The bounds-checked encoder\n\nFeature `checked-encode`, a build of its own: klaw's time there over klaw's time with unchecked \
         stores, each first divided by the hand-written codec of the same run.\n\n| row | ratio |\n|---|--:|\n",
    );
    for row in ratios.rows("checked") {
        let beside = |build| ratios.case(build, row, "handwritten").map(|case| case.ratio);
        if let Some((unchecked, checked)) = beside("lto").zip(beside("checked")) {
            let _ = writeln!(table, "| {row} | {} |", short(unchecked / checked));
        }
    }
    table
}

/// How straight the lines are.
fn size(scale: &Scale) -> String {
    let mut table = String::from(
        "## Cost against size\n\nTime of one element, in nanoseconds, at each size. What large arrays cost more is memory that is touched for \
         the first time: cloning alone shows it too.\n",
    );
    for (name, points) in scale.0.iter().filter(|(name, _)| !name.starts_with("threads")) {
        let sizes: Vec<String> = points.iter().map(|(size, _)| format!("{size}")).collect();
        let each: Vec<String> = points.iter().map(|(size, nanos)| format!("{:.4}", nanos / size)).collect();
        let _ = write!(
            table,
            "\n| {name} | {} |\n|---|{}\n| ns | {} |\n",
            sizes.join(" | "),
            "--:|".repeat(sizes.len()),
            each.join(" | ")
        );
    }
    let growth = |name: &str, from: f64| {
        let points = scale.series(name);
        let at = points.iter().find(|(size, _)| *size >= from).zip(points.last());
        at.map_or(String::new(), |((size, nanos), (most, longest))| short(longest / nanos * size / most))
    };
    let _ = writeln!(
        table,
        "\nFrom a thousand elements to a million, the time of one element grows by {} (u64 encode), {} (u64 decode), {} (record encode), {} \
         (record decode borrowed) and {} (record clone).",
        growth("u64 encode", 1e3),
        growth("u64 decode", 1e3),
        growth("record encode", 1e3),
        growth("record decode borrowed", 1e3),
        growth("record clone", 1e3)
    );
    let payload = scale.series("payload decode");
    if let Some(((_, first), (_, last))) = payload.first().zip(payload.last()) {
        let _ =
            writeln!(table, "Decoding past a payload of 64 MiB takes {} of what ten bytes take.", short(last / first));
    }
    let _ = write!(table, "\nMillion messages a second by threads on one pool:\n");
    for (name, points) in scale.0.iter().filter(|(name, _)| name.starts_with("threads")) {
        let threads: Vec<String> = points.iter().map(|(threads, _)| format!("{threads}")).collect();
        let rates: Vec<String> =
            points.iter().map(|(threads, nanos)| format!("{:.1}", threads * 1000.0 / nanos)).collect();
        let _ = write!(
            table,
            "\n| {name} | {} |\n|---|{}\n| M/s | {} |\n",
            threads.join(" | "),
            "--:|".repeat(threads.len()),
            rates.join(" | ")
        );
    }
    table
}

fn cost(costs: &Costs) -> String {
    let mut table = String::from(
        "## What a message costs the compiler and the program\n\nOne of a hundred generated messages of seven fields, each decoded and encoded: \
         the difference of two crates, divided.\n\n| derive | `cargo check` | `cargo build --release` | program |\n|---|--:|--:|--:|\n",
    );
    for cost in &costs.0 {
        let _ = writeln!(
            table,
            "| {} | {:.1} ms | {:.1} ms | {:.0} bytes |",
            cost.derive, cost.check, cost.build, cost.code
        );
    }
    table
}

/// README.md with its summary written anew.
pub(crate) fn summarised(readme: &str, ratios: &Ratios, machine: &str) -> Result<String, Failure> {
    let (before, rest) = readme.split_once(BEGIN).ok_or(format!("README.md has no line {BEGIN}"))?;
    let (_, after) = rest.split_once(END).ok_or(format!("README.md has no line {END}"))?;
    let columns = ["zerompk", "rmp-serde", "msgpacker", "wincode", "rkyv"];
    let mut table = format!("| | klaw | {} |\n|---|--:|{}\n", columns.join(" | "), "--:|".repeat(columns.len()));
    for (row, shown) in [
        ("heartbeat decode borrowed", "a heartbeat, decoded borrowed"),
        ("heartbeat decode owned", "a heartbeat, decoded owned"),
        ("heartbeat encode reused", "a heartbeat, encoded into a kept buffer"),
        ("stream decode union borrowed", "a message of a mixed stream, decoded through the union"),
        ("log1000 decode borrowed", "1,000 records, decoded borrowed"),
        ("log1000 encode reused", "1,000 records, encoded"),
        ("u64 mixed decode", "10,000 integers, decoded"),
    ] {
        let klaw = ratios.cases("lto", row).next().map_or(String::new(), |klaw| time(klaw.least));
        let times = |column: &&str| {
            ratios.case("lto", row, column).map_or(String::new(), |case| format!("{}x", short(case.ratio)))
        };
        let cells: Vec<String> = columns.iter().map(times).collect();
        let _ = writeln!(table, "| {shown} | {klaw} | {} |", cells.join(" | "));
    }
    let mut python = Vec::new();
    for (row, case, shown) in [
        ("stream decode union", "msgspec", "msgspec on the mixed stream"),
        ("constrained decode patterns", "msgspec", "msgspec where patterns are checked"),
        ("constrained decode patterns", "pydantic, JSON", "Pydantic on the same message as JSON"),
    ] {
        if let Some(case) = ratios.case("python", row, case) {
            python.push(format!("{}x for {shown}", short(case.ratio)));
        }
    }
    let python = if python.is_empty() { String::new() } else { format!("Called from Python: {}. ", python.join(", ")) };
    Ok(format!(
        "{before}{BEGIN}\n\nTime of each over klaw's, in one process, inputs and order rotating ({}): above 1 klaw is faster.\n\n{table}\n\
         ![Time of each peer over klaw's](docs/benchmarks/messages.svg)\n\n{python}All rows, spreads, both build profiles and the goals that are \
         missed: [benchmarks](docs/benchmarks/index.md).\n\n{END}{after}",
        machine.trim()
    ))
}
