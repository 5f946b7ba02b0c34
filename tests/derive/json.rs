//! `json`: the native JSON codec, the MessagePack one's twin.

use klaw_runtime::envelope::{Ack, ControlAction, ControlMessage, DataMessage, Heartbeat, WireEnvelope, WireHeader};
use klaw_runtime::json::{self, from_str, to_string};
use klaw_runtime::{ChannelCapacity, Error, ErrorKind, Format, Limits, Raw, Value, WireMessage, msgpack};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::{NonZeroI16, NonZeroU8, NonZeroU32};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, WireMessage)]
#[wire(json)]
enum Kind {
    #[default]
    Data = 1,
    Control = 300,
    Odd = -7,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, WireMessage)]
#[wire(json, rename_all = "snake_case")]
enum Status<'a> {
    InProgress,
    #[wire(rename = "ok")]
    Done,
    #[wire(other)]
    Other(Cow<'a, str>),
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, WireMessage)]
#[wire(json, transparent)]
#[constrain(min_length = 1, max_length = 4)]
struct Short(String);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, WireMessage)]
#[wire(json, transparent)]
#[constrain(ge = 1)]
struct Port(u16);

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(json, rename_all = "camelCase", forbid_unknown_fields, omit_defaults)]
struct Inner {
    #[wire(default, alias = "labels")]
    #[constrain(max_length = 2, items(min_length = 1))]
    all_labels: Vec<String>,
    #[constrain(ge = 1, le = 10)]
    worker_count: u8,
    #[wire(default = 0.5)]
    ratio: f64,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(json, array_like, tag = 7, reserved(1))]
struct Outer<'a> {
    id: u64,
    kind: Kind,
    name: Cow<'a, str>,
    #[wire(default)]
    blob: Vec<u8>,
    #[wire(default)]
    inner: Option<Box<Inner>>,
    #[wire(default)]
    table: BTreeMap<Port, (i8, bool)>,
    #[wire(skip)]
    cache: u8,
}

fn outer() -> Outer<'static> {
    Outer {
        id: 5,
        kind: Kind::Control,
        name: "é".into(),
        blob: vec![1, 2],
        inner: Some(Box::new(Inner { worker_count: 3, all_labels: vec!["a".into()], ratio: 0.5 })),
        table: [(Port(9), (-1, true))].into(),
        cache: 0,
    }
}

const OUTER: &str = r#"[7,5,null,300,"é","AQI=",{"allLabels":["a"],"workerCount":3},{"9":[-1,true]}]"#;

