//! The lock's text: what it says, that it reads back as it was, and what a damaged one says.

use klaw_runtime::constrain::{Pattern, Rules};
use klaw_runtime::lock::Lock;
use klaw_runtime::schema::{
    EnumerationSchema, FieldSchema, Form, MemberBody, MemberSchema, MessageSchema, Schema, Shape, Tag, UnionSchema,
    WireType,
};
use klaw_runtime::{Raw, Secret, WireMessage};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::ptr;
use std::sync::Mutex;

#[derive(WireMessage)]
#[wire(array_like, tag = 10, forbid_unknown_fields, omit_trailing_defaults, reserved(2), validate = fine)]
struct Task<'a> {
    #[constrain(min_length = 1, pattern = "^[a-z]+$")]
    id: &'a str,
    #[constrain(items(ge = 2), max_length = 4, with = fine_list)]
    ports: Vec<Port>,
    #[wire(default = 30.0, since = 2)]
    #[constrain(gt = 0.0, le = 60.0)]
    timeout: f64,
    #[wire(default, since = 3)]
    pages: (Page<u8>, Page<bool>),
    #[wire(default = "task", since = 3)]
    kind: String,
    #[wire(default, since = 3)]
    parents: BTreeMap<String, Option<Box<Node>>>,
}

fn fine(_: &Task<'_>) -> Result<(), &'static str> {
    Ok(())
}

fn fine_list(_: &Vec<Port>) -> Result<(), &'static str> {
    Ok(())
}

#[derive(WireMessage, PartialEq)]
#[wire(transparent)]
#[constrain(ge = 1)]
struct Port(u16);

#[derive(WireMessage, PartialEq, Default)]
struct Page<T> {
    #[wire(rename = "the items", alias("list", "all"))]
    items: Vec<T>,
}

#[derive(WireMessage, PartialEq)]
struct Node {
    next: Option<Box<Node>>,
    level: Level,
    key: [u8; 4],
    at: [i32; 2],
}

#[derive(WireMessage, PartialEq)]
#[wire(rename_all = "lowercase")]
enum Level {
    Info,
    #[wire(rename = "10")]
    Warn,
    #[wire(other)]
    Other(String),
}

#[derive(WireMessage)]
#[wire(tag_field = "kind")]
enum Event<'a> {
    #[wire(tag = "a task")]
    Start {
        #[wire(alias = "b")]
        a: char,
    },
    Date(date),
    #[wire(other)]
    Other(Raw<'a>),
}

#[derive(WireMessage)]
#[wire(tag, tag_field = "kind")]
#[allow(non_camel_case_types)]
struct date {}

const TEXT: &str = r#"
union Event map tag_field kind keeps_unknown
    member Start map tag_field kind tag "a task"
        field 0 a: char
            alias b
    member Date: date#1 tag date

enumeration Level keeps_unknown
    value Info = info
    value Warn = "10"

message Node map
    field 0 next: Node?
    field 1 level: Level
    field 2 key: bytes(4)
    field 3 at: [i32; 2]

message Page map
    field 0 "the items": bytes
        alias list
        alias all

message Page#2 map
    field 0 "the items": [bool]
        alias list
        alias all

newtype Port: u16
    ge 1

