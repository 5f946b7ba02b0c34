//! Each of `Limits`, on every road that takes them.

use crate::roads::{Reads, everywhere_with, frame, golden};
use bytes::Bytes;
use futures_lite::future::block_on;
use klaw_runtime::channel::local::{self, LocalReceiver};
use klaw_runtime::channel::{
    ChannelActor, ChannelError, ChannelOptions, FramedReceiver, Receiver, RecvError, ReferenceReceiver, Sender,
};
use klaw_runtime::codec::{self, CodecPool};
use klaw_runtime::config::CodecPoolConfig;
use klaw_runtime::envelope::{DataMessage, WireEnvelope, WireHeader};
use klaw_runtime::registry::SchemaRegistry;
use klaw_runtime::router::Router;
use klaw_runtime::{ChannelCapacity, ErrorKind, Limits, Raw, Value, WireMessage, msgpack};
use std::collections::BTreeMap;

const WHOLE: [Reads; 3] = [Reads::Envelope, Reads::Structure, Reads::Value];

/// Without limits on the input itself: what a peek reads is bounded by itself.
const UNLIMITED: [&str; 5] = ["peek_version", "peek_tag", "Place::range", "splice", "splice_in_place"];

#[test]
fn the_size_of_a_message() {
    for golden in golden() {
        let limits = Limits::new().message_size(golden.len());
        everywhere_with(&golden, &limits).accepted(&WHOLE).accepted(&[Reads::Start]);
        let seen = everywhere_with(&golden, &limits.message_size(golden.len() - 1));
        let text = format!("Message has {} bytes, at most {} are allowed", golden.len(), golden.len() - 1);
        seen.says(&WHOLE, &text).says(&[Reads::Typed], &text);
        for road in crate::roads::all().filter(|road| road.reads == Reads::Start && road.name != "Reader::skip") {
            assert_eq!(seen.on(road.name).is_err(), !UNLIMITED.contains(&road.name), "{}", road.name);
        }
    }
    let seen = everywhere_with(b"[1, 2]", &Limits::new().message_size(5));
    seen.says(&[Reads::Json], "Message has 6 bytes, at most 5 are allowed");
    assert!(everywhere_with(b"[1, 2]", &Limits::new().message_size(6)).on("Vec<u64> in JSON").is_ok());
    seen.says(&[Reads::Toml], "Message has 6 bytes, at most 5 are allowed");
    everywhere_with(b"a = ''", &Limits::new().message_size(6)).accepted(&[Reads::Toml]);
}

