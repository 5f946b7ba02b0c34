//! `view_of`: some of a message's fields, or what all members of a union share.

use klaw_runtime::msgpack::{self, Reader, Writer};
use klaw_runtime::view;
use klaw_runtime::{ChannelCapacity, Decode, Error, ErrorKind, Frozen, Raw, WireMessage};
use klaw_tests::assert::{reads, refused, refused_at};
use klaw_tests::damage::each_variation;
use klaw_tests::view::agree;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What an error says, and where.
fn told(error: &Error) -> (String, String, Option<usize>) {
    (error.to_string(), error.path().to_owned(), error.offset())
}

mod seconds {
    use super::{Error, Reader, Writer};

    pub(super) fn encode(value: &u64, writer: &mut Writer<'_>) {
        writer.u64(*value / 1000);
    }

    pub(super) fn decode(reader: &mut Reader<'_>) -> Result<u64, Error> {
        let seconds = reader.u64()?;
        seconds.checked_mul(1000).ok_or_else(|| Error::custom("too far off"))
    }
}

fn even(value: &u8) -> Result<(), &'static str> {
    if value % 2 == 0 { Ok(()) } else { Err("must be even") }
}

fn known(value: &String) -> Result<(), String> {
    if value == "x" { Err(format!("`{value}` is unknown")) } else { Ok(()) }
}

#[derive(Debug, Clone, Copy, PartialEq, Default, WireMessage)]
#[wire(frozen)]
enum Level {
    #[default]
    Low = 1,
    High = 2,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Point {
    x: i8,
    y: i8,
}

/// A field of each sort.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 300, reserved(2), validate = Job::check)]
struct Job {
    #[constrain(min_length = 1, max_length = 4, pattern = "^[a-z]*$")]
    name: String,
    point: Point,
    levels: Vec<Level>,
    #[constrain(with = even, le = 100)]
    priority: u8,
    #[wire(with = seconds)]
    after: u64,
    capacity: ChannelCapacity,
    #[wire(default = "none")]
    note: String,
    #[wire(default = 7)]
    retries: u16,
    #[wire(default)]
    level: Level,
    #[wire(default = vec!["y".to_owned()])]
    #[constrain(items(with = known))]
    tags: Vec<String>,
    #[wire(default)]
    labels: BTreeMap<String, f64>,
    #[wire(skip)]
    cache: u64,
}

impl Job {
    fn check(&self) -> Result<(), &'static str> {
        if self.retries == 99 { Err("too many") } else { Ok(()) }
    }
}

/// The first, with rules, in a borrowed form; one in the middle; the last with a default.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Job)]
struct JobView<'a> {
    name: &'a str,
    point: Point,
    priority: u8,
    #[wire(with = seconds)]
    after: u64,
    note: Cow<'a, str>,
    retries: u16,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Job, frozen)]
struct Labels {
    capacity: ChannelCapacity,
    level: Level,
    tags: Vec<String>,
    labels: BTreeMap<String, f64>,
}

fn job() -> Vec<u8> {
    let labels = BTreeMap::from([("a".to_owned(), 1.5)]);
    msgpack::to_vec(&Job {
        name: "load".into(),
        point: Point { x: -1, y: 100 },
        levels: vec![Level::Low, Level::High],
        priority: 4,
        after: 300_000,
        capacity: ChannelCapacity::literal(5),
        note: "ok".into(),
        retries: 3,
        level: Level::High,
        tags: vec!["b".into()],
        labels,
        cache: 0,
    })
}

#[test]
fn a_view_reads_its_fields_where_they_stand() {
    let frame = job();
    assert_eq!(frame[..5], *b"\x9d\xcd\x01\x2c\xa4");
    reads(
        &frame,
        JobView {
            name: "load",
            point: Point { x: -1, y: 100 },
            priority: 4,
            after: 300_000,
            note: "ok".into(),
            retries: 3,
        },
    );
    let labels = BTreeMap::from([("a".to_owned(), 1.5)]);
    reads(&frame, Labels { capacity: ChannelCapacity::literal(5), level: Level::High, tags: vec!["b".into()], labels });
}

