//! `Option`, pointers, sequences, tuples, maps and sets.

use indexmap::{IndexMap, IndexSet};
use klaw_runtime::msgpack;
use klaw_tests::assert::{encoded, reads, refused, refused_at, same, whole};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

fn header(length: usize, short: u8, long: u8) -> Vec<u8> {
    match length {
        0..16 => vec![short | length as u8],
        16..65_536 => [&[long][..], &(length as u16).to_be_bytes()].concat(),
        _ => [&[long + 1][..], &(length as u32).to_be_bytes()].concat(),
    }
}

#[test]
fn headers_are_minimal_at_every_border() {
    for length in [0, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536] {
        let items = vec![true; length];
        let bytes = [header(length, 0x90, 0xdc), vec![0xc3; length]].concat();
        same(VecDeque::from(items.clone()), &bytes);
        same(Box::<[bool]>::from(items.clone()), &bytes);
        same(Rc::<[bool]>::from(items.clone()), &bytes);
        same(items, &bytes);
        let entries: BTreeMap<u32, bool> = (0..length as u32).map(|key| (key, true)).collect();
        let body: Vec<u8> = entries.keys().flat_map(|key| [encoded(key), vec![0xc3]].concat()).collect();
        same(entries, &[header(length, 0x80, 0xde), body].concat());
    }
}

#[test]
fn an_option_is_nil_or_its_value() {
    whole(None::<u8>, b"\xc0");
    whole(Some(5_u8), b"\x05");
    whole(vec![Some("a".to_owned()), None], b"\x92\xa1a\xc0");
    refused::<Option<Vec<u16>>>(b"\x05", "Expected `array | null`, got `int`");
    // Of what is inside only the outermost may be nil.
    refused::<Option<Vec<u16>>>(b"\x91\xc0", "Expected `int`, got `None` - at `$[0]`");
}

