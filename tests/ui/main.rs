//! What a mistake shows: one error, on the token that is wrong, and nothing more where the type is used.
//!
//! `TRYBUILD=overwrite cargo test -p klaw-tests --test ui` writes the expectations anew.

#![allow(clippy::panic, clippy::unwrap_used, reason = "that is how a test fails")]

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn cases() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/*/*.rs");
}

/// A case of several mistakes says so in a line `// errors: 3`.
#[test]
fn one_mistake_is_one_error() {
    let mut wrong = Vec::new();
    for case in all_cases() {
        let source = fs::read_to_string(&case).unwrap();
        let expected =
            source.lines().find_map(|line| line.strip_prefix("// errors: ")).map_or(1, |n| n.parse().unwrap());
        let shown = first_lines(&fs::read_to_string(case.with_extension("stderr")).unwrap()).len();
        if shown != expected {
            wrong.push(format!("{}: {shown} errors, expected {expected}", case.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// An impl that is missing after a mistake would show in a use.
#[test]
fn each_case_uses_its_type() {
    for case in all_cases() {
        let source = fs::read_to_string(&case).unwrap();
        for used in ["msgpack::to_vec::<", "msgpack::from_slice::<"] {
            assert!(source.contains(used), "{} does not say {used}", case.display());
        }
    }
}

/// `docs/diagnostics.md` quotes each error that a case shows, and no other.
#[test]
fn each_error_is_documented() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/diagnostics.md");
    let document = fs::read_to_string(path).unwrap();
    let documented: Vec<_> = document.lines().filter_map(|line| line.strip_prefix("error: ")).collect();
    let mut shown: Vec<_> = all_cases()
        .iter()
        .flat_map(|case| first_lines(&fs::read_to_string(case.with_extension("stderr")).unwrap()))
        .collect();
    shown.sort();
    shown.dedup();
    let missing: Vec<_> = shown.iter().filter(|text| !documented.contains(&text.as_str())).collect();
    let extra: Vec<_> = documented.iter().filter(|text| !shown.iter().any(|shown| shown == *text)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "not in the document: {missing:#?}\nof no case: {extra:#?}");
}

fn all_cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let mut cases = Vec::new();
    for directory in fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        cases.extend(fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()));
    }
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    cases.sort();
    assert!(cases.len() > 100, "only {} cases were found", cases.len());
    cases
}

/// The errors, each without its code and without how the compiler came upon it.
fn first_lines(stderr: &str) -> Vec<String> {
    let errors = stderr.lines().filter_map(|line| {
        let rest = line.strip_prefix("error")?;
        let (_, text) = rest.split_once(": ")?;
        Some(text.strip_prefix("evaluation panicked: ").unwrap_or(text).to_owned())
    });
    errors.filter(|text| !text.starts_with("aborting due to") && !text.starts_with("could not compile")).collect()
}