#[test]
fn what_is_missing_takes_the_default_of_the_message() {
    // Name, point, the reserved position, levels, priority, after, capacity.
    let short = b"\x98\xcd\x01\x2c\xa0\x92\x00\x00\xc0\x90\x04\x05\x06";
    let mut frame = short.to_vec();
    frame[4] = 0xa1;
    frame.insert(5, b'x');
    let view: JobView<'_> = msgpack::from_slice(&frame).unwrap();
    assert_eq!((view.name, view.note, view.retries), ("x", "none".into(), 7));
    let labels: Labels = msgpack::from_slice(&frame).unwrap();
    assert_eq!((labels.level, labels.tags), (Level::Low, vec!["y".to_owned()]));
    refused_at::<JobView<'_>>(short, "Expected `str` of length >= 1 - at `$[1]`", "$[1]", 4);
    refused_at::<JobView<'_>>(&frame[..5], "Input data was truncated", "$[1]", 4);
    frame[0] = 0x97;
    refused_at::<JobView<'_>>(&frame, "Expected `array` of at least length 8, got 7", "$", 0);
}

#[test]
fn the_rules_of_the_message_hold() {
    let refused = |frame: &[u8], at: usize, bytes: &[u8], text: &str| {
        let frame = [&frame[..at], bytes, &frame[at + 1..]].concat();
        let (view, job) = (msgpack::from_slice::<JobView<'_>>(&frame), msgpack::from_slice::<Job>(&frame));
        assert_eq!(view.as_ref().unwrap_err().to_string(), text);
        assert_eq!(told(&view.unwrap_err()), told(&job.unwrap_err()));
    };
    let frame = job();
    let priority = frame.windows(3).position(|bytes| bytes == [0x01, 0x02, 0x04]).unwrap() + 2;
    refused(&frame, 5, b"L", "Expected `str` matching regex '^[a-z]*$' - at `$[1]`");
    refused(&frame, priority, &[101], "Expected `int` <= 100 - at `$[5]`");
    refused(&frame, priority, &[5], "must be even - at `$[5]`");
    // Of two faults, the first on the wire.
    refused(&frame, priority, &[5, 0xc0], "must be even - at `$[5]`");
    refused(&frame, priority + 1, b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "too far off - at `$[6]`");
}

#[test]
fn what_it_does_not_name_is_passed_over() {
    let frame = job();
    // The levels hold a text, the capacity breaks its rule.
    let at = frame.windows(3).position(|bytes| bytes == [0x92, 0x01, 0x02]).unwrap() + 1;
    let frame = [&frame[..at], b"\xa1\xff", &frame[at + 1..]].concat();
    assert!(msgpack::from_slice::<Job>(&frame).is_err());
    assert_eq!(msgpack::from_slice::<JobView<'_>>(&frame).unwrap().name, "load");
    // The message's own check does not run: it would see fields that have not been read.
    let mut frame = job();
    let retries = frame.windows(3).position(|bytes| bytes == *b"ok\x03").unwrap() + 2;
    frame[retries] = 99;
    assert_eq!(msgpack::from_slice::<Job>(&frame).unwrap_err().to_string(), "too many");
    assert_eq!(msgpack::from_slice::<JobView<'_>>(&frame).unwrap().retries, 99);
}

#[test]
fn a_view_is_refused_where_its_message_is() {
    let frame = job();
    let read = ["$[0]", "$[1]", "$[2]", "$[5]", "$[6]", "$[8]", "$[9]"];
    each_variation(&frame, |frame| {
        agree::<JobView<'_>, Job, _>(
            frame,
            &read,
            |view| (view.name.to_owned(), view.point.x, view.priority, view.after, view.note.to_string(), view.retries),
            |job| (job.name.clone(), job.point.x, job.priority, job.after, job.note.clone(), job.retries),
        );
    });
    let read = ["$[0]", "$[7]", "$[10]", "$[11]", "$[12]"];
    each_variation(&frame, |frame| {
        agree::<Labels, Job, _>(
            frame,
            &read,
            |view| (view.capacity, view.level, view.tags.clone(), format!("{:?}", view.labels)),
            |job| (job.capacity, job.level, job.tags.clone(), format!("{:?}", job.labels)),
        );
    });
}

// Maps.

#[derive(Debug, PartialEq, WireMessage)]
#[wire(tag = "event", tag_field = "what", rename_all = "camelCase")]
struct Event {
    event_id: u64,
    #[wire(alias("kind", "sort"))]
    r#type: String,
    #[wire(default = 1.5)]
    #[constrain(ge = 0.0)]
    weight: f64,
    #[wire(default)]
    extra: Vec<u8>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Event, rename_all = "camelCase", validate = EventView::check)]
struct EventView<'a> {
    event_id: u64,
    #[wire(rename = "type")]
    sort: &'a str,
    weight: f64,
    #[wire(tag)]
    tag: &'a str,
}

