//! TOML: settings that people wrote, and what is said where they are wrong.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp, civil};
use klaw_runtime::{ErrorKind, Raw, Value, WireMessage, toml};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::{Duration, SystemTime};

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, rename_all = "snake_case")]
enum Level {
    Info,
    Debug,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields)]
struct Pool<'a> {
    #[constrain(ge = 1, le = 64)]
    size: u8,
    #[wire(default)]
    name: Option<Cow<'a, str>>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, array_like)]
struct Pair {
    low: i64,
    #[wire(default = 7)]
    high: u64,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, tag = "file")]
struct File {
    path: String,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, tag = "syslog")]
struct Syslog {
    port: u16,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
enum Sink {
    File(File),
    Syslog(Syslog),
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, omit_defaults)]
struct Settings<'a> {
    level: Level,
    ratio: f64,
    #[wire(default)]
    pools: Vec<Pool<'a>>,
    #[wire(default)]
    pairs: BTreeMap<u8, Pair>,
    #[wire(default)]
    sinks: Vec<Sink>,
    #[wire(default)]
    timeout: Option<Duration>,
    #[wire(default)]
    key: Vec<u8>,
}

const TEXT: &str = r#"
level = "debug"
ratio = "1e3"            # lax
timeout = 1.5
key = "AAEC"
pairs = { 1 = [-1], 2 = [0x10, "18446744073709551615", "further"] }

[[pools]]
size = "8"
name = "a\tb"

[[pools]]
name = 'plain'
size = 1.0

[[sinks]]
path = "/dev/null"
type = "file"

[[sinks]]
type = "syslog"
port = 514
"#;

fn settings() -> Settings<'static> {
    Settings {
        level: Level::Debug,
        ratio: 1000.0,
        pools: vec![Pool { size: 8, name: Some("a\tb".into()) }, Pool { size: 1, name: Some("plain".into()) }],
        pairs: BTreeMap::from([(1, Pair { low: -1, high: 7 }), (2, Pair { low: 16, high: u64::MAX })]),
        sinks: vec![Sink::File(File { path: "/dev/null".to_owned() }), Sink::Syslog(Syslog { port: 514 })],
        timeout: Some(Duration::from_millis(1500)),
        key: vec![0, 1, 2],
    }
}