message Task array tag 10 forbid_unknown_fields omits_defaults checked
    field 0 id: str
        min_length 1
        pattern ^[a-z]+$
    field 1 ports: [Port]
        max_length 4
        items ge 2
        checked
    reserved 2
    field 3 timeout: float64 optional since 2
        default 30.0
        gt 0.0
        le 60.0
    field 4 pages: (Page, Page#2) optional since 3
    field 5 kind: str optional since 3
        default "task"
    field 6 parents: {str: Node?} optional since 3

message date#1 map tag_field kind tag date
"#;

#[test]
fn the_text_is_one_fact_a_line() {
    let lock = Lock::of(&[Task::SCHEMA, Event::SCHEMA]);
    let text = lock.to_string();
    let (header, body) = text.split_at(text.find("\n\n").unwrap() + 1);
    assert!(header.lines().all(|line| line.starts_with("# ")), "{header}");
    assert_eq!(body, TEXT);
    assert_eq!(text.parse::<Lock>().unwrap(), lock);
    assert!(lock.compare(&lock).is_empty());
}

#[test]
fn the_order_of_the_roots_and_their_number_is_the_same_text() {
    let lock = Lock::of(&[Event::SCHEMA, Task::SCHEMA, Node::SCHEMA, Task::SCHEMA]);
    assert_eq!(lock, Lock::of(&[Task::SCHEMA, Event::SCHEMA]));
}

/// Enough for a merge to have gone wrong in: each damage and what it says.
#[test]
fn a_damaged_lock_says_where() {
    for (text, error) in [
        ("message", "line 1: expected a name, found the end of the line"),
        ("\n\nmessage Task", "line 3: expected `array`, `array_or_map` or `map`, found the end of the line"),
        ("message Task array tags 1", "line 1: expected the end of the line, found `tags`"),
        (
            "message Task array tag 99999999999999999999",
            "line 1: expected an integer of 64 bits, found `99999999999999999999`",
        ),
        ("message Task array\n  field 0 id: str", "line 2: expected 0 spaces before the line, found 2"),
        ("message Task array\n    field 0 id: str\n      ge 1", "line 3: expected 4 spaces before the line, found 6"),
        ("message Task array\n    field 1 id: str", "line 2: expected position 0, found 1"),
        ("message Task array\n    field 0 id: str\n    reserved 0", "line 3: expected position 1, found 0"),
        ("message Task array\n    field x id: str", "line 2: expected a position, found `x`"),
        ("message Task array\n    filed 0 id: str", "line 2: expected `field` or `reserved`, found `filed`"),
        ("message Task array\n    field 0 id", "line 2: expected `:`, found the end of the line"),
        ("message Task array\n    field 0 id: ", "line 2: expected a type, found the end of the line"),
        ("message Task array\n    field 0 id: [str", "line 2: expected `]`, found the end of the line"),
        ("message Task array\n    field 0 id: [str; x]", "line 2: expected a length, found `x]`"),
        ("message Task array\n    field 0 id: int(3)", "line 2: expected a range as `0..=9)`, found `3)`"),
        ("message Task array\n    field 0 id: Port", "line 2: `Port` is not described"),
        ("message Task array\n    field 0 id: str since x", "line 2: expected a version, found `x`"),
        ("message Task array\n    field 0 id: str\n        ge x", "line 3: expected a number, found `x`"),
        ("message Task array\n    field 0 id: str\n        go 1", "line 3: expected a rule, found `go`"),
        ("message Task array\n    field 0 id: u8\n        ge 1\n        ge 2", "line 4: `ge` is given twice"),
        (
            "message Task array\n    field 0 id: str\n        default",
            "line 3: expected a default, found the end of the line",
        ),
        (
            "message Task array\n    field 0 id: str\n        pattern escaped \"a",
            "line 3: expected `\"` at the end of a text",
        ),
        (
            "message Task array\n    field 0 id: str\n        pattern escaped \"\\x\"",
            "line 3: expected `\\\"`, `\\\\`, `\\n` or `\\u{..}`, found `\\x`",
        ),
        (
            "message Task array\n    field 0 id: str\n        pattern escaped \"\\u{d800}\"",
            "line 3: expected a character as `\\u{..}`",
        ),
        ("enumeration Level\n    value Info 1", "line 2: expected `=`, found `1`"),
        ("union Event array\n    field 0 id: str", "line 2: expected `member`, found `field`"),
        ("newtype Port: u16\nnewtype Port: u16", "line 2: `Port` is described already"),
        ("<<<<<<< ours", "line 1: expected `message`, `union`, `enumeration` or `newtype`, found `<<<<<<<`"),
    ] {
        let found = text.parse::<Lock>().map(|_| ()).unwrap_err();
        assert_eq!(found.to_string(), error, "{text}");
    }
}

#[test]
fn a_lock_that_nests_without_end_is_an_error() {
    for (open, line) in [("[", 2), ("{str: ", 2), ("(", 2)] {
        let text = format!("message Task array\n    field 0 id: {}", open.repeat(100_000));
        assert_eq!(text.parse::<Lock>().unwrap_err().line(), line);
    }
    let text = format!("message Task array\n    field 0 id: str{}", "?".repeat(100_000));
    assert_eq!(text.parse::<Lock>().unwrap_err().line(), 2);
    let text = format!("message Task array\n    field 0 id: str\n        {}ge 1", "items ".repeat(100_000));
    assert_eq!(text.parse::<Lock>().unwrap_err().line(), 3);
}

/// As deep as it may be it is a lock, and one level deeper it is none: on each way down.
#[test]
fn a_lock_nests_so_deep() {
    let nested = |open: &str, inner: &str, close: &str, levels: usize| {
        let ty = [&open.repeat(levels), inner, &close.repeat(levels)].concat();
        format!("message Task array\n    field 0 id: {ty}").parse::<Lock>().is_ok()
    };
    for (open, close) in [("[", "]"), ("[", "; 2]"), ("{str: ", "}"), ("{", ": str}"), ("(", ")"), ("(u8, ", ")")] {
        assert!(nested(open, "u8", close, 128), "{open}{close}");
        assert!(!nested(open, "u8", close, 129), "{open}{close}");
    }
    assert!(nested("", "u8????????", "", 0) && !nested("", "u8?????????", "", 0));
    let rule = |levels| {
        let rule = "items ".repeat(levels);
        format!("message Task array\n    field 0 id: str\n        {rule}ge 1").parse::<Lock>().is_ok()
    };
    assert!(rule(128) && !rule(129));
}

/// What a text cannot show is escaped, and read back.
#[test]
fn control_characters_are_escaped() {
    #[derive(WireMessage)]
    struct Task {
        #[constrain(pattern = "^\u{1}\u{7f}\n\"$")]
        id: String,
    }
    let lock = Lock::of(&[Task::SCHEMA]);
    let text = lock.to_string();
    assert!(text.contains(r#"pattern escaped "^\u{1}\u{7f}\n\"$""#), "{text}");
    assert_eq!(text.parse::<Lock>().unwrap(), lock);
}

#[test]
fn defaults_are_written_as_json_has_them() {
    #[derive(WireMessage)]
    struct Task {
        #[wire(default = vec![vec![1_u16, 2], vec![3]])]
        lists: Vec<Vec<u16>>,
        #[wire(default = BTreeMap::from([("a".into(), 1), ("b".into(), 2), ("c".into(), 3)]))]
        map: BTreeMap<String, u8>,
        // No JSON: as it was written.
        #[wire(default = f64::INFINITY)]
        most: f64,
    }
    let text = Lock::of(&[Task::SCHEMA]).to_string();
    for line in ["default [[1, 2], [3]]", r#"default {"a": 1, "b": 2, "c": 3}"#, "default f64::INFINITY"] {
        assert!(text.lines().any(|found| found.trim() == line), "{line}: {text}");
    }
}

#[test]
fn the_default_of_a_secret_is_not_told() {
    fn word() -> String {
        String::from("hunter2")
    }
    #[derive(WireMessage)]
    struct Login {
        #[wire(default = Secret::new(word()))]
        token: Secret<String>,
        #[wire(default = Secret::new(String::from("hunter2")), secret)]
        password: Secret<String>,
        #[wire(default = word())]
        name: String,
    }
    let lock = Lock::of(&[Login::SCHEMA]);
    let text = lock.to_string();
    assert_eq!(text.matches("hunter2").count(), 1, "{text}");
    assert_eq!(text.parse::<Lock>().unwrap(), lock);
}

/// Types of one name are told apart by what lies in them, however deep.
#[test]
fn types_of_one_name_differ_by_what_they_hold() {
    type Deep<T> = Page<Page<Page<Page<T>>>>;
    let lock = Lock::of(&[Deep::<u16>::SCHEMA, Deep::<bool>::SCHEMA]);
    assert_eq!(lock.layouts().filter(|(name, _)| name.starts_with("Page")).count(), 8, "{lock}");
    let same = Lock::of(&[Deep::<u16>::SCHEMA, Page::<Page<u16>>::SCHEMA]);
    assert_eq!(same.layouts().count(), 4, "{same}");
}

/// Whether a rule is one for integers or for floats lies in the type, behind options, newtypes and whatever holds it.
#[test]
fn rules_are_those_of_the_type_that_they_act_on() {
    #[derive(WireMessage, PartialEq)]
    #[wire(transparent)]
    struct Ratio(f64);
    #[derive(WireMessage, PartialEq)]
    #[wire(transparent)]
    struct Half(Ratio);
    #[derive(WireMessage)]
    struct Task {
        #[constrain(items(ge = 0.5))]
        list: Vec<f64>,
        #[constrain(items(ge = 0.5))]
        fixed: [f64; 2],
        #[constrain(keys(min_length = 1), values(ge = 0.5))]
        map: BTreeMap<String, f64>,
        #[constrain(ge = 0.5)]
        option: Option<f64>,
        #[constrain(ge = 0.5)]
        newtype: Half,
        #[constrain(items(ge = 0.5))]
        both: Option<Vec<Half>>,
    }
    let lock = Lock::of(&[Task::SCHEMA]);
    let text = lock.to_string();
    assert_eq!(text.matches("ge 0.5\n").count(), 6, "{text}");
    assert_eq!(text.matches("items ge 0.5\n").count(), 3, "{text}");
    assert_eq!(text.matches("values ge 0.5\n").count(), 1, "{text}");
    assert_eq!(text.parse::<Lock>().unwrap(), lock);
}

/// The same of a newtype that holds itself: its type names it, where that of others holds what they hold.
#[test]
fn rules_act_on_what_a_newtype_that_holds_itself_is() {
    /// A key: equal where its bits are.
    #[derive(WireMessage, PartialEq)]
    #[wire(transparent)]
    struct Share(f64);
    impl Eq for Share {}
    impl Ord for Share {
        fn cmp(&self, other: &Self) -> std::cmp::Ordering {
            self.0.total_cmp(&other.0)
        }
    }
    impl PartialOrd for Share {
        fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
            Some(self.cmp(other))
        }
    }
    #[derive(WireMessage, PartialEq)]
    #[wire(transparent)]
    struct Tree(BTreeMap<Share, Tree>);
    // The derive refuses such a rule; a schema is also written by hand.
    let rules = Rules::NONE.keys(leak(Rules::NONE.ge(1, 0.5)));
    let ty = WireType::Named("Tree", || Tree::SCHEMA);
    let task = Shape::Newtype(FieldSchema { ty, rules: Some(leak(rules)), ..template() });
    let lock = Lock::of(&[leak(Schema { name: "Task", doc: "", shape: task, checked: false })]);
    let text = lock.to_string();
    assert!(text.contains("newtype Task: Tree\n    keys ge 0.5\n"), "{text}");
    assert_eq!(text.parse::<Lock>().unwrap(), lock);
}

#[test]
fn texts_of_a_known_form_go_by_its_name() {
    #[derive(WireMessage)]
    struct Task {
        id: uuid::Uuid,
        at: std::net::IpAddr,
    }
    let text = Lock::of(&[Task::SCHEMA]).to_string();
    assert!(text.contains("field 0 id: uuid\n") && text.contains("field 1 at: text("), "{text}");
}

/// A value for the rest of the process: schemas are const.
fn leak<T>(value: T) -> &'static T {
    held(Box::leak(Box::new(value)))
}

fn leak_all<T>(values: Vec<T>) -> &'static [T] {
    held(values.leak())
}