#[test]
fn array_and_map_forms() {
    assert_eq!(to_string(&outer()), OUTER);
    assert_eq!(from_str::<Outer<'_>>(OUTER).unwrap(), outer());
    let spaced = OUTER.replace(',', " ,\n").replace(':', " :\t");
    assert_eq!(from_str::<Outer<'_>>(&format!(" {spaced}\r\n")).unwrap(), outer());
    // What is missing at the end takes its default, what is too much is skipped.
    let short = Outer { kind: Kind::Data, name: "x".into(), blob: vec![], inner: None, table: [].into(), ..outer() };
    assert_eq!(from_str::<Outer<'_>>(r#"[7,5,{"a":[{}]},1,"x"]"#).unwrap(), short);
    assert_eq!(from_str::<Outer<'_>>(r#"[7,5,1,1,"x","",null,{},0,{"b":[true,1e5]}]"#).unwrap(), short);
    let inner = Inner { worker_count: 1, all_labels: vec![], ratio: 0.5 };
    assert_eq!(to_string(&inner), r#"{"workerCount":1}"#);
    assert_eq!(to_string(&Inner { ratio: 0.25, ..inner }), r#"{"workerCount":1,"ratio":0.25}"#);
    for text in [
        r#"{"labels":["b"],"ratio":1,"workerCount":2}"#,
        r#"{"ratio":1.0,"workerCount":2,"allLabels":["b"]}"#,
        r#"{ "workerCount" : 2, "all\u004cabels":["b"],"ratio":1e0}"#,
        // Of a key that stands twice the last counts.
        r#"{"workerCount":1,"ratio":3,"ratio":1,"labels":[],"allLabels":["b"],"workerCount":2}"#,
    ] {
        let inner: Inner = from_str(text).unwrap();
        assert_eq!(inner, Inner { worker_count: 2, all_labels: vec!["b".into()], ratio: 1.0 }, "{text}");
    }
}

#[test]
fn a_fault_names_its_place() {
    for (text, said, offset) in [
        ("[8]", "Invalid value 8 - at `$[0]`", 1),
        ("[\"7\"]", "Expected `int` - at `$[0]`", 1),
        ("[7.5]", "Expected `int` - at `$[0]`", 1),
        ("[7,5]", "Expected `array` of at least length 5, got 2", 0),
        ("[]", "Expected `array` of at least length 5, got 0", 0),
        ("{}", "Expected `array`, got `object`", 0),
        ("[7,-1]", "Expected `int` >= 0 - at `$[1]`", 3),
        ("[7,true]", "Expected `int`, got `bool` - at `$[1]`", 3),
        ("[7, 1.0]", "Expected `int`, got `float` - at `$[1]`", 4),
        ("[7,1,0,2]", "Invalid enum value 2 - at `$[3]`", 7),
        ("[7,1,0,1,null]", "Expected `str`, got `null` - at `$[4]`", 9),
        ("[7,1,0,1,\"\",\"!\"]", "Invalid base64 encoded string - at `$[5]`", 12),
        ("[7,1,0,1,\"\",\"\",{}]", "Object missing required field `workerCount` - at `$[6]`", 15),
        ("[7,1,0,1,\"\",\"\",[]]", "Expected `object | null`, got `array` - at `$[6]`", 15),
        ("[7,1,0,1,\"\",\"\",{\"workerCount\":0}]", "Expected `int` >= 1 - at `$[6].workerCount`", 30),
        ("[7,1,0,1,\"\",\"\",{\"labels\":[\"a\",1]}]", "Expected `str`, got `int` - at `$[6].allLabels[1]`", 30),
        ("[7,1,0,1,\"\",\"\",{\"labels\":[\"\"]}]", "Expected `str` of length >= 1 - at `$[6].allLabels[0]`", 26),
        (
            "[7,1,0,1,\"\",\"\",{\"labels\":[\"a\",\"b\",\"c\"]}]",
            "Expected `array` of length <= 2 - at `$[6].allLabels`",
            25,
        ),
        ("[7,1,0,1,\"\",\"\",{\"zz\":0}]", "Object contains unknown field `zz` - at `$[6]`", 16),
        ("[7,1,0,1,\"\",\"\",null,{\"a\":1}]", "Expected `int`, got `str` - at `key` in `$[7]`", 21),
        ("[7,1,0,1,\"\",\"\",null,{\"1.5\":1}]", "Expected `int`, got `float` - at `key` in `$[7]`", 21),
        ("[7,1,0,1,\"\",\"\",null,{\"0\":1}]", "Expected `int` >= 1 - at `key` in `$[7]`", 21),
        ("[7,1,0,1,\"\",\"\",null,{\"65536\":1}]", "Expected `int` <= 65535 - at `key` in `$[7]`", 21),
        ("[7,1,0,1,\"\",\"\",null,{\"1\":[1,2]}]", "Expected `bool`, got `int` - at `$[7][...][1]`", 28),
        ("[7,1,0,1,\"\",\"\",null,{\"1\":[1]}]", "Expected `array` of length 2 - at `$[7][...]`", 25),
        ("[7,1,0,1,\"\",\"\",null,{\"1\":[1,true,0]}]", "Expected `array` of length 2 - at `$[7][...]`", 25),
    ] {
        let error = from_str::<Outer<'_>>(text).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.offset()), (said, Some(offset)), "{text}");
        assert_eq!(error.kind(), ErrorKind::Validation);
    }
    assert_eq!(from_str::<Short>("\"abcde\"").unwrap_err().to_string(), "Expected `str` of length <= 4");
    assert_eq!(from_str::<ChannelCapacity>("0").unwrap_err().to_string(), "Expected `int` >= 1");
    // The byte stands there once.
    let error = format!("{:#}", from_str::<Inner>("{1}").unwrap_err());
    assert_eq!(error, "JSON is malformed: object keys must be strings (byte 1): 7b >>31 7d");
    let error = format!("{:#}", from_str::<Inner>(r#"{"workerCount":11}"#).unwrap_err());
    assert_eq!(error, "Expected `int` <= 10 - at `$.workerCount` (byte 15): .. 72 43 6f 75 6e 74 22 3a >>31 31 7d");
}

#[test]
fn a_text_that_is_not_json_says_where() {
    for (text, said, kind) in [
        ("", "Input data was truncated", ErrorKind::Truncated),
        ("[7,1", "Input data was truncated", ErrorKind::Truncated),
        ("[7,1,0,1,\"a", "Input data was truncated", ErrorKind::Truncated),
        ("[7,1,0,1,\"a\"] x", "JSON is malformed: trailing characters (byte 15)", ErrorKind::Trailing),
        ("[7,1,0,1,\"a\",]", "JSON is malformed: trailing comma in array (byte 13)", ErrorKind::Malformed),
        ("[7,1 0]", "JSON is malformed: expected ',' or ']' (byte 5)", ErrorKind::Malformed),
        ("[7,01]", "JSON is malformed: invalid number (byte 4)", ErrorKind::Malformed),
        // The slot of a removed field is passed over.
        ("[7,1,tru]", "JSON is malformed: invalid character (byte 6)", ErrorKind::Malformed),
        (
            "[7,1,0,1,\"\",\"\",null,{\"9\":[1,tru]}]",
            "JSON is malformed: invalid character (byte 32)",
            ErrorKind::Malformed,
        ),
        ("[7,1,0,1,\"\\x\"]", "JSON is malformed: invalid escape character in string (byte 12)", ErrorKind::Malformed),
        ("[7,1,0,1,\"\n\"]", "JSON is malformed: invalid character (byte 10)", ErrorKind::Malformed),
        ("[7,1,0,1,'a']", "JSON is malformed: invalid character (byte 9)", ErrorKind::Malformed),
        ("[7,1,0,1,\"\",\"\",{\"a\" 1}]", "JSON is malformed: expected ':' (byte 20)", ErrorKind::Malformed),
        ("[7,1,0,1,\"\",\"\",{a:1}]", "JSON is malformed: object keys must be strings (byte 16)", ErrorKind::Malformed),
        (
            "[7,1,0,1,\"\",\"\",{\"ratio\":1,}]",
            "JSON is malformed: trailing comma in object (byte 26)",
            ErrorKind::Malformed,
        ),
        (
            "[7,1,0,1,\"\",\"\",{\"ratio\":1 2}]",
            "JSON is malformed: expected ',' or '}' (byte 26)",
            ErrorKind::Malformed,
        ),
        ("[7,NaN]", "JSON is malformed: invalid character (byte 3)", ErrorKind::Malformed),
        ("\u{feff}[]", "JSON is malformed: invalid character (byte 0)", ErrorKind::Malformed),
    ] {
        let error = from_str::<Outer<'_>>(text).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.kind()), (said, kind), "{text}");
    }
    let error = json::from_slice::<Outer<'_>>(b"[7,1,0,1,\"\xff\"]").unwrap_err();
    assert_eq!(
        (error.to_string().as_str(), error.kind()),
        ("Invalid UTF-8 encoded string - at `$[4]`", ErrorKind::InvalidUtf8)
    );
}

#[test]
fn enumerations_and_newtypes() {
    assert_eq!(to_string(&[Kind::Data, Kind::Control, Kind::Odd]), "[1,300,-7]");
    assert_eq!(from_str::<[Kind; 3]>("[1, 300,-7]").unwrap(), [Kind::Data, Kind::Control, Kind::Odd]);
    let statuses = [Status::InProgress, Status::Done, Status::Other("x\"y".into())];
    assert_eq!(to_string(&statuses), r#"["in_progress","ok","x\"y"]"#);
    assert_eq!(from_str::<Vec<Status<'_>>>(r#"["in_progress","o\u006b","x\"y"]"#).unwrap(), statuses);
    let keyed = BTreeMap::from([(Kind::Odd, Port(1)), (Kind::Data, Port(2))]);
    assert_eq!(to_string(&keyed), r#"{"-7":1,"1":2}"#);
    assert_eq!(from_str::<BTreeMap<Kind, Port>>(r#"{"-7":1,"1":2}"#).unwrap(), keyed);
    let error = from_str::<BTreeMap<Kind, Port>>(r#"{"2":1}"#).unwrap_err();
    assert_eq!(error.to_string(), "Invalid enum value 2 - at `key` in `$`");
    let keyed = BTreeMap::from([(Status::Done, Short("a".into()))]);
    assert_eq!(to_string(&keyed), r#"{"ok":"a"}"#);
    assert_eq!(from_str::<BTreeMap<Status<'_>, Short>>(r#"{"ok":"a"}"#).unwrap(), keyed);
    for (text, said) in [
        ("1.5", "Expected `int`, got `float`"),
        ("9", "Invalid enum value 9"),
        ("99999999999999999999", "Expected `int`, got `float`"),
        ("\"1\"", "Expected `int`, got `str`"),
    ] {
        assert_eq!(from_str::<Kind>(text).unwrap_err().to_string(), said);
    }
}

// As serde has them too.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(json, serde)]
#[repr(i64)]
pub(super) enum Code {
    Ok = 0,
    #[wire(other)]
    Other(i64),
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(json, serde, array_like)]
pub(super) enum Step<'a> {
    #[wire(tag = 1)]
    Known { id: u8 },
    #[wire(other)]
    Other { tag: i64, raw: Raw<'a> },
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(json, serde)]
pub(super) enum Owned<'a> {
    #[wire(tag = "known")]
    Known { id: u8 },
    #[wire(other)]
    Other { tag: String, raw: Raw<'a> },
}

/// What is not known is kept, whatever it is told apart by.
#[test]
fn what_is_not_known_is_kept() {
    for (text, code) in [("0", Code::Ok), ("7", Code::Other(7)), ("-9223372036854775808", Code::Other(i64::MIN))] {
        assert_eq!(from_str::<Code>(text).unwrap(), code);
        assert_eq!(to_string(&code), text);
    }
    let error = from_str::<Vec<Code>>("[0, 9223372036854775808]").unwrap_err().to_string();
    assert_eq!(error, "Invalid enum value 9223372036854775808 - at `$[1]`");
    assert_eq!(from_str::<Code>("\"7\"").unwrap_err().to_string(), "Expected `int`, got `str`");

    assert_eq!(from_str::<Step<'_>>("[1,5]").unwrap(), Step::Known { id: 5 });
    let step: Step<'_> = from_str(r#"[-9,[1],null]"#).unwrap();
    let Step::Other { tag: -9, raw } = &step else { panic!("{step:?}") };
    assert_eq!((raw.as_bytes(), to_string(&step)), (&br#"[-9,[1],null]"#[..], r#"[-9,[1],null]"#.to_owned()));
    let error = from_str::<Step<'_>>("[9223372036854775808]").unwrap_err().to_string();
    assert_eq!(error, "Invalid value 9223372036854775808 - at `$[0]`");

    for (text, kept) in [(r#"{"type":"new"}"#, "new"), (r#"{"a":1,"type":"n\u0065w\n"}"#, "new\n")] {
        let Owned::Other { tag, raw } = from_str(text).unwrap() else { panic!("{text}") };
        assert_eq!((tag.as_str(), raw.as_bytes()), (kept, text.as_bytes()));
    }
    assert_eq!(from_str::<Owned<'_>>(r#"{"type":"kn\u006fwn","id":3}"#).unwrap(), Owned::Known { id: 3 });
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(json, tag = "started", tag_field = "kind")]
struct Started {
    id: u32,
    #[wire(default)]
    ports: BTreeMap<u16, String>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(json, tag_field = "kind", omit_defaults)]
enum Event<'a> {
    Started(Box<Started>),
    #[wire(tag = "stopped", rename_all = "camelCase")]
    Stopped {
        exit_code: i32,
        #[wire(default)]
        blob: Option<Vec<u8>>,
    },
    #[wire(tag = "gone")]
    Gone {},
    #[wire(other)]
    Unknown {
        tag: Cow<'a, str>,
        raw: Raw<'a>,
    },
}

#[test]
fn unions_find_their_tag_wherever_it_stands() {
    let started = Event::Started(Box::new(Started { id: 1, ports: [(80, "http".into())].into() }));
    let stopped = Event::Stopped { exit_code: -1, blob: None };
    for (event, written, texts) in [
        (
            &started,
            r#"{"kind":"started","id":1,"ports":{"80":"http"}}"#,
            &[
                r#"{"ports":{"80":"http"},"id":1,"kind":"started"}"#,
                r#"{ "kind": "started", "id": 1, "ports": {"80":"http"} }"#,
            ][..],
        ),
        (
            &stopped,
            r#"{"kind":"stopped","exitCode":-1}"#,
            &[
                r#"{"exitCode":-1,"kind":"stopped","more":[{}]}"#,
                r#"{"kind":"stopped","kind":"stopped","exitCode":-1}"#,
            ],
        ),
        (&Event::Gone {}, r#"{"kind":"gone"}"#, &[r#"{"a":1,"kind":"gone"}"#, r#"{"k\u0069nd":"gone"}"#]),
    ] {
        assert_eq!(to_string(event), written);
        assert_eq!(from_str::<Event<'_>>(written).unwrap(), *event);
        for text in texts {
            assert_eq!(from_str::<Event<'_>>(text).unwrap(), *event, "{text}");
        }
    }
    let text = r#"{"a": [1, null], "kind":"new","b":0.50}"#;
    let unknown: Event<'_> = from_str(text).unwrap();
    let Event::Unknown { tag, raw } = &unknown else { panic!("{unknown:?}") };
    assert_eq!((&**tag, raw.as_bytes()), ("new", text.as_bytes()));
    assert_eq!(to_string(&unknown), text);
    for (text, said) in [
        (r#"{"id":1}"#, "Object missing required field `kind`"),
        ("{}", "Object missing required field `kind`"),
        (r#"{"kind":1}"#, "Expected `str` - at `$.kind`"),
        (r#"{"id":"x","kind":"started"}"#, "Expected `int`, got `str` - at `$.id`"),
        (r#"{"kind":"started","id":1,"kind":"stopped"}"#, "Invalid value 'stopped' - at `$.kind`"),
        ("[]", "Expected `object`, got `array`"),
        ("null", "Expected `object`, got `null`"),
    ] {
        assert_eq!(from_str::<Event<'_>>(text).unwrap_err().to_string(), said, "{text}");
    }
    // A single message needs no tag, and takes none but its own.
    assert_eq!(from_str::<Started>(r#"{"id":1}"#).unwrap().id, 1);
    let error = from_str::<Started>(r#"{"id":1,"kind":"x"}"#).unwrap_err();
    assert_eq!(error.to_string(), "Invalid value 'x' - at `$.kind`");
}

#[test]
fn the_envelope_has_it() {
    let header = WireHeader::new("jobs").seq(1 << 40).ts(-1);
    let raw = Raw::encode(&(1_u8, "x", None::<u8>));
    let envelopes: [(WireEnvelope<'_>, &str); 4] = [
        (
            DataMessage { header: header.clone(), payload: raw.clone() }.into(),
            r#"[1,[1,1,"jobs",1099511627776,-1],[1,"x",null]]"#,
        ),
        (
            ControlMessage { metadata: raw, ..ControlMessage::new(header.clone(), ControlAction::Pause) }.into(),
            r#"[2,[1,2,"jobs",1099511627776,-1],"pause",[1,"x",null]]"#,
        ),
        (Heartbeat::new(header.clone(), "w-1").into(), r#"[3,[1,3,"jobs",1099511627776,-1],"w-1"]"#),
        (Ack::new(header, 7).into(), r#"[4,[1,4,"jobs",1099511627776,-1],7,"ok"]"#),
    ];
    for (envelope, text) in &envelopes {
        assert_eq!(to_string(envelope), *text);
        let read: WireEnvelope<'_> = from_str(text).unwrap();
        assert_eq!(msgpack::to_vec(&read), msgpack::to_vec(envelope));
    }
    let WireEnvelope::Data(message) = from_str(envelopes[0].1).unwrap() else { panic!("not a payload") };
    assert_eq!(message.payload.decode::<(u8, &str, Option<u8>)>().unwrap(), (1, "x", None));
    let typed: DataMessage<'_, (u8, Cow<'_, str>, Option<u8>)> = from_str(envelopes[0].1).unwrap();
    assert_eq!(typed.payload.1, "x");
    assert!(matches!(typed.header.channel_id, Cow::Borrowed("jobs")));
}

/// Seconds on the wire, milliseconds in Rust.
mod seconds {
    use klaw_runtime::{Error, json, msgpack};

    pub(super) fn encode(value: &u64, writer: &mut msgpack::Writer<'_>) {
        writer.u64(value / 1000);
    }

    pub(super) fn decode(reader: &mut msgpack::Reader<'_>) -> Result<u64, Error> {
        Ok(reader.u64()? * 1000)
    }

    pub(super) fn encode_json(value: &u64, writer: &mut json::Writer<'_>) {
        writer.begin_object();
        writer.key("seconds");
        writer.u64(value / 1000);
        writer.end_object();
    }

    pub(super) fn decode_json(reader: &mut json::Reader<'_>) -> Result<u64, Error> {
        reader.begin_object()?;
        let mut seconds = None;
        while let Some(key) = reader.key()? {
            match &*key {
                "seconds" => seconds = Some(reader.u64()?),
                _ => reader.skip()?,
            }
        }
        seconds.map(|seconds| seconds * 1000).ok_or_else(|| Error::custom("no seconds"))
    }
}

fn even(value: &u8) -> Result<(), &'static str> {
    if value % 2 == 0 { Ok(()) } else { Err("odd") }
}

fn apart<T>(value: &Checked<T>) -> Result<(), String> {
    if value.low < value.high { Ok(()) } else { Err(format!("{} is not below {}", value.low, value.high)) }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, validate = apart)]
struct Checked<T> {
    #[constrain(with = even)]
    low: u8,
    high: u8,
    #[wire(with = seconds, default)]
    every: u64,
    #[wire(default)]
    #[constrain(items(with = even))]
    evens: Vec<u8>,
    payload: T,
}

#[test]
fn the_users_own_functions_are_heard() {
    let value = Checked { low: 2, high: 3, every: 5000, evens: vec![], payload: Some("x".to_owned()) };
    let text = r#"{"low":2,"high":3,"every":{"seconds":5},"evens":"","payload":"x"}"#;
    assert_eq!(to_string(&value), text);
    assert_eq!(from_str::<Checked<Option<String>>>(text).unwrap(), value);
    let text = r#"{"payload":"x","evens":"","every":{"a":[],"seconds":5},"high":3,"low":2}"#;
    assert_eq!(from_str::<Checked<Option<String>>>(text).unwrap(), value);
    for (text, said) in [
        (r#"{"low":1}"#, "odd - at `$.low`"),
        (r#"{"low":4,"high":4,"payload":null}"#, "4 is not below 4"),
        (r#"{"every":{}}"#, "no seconds - at `$.every`"),
        (r#"{"evens":"AQI="}"#, "odd - at `$.evens[0]`"),
        (r#"{"low":2,"high":3}"#, "Object missing required field `payload`"),
    ] {
        assert_eq!(from_str::<Checked<Option<String>>>(text).unwrap_err().to_string(), said, "{text}");
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, array_like, accept_map, omit_trailing_defaults)]
struct Both {
    #[wire(default)]
    x: i64,
    #[wire(default)]
    y: i64,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, array_like, accept_map)]
enum Either {
    #[wire(tag = 1)]
    One { x: i64 },
    #[wire(tag = 12)]
    Twelve { x: i64 },
}

#[test]
fn both_forms_are_read_where_the_type_says_so() {
    for (both, text) in [(Both { x: 0, y: 0 }, "[]"), (Both { x: 1, y: 0 }, "[1]"), (Both { x: 0, y: 2 }, "[0,2]")] {
        assert_eq!(to_string(&both), text);
        assert_eq!(from_str::<Both>(text).unwrap(), both);
    }
    assert_eq!(from_str::<Both>(r#"{"y":2,"x":1}"#).unwrap(), Both { x: 1, y: 2 });
    for text in ["[12,5]", r#"{"type":12,"x":5}"#, r#"{"x":5,"type":12}"#, "[ 12, 5 ]"] {
        assert_eq!(from_str::<Either>(text).unwrap(), Either::Twelve { x: 5 }, "{text}");
    }
    assert_eq!(to_string(&Either::One { x: 5 }), "[1,5]");
    assert_eq!(from_str::<Either>("{}").unwrap_err().to_string(), "Object missing required field `type`");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json)]
struct Nothing {}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, omit_defaults)]
struct Optional {
    #[wire(default)]
    a: u8,
    #[wire(default)]
    b: u8,
}

#[test]
fn messages_of_nothing() {
    assert_eq!(to_string(&Nothing {}), "{}");
    for text in ["{}", " { } ", r#"{"a":1}"#] {
        assert_eq!(from_str::<Nothing>(text).unwrap(), Nothing {});
    }
    for (value, text) in [
        (Optional { a: 0, b: 0 }, "{}"),
        (Optional { a: 1, b: 0 }, r#"{"a":1}"#),
        (Optional { a: 0, b: 2 }, r#"{"b":2}"#),
        (Optional { a: 1, b: 2 }, r#"{"a":1,"b":2}"#),
    ] {
        assert_eq!(to_string(&value), text);
        assert_eq!(from_str::<Optional>(text).unwrap(), value);
    }
    for text in ["{", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}"] {
        assert!(from_str::<Optional>(text).is_err() && from_str::<Nothing>(text).is_err(), "{text}");
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json)]
struct Types<'a> {
    at: SystemTime,
    span: Duration,
    letter: char,
    narrow: f32,
    set: BTreeSet<i16>,
    more: HashSet<u8>,
    queue: VecDeque<bool>,
    pair: [u32; 2],
    four: [u8; 4],
    id: uuid::Uuid,
    bytes: bytes::Bytes,
    map: indexmap::IndexMap<String, Option<bool>>,
    hash: HashMap<char, Box<str>>,
    shared: (Rc<str>, Arc<[u16]>, Box<i64>),
    zoned: chrono::DateTime<chrono::FixedOffset>,
    day: jiff::civil::Date,
    any: Value<'a>,
    slots: NonZeroU8,
    shift: NonZeroI16,
    peers: BTreeMap<IpAddr, NonZeroU32>,
    hosts: BTreeMap<NonZeroI16, SocketAddr>,
}

#[test]
fn the_types_of_the_library_and_of_others() {
    let types = Types {
        at: SystemTime::UNIX_EPOCH + Duration::new(1_703_001_234, 567_000_000),
        span: Duration::from_millis(1500),
        letter: '日',
        narrow: 0.5,
        set: [3, -1].into(),
        more: [7].into(),
        queue: [true, false].into(),
        pair: [1, 2],
        four: [1, 2, 3, 4],
        id: uuid::Uuid::from_u128(1),
        bytes: bytes::Bytes::from_static(b"ab"),
        map: [("b".to_owned(), None), ("a".to_owned(), Some(true))].into(),
        hash: [('"', "q".into())].into(),
        shared: ("s".into(), [1, 2].into(), Box::new(-1)),
        zoned: chrono::DateTime::parse_from_rfc3339("1970-01-01T05:30:00+05:30").unwrap(),
        day: jiff::civil::date(2024, 2, 29),
        any: Value::Array(vec![Value::Nil, Value::Int(-1), Value::Float(1.0), Value::Str("x".into())]),
        slots: NonZeroU8::MIN,
        shift: NonZeroI16::MIN,
        peers: [(Ipv6Addr::LOCALHOST.into(), NonZeroU32::MAX)].into(),
        hosts: [(NonZeroI16::MAX, SocketAddr::from(([10, 0, 0, 1], 80)))].into(),
    };
    let text = concat!(
        r#"{"at":"2023-12-19T15:53:54.567000Z","span":"PT1.5S","letter":"日","narrow":0.5,"set":[-1,3],"more":[7],"#,
        r#""queue":[true,false],"pair":[1,2],"four":"AQIDBA==","id":"00000000-0000-0000-0000-000000000001","#,
        r#""bytes":"YWI=","map":{"b":null,"a":true},"hash":{"\"":"q"},"shared":["s",[1,2],-1],"#,
        r#""zoned":"1970-01-01T05:30:00+05:30","day":"2024-02-29","any":[null,-1,1.0,"x"],"#,
        r#""slots":1,"shift":-32768,"peers":{"::1":4294967295},"hosts":{"32767":"10.0.0.1:80"}}"#
    );
    assert_eq!(to_string(&types), text);
    assert_eq!(from_str::<Types<'_>>(text).unwrap(), types);
    for (text, said) in [
        (r#"{"at":"x"}"#, "Invalid RFC3339 encoded datetime - at `$.at`"),
        (r#"{"at":5}"#, "Expected `datetime`, got `int` - at `$.at`"),
        (r#"{"id":1}"#, "Expected `uuid`, got `int` - at `$.id`"),
        (r#"{"id":"1"}"#, "Invalid UUID - at `$.id`"),
        (r#"{"narrow":1e300}"#, "Expected `float` <= 3.4028234663852886e+38 - at `$.narrow`"),
        (r#"{"narrow":1e999}"#, "Number out of range - at `$.narrow`"),
        (r#"{"letter":"ab"}"#, "Expected `str` of length <= 1 - at `$.letter`"),
        (r#"{"four":"AQI="}"#, "Expected `bytes` of length >= 4 - at `$.four`"),
        (r#"{"pair":[1]}"#, "Expected `array` of length 2 - at `$.pair`"),
        (r#"{"pair":[1,2,3]}"#, "Expected `array` of length 2 - at `$.pair`"),
        (r#"{"slots":0}"#, "Expected `int` >= 1 - at `$.slots`"),
        (r#"{"shift":0}"#, "Expected `int` other than 0 - at `$.shift`"),
        (r#"{"peers":{"x":1}}"#, "Invalid IP address - at `key` in `$.peers`"),
        (r#"{"peers":{"::":0}}"#, "Expected `int` >= 1 - at `$.peers[...]`"),
        (r#"{"hosts":{"0":"::1"}}"#, "Expected `int` other than 0 - at `key` in `$.hosts`"),
        (r#"{"hosts":{"1":5}}"#, "Expected `str`, got `int` - at `$.hosts[...]`"),
    ] {
        assert_eq!(from_str::<Types<'_>>(text).unwrap_err().to_string(), said, "{text}");
    }
}

#[test]
fn numbers() {
    for (text, value) in [
        ("0", 0.0),
        ("-0", 0.0),
        ("-0.0", -0.0),
        ("5", 5.0),
        ("1e5", 1e5),
        ("1E+2", 100.0),
        ("0.1", 0.1),
        ("123456789.123456789", 123_456_789.123_456_79),
        ("2.2250738585072011e-308", 2.225_073_858_507_201e-308),
        ("1e-400", 0.0),
        ("18446744073709551616", 18_446_744_073_709_551_616.0),
        ("0.30000000000000004", 0.300_000_000_000_000_04),
    ] {
        assert_eq!(from_str::<f64>(text).unwrap().to_bits(), f64::to_bits(value), "{text}");
        assert_eq!(
            from_str::<[f64; 2]>(&format!("[{text}, {text} ]        ")).unwrap()[1].to_bits(),
            f64::to_bits(value)
        );
    }
    for (value, text) in
        [(1.0, "1.0"), (-0.0, "-0.0"), (1e16, "1e16"), (1e-5, "0.00001"), (1e-6, "1e-6"), (5e-324, "5e-324")]
    {
        assert_eq!(to_string(&value), text);
    }
    assert_eq!(to_string(&[f64::NAN, f64::INFINITY]), "[null,null]");
    assert_eq!(to_string(&(u64::MAX, i64::MIN)), "[18446744073709551615,-9223372036854775808]");
    assert_eq!(from_str::<(u64, i64)>("[18446744073709551615,-9223372036854775808]").unwrap(), (u64::MAX, i64::MIN));
    for (text, said) in [
        ("18446744073709551616", "Expected `int` <= 18446744073709551615"),
        ("100000000000000000000000000000000000000000000", "Expected `int` <= 18446744073709551615"),
        ("-1", "Expected `int` >= 0"),
        ("1.0", "Expected `int`, got `float`"),
        ("1e2", "Expected `int`, got `float`"),
        ("\"1\"", "Expected `int`, got `str`"),
    ] {
        assert_eq!(from_str::<u64>(text).unwrap_err().to_string(), said);
    }
    assert_eq!(from_str::<u64>("0").unwrap(), 0);
    assert_eq!(from_str::<u64>("-0").unwrap(), 0);
}

#[test]
fn strings() {
    for text in ["", "a", "é日😀", "\u{7f}\u{2028}/", "\"\\\n\r\t\u{8}\u{c}\0\u{1f}", &"x".repeat(300)] {
        let written = to_string(text);
        assert_eq!(from_str::<String>(&written).unwrap(), text);
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
    assert_eq!(to_string("\"\\\n\r\t\u{8}\u{c}\0\u{1f}/é\u{7f}"), "\"\\\"\\\\\\n\\r\\t\\b\\f\\u0000\\u001f/é\u{7f}\"");
    assert_eq!(from_str::<String>(r#""\u00e9\ud83d\ude00\/\b""#).unwrap(), "é😀/\u{8}");
    let text = r#""plain""#;
    assert!(matches!(from_str::<Cow<'_, str>>(text).unwrap(), Cow::Borrowed("plain")));
    assert_eq!(from_str::<&str>(text).unwrap(), "plain");
    let error = from_str::<&str>(r#""a\n""#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the string has escapes and cannot be borrowed; decode it into a `Cow<str>` or a `String`"
    );
}

#[test]
fn raw_values_know_their_format() {
    let raw = Raw::from_json(" {\"a\": [1, 2.50]}\n").unwrap();
    assert_eq!((raw.format(), raw.as_bytes()), (Format::Json, &b"{\"a\": [1, 2.50]}"[..]));
    assert_eq!(raw, Raw::from_json(String::from(" {\"a\": [1, 2.50]}\n")).unwrap());
    assert_eq!(raw.decode::<BTreeMap<&str, Vec<f64>>>().unwrap()["a"], [1.0, 2.5]);
    assert_eq!(to_string(&raw), "{\"a\": [1, 2.50]}");
    let packed = b"\x81\xa1a\x92\x01\xcb\x40\x04\0\0\0\0\0\0";
    assert_eq!(msgpack::to_vec(&raw), packed);
    assert_eq!(msgpack::encoded_len(&raw), packed.len());
    let mut buffer = [0; 20];
    assert_eq!(msgpack::encode_into(&(1_u8, &raw), &mut buffer, 0).unwrap(), packed.len() + 2);
    assert_eq!(raw.to_msgpack().unwrap().as_bytes(), packed);
    assert_eq!(raw.to_msgpack().unwrap().to_json().unwrap().as_bytes(), b"{\"a\":[1,2.5]}");
    assert_eq!(format!("{raw:?}"), "Raw(JSON, 16 bytes)");
    // The same value in two formats is two values.
    assert_ne!(Raw::from_json("null").unwrap(), Raw::NIL);
    assert!(Raw::from_json("null").unwrap().is_nil());
    assert_eq!(to_string(&Raw::NIL), "null");
    assert_eq!(
        to_string(&Raw::encode(&(b"ab".to_vec(), 1.5, [(5, "x")].into_iter().collect::<BTreeMap<_, _>>()))),
        r#"["YWI=",1.5,{"5":"x"}]"#
    );
    for text in ["", " ", "[", "1 2", "{\"a\":01}", "nul"] {
        assert!(Raw::from_json(text).is_err(), "{text}");
    }
    // What has no form in the other format is nil there.
    let ext = Raw::new(&b"\xd4\x05\x00"[..]).unwrap();
    assert_eq!(to_string(&(1, &ext)), "[1,null]");
    assert_eq!(ext.to_json().unwrap_err().to_string(), "JSON has no values of the ext family");
    let keyed = Raw::new(&b"\x81\x90\x00"[..]).unwrap();
    assert_eq!(keyed.to_json().unwrap_err().to_string(), "JSON has no keys that are arrays or maps");
    // A key is quoted once, whatever it is.
    let keyed = Raw::new(&b"\x82\xd6\xff\0\0\0\x01\x00\xc4\x01a\x01"[..]).unwrap();
    assert_eq!(keyed.to_json().unwrap().as_bytes(), br#"{"1970-01-01T00:00:01Z":0,"YQ==":1}"#);
    assert_eq!(to_string(&keyed), r#"{"1970-01-01T00:00:01Z":0,"YQ==":1}"#);
    let huge = Raw::from_json("1e999").unwrap();
    assert_eq!(huge.to_msgpack().unwrap_err().to_string(), "Number out of range");
    assert_eq!(msgpack::to_vec(&huge), [0xc0]);
    assert_eq!(msgpack::to_vec(&Raw::from_json("99999999999999999999").unwrap())[0], 0xcb);
}

#[derive(Debug, WireMessage)]
struct Plain {
    #[allow(dead_code)]
    a: u8,
}

#[test]
fn a_raw_of_json_asks_for_the_codec_at_run_time() {
    let raw = Raw::from_json("[{\"a\":1}]").unwrap();
    let error: Error = raw.decode::<Vec<Plain>>().unwrap_err();
    assert_eq!(error.path(), "$[0]");
    assert!(error.to_string().contains("has no JSON codec; mark its type `#[wire(json)]`"), "{error}");
}

#[test]
fn limits_hold() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    for depth in [1, 2, 127, 128] {
        assert!(from_str::<Raw<'_>>(&nested(depth)).is_ok(), "{depth}");
        assert!(from_str::<Value<'_>>(&nested(depth)).is_ok(), "{depth}");
        assert!(Raw::from_json(nested(depth)).is_ok());
    }
    for text in [nested(129), format!("[{}]", nested(128)), "[".repeat(200_000)] {
        for error in [
            from_str::<Raw<'_>>(&text).unwrap_err(),
            from_str::<Value<'_>>(&text).unwrap_err(),
            Raw::from_json(&*text).unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Limit);
            assert_eq!(error.offset(), Some(128));
        }
    }
    // What is open at once counts, not what has been.
    let siblings = format!("[{}]", vec!["[[]]"; 1000].join(","));
    assert!(json::from_slice_with::<Raw<'_>>(siblings.as_bytes(), &Limits::new().depth(3)).is_ok());
    assert!(json::from_slice_with::<Vec<Vec<Vec<u8>>>>(siblings.as_bytes(), &Limits::new().depth(3)).is_err());
    let memory = Limits::new().memory(80);
    assert!(json::from_slice_with::<Vec<u64>>(b"[1,2,3,4,5,6,7,8,9,10]", &memory).is_ok());
    let error = json::from_slice_with::<Vec<u64>>(b"[1,2,3,4,5,6,7,8,9,10,11]", &memory).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    for small in [Limits::new().memory(8), Limits::new().memory(100)] {
        assert!(
            json::from_slice_with::<HashMap<u64, u64>>(b"{\"1\":1,\"2\":2,\"3\":3,\"4\":4,\"5\":5}", &small).is_err()
        );
        assert!(json::from_slice_with::<BTreeSet<u64>>(b"[1,2,3,4,5,6,7,8,9,10,11,12,13]", &small).is_err());
    }
    assert!(json::from_slice_with::<Box<u64>>(b"1", &Limits::new().memory(7)).is_err());
}
