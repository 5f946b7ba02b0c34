//! The registry: which type a frame's version stands for, and the ways between types.

use klaw_runtime::envelope::{
    Ack, ControlAction, ControlMessage, DataMessage, Heartbeat, WireEnvelope, WireError, WireHeader,
};
use klaw_runtime::registry::{Hello, SchemaRegistry, VersionLayout, schema_registry};
use klaw_runtime::view::peek_version;
use klaw_runtime::{Error, ErrorKind, Frame, Limits, Raw, WireMessage, msgpack, proptest as wire, registry};
use proptest::prelude::*;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// The history of an envelope: a job with a name; with a queue; with a queue that is an object, and a priority.
mod history {
    use klaw_runtime::WireMessage;
    use klaw_runtime::envelope::WireHeader;

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, tag = 10, frozen, forbid_unknown_fields)]
    pub(super) struct First<'a> {
        pub header: WireHeader<'a>,
        pub name: &'a str,
    }

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, tag = 10, frozen, forbid_unknown_fields)]
    pub(super) struct Second<'a> {
        pub header: WireHeader<'a>,
        pub name: &'a str,
        pub queue: &'a str,
    }

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, frozen)]
    pub(super) struct Queue<'a> {
        pub name: &'a str,
        #[constrain(le = 9)]
        pub priority: u8,
    }

    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, tag = 10, frozen, forbid_unknown_fields)]
    pub(super) struct Third<'a> {
        pub header: WireHeader<'a>,
        pub name: &'a str,
        pub queue: Queue<'a>,
    }
}

use history::{First, Queue, Second, Third};

fn versioned(header: WireHeader<'_>, version: u32) -> WireHeader<'_> {
    WireHeader { version, ..header }
}

/// A header that borrows from another.
fn lent<'m>(header: &'m WireHeader<'_>, version: u32) -> WireHeader<'m> {
    WireHeader { version, channel_id: (&*header.channel_id).into(), ..*header }
}

fn first_up(old: First<'_>) -> Result<Second<'_>, Error> {
    Ok(Second { header: versioned(old.header, 2), name: old.name, queue: "main" })
}

fn second_up(old: Second<'_>) -> Result<Third<'_>, Error> {
    if old.queue.is_empty() {
        return Err(Error::custom("version 2 allowed a queue without a name"));
    }
    Ok(Third { header: versioned(old.header, 3), name: old.name, queue: Queue { name: old.queue, priority: 5 } })
}

fn second_down<'m>(new: &'m Second<'_>) -> Result<First<'m>, Error> {
    match new.queue {
        "main" => Ok(First { header: lent(&new.header, 1), name: new.name }),
        queue => Err(Error::custom(format_args!("version 1 has one queue, not `{queue}`"))),
    }
}

fn third_down<'m>(new: &'m Third<'_>) -> Result<Second<'m>, Error> {
    match new.queue.priority {
        5 => Ok(Second { header: lent(&new.header, 2), name: new.name, queue: new.queue.name }),
        priority => Err(Error::custom(format_args!("version 2 has no priorities, and this is {priority}"))),
    }
}

static JOBS: SchemaRegistry<Third<'static>> = registry! {
    1 => First<'_> => (first_up, second_down),
    2 => Second<'_> => (second_up, third_down),
    3 => Third<'_>,
};

const FIRST: &[u8] = b"\x93\x0a\x95\x01\x01\xa1c\x07\x00\xa4load";
const SECOND: &[u8] = b"\x94\x0a\x95\x02\x01\xa1c\x07\x00\xa4load\xa2eu";
const THIRD: &[u8] = b"\x94\x0a\x95\x03\x01\xa1c\x07\x00\xa4load\x92\xa2eu\x09";

fn third<'a>(queue: &'a str, priority: u8) -> Third<'a> {
    Third { header: versioned(WireHeader::new("c").seq(7), 3), name: "load", queue: Queue { name: queue, priority } }
}

/// The error of a decode that must fail, with its kind and place.
#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> (String, ErrorKind, Option<usize>) {
    let error = result.unwrap_err();
    (error.to_string(), error.kind(), error.offset())
}

