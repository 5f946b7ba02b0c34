//! That each class has its test.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Classes of what is not part of this crate yet, and of what a test cannot see.
const ELSEWHERE: [(u32, &str); 4] = [
    (45, "framing: no stream is read here yet"),
    (46, "channels: there are none here yet"),
    (51, "configuration files: there are none here yet"),
    (
        55,
        "an allocator that gives nothing ends the process in Rust's own collections; the stack is that of every test here",
    ),
];

#[test]
fn each_has_a_test() {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile")).unwrap() {
        let source = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut lines = source.lines().map(str::trim);
        while let Some(line) = lines.next() {
            if line == "#[test]"
                && let Some(name) = lines.next().and_then(|line| line.strip_prefix("fn class_"))
            {
                let numbers = name.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse::<u32>().ok());
                let numbers: Vec<u32> = numbers.collect();
                let joined = name.get(2..).and_then(|rest| rest.get(..4));
                match (joined, &numbers[..]) {
                    (Some("_to_"), [first, last, ..]) => found.extend(*first..=*last),
                    (Some("_and"), [first, last, ..]) => found.extend([*first, *last]),
                    (_, [only, ..]) => found.extend([*only]),
                    (_, []) => panic!("{name} has no number"),
                }
            }
        }
    }
    found.extend(ELSEWHERE.map(|(class, _)| class));
    let missing: Vec<u32> = (1..=55).filter(|class| !found.contains(class)).collect();
    assert!(missing.is_empty(), "without a test: {missing:?}");
}
