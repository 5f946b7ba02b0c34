//! The part about channels: what a message costs from sender to reader, and how many go through frames in a second.

use super::page::{cell, short};
use super::results::{Ratio, Ratios};
use klaw_benches::cases::channel::MESSAGES;
use std::fmt::Write;

const PEER: &str = "async-channel";
const FRAMES: &str = "channel, frames of 100 bytes";
/// How many messages of 100 bytes are to go through frames in a second.
const ENOUGH: f64 = 2e6;

/// Empty where nothing was measured.
pub(crate) fn section(channels: &Ratios, machine: &str) -> String {
    if channels.0.is_empty() {
        return String::new();
    }
    let mut text = format!(
        "## Channels in process\n\nMeasured with `cargo run -p klaw-benches --example report -- channels draw` on {}. A message is sent and \
         received, with the same bound of 1,024 on either side; the ratio is async-channel's time over klaw's, at least {} is the floor.\n\n\
         | kind, message | klaw, LTO | ratio, LTO | klaw | ratio |\n|---|--:|--:|--:|--:|\n",
        machine.trim(),
        short(1.0 / 1.2)
    );
    for row in channels.rows("lto") {
        let Some(shown) = row.strip_prefix("channel, ") else { continue };
        let both = ["lto", "no-lto"].map(|build| channels.case(build, row, PEER));
        if both.iter().any(Option::is_none) {
            continue;
        }
        let cells = ["lto", "no-lto"].map(|build| {
            let klaw = channels.cases(build, row).next().map_or(String::new(), each);
            let peer = channels.case(build, row, PEER).map_or(String::new(), verdict);
            format!("{klaw} | {peer}")
        });
        let _ = writeln!(text, "| {shown} | {} |", cells.join(" | "));
    }
    let _ = writeln!(
        text,
        "\nMillion messages of 100 bytes a second from one thread to another, with their headers; {} are to go through frames:\n\n\
         | | LTO | default release |\n|---|--:|--:|",
        ENOUGH / 1e6
    );
    for case in channels.cases("lto", FRAMES) {
        let beside = channels.case("no-lto", FRAMES, &case.case).map_or(String::new(), rate);
        let _ = writeln!(text, "| {} | {} | {beside} |", case.case, rate(case));
    }
    if let Some(acked) = channels.case("lto", "channel, acked", "klaw, acked") {
        let _ = writeln!(
            text,
            "\nTo keep each message until it is acked takes {} times as long (blocking, 1 to 1, 256-byte struct).",
            short(acked.ratio)
        );
    }
    text
}

/// The time of one message.
fn each(case: &Ratio) -> String {
    format!("{:.0} ns", case.least / MESSAGES as f64)
}

fn verdict(case: &Ratio) -> String {
    let missed = case.floor.is_some_and(|floor| case.ratio < floor);
    if missed { format!("**{}, below the floor**", cell(case)) } else { cell(case) }
}

fn rate(case: &Ratio) -> String {
    let rate = MESSAGES as f64 * 1e9 / case.least;
    let missed = case.case.starts_with("klaw, frames") && rate < ENOUGH;
    if missed { format!("**{:.1}, too few**", rate / 1e6) } else { format!("{:.1}", rate / 1e6) }
}