#[test]
fn each_version_is_read_as_the_last() {
    assert_eq!(JOBS.versions(), [1, 2, 3]);
    assert_eq!(JOBS.decode(FIRST).unwrap(), third("main", 5));
    assert_eq!(JOBS.decode(SECOND).unwrap(), third("eu", 5));
    assert_eq!(JOBS.decode(THIRD).unwrap(), third("eu", 9));
    // What was upgraded borrows from the frame all the same.
    let job = JOBS.decode(FIRST).unwrap();
    assert!(FIRST.as_ptr_range().contains(&job.name.as_ptr()));
}

#[test]
fn an_upgrade_may_refuse() {
    let nameless = b"\x94\x0a\x91\x02\xa4load\xa0";
    assert_eq!(
        refused(JOBS.decode(nameless)),
        ("version 2 allowed a queue without a name".into(), ErrorKind::Validation, None)
    );
}

/// Types may be named without their lifetimes, and a history may begin late.
#[test]
fn a_registry_is_an_expression_too() {
    let jobs: SchemaRegistry<Third<'static>> = registry! { 2 => Second => second_up, 3 => Third };
    assert_eq!(jobs.versions(), [2, 3]);
    assert_eq!(jobs.decode(SECOND).unwrap(), third("eu", 5));
    let (text, kind, offset) = refused(jobs.decode(FIRST));
    assert_eq!(text, "Unsupported version 1, the registry knows 2, 3 - at `$[1][0]`");
    assert_eq!((kind, offset), (ErrorKind::UnsupportedVersion, Some(3)));
    let step: SchemaRegistry<Second<'static>> = registry!(1 => First<'static> => first_up, 2 => Second<'static>);
    assert_eq!(step.decode(FIRST).unwrap().queue, "main");
    assert_eq!(format!("{step:?}"), r#"SchemaRegistry {2: "Second", 1: "First"}"#);
}

#[test]
fn decoders_are_for_one_version() {
    let second = JOBS.get_decoder(2).unwrap();
    assert_eq!((second.version(), second.schema().name), (2, "Second"));
    assert_eq!(second.decode(SECOND).unwrap(), third("eu", 5));
    // Whatever the header says: the caller knows better.
    assert_eq!(second.decode(b"\x94\x0a\x91\x09\xa4load\xa2eu").unwrap().queue.name, "eu");
    assert_eq!(refused(second.decode(FIRST)).0, "Expected `array` of at least length 4, got 3");
    assert!(JOBS.get_decoder(0).is_none() && JOBS.get_decoder(4).is_none());
    let limits = Limits::new().depth(1);
    assert_eq!(refused(second.decode_with(SECOND, &limits)).1, ErrorKind::Limit);
    assert_eq!(refused(JOBS.decode_with(SECOND, &limits)).1, ErrorKind::Limit);
}

#[test]
fn a_frame_holds_what_a_registry_reads() {
    let frame: Frame<Third<'static>> = JOBS.decode_frame(FIRST).unwrap();
    let other = frame.clone();
    thread::spawn(move || assert_eq!(*other.get(), third("main", 5))).join().unwrap();
    assert_eq!(&frame.bytes()[..], FIRST);
    assert_eq!(refused(JOBS.decode_frame(&b"\x92\x0a\x91\x04"[..])).1, ErrorKind::UnsupportedVersion);
}

// Bad input.

/// A version that lies about the body, or is none: an error, and never a message.
#[test]
fn a_version_that_is_wrong_is_refused() {
    const UNKNOWN: ErrorKind = ErrorKind::UnsupportedVersion;
    const INVALID: ErrorKind = ErrorKind::Validation;
    let known = |version: &str| format!("Unsupported version {version}, the registry knows 1, 2, 3 - at `$[1][0]`");
    for (frame, text, kind, offset) in [
        // A later body under an earlier header, and the other way round.
        (
            &b"\x94\x0a\x91\x01\xa4load\xa2eu"[..],
            "Expected `array` of at most length 2, got 3".to_owned(),
            INVALID,
            Some(0),
        ),
        (b"\x94\x0a\x91\x02\xa4load\x92\xa2eu\x05", "Expected `str`, got `array` - at `$[3]`".into(), INVALID, Some(9)),
        (b"\x94\x0a\x91\x03\xa4load\xa2eu", "Expected `array`, got `str` - at `$[3]`".into(), INVALID, Some(9)),
        (b"\x93\x0a\x91\x02\xa4load", "Expected `array` of at least length 4, got 3".into(), INVALID, Some(0)),
        // Versions that nobody has.
        (b"\x93\x0a\x91\x00\xa4load", known("0"), UNKNOWN, Some(3)),
        (b"\x93\x0a\x91\x04\xa4load", known("4"), UNKNOWN, Some(3)),
        (b"\x93\x0a\x91\xce\xff\xff\xff\xff\xa4load", known("4294967295"), UNKNOWN, Some(3)),
        // The body is not looked at.
        (b"\x93\x0a\x91\x04\xc1", known("4"), UNKNOWN, Some(3)),
        (b"\xdd\xff\xff\xff\xff\xa1x\x91\x04", known("4"), UNKNOWN, Some(8)),
        // No versions.
        (b"\x93\x0a\x91\xff\xa4load", "Expected `int` >= 0 - at `$[1][0]`".into(), INVALID, Some(3)),
        (
            b"\x93\x0a\x91\xcf\0\0\0\x01\0\0\0\0\xa4load",
            "Expected `int` <= 4294967295 - at `$[1][0]`".into(),
            INVALID,
            Some(3),
        ),
        (b"\x93\x0a\x91\xa11\xa4load", "Expected `int`, got `str` - at `$[1][0]`".into(), INVALID, Some(3)),
        (b"\x93\x0a\x91\xc0\xa4load", "Expected `int`, got `None` - at `$[1][0]`".into(), INVALID, Some(3)),
        (
            b"\x93\x0a\x91\xca\x3f\x80\0\0\xa4load",
            "Expected `int`, got `float` - at `$[1][0]`".into(),
            INVALID,
            Some(3),
        ),
        (b"\x93\x0a\x01\xa4load", "Expected `array`, got `int` - at `$[1]`".into(), INVALID, Some(2)),
        (b"\x91\x0a", "Expected `array` of at least length 2, got 1".into(), INVALID, Some(0)),
        (b"\x90", "Expected `array` of at least length 1, got 0".into(), INVALID, Some(0)),
        (b"\x81\xa7version\x01", "Expected `array`, got `object`".into(), INVALID, Some(0)),
        (b"\x01", "Expected `array`, got `int`".into(), INVALID, Some(0)),
        (b"", "Input data was truncated".into(), ErrorKind::Truncated, Some(0)),
        (b"\x93\x0a\x91", "Input data was truncated".into(), ErrorKind::Truncated, Some(3)),
        (b"\x93\x0a\x91\xcd\x01", "Input data was truncated".into(), ErrorKind::Truncated, Some(3)),
    ] {
        assert_eq!(refused(JOBS.decode(frame)), (text, kind, offset), "{frame:02x?}");
    }
}

/// An empty header has every default, and so the version's: it is read as that, here as without a registry.
#[test]
fn a_header_without_a_version_has_the_default() {
    assert_eq!(JOBS.decode(b"\x93\x0a\x90\xa4load").unwrap().queue.name, "main");
    let (text, kind, offset) = refused(JOBS.decode(b"\x94\x0a\x90\xa4load\xa2eu"));
    assert_eq!(text, "Expected `array` of at most length 2, got 3");
    assert_eq!((kind, offset), (ErrorKind::Validation, Some(0)));
    let late: SchemaRegistry<Third<'static>> = registry! { 3 => Third<'_> };
    let error = late.decode(b"\x93\x0a\x90\xa4load").unwrap_err();
    assert_eq!(error.to_string(), "Unsupported version 1, the registry knows 3 - at `$[1][0]`");
}

