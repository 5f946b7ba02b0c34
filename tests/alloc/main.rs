//! Allocations, counted: what hostile input may take, and what a decoded message costs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod counter;

use counter::{Counts, counted};
use klaw_runtime::envelope::{
    Ack, ControlAction, ControlMessage, DataMessage, Heartbeat, WireEnvelope, WireError, WireHeader,
};
use klaw_runtime::registry::{SchemaRegistry, schema_registry};
use klaw_runtime::router::Router;
use klaw_runtime::schema::Place;
use klaw_runtime::{Decode, DecodeOwned, Error, ErrorKind, Frame, Raw, Value, WireMessage, msgpack, registry};
use std::collections::{BTreeMap, HashMap};

/// An error's own box, text and path, with what is kept of the input.
const ERROR: usize = 2048;

fn envelopes() -> [WireEnvelope<'static>; 5] {
    let header = || WireHeader::new("jobs").seq(300).ts(1_703_001_234_567);
    [
        DataMessage::new(header(), Raw::encode(&vec!["x"; 40])).into(),
        ControlMessage::new(header(), ControlAction::Other("drain".into())).into(),
        Heartbeat::new(header(), "worker-1").into(),
        Ack::new(header(), 70_000).into(),
        WireError::new(header(), "timeout", "no answer").into(),
    ]
}

fn blocks<T>(run: impl FnOnce() -> T) -> usize {
    let (value, counts) = counted(run);
    drop(value);
    counts.blocks
}

