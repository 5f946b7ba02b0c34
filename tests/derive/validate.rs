//! `validate = path`: the item's own check, behind decoding and in `validate()`.

use klaw_runtime::{ErrorKind, Validate, WireMessage, msgpack};
use klaw_tests::assert::{refused, whole};
use std::fmt;

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, validate = Span::check)]
struct Span {
    start: u8,
    #[constrain(le = 100)]
    end: u8,
}

impl Span {
    fn check(&self) -> Result<(), &'static str> {
        if self.start <= self.end { Ok(()) } else { Err("end is before start") }
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(validate = check_map, forbid_unknown_fields)]
struct Map {
    a: u8,
    #[wire(default)]
    spans: Vec<Span>,
}

struct Odd(u8);

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is odd", self.0)
    }
}

fn check_map(map: &Map) -> Result<(), Odd> {
    if map.a % 2 == 0 { Ok(()) } else { Err(Odd(map.a)) }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent, validate = even)]
#[constrain(le = 10)]
struct Even(u8);

fn even(value: &Even) -> Result<(), Odd> {
    if value.0 % 2 == 0 { Ok(()) } else { Err(Odd(value.0)) }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, validate = check_union)]
enum Union {
    #[wire(tag = 1)]
    A { value: u8 },
    #[wire(tag = 2)]
    B { value: u8 },
}

fn check_union(union: &Union) -> Result<(), String> {
    match union {
        Union::A { value: 0 } => Err("A of nothing".into()),
        _ => Ok(()),
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(validate = check_mode)]
enum Mode {
    On = 1,
    Broken = 2,
}

fn check_mode(mode: &Mode) -> Result<(), &'static str> {
    if *mode == Mode::Broken { Err("broken") } else { Ok(()) }
}

#[test]
fn the_check_runs_behind_decoding() {
    whole(Span { start: 1, end: 2 }, b"\x92\x01\x02");
    assert_eq!(refused::<Span>(b"\x92\x02\x01", "end is before start").kind(), ErrorKind::Validation);
    refused::<Map>(b"\x82\xa1a\x02\xa5spans\x91\x92\x02\x01", "end is before start - at `$.spans[0]`");
    refused::<Map>(b"\x81\xa1a\x03", "3 is odd");
    refused::<Even>(b"\x03", "3 is odd");
    refused::<Vec<Even>>(b"\x92\x02\x03", "3 is odd - at `$[1]`");
    whole(Union::B { value: 0 }, b"\x92\x02\0");
    refused::<Union>(b"\x92\x01\0", "A of nothing");
    whole(Mode::On, b"\x01");
    refused::<Mode>(b"\x02", "broken");
}

#[test]
fn the_rules_of_the_fields_and_the_elements_after_them_speak_first() {
    refused::<Span>(b"\x92\xcc\xc8\x65", "Expected `int` <= 100 - at `$[1]`");
    refused::<Even>(b"\x0b", "Expected `int` <= 10");
    refused::<Span>(b"\x93\x02\x01\xc1", "MessagePack data is malformed: invalid opcode '\\xc1' (byte 3)");
    refused::<Map>(b"\x82\xa1a\x03\xa1x\x01", "Object contains unknown field `x`");
}

#[test]
fn validate_runs_the_same_check() {
    let error = Span { start: 2, end: 1 }.validate().unwrap_err();
    assert_eq!((error.to_string().as_str(), error.path(), error.offset()), ("end is before start", "$", None));
    let map = Map { a: 2, spans: vec![Span { start: 2, end: 1 }] };
    assert_eq!(map.validate().unwrap_err().to_string(), "end is before start - at `$.spans[0]`");
    assert_eq!(Even(3).validate().unwrap_err().to_string(), "3 is odd");
    assert_eq!(Even(12).validate().unwrap_err().to_string(), "Expected `int` <= 10");
    assert_eq!(Union::A { value: 0 }.validate().unwrap_err().to_string(), "A of nothing");
    assert_eq!(Mode::Broken.validate().unwrap_err().to_string(), "broken");
    assert_eq!(msgpack::try_to_vec(&Mode::Broken).unwrap_err().to_string(), "broken");
    // Encoding alone does not ask.
    assert_eq!(msgpack::to_vec(&Mode::Broken), [2]);
}

/// What holds messages asks each of them, though it has no rules itself.
#[test]
fn what_holds_messages_asks_them() {
    let (good, bad) = (|| Span { start: 1, end: 2 }, || Span { start: 3, end: 2 });
    assert!(vec![good(), good()].validate().is_ok() && [good()].validate().is_ok() && Some(good()).validate().is_ok());
    for (error, path) in [
        (vec![good(), bad()].validate(), "$[1]"),
        ([bad(), good()].validate(), "$[0]"),
        ([good(), bad()][..].validate(), "$[1]"),
        (Some(bad()).validate(), "$"),
        (Box::new(bad()).validate(), "$"),
        (std::collections::VecDeque::from([good(), bad()]).validate(), "$[1]"),
        (std::collections::BTreeMap::from([(1_u8, bad())]).validate(), "$[...]"),
    ] {
        assert_eq!(error.unwrap_err().path(), path);
    }
}

/// Durations and clocks hold more than Python's do: what nobody could read is not written where the rules are asked.
#[test]
fn what_is_past_the_calendar_breaks_a_rule() {
    use std::time::{Duration, SystemTime};

    #[derive(WireMessage)]
    struct Job {
        #[wire(default)]
        pauses: Vec<Duration>,
        started: Option<SystemTime>,
    }

    let day = Duration::from_secs(86_400);
    let job = |pauses: &[Duration], started| Job { pauses: pauses.to_vec(), started };
    let last = SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_799);
    for (job, error) in [
        (job(&[day, Duration::MAX], None), "Duration is out of range - at `$.pauses[1]`"),
        (job(&[], Some(last + day)), "Timestamp is out of range  - at `$.started`"),
    ] {
        assert_eq!(msgpack::try_to_vec(&job).unwrap_err().to_string(), error);
        assert_eq!(msgpack::from_slice::<Job>(&msgpack::to_vec(&job)).map(drop).unwrap_err().to_string(), error);
    }
    assert!(job(&[day], Some(last)).validate().is_ok());
}
