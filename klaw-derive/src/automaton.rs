//! A pattern's automaton, small enough to be a table in the generated code.

use std::collections::HashMap;

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::util::alphabet::Unit;
use regex_automata::util::primitives::StateID;
use regex_automata::util::start;
use regex_syntax::hir::Hir;

/// What an expansion may spend on one automaton: an unoptimised macro takes a quarter of a second for it.
const NFA_LIMIT: usize = 1 << 18;
const DFA_LIMIT: usize = 1 << 18;
/// 16 KiB: a larger table is no faster than the `regex` crate, and every program would carry it.
const ENTRIES: usize = 8 << 10;

/// Two states are the same in every automaton: from `REJECT` nothing matches any more, in `ACCEPT` something has.
const REJECT: usize = 0;
const ACCEPT: usize = 1;

/// Reads a text byte by byte and knows at its end whether the pattern matches anywhere.
pub(crate) struct Table {
    /// Inclusive byte ranges with their class; class 0 where no range is.
    pub classes: Vec<(u8, u8, u8)>,
    /// A row for each state: the row behind each class, and last the one at the end of the text. A row is named by
    /// where it begins, so that a step is one addition: 0 is `REJECT`, `width` is `ACCEPT`.
    pub next: Vec<u16>,
    pub start: u16,
    pub width: u16,
}

impl Table {
    /// What the runtime does with the table, for the values that are known at expansion.
    pub(crate) fn is_match(&self, text: &str) -> bool {
        let step = |row: usize, class: usize| self.next.get(row + class).map_or(REJECT, |next| usize::from(*next));
        let width = usize::from(self.width);
        let last = text.bytes().fold(usize::from(self.start), |row, byte| {
            let range = self.classes.iter().find(|(from, to, _)| (*from..=*to).contains(&byte));
            step(row, range.map_or(0, |(_, _, class)| usize::from(*class)))
        });
        step(last, width - 1) == width
    }
}

/// The table of a pattern; `None` where it would be too large, or where a word ends depends on Unicode.
pub(crate) fn build(hir: &Hir) -> Option<Table> {
    let nfa = thompson::Compiler::new()
        .configure(thompson::Config::new().which_captures(WhichCaptures::None).nfa_size_limit(Some(NFA_LIMIT)))
        .build_from_hir(hir)
        .ok()?;
    let config = dense::Config::new()
        .start_kind(StartKind::Unanchored)
        .accelerate(false)
        .dfa_size_limit(Some(DFA_LIMIT))
        .determinize_size_limit(Some(DFA_LIMIT));
    let dfa = dense::Builder::new().configure(config).build_from_nfa(&nfa).ok()?;
    let (rows, start) = rows(&dfa)?;
    let (rows, start) = minimal(&rows, start);
    let (class_of, columns) = columns(&dfa, &rows);

    let width = columns.len() + 1;
    if rows.len() * width > ENTRIES {
        return None;
    }
    let mut next = Vec::with_capacity(rows.len() * width);
    for row in &rows {
        let cells = columns.iter().filter_map(|column| row.get(*column)).chain(row.last());
        next.extend(cells.filter_map(|state| u16::try_from(state * width).ok()));
    }
    Some(Table {
        classes: ranges(&class_of),
        next,
        start: u16::try_from(start * width).ok()?,
        width: u16::try_from(width).ok()?,
    })
}

type Row = Vec<usize>;

/// Every state's successors: for each class of the automaton, then for the end of the text. What has matched once
/// has matched, whatever follows.
fn rows(dfa: &dense::DFA<Vec<u32>>) -> Option<(Vec<Row>, usize)> {
    let units: Vec<Unit> = dfa.byte_classes().representatives(..).collect();
    let mut numbers: HashMap<StateID, usize> = HashMap::new();
    let mut open = Vec::new();
    let mut number = |id: StateID, open: &mut Vec<StateID>| {
        if dfa.is_match_state(id) {
            ACCEPT
        } else if dfa.is_dead_state(id) {
            REJECT
        } else {
            *numbers.entry(id).or_insert_with(|| {
                open.push(id);
                ACCEPT + open.len()
            })
        }
    };
    let start = number(dfa.start_state(&start::Config::new()).ok()?, &mut open);
    let mut rows = vec![vec![REJECT; units.len()], vec![ACCEPT; units.len()]];
    while let Some(&id) = open.get(rows.len() - 2) {
        let row = units.iter().map(|unit| match unit.as_u8() {
            Some(byte) => number(dfa.next_state(id, byte), &mut open),
            None if dfa.is_match_state(dfa.next_eoi_state(id)) => ACCEPT,
            None => REJECT,
        });
        rows.push(row.collect());
    }
    Some((rows, start))
}

/// Moore's algorithm: states are one until a class leads them apart.
fn minimal(rows: &[Row], start: usize) -> (Vec<Row>, usize) {
    let mut group: Vec<usize> = (0..rows.len()).map(|state| state.min(2)).collect();
    let of = |group: &[usize], state: usize| group.get(state).copied().unwrap_or(REJECT);
    let mut count = 0;
    loop {
        // Numbered as they are met: `REJECT` and `ACCEPT` keep their places.
        let mut seen: HashMap<(usize, Row), usize> = HashMap::new();
        let finer = rows.iter().zip(&group).map(|(row, own)| {
            let number = seen.len();
            *seen.entry((*own, row.iter().map(|next| of(&group, *next)).collect())).or_insert(number)
        });
        let finer: Vec<usize> = finer.collect();
        group = finer;
        if seen.len() == count {
            break;
        }
        count = seen.len();
    }
    let mut kept: Vec<Row> = Vec::with_capacity(count);
    for (row, own) in rows.iter().zip(&group) {
        if *own == kept.len() {
            kept.push(row.iter().map(|next| of(&group, *next)).collect());
        }
    }
    (kept, of(&group, start))
}