#[test]
fn every_shape_is_read() {
    let read: Settings<'_> = toml::from_str(TEXT).unwrap();
    assert_eq!(read, settings());
    assert!(matches!(read.pools[1].name, Some(Cow::Borrowed(_))), "a string without escapes is borrowed");
    assert_eq!(toml::from_slice::<Settings<'_>>(TEXT.as_bytes()).unwrap(), settings());
}

#[test]
fn what_is_written_is_read() {
    let mut settings = settings();
    settings.pairs.remove(&2);
    let text = toml::to_string(&settings).unwrap();
    assert_eq!(toml::from_str::<Settings<'_>>(&text).unwrap(), settings, "{text}");
    // Another reader of the same text.
    let table: ::toml::Table = text.parse().unwrap();
    assert_eq!(table["timeout"].as_str(), Some("PT1.5S"));
    assert_eq!(table["sinks"][1]["port"].as_integer(), Some(514));
}

#[test]
fn none_is_left_out_and_cannot_stand_in_an_array() {
    let text = toml::to_string(&Pool { size: 1, name: None }).unwrap();
    assert_eq!(text, "size = 1\n");
    #[derive(Debug, WireMessage)]
    #[wire(serde)]
    struct Holes {
        holes: Vec<Option<u8>>,
    }
    let error = toml::to_string(&Holes { holes: vec![Some(1), None] }).unwrap_err();
    assert_eq!(error.to_string(), "unsupported None value");
    let error = toml::to_string(&Pair { low: 1, high: 2 }).unwrap_err();
    assert_eq!(error.to_string(), "unsupported array type");
    assert_eq!(toml::from_str::<Holes>("holes = [1, 'null']").unwrap().holes, [Some(1), None]);
}

fn refused<'a, T: Debug + klaw_runtime::private::serde::De<'a>>(text: &'a str) -> klaw_runtime::Error {
    toml::from_str::<T>(text).unwrap_err()
}

#[test]
fn errors_say_where() {
    for (text, path, error) in [
        ("size = 65", "$.size", "Expected `int` <= 64 - at `$.size` (line 1, column 8)"),
        ("\u{feff}size = 65", "$.size", "Expected `int` <= 64 - at `$.size` (line 1, column 8)"),
        ("\n\n size = 'x'", "$.size", "Expected `int`, got `str` - at `$.size` (line 3, column 9)"),
        ("size = 1\nnaem = 'x'", "$", "Object contains unknown field `naem` (line 2, column 1)"),
        ("name = 'x'", "$", "Object missing required field `size`"),
        ("size = 1\nname = 1", "$.name", "Expected `str`, got `int` - at `$.name` (line 2, column 8)"),
        ("size = 1\nname = 1979-05-27", "$.name", "Expected `str`, got `datetime` - at `$.name` (line 2, column 8)"),
        ("size = 1979-05-27", "$.size", "Expected `int`, got `datetime` - at `$.size` (line 1, column 8)"),
        ("size = [1]", "$.size", "Expected `int`, got `array` - at `$.size` (line 1, column 8)"),
        ("size = {a = 1}", "$.size", "Expected `int`, got `object` - at `$.size` (line 1, column 8)"),
        ("size = true", "$.size", "Expected `int`, got `bool` - at `$.size` (line 1, column 8)"),
        ("size = 0.5", "$.size", "Expected `int`, got `float` - at `$.size` (line 1, column 8)"),
        (
            "size = 99999999999999999999999999999999999999999999",
            "$.size",
            "Expected `int` <= 255 - at `$.size` (line 1, column 8)",
        ),
    ] {
        let found = refused::<Pool<'_>>(text);
        assert_eq!((found.to_string().as_str(), found.path()), (error, path), "{text}");
        assert_eq!(found.kind(), ErrorKind::Validation);
    }
    let pools = "level = 'info'\nratio = 1\n[[pools]]\nsize = 1\n[[pools]]\nname = 'x'\nsize = 0";
    let found = refused::<Settings<'_>>(pools);
    assert_eq!(found.to_string(), "Expected `int` >= 1 - at `$.pools[1].size` (line 7, column 8)");
    assert_eq!(found.path(), "$.pools[1].size");
    assert_eq!(found.offset(), Some(pools.len() - 1));
    let found = refused::<Settings<'_>>("level = 'info'\nratio = 1\npairs = {256 = [1]}");
    assert_eq!(found.to_string(), "Expected `int` <= 255 - at `key` in `$.pairs` (line 3, column 10)");
    assert_eq!(found.path(), "key in $.pairs");
    let found = refused::<Settings<'_>>("level = 'info'\nratio = 1\npairs = {1 = []}");
    let text = "Expected `array` of at least length 1, got 0 - at `$.pairs[...]` (line 3, column 14)";
    assert_eq!(found.to_string(), text);
    let found = refused::<Settings<'_>>("level = 'info'\nratio = 1e999");
    assert_eq!(found.to_string(), "Number out of range (line 2, column 9)");
}

#[test]
fn the_line_is_shown_with_a_mark() {
    let shown = |text: &str| format!("{:#}", refused::<Pool<'_>>(text));
    let line =
        "Expected `int` <= 64 - at `$.size` (line 10, column 9)\n   |\n10 | \tsize = 1_00 # é\n   | \t       ^^^^";
    assert_eq!(shown(&format!("{}\tsize = 1_00 # é", "\n".repeat(9))), line);
    let long = shown(&format!("name = '{}\u{1b}{}", "x".repeat(500), "y".repeat(500)));
    assert!(long.len() < 400 && !long.contains('\u{1b}'), "{long}");
    assert!(shown("size = 65\r\n").ends_with("\n1 | size = 65\n  |        ^^"));
}

#[test]
fn what_is_no_toml_is_malformed() {
    for (text, error) in [
        ("size = ", "TOML is malformed: "),
        ("size = 1\nsize = 2", "TOML is malformed: duplicate key"),
        ("size = 1\n[a]\n[a]", "TOML is malformed: duplicate key"),
        ("size = 'x", "TOML is malformed: "),
        ("\u{0}", "TOML is malformed: "),
        ("size = 1 2", "TOML is malformed: "),
    ] {
        let found = refused::<Pool<'_>>(text);
        assert!(found.to_string().starts_with(error), "{found}");
        assert!(found.to_string().ends_with(')'), "{found}");
        assert_eq!((found.kind(), found.path()), (ErrorKind::Malformed, "$"));
    }
    let found = toml::from_slice::<Pool<'_>>(b"size = 1\nname = '\xff'").unwrap_err();
    assert_eq!(found.to_string(), "Invalid UTF-8 encoded string (line 2, column 9)");
    assert_eq!((found.kind(), found.offset()), (ErrorKind::InvalidUtf8, Some(17)));
    assert_eq!(refused::<Vec<u8>>("a = 1").to_string(), "Expected `bytes`, got `object`");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
struct Times {
    moment: Timestamp,
    date: civil::Date,
    time: civil::Time,
    civil: civil::DateTime,
    span: SignedDuration,
    utc: DateTime<Utc>,
    zoned: Option<DateTime<FixedOffset>>,
    naive: NaiveDateTime,
    day: NaiveDate,
    clock: Vec<NaiveTime>,
    system: Option<SystemTime>,
}

#[test]
fn dates_and_times_are_values_of_their_own() {
    let read = |zoned: &str, date: &str| {
        toml::from_str::<Times>(&format!(
            "moment = 1970-01-01T00:00:01.5Z\ndate = {date}\ntime = 07:32:00\ncivil = 1979-05-27T07:32:00\nspan = -1.5\n\
             utc = 1\nzoned = {zoned}\nnaive = 1979-05-27 07:32:00.000001\nday = '1979-05-27'\nclock = [07:32:00]\n\
             system = 1979-05-27T00:32:00-07:00"
        ))
    };
    let times = read("1979-05-27T00:32:00-07:00", "1979-05-27").unwrap();
    assert_eq!(times.moment, Timestamp::constant(1, 500_000_000));
    assert_eq!((times.date, times.time), (civil::date(1979, 5, 27), civil::time(7, 32, 0, 0)));
    assert_eq!(times.civil, civil::datetime(1979, 5, 27, 7, 32, 0, 0));
    assert_eq!(times.span, SignedDuration::from_millis(-1500));
    assert_eq!(times.utc.timestamp(), 1);
    assert_eq!(times.zoned.map(|zoned| zoned.to_rfc3339()).as_deref(), Some("1979-05-27T00:32:00-07:00"));
    assert_eq!(times.naive.and_utc().timestamp_micros(), 296_638_320_000_001);
    assert_eq!(times.clock[0].to_string(), "07:32:00");
    let text = toml::to_string(&times).unwrap();
    assert_eq!(toml::from_str::<Times>(&text).unwrap(), times, "{text}");

    let error = read("1979-05-27", "1979-05-27").unwrap_err();
    assert_eq!(error.to_string(), "Invalid RFC3339 encoded datetime - at `$.zoned` (line 7, column 9)");
    let error = read("1979-05-27T00:32:00", "1979-05-27").unwrap_err();
    assert_eq!(error.to_string(), "Expected `datetime` with a timezone component - at `$.zoned` (line 7, column 9)");
    let error = read("1", "5").unwrap_err();
    assert_eq!(error.to_string(), "Expected `date`, got `int` - at `$.date` (line 2, column 8)");
}

#[test]
fn what_may_be_anything_keeps_what_stands_there() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(serde)]
    struct Anything<'a> {
        value: Value<'a>,
        raw: Raw<'a>,
        more: IndexMap<String, Option<Value<'a>>>,
    }
    let read: Anything<'_> =
        toml::from_str("value = '1'\nraw = [1979-05-27, inf]\n[more]\nz = 'null'\na.b = 0o17").unwrap();
    assert_eq!(read.value, Value::Str("1".into()));
    let raw = Value::Array(vec![Value::Str("1979-05-27".into()), Value::Float(f64::INFINITY)]);
    assert_eq!(read.raw.decode::<Value<'_>>().unwrap(), raw);
    assert_eq!(read.more.keys().collect::<Vec<_>>(), ["z", "a"], "in the order of the text");
    assert_eq!(read.more["z"], Some(Value::Str("null".into())));
    assert_eq!(read.more["a"], Some(Value::Map(vec![(Value::Str("b".into()), Value::Int(15))])));
}

/// Fields of serde's own types, as crates without klaw have them.
mod foreign {
    use klaw_runtime::{Error, msgpack};
    use serde::de::{DeserializeOwned, Deserializer};
    use serde::ser::{Serialize, Serializer};
    use std::collections::BTreeMap;

    #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub(super) enum Level {
        Info,
        Limit(u8),
        Range(u8, u8),
        Named { name: String },
    }

    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub(super) enum Name {
        First,
        Second,
    }

    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
    pub(super) struct Port(pub u16);

    #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
    pub(super) struct All {
        pub levels: Vec<Level>,
        pub port: Option<Port>,
        pub names: BTreeMap<Name, Port>,
        pub ports: BTreeMap<Port, bool>,
        pub flags: BTreeMap<bool, f32>,
    }

    /// Never on the wire here.
    pub(super) fn encode<T>(_: &T, writer: &mut msgpack::Writer<'_>) {
        writer.nil();
    }

    pub(super) fn decode<T>(_: &mut msgpack::Reader<'_>) -> Result<T, Error> {
        Err(Error::custom("not here"))
    }

    pub(super) fn serialize<T: Serialize, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    pub(super) fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
struct Held {
    #[wire(with = foreign)]
    level: foreign::Level,
}

#[test]
fn types_of_serdes_own_are_read() {
    use foreign::{All, Level, Name, Port};
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(serde)]
    struct Holder {
        #[wire(with = foreign)]
        all: All,
    }
    let all = All {
        levels: vec![Level::Info, Level::Limit(3), Level::Range(1, 2), Level::Named { name: "x".to_owned() }],
        port: Some(Port(80)),
        names: [(Name::First, Port(1)), (Name::Second, Port(2))].into(),
        ports: [(Port(80), true)].into(),
        flags: [(false, 0.5)].into(),
    };
    let text = "
[all]
levels = ['info', { limit = 3 }, { range = [1, 2] }, { named = { name = 'x' } }]
port = 80
names = { first = 1, second = 2 }
ports = { 80 = true }
flags = { false = 0.5 }
";
    assert_eq!(toml::from_str::<Holder>(text).unwrap(), Holder { all: all.clone() });
    // The same as another reader of TOML.
    #[derive(serde::Deserialize)]
    struct Same {
        all: All,
    }
    assert_eq!(::toml::from_str::<Same>(text).unwrap().all, all);

    for (text, error) in [
        ("level = 'x'", "unknown variant `x`, expected one of `info`, `limit`, `range`, `named` - at `$.level`"),
        ("level = 1", "Expected enum Level, got `int` - at `$.level`"),
        ("level = 1979-05-27", "Expected enum Level, got `datetime` - at `$.level`"),
        ("level = { limit = 'x' }", "Expected u8, got `str` - at `$.level`"),
        ("level = {}", "Expected `object` of length 1, got 0 - at `$.level`"),
        ("level = { limit = 1, range = [1, 2] }", "Expected `object` of length 1, got 2 - at `$.level`"),
    ] {
        let found = refused::<Held>(text);
        let said = found.to_string();
        assert_eq!((said.split(" (line").next().unwrap(), found.path()), (error, "$.level"), "{text}");
    }
    // What a module says is about its field.
    assert_eq!(refused::<Held>("level = { limit = 'x' }").offset(), Some(8));
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
struct Numbers<'a> {
    #[wire(default)]
    ratio: Option<f64>,
    #[wire(default)]
    count: Option<u64>,
    #[wire(default)]
    flag: bool,
    #[wire(default)]
    flags: Option<bool>,
    #[wire(default)]
    name: String,
    #[wire(default)]
    at: Option<Timestamp>,
    #[wire(default)]
    list: Vec<u8>,
    #[wire(default)]
    pool: Option<Box<Numbers<'a>>>,
    #[wire(default)]
    nested: Option<Option<u32>>,
    #[wire(default)]
    any: Option<Value<'a>>,
}

#[test]
fn integers_past_64_bits() {
    let read = |text: &'static str| toml::from_str::<Numbers<'_>>(text).unwrap();
    assert_eq!(read("ratio = 99999999999999999999").ratio, Some(1e20));
    assert_eq!(read("ratio = -99999999999999999999").ratio, Some(-1e20));
    assert_eq!(read("any = 99999999999999999999").any, Some(Value::Float(1e20)));
    for (text, error) in [
        ("count = 99999999999999999999", "Expected `int` <= 18446744073709551615 - at `$.count` (line 1, column 9)"),
        ("flag = 99999999999999999999", "Expected `bool`, got `int` - at `$.flag` (line 1, column 8)"),
        ("flags = 99999999999999999999", "Expected `bool`, got `int` - at `$.flags` (line 1, column 9)"),
        ("name = -99999999999999999999", "Expected `str`, got `int` - at `$.name` (line 1, column 8)"),
        ("at = 99999999999999999999", "Expected `datetime`, got `int` - at `$.at` (line 1, column 6)"),
        ("list = 99999999999999999999", "Expected `bytes`, got `int` - at `$.list` (line 1, column 8)"),
        ("pool = 99999999999999999999", "Expected `object`, got `int` - at `$.pool` (line 1, column 8)"),
        // Past 128 bits the parser does not say what it was.
        ("any = 1000000000000000000000000000000000000000", "Number out of range - at `$.any` (line 1, column 7)"),
        ("any = 0xffffffffffffffffffffffffffffffff", "Number out of range - at `$.any` (line 1, column 7)"),
    ] {
        assert_eq!(refused::<Numbers<'_>>(text).to_string(), error);
    }
}

/// A tag that is kept is the one that stood there.
#[test]
fn tags_past_64_bits() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(serde)]
    enum Either<'a> {
        #[wire(tag = 1)]
        One { count: u8 },
        #[wire(other)]
        Unknown(Raw<'a>),
    }
    let largest = toml::from_str::<Either<'_>>("type = 0xffff_ffff_ffff_ffff").unwrap();
    assert_eq!(largest, Either::Unknown(Raw::new(&b"\x81\xa4type\xcf\xff\xff\xff\xff\xff\xff\xff\xff"[..]).unwrap()));
    assert!(
        refused::<Either<'_>>("type = 100000000000000000000")
            .to_string()
            .starts_with("Expected `int` <= 18446744073709551615")
    );
    assert!(
        refused::<Either<'_>>("type = -100000000000000000000")
            .to_string()
            .starts_with("Expected `int` >= -9223372036854775808")
    );
}

