//! Another value in a frame that is there already.

use klaw_runtime::envelope::{DataMessage, MessageKind, WireEnvelope, WireHeader};
use klaw_runtime::schema::Place;
use klaw_runtime::{Decode, Encode, Error, ErrorKind, Raw, Validate, WireMessage, msgpack, proptest as wire};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::SystemTime;

fn header<'e>(envelope: &'e mut WireEnvelope<'static>) -> &'e mut WireHeader<'static> {
    match envelope {
        WireEnvelope::Data(message) => &mut message.header,
        WireEnvelope::Control(message) => &mut message.header,
        WireEnvelope::Heartbeat(message) => &mut message.header,
        WireEnvelope::Ack(message) => &mut message.header,
        WireEnvelope::Error(message) => &mut message.header,
    }
}

/// The place of a field in every message of the envelope.
fn place<V: Encode + ?Sized>(path: &str) -> Place<V> {
    Place::of::<WireEnvelope<'_>>(path).unwrap()
}

/// Both roads: a new frame, and the same one where the widths agree.
fn spliced<V>(frame: &[u8], place: &Place<V>, value: &V) -> Vec<u8>
where
    V: Encode + Validate + ?Sized,
{
    let out = msgpack::splice(frame, place, value).unwrap();
    let mut own = frame.to_vec();
    if msgpack::splice_in_place(&mut own, place, value).unwrap() {
        assert_eq!(own, out);
        assert_eq!(own.len(), frame.len());
    } else {
        assert_eq!(own, frame);
        assert_ne!(out.len(), frame.len());
    }
    assert_eq!(&out[place.range(&out).unwrap()], msgpack::to_vec(value));
    out
}

proptest! {
    /// What a spliced frame says is what encoding the changed message says, byte for byte.
    #[test]
    fn a_spliced_frame_is_the_changed_message(
        envelope in wire::envelope(),
        seq in prop_oneof![0..300_u64, any::<u64>()],
        ts in prop_oneof![-40..300_i64, any::<i64>()],
        version in any::<u32>(),
        kind in wire::kind(),
        channel in ".{0,40}",
    ) {
        let mut envelope = envelope;
        let mut frame = msgpack::to_vec(&envelope);
        frame = spliced(&frame, &place("header.seq"), &seq);
        header(&mut envelope).seq = seq;
        prop_assert_eq!(&frame, &msgpack::to_vec(&envelope));
        frame = spliced(&frame, &place("header.ts"), &ts);
        header(&mut envelope).ts = ts;
        prop_assert_eq!(&frame, &msgpack::to_vec(&envelope));
        frame = spliced(&frame, &place("header.version"), &version);
        header(&mut envelope).version = version;
        prop_assert_eq!(&frame, &msgpack::to_vec(&envelope));
        frame = spliced(&frame, &place("header.kind"), &kind);
        header(&mut envelope).kind = kind;
        prop_assert_eq!(&frame, &msgpack::to_vec(&envelope));
        frame = spliced::<str>(&frame, &place("header.channel_id"), &channel);
        header(&mut envelope).channel_id = channel.into();
        prop_assert_eq!(&frame, &msgpack::to_vec(&envelope));
        let whole = WireHeader { seq: 9, ..header(&mut envelope).clone() };
        frame = spliced(&frame, &place("header"), &whole);
        *header(&mut envelope) = whole;
        prop_assert_eq!(&frame, &msgpack::to_vec(&envelope));
    }

    #[test]
    fn a_payload_is_a_place_too(message in wire::data(), payload in wire::raw()) {
        let place = Place::<Raw<'_>>::of::<DataMessage<'_>>("payload").unwrap();
        let frame = spliced(&msgpack::to_vec(&message), &place, &payload);
        prop_assert_eq!(frame, msgpack::to_vec(&DataMessage { payload, ..message }));
    }

    /// Anything: an error, or a frame that differs in that value alone.
    #[test]
    fn any_bytes_are_refused_or_changed_there_alone(bytes in vec(any::<u8>(), 0..40), seq in any::<u64>()) {
        let place = place::<u64>("header.seq");
        match (place.range(&bytes), msgpack::splice(&bytes, &place, &seq)) {
            (Ok(range), Ok(out)) => {
                prop_assert_eq!(&out[..range.start], &bytes[..range.start]);
                prop_assert!(out.ends_with(&bytes[range.end..]));
                prop_assert_eq!(out.len(), bytes.len() - range.len() + msgpack::encoded_len(&seq));
            }
            (Err(range), Err(splice)) => prop_assert_eq!(range.to_string(), splice.to_string()),
            (range, splice) => prop_assert!(false, "{range:?} {splice:?}"),
        }
    }
}