fn leak_text(text: String) -> &'static str {
    held(text.leak())
}

/// Its address stays known, so that the sanitizer calls a leak only what is none on purpose.
fn held<T: ?Sized>(value: &'static T) -> &'static T {
    static HELD: Mutex<Vec<usize>> = Mutex::new(Vec::new());
    HELD.lock().unwrap().push(ptr::from_ref(value).addr());
    value
}

/// A field, for what a lock does not hold.
fn template() -> FieldSchema {
    match &Port::SCHEMA.shape {
        Shape::Newtype(field) => *field,
        _ => panic!("a newtype"),
    }
}

fn any_name() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        "[a-zA-Z_][a-zA-Z0-9_]{0,5}",
        "\\PC{0,4}",
        any::<String>(),
        Just("date".to_owned()),
        Just("7".to_owned())
    ]
    .prop_map(leak_text)
}

fn any_type() -> impl Strategy<Value = WireType> {
    let leaf = prop_oneof![
        Just(WireType::Opaque),
        Just(WireType::Any),
        Just(WireType::Nil),
        Just(WireType::Bool),
        any::<(i64, u64)>().prop_map(|(min, max)| WireType::Int { min, max }),
        Just(WireType::Int { min: 0, max: 255 }),
        prop_oneof![Just(32), Just(64), any::<u8>()].prop_map(|bits| WireType::Float { bits }),
        Just(WireType::Str),
        Just(WireType::Char),
        Just(WireType::Bytes),
        any::<usize>().prop_map(WireType::ByteArray),
        Just(WireType::Ext),
        Just(WireType::Timestamp),
        prop_oneof![Just("uuid"), any_name()].prop_map(WireType::Text),
        Just(WireType::Named("Task", || Task::SCHEMA)),
        Just(WireType::Named("Node", || Node::SCHEMA)),
        Just(WireType::Named("Level", || Level::SCHEMA)),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|ty| WireType::Option(leak(ty))),
            inner.clone().prop_map(|ty| WireType::Sequence(leak(ty))),
            (inner.clone(), any::<usize>()).prop_map(|(ty, length)| WireType::Array(leak(ty), length)),
            prop::collection::vec(inner.clone(), 0..3).prop_map(|types| WireType::Tuple(leak_all(types))),
            (inner.clone(), inner).prop_map(|(key, value)| WireType::Map(leak(key), leak(value))),
        ]
    })
}

