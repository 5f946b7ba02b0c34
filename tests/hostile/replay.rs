//! The fuzz targets without a fuzzer: over the corpus, and over what a small mutator makes of it.

use crate::stack::STACK;
use klaw_tests::fuzz::{Mutator, TARGETS, Target, words};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::{fs, thread};

/// How many mutated inputs each target is run with.
const ROUNDS: u64 = if cfg!(debug_assertions) { 2_000 } else { 20_000 };

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

fn corpus(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(folder().join("corpus").join(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    found.sort();
    found
}

/// On a thread of its own: rmpv goes deeper than the stack of klaw's promise. What it was that failed is said, as a panic of
/// the target knows no more than its input.
fn replay(target: &Target) {
    let stack = if target.name == "rmpv" { 8 << 20 } else { STACK };
    let corpus = corpus(target.corpus);
    assert!(corpus.len() >= 50, "{} seeds", corpus.len());
    let words = words(&fs::read_to_string(folder().join(format!("{}.dict", target.corpus))).unwrap());
    assert!(words.len() >= 20, "{} words", words.len());
    let last = Mutex::new(Vec::new());
    let run = |input: Vec<u8>| {
        last.lock().unwrap().clone_from(&input);
        (target.run)(&input);
    };
    let all = || {
        for (_, seed) in &corpus {
            run(seed.clone());
        }
        for round in 0..ROUNDS {
            let mut mutator = Mutator::new(round + 1);
            let pick = |number: u64| &corpus[number as usize % corpus.len()].1;
            run(mutator.mutate(pick(round), pick(round.wrapping_mul(31) / 7), &words));
        }
    };
    let ended =
        thread::scope(|scope| thread::Builder::new().stack_size(stack).spawn_scoped(scope, all).unwrap().join());
    if ended.is_err() {
        let input = last.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        panic!("{} fails on {:02x?}", target.name, *input);
    }
}

#[test]
fn every_target_over_its_corpus() {
    for target in &TARGETS {
        replay(target);
    }
}

/// Each has a binary for the fuzzer.
#[test]
fn every_target_is_built_for_the_fuzzer() {
    let manifest = fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    for Target { name, .. } in &TARGETS {
        let source = fs::read_to_string(folder().join("targets").join(format!("{name}.rs"))).unwrap();
        assert!(source.contains(&format!("{name:?}")), "{name}");
        assert!(manifest.contains(&format!("path = \"targets/{name}.rs\"")), "{name}");
    }
}