impl EventView<'_> {
    fn check(&self) -> Result<(), &'static str> {
        if self.sort == "never" { Err("never") } else { Ok(()) }
    }
}

fn event() -> Vec<u8> {
    msgpack::to_vec(&Event { event_id: 7, r#type: "made".into(), weight: 0.5, extra: vec![1, 2] })
}

#[test]
fn a_map_is_read_in_any_order() {
    let view = EventView { event_id: 7, sort: "made", weight: 0.5, tag: "event" };
    reads(&event(), view);
    let view = || EventView { event_id: 7, sort: "made", weight: 1.5, tag: "event" };
    reads(b"\x82\xa4type\xa4made\xa7eventId\x07", view());
    reads(b"\x84\xa4sort\xa4made\xa4what\xa5event\xa1x\x92\x80\x01\xa7eventId\x07", view());
    // Of a key that is given twice, the last value counts.
    reads(b"\x83\xa7eventId\x09\xa4type\xa4made\xa7eventId\x07", view());
    let first: EventView<'_> =
        view::first(b"\x85\xa7eventId\x09\xa4type\xa4made\xa6weight\x00\xa7eventId\x07").unwrap();
    assert_eq!(first.event_id, 9);
}

#[test]
fn a_map_is_refused_where_its_message_is() {
    refused_at::<EventView<'_>>(b"\x81\xa7eventId\x07", "Object missing required field `type`", "$", 0);
    refused_at::<EventView<'_>>(b"\x82\xa4what\xa1x\xa7eventId\x07", "Invalid value 'x' - at `$.what`", "$.what", 6);
    refused_at::<EventView<'_>>(b"\x82\x01\x02", "Expected `str`, got `int` - at `key` in `$`", "key in $", 1);
    refused::<EventView<'_>>(b"\x82\xa7eventId\x07\xa4type\xa5never", "never");
    let read = ["$.what", "$.eventId", "$.type", "$.weight"];
    each_variation(&event(), |frame| {
        agree::<EventView<'_>, Event, _>(
            frame,
            &read,
            |view| (view.event_id, view.sort.to_owned(), format!("{}", view.weight)),
            |event| (event.event_id, event.r#type.clone(), format!("{}", event.weight)),
        );
    });
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, accept_map, forbid_unknown_fields)]
struct Strict {
    a: u8,
    b: String,
    #[wire(default)]
    c: Option<u8>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(tag = "small")]
struct Small {
    #[wire(default)]
    a: u8,
    #[wire(default)]
    b: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Small)]
struct SmallView {
    a: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, accept_map, tag = 1)]
struct SmallBoth {
    #[wire(default)]
    a: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = SmallBoth)]
struct SmallBothView {
    a: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 1)]
struct SmallArray {
    #[wire(default)]
    a: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = SmallArray)]
struct SmallArrayView {
    a: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
enum SmallUnion {
    Small(Small),
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = SmallUnion)]
struct SmallUnionView {
    a: u8,
}

/// What a header may reserve is reckoned with the fewest bytes of an element: a map may leave its tag out.
#[test]
fn a_view_may_be_as_small_as_its_message() {
    fn least<'de, V: Decode<'de>>(frame: &'de [u8]) {
        assert!(msgpack::from_slice::<V>(frame).is_ok() && frame.len() >= V::MIN_SIZE, "{frame:02x?}: {}", V::MIN_SIZE);
    }
    least::<SmallView>(b"\x80");
    least::<SmallBothView>(b"\x80");
    least::<SmallBothView>(b"\x91\x01");
    least::<SmallArrayView>(b"\x91\x01");
    least::<SmallUnionView>(b"\x81\xa4type\xa5small");
    assert_eq!((SmallView::MIN_SIZE, SmallArrayView::MIN_SIZE, SmallUnionView::MIN_SIZE), (1, 2, 2));
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Strict)]
struct StrictView<'a> {
    b: &'a str,
}

