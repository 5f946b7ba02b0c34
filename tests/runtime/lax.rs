//! The lax rules, through serde.

use klaw_runtime::{Lax, Raw, WireMessage};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::num::NonZeroU8;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[derive(Debug, Clone, Copy, PartialEq, WireMessage)]
#[wire(serde)]
enum Level {
    Off = 0,
    On = 1,
}

#[derive(Debug, Clone, Copy, PartialEq, WireMessage)]
#[wire(serde)]
enum Mode {
    #[wire(rename = "fast")]
    Fast,
    #[wire(rename = "null")]
    Null,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, transparent)]
#[constrain(min_length = 2)]
struct Name(String);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, transparent)]
#[constrain(ge = 1, le = 9)]
struct Small(u8);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, tag = 7)]
struct Inner {
    n: i32,
    deep: Option<Box<Inner>>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
enum Either {
    Inner(Inner),
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
struct All<'a> {
    small: Small,
    odd: NonZeroU8,
    ratio: f64,
    flag: bool,
    level: Level,
    name: Option<Name>,
    mode: Option<Mode>,
    at: Option<SystemTime>,
    span: Duration,
    list: Vec<u16>,
    pair: (u8, bool),
    map: BTreeMap<i64, f32>,
    inner: Either,
    raw: Option<Raw<'a>>,
}

fn json<'a, T>(text: &'a str) -> Result<T, String>
where
    Lax<T>: serde::Deserialize<'a>,
{
    let value = serde_json::from_str::<Lax<T>>(text).map(|Lax(value)| value);
    value.map_err(|error| error.to_string().split(" at line ").next().unwrap_or_default().to_owned())
}

const ALL: &str = r#"{"small": "7", "odd": "3", "ratio": "-inf", "flag": "1", "level": "1", "name": "null", "mode": "null",
    "at": "NULL", "span": "1.5", "list": ["1", 2.0, "3e2"], "pair": ["5", 0], "map": {"-1": "0.5"},
    "inner": {"deep": {"deep": null, "n": "3"}, "n": "2", "type": 7}, "raw": null}"#;

#[test]
fn the_rules_hold_for_all_that_is_inside() {
    let all = All {
        small: Small(7),
        odd: NonZeroU8::new(3).unwrap(),
        ratio: f64::NEG_INFINITY,
        flag: true,
        level: Level::On,
        name: Some(Name("null".to_owned())),
        mode: Some(Mode::Null),
        at: None,
        span: Duration::from_millis(1500),
        list: vec![1, 2, 300],
        pair: (5, false),
        map: BTreeMap::from([(-1, 0.5)]),
        inner: Either::Inner(Inner { n: 2, deep: Some(Box::new(Inner { n: 3, deep: None })) }),
        raw: None,
    };
    assert_eq!(json::<All<'_>>(ALL), Ok(all));
}

#[test]
fn without_them_all_of_it_is_refused() {
    let value: serde_json::Value = serde_json::from_str(ALL).unwrap();
    for (name, part) in value.as_object().unwrap() {
        if ["name", "mode", "raw"].contains(&name.as_str()) {
            continue;
        }
        let mut strict = serde_json::json!({
            "small": 7, "odd": 3, "ratio": 1, "flag": true, "level": 1, "name": null, "mode": null, "at": null,
            "span": "PT1S", "list": [], "pair": [5, true], "map": {}, "inner": {"n": 1, "deep": null, "type": 7}, "raw": null,
        });
        assert!(serde_json::from_str::<All<'_>>(&strict.to_string()).is_ok());
        strict[name] = part.clone();
        let strict = strict.to_string();
        let error = serde_json::from_str::<All<'_>>(&strict).unwrap_err().to_string();
        assert!(error.contains(&format!("$.{name}")), "{error}");
    }
}

#[test]
fn what_is_refused_says_where() {
    fn refused<T: Debug>(text: &'static str, error: &str)
    where
        Lax<T>: serde::Deserialize<'static>,
    {
        assert_eq!(json::<T>(text).unwrap_err(), error, "{text}");
    }
    refused::<Vec<Small>>(r#"["1", "10"]"#, "Expected `int` <= 9 - at `$[1]`");
    refused::<Vec<u8>>("[1]", "invalid type: sequence, expected `bytes`");
    refused::<Vec<u16>>(r#"["1", "70000"]"#, "Expected `int` <= 65535 - at `$[1]`");
    refused::<Vec<u16>>(r#"["1", "x"]"#, r#"invalid type: string "x", expected `int` - at `$[1]`"#);
    refused::<Vec<u16>>("[true]", "invalid type: boolean `true`, expected `int` - at `$[0]`");
    refused::<u16>(r#""1e400""#, "Number out of range");
    refused::<Level>(r#""1.0""#, r#"invalid type: string "1.0", expected `int`"#);
    refused::<Level>("1.0", "invalid type: floating point `1.0`, expected `int`");
    refused::<Level>(r#""5""#, "Invalid enum value 5");
    refused::<Inner>(
        r#"{"type": "7", "n": 1, "deep": null}"#,
        r#"invalid type: string "7", expected `int` - at `$.type`"#,
    );
    refused::<Either>(
        r#"{"type": "7", "n": 1, "deep": null}"#,
        r#"invalid type: string "7", expected `int` - at `$.type`"#,
    );
    refused::<SystemTime>(r#""nan""#, "Invalid epoch timestamp");
    refused::<SystemTime>("true", "invalid type: boolean `true`, expected `datetime`");
    refused::<Option<Name>>(r#""n""#, "Expected `str` of length >= 2");
}

#[test]
fn seconds_are_rounded_as_in_msgspec() {
    let at = |text| json::<SystemTime>(text).map(|time| time.duration_since(UNIX_EPOCH).unwrap_or_default());
    assert_eq!(at("1000000000.1234568"), Ok(Duration::from_micros(1_000_000_000_123_457)));
    assert_eq!(at("\"1.0000005\""), Ok(Duration::from_micros(1_000_001)));
    assert_eq!(at("-0.0000005"), Ok(Duration::ZERO));
    assert_eq!(json::<SystemTime>("-1.5"), Ok(UNIX_EPOCH - Duration::from_millis(1500)));
    assert_eq!(json::<Duration>("86399999999999"), Ok(Duration::from_secs(86_399_999_999_999)));
    for text in ["86400000000000", "86399999999999.98", "1e300", "\"nan\""] {
        assert_eq!(json::<Duration>(text), Err("Duration is out of range".to_owned()), "{text}");
    }
    for text in ["-62135596800.5", "253402300799.9999999", "\"99999999999999999999\""] {
        assert_eq!(json::<SystemTime>(text), Err("Timestamp is out of range ".to_owned()), "{text}");
    }
}