#[test]
fn the_size_of_strings() {
    let limits = Limits::new().string_size(4);
    for (value, fits) in [
        (&b"\xa4abcd"[..], true),
        (b"\xa5abcde", false),
        (b"\xd9\x05abcde", false),
        (b"\xda\0\x05abcde", false),
        (b"\xdb\0\0\0\x05abcde", false),
        (b"\xc4\x04abcd", true),
        (b"\xc4\x05abcde", false),
        (b"\xc5\0\x05abcde", false),
        (b"\xc6\0\0\0\x05abcde", false),
        (b"\xd6\x05abcd", true),
        (b"\xd7\x05abcdefgh", false),
        (b"\xc7\x05\x01abcde", false),
        (b"\xc8\0\x05\x01abcde", false),
        (b"\xc9\0\0\0\x05\x01abcde", false),
        (b"\x81\xa5abcde\xc0", false),
        (b"\x91\x91\xa5abcde", false),
    ] {
        for bytes in [
            frame(b"\x93\x01", value),
            frame(b"\x94\x03", &[b"\xa1s", value].concat()),
            frame(b"\x94\x02", &[b"\xa4stop", value].concat()),
        ] {
            let seen = everywhere_with(&bytes, &limits);
            if fits {
                seen.accepted(&WHOLE);
            } else {
                seen.refused(&WHOLE, ErrorKind::Limit);
            }
        }
        let seen = everywhere_with(value, &limits);
        assert_eq!(seen.on("Raw::new").is_ok(), fits, "{value:02x?}");
    }
    everywhere_with(br#"["abcde"]"#, &limits).refused(&[Reads::Json], ErrorKind::Limit);
    for (text, fits) in [
        ("name = 'abcd'", true),
        ("name = 'abcde'", false),
        ("name = \"abcde\"", false),
        ("name = \"ab\\n\"", true),
        ("name = \"ab\\n\\n\"", false),
        ("name = '''abcd'''", true),
        ("name = \"\"\"abcde\"\"\"", false),
        ("next = { name = 'abcde' }", false),
        ("list = [{ name = 'abcd' }, { name = 'abcde' }]", false),
        ("map.abcd = 123456", true),
        ("map.abcde = 1", false),
        ("map.'abcd' = 1", true),
        ("[map]\nabcde = 1", false),
    ] {
        let seen = everywhere_with(text.as_bytes(), &limits);
        if fits {
            assert!(!matches!(seen.on("Settings in TOML"), Err((ErrorKind::Limit, _))), "{text}");
        } else {
            seen.refused(&[Reads::Toml], ErrorKind::Limit);
        }
    }
    let seen = everywhere_with(b"[next]\nname = 'abcde'", &limits);
    seen.says(
        &[Reads::Toml],
        "Message holds a string longer than 4 bytes (byte 14) - at `$.next.name` (line 2, column 8)",
    );
}

#[test]
fn the_count_of_elements() {
    let limits = Limits::new().element_count(5);
    for (value, fits) in [
        (&b"\x95\x01\x02\x03\x04\x05"[..], true),
        (b"\x96\x01\x02\x03\x04\x05\x06", false),
        (b"\xdc\0\x06\x01\x02\x03\x04\x05\x06", false),
        (b"\xdd\0\0\0\x06\x01\x02\x03\x04\x05\x06", false),
        (b"\x85\x01\xc0\x02\xc0\x03\xc0\x04\xc0\x05\xc0", true),
        (b"\x86\x01\xc0\x02\xc0\x03\xc0\x04\xc0\x05\xc0\x06\xc0", false),
        (b"\xde\0\x06\x01\xc0\x02\xc0\x03\xc0\x04\xc0\x05\xc0\x06\xc0", false),
    ] {
        let seen = everywhere_with(&frame(b"\x93\x01", value), &limits);
        if fits {
            seen.accepted(&WHOLE);
        } else {
            seen.refused(&WHOLE, ErrorKind::Limit);
        }
        assert_eq!(everywhere_with(value, &limits).on("Raw::new").is_ok(), fits, "{value:02x?}");
    }
    everywhere_with(b"[1,2,3,4,5,6]", &limits).refused(&[Reads::Json], ErrorKind::Limit);
    everywhere_with(b"list = [{},{},{},{},{}]", &limits).accepted(&[Reads::Toml]);
    everywhere_with(b"map = {a=1,b=2,c=3,d=4,e=5}", &limits).accepted(&[Reads::Toml]);
    for text in [
        "list = [{},{},{},{},{},{}]",
        "next.list = [{},{},{},{},{},{}]",
        "map = {a=1,b=2,c=3,d=4,e=5,f=6}",
        "[map]\na=1\nb=2\nc=3\nd=4\ne=5\nf=6\n",
        "map.a=1\nmap.b=2\nmap.c=3\nmap.d=4\nmap.e=5\nmap.f=6\n",
        "[[list]]\n[[list]]\n[[list]]\n[[list]]\n[[list]]\n[[list]]\n",
    ] {
        everywhere_with(text.as_bytes(), &limits).refused(&[Reads::Toml], ErrorKind::Limit);
    }
    let seen = everywhere_with(b"[map]\na=1\nb=2\nc=3\nd=4\ne=5\nf=6\n", &limits);
    let text = "Message holds an array or map of more than 5 elements (byte 26) - at `$.map` (line 7, column 1)";
    seen.says(&[Reads::Toml], text);
}

#[test]
fn memory_and_depth() {
    let bytes = msgpack::to_vec(&vec!["text"; 100]);
    let seen = everywhere_with(&bytes, &Limits::new().memory(1000));
    for road in ["Vec<String>", "Value", "Raw to JSON and back"] {
        assert_eq!(seen.on(road).unwrap_err().0, ErrorKind::Limit, "{road}");
    }
    let flat = everywhere_with(&bytes, &Limits::new().depth(0));
    flat.refused(&[Reads::Structure, Reads::Value], ErrorKind::Limit);
    assert_eq!(flat.on("Vec<String>").unwrap_err().0, ErrorKind::Limit);
    assert_eq!(flat.on("Reader::skip").unwrap_err().0, ErrorKind::Limit);
    let text = everywhere_with(br#"["text","text"]"#, &Limits::new().memory(30));
    assert_eq!(text.on("Vec<String> in JSON").unwrap_err().0, ErrorKind::Limit);
    // The parser, its tree, or what is made of it.
    let list = ["list = [", &"{},".repeat(100), "]"].concat();
    for bytes in [1_000, 20_000, 40_000] {
        let seen = everywhere_with(list.as_bytes(), &Limits::new().memory(bytes));
        assert_eq!(seen.on("Settings in TOML").unwrap_err().0, ErrorKind::Limit, "{bytes}");
    }
    everywhere_with(list.as_bytes(), &Limits::new().memory(100_000)).accepted(&[Reads::Toml]);
    // The root is a level, as elsewhere.
    for (text, levels) in [("", 1), ("map.a = 1", 2), ("list = []", 2), ("list = [{}]", 3), ("next.next = {}", 3)] {
        let within = |depth| everywhere_with(text.as_bytes(), &Limits::new().depth(depth));
        within(levels).accepted(&[Reads::Toml]);
        let words = format!("Message is nested deeper than {} arrays and maps (line 1, column ", levels - 1);
        for road in ["Value in TOML", "Settings in TOML"] {
            let (kind, said) = within(levels - 1).on(road).unwrap_err();
            assert_eq!(kind, ErrorKind::Limit);
            assert!(said.starts_with(&words), "{said}");
        }
    }
}

/// What is refused where it is decoded has its place.
#[test]
fn memory_of_a_text_for_people() {
    use klaw_runtime::{WireMessage, toml};
    #[derive(Debug, WireMessage)]
    #[wire(serde)]
    struct Row {
        #[wire(default = [0; 1000])]
        numbers: [u64; 1000],
    }
    #[derive(Debug, WireMessage)]
    #[wire(serde)]
    struct Rows {
        rows: Vec<Box<Row>>,
    }
    let text = "rows = [\n{},\n{},\n]";
    let rows = toml::from_str::<Rows>(text).unwrap().rows;
    assert_eq!(rows.iter().map(|row| row.numbers.len()).sum::<usize>(), 2000);
    // The first that is too little.
    let under = |bytes| toml::from_str_with::<Rows>(text, &Limits::new().memory(bytes));
    let error = (0..100).find_map(|step| under(30_000 - step * 200).err());
    let error = error.unwrap();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Limit, "$.rows[1]"));
    let said = error.to_string();
    assert!(said.contains(" bytes of decoded collections - at `$.rows[1]` (line 3, column 1)"), "{said}");
}