fn any_rules() -> impl Strategy<Value = Rules> {
    let plain = (any::<Option<i64>>(), any::<Option<u32>>(), any::<Option<String>>(), 0..4_u8).prop_map(
        |(number, length, pattern, kind)| {
            let mut rules = Rules::NONE;
            if let Some(number) = number {
                let (int, float) = (i128::from(number), number as f64 / 3.0);
                rules = match kind {
                    0 => rules.ge(int, float),
                    1 => rules.gt(int, float),
                    2 => rules.le(int, float).multiple_of(int, float),
                    _ => rules.lt(int, float),
                };
            }
            if let Some(length) = length {
                rules = rules.max_length(length as usize).min_length(usize::from(kind));
            }
            if let Some(pattern) = pattern {
                rules = rules.pattern(leak(Pattern::search(leak_text(pattern), |_| true)));
            }
            rules
        },
    );
    plain.prop_recursive(2, 4, 2, |inner| {
        (inner.clone(), inner, 0..3_u8).prop_map(|(outer, inner, kind)| match kind {
            0 => outer.items(leak(inner)),
            1 => outer.keys(leak(inner)),
            _ => outer.values(leak(inner)),
        })
    })
}

fn any_tag() -> impl Strategy<Value = Tag> {
    prop_oneof![any::<i64>().prop_map(Tag::Int), any_name().prop_map(Tag::Str)]
}