#[test]
fn an_empty_registry_reads_nothing() {
    let empty = SchemaRegistry::<Third<'static>>::empty();
    assert!(empty.versions().is_empty());
    let (text, kind, _) = refused(empty.decode(THIRD));
    assert_eq!(text, "Unsupported version 3, the registry knows none - at `$[1][0]`");
    assert_eq!(kind, ErrorKind::UnsupportedVersion);
    assert_eq!(refused(empty.decode(b"\x90")).1, ErrorKind::Validation);
    assert_eq!(refused(empty.encode_as(3, &third("eu", 9))).0, "Unsupported version 3, the registry writes none");
}

// Agreement with decoding without a registry.

fn agree(frame: &[u8]) {
    let plain = msgpack::from_slice::<WireEnvelope<'_>>(frame);
    let routed = SchemaRegistry::default().decode(frame);
    match (peek_version(frame), plain, routed) {
        (Ok(version), _, routed) if version != 1 => {
            let error = routed.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::UnsupportedVersion, "{frame:02x?}");
            assert!(error.to_string().starts_with(&format!("Unsupported version {version}, ")), "{error}");
        }
        (_, Ok(plain), Ok(routed)) => assert_eq!(plain, routed),
        (_, Err(plain), Err(routed)) => {
            assert_eq!(format!("{plain:#}"), format!("{routed:#}"), "{frame:02x?}");
            assert_eq!((plain.kind(), plain.offset()), (routed.kind(), routed.offset()));
        }
        (_, plain, routed) => panic!("{frame:02x?}: {plain:?}, {routed:?}"),
    }
}