/// TOML has no form that is the one.
#[test]
fn no_toml_is_canonical() {
    let seen = everywhere_with(b"count = 1", &Limits::new().canonical());
    seen.refused(&[Reads::Toml], ErrorKind::Limit);
    assert_eq!(seen.on("Value in TOML").unwrap_err().1, "Message holds TOML, which has no canonical form (byte 0)");
}

/// A pool holds its limits for all that it decodes, payloads too.
#[test]
fn of_a_pool() {
    const STRICT: CodecPool =
        CodecPool::new().limits(Limits::new().message_size(64).string_size(8).deny_duplicate_keys().canonical());
    let fine = frame(b"\x93\x01", b"\x81\xa1a\x01");
    assert!(STRICT.decode::<WireEnvelope<'_>>(&fine).is_ok());
    let payload = Raw::new(&b"\x82\xa1a\x01\xa1a\x02"[..]).unwrap();
    let error = STRICT.decode_payload::<Value<'_>>(&payload).unwrap_err();
    assert_eq!(error.to_string(), "Message holds a map with a key twice (byte 4)");
}

/// What a message of a channel holds here: each limit can be broken by it.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, frozen, tag = 7)]
struct Words {
    words: BTreeMap<String, Vec<u64>>,
}

/// The same with its envelope, for a registry.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, frozen, tag = 1)]
struct Numbered<'a> {
    header: WireHeader<'a>,
    payload: Words,
}

