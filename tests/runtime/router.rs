//! The router: which function a payload is for.

use klaw_runtime::envelope::{Ack, DataMessage, WireEnvelope, WireHeader};
use klaw_runtime::registry::SchemaRegistry;
use klaw_runtime::router::Router;
use klaw_runtime::{Decode, Encode, Error, ErrorKind, Raw, Validate, WireMessage, msgpack};
use std::cell::Cell;

thread_local! {
    static DECODED: Cell<usize> = const { Cell::new(0) };
}

/// Counts how often it is decoded.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Text<'a>(&'a str);

impl Encode for Text<'_> {
    fn encode(&self, writer: &mut msgpack::Writer<'_>) {
        writer.str(self.0);
    }
}

impl<'de: 'a, 'a> Decode<'de> for Text<'a> {
    fn decode(reader: &mut msgpack::Reader<'de>) -> Result<Self, Error> {
        DECODED.set(DECODED.get() + 1);
        reader.str().map(Self)
    }
}

impl Validate for Text<'_> {}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 1)]
struct Started<'a> {
    task: Text<'a>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, array_like, tag = "done")]
struct Done {
    result: u64,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, tag = "paused", tag_field = "event")]
struct Paused {
    seconds: u64,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, array_like, accept_map, tag = "moved")]
struct Moved {
    to: u64,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, array_like)]
enum Failure<'a> {
    #[wire(tag = 7)]
    Lost { task: &'a str },
    #[wire(tag = 8)]
    Late { seconds: u64 },
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Plain {
    value: u64,
}

/// Contexts may borrow.
struct Log<'l> {
    lines: &'l mut Vec<String>,
}

fn router<'l>() -> Result<Router<Log<'l>, usize>, Error> {
    Router::<Log<'l>, usize>::new(|log, message, frame| {
        log.lines.push(format!("{:?} {}", message.kind(), message.header().channel_id));
        Ok(frame.len())
    })
    .on_tag::<Started<'static>>(|log, header, started| {
        log.lines.push(format!("{} started {}", header.channel_id, started.task.0));
        Ok(1)
    })?
    .on_tag::<Done>(|log, _, done| {
        log.lines.push(format!("done {}", done.result));
        Ok(2)
    })?
    .on_tag::<Paused>(|log, _, paused| {
        log.lines.push(format!("paused {}", paused.seconds));
        Ok(3)
    })?
    .on_tag::<Moved>(|log, _, moved| {
        log.lines.push(format!("moved {}", moved.to));
        Ok(4)
    })?
    .on_tag::<Failure<'static>>(|log, _, failure| {
        log.lines.push(format!("{failure:?}"));
        Ok(5)
    })?
    .on_channel::<Plain>("plain", |log, header, plain| {
        log.lines.push(format!("{} {}", header.seq, plain.value));
        Ok(6)
    })
}

fn sent(channel: &str, payload: &(impl Encode + ?Sized)) -> Vec<u8> {
    msgpack::to_vec(&DataMessage::new(WireHeader::new(channel).seq(9), Raw::encode(payload)))
}

#[track_caller]
fn dispatched(frame: &[u8]) -> (usize, String) {
    let mut lines = Vec::new();
    let given = router().unwrap().dispatch(&mut Log { lines: &mut lines }, frame).unwrap();
    assert_eq!(lines.len(), 1, "{lines:?}");
    (given, lines.remove(0))
}

#[test]
fn a_payload_goes_to_its_function() {
    for (frame, given, line) in [
        (sent("c", &Started { task: Text("load") }), 1, "c started load"),
        (sent("c", &Done { result: 42 }), 2, "done 42"),
        (sent("c", &Paused { seconds: 3 }), 3, "paused 3"),
        (sent("c", &Moved { to: 4 }), 4, "moved 4"),
        (
            msgpack::to_vec(&DataMessage::new(
                WireHeader::new("c"),
                Raw::new(&b"\x82\xa2to\x04\xa4type\xa5moved"[..]).unwrap(),
            )),
            4,
            "moved 4",
        ),
        (sent("c", &Failure::Lost { task: "load" }), 5, "Lost { task: \"load\" }"),
        (sent("c", &Failure::Late { seconds: 5 }), 5, "Late { seconds: 5 }"),
        (sent("plain", &Plain { value: 6 }), 6, "9 6"),
    ] {
        assert_eq!(dispatched(&frame), (given, line.to_owned()));
    }
}