#[test]
fn either_form_is_read_and_what_is_unknown_is_refused() {
    reads(b"\x92\x01\xa1x", StrictView { b: "x" });
    reads(b"\x93\x01\xa1x\xc0", StrictView { b: "x" });
    reads(b"\x82\xa1b\xa1x\xa1a\x01", StrictView { b: "x" });
    let text = "Expected `array` of at most length 3, got 4";
    refused_at::<StrictView<'_>>(b"\x94\x01\xa1x\xc0\x05", text, "$", 0);
    refused_at::<StrictView<'_>>(b"\x82\xa1b\xa1x\xa1d\x01", "Object contains unknown field `d`", "$", 5);
    assert_eq!(view::first::<StrictView<'_>>(b"\x94\x01\xa1x\xc0\x05").unwrap().b, "x");
    for frame in
        [msgpack::to_vec(&Strict { a: 1, b: "x".into(), c: Some(3) }), b"\x83\xa1b\xa1x\xa1a\x01\xa1c\x05".to_vec()]
    {
        each_variation(&frame, |frame| {
            let of_message = |strict: &Strict| strict.b.clone();
            agree::<StrictView<'_>, Strict, _>(frame, &["$[1]", "$.b"], |view| view.b.to_owned(), of_message);
        });
    }
}

// Unions.

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 1)]
struct Started {
    #[constrain(min_length = 1)]
    id: String,
    at: u32,
    by: String,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 2, forbid_unknown_fields)]
struct Stopped<T> {
    #[constrain(max_length = 3)]
    id: String,
    at: u32,
    #[wire(default)]
    why: Option<T>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Change<T> {
    Started(Started),
    Stopped(Box<Stopped<T>>),
    #[wire(tag = -300)]
    Lost {
        id: String,
        #[wire(default)]
        at: u32,
    },
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Change<u8>)]
struct ChangeView<'a> {
    id: &'a str,
    #[wire(tag)]
    tag: i64,
    at: u32,
}

#[test]
fn a_view_of_a_union_reads_what_its_members_share() {
    let id = "a";
    reads(b"\x94\x01\xa1a\x05\xa1b", ChangeView { id, tag: 1, at: 5 });
    reads(b"\x94\x02\xa1a\x05\xc0", ChangeView { id, tag: 2, at: 5 });
    reads(b"\x93\x02\xa1a\x05", ChangeView { id, tag: 2, at: 5 });
    reads(b"\x93\xd1\xfe\xd4\xa1a\x05", ChangeView { id, tag: -300, at: 5 });
    reads(b"\x92\xd1\xfe\xd4\xa1a", ChangeView { id, tag: -300, at: 0 });
    reads(b"\xdc\0\x06\xcd\0\x01\xa1a\x05\xa1b\x90\xc0", ChangeView { id, tag: 1, at: 5 });
}

#[test]
fn each_member_has_rules_of_its_own() {
    refused_at::<ChangeView<'_>>(b"\x94\x01\xa0\x05\xa1b", "Expected `str` of length >= 1 - at `$[1]`", "$[1]", 2);
    assert_eq!(msgpack::from_slice::<ChangeView<'_>>(b"\x94\x02\xa0\x05\xc0").unwrap().id, "");
    refused::<ChangeView<'_>>(b"\x94\x02\xa4abcd\x05\xc0", "Expected `str` of length <= 3 - at `$[1]`");
    refused_at::<ChangeView<'_>>(b"\x93\x01\xa1a\x05", "Expected `array` of at least length 4, got 3", "$", 0);
    let text = "Expected `array` of at most length 3, got 4";
    refused_at::<ChangeView<'_>>(b"\x95\x02\xa1a\x05\xc0\x01", text, "$", 0);
    refused_at::<ChangeView<'_>>(b"\x93\x03\xa1a\x05", "Invalid value 3 - at `$[0]`", "$[0]", 1);
    refused::<ChangeView<'_>>(b"\x93\xa1x\xa1a\x05", "Expected `int`, got `str` - at `$[0]`");
}

#[test]
fn a_view_of_a_union_is_refused_where_the_union_is() {
    let members = [
        Change::Started(Started { id: "abc".into(), at: 70_000, by: "x".into() }),
        Change::Stopped(Box::new(Stopped { id: "abc".into(), at: 7, why: Some(9_u8) })),
        Change::Lost { id: "abc".into(), at: 300 },
    ];
    for frame in members.iter().map(msgpack::to_vec).chain([b"\xdc\0\x06\xcd\0\x01\xa1a\x05\xa1b\x90\xc0".to_vec()]) {
        each_variation(&frame, |frame| {
            agree::<ChangeView<'_>, Change<u8>, _>(
                frame,
                &["$[0]", "$[1]", "$[2]"],
                |view| (view.tag, view.id.to_owned(), view.at),
                |change| match change {
                    Change::Started(Started { id, at, .. }) => (1, id.clone(), *at),
                    Change::Stopped(stopped) => (2, stopped.id.clone(), stopped.at),
                    Change::Lost { id, at } => (-300, id.clone(), *at),
                },
            );
        });
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(tag = "get", tag_field = "op")]
struct Get {
    #[wire(alias = "k")]
    key: String,
    #[wire(default)]
    depth: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(tag_field = "op", rename_all = "camelCase")]
enum Command {
    Get(Get),
    #[wire(tag = "put", forbid_unknown_fields)]
    Put {
        value: u8,
        #[constrain(max_length = 3)]
        key: String,
    },
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Command)]
struct CommandView<'a> {
    #[wire(tag)]
    tag: Cow<'a, str>,
    key: Cow<'a, str>,
}

