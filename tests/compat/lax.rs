//! The lax rules, value by value: what msgspec 0.22.0 made of each by `strict=False`. `lax.py` writes the file.
//!
//! `#[wire(lax)]` is held against it in MessagePack and in JSON, word for word; in serde_json and in TOML by what is accepted.

use crate::vectors::{bytes, hex};
use chrono::{DateTime, TimeDelta, Utc};
use jiff::civil;
use klaw_runtime::json::Json;
use klaw_runtime::private::serde::{De, Ser};
use klaw_runtime::{DecodeOwned, Encode, Lax, Validate, WireMessage, json, msgpack, report, toml};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Debug;
use uuid::Uuid;

const CASES: usize = 3968;

#[derive(Deserialize)]
struct File {
    about: About,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct About {
    msgspec: String,
    cases: usize,
}

#[derive(Deserialize)]
struct Case {
    #[serde(rename = "type")]
    name: String,
    /// Hex digits.
    frame: String,
    text: Option<String>,
    found: Found,
    found_in_json: Option<Found>,
}

/// What msgspec made of a value.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Found {
    /// As MessagePack, in hex digits.
    Value(String),
    Error(String),
}

/// What `#[wire(lax)]` makes of a value.
#[derive(Debug, WireMessage)]
#[wire(json, serde)]
struct Message<T> {
    #[wire(lax)]
    v: T,
}

/// The same without the attribute.
#[derive(Debug, WireMessage)]
#[wire(json, serde)]
struct Strict<T> {
    v: T,
}

#[derive(Debug, WireMessage)]
#[wire(json, serde)]
enum Int {
    Off = 0,
    On = 1,
}

#[derive(Debug, WireMessage)]
#[wire(json, serde, rename_all = "lowercase")]
enum Str {
    A,
    True,
}

#[derive(Debug, WireMessage)]
#[wire(json, serde, transparent)]
#[constrain(ge = 0, le = 10)]
struct Small(i64);

#[derive(Debug, WireMessage)]
#[wire(json, serde, transparent)]
#[constrain(gt = 0)]
struct Positive(f64);

#[derive(Debug, WireMessage)]
#[wire(json, serde, transparent)]
#[constrain(min_length = 6)]
struct Text(String);

fn file() -> File {
    let file: File = serde_json::from_str(include_str!("lax.json")).unwrap();
    assert_eq!((file.about.msgspec.as_str(), file.about.cases), ("0.22.0", CASES));
    assert_eq!(file.cases.len(), CASES);
    file
}

/// Everything that is asked of a type, whichever it is.
trait Asked: DecodeOwned + Encode + Validate + Json + for<'de> De<'de> + Ser + Debug {}

impl<T: DecodeOwned + Encode + Validate + Json + for<'de> De<'de> + Ser + Debug> Asked for T {}

/// What is asked of each case, with the type that its name stands for.
trait Question {
    fn ask<T: Asked>(&mut self, case: &Case);
}

fn each(question: &mut impl Question) {
    for case in &file().cases {
        match case.name.as_str() {
            "int" => question.ask::<i64>(case),
            "small" => question.ask::<Small>(case),
            "float" => question.ask::<f64>(case),
            "positive" => question.ask::<Positive>(case),
            "bool" => question.ask::<bool>(case),
            "int_enum" => question.ask::<Int>(case),
            "str_enum" => question.ask::<Str>(case),
            "moment" => question.ask::<DateTime<Utc>>(case),
            "span" => question.ask::<TimeDelta>(case),
            "civil" => question.ask::<civil::DateTime>(case),
            "date" => question.ask::<civil::Date>(case),
            "time" => question.ask::<civil::Time>(case),
            "uuid" => question.ask::<Uuid>(case),
            "str" => question.ask::<String>(case),
            "bytes" => question.ask::<Vec<u8>>(case),
            "opt_int" => question.ask::<Option<i64>>(case),
            "opt_float" => question.ask::<Option<f64>>(case),
            "opt_bool" => question.ask::<Option<bool>>(case),
            "opt_int_enum" => question.ask::<Option<Int>>(case),
            "opt_str_enum" => question.ask::<Option<Str>>(case),
            "opt_moment" => question.ask::<Option<DateTime<Utc>>>(case),
            "opt_span" => question.ask::<Option<TimeDelta>>(case),
            "opt_str" => question.ask::<Option<String>>(case),
            "opt_text" => question.ask::<Option<Text>>(case),
            "opt_bytes" => question.ask::<Option<Vec<u8>>>(case),
            "opt_list" => question.ask::<Option<Vec<i64>>>(case),
            "list_int" => question.ask::<Vec<i64>>(case),
            "list_bool" => question.ask::<Vec<bool>>(case),
            "list_opt_float" => question.ask::<Vec<Option<f64>>>(case),
            "dict_int" => question.ask::<BTreeMap<i64, i64>>(case),
            "dict_opt_bool" => question.ask::<BTreeMap<String, Option<bool>>>(case),
            name => panic!("a new type: {name}"),
        }
    }
}

fn found<T: Asked>(read: Result<Message<T>, klaw_runtime::Error>) -> Found {
    match read {
        Ok(message) => Found::Value(hex(&msgpack::to_vec(&message))),
        Err(error) => Found::Error(error.to_string()),
    }
}

