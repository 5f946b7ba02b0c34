//! Views of the envelope and of an event, and peeking: parts of a frame, judged as in decoding all of it.

use klaw_runtime::envelope::{
    Ack, ControlAction, ControlMessage, DataMessage, Heartbeat, WireEnvelope, WireError, WireHeader,
};
use klaw_runtime::proptest as wire;
use klaw_runtime::view::{
    self, EnvelopeView, HeaderView, Tag, TaskEvent, TaskEventView, peek_tag, peek_tag_under, peek_version,
};
use klaw_runtime::{Error, ErrorKind, Raw, msgpack};
use klaw_tests::assert::{reads, refused, refused_at, same};
use klaw_tests::damage::each_variation;
use klaw_tests::view::{agree, told};
use proptest::prelude::*;
use std::borrow::Cow;

fn frames() -> Vec<Vec<u8>> {
    let header = || WireHeader::new("jobs").seq(70_000).ts(1_703_001_234_567);
    let payload = Raw::new(&b"\x82\xa1a\x93\x01\xc0\xa1x\xa1b\xcb\x3f\xf0\0\0\0\0\0\0"[..]).unwrap();
    [
        WireEnvelope::from(DataMessage::new(header(), payload)),
        ControlMessage::new(header(), ControlAction::Close).into(),
        Heartbeat::new(header(), "worker-1").into(),
        Ack::new(WireHeader { version: 300, ..header() }, 7).into(),
        WireError::new(WireHeader::default(), "timeout", "no answer").into(),
    ]
    .iter()
    .map(msgpack::to_vec)
    .chain([b"\x92\x03\x90".to_vec(), b"\xdc\x00\x02\xcd\x00\x03\xdd\0\0\0\x01\xce\0\0\0\x05".to_vec()])
    .collect()
}

fn is_of_the_tag(error: &Error) -> bool {
    let text = error.to_string();
    match error.path() {
        "$" => text.starts_with("Expected `array` of at least length"),
        "$[0]" => text.starts_with("Invalid value") || text.starts_with("Expected `int`, got `str`"),
        _ => false,
    }
}

#[test]
fn the_version_is_that_of_the_whole_frame() {
    for frame in frames() {
        each_variation(&frame, |frame| {
            match (peek_version(frame), msgpack::from_slice::<WireEnvelope<'_>>(frame)) {
                (Ok(version), Ok(envelope)) => assert_eq!(version, envelope.header().version),
                (Err(error), Ok(_)) => panic!("{frame:02x?}: {error}"),
                // What the tag is, and how long an array it asks for, is not judged.
                (_, Err(error)) if is_of_the_tag(&error) => {}
                (Ok(_), Err(error)) => {
                    let of_the_rest = match error.path() {
                        "$" => error.kind() == ErrorKind::Trailing,
                        path => !["$[0]", "$[1]", "$[1][0]"].contains(&path),
                    };
                    assert!(of_the_rest, "{frame:02x?}: {error}");
                }
                (Err(peeked), Err(decoded)) => {
                    let (text, path, offset) = told(&peeked);
                    assert_eq!((text.replace("`int | str`", "`int`"), path, offset), told(&decoded), "{frame:02x?}");
                }
            }
        });
    }
}

#[test]
fn the_version_needs_few_bytes() {
    for frame in frames() {
        let whole = peek_version(&frame).unwrap();
        let needed = (0..=frame.len()).find(|&length| peek_version(&frame[..length]).is_ok()).unwrap();
        assert!(needed <= 16, "{frame:02x?}");
        for length in needed..frame.len() {
            assert_eq!(peek_version(&frame[..length]).unwrap(), whole);
        }
    }
    assert_eq!(peek_version(b"\x93\x01\x95\x07").unwrap(), 7);
}

