//! Peeking: the version and the tag of a frame from its first bytes, judged as in decoding the whole frame.

use klaw_runtime::envelope::{
    Ack, ControlAction, ControlMessage, DataMessage, Heartbeat, WireEnvelope, WireError, WireHeader,
};
use klaw_runtime::view::{Tag, peek_tag, peek_tag_under, peek_version};
use klaw_runtime::{Error, ErrorKind, Raw, msgpack};

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

/// The frame, each of its prefixes, and each of its bytes as another.
fn variations(frame: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let prefixes = (0..=frame.len()).map(|length| frame[..length].to_vec());
    let damaged = (0..frame.len()).flat_map(move |at| {
        (0..=255).map(move |byte| {
            let mut damaged = frame.to_vec();
            damaged[at] = byte;
            damaged
        })
    });
    prefixes.chain(damaged)
}

fn told(error: &Error) -> (String, String, Option<usize>) {
    (error.to_string(), error.path().to_owned(), error.offset())
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
        for frame in variations(&frame) {
            match (peek_version(&frame), msgpack::from_slice::<WireEnvelope<'_>>(&frame)) {
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
        }
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