#[test]
fn a_frame_that_ends_before_the_place_is_refused() {
    let seq = place::<u64>("header.seq");
    let frame = b"\x93\x03\x95\x01\x03\xa4jobs\x07\x00\xa8worker-1";
    for length in 0..11 {
        let error = msgpack::splice(&frame[..length], &seq, &8).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{length}");
    }
    // What is behind it is not looked at.
    assert_eq!(msgpack::splice(&frame[..11], &seq, &8).unwrap(), b"\x93\x03\x95\x01\x03\xa4jobs\x08");

    for (frame, text) in [
        (&b"\x93\x03\x93\x01\x03\xa4jobs\xa8worker-1"[..], "Expected `array` of at least length 4, got 3 - at `$[1]`"),
        (b"\x91\x03", "Expected `array` of at least length 2, got 1"),
        (b"\x92\x03\x07", "Expected `array`, got `int` - at `$[1]`"),
        (b"\x92\x03\x95\x01\x03\xa1x\xa1y\x00", "Expected `int`, got `str` - at `$[1][3]`"),
        (b"\x80", "Expected `array`, got `object`"),
    ] {
        let error = msgpack::splice(frame, &seq, &8).unwrap_err();
        assert_eq!((error.to_string().as_str(), error.kind()), (text, ErrorKind::Validation));
        let mut own = frame.to_vec();
        assert_eq!(msgpack::splice_in_place(&mut own, &seq, &8).unwrap_err().to_string(), text);
        assert_eq!(own, frame);
    }
}

/// Frames of other encoders: wide headers stay, and so does what is behind.
#[test]
fn a_wide_frame_stays_wide_elsewhere() {
    let seq = place::<u64>("header.seq");
    let frame = b"\xdc\x00\x03\xcd\x00\x03\xdd\x00\x00\x00\x05\x01\x03\xd9\x04jobs\xcf\0\0\0\0\0\0\0\x07\x00\xa1w";
    let out = b"\xdc\x00\x03\xcd\x00\x03\xdd\x00\x00\x00\x05\x01\x03\xd9\x04jobs\xcd\x01\x2c\x00\xa1w";
    assert_eq!(msgpack::splice(frame, &seq, &300).unwrap(), out);
    let mut own = out.to_vec();
    assert!(msgpack::splice_in_place(&mut own, &seq, &301).unwrap());
    assert_eq!(own[seq.range(&own).unwrap()], [0xcd, 0x01, 0x2d]);
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
struct Limits {
    #[constrain(ge = 1, le = 5)]
    tries: u8,
    note: Option<String>,
    level: Level,
    share: Share,
    parts: (f64, bool),
}

#[derive(Debug, Clone, Copy, PartialEq, WireMessage)]
enum Level {
    Low = 1,
    High = 2,
}

#[derive(Debug, Clone, Copy, PartialEq, WireMessage)]
#[wire(transparent)]
struct Share(#[constrain(le = 1.0)] f64);

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like, tag = "job", reserved(0))]
struct Job {
    limits: Option<Limits>,
    hand_written: Opaque,
}

/// Its codec says nothing of itself.
#[derive(Debug, Clone, PartialEq)]
struct Opaque;

impl Encode for Opaque {
    fn encode(&self, writer: &mut msgpack::Writer<'_>) {
        writer.nil();
    }
}