/// A limit, `Words` that it lets by, others that it does not, and what is said of them then.
struct Case {
    limits: Limits,
    fine: Vec<u8>,
    bad: Vec<u8>,
    says: &'static str,
}

/// Each limit, for `Words` that stand in something else: behind so many bytes, and below so many levels.
fn cases(bytes: usize, levels: u32) -> Vec<Case> {
    let list = |list: &[u8]| [b"\x92\x07\x81\xa1a", list].concat();
    let short = list(b"\x91\x01");
    let many = [&b"\xdc\x03\xe8"[..], &[1; 1000]].concat();
    let limits = Limits::new();
    [
        (limits.message_size(bytes + short.len()), list(b"\x92\x01\x01"), "Message has "),
        (limits.depth(levels + 3), b"\x93\x07\x80\x91\x91\x91\xc0".to_vec(), "nested"),
        (limits.deny_duplicate_keys(), b"\x92\x07\x82\xa1a\x90\xa1a\x90".to_vec(), "a map with a key twice"),
        (limits.string_size(4), b"\x92\x07\x81\xa5store\x90".to_vec(), "a string longer than 4 bytes"),
        (limits.element_count(5), list(b"\x96\x01\x01\x01\x01\x01\x01"), "more than 5 elements"),
        (limits.memory(4000), list(&many), "more than 4000 bytes of decoded collections"),
        (limits.canonical(), list(b"\x91\xcc\x01"), "an integer that is longer than it needs to be"),
    ]
    .into_iter()
    .map(|(limits, bad, says)| Case { limits, fine: short.clone(), bad, says })
    .collect()
}