proptest! {
    #[test]
    fn a_registry_agrees_with_the_decoder(envelope in wire::envelope(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let frame = msgpack::to_vec(&envelope);
        agree(&frame);
        for length in 0..frame.len() {
            agree(&frame[..length]);
        }
        let mut damaged = frame.clone();
        damaged[at.index(frame.len())] = byte;
        agree(&damaged);
        // Most of a frame is payload: the first bytes are what is routed by.
        let mut damaged = frame;
        let head = damaged.len().min(8);
        damaged[at.index(head)] = byte;
        agree(&damaged);
        agree(&[&damaged[..], &[byte]].concat());
    }
}

/// Every value of each of the bytes that come before the channel's name.
#[test]
fn a_registry_agrees_on_every_byte_of_the_head() {
    let frame = msgpack::to_vec(&WireEnvelope::from(Heartbeat::new(WireHeader::new("jobs").seq(300), "w")));
    for at in 0..6 {
        for byte in 0..=u8::MAX {
            let mut damaged = frame.clone();
            damaged[at] = byte;
            agree(&damaged);
        }
    }
}

// Writing.

#[test]
fn a_message_is_written_for_each_version() {
    assert_eq!(JOBS.encode_as(3, &third("eu", 9)).unwrap(), THIRD);
    assert_eq!(JOBS.encode_as(2, &third("eu", 5)).unwrap(), SECOND);
    assert_eq!(JOBS.encode_as(1, &third("main", 5)).unwrap(), FIRST);
    // And comes back.
    for version in 1..=3 {
        let frame = JOBS.encode_as(version, &third("main", 5)).unwrap();
        assert_eq!((peek_version(&frame).unwrap(), JOBS.decode(&frame).unwrap()), (version, third("main", 5)));
    }
}

#[test]
fn what_a_version_cannot_say_is_an_error() {
    let said = |version, message: &Third<'_>| refused(JOBS.encode_as(version, message)).0;
    assert_eq!(said(2, &third("eu", 9)), "version 2 has no priorities, and this is 9");
    assert_eq!(said(1, &third("eu", 9)), "version 2 has no priorities, and this is 9");
    assert_eq!(said(1, &third("eu", 5)), "version 1 has one queue, not `eu`");
    let (text, kind, offset) = refused(JOBS.encode_as(4, &third("eu", 5)));
    assert_eq!(text, "Unsupported version 4, the registry writes 1, 2, 3");
    assert_eq!((kind, offset), (ErrorKind::UnsupportedVersion, None));
    let one_way: SchemaRegistry<Second<'static>> = registry! { 1 => First<'_> => first_up, 2 => Second<'_> };
    let message = Second { header: versioned(WireHeader::default(), 2), name: "load", queue: "eu" };
    assert_eq!(refused(one_way.encode_as(1, &message)).0, "Unsupported version 1, the registry writes 2");
}

/// A header that says another version than its frame has would be read as another type.
#[test]
fn the_header_says_the_version_that_was_asked_for() {
    let message = Third { header: WireHeader::new("c"), ..third("eu", 9) };
    let (text, kind, _) = refused(JOBS.encode_as(3, &message));
    assert_eq!(text, "the header says version 1, and version 3 was asked for - at `$[1][0]`");
    assert_eq!(kind, ErrorKind::Validation);
}

#[test]
fn the_highest_common_version_is_taken() {
    assert_eq!(JOBS.negotiate(&[1, 2, 3, 4]).unwrap(), 3);
    assert_eq!(JOBS.negotiate(&[2, 9, 1]).unwrap(), 2);
    assert_eq!(JOBS.negotiate(&[1]).unwrap(), 1);
    for (theirs, text) in [
        (&[4_u32, 5][..], "No version in common, the registry writes 1, 2, 3 and the peer reads 4, 5"),
        (&[], "No version in common, the registry writes 1, 2, 3 and the peer reads none"),
    ] {
        let (said, kind, _) = refused(JOBS.negotiate(theirs));
        assert_eq!((said.as_str(), kind), (text, ErrorKind::UnsupportedVersion));
    }
    // What is read and not written is no choice.
    let one_way: SchemaRegistry<Second<'static>> = registry! { 1 => First<'_> => first_up, 2 => Second<'_> };
    let (text, ..) = refused(one_way.negotiate(&[1]));
    assert_eq!(text, "No version in common, the registry writes 2 and the peer reads 1");
}

// Hello.

#[test]
fn a_hello_says_what_is_read() {
    let hello = JOBS.hello("worker-1");
    let frame = msgpack::to_vec(&hello);
    assert_eq!(msgpack::from_slice::<Hello<'_>>(&frame).unwrap(), hello);
    assert_eq!(msgpack::from_slice::<Hello<'_>>(&frame).unwrap().into_owned(), hello);
    assert!(frame.starts_with(b"\x93\x00\xa8worker-1\x93\x93\x01\xa5First\xcf"), "{frame:02x?}");
    let names: Vec<_> = hello.reads.iter().map(|layout| (layout.version, &*layout.name)).collect();
    assert_eq!(names, [(1, "First"), (2, "Second"), (3, "Third")]);
    assert_eq!(hello.reads[1].fingerprint, Second::SCHEMA.fingerprint());
    assert_eq!(JOBS.meet(&hello).unwrap(), 3);
}

/// A peer that is behind is written to in its newest version.
#[test]
fn a_peer_that_is_behind_is_met() {
    let behind: SchemaRegistry<Second<'static>> = registry! { 1 => First<'_> => first_up, 2 => Second<'_> };
    assert_eq!(JOBS.meet(&behind.hello("old")).unwrap(), 2);
    assert_eq!(behind.meet(&JOBS.hello("new")).unwrap(), 2);
}

mod other_build {
    use klaw_runtime::WireMessage;
    use klaw_runtime::envelope::WireHeader;

    /// Two fields in another order.
    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, tag = 10, frozen, forbid_unknown_fields)]
    pub(super) struct Second<'a> {
        pub header: WireHeader<'a>,
        pub queue: &'a str,
        pub name: &'a str,
    }
}

