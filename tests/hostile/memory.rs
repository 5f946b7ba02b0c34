//! What hostile input may take.

use crate::counter::{Counts, counted};
use indexmap::{IndexMap, IndexSet};
use klaw_runtime::envelope::{DataMessage, WireEnvelope};
use klaw_runtime::json::{self, Json};
use klaw_runtime::msgpack::{self, Reader};
use klaw_runtime::toml;
use klaw_runtime::{Decode, DecodeInPlace, DecodeOwned, Error, ErrorKind, Limits, Raw, Value, WireMessage};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::SystemTime;

/// An error's own box, text and path, with what is kept of the input.
const ERROR: usize = 2048;

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

/// Nor do they where something is there: room for as many elements as there are bytes for, each as small as it can be.
#[test]
fn a_header_reserves_what_the_rest_has_room_for() {
    type Row = (u64, u64, u64, u64, u64, u64, u64, u64);
    let bomb = [&b"\xdd\xff\xff\xff\xff"[..], &[0xc1; 3600]].concat();
    let (result, peak) = peak::<Vec<Row>>(&bomb);
    assert_eq!(result, Err(ErrorKind::Malformed));
    assert!(peak <= 3600 / 9 * size_of::<Row>() + ERROR, "{peak} bytes");
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
        let lists = maps(b"\x91\x01");
        let empty = maps(b"\x80");
        for (name, bytes, (result, used)) in [
            ("hash maps", &one, peak::<Vec<HashMap<u64, u64>>>(&one)),
            ("sorted maps", &one, peak::<Vec<BTreeMap<u64, u64>>>(&one)),
            ("ordered maps", &one, peak::<Vec<IndexMap<u64, u64>>>(&one)),
            ("small sets", &lists, peak::<Vec<HashSet<u8>>>(&lists)),
            ("hash sets", &lists, peak::<Vec<HashSet<u64>>>(&lists)),
            ("ordered sets", &lists, peak::<Vec<IndexSet<u8>>>(&lists)),
            ("queues", &lists, peak::<Vec<VecDeque<u64>>>(&lists)),
            ("empty maps", &empty, peak::<Vec<HashMap<u64, u64>>>(&empty)),
        ] {
            assert!(used <= budget(bytes.len()), "{count} {name}: {used} bytes of {}: {result:?}", budget(bytes.len()));
        }
    }
}

/// The least limit on memory that a frame is decoded under.
fn charged<T: DecodeOwned>(frame: &[u8]) -> usize {
    let (mut refused, mut decoded) = (0, 1 << 40);
    while decoded - refused > 1 {
        let middle = refused + (decoded - refused) / 2;
        let limits = Limits::new().memory(middle);
        *(if msgpack::from_slice_with::<T>(frame, &limits).is_ok() { &mut decoded } else { &mut refused }) = middle;
    }
    decoded
}

/// What a collection is charged is no less than what it takes.
#[test]
fn collections_are_charged_what_they_take() {
    fn honest<T: DecodeOwned>(frame: &[u8]) {
        let ((), peak) = (msgpack::from_slice::<T>(frame).map(drop).unwrap(), peak::<T>(frame).1);
        let charged = charged::<T>(frame);
        assert!(peak <= charged, "{}: charged {charged}, took {peak}", std::any::type_name::<T>());
        // Nor is it out of proportion: a node of a tree may be half empty, a table by half.
        assert!(charged <= 4 * peak + 64, "{}: charged {charged}, took {peak}", std::any::type_name::<T>());
    }
    for count in [1_u16, 3, 4, 7, 8, 13, 14, 15, 28, 29, 100, 255] {
        let list =
            [&[0xdc][..], &count.to_be_bytes(), &(0..count).flat_map(|key| [0xcc, key as u8]).collect::<Vec<_>>()];
        let list = list.concat();
        honest::<Vec<u64>>(&list);
        honest::<Box<[u16]>>(&list);
        honest::<Rc<[u16]>>(&list);
        honest::<Arc<[u64]>>(&list);
        honest::<Vec<Rc<u8>>>(&list);
        honest::<Vec<Arc<u64>>>(&list);
        let texts = [&[0xdc][..], &count.to_be_bytes(), &b"\xa1x".repeat(usize::from(count))].concat();
        honest::<Vec<Rc<str>>>(&texts);
        honest::<Vec<Arc<str>>>(&texts);
        honest::<VecDeque<u64>>(&list);
        honest::<HashSet<u8>>(&list);
        honest::<HashSet<u16>>(&list);
        honest::<HashSet<u64>>(&list);
        honest::<IndexSet<u8>>(&list);
        honest::<IndexSet<u64>>(&list);
        honest::<BTreeSet<u8>>(&list);
        honest::<BTreeSet<u64>>(&list);
        let map =
            [&[0xde][..], &count.to_be_bytes(), &(0..count).flat_map(|key| [0xcc, key as u8, 1]).collect::<Vec<_>>()];
        let map = map.concat();
        honest::<HashMap<u8, u8>>(&map);
        honest::<HashMap<u64, u64>>(&map);
        honest::<HashMap<u8, Option<Box<u8>>>>(&map);
        honest::<IndexMap<u8, u8>>(&map);
        honest::<IndexMap<u64, u64>>(&map);
        honest::<BTreeMap<u8, u8>>(&map);
        honest::<BTreeMap<u64, u64>>(&map);
    }
    // Trees of several floors, in either order.
    let (up, down): (Vec<u16>, Vec<u16>) = ((0..20_000).collect(), (0..20_000).rev().collect());
    for keys in [up, down] {
        honest::<BTreeSet<u16>>(&msgpack::to_vec(&keys));
        honest::<BTreeSet<u64>>(&msgpack::to_vec(&keys));
    }
}