#[test]
fn a_frame_without_a_version_is_told_apart() {
    let cases: [(&[u8], &str, &str, usize); 9] = [
        (b"\x80", "Expected `array`, got `object`", "$", 0),
        (b"\x90", "Expected `array` of at least length 1, got 0", "$", 0),
        (b"\x91\x01", "Expected `array` of at least length 2, got 1", "$", 0),
        (b"\x92\xc0\x90", "Expected `int | str`, got `null` - at `$[0]`", "$[0]", 1),
        (b"\x92\x01\xc0", "Expected `array`, got `None` - at `$[1]`", "$[1]", 2),
        (b"\x92\x01\x91\xc0", "Expected `int`, got `None` - at `$[1][0]`", "$[1][0]", 3),
        (b"\x92\x01\x91\xff", "Expected `int` >= 0 - at `$[1][0]`", "$[1][0]", 3),
        (b"\x92\x01\x91\xcf\0\0\0\x01\0\0\0\0", "Expected `int` <= 4294967295 - at `$[1][0]`", "$[1][0]", 3),
        (b"\x92\x01\x91\xcd\x01", "Input data was truncated", "$[1][0]", 3),
    ];
    for (frame, text, path, offset) in cases {
        let error = peek_version(frame).unwrap_err();
        assert_eq!(told(&error), (text.into(), path.into(), Some(offset)), "{frame:02x?}");
    }
    // A tag that is not the envelope's is some other version's.
    assert_eq!(peek_version(b"\x92\xa4data\x91\x02").unwrap(), 2);
    assert_eq!(peek_version(b"\x92\xd1\xff\x00\x91\x02").unwrap(), 2);
}

#[test]
fn the_tag_is_that_of_the_whole_frame() {
    for frame in frames() {
        let tag = msgpack::from_slice::<WireEnvelope<'_>>(&frame).unwrap().kind() as i64;
        assert_eq!(peek_tag(&frame).unwrap(), Tag::Int(tag));
    }
    assert_eq!(peek_tag(b"\x81\xa4type\xd9\x01x").unwrap(), Tag::Str("x"));
    assert_eq!(peek_tag(b"\x83\xa1a\x92\x01\x80\xa4type\xff").unwrap(), Tag::Int(-1));
    assert_eq!(peek_tag_under(b"\x82\xa4type\x05\xa1t\x06", "t").unwrap(), Tag::Int(6));
}

#[test]
fn a_frame_without_a_tag_is_told_apart() {
    let cases: [(&[u8], &str, &str, usize); 9] = [
        (b"", "Input data was truncated", "$", 0),
        (b"\x05", "Expected `array`, got `int`", "$", 0),
        (b"\x90", "Expected `array` of at least length 1, got 0", "$", 0),
        (b"\x91\xcb\0\0\0\0\0\0\0\0", "Expected `int | str`, got `float` - at `$[0]`", "$[0]", 1),
        (b"\x91\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "Invalid value 18446744073709551615 - at `$[0]`", "$[0]", 1),
        (b"\x91\xa1\xff", "Invalid UTF-8 encoded string - at `$[0]`", "$[0]", 1),
        (b"\x81\xa1a\x01", "Object missing required field `type`", "$", 0),
        (b"\x81\xa4type\x90", "Expected `int | str`, got `array` - at `$.type`", "$.type", 6),
        (b"\x82\xa1a\xc1", "MessagePack data is malformed: invalid opcode '\\xc1' (byte 3)", "$.a", 3),
    ];
    for (frame, text, path, offset) in cases {
        let error = peek_tag(frame).unwrap_err();
        assert_eq!(told(&error), (text.into(), path.into(), Some(offset)), "{frame:02x?}");
    }
}

#[test]
fn what_stands_in_front_of_a_tag_is_bounded() {
    let mut deep = b"\x82\xa1a".to_vec();
    deep.extend([0x91; 100_000]);
    assert_eq!(peek_tag(&deep).unwrap_err().kind(), ErrorKind::Limit);
    assert_eq!(peek_tag(b"\x82\xa1a\xdd\xff\xff\xff\xff").unwrap_err().kind(), ErrorKind::Truncated);
}

// Views.

/// The envelope and its view.
fn envelopes_agree(frame: &[u8]) {
    agree::<EnvelopeView<'_>, WireEnvelope<'_>, _>(
        frame,
        &["$[0]", "$[1]"],
        |view| (view.tag, view.header.clone().into_owned()),
        |envelope| (envelope.kind() as i64, envelope.header().clone().into_owned()),
    );
}

/// The header and its view.
fn headers_agree(frame: &[u8]) {
    agree::<HeaderView, WireHeader<'_>, _>(
        frame,
        &["$[0]", "$[1]", "$[3]"],
        |view| (view.version, view.kind, view.seq),
        |header| (header.version, header.kind, header.seq),
    );
}