impl Decode<'_> for Opaque {
    fn decode(reader: &mut msgpack::Reader<'_>) -> Result<Self, Error> {
        reader.nil().map(|()| Self)
    }
}

impl Validate for Opaque {}

#[derive(Debug, PartialEq, WireMessage)]
struct Map {
    seq: u64,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, omit_trailing_defaults)]
struct Short {
    #[wire(default)]
    seq: u64,
}

#[test]
fn places_go_through_options_newtypes_and_reserved_positions() {
    let mut job = Job {
        limits: Some(Limits { tries: 1, note: None, level: Level::Low, share: Share(0.5), parts: (1.0, true) }),
        hand_written: Opaque,
    };
    let frame = msgpack::to_vec(&job);
    let tries = Place::<u8>::of::<Job>("limits.tries").unwrap();
    let frame = spliced(&frame, &tries, &5);
    let frame = spliced(&frame, &Place::of::<Job>("limits.note").unwrap(), &Some("late".to_owned()));
    let frame = spliced(&frame, &Place::of::<Job>("limits.level").unwrap(), &Level::High);
    let frame = spliced(&frame, &Place::of::<Job>("limits.share").unwrap(), &Share(1.0));
    let frame = spliced(&frame, &Place::of::<Job>("limits.parts").unwrap(), &(2.0, false));
    let changed =
        Limits { tries: 5, note: Some("late".into()), level: Level::High, share: Share(1.0), parts: (2.0, false) };
    job.limits = Some(changed);
    assert_eq!(frame, msgpack::to_vec(&job));

    // The rules of the field, and those of its type.
    for (error, text) in [
        (msgpack::splice(&frame, &tries, &6).unwrap_err(), "Expected `int` <= 5 - at `$[2][0]`"),
        (
            msgpack::splice(&frame, &Place::of::<Job>("limits.share").unwrap(), &Share(2.0)).unwrap_err(),
            "Expected `float` <= 1.0 - at `$[2][3]`",
        ),
    ] {
        assert_eq!((error.to_string().as_str(), error.kind()), (text, ErrorKind::Validation));
    }
    // There is nothing to go into.
    job.limits = None;
    let error = msgpack::splice(&msgpack::to_vec(&job), &tries, &5).unwrap_err();
    assert_eq!(error.to_string(), "Expected `array`, got `None` - at `$[2]`");
}