/// A moment read by the lax rules takes one byte, and seven by its own, which is what a header's room is reckoned with; nor
/// is one that reads nothing believed.
#[test]
fn elements_smaller_than_their_type_says_are_charged() {
    #[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash, WireMessage)]
    #[wire(array_like, lax)]
    struct Moments {
        a: SystemTime,
        b: SystemTime,
        c: SystemTime,
        d: SystemTime,
    }
    #[derive(Debug, Default, WireMessage)]
    #[wire(array_like)]
    struct InPlace {
        #[wire(lax)]
        moments: Vec<SystemTime>,
    }
    struct Nothing {
        _room: [u64; 8],
    }
    impl Decode<'_> for Nothing {
        fn decode(_: &mut Reader<'_>) -> Result<Self, Error> {
            Ok(Self { _room: [0; 8] })
        }
    }
    /// What has grown stands beside what it was until the elements have been moved.
    fn honest<T: DecodeOwned>(frame: &[u8]) {
        let (used, charged) = (peak::<T>(frame).1, charged::<T>(frame));
        assert!(used <= 2 * charged, "{}: charged {charged}, took {used}", std::any::type_name::<T>());
        assert!(charged <= 4 * used + 64, "{}: charged {charged}, took {used}", std::any::type_name::<T>());
    }
    for count in [1_u16, 2, 3, 8, 100, 1000, 4000] {
        let list = |element: &dyn Fn(u16) -> Vec<u8>| {
            [&[0xdc][..], &count.to_be_bytes(), &(0..count).flat_map(element).collect::<Vec<_>>()].concat()
        };
        let alike = list(&|_| b"\x94\x01\x01\x01\x01".to_vec());
        honest::<Vec<Moments>>(&alike);
        honest::<Box<[Moments]>>(&alike);
        honest::<VecDeque<Moments>>(&alike);
        let differ = list(&|at| [b"\x94\x01\x01\x01\xcd", &at.to_be_bytes()[..]].concat());
        honest::<HashSet<Moments>>(&differ);
        honest::<BTreeSet<Moments>>(&differ);
        honest::<IndexSet<Moments>>(&differ);
        let mut map = list(&|at| [b"\xcd", &at.to_be_bytes()[..], b"\x94\x01\x01\x01\x01"].concat());
        map[0] = 0xde;
        honest::<HashMap<u16, Moments>>(&map);
        honest::<BTreeMap<u16, Moments>>(&map);
        honest::<IndexMap<u16, Moments>>(&map);
        honest::<InPlace>(&[b"\x91", &list(&|_| vec![1])[..]].concat());
        honest::<Vec<Nothing>>(&list(&|_| vec![])[..3]);
        let over = |limits: &Limits| {
            let frame = [b"\x91", &list(&|_| vec![1])[..]].concat();
            let mut value = InPlace::default();
            msgpack::decode_in_place_with(&frame, &mut value, limits).map(|()| value.moments.capacity())
        };
        let needed = usize::from(count) * size_of::<SystemTime>();
        assert!(over(&Limits::new()).unwrap() >= usize::from(count));
        assert_eq!(over(&Limits::new().memory(needed - 1)).unwrap_err().kind(), ErrorKind::Limit);
    }
    // An error is the one that it was: what is not there is not charged.
    let cut = b"\xdc\xff\xff\x94\x01";
    let error = msgpack::from_slice_with::<Vec<Moments>>(cut, &Limits::new().memory(0)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
}

