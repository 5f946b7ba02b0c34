//! `lax`: on a field, on a type, and what it does not reach. The rules themselves are held against msgspec in `compat/lax.rs`.

use klaw_runtime::{Decode, Error, Lax, Value, WireMessage, json, msgpack, report};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

/// A message of these values, in MessagePack.
fn frame(values: &[Value<'_>]) -> Vec<u8> {
    msgpack::to_vec(&Value::Array(values.to_vec()))
}

fn text(value: &str) -> Value<'_> {
    Value::Str(Cow::Borrowed(value))
}

fn said<T: Debug>(read: Result<T, Error>) -> String {
    read.unwrap_err().to_string()
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 1, json, serde)]
struct Inner {
    n: u32,
    #[wire(default)]
    m: Option<u32>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, json, serde)]
struct OneField {
    before: u8,
    #[wire(lax)]
    #[constrain(ge = 1, le = 9)]
    lax: u8,
    after: u8,
    #[wire(lax, default)]
    inner: Option<Inner>,
}

#[test]
fn one_field_is_lax_and_its_neighbours_are_not() {
    let read = |values: [Value<'_>; 3]| msgpack::from_slice::<OneField>(&frame(&values));
    let one = || Value::Int(1);
    let value = OneField { before: 1, lax: 2, after: 1, inner: None };
    assert_eq!(read([one(), text("2"), one()]).unwrap(), value);
    assert_eq!(said(read([text("1"), one(), one()])), "Expected `int`, got `str` - at `$[0]`");
    assert_eq!(said(read([one(), text("2"), text("1")])), "Expected `int`, got `str` - at `$[2]`");
    assert_eq!(said(read([one(), text("10"), one()])), "Expected `int` <= 9 - at `$[1]`");
    assert_eq!(said(read([one(), text("0"), one()])), "Expected `int` >= 1 - at `$[1]`");
    assert_eq!(json::from_str::<OneField>(r#"[1,"2",1]"#).unwrap(), value);
    assert_eq!(said(json::from_str::<OneField>(r#"[1,"2","1"]"#)), "Expected `int`, got `str` - at `$[2]`");
    assert_eq!(said(json::from_str::<OneField>(r#"[1,"10",1]"#)), "Expected `int` <= 9 - at `$[1]`");
    assert_eq!(serde_json::from_str::<OneField>(r#"[1,"2",1]"#).unwrap(), value);
    assert!(serde_json::from_str::<OneField>(r#"[1,"2","1"]"#).is_err());
    assert!(serde_json::from_str::<OneField>(r#"["1","2",1]"#).is_err());
}

#[test]
fn all_that_is_inside_is_lax_but_tags() {
    let value = OneField { before: 1, lax: 2, after: 1, inner: Some(Inner { n: 3, m: Some(4) }) };
    let read = |inner: &[Value<'_>]| {
        let outer = [Value::Int(1), Value::Int(2), Value::Int(1), Value::Array(inner.to_vec())];
        msgpack::from_slice::<OneField>(&frame(&outer))
    };
    assert_eq!(read(&[Value::Int(1), text("3"), Value::Float(4.0)]).unwrap(), value);
    assert_eq!(read(&[Value::Int(1), text("3"), text("NULL")]).unwrap().inner, Some(Inner { n: 3, m: None }));
    assert_eq!(said(read(&[text("1"), text("3")])), "Expected `int`, got `str` - at `$[3][0]`");
    assert_eq!(said(read(&[Value::Float(1.0), text("3")])), "Expected `int`, got `float` - at `$[3][0]`");
    assert_eq!(json::from_str::<OneField>(r#"[1,2,1,[1,"3",4.0]]"#).unwrap(), value);
    assert_eq!(said(json::from_str::<OneField>(r#"[1,2,1,["1","3"]]"#)), "Expected `int` - at `$[3][0]`");
    assert_eq!(serde_json::from_str::<OneField>(r#"[1,2,1,[1,"3",4.0]]"#).unwrap(), value);
    assert!(serde_json::from_str::<OneField>(r#"[1,2,1,["1","3"]]"#).is_err());
    // By itself the inner message is strict.
    assert!(msgpack::from_slice::<Inner>(&frame(&[Value::Int(1), text("3")])).is_err());
    assert!(json::from_str::<Inner>(r#"[1,"3"]"#).is_err());
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(lax, forbid_unknown_fields, json, serde)]
struct AllFields<'a> {
    count: u64,
    flags: Vec<bool>,
    colour: [u8; 3],
    points: Vec<Point>,
    by_id: BTreeMap<i32, f64>,
    name: Cow<'a, str>,
}

/// A message of numbers of one type, which has ways of its own.
#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, json, serde)]
struct Point {
    x: f32,
    y: f32,
}

const ALL: &str = r#"{"count":"7","flags":["1",0,true,"FALSE"],"colour":"AAEC","points":[[1,2],["3","-inf"]],
    "by_id":{"1":"2.5","-0":3},"name":"8"}"#;

fn all() -> AllFields<'static> {
    AllFields {
        count: 7,
        flags: vec![true, false, true, false],
        colour: [0, 1, 2],
        points: vec![Point { x: 1.0, y: 2.0 }, Point { x: 3.0, y: f32::NEG_INFINITY }],
        by_id: BTreeMap::from([(1, 2.5), (0, 3.0)]),
        name: "8".into(),
    }
}

#[test]
fn a_lax_type_is_lax_in_every_field() {
    assert_eq!(json::from_str::<AllFields<'_>>(ALL).unwrap(), all());
    assert_eq!(serde_json::from_str::<AllFields<'_>>(ALL).unwrap(), all());
    // In MessagePack: what the same text holds, with the bytes as bytes.
    let Value::Map(mut entries) = json::from_str::<Value<'_>>(ALL).unwrap() else { panic!() };
    entries.iter_mut().find(|(key, _)| *key == text("colour")).unwrap().1 = Value::Bin(Cow::Borrowed(&[0, 1, 2]));
    let frame = msgpack::to_vec(&Value::Map(entries));
    assert_eq!(msgpack::from_slice::<AllFields<'_>>(&frame).unwrap(), all());
    assert!(report::validate_all::<AllFields<'_>>(&frame).is_ok());

    let mut old = AllFields { count: 0, points: vec![Point { x: 0.0, y: 0.0 }; 3], ..all() };
    msgpack::decode_in_place(&frame, &mut old).unwrap();
    assert_eq!(old, all());
}

#[test]
fn a_lax_type_writes_what_a_strict_one_does() {
    assert_eq!(msgpack::from_slice::<AllFields<'_>>(&msgpack::to_vec(&all())).unwrap(), all());
    assert_eq!(json::to_string(&Inner { n: 1, m: None }), "[1,1,null]");
    let schema = format!("{:?}", AllFields::SCHEMA);
    assert!(schema.contains("lax: true"));
}

#[test]
fn a_report_is_lax_where_the_type_is() {
    let frame = frame(&[text("1"), text("2"), text("3"), text("null")]);
    let faults = report::validate_all::<OneField>(&frame).faults;
    let said: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(said, ["Expected `int`, got `str` - at `$[0]`", "Expected `int`, got `str` - at `$[2]`"]);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent, lax, json, serde)]
#[constrain(ge = 1)]
struct Port(u16);

#[test]
fn a_newtype_is_lax_wherever_it_stands() {
    assert_eq!(
        msgpack::from_slice::<Vec<Port>>(&frame(&[text("80"), Value::Int(443)])).unwrap(),
        [Port(80), Port(443)]
    );
    assert_eq!(json::from_str::<Vec<Port>>(r#"["80", 443.0]"#).unwrap(), [Port(80), Port(443)]);
    assert_eq!(serde_json::from_str::<Vec<Port>>(r#"["80", 443.0]"#).unwrap(), [Port(80), Port(443)]);
    assert_eq!(said(json::from_str::<Vec<Port>>(r#"["0"]"#)), "Expected `int` >= 1 - at `$[0]`");
    assert_eq!(said(json::from_str::<Vec<Port>>(r#"["70000"]"#)), "Expected `int` <= 65535 - at `$[0]`");
    assert_eq!(said(json::from_str::<(Port, u8)>(r#"["1", "1"]"#)), "Expected `int`, got `str` - at `$[1]`");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, lax, json, serde)]
enum Command {
    #[wire(tag = 2)]
    Wait {
        seconds: f64,
        urgent: bool,
    },
    Inner(Inner),
}

#[test]
fn a_lax_union_is_lax_in_its_struct_like_variants() {
    let wait = Command::Wait { seconds: 0.5, urgent: true };
    assert_eq!(msgpack::from_slice::<Command>(&frame(&[Value::Int(2), text("0.5"), text("1")])).unwrap(), wait);
    assert_eq!(json::from_str::<Command>(r#"[2,"0.5",1]"#).unwrap(), wait);
    assert_eq!(serde_json::from_str::<Command>(r#"[2,"0.5",1]"#).unwrap(), wait);
    assert_eq!(said(json::from_str::<Command>(r#"["2","0.5",1]"#)), "Expected `int` - at `$[0]`");
    assert_eq!(
        said(msgpack::from_slice::<Command>(&frame(&[Value::Int(1), text("3")]))),
        "Expected `int`, got `str` - at `$[1]`"
    );
    assert!(serde_json::from_str::<Command>(r#"[1,"3"]"#).is_err());
    let Lax(inner) = serde_json::from_str::<Lax<Command>>(r#"[1,"3"]"#).unwrap();
    assert_eq!(inner, Command::Inner(Inner { n: 3, m: None }));
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = OneField)]
struct View {
    lax: u8,
    after: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = AllFields<'_>)]
struct MapView {
    by_id: BTreeMap<i32, f64>,
}

#[test]
fn a_view_is_lax_where_the_viewed_field_is() {
    fn view<'de, V: Decode<'de>>(frame: &'de [u8]) -> Result<V, Error> {
        msgpack::from_slice(frame)
    }
    let good = frame(&[Value::Int(1), text("2"), Value::Int(3)]);
    assert_eq!(view::<View>(&good).unwrap(), View { lax: 2, after: 3 });
    let bad = frame(&[Value::Int(1), text("2"), text("3")]);
    assert_eq!(said(view::<View>(&bad)), "Expected `int`, got `str` - at `$[2]`");
    let map = msgpack::to_vec(&BTreeMap::from([("by_id", BTreeMap::from([("5", "6")]))]));
    assert_eq!(view::<MapView>(&map).unwrap(), MapView { by_id: BTreeMap::from([(5, 6.0)]) });
}