/// What may be nil is told as what it is.
#[test]
fn a_date_where_none_may_stand() {
    for (text, error) in [
        ("count = 1979-05-27", "Expected `int`, got `datetime` - at `$.count` (line 1, column 9)"),
        ("nested = 1979-05-27", "Expected `int`, got `datetime` - at `$.nested` (line 1, column 10)"),
        ("ratio = 07:32:00", "Expected `float`, got `datetime` - at `$.ratio` (line 1, column 9)"),
    ] {
        assert_eq!(refused::<Numbers<'_>>(text).to_string(), error);
    }
    let any = toml::from_str::<Numbers<'_>>("any = 1979-05-27").unwrap().any;
    assert_eq!(any, Some(Value::Str("1979-05-27".into())));
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
enum Any<'a> {
    #[wire(tag = "file", forbid_unknown_fields)]
    File {
        path: String,
        #[wire(default)]
        ratio: f64,
        #[wire(default)]
        modes: BTreeMap<u8, bool>,
    },
    #[wire(tag = "open")]
    Open {},
    #[wire(other)]
    Other(Raw<'a>),
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
struct Sinks<'a> {
    #[wire(default)]
    sinks: Vec<Any<'a>>,
    #[wire(default)]
    sink: Option<Any<'a>>,
    #[wire(default)]
    old: Option<Box<Sink>>,
}

#[test]
fn a_tag_may_stand_behind_what_is_wrong() {
    for (text, error) in [
        ("[[sinks]]\npath = 1\ntype = 'file'", "Expected `str`, got `int` - at `$.sinks[0].path` (line 2, column 8)"),
        (
            "[sink]\npath = 1979-05-27\ntype = 'file'",
            "Expected `str`, got `datetime` - at `$.sink.path` (line 2, column 8)",
        ),
        (
            "[sink]\nmodes = { 1 = true, 2 = 3 }\npath = ''\ntype = 'file'",
            "Expected `bool`, got `int` - at `$.sink.modes[...]` (line 2, column 25)",
        ),
        (
            "[sink]\nmodes = { 300 = true }\npath = ''\ntype = 'file'",
            "Expected `int` <= 255 - at `key` in `$.sink.modes` (line 2, column 11)",
        ),
        (
            "[sink]\npath = ''\nmore = 1\ntype = 'file'",
            "Object contains unknown field `more` - at `$.sink` (line 3, column 1)",
        ),
        ("[old]\nport = -1\ntype = 'syslog'", "Expected `int` >= 0 - at `$.old.port` (line 2, column 8)"),
        ("[old]\nport = -1\ntype = 'sys'", "Invalid value 'sys' - at `$.old.type` (line 3, column 8)"),
        ("[old]\nport = -1\ntype = 1", "Expected `str`, got `int` - at `$.old.type` (line 3, column 8)"),
        ("[old]\nport = -1", "Object missing required field `type` - at `$.old` (line 1, column 1)"),
    ] {
        let found = refused::<Sinks<'_>>(text);
        assert_eq!(found.to_string(), error, "{text}");
    }
    let read = |text: &'static str| toml::from_str::<Sinks<'_>>(text).unwrap().sink.unwrap();
    let file = Any::File { path: "a".to_owned(), ratio: 1e20, modes: [(7, true)].into() };
    assert_eq!(read("[sink]\nratio = 99999999999999999999\nmodes = {7 = 1}\npath = 'a'\ntype = 'file'"), file);
    assert_eq!(read("[sink]\nmore = 99999999999999999999\nwhen = 1979-05-27\ntype = 'open'"), Any::Open {});
    let Any::Other(raw) = read("[sink]\na = 1\nb = 2\ntype = 'new'\nc = 3") else { panic!("it is kept") };
    assert_eq!(raw.decode::<BTreeMap<&str, Value<'_>>>().unwrap().len(), 4);
}

/// Keys are the text's, and may look like the end of an error.
#[test]
fn a_key_is_taken_for_no_path() {
    #[derive(Debug, WireMessage)]
    #[wire(serde, forbid_unknown_fields)]
    struct None {}
    let found = refused::<None>("\"x - at `$.b\" = 1");
    assert_eq!(found.to_string(), "Object contains unknown field `x - at `$.b` (line 1, column 1)");
    assert_eq!(found.path(), "$");
    #[derive(Debug, WireMessage)]
    #[wire(serde, validate = odd)]
    struct Odd {
        #[wire(default)]
        n: u8,
    }
    fn odd(_: &Odd) -> Result<(), &'static str> {
        Err("odd - at `$.b`")
    }
    assert_eq!(refused::<Odd>("n = 1").path(), "$");
}

#[test]
fn a_mark_of_the_order_of_bytes_is_counted_where_bytes_are() {
    let found = refused::<Pool<'_>>("\u{feff}size = 65");
    assert_eq!((found.offset(), found.to_string().ends_with("(line 1, column 8)")), (Some(10), true));
    let found = refused::<Pool<'_>>("\u{feff}size = ");
    assert!(found.offset().is_some_and(|offset| offset >= 9), "{found:?}");
    let found = toml::from_slice::<Pool<'_>>(b"\xef\xbb\xbfname = '\xff'").unwrap_err();
    assert_eq!(found.to_string(), "Invalid UTF-8 encoded string (line 1, column 9)");
    assert_eq!(found.offset(), Some(11));
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
struct Node {
    #[wire(default)]
    a: Option<Box<Node>>,
}

/// Texts that nest `levels` tables or arrays: inside of each other, behind dots, in headers, and both.
fn bombs(levels: usize) -> Vec<(&'static str, String)> {
    let dots = |keys: usize| vec!["a"; keys].join(".");
    let mut mixed = format!("[{}]\n", dots(levels.div_ceil(4)));
    let keys = levels.div_ceil(10);
    for _ in 0..keys {
        mixed.push_str(&format!("{} = {{", dots(keys.min(70))));
    }
    mixed.push_str(&"}".repeat(keys));
    vec![
        ("inline tables", format!("{}{}", "a = {".repeat(levels), "}".repeat(levels))),
        ("open tables", "a = {".repeat(levels)),
        ("arrays", format!("a = {}{}", "[".repeat(levels), "]".repeat(levels))),
        ("open arrays", format!("a = {}", "[".repeat(levels))),
        ("a dotted key", format!("{} = 1", dots(levels))),
        ("a header", format!("[{}]", dots(levels))),
        ("an array of tables", format!("[[{}]]", dots(levels))),
        ("headers", (1..=levels.min(200)).map(|keys| format!("[[{}]]\n", dots(keys))).collect()),
        ("both", mixed),
    ]
}

/// In a debug build too.
#[test]
fn depth_bombs_are_an_error_on_a_small_stack() {
    let run = || {
        for levels in [40, 90, 1_000, 100_000] {
            for (what, text) in bombs(levels) {
                let error = toml::from_str::<Node>(&text).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Limit, "{what} {levels}: {error}");
                assert!(error.to_string().starts_with("Message is nested deeper than 32 arrays and maps ("), "{error}");
                assert!(toml::from_str::<BTreeMap<String, Value<'_>>>(&text).is_err());
            }
        }
        // What is below it is read, and skipped.
        let inline = format!("{}{}", "a = {".repeat(32), "}".repeat(32));
        assert!(toml::from_str::<Node>(&inline).is_ok());
        assert!(toml::from_str::<BTreeMap<String, Value<'_>>>(&inline).is_ok());
        let arrays = format!("b = {}{}\n[a.a.a]\na.a = {{}}", "[".repeat(32), "]".repeat(32));
        assert!(toml::from_str::<Node>(&arrays).is_ok());
        assert!(toml::from_str::<BTreeMap<String, Value<'_>>>(&arrays).is_ok());
    };
    // Under a sanitizer there is memory around each variable that nobody may touch.
    let stack = if cfg!(klaw_sanitizer) { 8 } else { 1 } * (256 << 10);
    std::thread::Builder::new().stack_size(stack).spawn(run).unwrap().join().unwrap();
}

#[test]
fn any_text_is_read_or_refused() {
    for at in 0..TEXT.len() {
        let _ = toml::from_slice::<Settings<'_>>(&TEXT.as_bytes()[..at]);
        for byte in [b'[', b'{', b'"', b'.', b'=', b'\n', 0, 0xff] {
            let mut damaged = TEXT.as_bytes().to_vec();
            damaged[at] = byte;
            if let Err(error) = toml::from_slice::<Settings<'_>>(&damaged) {
                assert!(!format!("{error:#}").is_empty());
            }
        }
    }
}