/// A message that was read from JSON holds its payload as that.
#[test]
fn a_payload_in_json_goes_to_its_function() {
    let to = |payload: &str| {
        let message = DataMessage::new(WireHeader::new("c"), Raw::from_json(payload).unwrap()).into();
        let mut lines = Vec::new();
        let given = router().unwrap().dispatch_message(&mut Log { lines: &mut lines }, &message, b"frame").unwrap();
        assert_eq!(lines.len(), 1, "{lines:?}");
        (given, lines.remove(0))
    };
    for (payload, given, line) in [
        (r#"["done", 42]"#, 2, "done 42"),
        (r#"["d\u006fne",42]"#, 2, "done 42"),
        (r#"{"event": "paused", "seconds": 3}"#, 3, "paused 3"),
        (r#"{"seconds": 3, "deep": {"event": [[1]]}, "\u0065vent": "paused"}"#, 3, "paused 3"),
        (r#"["moved", 4]"#, 4, "moved 4"),
        (r#"{"to": 4, "type": "moved"}"#, 4, "moved 4"),
        (r#"[7, "load"]"#, 5, "Lost { task: \"load\" }"),
        (r#"[ 8 , 5 ]"#, 5, "Late { seconds: 5 }"),
    ] {
        assert_eq!(to(payload), (given, line.to_owned()), "{payload}");
    }
    for payload in [
        "[9, 1]",
        "[7.0, 1]",
        "[99999999999999999999, 1]",
        "[\"7\", \"load\"]",
        "[]",
        "{}",
        "7",
        "\"done\"",
        "null",
        "[null]",
        r#"{"type": "done"}"#,
        r#"{"event": 1}"#,
        r#"{"type": "paused"}"#,
    ] {
        assert_eq!(to(payload), (5, "Data c".to_owned()), "{payload}");
    }
}

/// The whole frame, as it came.
#[test]
fn what_is_for_nobody_goes_to_the_last() {
    for frame in [
        sent("c", &(9, 1)),
        sent("c", &("dono", 1)),
        sent("c", &Plain { value: 6 }),
        // An integer is no string, and a map no array.
        sent("c", &("1", "load")),
        sent("c", "done"),
        sent("c", &std::collections::BTreeMap::from([("type", "done")])),
        sent("c", &std::collections::BTreeMap::from([("type", "paused")])),
        sent("c", &Option::<u8>::None),
        sent("c", &Vec::<u64>::new()),
    ] {
        assert_eq!(dispatched(&frame), (frame.len(), "Data c".to_owned()));
    }
    let frame = msgpack::to_vec(&Ack::new(WireHeader::new("plain"), 1));
    assert_eq!(dispatched(&frame), (frame.len(), "Ack plain".to_owned()));
}

/// A channel's function comes first, whatever the payload's tag says.
#[test]
fn a_channel_goes_before_a_tag() {
    let router = Router::<String>::new(|_, _, _| Ok(()))
        .on_tag::<Done>(|log, _, _| {
            log.push_str("tag");
            Ok(())
        })
        .unwrap()
        .on_channel::<Done>("c", |log, _, _| {
            log.push_str("channel ");
            Ok(())
        })
        .unwrap();
    let mut log = String::new();
    router.dispatch(&mut log, &sent("c", &Done { result: 1 })).unwrap();
    router.dispatch(&mut log, &sent("d", &Done { result: 1 })).unwrap();
    assert_eq!(log, "channel tag");
    assert_eq!(format!("{router:?}"), r#"Router { channels: ["c"], tags: [Str("done")] }"#);
}

#[test]
fn a_payload_is_decoded_once_and_for_its_function_alone() {
    let frame = sent("c", &Started { task: Text("load") });
    DECODED.set(0);
    dispatched(&frame);
    assert_eq!(DECODED.get(), 1);
    // The last function is given it as it is.
    let nobody = Router::<()>::new(|_, _, _| Ok(()));
    nobody.dispatch(&mut (), &frame).unwrap();
    assert_eq!(DECODED.get(), 1);
}

#[test]
fn errors_are_those_of_the_decoder_and_of_the_function() {
    let refused = |frame: &[u8]| {
        let mut lines = Vec::new();
        let error = router().unwrap().dispatch(&mut Log { lines: &mut lines }, frame).unwrap_err();
        assert_eq!(lines, [""; 0]);
        (error.to_string(), error.kind(), error.offset())
    };
    let envelope = b"\x93\x01\x90";
    assert_eq!(refused(envelope), ("Input data was truncated".into(), ErrorKind::Truncated, Some(3)));
    // The payload's own paths and offsets.
    let text = "Expected `int`, got `str` - at `$[1]`".to_owned();
    assert_eq!(refused(&sent("c", &("done", "x"))), (text, ErrorKind::Validation, Some(6)));
    let text = "Expected `int`, got `str` - at `$[0]`".to_owned();
    assert_eq!(refused(&sent("plain", &("done", "x"))), (text, ErrorKind::Validation, Some(1)));

    let refuses =
        Router::<()>::new(|_, _, _| Err(Error::custom("nobody"))).on_tag::<Done>(|(), _, _| Err(Error::custom("done")));
    let refuses = refuses.unwrap();
    assert_eq!(refuses.dispatch(&mut (), &sent("c", &Done { result: 1 })).unwrap_err().to_string(), "done");
    assert_eq!(refuses.dispatch(&mut (), &sent("c", &1)).unwrap_err().to_string(), "nobody");
}

#[test]
fn a_function_is_for_one_channel_or_tag() {
    let empty = || Router::<()>::new(|_, _, _| Ok(()));
    let said = |result: Result<Router<()>, Error>| result.unwrap_err().to_string();
    assert_eq!(
        said(empty().on_tag::<Plain>(|(), _, _| Ok(()))),
        "`Plain` has no tag; give it one, or route it by its channel"
    );
    let twice =
        empty().on_tag::<Failure<'static>>(|(), _, _| Ok(())).unwrap().on_tag::<Failure<'static>>(|(), _, _| Ok(()));
    assert_eq!(said(twice), "tag 7 of `Failure` has a handler already; keep one");
    let twice = empty().on_tag::<Moved>(|(), _, _| Ok(())).unwrap().on_tag::<Moved>(|(), _, _| Ok(()));
    assert_eq!(said(twice), "tag 'moved' of `Moved` has a handler already; keep one");
    let twice = empty().on_channel::<Done>("c", |(), _, _| Ok(())).unwrap().on_channel::<Plain>("c", |(), _, _| Ok(()));
    assert_eq!(said(twice), "channel `c` has a handler already; keep one");
}

/// A router behind a registry, in another thread.
#[test]
fn a_router_takes_what_a_registry_reads() {
    let router = Router::<u64>::new(|_, _, _| Ok(())).on_tag::<Done>(|sum, _, done| {
        *sum += done.result;
        Ok(())
    });
    let router = router.unwrap();
    let frame = sent("c", &Done { result: 42 });
    let sum = std::thread::spawn(move || {
        let mut sum = 0;
        let message: WireEnvelope<'_> = SchemaRegistry::default().decode(&frame).unwrap();
        router.dispatch_message(&mut sum, &message, &frame).unwrap();
        sum
    });
    assert_eq!(sum.join().unwrap(), 42);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent)]
struct Inner(Done);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent)]
struct Outer(Inner);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Either {
    Done(Done),
    Moved(Both),
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = "both")]
struct Both {
    at: u64,
}

#[derive(Debug, PartialEq, WireMessage)]
enum Level {
    Low,
}

/// Tags are found behind newtypes and unions; what has none of its own is routed by its channel.
#[test]
fn tags_are_those_of_what_is_held() {
    let router = Router::<u64, u64>::new(|_, _, _| Ok(0)).on_tag::<Outer>(|sum, _, Outer(Inner(done))| {
        *sum += done.result;
        Ok(1)
    });
    let mut sum = 0;
    assert_eq!(router.unwrap().dispatch(&mut sum, &sent("c", &Done { result: 5 })).unwrap(), 1);
    assert_eq!(sum, 5);
    let router = Router::<(), u64>::new(|_, _, _| Ok(0)).on_tag::<Either>(|(), _, either| match either {
        Either::Done(_) => Ok(1),
        Either::Moved(both) => Ok(both.at),
    });
    let router = router.unwrap();
    assert_eq!(router.dispatch(&mut (), &sent("c", &Both { at: 7 })).unwrap(), 7);
    assert_eq!(router.dispatch(&mut (), &sent("c", &Done { result: 7 })).unwrap(), 1);
    let error = Router::<()>::new(|_, _, _| Ok(())).on_tag::<Level>(|(), _, _| Ok(())).unwrap_err().to_string();
    assert_eq!(error, "`Level` has no tag; give it one, or route it by its channel");
}