#[test]
fn a_view_of_a_union_of_maps_finds_the_tag_wherever_it_is() {
    let view = |tag: &'static str| CommandView { tag: tag.into(), key: "x".into() };
    reads(b"\x82\xa2op\xa3get\xa3key\xa1x", view("get"));
    reads(b"\x83\xa1k\xa1x\xa1y\x90\xa2op\xa3get", view("get"));
    reads(b"\x83\xa3key\xa1x\xa5value\x05\xa2op\xa3put", view("put"));
    refused_at::<CommandView<'_>>(b"\x81\xa3key\xa1x", "Object missing required field `op`", "$", 0);
    refused::<CommandView<'_>>(b"\x82\xa2op\xa3cut\xa3key\xa1x", "Invalid value 'cut' - at `$.op`");
    refused::<CommandView<'_>>(b"\x83\xa1k\xa1x\xa5value\x05\xa2op\xa3put", "Object contains unknown field `k`");
    refused::<CommandView<'_>>(b"\x82\xa2op\xa3put\xa3key\xa4abcd", "Expected `str` of length <= 3 - at `$.key`");
    let members = [Command::Get(Get { key: "abc".into(), depth: 3 }), Command::Put { value: 5, key: "abc".into() }];
    for frame in members.iter().map(msgpack::to_vec) {
        each_variation(&frame, |frame| {
            agree::<CommandView<'_>, Command, _>(
                frame,
                &["$.op", "$.key"],
                |view| (view.tag.to_string(), view.key.to_string()),
                |command| match command {
                    Command::Get(get) => ("get".into(), get.key.clone()),
                    Command::Put { key, .. } => ("put".into(), key.clone()),
                },
            );
        });
    }
}

#[derive(Debug, PartialEq, WireMessage)]
enum Limit {
    #[wire(tag = "soft")]
    Soft { at: u32 },
    #[wire(tag = "hard")]
    Hard {
        #[wire(default)]
        at: u32,
    },
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Limit)]
struct LimitView {
    at: u32,
}

#[test]
fn what_one_member_must_have_another_may_leave_out() {
    reads(b"\x81\xa4type\xa4hard", LimitView { at: 0 });
    refused_at::<LimitView>(b"\x81\xa4type\xa4soft", "Object missing required field `at`", "$", 0);
    refused_at::<Limit>(b"\x81\xa4type\xa4soft", "Object missing required field `at`", "$", 0);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, accept_map, tag = "left")]
struct Left {
    x: u8,
    y: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, accept_map)]
enum Side {
    Left(Left),
    #[wire(tag = "right")]
    Right {
        x: u8,
    },
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Side)]
struct SideView {
    x: u8,
    #[wire(tag)]
    tag: String,
}

#[test]
fn a_view_of_a_union_of_both_forms_reads_both() {
    let view = |tag: &str| SideView { x: 5, tag: tag.into() };
    reads(b"\x93\xa4left\x05\x06", view("left"));
    reads(b"\x92\xa5right\x05", view("right"));
    reads(b"\x83\xa1y\x06\xa1x\x05\xa4type\xa4left", view("left"));
    refused::<SideView>(b"\x05", "Expected `array`, got `int`");
}

