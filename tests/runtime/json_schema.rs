//! JSON Schemas of what msgspec has not: aliases, both forms, removed fields, what is not known, names that are taken twice.

use klaw_runtime::envelope::WireEnvelope;
use klaw_runtime::{Encode, Identifier, Raw, WireMessage, json, json_schema};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::{Duration, SystemTime};

const SPAN: Duration = Duration::from_secs(60);

/// How loud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, WireMessage)]
#[wire(json, rename_all = "lowercase")]
enum Level {
    #[default]
    Low,
    High,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(json, rename_all = "lowercase")]
enum Open {
    Known,
    #[wire(other)]
    Other(String),
}

/// A name of one or more characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, WireMessage)]
#[wire(json, transparent)]
#[constrain(min_length = 1)]
struct Name(String);

mod other {
    use klaw_runtime::WireMessage;

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(json)]
    pub(crate) struct Task {
        pub(crate) ids: Vec<u8>,
    }
}

/// Several things.
///
/// In two parts: `"quoted"` and \ not.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, forbid_unknown_fields)]
struct Task {
    /// What it is called.
    #[wire(alias("title", "label"))]
    name: Name,
    #[constrain(max_length = 8)]
    #[wire(default)]
    nick: Option<Name>,
    #[wire(default = Level::High)]
    level: Level,
    #[wire(default = 1 + 1)]
    retries: u16,
    #[wire(default = SPAN)]
    span: Duration,
    #[wire(default = 0.1)]
    ratio: f32,
    #[wire(default)]
    by_level: BTreeMap<Level, bool>,
    #[wire(default)]
    by_name: BTreeMap<Name, (u8, Option<Option<char>>)>,
    #[wire(default = f64::INFINITY)]
    limit: f64,
    #[wire(default = vec![0, 1])]
    blob: Vec<u8>,
    other: other::Task,
    next: Option<Box<Task>>,
    at: Option<SystemTime>,
}

fn schema<T: Encode>() -> Value {
    serde_json::from_str(&json_schema::<T>()).unwrap()
}

fn accepts(schema: &Value, text: &str) -> bool {
    let value = serde_json::from_str(text).unwrap();
    jsonschema::draft202012::new(schema).unwrap().is_valid(&value)
}

fn property(name: &str) -> Value {
    schema::<Task>()["$defs"]["Task"]["properties"][name].clone()
}

#[test]
fn documentation_and_defaults_are_told() {
    let schema = schema::<Task>();
    assert_eq!(schema["$ref"], "#/$defs/Task");
    let text = "Several things.\n\nIn two parts: `\"quoted\"` and \\ not.";
    assert_eq!(schema["$defs"]["Task"]["description"], text);
    let name = json!({"type": "string", "minLength": 1, "description": "A name of one or more characters."});
    assert_eq!(property("nick")["anyOf"][0]["allOf"], json!([{"type": "string", "maxLength": 8}]));
    for (key, value) in name.as_object().unwrap() {
        assert_eq!(property("nick")["anyOf"][0][key], *value);
    }
    assert_eq!(property("name")["description"], "What it is called.");
    assert_eq!(property("level"), json!({"$ref": "#/$defs/Level", "default": "high"}));
    assert_eq!(
        schema["$defs"]["Level"],
        json!({"title": "Level", "description": "How loud.", "enum": ["low", "high"]})
    );
    assert_eq!(property("retries"), json!({"type": "integer", "minimum": 0, "maximum": 65535, "default": 2}));
    assert_eq!(property("span"), json!({"type": "string", "format": "duration", "default": "PT60S"}));
    assert_eq!(property("by_level")["propertyNames"], json!({"$ref": "#/$defs/Level"}));
    assert_eq!(property("by_name")["propertyNames"], json!({"minLength": 1}));
    assert_eq!(property("limit"), json!({"type": "number"}), "JSON has no infinity");
    assert_eq!(property("blob"), json!({"type": "string", "contentEncoding": "base64", "default": "AAE="}));
}