#[test]
fn what_is_no_place_says_why() {
    fn refused<T: WireMessage, V: Encode + ?Sized>(path: &str) -> String {
        Place::<V>::of::<T>(path).unwrap_err().to_string()
    }
    const OTHER_TYPE: &str = "has another type than the values for it; name the field's own";
    assert_eq!(
        refused::<WireEnvelope<'_>, u64>("header.number"),
        "`WireHeader` has no field `number`, and a place is one in every message"
    );
    assert_eq!(
        refused::<WireEnvelope<'_>, u64>("acked_seq"),
        "`DataMessage` has no field `acked_seq`, and a place is one in every message"
    );
    assert_eq!(refused::<WireEnvelope<'_>, u64>("header.seq.low"), "what stands around `low` has no fields");
    assert_eq!(
        refused::<Map, u64>("seq"),
        "`Map` is a map, and its fields have no position; encode it anew, or declare it `array_like`"
    );
    assert_eq!(refused::<Short, u64>("seq"), "`Short` leaves out fields that equal their default; encode it anew");
    assert_eq!(refused::<Job, Opaque>("hand_written"), format!("`hand_written` {OTHER_TYPE}"));
    assert_eq!(refused::<WireEnvelope<'_>, u32>("header.seq"), format!("`header.seq` {OTHER_TYPE}"));
    assert_eq!(refused::<WireEnvelope<'_>, Option<u64>>("header.seq"), format!("`header.seq` {OTHER_TYPE}"));
    assert_eq!(refused::<WireEnvelope<'_>, Level>("header.kind"), format!("`header.kind` {OTHER_TYPE}"));
    assert_eq!(
        refused::<WireEnvelope<'_>, u64>(""),
        "`DataMessage` has no field ``, and a place is one in every message"
    );
    assert!(Place::<MessageKind>::of::<WireEnvelope<'_>>("header.kind").is_ok());
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Shifted {
    #[wire(tag = 1)]
    A { id: u64, at: u64 },
    #[wire(tag = 2)]
    B { at: u64, id: u64 },
}

#[test]
fn a_place_is_one_in_every_message() {
    let error = Place::<u64>::of::<Shifted>("at").unwrap_err();
    assert_eq!(error.to_string(), "`at` does not stand at one place in every message");
}

/// What a value must keep would be known from the frame alone.
#[test]
fn a_place_has_the_same_rules_in_every_message() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like)]
    enum Event {
        #[wire(tag = 1)]
        A {
            #[constrain(ge = 1)]
            n: u8,
            #[constrain(le = 5)]
            level: u8,
            free: u8,
        },
        #[wire(tag = 2)]
        B {
            #[constrain(ge = 10)]
            n: u8,
            #[constrain(le = 5)]
            level: u8,
            #[constrain()]
            free: u8,
        },
    }
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like)]
    enum Half {
        #[wire(tag = 1)]
        A { n: u8 },
        #[wire(tag = 2)]
        B {
            #[constrain(ge = 10)]
            n: u8,
        },
    }
    for error in [Place::<u8>::of::<Event>("n").unwrap_err(), Place::<u8>::of::<Half>("n").unwrap_err()] {
        assert_eq!(error.to_string(), "`n` does not have the same rules in every message");
    }
    let frame = msgpack::to_vec(&Event::B { n: 10, level: 1, free: 0 });
    let level = Place::<u8>::of::<Event>("level").unwrap();
    assert_eq!(msgpack::splice(&frame, &level, &5).unwrap(), msgpack::to_vec(&Event::B { n: 10, level: 5, free: 0 }));
    assert_eq!(msgpack::splice(&frame, &level, &6).unwrap_err().to_string(), "Expected `int` <= 5 - at `$[2]`");
    assert!(Place::<u8>::of::<Event>("free").is_ok());
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Open<'a> {
    #[wire(tag = 1)]
    Started { worker: &'a str },
    #[wire(other)]
    Unknown { tag: i64, raw: Raw<'a> },
}

#[test]
fn a_place_is_none_in_messages_that_nobody_knows() {
    let error = Place::<str>::of::<Open<'_>>("worker").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the union keeps messages that it does not know, and nobody knows where `worker` stands in those"
    );
}

/// The types of a place are compared to their last element.
macro_rules! two_of {
    ($name:ident: $first:ty, $second:ty) => {
        #[derive(Debug, PartialEq, WireMessage)]
        #[wire(array_like)]
        enum $name {
            #[wire(tag = 1)]
            A { at: $first },
            #[wire(tag = 2)]
            B { at: $second },
        }
    };
}

two_of!(Rows: [u16; 3], [u16; 3]);
two_of!(RowsOfTwoLengths: [u16; 3], [u16; 4]);
two_of!(Keys: [u8; 4], [u8; 4]);
two_of!(KeysOfTwoLengths: [u8; 4], [u8; 5]);
two_of!(Tables: BTreeMap<String, u8>, BTreeMap<String, u8>);
two_of!(TablesOfTwoKeys: BTreeMap<String, u8>, BTreeMap<u8, u8>);
two_of!(TablesOfTwoValues: BTreeMap<String, u8>, BTreeMap<String, u16>);
two_of!(Addresses: IpAddr, IpAddr);
two_of!(AddressesOfTwoForms: IpAddr, Ipv4Addr);
two_of!(Pairs: (u8, bool), (u8, bool));
two_of!(PairsOfTwoLengths: (u8, bool), (u8,));
two_of!(Shares: Share, Share);
two_of!(ShareAndNumber: Share, f64);
two_of!(Flags: bool, bool);
two_of!(FlagAndText: bool, String);
two_of!(NumbersOfTwoWidths: f32, f64);
two_of!(HandWritten: Opaque, Opaque);

#[test]
fn a_place_has_one_type_in_every_message() {
    fn is_one<T: WireMessage, V: Encode + ?Sized>() -> bool {
        match Place::<V>::of::<T>("at") {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error.to_string(), "`at` does not stand at one place in every message");
                false
            }
        }
    }
    assert!(is_one::<Rows, [u16; 3]>() && !is_one::<RowsOfTwoLengths, [u16; 3]>());
    assert!(is_one::<Keys, [u8; 4]>() && !is_one::<KeysOfTwoLengths, [u8; 4]>());
    assert!(is_one::<Tables, BTreeMap<String, u8>>());
    assert!(!is_one::<TablesOfTwoKeys, BTreeMap<String, u8>>());
    assert!(!is_one::<TablesOfTwoValues, BTreeMap<String, u8>>());
    assert!(is_one::<Addresses, IpAddr>() && !is_one::<AddressesOfTwoForms, IpAddr>());
    assert!(is_one::<Pairs, (u8, bool)>() && !is_one::<PairsOfTwoLengths, (u8, bool)>());
    assert!(is_one::<Shares, Share>() && !is_one::<ShareAndNumber, Share>());
    assert!(is_one::<Flags, bool>() && !is_one::<FlagAndText, bool>());
    assert!(!is_one::<NumbersOfTwoWidths, f32>() && !is_one::<HandWritten, Opaque>());
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Kinds {
    flag: bool,
    blob: Vec<u8>,
    at: SystemTime,
    table: BTreeMap<String, u8>,
    maybe: Option<bool>,
}

/// What stands there must be of the field's type, before anything is written over it.
#[test]
fn what_stands_at_the_place_is_of_its_type() {
    let at = SystemTime::UNIX_EPOCH;
    let kinds = Kinds { flag: true, blob: vec![1], at, table: BTreeMap::new(), maybe: None };
    let frame = msgpack::to_vec(&kinds);
    let frame = spliced(&frame, &Place::of::<Kinds>("flag").unwrap(), &false);
    let frame = spliced(&frame, &Place::of::<Kinds>("blob").unwrap(), &vec![2u8, 3]);
    let frame = spliced(&frame, &Place::of::<Kinds>("at").unwrap(), &(at + std::time::Duration::from_secs(1)));
    let table = BTreeMap::from([("a".to_owned(), 1u8)]);
    let frame = spliced(&frame, &Place::of::<Kinds>("table").unwrap(), &table);
    let frame = spliced(&frame, &Place::of::<Kinds>("maybe").unwrap(), &Some(true));
    let at = at + std::time::Duration::from_secs(1);
    assert_eq!(frame, msgpack::to_vec(&Kinds { flag: false, blob: vec![2, 3], at, table, maybe: Some(true) }));

    fn refused<V: Encode + Validate>(field: &str, value: &V) -> String {
        let place = Place::<V>::of::<Kinds>(field).unwrap();
        msgpack::splice(b"\x95\x01\x01\x01\x01\x01", &place, value).unwrap_err().to_string()
    }
    assert_eq!(refused("flag", &true), "Expected `bool`, got `int` - at `$[0]`");
    assert_eq!(refused("blob", &vec![1u8]), "Expected `bytes`, got `int` - at `$[1]`");
    assert_eq!(refused("at", &SystemTime::UNIX_EPOCH), "Expected `ext`, got `int` - at `$[2]`");
    assert_eq!(refused("table", &BTreeMap::<String, u8>::new()), "Expected `object`, got `int` - at `$[3]`");
    assert_eq!(refused("maybe", &Some(true)), "Expected `bool | null`, got `int` - at `$[4]`");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent)]
struct Wrapped(Kinds);

#[test]
fn a_newtype_has_the_places_of_what_it_holds() {
    assert!(Place::<bool>::of::<Wrapped>("flag").is_ok());
    let error = Place::<u8>::of::<Level>("low").unwrap_err().to_string();
    assert_eq!(error, "`Level` has no field `low`, and a place is one in every message");
}