/// The event and its view.
fn events_agree(frame: &[u8]) {
    agree::<TaskEventView<'_>, TaskEvent<'_>, _>(
        frame,
        &["$[0]", "$[1]", "$[2]", "$[3]"],
        |view| (view.id.to_string(), view.ts, view.kind.to_string()),
        |event| (event.id.to_string(), event.ts, event.kind.to_string()),
    );
}

fn event() -> TaskEvent<'static> {
    TaskEvent {
        task: "load".into(),
        run: "r-1".into(),
        attempt: 300,
        state: "running".into(),
        message: "ok".into(),
        labels: [(Cow::Borrowed("zone"), Cow::Borrowed("eu"))].into(),
        ..TaskEvent::new("e-1", 1_703_001_234_567, "started")
    }
}

#[test]
fn an_event_is_ten_elements() {
    same(
        event(),
        b"\x9a\x0a\xa3e-1\xcf\x00\x00\x01\x8c\x82\xc8\x9c\x87\xa7started\xa4load\xa3r-1\xcd\x01\x2c\xa7running\xa2ok\x81\xa4zone\xa2eu",
    );
    reads(b"\x94\x0a\xa3e-1\x05\xa7started", TaskEvent::new("e-1", 5, "started"));
    refused::<TaskEvent<'_>>(b"\x93\x0a\xa3e-1\x05", "Expected `array` of at least length 4, got 3");
}

#[test]
fn views_agree_with_what_they_view() {
    for frame in frames() {
        each_variation(&frame, envelopes_agree);
    }
    for header in [WireHeader::new("jobs").seq(70_000).ts(-5), WireHeader::default()] {
        each_variation(&msgpack::to_vec(&header), headers_agree);
    }
    each_variation(b"\x91\x07", headers_agree);
    each_variation(&msgpack::to_vec(&event()), events_agree);
    each_variation(b"\xdc\0\x0d\x0a\xa3e-1\x05\xa7started\xa0\xa0\0\xa0\xa0\x80\x90\xc0\x01", events_agree);
}