/// A way that bytes come in on: what is said of them.
type Way = (&'static str, fn(&[u8], Limits) -> Result<(), String>);

fn told(error: RecvError) -> String {
    match error {
        RecvError::Malformed { error, .. } => error.to_string(),
        other => panic!("{other}"),
    }
}

fn refused(error: ChannelError) -> String {
    match error {
        ChannelError::Mismatch(error) => error.reason,
        other => panic!("{other}"),
    }
}

fn options() -> ChannelOptions {
    ChannelOptions::new(ChannelCapacity::literal(8))
}

/// A frame that no limit refuses.
const SMALL: &[u8] = b"\x93\x01\x90\x92\x07\x80";
/// One that no decoder takes.
const BROKEN: &[u8] = b"\xc1";

type Reading = FramedReceiver<Words, LocalReceiver<Bytes>>;

/// Of a channel that holds these frames.
fn receiver(frames: &[&[u8]], limits: Limits) -> Reading {
    let (sender, receiver) = local::channel::<Bytes>("words", &options());
    for frame in frames {
        sender.send_blocking(frame.to_vec().into()).unwrap();
    }
    FramedReceiver::new(receiver).limits(limits)
}

/// A batch was cut off in front of the frame: what is kept of it is read later.
fn left(frame: &[u8], limits: Limits) -> Reading {
    let mut receiver = receiver(&[BROKEN, frame], limits);
    assert!(receiver.recv_batch_blocking(9, None).is_err());
    receiver
}

/// An actor that got the frame when nobody held it against anything.
fn actor(frame: &[u8], limits: Limits) -> ChannelActor<Words> {
    let actor = ChannelActor::new("words", &options());
    actor.register_receiver("reader", "").unwrap();
    actor.sender().frames().send_blocking(frame.to_vec().into()).unwrap();
    actor.limits(limits)
}

fn empty() -> ChannelActor<Words> {
    ChannelActor::new("words", &options())
}

/// A router that fails for what it does not know.
fn router(limits: Limits) -> Router<(), ()> {
    Router::new(|_, _, _| panic!("no handler is asked")).limits(limits)
}

const FRAMES: [Way; 26] = [
    ("recv", |frame, limits| block_on(receiver(&[frame], limits).recv()).map(drop).map_err(told)),
    ("recv of what was left", |frame, limits| block_on(left(frame, limits).recv()).map(drop).map_err(told)),
    ("try_recv", |frame, limits| block_on(receiver(&[frame], limits).try_recv()).map(drop).map_err(told)),
    ("try_recv of what was left", |frame, limits| block_on(left(frame, limits).try_recv()).map(drop).map_err(told)),
    ("recv_batch", |frame, limits| block_on(receiver(&[frame], limits).recv_batch(9, None)).map(drop).map_err(told)),
    ("recv_batch of what was left", |frame, limits| {
        block_on(left(frame, limits).recv_batch(9, None)).map(drop).map_err(told)
    }),
    ("recv_batch, in its midst", |frame, limits| {
        let mut receiver = receiver(&[SMALL, frame], limits);
        match receiver.recv_batch_blocking(9, None).unwrap().len() {
            2 => Ok(()),
            _ => receiver.recv_blocking().map(drop).map_err(told),
        }
    }),
    ("recv_ref", |frame, limits| block_on(receiver(&[frame], limits).recv_ref()).map(drop).map_err(told)),
    ("recv_ref of what was left", |frame, limits| block_on(left(frame, limits).recv_ref()).map(drop).map_err(told)),
    ("recv_batch_ref", |frame, limits| {
        block_on(receiver(&[frame], limits).recv_batch_ref(9, None)).map(drop).map_err(told)
    }),
    ("recv_batch_ref of what was left", |frame, limits| {
        block_on(left(frame, limits).recv_batch_ref(9, None)).map(drop).map_err(told)
    }),
    ("recv_blocking", |frame, limits| receiver(&[frame], limits).recv_blocking().map(drop).map_err(told)),
    ("recv_blocking of what was left", |frame, limits| left(frame, limits).recv_blocking().map(drop).map_err(told)),
    ("a receiver's clone", |frame, limits| receiver(&[frame], limits).clone().recv_blocking().map(drop).map_err(told)),
    ("get", |frame, limits| block_on(actor(frame, limits).get("reader", None)).map(drop).map_err(told)),
    ("get_nowait", |frame, limits| actor(frame, limits).get_nowait("reader").map(drop).map_err(told)),
    ("get_batch", |frame, limits| block_on(actor(frame, limits).get_batch("reader", 9, None)).map(drop).map_err(told)),
    ("get_batch_blocking", |frame, limits| {
        actor(frame, limits).get_batch_blocking("reader", 9, None).map(drop).map_err(told)
    }),
    ("an actor's clone", |frame, limits| actor(frame, limits).clone().get_nowait("reader").map(drop).map_err(told)),
    ("an actor's receiver", |frame, limits| actor(frame, limits).receiver().recv_blocking().map(drop).map_err(told)),
    ("put_frame", |frame, limits| {
        block_on(empty().limits(limits).put_frame(frame.to_vec().into(), None)).map_err(refused)
    }),
    ("put_frame_blocking, of a clone", |frame, limits| {
        empty().limits(limits).clone().put_frame_blocking(frame.to_vec().into()).map_err(refused)
    }),
    ("Router, by channel", |frame, limits| {
        let router = router(limits).on_channel::<Words>("", |_, _, _| Ok(())).unwrap();
        router.dispatch(&mut (), frame).map_err(|error| error.to_string())
    }),
    ("Router, by tag", |frame, limits| {
        let router = router(limits).on_tag::<Words>(|_, _, _| Ok(())).unwrap();
        router.dispatch(&mut (), frame).map_err(|error| error.to_string())
    }),
    ("SchemaRegistry::decode_with", |frame, limits| {
        numbered().decode_with(frame, &limits).map(drop).map_err(|error| error.to_string())
    }),
    ("SchemaRegistry::decode_frame_with", |frame, limits| {
        numbered().decode_frame_with(frame.to_vec(), &limits).map(drop).map_err(|error| error.to_string())
    }),
];

fn numbered() -> SchemaRegistry<Numbered<'static>> {
    let registry = SchemaRegistry::empty();
    registry.register::<Numbered<'static>>(1).unwrap();
    registry
}