/// A header that promises more than there is lets nothing grow past what was charged.
#[test]
fn what_a_header_promises_is_not_grown_into() {
    const COUNT: usize = 1 << 16;
    fn holds<T: DecodeOwned>(item: &[u8]) {
        let bytes = [&b"\xdd\xff\xff\xff\xff"[..], &item.repeat(COUNT)].concat();
        let (result, peak) = peak::<Vec<T>>(&bytes);
        assert_eq!(result, Err(ErrorKind::Truncated));
        let room = bytes.len() * size_of::<T>();
        assert!(peak <= room + ERROR, "{peak} bytes, {room} charged for {}", std::any::type_name::<T>());
    }
    holds::<u64>(b"\x01");
    holds::<i16>(b"\x01");
    holds::<u16>(b"\xcc\x80");
    holds::<f64>(b"\xcb\0\0\0\0\0\0\0\0");
    holds::<bool>(b"\xc3");
    holds::<String>(b"\xa0");
}

/// An old value that is too small grows by what is charged.
#[test]
fn an_old_value_grows_to_what_is_there() {
    let mut numbers = vec![0_u64; 1000];
    msgpack::decode_in_place(&msgpack::to_vec(&vec![1_u64; 1001]), &mut numbers).unwrap();
    assert!(numbers.capacity() < 1500, "{}", numbers.capacity());
    let mut bytes = vec![0_u8; 1000];
    msgpack::decode_in_place(&msgpack::to_vec(&vec![1_u8; 1001]), &mut bytes).unwrap();
    assert!(bytes.capacity() < 1500, "{}", bytes.capacity());
    let mut text = "a".repeat(1000);
    msgpack::decode_in_place(&msgpack::to_vec(&"b".repeat(1001)), &mut text).unwrap();
    assert!(text.capacity() < 1500, "{}", text.capacity());
}

/// One that has no size, and reads nothing, counts all the same: 5 bytes make no 2^32 turns.
#[test]
fn elements_that_are_nothing_are_charged() {
    #[derive(Debug, Default, Clone)]
    struct Nothing;
    impl Decode<'_> for Nothing {
        fn decode(_: &mut Reader<'_>) -> Result<Self, Error> {
            Ok(Self)
        }
    }
    let bytes = b"\xdd\xff\xff\xff\xff";
    let limits = Limits::new().memory(1 << 16);
    let error = msgpack::from_slice_with::<Vec<Nothing>>(bytes, &limits).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let error = msgpack::decode_in_place_with(bytes, &mut vec![Nothing; 3], &limits).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert_eq!(msgpack::from_slice_with::<Vec<Nothing>>(b"\xdc\xff\xff", &limits).unwrap().len(), 0xffff);
}

/// Text does not say how many elements come, so collections grow: what is charged is what they have grown to.
#[test]
fn collections_of_text_are_charged_what_they_take() {
    #[derive(PartialEq, Eq, Hash, WireMessage)]
    #[wire(array_like, json)]
    struct Wide {
        #[wire(default)]
        numbers: [[u64; 4]; 8],
    }
    /// What has grown stands beside what it was until the elements have been moved.
    fn honest<T: DecodeOwned + Json>(text: &str) {
        let (mut refused, mut decoded) = (0, 1 << 40);
        while decoded - refused > 1 {
            let middle = refused + (decoded - refused) / 2;
            let limits = Limits::new().memory(middle);
            *(if json::from_slice_with::<T>(text.as_bytes(), &limits).is_ok() { &mut decoded } else { &mut refused }) =
                middle;
        }
        let (result, Counts { peak, .. }) = counted(|| json::from_str::<T>(text));
        assert!(result.is_ok());
        assert!(peak <= 2 * decoded, "{}: charged {decoded}, took {peak}", std::any::type_name::<T>());
    }
    for count in [1, 4, 5, 8, 9, 100, 1025] {
        let list = |item: &str| format!("[{}]", vec![item; count].join(","));
        honest::<Vec<u64>>(&list("1"));
        honest::<Vec<Wide>>(&list("[]"));
        honest::<Vec<Vec<u64>>>(&list("[1,2,3]"));
        honest::<Rc<[u64]>>(&list("1"));
        honest::<Vec<Arc<u8>>>(&list("1"));
        let keys: Vec<String> = (0..count).map(|key| format!("\"{key}\":[]")).collect();
        honest::<BTreeMap<u64, Wide>>(&format!("{{{}}}", keys.join(",")));
        honest::<HashMap<u64, Wide>>(&format!("{{{}}}", keys.join(",")));
    }
    let just_grown = format!("[{}]", vec!["[]"; (1 << 18) + 1].join(","));
    let held = json::from_str::<Vec<Wide>>(&just_grown).unwrap().capacity() * size_of::<Wide>();
    assert!(held <= budget(just_grown.len()), "{held} of {}", budget(just_grown.len()));
}