#[test]
fn a_view_is_read_without_what_it_does_not_name() {
    let frame = b"\x93\x01\x95\x01\x01\xa4jobs\x07\x00\x92\x01\x02";
    let header = WireHeader::new("jobs").seq(7);
    reads(frame, EnvelopeView { tag: 1, header });
    reads(&frame[2..12], HeaderView { version: 1, kind: klaw_runtime::envelope::MessageKind::Data, seq: 7 });
    // The header of another kind, as Python's defaults have it.
    assert_eq!(msgpack::from_slice::<EnvelopeView<'_>>(b"\x92\x03\x92\x01\x01").unwrap().tag, 3);
    refused_at::<EnvelopeView<'_>>(b"\x92\x01\x90", "Expected `array` of at least length 3, got 2", "$", 0);
    refused_at::<EnvelopeView<'_>>(b"\x92\x06\x90", "Invalid value 6 - at `$[0]`", "$[0]", 1);
    refused_at::<EnvelopeView<'_>>(b"\x92\x03\x91\xa0", "Expected `int`, got `str` - at `$[1][0]`", "$[1][0]", 3);
}

#[test]
fn the_first_of_a_frame_needs_no_more() {
    for frame in frames().into_iter().take(5) {
        let whole: EnvelopeView<'_> = msgpack::from_slice(&frame).unwrap();
        let end = (0..=frame.len()).find(|&length| view::first::<EnvelopeView<'_>>(&frame[..length]).is_ok()).unwrap();
        for length in end..=frame.len() {
            assert_eq!(view::first::<EnvelopeView<'_>>(&frame[..length]).unwrap(), whole);
        }
        assert!(end < frame.len());
        let error = view::first::<EnvelopeView<'_>>(&frame[..end - 1]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated);
    }
    let error = view::first::<TaskEventView<'_>>(b"\x9a\x0a\xa3e-1\xc0").unwrap_err();
    assert_eq!(format!("{error:#}"), "Expected `int`, got `None` - at `$[2]` (byte 6): 9a 0a a3 65 2d 31 >>c0");
}

#[test]
fn bombs_in_what_is_passed_over_are_refused() {
    let head = b"\x93\x01\x95\x01\x01\xa4jobs\x07\x00";
    let of = |payload: &[u8]| {
        let frame = [&head[..], payload].concat();
        let error = msgpack::from_slice::<EnvelopeView<'_>>(&frame).unwrap_err();
        let whole = msgpack::from_slice::<WireEnvelope<'_>>(&frame).unwrap_err();
        assert_eq!(told(&error), told(&whole));
        assert!(view::first::<EnvelopeView<'_>>(&frame).is_ok());
        error.kind()
    };
    for open in [0x91, 0x81] {
        assert_eq!(of(&[open; 100_000]), ErrorKind::Limit);
    }
    for length in [0xdb, 0xc6, 0xc9, 0xdd, 0xdf] {
        assert_eq!(of(&[length, 0xff, 0xff, 0xff, 0xff]), ErrorKind::Truncated);
    }
    assert_eq!(of(&[0xc1]), ErrorKind::Malformed);
    assert_eq!(of(&[0xc0, 0xc0]), ErrorKind::Trailing);
    // 128 arrays and maps may be open: the frame's, the payload's.
    for (levels, is_ok) in [(127, true), (128, false)] {
        let frame = [&head[..], &vec![0x91; levels], &[0xc0]].concat();
        assert_eq!(msgpack::from_slice::<EnvelopeView<'_>>(&frame).is_ok(), is_ok);
    }
}

/// A frame with a few bytes that are others, put in or left out.
fn damaged(frame: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let places = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3_u8), 0..4);
    places.prop_map(move |places| {
        let mut frame = frame.clone();
        for (at, byte, how) in places {
            let at = at.index(frame.len().max(1));
            match how {
                _ if at >= frame.len() => frame.push(byte),
                0 => frame[at] = byte,
                1 => frame.insert(at, byte),
                _ => drop(frame.remove(at)),
            }
        }
        frame
    })
}

proptest! {
    #[test]
    fn any_envelope_agrees(frame in wire::envelope().prop_flat_map(|envelope| damaged(msgpack::to_vec(&envelope)))) {
        envelopes_agree(&frame);
    }

    #[test]
    fn any_header_agrees(frame in wire::header().prop_flat_map(|header| damaged(msgpack::to_vec(&header)))) {
        headers_agree(&frame);
    }

    #[test]
    fn any_event_agrees(
        frame in (any::<String>(), any::<i64>(), any::<String>(), proptest::collection::btree_map(".{0,5}", ".{0,5}", 0..4), any::<u32>())
            .prop_flat_map(|(id, ts, kind, labels, attempt)| {
                let labels = labels.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
                damaged(msgpack::to_vec(&TaskEvent { labels, attempt, ..TaskEvent::new(id, ts, kind) }))
            })
    ) {
        events_agree(&frame);
    }
}