/// A message that was decoded elsewhere, where nobody held it against anything.
fn message(payload: &[u8]) -> WireEnvelope<'static> {
    codec::decode(&frame(b"\x93\x01", payload)).unwrap().into_owned()
}

const PAYLOADS: [Way; 3] = [
    ("Router::dispatch_message, by channel", |payload, limits| {
        let router = router(limits).on_channel::<Words>("", |_, _, _| Ok(())).unwrap();
        router.dispatch_message(&mut (), &message(payload), b"").map_err(|error| error.to_string())
    }),
    ("Router::dispatch_message, by tag", |payload, limits| {
        let router = router(limits).on_tag::<Words>(|_, _, _| Ok(())).unwrap();
        router.dispatch_message(&mut (), &message(payload), b"").map_err(|error| error.to_string())
    }),
    ("CodecPool::decode_payload", |payload, limits| {
        let payload = Raw::new(payload).unwrap();
        let decoded = CodecPool::new().limits(limits).decode_payload::<Words>(&payload);
        decoded.map(drop).map_err(|error| error.to_string())
    }),
];

#[test]
fn of_channels_and_routers() {
    for ((name, way), payload_alone) in
        FRAMES.into_iter().map(|way| (way, false)).chain(PAYLOADS.map(|way| (way, true)))
    {
        let around = |payload: &[u8]| if payload_alone { payload.to_vec() } else { frame(b"\x93\x01", payload) };
        let (bytes, levels) = if payload_alone { (0, 0) } else { (around(b"").len(), 1) };
        for Case { limits, fine, bad, says } in cases(bytes, levels) {
            assert_eq!(way(&around(&fine), limits), Ok(()), "{name}: {says}");
            assert_eq!(way(&around(&bad), Limits::new()), Ok(()), "{name}: {says}");
            let said = way(&around(&bad), limits).expect_err(name);
            assert!(said.contains(says), "{name}: {said}, not {says}");
        }
    }
}

