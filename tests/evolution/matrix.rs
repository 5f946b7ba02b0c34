//! Three versions of two messages, each read in each other, against real msgspec of the same versions: `matrix.py`
//! writes what it does to `matrix.json`.

use klaw_runtime::lock::Lock;
use klaw_runtime::{DecodeOwned, Encode, WireMessage, msgpack};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

mod v1 {
    #[derive(klaw_runtime::WireMessage)]
    #[wire(array_like, tag = 10)]
    pub struct Task {
        pub id: String,
        pub ts: i64,
    }

    #[derive(klaw_runtime::WireMessage)]
    #[wire(tag = "job")]
    pub struct Job {
        pub name: String,
        pub priority: u8,
        #[wire(default)]
        pub owner: Option<String>,
    }
}

mod v2 {
    #[derive(klaw_runtime::WireMessage)]
    #[wire(array_like, tag = 10)]
    pub struct Task {
        pub id: String,
        pub ts: i64,
        #[wire(default = "task", since = 2)]
        pub kind: String,
    }

    #[derive(klaw_runtime::WireMessage)]
    #[wire(tag = "job", omit_defaults)]
    pub struct Job {
        pub name: String,
        pub priority: u32,
        #[wire(default)]
        pub owner: Option<String>,
        #[wire(default = 3, since = 2)]
        pub retries: u8,
    }
}

mod v3 {
    #[derive(klaw_runtime::WireMessage)]
    #[wire(array_like, tag = 10)]
    pub struct Task {
        pub id: String,
        pub ts: i64,
        #[wire(default = "task", since = 2)]
        pub kind: String,
        #[wire(default, since = 3)]
        pub attempts: u32,
        #[wire(default, since = 3)]
        pub labels: Vec<String>,
    }

    #[derive(klaw_runtime::WireMessage)]
    #[wire(tag = "job", forbid_unknown_fields)]
    pub struct Job {
        #[constrain(min_length = 2)]
        pub name: String,
        pub priority: u32,
        pub owner: String,
    }
}

#[derive(Deserialize)]
struct Matrix {
    msgspec: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    writer: String,
    reader: String,
    /// Does the writer write the frame, or only read it?
    written: bool,
    frame: String,
    bytes: Option<String>,
    error: Option<String>,
}

fn matrix() -> Matrix {
    serde_json::from_str(include_str!("matrix.json")).unwrap()
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn read<T: DecodeOwned + Encode>(frame: &[u8]) -> Result<Vec<u8>, String> {
    match msgpack::from_slice::<T>(frame) {
        Ok(value) => Ok(msgpack::to_vec(&value)),
        Err(error) => Err(error.to_string()),
    }
}

fn read_as(version: &str, frame: &[u8]) -> Result<Vec<u8>, String> {
    match version {
        "TaskV1" => read::<v1::Task>(frame),
        "TaskV2" => read::<v2::Task>(frame),
        "TaskV3" => read::<v3::Task>(frame),
        "JobV1" => read::<v1::Job>(frame),
        "JobV2" => read::<v2::Job>(frame),
        "JobV3" => read::<v3::Job>(frame),
        other => panic!("no version {other}"),
    }
}

#[test]
fn every_pair_does_what_msgspec_does() {
    let matrix = matrix();
    assert_eq!(matrix.msgspec, "0.22.0");
    let mut pairs = BTreeSet::new();
    for case in &matrix.cases {
        let place = format!("{} read as {}: {}", case.writer, case.reader, case.frame);
        let expected = match (&case.bytes, &case.error) {
            (Some(written), None) => Ok(bytes(written)),
            (None, Some(error)) => Err(error.clone()),
            _ => panic!("{place}: neither bytes nor an error"),
        };
        assert_eq!(read_as(&case.reader, &bytes(&case.frame)), expected, "{place}");
        if case.written && case.writer == case.reader {
            assert_eq!(expected, Ok(bytes(&case.frame)), "{place}: not what the writer writes");
        }
        pairs.insert((&case.writer, &case.reader));
    }
    assert_eq!(pairs.len(), 18, "two messages, three versions, both directions and themselves");
}

/// Where the lock calls a step compatible, msgspec reads every frame of the one in the other, both ways; where it
/// calls it breaking, some frame is refused.
#[test]
fn the_lock_says_of_each_pair_what_msgspec_does() {
    let of = |schema| Lock::of(&[schema]);
    let locks = BTreeMap::from([
        ("TaskV1", of(v1::Task::SCHEMA)),
        ("TaskV2", of(v2::Task::SCHEMA)),
        ("TaskV3", of(v3::Task::SCHEMA)),
        ("JobV1", of(v1::Job::SCHEMA)),
        ("JobV2", of(v2::Job::SCHEMA)),
        ("JobV3", of(v3::Job::SCHEMA)),
    ]);
    let cases = matrix().cases;
    // What is out of the old range is no frame for the old.
    let out_of_range = |case: &Case| case.error.as_deref().is_some_and(|error| error.starts_with("Expected `int` <="));
    for (old, new) in [
        ("TaskV1", "TaskV2"),
        ("TaskV2", "TaskV3"),
        ("TaskV1", "TaskV3"),
        ("JobV1", "JobV2"),
        ("JobV2", "JobV3"),
        ("JobV1", "JobV3"),
    ] {
        let breaking = locks[old].compare(&locks[new]).iter().any(|change| change.breaking);
        let refused = cases.iter().filter(|case| case.written && case.error.is_some()).any(|case| {
            let forth = case.writer == old && case.reader == new;
            let back = case.writer == new && case.reader == old && !out_of_range(case);
            forth || back
        });
        assert_eq!(breaking, refused, "{old} to {new}: {:#?}", locks[old].compare(&locks[new]));
    }
}