// Types.

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Sample<'a, T> {
    name: &'a str,
    value: T,
    #[wire(default)]
    last: Option<T>,
}

/// Any type may stand for that of a parameter.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Sample<'_, u64>)]
struct Text<'a> {
    value: &'a str,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Sample<'a, T>)]
struct SampleView<'a, T> {
    name: &'a str,
    value: T,
    last: Option<T>,
}

/// The type may be given as a string, as paths may.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = "Sample<'a, Raw<'a>>")]
struct Kept<'a> {
    value: Raw<'a>,
}

#[test]
fn a_field_of_a_parameter_is_of_any_type() {
    let frame = b"\x92\xa1n\xa1v";
    reads(frame, Text { value: "v" });
    reads(frame, SampleView { name: "n", value: "v", last: None });
    reads(b"\x93\xa1n\x05\x06", SampleView { name: "n", value: 5_u8, last: Some(6) });
    reads(frame, Kept { value: Raw::new(&b"\xa1v"[..]).unwrap() });
    refused_at::<SampleView<'_, u8>>(frame, "Expected `int`, got `str` - at `$[1]`", "$[1]", 3);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Pair<'a, T> {
    left: Sample<'a, T>,
    right: Sample<'a, u8>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Pair<'a, T>)]
struct PairView<'a, T> {
    left: SampleView<'a, T>,
    right: SampleView<'a, u8>,
}

#[test]
fn a_generic_view_stands_in_a_generic_view() {
    let left = SampleView { name: "l", value: "v", last: None };
    let right = SampleView { name: "r", value: 5, last: Some(6) };
    reads(b"\x92\x92\xa1l\xa1v\x93\xa1r\x05\x06", PairView { left, right });
    refused_at::<PairView<'_, u8>>(b"\x92\x92\xa1l\xa1v", "Expected `int`, got `str` - at `$[0][1]`", "$[0][1]", 4);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Outer {
    before: u8,
    job: Job,
    after: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Outer)]
struct OuterView<'a> {
    #[wire(rename = "job")]
    inner: JobView<'a>,
    after: u8,
}

