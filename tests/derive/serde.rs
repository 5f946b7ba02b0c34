//! `serde`: the one model through serde's traits, in formats that tell what stands in them and in one that does not.

use super::json::{Code, Owned, Step};
use klaw_runtime::envelope::{
    Ack, ControlAction, ControlMessage, DataMessage, Heartbeat, WireEnvelope, WireError, WireHeader,
};
use klaw_runtime::{ChannelCapacity, Format, Raw, Value, WireMessage, msgpack};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::{NonZeroI16, NonZeroU8, NonZeroU32};
use std::time::{Duration, SystemTime};

#[derive(Debug, Clone, Copy, PartialEq, Default, WireMessage)]
#[wire(serde)]
enum Kind {
    #[default]
    Data = 1,
    Control = 300,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(serde, rename_all = "snake_case")]
enum Status<'a> {
    InProgress,
    #[wire(rename = "ok")]
    Done,
    #[wire(other)]
    Other(Cow<'a, str>),
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(serde, transparent)]
#[constrain(min_length = 1, max_length = 4)]
struct Short(String);

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(serde, rename_all = "camelCase", forbid_unknown_fields, omit_defaults)]
struct Inner {
    #[constrain(ge = 1, le = 10)]
    worker_count: u8,
    #[wire(default, alias = "labels")]
    #[constrain(max_length = 2, items(min_length = 1))]
    all_labels: Vec<String>,
    #[wire(default = 0.5)]
    ratio: f64,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(serde, array_like, tag = 7, reserved(1))]
struct Outer<'a> {
    id: u64,
    kind: Kind,
    name: Cow<'a, str>,
    #[wire(default)]
    blob: Vec<u8>,
    #[wire(default)]
    inner: Option<Box<Inner>>,
    #[wire(default)]
    table: BTreeMap<u32, (i8, bool)>,
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
        table: [(9, (-1, true))].into(),
        cache: 0,
    }
}

const OUTER: &str = r#"[7,5,null,300,"é","AQI=",{"workerCount":3,"allLabels":["a"]},{"9":[-1,true]}]"#;

#[track_caller]
fn json<T: Serialize + Deserialize<'static> + Debug + PartialEq>(value: &T, text: &'static str) {
    assert_eq!(serde_json::to_string(value).unwrap(), text);
    assert_eq!(&serde_json::from_str::<T>(text).unwrap(), value);
}

/// What serde_json says of a text, without where in it.
#[track_caller]
fn refused<T: Deserialize<'static> + Debug>(text: &'static str) -> String {
    let said = serde_json::from_str::<T>(text).unwrap_err().to_string();
    said.split(" at line ").next().unwrap().to_owned()
}