#[test]
fn what_is_written_is_accepted() {
    let other = || other::Task { ids: vec![1] };
    let task = |next| Task {
        name: Name("a".to_owned()),
        nick: None,
        level: Level::Low,
        retries: 0,
        span: SPAN,
        ratio: 0.5,
        by_level: BTreeMap::from([(Level::High, true)]),
        by_name: BTreeMap::from([(Name("n".to_owned()), (1, Some(Some('é'))))]),
        limit: 1.0,
        blob: vec![],
        other: other(),
        next,
        at: Some(SystemTime::UNIX_EPOCH),
    };
    let schema = schema::<Task>();
    let text = json::to_string(&task(Some(Box::new(task(None)))));
    assert!(accepts(&schema, &text), "{text}");
    // Damage of each kind.
    let value: Value = serde_json::from_str(&text).unwrap();
    for (pointer, wrong) in [
        ("/name", json!("")),
        ("/nick", json!("123456789")),
        ("/level", json!("loud")),
        ("/retries", json!(65536)),
        ("/by_level", json!({"loud": true})),
        ("/by_name", json!({"": [1, null]})),
        ("/by_name", json!({"n": [1]})),
        ("/by_name", json!({"n": [1, "ab"]})),
        ("/blob", json!(1)),
        ("/other", json!({})),
        ("/next/next", json!({})),
        ("/next/name", json!(5)),
        ("/at", json!(0)),
    ] {
        let mut damaged = value.clone();
        *damaged.pointer_mut(pointer).unwrap() = wrong;
        assert!(!accepts(&schema, &damaged.to_string()), "{damaged}");
        assert!(json::from_str::<Task>(&damaged.to_string()).is_err());
    }
}

#[test]
fn two_types_of_one_name_are_told_apart() {
    let schema = schema::<Task>();
    assert_eq!(property("other"), json!({"$ref": "#/$defs/Task_2"}));
    assert_eq!(property("next")["anyOf"][0], json!({"$ref": "#/$defs/Task"}));
    let ids = json!({"type": "string", "contentEncoding": "base64"});
    assert_eq!(schema["$defs"]["Task_2"]["properties"]["ids"], ids);
    assert_eq!(schema["$defs"].as_object().unwrap().len(), 3);
}