#[test]
fn a_view_stands_in_a_view() {
    let frame = [b"\x93\x01".to_vec(), job(), b"\x02".to_vec()].concat();
    let view: OuterView<'_> = msgpack::from_slice(&frame).unwrap();
    assert_eq!((view.inner.name, view.after), ("load", 2));
    let mut frame = frame;
    frame[7] = b'L';
    refused::<OuterView<'_>>(&frame, "Expected `str` matching regex '^[a-z]*$' - at `$[1][1]`");
    // And in collections, as any that is read alone.
    let frames = [b"\x92".to_vec(), job(), job()].concat();
    assert_eq!(msgpack::from_slice::<Vec<JobView<'_>>>(&frames).unwrap().len(), 2);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Lent<'a> {
    #[wire(default = Cow::Borrowed("main"))]
    queue: Cow<'a, str>,
    #[wire(default = &[1, 2])]
    body: &'a [u8],
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Lent<'_>)]
struct LentView<'a> {
    queue: Cow<'a, str>,
    body: &'a [u8],
}

/// The lifetimes may be left out, as in any path.
#[allow(elided_lifetimes_in_paths, reason = "that is the case")]
mod elided {
    #[derive(Debug, PartialEq, klaw_runtime::WireMessage)]
    #[wire(view_of = super::Lent)]
    pub(super) struct LentView<'a> {
        pub(super) body: &'a [u8],
    }
}

#[test]
fn a_default_may_be_lent() {
    reads(b"\x90", LentView { queue: "main".into(), body: &[1, 2] });
    reads(b"\x90", elided::LentView { body: &[1, 2] });
    reads(b"\x92\xa1x\xc4\x01\x05", LentView { queue: "x".into(), body: &[5] });
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(view_of = Job)]
struct Nothing {}

#[test]
fn a_view_of_nothing_is_that_of_the_form() {
    reads(&job(), Nothing {});
    refused::<Nothing>(b"\x80", "Expected `array`, got `object`");
    refused::<Nothing>(b"\x91\x07", "Expected `array` of at least length 8, got 1");
}

#[test]
fn a_raw_value_is_viewed() {
    let raw = Raw::new(job()).unwrap();
    assert_eq!(raw.view::<JobView<'_>>().unwrap().name, "load");
    let error = Raw::NIL.view::<Nothing>().unwrap_err();
    assert_eq!((error.to_string().as_str(), error.offset()), ("Expected `array`, got `None`", Some(0)));
}

#[test]
fn a_view_may_be_frozen() {
    fn share<T: Frozen>(_: &T) {}
    share(&msgpack::from_slice::<Labels>(&job()).unwrap());
}

#[test]
fn what_is_passed_over_is_bounded() {
    let job = job();
    // The name, the point, the reserved position: there something deep, or long.
    let head = [&job[..9], &[0x92, 0x00, 0x00]].concat();
    let deep = [head.clone(), vec![0x91; 100_000]].concat();
    assert_eq!(msgpack::from_slice::<JobView<'_>>(&deep).unwrap_err().kind(), ErrorKind::Limit);
    for length in
        [&b"\xdd\xff\xff\xff\xff"[..], b"\xdf\xff\xff\xff\xff", b"\xc6\xff\xff\xff\xff", b"\xdb\xff\xff\xff\xff"]
    {
        let long = [&head, length].concat();
        let error = msgpack::from_slice::<JobView<'_>>(&long).unwrap_err();
        assert_eq!((error.kind(), error.path()), (ErrorKind::Truncated, "$[3]"));
    }
    // Of several values that are passed over at once, the broken one is named.
    let error = msgpack::from_slice::<JobView<'_>>(&[&head, &b"\xc0\x92\x01\xc1"[..]].concat()).unwrap_err();
    assert_eq!((error.path(), error.offset()), ("$[4]", Some(15)));
    // 128 arrays and maps may be open, the message's own among them.
    for (levels, is_ok) in [(127, true), (128, false)] {
        let value = [vec![0x91; levels], vec![0xc0]].concat();
        let frame = [&head[..], &value, &job[12 + 1..]].concat();
        assert_eq!(msgpack::from_slice::<JobView<'_>>(&frame).is_ok(), is_ok, "{levels}");
    }
}

/// What is private may stand in a view that is not.
#[allow(unreachable_pub, reason = "that is the case")]
mod public {
    use klaw_runtime::WireMessage;

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(transparent)]
    struct Hidden(u8);

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like)]
    struct Shown {
        hidden: Hidden,
        shown: u8,
    }

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(view_of = Shown)]
    pub struct ShownView {
        hidden: Hidden,
        pub shown: u8,
    }
}

#[test]
fn a_public_view_may_hold_what_is_private() {
    assert_eq!(msgpack::from_slice::<public::ShownView>(b"\x92\x05\x06").unwrap().shown, 6);
}

/// Each member of a union says for itself whether it is read by the lax rules.
#[test]
fn a_strict_member_is_viewed_strictly() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like)]
    enum Either {
        #[wire(tag = 1)]
        Lax {
            #[wire(lax)]
            at: u32,
        },
        #[wire(tag = 2)]
        Strict { at: u32 },
    }
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(view_of = Either)]
    struct EitherView {
        at: u32,
    }
    #[derive(Debug, PartialEq, WireMessage)]
    enum EitherMap {
        #[wire(tag = 1)]
        Lax {
            #[wire(lax)]
            at: u32,
        },
        #[wire(tag = 2)]
        Strict { at: u32 },
    }
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(view_of = EitherMap)]
    struct EitherMapView {
        at: u32,
    }
    for (tag, lax) in [(1, true), (2, false)] {
        // As it is written, and under a wider header.
        for header in [&b"\x92"[..], b"\xdc\0\x02"] {
            let frame = [header, &[tag], b"\xa15"].concat();
            assert_eq!(msgpack::from_slice::<EitherView>(&frame).is_ok(), lax);
            agree::<EitherView, Either, _>(
                &frame,
                &["$[0]", "$[1]"],
                |view| view.at,
                |message| match message {
                    Either::Lax { at } | Either::Strict { at } => *at,
                },
            );
        }
        let frame = [b"\x82\xa4type", &[tag][..], b"\xa2at\xa15"].concat();
        assert_eq!(msgpack::from_slice::<EitherMapView>(&frame).is_ok(), lax);
        agree::<EitherMapView, EitherMap, _>(
            &frame,
            &["$.type", "$.at"],
            |view| view.at,
            |message| match message {
                EitherMap::Lax { at } | EitherMap::Strict { at } => *at,
            },
        );
    }
}