#[test]
fn pointers_are_what_they_point_at() {
    whole(Box::new(5_u8), b"\x05");
    whole(Rc::new(vec![1_u16]), b"\x91\x01");
    whole(Arc::new(Some(true)), b"\xc3");
    whole(Some(Box::new(Rc::new(5_u8))), b"\x05");
    assert_eq!(encoded(&&&5_u8), b"\x05");
    assert_eq!(encoded(&Cow::<'_, str>::Borrowed("a")), b"\xa1a");
}

#[test]
fn sequences_read_wider_headers() {
    for bytes in [&b"\x92\x01\x02"[..], b"\xdc\0\x02\x01\x02", b"\xdd\0\0\0\x02\x01\x02"] {
        reads(bytes, vec![1_u16, 2]);
        reads(bytes, [1_u16, 2]);
        reads(bytes, (1_u16, 2_i64));
        reads(bytes, VecDeque::from([1_u16, 2]));
        reads(bytes, BTreeSet::from([1_u16, 2]));
        reads(bytes, HashSet::from([1_u16, 2]));
        reads(bytes, IndexSet::<u16>::from([1, 2]));
    }
}

#[test]
fn sequences_refuse_what_they_cannot_hold() {
    refused::<Vec<u16>>(b"\x80", "Expected `array`, got `object`");
    refused::<Vec<u16>>(b"\xc4\0", "Expected `array`, got `bytes`");
    refused_at::<Vec<u16>>(b"\x92\x01\xc3", "Expected `int`, got `bool` - at `$[1]`", "$[1]", 2);
    refused_at::<HashSet<u16>>(b"\x92\x01\xc3", "Expected `int`, got `bool` - at `$[1]`", "$[1]", 2);
    refused_at::<Box<[Box<[u16]>]>>(b"\x91\x92\x01\xc3", "Expected `int`, got `bool` - at `$[0][1]`", "$[0][1]", 3);
    refused_at::<[u16; 2]>(b"\x91\x01", "Expected `array` of length 2, got 1", "$", 0);
    refused::<[u16; 2]>(b"\x93\x01\x02\x03", "Expected `array` of length 2, got 3");
    refused::<[String; 2]>(b"\x92\xa1a\x01", "Expected `str`, got `int` - at `$[1]`");
}

#[test]
fn a_set_keeps_one_of_each() {
    reads(b"\x93\x02\x01\x02", BTreeSet::from([1_u16, 2]));
    reads(b"\x93\x02\x01\x02", HashSet::from([1_u16, 2]));
    let set: IndexSet<u16> = msgpack::from_slice(b"\x93\x02\x01\x02").unwrap();
    assert_eq!(Vec::from_iter(set), [2, 1]);
    same(HashSet::from([7_u16]), b"\x91\x07");
}

#[test]
fn tuples_have_one_to_twelve() {
    whole((1_u8,), b"\x91\x01");
    whole((1_u8, "a".to_owned(), true), b"\x93\x01\xa1a\xc3");
    whole(
        (1_u8, 2_u8, 3_u8, 4_u8, 5_u8, 6_u8, 7_u8, 8_u8, 9_u8, 10_u8, 11_u8, 12_u8),
        b"\x9c\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c",
    );
    refused_at::<(u8, u8)>(b"\x91\x01", "Expected `array` of length 2, got 1", "$", 0);
    refused::<(u8, u8)>(b"\xdd\0\0\0\x03\x01\x02\x03", "Expected `array` of length 2, got 3");
    refused::<(u8, (u8, bool))>(b"\x92\x01\x92\x01\x01", "Expected `bool`, got `int` - at `$[1][1]`");
}

#[test]
fn maps_hold_keys_of_any_type() {
    whole(BTreeMap::from([("a".to_owned(), 1_u8), ("b".to_owned(), 2)]), b"\x82\xa1a\x01\xa1b\x02");
    whole(BTreeMap::from([(-1_i8, vec![1_u8])]), b"\x81\xff\xc4\x01\x01");
    whole(HashMap::from([((1_u8, true), Some(0.0_f64))]), b"\x81\x92\x01\xc3\xcb\0\0\0\0\0\0\0\0");
    same(HashMap::from([("k", "v")]), b"\x81\xa1k\xa1v");
    whole(IndexMap::<String, u8>::from([("b".into(), 1), ("a".into(), 2)]), b"\x82\xa1b\x01\xa1a\x02");
    reads(b"\xdf\0\0\0\x01\xa1a\x01", BTreeMap::from([("a".to_owned(), 1_u8)]));
}

#[test]
fn of_a_key_that_stands_twice_the_last_wins() {
    reads(b"\x82\x01\x02\x01\x03", BTreeMap::from([(1_u8, 3_u8)]));
    reads(b"\x82\x01\x02\x01\x03", HashMap::from([(1_u8, 3_u8)]));
}

#[test]
fn maps_refuse_what_they_cannot_hold() {
    type Map = BTreeMap<(u8, u8), u8>;
    refused::<Map>(b"\x90", "Expected `object`, got `array`");
    refused_at::<Map>(b"\x81\x92\x01\xa1x\x05", "Expected `int`, got `str` - at `key[1]` in `$`", "key[1] in $", 3);
    refused_at::<Map>(b"\x81\x92\x01\x02\xc0", "Expected `int`, got `None` - at `$[...]`", "$[...]", 4);
    refused::<HashMap<u8, Map>>(b"\x81\x01\x81\x05\x05", "Expected `array`, got `int` - at `key` in `$[...]`");
    refused::<BTreeMap<u8, u8>>(b"\x81\xc0\x05", "Expected `int`, got `None` - at `key` in `$`");
    refused::<BTreeMap<u8, u8>>(b"\x81\xc1\x05", "MessagePack data is malformed: invalid opcode '\\xc1' (byte 1)");
}

/// Random states of the standard library: an attacker cannot aim at a bucket.
#[test]
fn hash_maps_are_seeded() {
    use std::hash::BuildHasher;
    let seeded = |map: &HashMap<u8, u8>| map.hasher().hash_one("klaw");
    let (a, b) = (msgpack::from_slice(b"\x80").unwrap(), msgpack::from_slice(b"\x80").unwrap());
    assert_ne!(seeded(&a), seeded(&b));
}