#[test]
fn borrowed_decoding_allocates_nothing() {
    for envelope in envelopes() {
        let frame = msgpack::to_vec(&envelope);
        assert_eq!(blocks(|| msgpack::from_slice::<WireEnvelope<'_>>(&frame).unwrap()), 0, "{envelope:?}");
        assert_eq!(blocks(|| msgpack::from_prefix::<WireEnvelope<'_>>(&frame).unwrap()), 0);
        assert_eq!(blocks(|| msgpack::from_slice::<Raw<'_>>(&frame).unwrap()), 0);
        assert_eq!(blocks(|| Raw::new(&frame[..]).unwrap()), 0);
        // Fields left out, wide headers and unknown elements take the long way, and nothing more.
        let wide = [&[0xdc, 0x00, 0x10][..], &frame[1..], &[0xc0; 12]].concat();
        let _ = blocks(|| msgpack::from_prefix::<WireEnvelope<'_>>(&wide).is_ok());
    }
    assert_eq!(blocks(|| msgpack::from_slice::<WireEnvelope<'_>>(b"\x92\x04\x90").unwrap()), 0);
    assert_eq!(blocks(|| msgpack::from_slice::<WireEnvelope<'_>>(b"\xdc\0\x05\x04\x90\x05\xa1x\x90").unwrap()), 0);
}

#[test]
fn encoding_into_room_allocates_nothing() {
    for envelope in envelopes() {
        let length = msgpack::encoded_len(&envelope);
        let mut out = Vec::with_capacity(4096);
        assert_eq!(blocks(|| msgpack::encode_to(&envelope, &mut out)), 0, "{envelope:?}");
        assert_eq!(out.len(), length);
        let mut buffer = vec![0; length];
        assert_eq!(blocks(|| msgpack::encode_into(&envelope, &mut buffer, 0).unwrap()), 0);
        assert_eq!(blocks(|| msgpack::encoded_len(&envelope)), 0);
        assert_eq!(buffer, out);
        assert_eq!(blocks(|| msgpack::to_vec(&envelope)), 1);
    }
}

/// An older version, read as the newer.
#[derive(Debug, WireMessage)]
#[wire(array_like, tag = 3, frozen)]
struct Beat<'a> {
    header: WireHeader<'a>,
}

fn upgrade(old: Beat<'_>) -> Result<WireEnvelope<'_>, Error> {
    Ok(Heartbeat::new(WireHeader { version: 2, ..old.header }, "").into())
}

static HISTORY: SchemaRegistry = registry! { 1 => Beat<'_> => upgrade, 2 => WireEnvelope<'_> };

/// Reading the version, finding its type and decoding, of the newest version and of one that is brought up to it.
#[test]
fn routing_allocates_nothing() {
    for envelope in envelopes() {
        let frame = msgpack::to_vec(&envelope);
        assert_eq!(blocks(|| assert_eq!(schema_registry().decode(&frame).unwrap(), envelope)), 0);
    }
    let (old, new) = (b"\x92\x03\x95\x01\x03\xa4jobs\x07\x00", b"\x92\x03\x95\x02\x03\xa4jobs\x07\x00");
    assert_eq!(blocks(|| assert_eq!(HISTORY.decode(old).unwrap(), HISTORY.decode(new).unwrap())), 0);
    // So does a version that is registered while the program runs.
    HISTORY.register::<Heartbeat<'static>>(3).unwrap();
    assert_eq!(blocks(|| HISTORY.decode(b"\x92\x03\x91\x03").unwrap()), 0);
}

#[test]
fn dispatching_allocates_nothing() {
    let router = Router::<u64>::new(|unknown, _, _| {
        *unknown += 100;
        Ok(())
    })
    .on_tag::<Beat<'static>>(|beats, _, beat| {
        *beats += beat.header.seq;
        Ok(())
    })
    .unwrap();
    let beat = msgpack::to_vec(&DataMessage::new(
        WireHeader::new("c"),
        Raw::encode(&Beat { header: WireHeader::new("d").seq(5) }),
    ));
    let mut sum = 0;
    assert_eq!(blocks(|| router.dispatch(&mut sum, &beat).unwrap()), 0);
    for envelope in envelopes() {
        let frame = msgpack::to_vec(&envelope);
        assert_eq!(blocks(|| router.dispatch(&mut sum, &frame).unwrap()), 0, "{envelope:?}");
    }
    assert_eq!(sum, 505);
}

/// The bytes, the message and their count; a clone takes none, and neither does reading.
#[test]
fn a_frame_takes_three_blocks_however_large_it_is() {
    for envelope in envelopes() {
        let bytes = msgpack::to_vec(&envelope).into_boxed_slice();
        let (frame, counts) = counted(|| Frame::<WireEnvelope<'static>>::decode(bytes).unwrap());
        assert_eq!(counts.blocks, 3, "{envelope:?}");
        assert_eq!(blocks(|| assert_eq!(*frame.clone().get(), envelope)), 0);
    }
}

#[test]
fn a_value_in_a_frame_is_replaced_without_a_block_or_with_one() {
    let seq = Place::<u64>::of::<WireEnvelope<'_>>("header.seq").unwrap();
    for envelope in envelopes() {
        let mut frame = msgpack::to_vec(&envelope);
        assert_eq!(blocks(|| assert!(msgpack::splice_in_place(&mut frame, &seq, &301).unwrap())), 0, "{envelope:?}");
        assert_eq!(blocks(|| msgpack::splice(&frame, &seq, &7).unwrap()), 1);
        assert_eq!(blocks(|| msgpack::splice(&frame, &seq, &u64::MAX).unwrap()), 1);
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Owned {
    name: String,
    blob: Vec<u8>,
    numbers: Vec<u64>,
    words: Vec<Box<str>>,
    next: Option<Box<u64>>,
    fixed: [u16; 3],
}

#[test]
fn owned_decoding_allocates_a_block_for_each_owned_part() {
    let message = Owned {
        name: "name".into(),
        blob: vec![1; 40],
        numbers: (0..100).collect(),
        words: vec!["a".into(), "b".into()],
        next: Some(Box::new(5)),
        fixed: [1, 2, 3],
    };
    let frame = msgpack::to_vec(&message);
    // Name, blob, numbers, words, two words, the box.
    let (read, counts) = counted(|| msgpack::from_slice::<Owned>(&frame).unwrap());
    assert_eq!((read, counts.blocks), (message, 7));
    // What is empty takes none.
    let empty = Owned { name: "".into(), blob: vec![], numbers: vec![], words: vec![], next: None, fixed: [0; 3] };
    let frame = msgpack::to_vec(&empty);
    assert_eq!(blocks(|| msgpack::from_slice::<Owned>(&frame).unwrap()), 0);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Reused {
    name: String,
    bytes: Vec<u8>,
    values: Vec<u64>,
    lines: Vec<String>,
    table: HashMap<u32, u64>,
    inner: Box<(u8, u8)>,
    note: Option<String>,
}

#[derive(Debug, PartialEq, WireMessage)]
struct ReusedMap {
    name: String,
    lines: Vec<String>,
}

/// The second message, no larger than the first, takes what the first left.
#[test]
fn decoding_in_place_keeps_every_block() {
    let message = |text: &str, count: u32| Reused {
        name: text.into(),
        bytes: text.into(),
        values: (0..u64::from(count)).collect(),
        lines: vec![text.into(); count as usize],
        table: (0..count).map(|key| (key, 1)).collect(),
        inner: Box::new((1, 2)),
        note: Some(text.into()),
    };
    let (mut value, second) = (message("a longer text", 9), message("text", 5));
    let frame = msgpack::to_vec(&second);
    assert_eq!(blocks(|| msgpack::decode_in_place(&frame, &mut value).unwrap()), 0);
    assert_eq!(value, second);

    let mut value = ReusedMap { name: "a longer text".into(), lines: vec!["a longer line".into(); 4] };
    let second = ReusedMap { name: "name".into(), lines: vec!["line".into(); 3] };
    let frame = msgpack::to_vec(&second);
    assert_eq!(blocks(|| msgpack::decode_in_place(&frame, &mut value).unwrap()), 0);
    assert_eq!(value, second);
    // A fresh decode takes a block for the name, the vector and each line.
    assert_eq!(blocks(|| msgpack::from_slice::<ReusedMap>(&frame).unwrap()), 5);
}

/// The peak of decoding to whatever comes out, an error included.
fn peak<'a, T: Decode<'a>>(bytes: &'a [u8]) -> (Result<(), ErrorKind>, usize) {
    let (result, Counts { peak, .. }) = counted(|| msgpack::from_slice::<T>(bytes));
    (result.map(drop).map_err(|error| error.kind()), peak)
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Tree {
    kids: Vec<Tree>,
    #[wire(default)]
    weight: [u64; 8],
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Large {
    #[wire(default)]
    numbers: [[u64; 4]; 8],
}

#[test]
fn header_bombs_take_nothing() {
    fn none<'a, T: Decode<'a>>(bomb: &'a [u8]) {
        let (result, peak) = peak::<T>(bomb);
        assert!(result.is_err() && peak <= ERROR, "{peak} bytes for {}", std::any::type_name::<T>());
    }
    for bomb in [
        &b"\xdd\xff\xff\xff\xff"[..],
        b"\xdf\xff\xff\xff\xff",
        b"\xdd\xff\xff\xff\xff\x01",
        b"\xdb\xff\xff\xff\xffab",
        b"\xc6\xff\xff\xff\xffab",
        b"\xc9\xff\xff\xff\xff\x05ab",
        b"\xdc\xff\xff",
        b"\x91\xdd\xff\xff\xff\xff",
        b"\x81\xa1a\xdf\xff\xff\xff\xff",
    ] {
        none::<WireEnvelope<'_>>(bomb);
        none::<Vec<u64>>(bomb);
        none::<Vec<String>>(bomb);
        none::<Vec<Large>>(bomb);
        none::<Box<[Vec<u64>]>>(bomb);
        none::<HashMap<u64, u64>>(bomb);
        none::<BTreeMap<String, Vec<u64>>>(bomb);
        none::<String>(bomb);
        none::<Vec<u8>>(bomb);
        none::<Raw<'_>>(bomb);
        none::<Value<'_>>(bomb);
        none::<Tree>(bomb);
        let payload = [b"\x93\x01\x90", bomb].concat();
        none::<WireEnvelope<'_>>(&payload);
        none::<DataMessage<'_, Vec<u64>>>(&payload);
    }
}

/// What `input` bytes may take by default.
fn budget(input: usize) -> usize {
    16 * input + (64 << 20) + ERROR
}

/// Each level's header asks for 65,535 messages, and the bytes for so many are there.
#[test]
fn nested_amplification_stays_within_the_budget() {
    fn within<T: DecodeOwned>(bytes: &[u8]) {
        let (result, peak) = peak::<T>(bytes);
        assert!(
            peak <= budget(bytes.len()),
            "{peak} bytes of {} for {}",
            budget(bytes.len()),
            std::any::type_name::<T>()
        );
        assert_eq!(result, Err(ErrorKind::Limit), "{}", std::any::type_name::<T>());
    }
    let deep = [b"\x91\xdc\xff\xff".repeat(60), vec![0x90; 500_000]].concat();
    within::<Tree>(&deep);
    let (result, used) = peak::<Value<'_>>(&deep);
    assert!(used <= budget(deep.len()), "{used}: {result:?}");
}

#[test]
fn element_amplification_is_a_limit() {
    let million = [&b"\xdd\0\x0f\x42\x40"[..], &vec![0x90; 1_000_000]].concat();
    let (result, peak) = peak::<Vec<Large>>(&million);
    assert_eq!(result, Err(ErrorKind::Limit));
    assert!(peak <= ERROR, "{peak} bytes before it was refused");
}

/// Maps cost more than their entries. What the default limits let through, measured.
#[test]
fn maps_stay_within_the_budget() {
    for count in [100_000_u32, 2_000_000] {
        let maps = |entry: &[u8]| [&[0xdd][..], &count.to_be_bytes(), &entry.repeat(count as usize)].concat();
        let one = maps(b"\x81\x01\x01");
        let empty = maps(b"\x80");
        for (name, bytes, (result, used)) in [
            ("hash maps", &one, peak::<Vec<HashMap<u64, u64>>>(&one)),
            ("sorted maps", &one, peak::<Vec<BTreeMap<u64, u64>>>(&one)),
            ("empty maps", &empty, peak::<Vec<HashMap<u64, u64>>>(&empty)),
        ] {
            assert!(used <= budget(bytes.len()), "{count} {name}: {used} bytes of {}: {result:?}", budget(bytes.len()));
        }
    }
}
