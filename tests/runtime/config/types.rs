//! Types of every kind: in a file as in the text formats of serde's.

use super::Case;
use klaw_runtime::WireMessage;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields)]
struct Kinds {
    #[wire(default)]
    bytes: Vec<u8>,
    #[wire(default)]
    at: Option<jiff::Timestamp>,
    #[wire(default)]
    day: Option<jiff::civil::Date>,
    #[wire(default)]
    wait: Option<Duration>,
    #[wire(default)]
    id: Option<uuid::Uuid>,
    #[wire(default)]
    address: Option<IpAddr>,
    #[wire(default)]
    initial: Option<char>,
    #[wire(default)]
    big: u64,
    #[wire(default)]
    small: i64,
    #[wire(default)]
    by_number: BTreeMap<u8, [f32; 2]>,
    #[wire(default)]
    points: Vec<Point>,
    #[wire(default)]
    shape: Option<Shape>,
    #[wire(default)]
    #[wire(with = percent)]
    load: f64,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, array_like)]
struct Point {
    x: i8,
    y: i8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields)]
enum Shape {
    #[wire(tag = "circle")]
    Circle { radius: u8 },
    #[wire(tag = "square")]
    Square { side: u8 },
}

/// `"40 %"`
mod percent {
    use klaw_runtime::{Error, msgpack};
    use serde::de::{Deserialize, Deserializer, Error as _};
    use serde::ser::Serializer;

    pub(super) fn encode(value: &f64, writer: &mut msgpack::Writer<'_>) {
        writer.str(&format!("{} %", value * 100.0));
    }

    pub(super) fn decode(reader: &mut msgpack::Reader<'_>) -> Result<f64, Error> {
        parse(reader.str()?).ok_or_else(|| Error::custom("not a percentage"))
    }

    pub(super) fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{} %", value * 100.0))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        parse(&String::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("not a percentage"))
    }

    fn parse(text: &str) -> Option<f64> {
        Some(text.strip_suffix(" %")?.parse::<f64>().ok()? / 100.0)
    }
}

const TEXT: &str = "
bytes = 'aGk='
at = 2026-01-02T03:04:05Z
day = 2026-01-02
wait = 'PT1.5S'
id = '6f1c7e58-2bd1-4ff1-9e6e-0d1b4cf2f0f3'
address = '::1'
initial = 'é'
big = 18446744073709551615
small = -9223372036854775808
points = [[1, 2], [3, -4]]
load = '40 %'
[by_number]
7 = [1, 2.5]
[shape]
type = 'circle'
radius = 3
";

#[test]
fn in_a_file() {
    let kinds = Case::new("kinds").file(TEXT).load::<Kinds>().unwrap().into_inner();
    let expected = Kinds {
        bytes: b"hi".to_vec(),
        at: Some("2026-01-02T03:04:05Z".parse().unwrap()),
        day: Some("2026-01-02".parse().unwrap()),
        wait: Some(Duration::from_millis(1500)),
        id: Some("6f1c7e58-2bd1-4ff1-9e6e-0d1b4cf2f0f3".parse().unwrap()),
        address: Some("::1".parse().unwrap()),
        initial: Some('é'),
        big: u64::MAX,
        small: i64::MIN,
        by_number: BTreeMap::from([(7, [1.0, 2.5])]),
        points: vec![Point { x: 1, y: 2 }, Point { x: 3, y: -4 }],
        shape: Some(Shape::Circle { radius: 3 }),
        load: 0.4,
    };
    assert_eq!(kinds, expected);
    // What is written is read as the same.
    let text = klaw_runtime::config::to_toml(&kinds);
    assert_eq!(Case::new("kinds_back").file(&text).load::<Kinds>().unwrap().into_inner(), expected, "{text}");
}