prop_compose! {
    fn any_message()(
        fields in prop::collection::vec(
            (any_name(), any_type(), any::<Option<u32>>(), any::<Option<String>>(), prop::option::of(any_rules()), any::<[bool; 3]>()),
            0..5,
        ),
        tag in prop::option::of(any_tag()),
        form in 0..3_u8,
        tag_field in any_name(),
        [forbid, omits] in any::<[bool; 2]>(),
    ) -> MessageSchema {
        let (mut slots, mut reserved) = (Vec::new(), Vec::new());
        for (position, (name, ty, since, default, rules, [checked, keep, aliased])) in fields.into_iter().enumerate() {
            if keep && checked {
                reserved.push(position);
                continue;
            }
            slots.push(FieldSchema {
                name,
                aliases: if aliased { leak_all(vec![name, "other name"]) } else { &[] },
                position,
                since: since.unwrap_or(1).max(1),
                ty,
                required: default.is_none(),
                default: default.map(leak_text),
                rules: rules.map(leak),
                checked,
                ..template()
            });
        }
        let form = match form {
            0 => Form::Array,
            1 => Form::ArrayOrMap { tag_field },
            _ => Form::Map { tag_field },
        };
        MessageSchema {
            form,
            tag,
            forbid_unknown_fields: forbid,
            omits_defaults: omits,
            fields: leak_all(slots),
            reserved: leak_all(reserved),
        }
    }
}