/// The class of each byte, and for each class the column of `rows` that stands for it: what no state tells apart is
/// one class.
fn columns(dfa: &dense::DFA<Vec<u32>>, rows: &[Row]) -> (Vec<usize>, Vec<usize>) {
    let mut columns: Vec<usize> = Vec::new();
    let class_of = (0..=u8::MAX).map(|byte| {
        let at = usize::from(dfa.byte_classes().get(byte));
        let same = |column: &usize| rows.iter().all(|row| row.get(*column) == row.get(at));
        columns.iter().position(same).unwrap_or_else(|| {
            columns.push(at);
            columns.len() - 1
        })
    });
    (class_of.collect(), columns)
}

fn ranges(class_of: &[usize]) -> Vec<(u8, u8, u8)> {
    let mut ranges: Vec<(u8, u8, u8)> = Vec::new();
    for (byte, class) in (0..=u8::MAX).zip(class_of.iter().filter_map(|class| u8::try_from(*class).ok())) {
        match ranges.last_mut() {
            Some((_, to, last)) if *last == class && *to == byte.wrapping_sub(1) => *to = byte,
            _ => ranges.push((byte, byte, class)),
        }
    }
    ranges.retain(|(_, _, class)| *class != 0);
    ranges
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, clippy::expect_used, reason = "that is how a test fails")]

    use super::build;
    use crate::pattern;

    /// Plain and nested, anchored and not, in Unicode and not, each with what its own text is made of.
    const PATTERNS: &[&str] = &[
        "",
        "^$",
        "$",
        "^",
        "a",
        "a|b",
        "^(a|b)$",
        "^(?:|a)$",
        "[a-z]+",
        "^[a-z]+",
        "[a-z]+$",
        "^[a-z]$",
        "^[a-z][0-9]+$",
        "^[a-z]{2,}$",
        "^[a-z]{0,8}$",
        "^[a-z]{1,63}$",
        "^[^/]+$",
        "^[^a]",
        r"^\d+$",
        r"^\s*$",
        r"^\S+$",
        "^[a-zé]+$",
        "^(?i)[k]+$",
        "(?i)straße",
        "^ab[c]*$",
        "^[a]*|[b]*$",
        "(?m)^a$",
        "(?m)^$",
        "(?Rm)^a$",
        "(?s)^a.b$",
        "^a.b$",
        "^.{3,7}$",
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        r"^[0-9a-f]{8}-[0-9a-f]{4}$",
        r"^[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}$",
        r"^v?\d+\.\d+(-[0-9A-Za-z.-]+)?$",
        r"(?-u:\b)foo(?-u:\b)",
        r"(?-u:\B)a",
        "(a|b)*a(a|b){3}$",
        "foo|bar|foobar",
        "^(foo|bar)(,(foo|bar))*$",
        "^[^\u{80}-\u{10ffff}]*$",
        "[\u{1f600}-\u{1f64f}]",
        r"\Aa\z",
        "a??b",
    ];

    const PIECES: &[&str] = &[
        "",
        "a",
        "b",
        "c",
        "z",
        "A",
        "K",
        "\u{212a}",
        "é",
        "ß",
        "ẞ",
        "0",
        "7",
        "٣",
        "-",
        ".",
        "@",
        "_",
        "/",
        ",",
        " ",
        "\n",
        "\r",
        "\r\n",
        "\u{85}",
        "\u{2028}",
        "\0",
        "\u{7f}",
        "\u{80}",
        "\u{7ff}",
        "\u{800}",
        "\u{ffff}",
        "😀",
        "\u{10ffff}",
        "foo",
        "bar",
        "foobar",
        "v1.2",
        "2024-01-31",
        "a@b.cd",
        "123e4567-e89b",
        "strasse",
        "abcc",
        "aaab",
    ];

    #[test]
    fn a_table_says_what_regex_says() {
        for source in PATTERNS {
            let Ok(hir) = regex_syntax::parse(source) else { panic!("{source}") };
            let Some(table) = build(&hir) else { panic!("no table for {source}") };
            let program = pattern::read(source).expect(source);
            let regex = regex::Regex::new(source).expect(source);
            let agree = |text: &str| {
                let expected = regex.is_match(text);
                assert_eq!(table.is_match(text), expected, "{source:?} on {text:?}");
                assert_eq!(program.is_match(text), Some(expected), "{source:?} on {text:?}");
            };
            for first in PIECES {
                for second in PIECES {
                    agree(&format!("{first}{second}"));
                }
            }
            // Longer texts, each of a few pieces that a fixed generator picks.
            let mut seed = 0x2545_f491_4f6c_dd1d_u64;
            let mut below = |end: usize| {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                usize::try_from(seed % end as u64).unwrap_or(0)
            };
            for _ in 0..2000 {
                let pieces = below(9);
                agree(&(0..pieces).map(|_| PIECES[below(PIECES.len())]).collect::<String>());
            }
        }
    }

    #[test]
    fn a_large_automaton_is_left_to_regex() {
        for source in [r"^\w+$", r"\bfoo\b", r"\d{4}-\d{2}-\d{2}", "(a|b)*a(a|b){40}"] {
            let Ok(hir) = regex_syntax::parse(source) else { panic!("{source}") };
            assert!(build(&hir).is_none(), "{source}");
        }
    }
}