/// Two builds that give one version to two layouts would misread each other's frames without an error.
#[test]
fn two_layouts_under_one_version_are_found() {
    let other: SchemaRegistry<other_build::Second<'static>> = registry! { 2 => other_build::Second<'_> };
    let frame = msgpack::to_vec(&other_build::Second {
        header: versioned(WireHeader::default(), 2),
        queue: "eu",
        name: "load",
    });
    assert_eq!(JOBS.decode(&frame).unwrap().name, "eu", "the mistake that a hello finds");

    let (ours, theirs) = (Second::SCHEMA.fingerprint(), other_build::Second::SCHEMA.fingerprint());
    let (text, kind, _) = refused(JOBS.meet(&other.hello("worker-1")));
    let expected = format!(
        "Version 2 is `Second` {ours:016x} here and `Second` {theirs:016x} at `worker-1`: \
         two layouts under one version, update one of the two"
    );
    assert_eq!((text, kind), (expected, ErrorKind::UnsupportedVersion));
    // A version that this side does not know is none of its business.
    let unknown = VersionLayout { version: 9, name: "Ninth".into(), fingerprint: 1 };
    let mut hello = JOBS.hello("worker-1");
    hello.reads.push(unknown);
    assert_eq!(JOBS.meet(&hello).unwrap(), 3);
}

// Registering while frames are read.

impl<'a> From<DataMessage<'a>> for Wrapped<'a> {
    fn from(old: DataMessage<'a>) -> Self {
        Self(old)
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent, frozen)]
struct Wrapped<'a>(DataMessage<'a>);