/// Over an old value as into a new one.
#[test]
fn decoding_in_place_is_charged_alike() {
    fn alike<T: DecodeOwned + Default + for<'de> DecodeInPlace<'de>>(frame: &[u8]) {
        let over = |bytes: &[u8], limits: &Limits| {
            let mut value = T::default();
            let (result, Counts { peak, .. }) = counted(|| msgpack::decode_in_place_with(bytes, &mut value, limits));
            (result.map_err(|error| error.kind()), peak)
        };
        let name = std::any::type_name::<T>();
        let charged = charged::<T>(frame);
        assert_eq!(over(frame, &Limits::new().memory(charged)).0, Ok(()), "{name}");
        let (result, peak) = over(frame, &Limits::new().memory(charged - 1));
        assert_eq!(result, Err(ErrorKind::Limit), "{name}");
        assert!(peak <= ERROR, "{name}: {peak} bytes before it was refused");
        for bomb in [&b"\xdd\xff\xff\xff\xff"[..], b"\xdf\xff\xff\xff\xff", b"\xdf\0\xff\xff\xff\x01"] {
            let (result, peak) = over(bomb, &Limits::new());
            assert!(result.is_err() && peak <= ERROR, "{name}: {peak} bytes for {bomb:02x?}");
        }
    }
    let map = [&b"\xde\0\x64"[..], &(0..100).flat_map(|key| [key, 1]).collect::<Vec<u8>>()].concat();
    alike::<HashMap<u64, u64>>(&map);
    alike::<BTreeMap<u64, u64>>(&map);
    alike::<IndexMap<u64, u64>>(&map);
    alike::<Vec<u64>>(&[&b"\xdc\0\x64"[..], &[1; 100]].concat());
}

pub(crate) type Make = fn(usize) -> String;

/// Texts of TOML, most of them of much that is little, whole and broken.
pub(crate) const TOML: [(&str, Make); 30] = [
    ("nothing in a list", |count| format!("a = [{}]", "{},".repeat(count))),
    ("lists in a list", |count| format!("a = [{}]", "[1],".repeat(count))),
    ("tables in a list", |count| format!("a = [{}]", "{a=1},".repeat(count))),
    ("tables with dots in a list", |count| format!("a = [{}]", "{a.a.a.a=1},".repeat(count))),
    ("numbers", |count| format!("a = [{}]", "5,".repeat(count))),
    ("numbers with underscores", |count| format!("a = [{}]", "1_0,".repeat(count))),
    ("floats", |count| format!("a = [{}]", "1_0e2,".repeat(count))),
    ("days", |count| format!("a = [{}]", "2026-01-01,".repeat(count))),
    ("times", |count| format!("a = [{}]", "00:00,".repeat(count))),
    ("texts", |count| format!("a = [{}]", "'x',".repeat(count))),
    ("texts with an escape", |count| format!("a = [{}]", "\"\\n\",".repeat(count))),
    ("a text with escapes", |count| format!("a = [\"{}\"]", "\\n".repeat(count))),
    ("a text", |count| format!("a = ['{}']", "x".repeat(count))),
    ("keys", |count| (0..count).map(|key| format!("{key}=1\n")).collect()),
    ("keys from the last to the first", |count| (0..count).rev().map(|key| format!("{key:07}=1\n")).collect()),
    ("keys with an escape", |count| (0..count).map(|key| format!("\"\\n{key}\"=1\n")).collect()),
    ("keys with dots", |count| (0..count).map(|key| format!("{key}.a.a.a=1\n")).collect()),
    ("keys in an inline table", |count| {
        format!("a = {{{}}}", (0..count).map(|key| format!("{key}=1,")).collect::<String>())
    }),
    ("tables", |count| (0..count).map(|key| format!("[{key}]\n")).collect()),
    ("tables in a table", |count| (0..count).map(|key| format!("[a.{key}.a]\na=1\n")).collect()),
    ("tables of a list", |count| "[[a]]\n".repeat(count)),
    ("tables of a list with a key", |count| "[[a]]\na=1\n".repeat(count)),
    ("tables of lists", |count| (0..count).map(|key| format!("[[a.{key}]]\n")).collect()),
    ("lines", |count| "\n".repeat(count)),
    ("comments", |count| "#\n".repeat(count)),
    ("points", |count| ".".repeat(count)),
    ("lines with points", |count| "..\n".repeat(count)),
    ("equals signs", |count| "=".repeat(count)),
    ("commas", |count| format!("a = [{}", ",".repeat(count))),
    ("headers that are broken", |count| "[.\n".repeat(count)),
];

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
struct Wide {
    #[wire(default)]
    numbers: [[u64; 4]; 8],
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(serde)]
struct Listed<T> {
    a: T,
}