/// What klaw should make of a value of which msgspec made this. `docs/user-guide/toml.md` lists where the two differ.
fn expected(case: &Case, found: &Found, in_json: bool) -> Found {
    let is_int = matches!(case.name.as_str(), "int" | "opt_int");
    match found {
        // Python's integers have no end, those of Rust's types do.
        Found::Error(error) if is_int && error == "python: wider than 64 bits" => past_i64(),
        Found::Value(value) if is_int && value == "81a176cf8000000000000000" => past_i64(),
        // `null` is base64 too, and a text that is a value stays that value.
        Found::Value(value) if case.name == "opt_bytes" && value == "81a176c0" && in_json => {
            match case.text.as_deref() {
                Some(r#"{"v":"null"}"#) => Found::Value("81a176c4039ee965".to_owned()),
                Some(r#"{"v":"NULL"}"#) => Found::Value("81a176c4033542cb".to_owned()),
                Some(r#"{"v":"Null"}"#) => Found::Value("81a176c40336e965".to_owned()),
                _ => found.clone(),
            }
        }
        _ => found.clone(),
    }
}

fn past_i64() -> Found {
    Found::Error("Expected `int` <= 9223372036854775807 - at `$.v`".to_owned())
}

impl Case {
    fn in_messagepack(&self) -> Found {
        expected(self, &self.found, false)
    }

    /// The text, and what should be made of it.
    fn in_json(&self) -> Option<(&str, Found)> {
        let found = self.found_in_json.as_ref().unwrap_or(&self.found);
        Some((self.text.as_deref()?, expected(self, found, true)))
    }
}

/// What is not as it should be.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn compare(&mut self, case: &Case, format: &str, ours: &Found, theirs: &Found) {
        if ours != theirs {
            let text = case.text.as_deref().unwrap_or(&case.frame);
            self.0.push(format!("{} {text} in {format}: {ours:?}, not {theirs:?}", case.name));
        }
    }

    fn is_empty(self) {
        assert!(self.0.is_empty(), "{} in all:\n{}", self.0.len(), self.0.join("\n"));
    }
}

impl Question for Wrong {
    fn ask<T: Asked>(&mut self, case: &Case) {
        let frame = bytes(&case.frame);
        let theirs = case.in_messagepack();
        self.compare(case, "MessagePack", &found(msgpack::from_slice::<Message<T>>(&frame)), &theirs);
        let faults = report::validate_all::<Message<T>>(&frame).faults;
        match (&theirs, faults.first()) {
            (Found::Value(_), None) => {}
            (Found::Error(error), Some(fault)) if *error == fault.message => {}
            (_, fault) => self.compare(case, "a report", &Found::Error(format!("{fault:?}")), &theirs),
        }
        if let Some((text, theirs)) = case.in_json() {
            self.compare(case, "JSON", &found(json::from_str::<Message<T>>(text)), &theirs);
        }
    }
}

#[test]
fn messagepack_and_json_agree_with_msgspec() {
    let mut wrong = Wrong::default();
    each(&mut wrong);
    wrong.is_empty();
}

/// The texts of errors are the formats'.
fn accepted<T: Asked, E>(read: Result<T, E>) -> Option<String> {
    read.ok().map(|value| hex(&msgpack::to_vec(&value)))
}

#[test]
fn serde_accepts_the_same() {
    struct Through {
        wrong: Wrong,
        texts: usize,
    }

    impl Question for Through {
        fn ask<T: Asked>(&mut self, case: &Case) {
            let Some((text, theirs)) = case.in_json() else { return };
            let theirs = match theirs {
                Found::Value(value) => Some(value),
                Found::Error(_) => None,
            };
            let mut compare = |format: &str, ours: Option<String>| {
                if ours != theirs {
                    self.wrong.0.push(format!("{} {text} in {format}: {ours:?}, not {theirs:?}", case.name));
                }
            };
            compare("serde_json", accepted(serde_json::from_str::<Message<T>>(text)));
            compare("serde_json", accepted(serde_json::from_str::<Lax<Strict<T>>>(text).map(|Lax(value)| value)));
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            let Ok(text) = ::toml::to_string(&value) else { return };
            self.texts += 1;
            compare("TOML", accepted(toml::from_str::<Strict<T>>(&text)));
        }
    }

    let mut through = Through { wrong: Wrong::default(), texts: 0 };
    each(&mut through);
    through.wrong.is_empty();
    assert!(through.texts > 3000, "{}", through.texts);
}

/// A value that is one by the strict rules is the same by the lax ones.
#[test]
fn what_is_strictly_a_value_stays_it() {
    #[derive(Default)]
    struct Both {
        strict: usize,
        lax: usize,
    }

    impl Question for Both {
        fn ask<T: Asked>(&mut self, case: &Case) {
            let strict =
                msgpack::from_slice::<Strict<T>>(&bytes(&case.frame)).ok().map(|value| msgpack::to_vec(&value));
            let lax = msgpack::from_slice::<Message<T>>(&bytes(&case.frame)).ok().map(|value| msgpack::to_vec(&value));
            self.strict += usize::from(strict.is_some());
            self.lax += usize::from(lax.is_some());
            assert!(strict.is_none() || strict == lax, "{} {}", case.name, case.frame);
        }
    }

    let mut both = Both::default();
    each(&mut both);
    assert!(both.strict > 300 && both.lax > both.strict + 300, "{} of {}", both.strict, both.lax);
}