#[test]
fn a_union_is_replaced_and_not_merged() {
    let case = Case::new("union").file("shape = { type = 'circle', radius = 3 }\n");
    let case = case.variable("KLAW_SHAPE", r#"{"type": "square", "side": 1}"#);
    assert_eq!(case.load::<Kinds>().unwrap().shape, Some(Shape::Square { side: 1 }));
}

#[test]
fn each_is_refused_in_its_words() {
    let text = "
bytes = '!'
at = 'noon'
day = 7
wait = 'long'
id = 'x'
address = 'localhost'
initial = 'ab'
big = -1
by_number = { x = [1, 2], 300 = [1, 2], 1 = [1, 2, 3] }
points = [[1, 200], [1]]
shape = { type = 'circl', radius = 3 }
";
    Case::new("kinds_refused").file(text).refused::<Kinds>();
    for (name, line) in [
        ("kind_at", "at = 'noon'\n"),
        ("kind_day", "day = 7\n"),
        ("kind_wait", "wait = 'long'\n"),
        ("kind_id", "id = 'x'\n"),
        ("kind_address", "address = 'localhost'\n"),
        ("kind_load", "load = 'x'\n"),
        ("kind_shape", "shape = { type = 'circle', radius = 300, side = 1 }\n"),
        ("kind_points", "points = [[1, 2, 3], 4]\n"),
        ("kind_past_u64", "big = 18446744073709551616\n"),
        ("kind_past_i64", "small = -9223372036854775809\n"),
    ] {
        Case::new(name).file(line).refused::<Kinds>();
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
struct Open {
    #[wire(default)]
    n: u8,
}

#[test]
fn a_type_that_skips_unknown_keys_does_so() {
    let case = Case::new("open").file("zzz = 1\nn = 2\n");
    assert_eq!(case.load::<Open>().unwrap().n, 2);
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, WireMessage)]
#[wire(serde)]
enum Level {
    Low = 1,
    High = 3,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, WireMessage)]
#[wire(serde, rename_all = "snake_case")]
enum Colour {
    Red,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields)]
struct Keys {
    #[wire(default)]
    levels: BTreeMap<Level, u32>,
    #[wire(default)]
    colours: BTreeMap<Colour, u32>,
    #[wire(default)]
    flags: BTreeMap<bool, u32>,
}

#[test]
fn keys_of_a_map_may_be_values_of_an_enumeration_and_bools() {
    let text = "levels = { 1 = 5, 3 = 6 }\ncolours = { red = 1 }\nflags = { true = 1 }\n";
    let keys = Case::new("keys_of_maps").file(text).load::<Keys>().unwrap().into_inner();
    let levels = [(Level::Low, 5), (Level::High, 6)].into();
    assert_eq!(keys, Keys { levels, colours: [(Colour::Red, 1)].into(), flags: [(true, 1)].into() });
    assert_eq!(klaw_runtime::toml::from_str::<Keys>(text).unwrap(), keys);
    let text = "levels = { 1 = 5, 2 = 5, 01 = 5, low = 5 }\nflags = { yes = 1 }\n";
    Case::new("keys_of_maps_refused").file(text).refused::<Keys>();
}

/// As they are where klaw knows nothing of them.
mod foreign {
    use klaw_runtime::{Error, msgpack};
    use serde::de::{DeserializeOwned, Deserializer};
    use serde::ser::{Serialize, Serializer};

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    pub(super) enum Level {
        Info,
        Only(Port),
    }

    #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    pub(super) struct Port(pub u16);

    pub(super) fn encode<T: Serialize>(_: &T, writer: &mut msgpack::Writer<'_>) {
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
#[wire(serde, forbid_unknown_fields)]
struct Foreign {
    #[wire(with = foreign)]
    level: foreign::Level,
    #[wire(with = foreign)]
    only: foreign::Level,
    #[wire(with = foreign)]
    port: foreign::Port,
}

#[test]
fn types_of_serdes_own() {
    let text = "level = 'info'\nonly = { only = 80 }\nport = 81\n";
    let found = Case::new("foreign").file(text).load::<Foreign>().unwrap().into_inner();
    let (level, only) = (foreign::Level::Info, foreign::Level::Only(foreign::Port(80)));
    assert_eq!(found, Foreign { level, only, port: foreign::Port(81) });
    let text = "level = 'inf'\nonly = { only = 80, info = 1 }\nport = 'x'\n";
    Case::new("foreign_refused").file(text).refused::<Foreign>();
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields)]
struct Dotted {
    #[wire(rename = "a.b[0]", default)]
    address: Option<IpAddr>,
    #[wire(rename = "c.d", default)]
    section: Option<Inner>,
    #[wire(default)]
    address_too: Option<IpAddr>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, forbid_unknown_fields)]
struct Inner {
    #[wire(rename = "e`]", default)]
    list: Vec<IpAddr>,
}

/// What a decoder refuses is found in the file by names with dots and brackets, too.
#[test]
fn names_that_look_like_paths() {
    let text = "'a.b[0]' = 'x'\naddress_too = 'y'\n['c.d']\n'e`]' = ['::1', 'z']\n";
    Case::new("names_like_paths").file(text).refused::<Dotted>();
}