fn any_schema() -> impl Strategy<Value = &'static Schema> {
    let union = (prop::collection::vec((any_name(), any_message(), any_type(), any::<bool>()), 0..4), any_name());
    let union = union.prop_map(|(members, tag_field)| {
        let members = members.into_iter().map(|(name, message, ty, inline)| MemberSchema {
            name,
            doc: "",
            body: if inline { MemberBody::Message(message) } else { MemberBody::Type(ty) },
        });
        let members = leak_all(members.collect());
        Shape::Union(UnionSchema { form: Form::Map { tag_field }, members, keeps_unknown: tag_field.len() > 3 })
    });
    let enumeration = prop::collection::vec((any_name(), any_tag()), 0..5).prop_map(|values| {
        let keeps_unknown = values.len() > 2;
        Shape::Enumeration(EnumerationSchema { values: leak_all(values), keeps_unknown })
    });
    let newtype = any_message().prop_filter_map("a field", |message| message.fields.first().copied());
    let shape =
        prop_oneof![any_message().prop_map(Shape::Message), union, enumeration, newtype.prop_map(Shape::Newtype)];
    (any_name(), shape, any::<bool>()).prop_map(|(name, shape, checked)| leak(Schema { name, doc: "", shape, checked }))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_is_parsed(schemas in prop::collection::vec(any_schema(), 1..4)) {
        let lock = Lock::of(&schemas);
        let text = lock.to_string();
        let parsed: Lock = text.parse().map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(parsed.to_string(), text);
        prop_assert_eq!(&parsed, &lock);
        prop_assert!(lock.compare(&parsed).is_empty());
    }

    #[test]
    fn any_two_locks_are_compared(one in any_schema(), other in any_schema()) {
        let (one, other) = (Lock::of(&[one]), Lock::of(&[other]));
        prop_assert_eq!(one.compare(&other).is_empty(), one.to_string() == other.to_string());
    }

    #[test]
    fn a_damaged_lock_is_an_error_or_a_lock(at in any::<prop::sample::Index>(), cut in 0..20_usize, with in "[ -~\n]{0,6}|\\PC{0,3}") {
        let text = Lock::of(&[Task::SCHEMA, Event::SCHEMA]).to_string();
        let at = at.index(text.len());
        let end = (at + cut).min(text.len());
        let damaged = format!("{}{with}{}", &text[..at], &text[end..]);
        match damaged.parse::<Lock>() {
            Ok(lock) => prop_assert_eq!(lock.to_string().parse::<Lock>().map(|again| again == lock), Ok(true)),
            Err(error) => prop_assert!((1..=damaged.lines().count()).contains(&error.line())),
        }
    }
}

fn lock(text: &str) -> Lock {
    text.parse().unwrap()
}

/// Newtypes of two names that hold others twice, or themselves: each pair is judged once.
#[test]
fn newtypes_of_other_names_are_compared_once() {
    let twice = |name: &str, last: &str| {
        let inner: String =
            (0..60).map(|at| format!("newtype {name}{at}: ({name}{next}, {name}{next})\n", next = at + 1)).collect();
        lock(&format!("message M array\n    field 0 x: {name}0\n{inner}newtype {name}60: {last}\n"))
    };
    let changes = twice("A", "u8").compare(&twice("B", "str"));
    assert_eq!(changes.iter().filter(|change| change.what.starts_with("was `u8` and is `str`")).count(), 1);
    assert!(twice("A", "u8").compare(&twice("B", "u16")).iter().any(|change| change.what.contains("u16")));

    let itself = |name: &str| lock(&format!("message M array\n    field 0 x: {name}\nnewtype {name}: [{name}]\n"));
    assert!(!itself("A").compare(&itself("B")).iter().any(|change| change.subject == "M.x" && change.breaking));
}

#[test]
fn steps_at_the_end_of_the_numbers() {
    let of = |step: &str| lock(&format!("newtype A: i64\n    multiple_of {step}\n"));
    assert!(of(&i128::MIN.to_string()).compare(&of("-1")).iter().all(|change| !change.breaking));
}

#[test]
fn a_long_message_is_read_in_time() {
    let fields: String = (0..40_000).map(|at| format!("    field {at} f{at}: u8\n")).collect();
    assert_eq!(lock(&format!("message M array\n{fields}")).layouts().count(), 1);
}
