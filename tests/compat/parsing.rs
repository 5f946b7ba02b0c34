//! JSONTestSuite: what is JSON and what is not, in msgspec's words.
//!
//! The file's source and licence stand in `json-test-suite.md`.

use crate::vectors::bytes;
use klaw_runtime::{Error, ErrorKind, Raw, Value, WireMessage, json};
use serde_json::Value as Json;

/// Cases in which klaw differs, each with the reason.
const DIFFERENCES: [(&str, &str); 1] = [("i_structure_500_nested_arrays", "nothing is read below a depth of 128")];

struct Case {
    name: String,
    text: Vec<u8>,
    error: Option<String>,
}

fn cases() -> Vec<Case> {
    let entries: Vec<Json> = serde_json::from_str(include_str!("json-test-suite.json")).unwrap();
    let case = |entry: &Json| {
        let text = match (&entry["text"], &entry["hex"]) {
            (Json::String(text), Json::Null) => text.clone().into_bytes(),
            (Json::Null, Json::String(hex)) => bytes(hex),
            _ => panic!("{entry}"),
        };
        let times = entry.get("times").map_or(1, |times| times.as_u64().unwrap()) as usize;
        Case {
            name: entry["name"].as_str().unwrap().to_owned(),
            text: text.repeat(times),
            error: entry["error"].as_str().map(str::to_owned),
        }
    };
    entries.iter().map(case).collect()
}

#[test]
fn what_is_json_is_what_msgspec_takes_for_it() {
    let (mut differences, mut accepted) = (Vec::new(), 0);
    for Case { name, text, error } in cases() {
        let said = json::from_slice::<Value<'_>>(&text).map(drop);
        let same = match (&said, &error) {
            (Ok(()), None) => true,
            (Err(said), Some(error)) if error.starts_with("'utf-8' codec") => said.kind() == ErrorKind::InvalidUtf8,
            (Err(said), Some(error)) if error == "recursion" => said.kind() == ErrorKind::Limit,
            (Err(said), Some(error)) => said.to_string() == *error,
            _ => false,
        };
        if same == DIFFERENCES.iter().any(|(listed, _)| *listed == name) {
            differences.push(format!("{name}: {said:?}; msgspec: {error:?}"));
        }
        match name.as_bytes()[0] {
            b'y' => assert!(said.is_ok(), "{name}"),
            b'n' => assert!(said.is_err(), "{name}"),
            _ => {}
        }
        accepted += usize::from(said.is_ok());
    }
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
    assert_eq!(accepted, 100);
}

#[derive(WireMessage)]
#[wire(json)]
struct Empty {}

/// A value that is passed over is held to the grammar too, and so is one that is taken as it stands.
#[test]
fn what_is_passed_over_is_json() {
    let mut run = 0;
    for Case { name, text, .. } in cases() {
        if name.starts_with('i') {
            continue;
        }
        let roads: [Result<(), Error>; 2] = [
            json::from_slice::<Empty>(&[br#"{"unknown":"#, &text[..], b"}"].concat()).map(drop),
            json::from_slice::<Raw<'_>>(&text).map(drop),
        ];
        for said in roads {
            assert_eq!(said.is_ok(), name.starts_with('y'), "{name}: {said:?}");
            run += 1;
        }
    }
    assert_eq!(run, 2 * 283);
}