#[test]
fn an_alias_is_another_name() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(json, forbid_unknown_fields)]
    struct Small {
        #[wire(alias = "id")]
        name: u8,
    }
    let schema = schema::<Small>();
    for (text, is_one) in [
        (r#"{"name":1}"#, true),
        (r#"{"id":1}"#, true),
        ("{}", false),
        (r#"{"nid":1}"#, false),
        (r#"{"id":300}"#, false),
    ] {
        assert_eq!(accepts(&schema, text), is_one, "{text}");
        assert_eq!(json::from_str::<Small>(text).is_ok(), is_one, "{text}");
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, array_like, accept_map, tag = "both", reserved(1))]
struct Both {
    first: u8,
    #[wire(default)]
    third: Option<String>,
}

#[test]
fn both_forms_and_removed_fields_are_told() {
    let schema = schema::<Both>();
    for (text, is_one) in [
        (r#"["both",1]"#, true),
        (r#"["both",1,"anything","x",5]"#, true),
        (r#"["both",1,null,5]"#, false),
        (r#"["both"]"#, false),
        (r#"["other",1]"#, false),
        (r#"{"type":"both","first":1}"#, true),
        (r#"{"type":"both","first":"1"}"#, false),
        (r#"{"type":"both"}"#, false),
        ("1", false),
    ] {
        assert_eq!(accepts(&schema, text), is_one, "{text}");
        assert_eq!(json::from_str::<Both>(text).is_ok(), is_one, "{text}");
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json)]
enum Command<'a> {
    #[wire(tag = "start")]
    Start {
        id: Identifier,
        #[wire(default = 3)]
        retries: u8,
        #[wire(default = Level::High)]
        level: Level,
    },
    #[wire(tag = "stop")]
    Stop {},
    #[wire(other)]
    Other(Raw<'a>),
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json)]
enum Closed {
    #[wire(tag = 1)]
    One { open: Open },
    #[wire(tag = 2)]
    Two {},
}

#[test]
fn unions_are_their_members_and_what_is_not_known() {
    let open = schema::<Command<'_>>();
    assert_eq!(open["$defs"]["Start"]["properties"]["retries"]["default"], 3);
    assert_eq!(open["$defs"]["Command"].get("discriminator"), None);
    let closed = schema::<Closed>();
    let mapping = json!({"propertyName": "type", "mapping": {"1": "#/$defs/One", "2": "#/$defs/Two"}});
    assert_eq!(closed["$defs"]["Closed"]["discriminator"], mapping);
    for (text, is_command, is_closed) in [
        (r#"{"type":"start","id":"a"}"#, true, false),
        (r#"{"type":"later","what":1}"#, true, false),
        (r#"{"what":1}"#, false, false),
        (r#"{"type":1,"open":"known"}"#, false, true),
        (r#"{"type":1,"open":"whatever"}"#, false, true),
        (r#"{"type":1,"open":5}"#, false, false),
        (r#"{"type":3}"#, false, false),
        ("[]", false, false),
    ] {
        // A tag of another kind is no tag: JSON Schema does not tell, as it takes any message for one that is not known.
        if !text.contains(r#""type":1"#) && !text.contains(r#""type":3"#) {
            assert_eq!(accepts(&open, text), is_command, "{text}");
        }
        assert_eq!(json::from_str::<Command<'_>>(text).is_ok(), is_command, "{text}");
        assert_eq!(accepts(&closed, text), is_closed, "{text}");
        assert_eq!(json::from_str::<Closed>(text).is_ok(), is_closed, "{text}");
    }
}

#[test]
fn what_has_no_name_stands_at_the_root() {
    let schema = schema::<Vec<Option<u8>>>();
    let item = json!({"anyOf": [{"type": "integer", "minimum": 0, "maximum": 255}, {"type": "null"}]});
    assert_eq!(schema["items"], item);
    assert!(schema.get("$defs").is_none());
    assert_eq!(self::schema::<WireEnvelope<'_>>()["$ref"], "#/$defs/WireEnvelope");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, array_like)]
struct Parts {
    digest: [u8; 4],
    row: [u16; 3],
    #[wire(default = true)]
    on: bool,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json)]
struct Settings {
    #[wire(default = BTreeMap::from([("a".to_owned(), 1)]))]
    by_name: BTreeMap<String, u8>,
    #[wire(default = BTreeMap::from([(7, true)]))]
    by_number: BTreeMap<u8, bool>,
    #[wire(default)]
    list: Vec<u8>,
    #[wire(default)]
    names: Vec<String>,
    #[wire(default)]
    table: BTreeMap<String, String>,
}

#[test]
fn fixed_lengths_and_defaults_of_collections_are_told() {
    let parts = schema::<Parts>();
    let items = &parts["$defs"]["Parts"]["prefixItems"];
    assert_eq!(items[0], json!({"type": "string", "minLength": 8, "maxLength": 8, "contentEncoding": "base64"}));
    let number = json!({"type": "integer", "minimum": 0, "maximum": 65535});
    assert_eq!(items[1], json!({"type": "array", "items": number, "minItems": 3, "maxItems": 3}));
    assert_eq!(items[2], json!({"type": "boolean", "default": true}));

    let settings = schema::<Settings>();
    let of = |name: &str| settings["$defs"]["Settings"]["properties"][name]["default"].clone();
    assert_eq!([of("by_name"), of("by_number")], [json!({"a": 1}), json!({"7": true})]);
    assert_eq!([of("list"), of("names"), of("table")], [json!(""), json!([]), json!({})]);
}

mod v1 {
    use klaw_runtime::WireMessage;

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(json)]
    pub(crate) struct Spec {
        pub(crate) a: u8,
    }

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(json)]
    pub(crate) struct Task {
        pub(crate) spec: Spec,
        pub(crate) next: Option<Box<Task>>,
    }
}

mod v2 {
    use klaw_runtime::WireMessage;

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(json)]
    pub(crate) struct Spec {
        pub(crate) b: String,
    }

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(json)]
    pub(crate) struct Task {
        pub(crate) spec: Spec,
        pub(crate) next: Option<Box<Task>>,
    }
}

/// Types that say the same of their fields are two where what they name is.
#[test]
fn two_types_of_one_name_are_told_apart_by_what_they_name() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(json)]
    struct Both {
        old: v1::Task,
        new: v2::Task,
        again: v1::Task,
    }
    let schema = schema::<Both>();
    let of = |name: &str| schema["$defs"]["Both"]["properties"][name]["$ref"].clone();
    assert_eq!([of("old"), of("new"), of("again")], ["#/$defs/Task", "#/$defs/Task_2", "#/$defs/Task"]);
    assert_eq!(schema["$defs"]["Task_2"]["properties"]["next"]["anyOf"][0]["$ref"], "#/$defs/Task_2");
    let task = |a| v1::Task { spec: v1::Spec { a }, next: None };
    let new = v2::Task { spec: v2::Spec { b: "b".to_owned() }, next: None };
    let both = Both { old: task(1), new, again: v1::Task { next: Some(Box::new(task(3))), ..task(2) } };
    let text = json::to_string(&both);
    assert_eq!(json::from_str::<Both>(&text).unwrap(), both);
    assert!(accepts(&schema, &text), "{schema}");
    assert!(!accepts(&schema, &text.replace(r#"{"b":"b"}"#, r#"{"a":1}"#)));
}

/// A type that is called like the second of another name.
#[test]
fn a_number_behind_a_name_is_not_another_types() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(json)]
    #[allow(non_camel_case_types)]
    struct Spec_2 {
        c: bool,
    }
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(json)]
    struct Three {
        first: v1::Spec,
        third: Spec_2,
        second: v2::Spec,
    }
    let schema = schema::<Three>();
    let of = |name: &str| schema["$defs"]["Three"]["properties"][name]["$ref"].clone();
    assert_eq!([of("first"), of("third"), of("second")], ["#/$defs/Spec", "#/$defs/Spec_2", "#/$defs/Spec_3"]);
    let text = json::to_string(&Three {
        first: v1::Spec { a: 1 },
        third: Spec_2 { c: true },
        second: v2::Spec { b: "b".to_owned() },
    });
    assert!(accepts(&schema, &text), "{schema}");
}

/// A type whose default comes in another order each time is one type all the same, and so is its schema.
#[test]
fn a_default_that_is_hashed_is_the_same_each_time() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(json)]
    struct Weights {
        #[wire(default = HashMap::from([("us".to_owned(), 1), ("eu".to_owned(), 2)]))]
        by_name: HashMap<String, u32>,
        #[wire(default = HashSet::from(["us".to_owned(), "eu".to_owned()]))]
        names: HashSet<String>,
    }
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(json)]
    struct Task {
        one: Weights,
        two: Weights,
    }
    for _ in 0..20 {
        let text = json_schema::<Task>();
        assert!(!text.contains("Weights_2"), "{text}");
        assert!(text.contains(r#""default":{"eu":2,"us":1}"#), "{text}");
    }
}

/// What a place asks of keys, it asks of those of a newtype too.
#[test]
fn rules_of_keys_are_told_of_newtypes_too() {
    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, WireMessage)]
    #[wire(json, transparent)]
    struct Key(String);

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(json)]
    struct Tables {
        #[constrain(keys(max_length = 3))]
        named: BTreeMap<Name, u8>,
        #[constrain(keys(max_length = 3))]
        free: BTreeMap<Key, u8>,
        any: BTreeMap<Key, u8>,
    }
    let schema = schema::<Tables>();
    let of = |name: &str| schema["$defs"]["Tables"]["properties"][name]["propertyNames"].clone();
    assert_eq!(of("named"), json!({"minLength": 1, "allOf": [{"maxLength": 3}]}));
    assert_eq!(of("free"), json!({"maxLength": 3}));
    assert_eq!(of("any"), Value::Null);
    for (key, fits) in [("abc", true), ("abcd", false)] {
        for text in [
            format!(r#"{{"named":{{"{key}":1}},"free":{{}},"any":{{}}}}"#),
            format!(r#"{{"named":{{}},"free":{{"{key}":1}},"any":{{}}}}"#),
        ] {
            assert_eq!(json::from_str::<Tables>(&text).is_ok(), fits, "{text}");
            assert_eq!(accepts(&schema, &text), fits, "{text}");
        }
    }
}
