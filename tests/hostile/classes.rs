//! That each class has its test.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A class that a test cannot see, and where it is said that nothing is promised of it.
const ELSEWHERE: [(u32, &str, &str); 2] = [
    (55, "SECURITY.md", "An allocator that fails ends the process, as it does in Rust's own collections"),
    (55, "SECURITY.md", "No machine of 32 bits builds klaw or runs its tests"),
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
    for (class, file, sentence) in ELSEWHERE {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)).unwrap();
        assert!(text.contains(sentence), "{file} does not say of class {class}: {sentence}");
        found.insert(class);
    }
    let missing: Vec<u32> = (1..=55).filter(|class| !found.contains(class)).collect();
    assert!(missing.is_empty(), "without a test: {missing:?}");
}