/// What stands in front of a tag is held against the router's limits, and a payload past them is for nobody.
#[test]
fn of_routes() {
    #[derive(WireMessage)]
    #[wire(json, tag = "x")]
    struct Tagged {}
    let routed = |levels: usize, limits: Limits| {
        let text = format!(r#"{{"a":{}{},"type":"x"}}"#, "[".repeat(levels), "]".repeat(levels));
        let router = Router::<(), bool>::new(|_, _, _| Ok(false)).limits(limits);
        let router = router.on_tag::<Tagged>(|_, _, _| Ok(true)).unwrap();
        let frame = [&b"\x82\xa1a"[..], &vec![0x91; levels], b"\xc0\xa4type\xa1x"].concat();
        let payloads = [Raw::from_json_with(text, &Limits::trusted()), Raw::new_with(frame, &Limits::trusted())];
        payloads.map(|payload| {
            let message = DataMessage::new(WireHeader::new(""), payload.unwrap()).into();
            router.dispatch_message(&mut (), &message, b"").map_err(|error| error.kind())
        })
    };
    assert_eq!(routed(100, Limits::new()), [Ok(true); 2]);
    assert_eq!(routed(150, Limits::new()), [Err(ErrorKind::Limit); 2]);
    assert_eq!(routed(150, Limits::new().depth(200)), [Ok(true); 2]);
}

/// A failure that a sender tells of, or what is for the channel itself, is held against the limits as messages are.
#[test]
fn of_what_a_channel_is_told() {
    let limits = Limits::new().deny_duplicate_keys();
    let twice = b"\x82\xa1a\x01\xa1a\x02";
    let failure = |details: &[u8]| [b"\x95\x05\x90\xa1c\xa1m", details].concat();
    assert!(matches!(receiver(&[&failure(b"\xc0")], limits).recv_blocking(), Err(RecvError::Fault(_))));
    let malformed = |said: String| assert!(said.contains("a map with a key twice"), "{said}");
    malformed(told(receiver(&[&failure(twice)], limits).recv_blocking().err().unwrap()));
    malformed(told(block_on(receiver(&[&failure(twice)], limits).recv_ref()).err().unwrap()));
    malformed(told(actor(&failure(twice), limits).get_nowait("reader").err().unwrap()));
    for start in
        [&b"\x95\x05\x90\xa1c\xa1m"[..], b"\x94\x02\x90\xa5pause", b"\x94\x03\x90\xa1s", b"\x95\x04\x90\0\xa2ok"]
    {
        malformed(refused(empty().limits(limits).put_frame_blocking([start, twice].concat().into()).unwrap_err()));
    }
    // As deep as the handle says, past the default too.
    let deep = [&b"\x94\x02\x90\xa6create\x81\xa1x"[..], &[0x91; 150], b"\xc0"].concat();
    assert!(empty().put_frame_blocking(deep.clone().into()).is_err());
    empty().limits(Limits::new().depth(200)).put_frame_blocking(deep.into()).unwrap();
}

/// What a configuration says of memory holds for what its pool decodes.
#[test]
fn of_a_pool_that_is_configured() {
    let pool = CodecPoolConfig { max_memory: Some(16), ..CodecPoolConfig::default() }.pool();
    assert_eq!(pool.decode::<Vec<u64>>(b"\x92\x01\x02").unwrap(), [1, 2]);
    assert_eq!(pool.decode::<Vec<u64>>(b"\x93\x01\x02\x03").unwrap_err().kind(), ErrorKind::Limit);
    let payload = Raw::new(&b"\x93\x01\x02\x03"[..]).unwrap();
    assert_eq!(pool.decode_payload::<Vec<u64>>(&payload).unwrap_err().kind(), ErrorKind::Limit);
    assert!(CodecPoolConfig::default().pool().decode::<Vec<u64>>(b"\x93\x01\x02\x03").is_ok());
}

/// Trusted input may still be held to what is switched on.
#[test]
fn of_trusted_input() {
    let limits = Limits::trusted().element_count(3);
    assert!(msgpack::from_slice_with::<Vec<u16>>(&[0x93, 1, 2, 3], &limits).is_ok());
    let error = msgpack::from_slice_with::<Vec<u16>>(&[0x94, 1, 2, 3, 4], &limits).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let error = msgpack::from_slice_with::<&str>(b"\xa3abc", &limits.string_size(2)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
}

/// Where a text is another than klaw would write.
#[test]
fn canonical_texts_say_where_they_differ() {
    let limits = Limits::new().canonical();
    for (text, at) in [("[1, 2]", 3), ("[1,2.50]", 6), ("[\"\\u0061\"]", 2)] {
        let error =
            klaw_runtime::json::from_slice_with::<klaw_runtime::Value<'_>>(text.as_bytes(), &limits).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (ErrorKind::Limit, Some(at)), "{error:#}");
    }
}

/// A report is made under the same limits on depth and memory as a decoder's.
#[test]
fn of_a_report() {
    use klaw_runtime::report::validate_all_with;
    let codes = |bytes: &[u8], limits: &Limits| {
        let report = validate_all_with::<Vec<Vec<u64>>>(bytes, limits);
        report.faults.iter().map(|fault| fault.code.to_string()).collect::<Vec<_>>()
    };
    let bytes = b"\x92\x91\x01\x92\x02\x03";
    assert!(codes(bytes, &Limits::new().depth(2).memory(72)).is_empty());
    assert_eq!(codes(bytes, &Limits::new().depth(1)), ["limit"]);
    assert_eq!(codes(bytes, &Limits::new().memory(71)), ["limit"]);
}

/// What goes over the input more than once goes as deep as is allowed each time, past the default too.
#[test]
fn a_depth_past_the_default() {
    use klaw_runtime::{Value, json, report::validate_all_with};
    let limits = Limits::new().depth(200).canonical();
    for (depth, fits) in [(200, true), (201, false)] {
        let frame = [vec![0x91; depth - 1], vec![0x90]].concat();
        let report = validate_all_with::<Value<'_>>(&frame, &limits);
        let text = ["[".repeat(depth), "]".repeat(depth)].concat();
        let read = json::from_slice_with::<Value<'_>>(text.as_bytes(), &limits);
        assert_eq!((report.is_ok(), read.is_ok()), (fits, fits), "{depth}");
    }
}