#[test]
fn array_and_map_forms() {
    json(&outer(), OUTER);
    // What is missing at the end takes its default, what is too much is skipped.
    let short: Outer<'_> = serde_json::from_str(r#"[7,5,null,1,"x"]"#).unwrap();
    assert_eq!(
        short,
        Outer { kind: Kind::Data, name: "x".into(), blob: vec![], inner: None, table: [].into(), ..outer() }
    );
    assert!(serde_json::from_str::<Outer<'_>>(r#"[7,5,{"a":1},1,"x","",null,{},0,[]]"#).is_ok());
    json(&Inner { worker_count: 1, all_labels: vec![], ratio: 0.5 }, r#"{"workerCount":1}"#);
    let aliased: Inner = serde_json::from_str(r#"{"labels":["b"],"ratio":1,"workerCount":2}"#).unwrap();
    assert_eq!(aliased, Inner { worker_count: 2, all_labels: vec!["b".into()], ratio: 1.0 });
    // Of a key that stands twice the last counts.
    let twice: Inner = serde_json::from_str(r#"{"workerCount":1,"workerCount":2}"#).unwrap();
    assert_eq!(twice.worker_count, 2);
}

#[test]
fn a_fault_names_its_place() {
    for (text, said) in [
        ("[8]", "Invalid value 8 - at `$[0]`"),
        ("[7,5]", "Expected `array` of at least length 5, got 2"),
        ("[]", "Expected `array` of at least length 5, got 0"),
        ("[7,-1,null,1,\"\"]", "Expected `int` >= 0 - at `$[1]`"),
        ("[7,true,null,1,\"\"]", "invalid type: boolean `true`, expected `int` - at `$[1]`"),
        ("[7,1,null,2,\"\"]", "Invalid enum value 2 - at `$[3]`"),
        ("[7,1,null,1,\"\",\"!\"]", "Invalid base64 encoded string - at `$[5]`"),
        ("[7,1,null,1,\"\",\"\",{}]", "Object missing required field `workerCount` - at `$[6]`"),
        ("[7,1,null,1,\"\",\"\",{\"workerCount\":0}]", "Expected `int` >= 1 - at `$[6].workerCount`"),
        (
            "[7,1,null,1,\"\",\"\",{\"labels\":[\"a\",1]}]",
            "invalid type: integer `1`, expected `str` - at `$[6].allLabels[1]`",
        ),
        ("[7,1,null,1,\"\",\"\",{\"allLabels\":[\"\"]}]", "Expected `str` of length >= 1 - at `$[6].allLabels[0]`"),
        ("[7,1,null,1,\"\",\"\",{\"zz\":[\"\"]}]", "Object contains unknown field `zz` - at `$[6]`"),
        ("[7,1,null,1,\"\",\"\",null,{\"-1\":1}]", "Expected `int` >= 0 - at `key` in `$[7]`"),
        ("[7,1,null,1,\"\",\"\",null,{\"1\":[1,2]}]", "invalid type: integer `2`, expected `bool` - at `$[7][...][1]`"),
        ("[7,1,null,1,\"\",\"\",null,{\"1\":[1]}]", "Expected `array` of length 2, got 1 - at `$[7][...]`"),
        ("{}", "invalid type: map, expected `array`"),
    ] {
        assert_eq!(refused::<Outer<'_>>(text), said, "{text}");
    }
    assert_eq!(refused::<Short>("\"abcde\""), "Expected `str` of length <= 4");
    assert_eq!(refused::<ChannelCapacity>("0"), "Expected `int` >= 1");
    assert_eq!(refused::<Inner>("[]"), "invalid type: sequence, expected `object`");
}

/// The line and column of the value stay the format's.
#[test]
fn serde_json_adds_where_in_the_text() {
    let error = serde_json::from_str::<Inner>("{\"workerCount\":\n \"x\"}").unwrap_err();
    assert_eq!((error.line(), error.column(), error.is_data()), (2, 4, true));
    let error = serde_json::from_str::<Inner>("{\"workerCount\":").unwrap_err();
    assert!(error.is_eof());
}

#[test]
fn enumerations_and_newtypes() {
    json(&[Kind::Data, Kind::Control], "[1,300]");
    json(&vec![Status::InProgress, Status::Done, Status::Other("x".into())], r#"["in_progress","ok","x"]"#);
    // A string with escapes cannot be borrowed from the text.
    json(&Status::Other("a\nb".into()), r#""a\nb""#);
    json(&Short("ab".into()), "\"ab\"");
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(serde, tag = "started", tag_field = "kind")]
struct Started {
    id: u32,
    #[wire(default)]
    ports: BTreeMap<u16, String>,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(serde, tag_field = "kind")]
enum Event<'a> {
    Started(Box<Started>),
    #[wire(tag = "stopped", rename_all = "camelCase")]
    Stopped {
        exit_code: i32,
        #[wire(default)]
        blob: Option<Vec<u8>>,
    },
    #[wire(other)]
    Unknown {
        tag: Cow<'a, str>,
        raw: Raw<'a>,
    },
}

#[test]
fn unions_find_their_tag_wherever_it_stands() {
    let started = Event::Started(Box::new(Started { id: 1, ports: [(80, "http".into())].into() }));
    json(&started, r#"{"kind":"started","id":1,"ports":{"80":"http"}}"#);
    json(&Event::Stopped { exit_code: -1, blob: None }, r#"{"kind":"stopped","exitCode":-1,"blob":null}"#);
    let late: Event<'_> = serde_json::from_str(r#"{"ports":{"80":"http"},"id":1,"kind":"started"}"#).unwrap();
    assert_eq!(late, started);
    let late: Event<'_> = serde_json::from_str(r#"{"exitCode":1,"blob":"AQ==","kind":"stopped","more":[]}"#).unwrap();
    assert_eq!(late, Event::Stopped { exit_code: 1, blob: Some(vec![1]) });
    let unknown: Event<'_> = serde_json::from_str(r#"{"a":[1,null],"kind":"new","b":0.5}"#).unwrap();
    let Event::Unknown { tag, raw } = &unknown else { panic!("{unknown:?}") };
    assert_eq!((&**tag, raw.decode::<Value<'_>>().unwrap().get("b")), ("new", Some(&Value::Float(0.5))));
    assert_eq!(serde_json::to_string(&unknown).unwrap(), r#"{"a":[1,null],"kind":"new","b":0.5}"#);
    for (text, said) in [
        (r#"{"id":1}"#, "Object missing required field `kind`"),
        (r#"{"kind":1}"#, "invalid type: integer `1`, expected `str` - at `$.kind`"),
        (r#"{"id":"x","kind":"started"}"#, "invalid type: string \"x\", expected `int` - at `$.id`"),
        (r#"{"kind":"started","id":1,"kind":"stopped"}"#, "Invalid value 'stopped' - at `$.kind`"),
        (r#"["started",1]"#, "invalid type: sequence, expected `object`"),
    ] {
        assert_eq!(refused::<Event<'_>>(text), said, "{text}");
    }
    // A single message needs no tag, and takes none but its own.
    let plain: Started = serde_json::from_str(r#"{"id":1}"#).unwrap();
    assert_eq!(plain.id, 1);
    assert_eq!(refused::<Started>(r#"{"id":1,"kind":"x"}"#), "Invalid value 'x' - at `$.kind`");
}

/// What is not known is kept, whatever it is told apart by.
#[test]
fn what_is_not_known_is_kept() {
    json(&vec![Code::Ok, Code::Other(7), Code::Other(i64::MIN)], "[0,7,-9223372036854775808]");
    assert_eq!(refused::<Code>("9223372036854775808"), "Invalid enum value 9223372036854775808");

    json(&Step::Known { id: 5 }, "[1,5]");
    let step: Step<'_> = serde_json::from_str("[-9,[1],null]").unwrap();
    let Step::Other { tag: -9, raw } = &step else { panic!("{step:?}") };
    assert_eq!(raw.as_bytes(), b"\x93\xf7\x91\x01\xc0");
    assert_eq!(serde_json::to_string(&step).unwrap(), "[-9,[1],null]");
    assert_eq!(refused::<Step<'_>>("[9223372036854775808]"), "Invalid value 9223372036854775808 - at `$[0]`");

    for (text, kept) in [(r#"{"type":"new"}"#, "new"), (r#"{"a":1,"type":"n\u0065w\n"}"#, "new\n")] {
        let owned: Owned<'_> = serde_json::from_str(text).unwrap();
        let Owned::Other { tag, .. } = owned else { panic!("{owned:?}") };
        assert_eq!(tag, kept);
    }
    json(&Owned::Known { id: 3 }, r#"{"type":"known","id":3}"#);
}

/// What a format gives and no value holds is told at its place, in what is kept too.
#[test]
fn what_cannot_be_kept_says_where() {
    use serde::de::value::{EnumAccessDeserializer, Error, SeqDeserializer, StrDeserializer};
    use serde::de::{IntoDeserializer, Visitor};
    #[derive(Debug, WireMessage)]
    #[wire(serde)]
    struct Kept<'a> {
        event: Event<'a>,
    }
    let key = b"\x81\xa5event\x82\xa4kind\xa3new\x05\x01";
    let error = rmp_serde::from_slice::<Kept<'_>>(key).unwrap_err().to_string();
    assert!(error.ends_with("expected `str` - at `key` in `$.event`"), "{error}");

    /// A tag, then the variant of an enum.
    struct Part(Option<u64>);
    impl IntoDeserializer<'_, Error> for Part {
        type Deserializer = Self;
        fn into_deserializer(self) -> Self {
            self
        }
    }
    impl<'de> serde::Deserializer<'de> for Part {
        type Error = Error;
        fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let variant: StrDeserializer<'_, Error> = "x".into_deserializer();
            match self.0 {
                Some(tag) => visitor.visit_u64(tag),
                None => EnumAccessDeserializer::new(variant).deserialize_any(visitor),
            }
        }
        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
        }
    }
    let parts = SeqDeserializer::new([Part(Some(9)), Part(Some(8)), Part(None)].into_iter());
    let error = Step::deserialize(parts).unwrap_err().to_string();
    assert_eq!(error, "invalid type: enum, expected `any` - at `$[2]`");
    let parts = SeqDeserializer::new([Part(None)].into_iter());
    let error = Anything::deserialize(parts).unwrap_err().to_string();
    assert_eq!(error, "invalid type: enum, expected `any` - at `$[0]`");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
enum Table {
    #[wire(tag = "a")]
    A {
        #[wire(default)]
        ports: BTreeMap<u16, u8>,
        #[wire(default)]
        signed: BTreeMap<i64, u8>,
        #[wire(default)]
        flags: BTreeMap<bool, u8>,
        #[wire(default, with = own)]
        own: Own,
    },
}

/// serde's own types.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Own {
    list: Vec<Shape>,
    table: BTreeMap<Shape, Wrapped>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Shape {
    Point,
    Square(u8),
    Box(u8, u8),
    Text { n: u8 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Wrapped(f64);

mod own {
    use super::Own;
    use klaw_runtime::{Error, msgpack};
    pub(super) use serde::{Deserialize, Serialize};

    pub(super) fn encode(_: &Own, writer: &mut msgpack::Writer<'_>) {
        writer.nil();
    }

    pub(super) fn decode(_: &mut msgpack::Reader<'_>) -> Result<Own, Error> {
        Err(Error::custom("not here"))
    }

    pub(super) fn serialize<S: serde::Serializer>(value: &Own, serializer: S) -> Result<S::Ok, S::Error> {
        value.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Own, D::Error> {
        Own::deserialize(deserializer)
    }
}

/// Is what is in front of a tag read by the same rules as what is behind it?
#[test]
fn what_stands_in_front_of_a_tag_is_read_as_behind_it() {
    let mut accepted = 0;
    for part in [
        r#""ports":{"7":1}"#,
        r#""ports":{"007":1}"#,
        r#""ports":{"+7":1}"#,
        r#""ports":{"-7":1}"#,
        r#""ports":{"65536":1}"#,
        r#""ports":{"7.0":1}"#,
        r#""ports":{"7e0":1}"#,
        r#""ports":{" 7":1}"#,
        r#""ports":{"":1}"#,
        r#""ports":{"-":1}"#,
        r#""ports":{"nan":1}"#,
        r#""ports":{"99999999999999999999":1}"#,
        r#""signed":{"-7":1}"#,
        r#""signed":{"-07":1}"#,
        r#""signed":{"--7":1}"#,
        r#""signed":{"9223372036854775808":1}"#,
        r#""flags":{"true":1,"false":2}"#,
        r#""flags":{"True":1}"#,
        r#""flags":{"1":1}"#,
        r#""own":{"list":["Point"],"table":{}}"#,
        r#""own":{"list":[],"table":{"Point":1.5}}"#,
        r#""own":{"list":[{"Square":5},{"Box":[1,2]},{"Text":{"n":3}}],"table":{"Point":1}}"#,
        r#""own":{"list":["Squar"],"table":{}}"#,
        r#""own":{"list":[{"Square":5,"Box":[1,2]}],"table":{}}"#,
        r#""own":{"list":[{}],"table":{}}"#,
        r#""own":{"list":[{"Square":"x"}],"table":{}}"#,
        r#""own":{"list":[5],"table":{}}"#,
    ] {
        let behind = format!(r#"{{"type":"a",{part}}}"#);
        let front = format!(r#"{{{part},"type":"a"}}"#);
        let read = |text: &str| serde_json::from_str::<Table>(text).ok();
        assert_eq!(read(&front), read(&behind), "{part}");
        accepted += usize::from(read(&behind).is_some());
    }
    assert_eq!(accepted, 6);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, json, transparent)]
#[constrain(ge = 0.3)]
struct Ratio(f32);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, json)]
struct Singles {
    #[wire(default = 1.0)]
    #[constrain(gt = 0.1)]
    above: f32,
    #[wire(default)]
    #[constrain(ge = 0.1)]
    least: Option<f32>,
    #[wire(default)]
    #[constrain(multiple_of = 0.5)]
    halves: f32,
    #[wire(default)]
    #[constrain(items(gt = 0.1))]
    items: Vec<Option<f32>>,
    #[wire(default)]
    #[constrain(values(gt = 0.1), keys(min_length = 1))]
    values: BTreeMap<String, f32>,
    #[wire(default = 1.0, lax)]
    #[constrain(gt = 0.1)]
    lax: f32,
    #[wire(default)]
    #[constrain(gt = 0.1)]
    ratio: Option<Ratio>,
    #[wire(default)]
    #[constrain(items(items(le = 0.1)))]
    pairs: [[f32; 2]; 1],
    #[wire(default)]
    free: Vec<f32>,
}

/// The rules of an `f32` are held against the number that was read and the one that it becomes, as on the wire.
#[test]
fn rules_of_a_narrow_float_see_what_was_read() {
    let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    for (text, said) in [
        (r#"{"above":0.1}"#, "Expected `float` > 0.1 - at `$.above`"),
        (r#"{"least":0.0999999999}"#, "Expected `float` >= 0.1 - at `$.least`"),
        (r#"{"halves":0.50000000001}"#, "Expected `float` that's a multiple of 0.5 - at `$.halves`"),
        (r#"{"items":[1,null,0.1]}"#, "Expected `float` > 0.1 - at `$.items[2]`"),
        (r#"{"values":{"a":0.1}}"#, "Expected `float` > 0.1 - at `$.values[...]`"),
        (r#"{"lax":"0.1"}"#, "Expected `float` > 0.1 - at `$.lax`"),
        (r#"{"ratio":0.29999999999}"#, "Expected `float` >= 0.3 - at `$.ratio`"),
        (r#"{"ratio":0.1}"#, "Expected `float` >= 0.3 - at `$.ratio`"),
        (r#"{"pairs":[[0.09,0.1]]}"#, "Expected `float` <= 0.1 - at `$.pairs[0][1]`"),
        (r#"{"pairs":[[0.09,0.1000000001]]}"#, "Expected `float` <= 0.1 - at `$.pairs[0][1]`"),
    ] {
        let found = serde_json::from_str::<Singles>(text).unwrap_err().to_string();
        assert_eq!(found.split(" at line ").next().unwrap(), said, "{text}");
        let found = klaw_runtime::json::from_str::<Singles>(text).unwrap_err().to_string();
        assert_eq!(found, said, "{text}");
        let frame = rmp_serde::to_vec(&value(text)).unwrap();
        assert_eq!(msgpack::from_slice::<Singles>(&frame).unwrap_err().to_string(), said, "{text}");
        // Formats that are not for people are read strictly.
        if !text.contains("lax") {
            let found = rmp_serde::from_slice::<Singles>(&frame);
            assert_eq!(found.unwrap_err().to_string(), said, "{text}");
        }
    }
    let text = r#"{"above":0.11,"least":0.10000001,"halves":-0.5,"items":[null,0.2],"values":{"a":1},"ratio":0.30000002,
        "lax":"0.2","free":[0.1,1e-50]}"#;
    let read: Singles = serde_json::from_str(text).unwrap();
    assert_eq!(read, klaw_runtime::json::from_str(text).unwrap());
    assert_eq!(read.free, [0.1, 0.0]);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, transparent)]
struct Number(f64);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, transparent)]
struct Wide(u64);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, transparent)]
struct Letter(char);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, transparent)]
struct Blob<'a>(Cow<'a, [u8]>);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, transparent)]
struct Lent<'a>(&'a [u8]);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, transparent)]
struct Key([u8; 2]);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, transparent)]
struct Anything<'a>(Value<'a>);

/// serde's model has more types than any one format gives.
#[test]
fn whatever_type_a_format_gives() {
    use serde::de::value::{
        BorrowedBytesDeserializer as Borrowed, BytesDeserializer as Bytes, CharDeserializer, Error,
        I128Deserializer as I128, U128Deserializer as U128, UnitDeserializer,
    };
    type Read<T> = Result<T, Error>;
    let number: Read<Number> = Number::deserialize(I128::new(-5));
    assert_eq!(number, Ok(Number(-5.0)));
    assert_eq!(Number::deserialize(U128::<Error>::new(1 << 100)), Ok(Number(2f64.powi(100))));
    assert_eq!(Wide::deserialize(I128::<Error>::new(7)), Ok(Wide(7)));
    let error = Wide::deserialize(U128::<Error>::new(u128::MAX)).unwrap_err().to_string();
    assert_eq!(error, "Expected `int` <= 18446744073709551615");
    assert_eq!(Letter::deserialize(CharDeserializer::<Error>::new('é')), Ok(Letter('é')));
    assert_eq!(refused::<Letter>("\"ab\""), "Expected `str` of length <= 1");
    assert_eq!(refused::<Letter>("\"\""), "Expected `str` of length >= 1");
    assert_eq!(refused::<Letter>("5"), "invalid type: integer `5`, expected `str`");

    assert_eq!(Blob::deserialize(Bytes::<Error>::new(b"ab")), Ok(Blob(Cow::Borrowed(b"ab"))));
    assert!(matches!(Blob::deserialize(Borrowed::<Error>::new(b"ab")), Ok(Blob(Cow::Borrowed(b"ab")))));
    assert_eq!(Lent::deserialize(Borrowed::<Error>::new(b"ab")), Ok(Lent(b"ab")));
    let error = Lent::deserialize(Bytes::<Error>::new(b"ab")).unwrap_err().to_string();
    assert!(error.contains("borrow"), "{error}");
    assert_eq!(serde_json::to_string(&(Key(*b"ab"), Lent(b"ab"))).unwrap(), r#"["YWI=","YWI="]"#);
    json(&Key(*b"ab"), r#""YWI=""#);
    assert_eq!(refused::<Key>(r#""YQ==""#), "Expected `bytes` of length >= 2");
    assert_eq!(refused::<Key>(r#""YWJj""#), "Expected `bytes` of length <= 2");

    let any = |value| Ok::<_, Error>(Anything(value));
    assert_eq!(Anything::deserialize(Bytes::new(b"ab")), any(Value::Bin(b"ab"[..].into())));
    assert_eq!(Anything::deserialize(Borrowed::new(b"ab")), any(Value::Bin(b"ab"[..].into())));
    assert_eq!(Anything::deserialize(UnitDeserializer::new()), any(Value::Nil));
}

/// A value of any type goes through formats as itself.
#[test]
fn values_are_written_as_what_they_are() {
    let value = Value::Array(vec![
        Value::Nil,
        Value::Bool(true),
        Value::Int(-5),
        Value::Int(i128::from(u64::MAX)),
        Value::Float(0.5),
        Value::Bin(b"ab"[..].into()),
        Value::Map(vec![(Value::Str("a".into()), Value::Bool(false))]),
    ]);
    let text = r#"[null,true,-5,18446744073709551615,0.5,"YWI=",{"a":false}]"#;
    assert_eq!(serde_json::to_string(&Anything(value.clone())).unwrap(), text);
    let bytes = rmp_serde::to_vec(&Anything(value.clone())).unwrap();
    assert_eq!(rmp_serde::from_slice::<Anything<'_>>(&bytes).unwrap(), Anything(value));
    // As in native JSON, a timestamp is its text where people read it.
    let moment = Value::Ext(klaw_runtime::Ext { code: -1, data: b"\0\0\0\x01"[..].into() });
    assert_eq!(serde_json::to_string(&Anything(moment.clone())).unwrap(), r#""1970-01-01T00:00:01Z""#);
    assert!(rmp_serde::to_vec(&Anything(moment)).is_err());
    let ext = Value::Ext(klaw_runtime::Ext { code: 5, data: b"ab"[..].into() });
    let error = serde_json::to_string(&Anything(ext)).unwrap_err().to_string();
    assert_eq!(error, "a value of the ext family has no form outside of MessagePack");
}

fn envelopes() -> [WireEnvelope<'static>; 5] {
    let header = WireHeader::new("jobs").seq(1 << 40).ts(-1);
    let raw = Raw::encode(&(1_u8, "x", None::<u8>));
    [
        DataMessage { header: header.clone(), payload: raw.clone() }.into(),
        ControlMessage { metadata: raw, ..ControlMessage::new(header.clone(), ControlAction::Other("drain".into())) }
            .into(),
        Heartbeat::new(header.clone(), "worker-1").into(),
        Ack::new(header.clone(), 7).into(),
        WireError::new(header, "timeout", "no answer").into(),
    ]
}

#[test]
fn the_envelope_has_it() {
    let texts = [
        r#"[1,[1,1,"jobs",1099511627776,-1],[1,"x",null]]"#,
        r#"[2,[1,2,"jobs",1099511627776,-1],"drain",[1,"x",null]]"#,
        r#"[3,[1,3,"jobs",1099511627776,-1],"worker-1"]"#,
        r#"[4,[1,4,"jobs",1099511627776,-1],7,"ok"]"#,
        r#"[5,[1,5,"jobs",1099511627776,-1],"timeout","no answer",null]"#,
    ];
    for (envelope, text) in envelopes().iter().zip(texts) {
        assert_eq!(serde_json::to_string(envelope).unwrap(), text);
    }
    let typed: DataMessage<'_, (u8, &str, Option<u8>)> = serde_json::from_str(texts[0]).unwrap();
    assert_eq!(typed.payload, (1, "x", None));
    assert_eq!(refused::<WireEnvelope<'_>>("[9,[]]"), "Invalid value 9 - at `$[0]`");
    assert_eq!(refused::<WireEnvelope<'_>>("[3,[1,9]]"), "Invalid enum value 9 - at `$[1][1]`");
    let capacity: ChannelCapacity = serde_json::from_str("5").unwrap();
    assert_eq!(serde_json::to_string(&capacity).unwrap(), "5");
}

/// In serde_json it is its text; by way of another format it is the same value.
#[test]
fn raw_json_stays_as_it_was_written() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(serde, frozen)]
    struct Held<'a> {
        raws: Vec<Raw<'a>>,
    }
    let text = r#"{"raws":[{"b" : 1.50, "a":"\u0041"},1e2, [ ]]}"#;
    let held: Held<'_> = serde_json::from_str(text).unwrap();
    assert_eq!(held.raws[0].format(), Format::Json);
    assert_eq!(held.raws[0].as_bytes(), br#"{"b" : 1.50, "a":"\u0041"}"#);
    let written = r#"{"raws":[{"b" : 1.50, "a":"\u0041"},1e2,[ ]]}"#;
    assert_eq!(serde_json::to_string(&held).unwrap(), written);
    let read: Held<'_> = Held::deserialize(&mut serde_json::Deserializer::from_reader(text.as_bytes())).unwrap();
    assert_eq!(read, held);
    // A tree has no text.
    let tree = serde_json::to_value(&held).unwrap();
    assert_eq!(tree.to_string(), r#"{"raws":[{"a":"A","b":1.5},100.0,[]]}"#);
    let read: Held<'_> = Held::deserialize(tree).unwrap();
    assert_eq!(read.raws[1], Raw::encode(&100.0));
    // What serde_json takes and klaw does not has its place.
    let deep = format!(r#"{{"raws":[0,{}{}]}}"#, "[".repeat(129), "]".repeat(129));
    let error = serde_json::from_str::<Held<'_>>(&deep).unwrap_err().to_string();
    assert!(error.contains("deeper than 128 arrays and maps - at `$.raws[1]"), "{error}");
}

/// Seconds for people, milliseconds in Rust.
mod seconds {
    use klaw_runtime::Error;
    use klaw_runtime::msgpack::{Reader, Writer};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn encode(value: &u64, writer: &mut Writer<'_>) {
        writer.u64(value / 1000);
    }

    pub(super) fn decode(reader: &mut Reader<'_>) -> Result<u64, Error> {
        Ok(reader.u64()? * 1000)
    }

    pub(super) fn serialize<S: Serializer>(value: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(value / 1000)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let seconds = u64::deserialize(deserializer)?;
        if seconds > 100 {
            return Err(serde::de::Error::custom("too long"));
        }
        Ok(seconds * 1000)
    }
}

fn even(value: &u8) -> Result<(), &'static str> {
    if value % 2 == 0 { Ok(()) } else { Err("odd") }
}

fn apart<T>(value: &Checked<T>) -> Result<(), String> {
    if value.low < value.high { Ok(()) } else { Err(format!("{} is not below {}", value.low, value.high)) }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, validate = apart)]
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
    json(&value, r#"{"low":2,"high":3,"every":5,"evens":"","payload":"x"}"#);
    for (text, said) in [
        (r#"{"low":1}"#, "odd - at `$.low`"),
        (r#"{"low":4,"high":4,"payload":null}"#, "4 is not below 4"),
        (r#"{"every":101}"#, "too long - at `$.every`"),
        (r#"{"every":"x"}"#, "invalid type: string \"x\", expected u64"),
        (r#"{"evens":"AQI="}"#, "odd - at `$.evens[0]`"),
        (r#"{"low":2,"high":3}"#, "Object missing required field `payload`"),
    ] {
        assert_eq!(refused::<Checked<Option<String>>>(text), said, "{text}");
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde, array_like, accept_map, omit_trailing_defaults)]
struct Both {
    x: i64,
    #[wire(default)]
    y: i64,
}

#[test]
fn both_forms_are_read_where_the_type_says_so() {
    json(&Both { x: 1, y: 0 }, "[1]");
    json(&Both { x: 1, y: 2 }, "[1,2]");
    assert_eq!(serde_json::from_str::<Both>(r#"{"y":2,"x":1}"#).unwrap(), Both { x: 1, y: 2 });
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
struct Types {
    at: SystemTime,
    span: Duration,
    letter: char,
    narrow: f32,
    set: BTreeSet<i16>,
    pair: [u32; 2],
    id: uuid::Uuid,
    bytes: bytes::Bytes,
    map: indexmap::IndexMap<String, Option<bool>>,
    zoned: chrono::DateTime<chrono::FixedOffset>,
    day: jiff::civil::Date,
    slots: NonZeroU8,
    shift: NonZeroI16,
    peers: BTreeMap<IpAddr, NonZeroU32>,
    address: SocketAddr,
}

fn types() -> Types {
    Types {
        at: SystemTime::UNIX_EPOCH + Duration::new(1_703_001_234, 567_000_000),
        span: Duration::from_millis(1500),
        letter: '日',
        narrow: 0.5,
        set: [3, -1].into(),
        pair: [1, 2],
        id: uuid::Uuid::from_u128(1),
        bytes: bytes::Bytes::from_static(b"ab"),
        map: [("b".to_owned(), None), ("a".to_owned(), Some(true))].into(),
        zoned: chrono::DateTime::parse_from_rfc3339("1970-01-01T05:30:00+05:30").unwrap(),
        day: jiff::civil::date(2024, 2, 29),
        slots: NonZeroU8::MIN,
        shift: NonZeroI16::MIN,
        peers: [(Ipv6Addr::LOCALHOST.into(), NonZeroU32::MAX)].into(),
        address: SocketAddr::from(([10, 0, 0, 1], 80)),
    }
}

#[test]
fn the_types_of_the_library_and_of_others() {
    json(
        &types(),
        concat!(
            r#"{"at":"2023-12-19T15:53:54.567000Z","span":"PT1.5S","letter":"日","narrow":0.5,"set":[-1,3],"#,
            r#""pair":[1,2],"id":"00000000-0000-0000-0000-000000000001","bytes":"YWI=","map":{"b":null,"a":true},"#,
            r#""zoned":"1970-01-01T05:30:00+05:30","day":"2024-02-29","#,
            r#""slots":1,"shift":-32768,"peers":{"::1":4294967295},"address":"10.0.0.1:80"}"#
        ),
    );
    assert_eq!(refused::<Types>(r#"{"at":"x"}"#), "Invalid RFC3339 encoded datetime - at `$.at`");
    assert_eq!(refused::<Types>(r#"{"id":1}"#), "invalid type: integer `1`, expected `uuid` - at `$.id`");
    assert_eq!(refused::<Types>(r#"{"slots":0}"#), "Expected `int` >= 1 - at `$.slots`");
    assert_eq!(refused::<Types>(r#"{"shift":0}"#), "Expected `int` other than 0 - at `$.shift`");
    assert_eq!(refused::<Types>(r#"{"peers":{"x":1}}"#), "Invalid IP address - at `key` in `$.peers`");
    assert_eq!(refused::<Types>(r#"{"address":5}"#), "invalid type: integer `5`, expected `str` - at `$.address`");
    assert_eq!(refused::<Types>(r#"{"narrow":1e300}"#), "Expected `float` <= 3.4028234663852886e+38 - at `$.narrow`");
}

/// rmp-serde tells what stands where, with structs as arrays or as maps; postcard tells nothing.
#[test]
fn other_formats() {
    macro_rules! there_and_back {
        ($($type:ty: $value:expr;)*) => {$(
            let value: $type = $value;
            let compact = rmp_serde::to_vec(&value).unwrap();
            assert_eq!(rmp_serde::from_slice::<$type>(&compact).unwrap(), value);
            let named = rmp_serde::to_vec_named(&value).unwrap();
            assert_eq!(rmp_serde::from_slice::<$type>(&named).unwrap(), value);
            let packed = postcard::to_allocvec(&value).unwrap();
            assert_eq!(postcard::from_bytes::<$type>(&packed).unwrap(), value);
        )*};
    }
    // What is left out cannot be told from what follows where nothing tells what stands there.
    let inner = Inner { worker_count: 3, all_labels: vec!["a".into()], ratio: 0.25 };
    there_and_back! {
        Outer<'_>: Outer { inner: Some(Box::new(inner)), ..outer() };
        Types: types();
        Vec<Status<'_>>: vec![Status::Done, Status::Other("x".into())];
        Started: Started { id: 1, ports: [(80, "http".into())].into() };
    }
    for event in [
        Event::Started(Box::new(Started { id: 1, ports: [].into() })),
        Event::Stopped { exit_code: 1, blob: Some(vec![9]) },
    ] {
        for bytes in [rmp_serde::to_vec(&event).unwrap(), rmp_serde::to_vec_named(&event).unwrap()] {
            assert_eq!(rmp_serde::from_slice::<Event<'_>>(&bytes).unwrap(), event);
        }
    }
    // The array forms are the bytes of the wire itself.
    assert_eq!(rmp_serde::to_vec_named(&outer()).unwrap(), msgpack::to_vec(&outer()));
    let error = rmp_serde::from_slice::<Outer<'_>>(b"\x95\x07\x01\xc0\x01\x05").unwrap_err().to_string();
    assert!(error.ends_with("expected `str` - at `$[4]`"), "{error}");
    let error = toml::from_str::<Started>("id = 1\nports = { 80 = 5 }\n").unwrap_err().to_string();
    assert!(error.contains("invalid type: integer `5`, expected `str` - at `$.ports[...]`"), "{error}");
    let error = toml::from_str::<Inner>("workerCount = 11\n").unwrap_err().to_string();
    assert!(error.contains("Expected `int` <= 10 - at `$.workerCount`"), "{error}");
    assert_eq!(
        toml::to_string(&Started { id: 1, ports: [].into() }).unwrap(),
        "kind = \"started\"\nid = 1\n\n[ports]\n"
    );
}

/// The derived traits are serde's own.
#[test]
fn inside_of_serdes_own_types() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Mine<'a> {
        #[serde(borrow)]
        envelope: WireEnvelope<'a>,
    }
    let text = r#"{"envelope":[3,[1,3,"jobs",1099511627776,-1],"worker-1"]}"#;
    let mine: Mine<'_> = serde_json::from_str(text).unwrap();
    assert_eq!(mine.envelope, envelopes()[2]);
    let WireEnvelope::Heartbeat(Heartbeat { sender_id: Cow::Borrowed(_), .. }) = &mine.envelope else {
        panic!("not borrowed: {mine:?}")
    };
    assert_eq!(serde_json::to_string(&mine).unwrap(), text);
}