/// Reads a text of TOML as a type, for better or worse.
macro_rules! toml_as {
    ($type:ty) => {
        |text: &str, limits: &Limits| toml::from_str_with::<$type>(text, limits).map(drop)
    };
}

type ReadToml = fn(&str, &Limits) -> Result<(), Error>;

/// What comes of a text under a limit on memory, and the most that was held.
fn toml_under(read: ReadToml, text: &str, limits: &Limits) -> (Result<(), ErrorKind>, usize) {
    let (result, Counts { peak, .. }) = counted(|| read(text, limits));
    (result.map_err(|error| error.kind()), peak)
}

/// The tree that the parser builds takes far more than its text: what it takes is known before it is built.
#[test]
fn texts_of_toml_stay_within_the_budget() {
    for (name, make) in TOML {
        let text = make(200_000);
        for read in [toml_as!(Value<'_>) as ReadToml, toml_as!(Listed<Vec<Wide>>)] {
            let (result, peak) = toml_under(read, &text, &Limits::new());
            let most = budget(text.len());
            assert!(peak <= most, "{name}: {peak} bytes of {most} for {}: {result:?}", text.len());
        }
    }
    let large = TOML[0].1(250_000);
    let wide = |text: &str| toml_under(toml_as!(Listed<Vec<Wide>>), text, &Limits::new()).0;
    assert_eq!(wide(&large), Err(ErrorKind::Limit));
    assert_eq!(wide(&TOML[0].1(50_000)), Ok(()));
}

/// Whatever the limit is, no more is held; and what is reckoned is not out of proportion.
#[test]
fn what_toml_takes_is_reckoned() {
    fn honest(name: &str, text: &str, read_as: ReadToml) {
        let (mut refused, mut read) = (0, 1 << 40);
        while read - refused > 1 {
            let middle = refused + (read - refused) / 2;
            let (result, peak) = toml_under(read_as, text, &Limits::new().memory(middle));
            assert!(peak <= middle + 2 * ERROR, "{name}: allowed {middle}, took {peak}: {result:?}");
            *(if result == Err(ErrorKind::Limit) { &mut refused } else { &mut read }) = middle;
        }
        let (result, peak) = toml_under(read_as, text, &Limits::trusted());
        assert!(peak <= read + ERROR, "{name}: reckoned {read}, took {peak}: {result:?}");
        assert!(result.is_err() || read <= 8 * peak + ERROR, "{name}: reckoned {read}, took {peak}: {result:?}");
    }
    for (name, make) in TOML {
        for count in [1, 5, 12, 300] {
            honest(name, &make(count), toml_as!(Listed<Raw<'_>>));
            honest(name, &make(count), toml_as!(Listed<Vec<Wide>>));
            honest(name, &make(count), toml_as!(Listed<Vec<String>>));
            honest(name, &make(count), toml_as!(BTreeMap<String, Option<Box<u8>>>));
        }
    }
    let keys = |entry: &str| (0..1025).map(|key| format!("{key} = {entry}\n")).collect::<String>();
    honest("a hash map", &keys("1"), toml_as!(HashMap<u64, u64>));
    honest("a tree", &keys("{}"), toml_as!(BTreeMap<u64, Wide>));
    honest("an ordered map", &keys("{}"), toml_as!(IndexMap<String, Rc<Wide>>));
    let list =
        |item: &str| format!("a = [{}]", (0..1025).map(|at| item.replace('0', &at.to_string())).collect::<String>());
    honest("a hash set", &list("0,"), toml_as!(Listed<HashSet<u64>>));
    honest("a sorted set", &list("0,"), toml_as!(Listed<BTreeSet<u64>>));
    honest("an ordered set", &list("0,"), toml_as!(Listed<IndexSet<u64>>));
    honest("a queue", &list("0,"), toml_as!(Listed<VecDeque<u64>>));
    honest("a shared list", &list("0,"), toml_as!(Listed<Rc<[u64]>>));
    honest("shared texts", &list("'0',"), toml_as!(Listed<Vec<Arc<str>>>));
    honest("bytes", &list("'AAAA',"), toml_as!(Listed<Vec<Vec<u8>>>));
    honest("arrays", &list("[0,0,0],"), toml_as!(Listed<Vec<[u64; 3]>>));
}