#[test]
fn versions_are_added_at_run_time() {
    let registry = SchemaRegistry::<Third<'static>>::empty();
    registry.register::<Third<'static>>(3).unwrap();
    registry.register_upgrade::<Second<'static>>(2, second_up).unwrap();
    // In steps.
    fn both_up(old: First<'_>) -> Result<Third<'_>, Error> {
        second_up(first_up(old)?)
    }
    registry.register_upgrade::<First<'static>>(1, both_up).unwrap();
    assert_eq!(registry.decode(FIRST).unwrap(), third("main", 5));
    assert_eq!(registry.decode(THIRD).unwrap(), third("eu", 9));
    assert_eq!(registry.decode(SECOND).unwrap(), third("eu", 5));
    assert_eq!(registry.versions(), [1, 2, 3]);

    let text = refused(registry.register::<Third<'static>>(3)).0;
    assert_eq!(text, "version 3 is `Third` already");
    let text = refused(registry.register_upgrade::<First<'static>>(2, both_up)).0;
    assert_eq!(text, "version 2 is `Second` already");
    assert_eq!(registry.decode(SECOND).unwrap(), third("eu", 5));

    assert_eq!(refused(registry.encode_as(2, &third("eu", 5))).0, "Unsupported version 2, the registry writes 3");
    fn both_down<'m>(new: &'m Third<'_>) -> Result<First<'m>, Error> {
        Ok(First { header: lent(&new.header, 1), name: new.name })
    }
    let text = refused(registry.register_downgrade::<First<'static>>(2, both_down)).0;
    assert_eq!(text, "version 2 is read as `Second`, not as `First`");
    registry.register_downgrade::<Second<'static>>(2, third_down).unwrap();
    assert_eq!(registry.encode_as(2, &third("eu", 5)).unwrap(), SECOND);
    let text = refused(registry.register_downgrade::<Second<'static>>(2, third_down)).0;
    assert_eq!(text, "version 2 is written already");
    assert_eq!(refused(JOBS.register::<Third<'static>>(2)).0, "version 2 is `Second` already");

    // In the other order too.
    let registry = SchemaRegistry::<Third<'static>>::empty();
    registry.register_downgrade::<Second<'static>>(3, third_down).unwrap();
    let text = refused(registry.register::<Third<'static>>(3)).0;
    assert_eq!(text, "version 3 is written as `Second`, not as `Third`");
    registry.register_upgrade::<Second<'static>>(3, second_up).unwrap();
}

/// In what has no version at its place, no frame would ever be found. `registry!` says it when it is compiled.
#[test]
fn a_type_without_a_version_is_not_added() {
    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(tag = "map")]
    struct Map<'a> {
        header: WireHeader<'a>,
    }
    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, tag = 10)]
    struct Late<'a> {
        name: &'a str,
        header: WireHeader<'a>,
    }
    fn map_up(_: Map<'_>) -> Result<Third<'_>, Error> {
        Ok(third("main", 1))
    }
    fn map_down<'m>(new: &'m Third<'_>) -> Result<Map<'m>, Error> {
        Ok(Map { header: lent(&new.header, 1) })
    }
    fn late_up(_: Late<'_>) -> Result<Third<'_>, Error> {
        Ok(third("main", 1))
    }
    fn late_down<'m>(new: &'m Third<'_>) -> Result<Late<'m>, Error> {
        Ok(Late { name: new.name, header: lent(&new.header, 1) })
    }
    const MAP: &str = "`Map` is no version: a version is read at the start of an array; mark the type `array_like`";
    const LATE: &str = "`Late` is no version: a version is read from the header, the first field behind a tag; \
                        put the header there";
    let maps = SchemaRegistry::<Map<'static>>::empty();
    assert_eq!(refused(maps.register::<Map<'static>>(1)).0, MAP);
    let registry = SchemaRegistry::<Third<'static>>::empty();
    assert_eq!(refused(registry.register_upgrade::<Map<'static>>(1, map_up)).0, MAP);
    assert_eq!(refused(registry.register_downgrade::<Map<'static>>(1, map_down)).0, MAP);
    assert_eq!(refused(registry.register_upgrade::<Late<'static>>(1, late_up)).0, LATE);
    assert_eq!(refused(registry.register_downgrade::<Late<'static>>(1, late_down)).0, LATE);
    assert_eq!((maps.versions(), registry.versions()), (vec![], vec![]));
    assert!(registry.negotiate(&[1]).is_err());
}

/// However many there are: a list that is dropped link in link would take a call for each.
#[test]
fn a_registry_of_many_versions_is_dropped_on_a_small_stack() {
    let registry = SchemaRegistry::<Third<'static>>::empty();
    for version in 0..4000 {
        registry.register::<Third<'static>>(version).unwrap();
    }
    let small = thread::Builder::new().stack_size(64 << 10);
    small.spawn(move || drop(registry)).unwrap().join().unwrap();
}

#[test]
fn the_registry_of_the_envelope_has_version_1() {
    assert_eq!(schema_registry().versions(), [1]);
    assert!(std::ptr::eq(schema_registry(), schema_registry()));
    let header = || WireHeader::new("c");
    let messages: [WireEnvelope<'_>; 5] = [
        DataMessage::new(header(), Raw::encode(&1)).into(),
        ControlMessage::new(header(), ControlAction::Close).into(),
        Heartbeat::new(header(), "w").into(),
        Ack::new(header(), 1).into(),
        WireError::new(header(), "a", "b").into(),
    ];
    for message in messages {
        let frame = msgpack::to_vec(&message);
        assert_eq!(schema_registry().decode(&frame).unwrap(), message);
        assert_eq!(schema_registry().encode_as(1, &message).unwrap(), frame);
    }
}

/// Readers see each version whole or not at all, and of those that add one version, one wins.
#[test]
fn versions_are_added_while_others_read() {
    const VERSIONS: u32 = 24;
    for _ in 0..20 {
        let registry = SchemaRegistry::<Third<'static>>::empty();
        registry.register::<Third<'static>>(3).unwrap();
        let (start, done) = (Barrier::new(6), AtomicBool::new(false));
        let won = thread::scope(|scope| {
            let writers: Vec<_> = (0..3)
                .map(|writer| {
                    let (registry, start) = (&registry, &start);
                    scope.spawn(move || {
                        start.wait();
                        // Each begins at another version.
                        let versions = (0..VERSIONS).map(|at| 10 + (at + writer * 8) % VERSIONS);
                        versions
                            .filter(|&at| registry.register_upgrade::<Second<'static>>(at, second_up).is_ok())
                            .count()
                    })
                })
                .collect();
            for _ in 0..3 {
                let (registry, start, done) = (&registry, &start, &done);
                scope.spawn(move || {
                    start.wait();
                    let mut seen = [false; 10 + VERSIONS as usize];
                    while !done.load(Ordering::Acquire) {
                        for version in 10..10 + VERSIONS {
                            let mut frame = SECOND.to_vec();
                            frame[3] = version as u8;
                            let known = match registry.decode(&frame) {
                                Ok(job) => job == third("eu", 5),
                                Err(error) => {
                                    assert_eq!(error.kind(), ErrorKind::UnsupportedVersion);
                                    false
                                }
                            };
                            // What was there once is there for good.
                            assert!(known || !seen[version as usize], "version {version} is gone");
                            seen[version as usize] = known;
                        }
                        assert_eq!(registry.decode(THIRD).unwrap(), third("eu", 9));
                        let versions = registry.versions();
                        assert!(versions.windows(2).all(|pair| pair[0] < pair[1]), "{versions:?}");
                    }
                });
            }
            let won: usize = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
            done.store(true, Ordering::Release);
            won
        });
        assert_eq!(won, VERSIONS as usize);
        assert_eq!(registry.versions().len(), 1 + VERSIONS as usize);
    }
}

/// `From` alone, and borrowed.
#[test]
fn a_version_may_become_the_next_by_itself() {
    let registry = SchemaRegistry::<Wrapped<'static>>::empty();
    registry.register::<Wrapped<'static>>(2).unwrap();
    registry.register::<DataMessage<'static>>(1).unwrap();
    let frame = b"\x93\x01\x91\x01\xa2ok";
    let message = registry.decode(frame).unwrap();
    assert_eq!(message.0.payload.as_bytes(), b"\xa2ok");
    assert!(frame.as_ptr_range().contains(&message.0.payload.as_bytes().as_ptr()));
    assert_eq!(refused(registry.encode_as(1, &message)).0, "Unsupported version 1, the registry writes 2");
}
