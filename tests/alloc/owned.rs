//! What a decoded value owns: a block for each string, bytes or collection that is not empty.

use crate::blocks;
use crate::counter::counted;
use bytes::Bytes;
use indexmap::{IndexMap, IndexSet};
use klaw_runtime::envelope::WireEnvelope;
use klaw_runtime::{DecodeOwned, Encode, Ext, Identifier, Raw, Value, WireMessage, msgpack};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt::Debug;
use std::rc::Rc;
use std::sync::Arc;

/// A frame of the value, decoded: the sizes of the blocks that are asked for, in their order.
fn sizes<T: Encode + DecodeOwned + PartialEq + Debug>(value: T, expected: &[usize]) {
    let frame = msgpack::to_vec(&value);
    let (read, counts) = counted(|| msgpack::from_slice::<T>(&frame).unwrap());
    assert_eq!(read, value);
    assert_eq!(counts.sizes(), expected, "{}: {value:?}", std::any::type_name::<T>());
}

/// The same where the sizes are std's own affair.
fn count<T: Encode + DecodeOwned + PartialEq + Debug>(value: T, expected: usize) {
    let frame = msgpack::to_vec(&value);
    let (read, counts) = counted(|| msgpack::from_slice::<T>(&frame).unwrap());
    assert_eq!(read, value);
    assert_eq!(counts.blocks, expected, "{}: {value:?}", std::any::type_name::<T>());
}

/// What `Rc` and `Arc` count with.
const COUNTS: usize = 2 * size_of::<usize>();

#[test]
fn strings() {
    sizes(String::from("name"), &[4]);
    sizes("x".repeat(70_000), &[70_000]);
    sizes(String::new(), &[]);
    sizes(Box::<str>::from("name"), &[4]);
    // In whole words, as their layout is.
    sizes(Rc::<str>::from("name"), &[COUNTS + 8]);
    sizes(Arc::<str>::from("a longer name"), &[COUNTS + 16]);
    sizes(Identifier::try_from("name").unwrap(), &[4]);
    sizes('x', &[]);
}

#[test]
fn bytes() {
    sizes(vec![1_u8; 40], &[40]);
    sizes(Vec::<u8>::new(), &[]);
    sizes(vec![1_u8; 40].into_boxed_slice(), &[40]);
    sizes(Bytes::from(vec![1; 40]), &[40]);
    sizes([1_u8; 40], &[]);
}

#[test]
fn sequences() {
    sizes(vec![1_u64; 100], &[800]);
    sizes(vec![1_u16; 3], &[6]);
    sizes(vec![true; 5], &[5]);
    sizes(vec![0.5_f64; 9], &[72]);
    sizes(Vec::<u64>::new(), &[]);
    sizes(vec![(1_u8, 2_u32); 3], &[24]);
    sizes(vec![1_u64; 3].into_boxed_slice(), &[24]);
    sizes(VecDeque::from([1_u32, 2, 3]), &[12]);
    sizes(VecDeque::<u32>::new(), &[]);
    sizes([1_u64, 2, 3], &[]);
    sizes((1_u8, 2_u64, false), &[]);
    // What is inside has its own.
    sizes(vec!["a".to_owned(), "bc".to_owned(), String::new()], &[3 * size_of::<String>(), 1, 2]);
    sizes(vec![vec![1_u32], vec![], vec![2, 3]], &[3 * size_of::<Vec<u32>>(), 4, 8]);
    sizes(["a".to_owned(), "bc".to_owned()], &[1, 2]);
}

#[test]
fn pointers() {
    sizes(Box::new(5_u64), &[8]);
    sizes(Rc::new(5_u64), &[COUNTS + 8]);
    sizes(Arc::new(5_u32), &[COUNTS + 8]);
    sizes(Some(Box::new(String::from("name"))), &[4, size_of::<String>()]);
    sizes(None::<Box<String>>, &[]);
    // A slice behind counts is read as a vector, then copied behind them: the one exception.
    sizes(Rc::<[u32]>::from([1, 2]), &[8, COUNTS + 8]);
    sizes(Arc::<[u8]>::from([1, 2]), &[2, COUNTS + 8]);
}

#[test]
fn maps_and_sets() {
    for entries in [1, 3, 8, 100, 5000] {
        count((0..entries).map(|key| (key, 1_u64)).collect::<HashMap<u32, u64>>(), 1);
        count((0..entries).collect::<HashSet<u32>>(), 1);
        // The entries, and the table of where they are.
        count((0..entries).map(|key| (key, 1_u64)).collect::<IndexMap<u32, u64>>(), 2);
        count((0..entries).collect::<IndexSet<u32>>(), 2);
    }
    count(HashMap::<u32, u64>::new(), 0);
    count(HashSet::<u32>::new(), 0);
    count(IndexMap::<u32, u64>::new(), 0);
    // A tree has a block for each node, of at most eleven entries.
    count((0..11).map(|key| (key, 1_u64)).collect::<BTreeMap<u32, u64>>(), 1);
    count((0..11).collect::<BTreeSet<u32>>(), 1);
    count(BTreeMap::<u32, u64>::new(), 0);
    // Keys and values have their own.
    count(HashMap::from([("a".to_owned(), vec![1_u8]), ("b".to_owned(), vec![])]), 1 + 2 + 1);
    // Of a key that stands twice, the first value is freed.
    let frame = b"\x82\x01\xa1a\x01\xa2bc";
    let (read, counts) = counted(|| msgpack::from_slice::<HashMap<u8, String>>(frame).unwrap());
    assert_eq!((read, counts.blocks), (HashMap::from([(1, "bc".to_owned())]), 3));
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

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Tree {
    name: String,
    kids: Vec<Tree>,
}

#[derive(Debug, PartialEq, WireMessage)]
enum Either {
    #[wire(tag = "left")]
    Left { name: String },
    #[wire(tag = "right")]
    Right { next: Option<Box<Either>> },
}

#[test]
fn messages() {
    let message = Owned {
        name: "name".into(),
        blob: vec![1; 40],
        numbers: (0..100).collect(),
        words: vec!["a".into(), "bc".into()],
        next: Some(Box::new(5)),
        fixed: [1, 2, 3],
    };
    sizes(message, &[4, 40, 800, 2 * size_of::<Box<str>>(), 1, 2, 8]);
    // What is empty takes none.
    let empty = Owned { name: "".into(), blob: vec![], numbers: vec![], words: vec![], next: None, fixed: [0; 3] };
    sizes(empty, &[]);

    let leaf = |name: &str| Tree { name: name.into(), kids: vec![] };
    sizes(Tree { name: "root".into(), kids: vec![leaf("a"), leaf("bc")] }, &[4, 2 * size_of::<Tree>(), 1, 2]);
    let either = Either::Right { next: Some(Box::new(Either::Left { name: "name".into() })) };
    sizes(either, &[4, size_of::<Either>()]);
}

/// A payload that is decoded into an owned type, beside a header that is borrowed.
#[test]
fn payloads() {
    use klaw_runtime::envelope::{DataMessage, WireHeader};
    let frame = msgpack::to_vec(&DataMessage::new(WireHeader::new("jobs"), ("load".to_owned(), vec![1_u32, 2])));
    let (read, counts) = counted(|| msgpack::from_slice::<DataMessage<'_, (String, Vec<u32>)>>(&frame).unwrap());
    assert_eq!(counts.sizes(), [4, 8]);
    drop(read);
    // An envelope that outlives its frame owns its text and its payload.
    let (read, counts) = counted(|| msgpack::from_slice::<WireEnvelope<'_>>(&frame).unwrap().into_owned());
    assert_eq!(counts.sizes(), [4, 1 + 5 + 3]);
    drop(read);
}

#[test]
fn data_without_a_type() {
    let value = Value::Array(vec![Value::Int(1), Value::Str("text".into()), Value::Bin(b"blob"[..].into())]);
    let frame = msgpack::to_vec(&value);
    // Text and bytes are borrowed.
    let (read, counts) = counted(|| msgpack::from_slice::<Value<'_>>(&frame).unwrap());
    assert_eq!((read, counts.sizes()), (value, &[3 * size_of::<Value<'_>>()][..]));
    let (_, counts) = counted(|| msgpack::from_slice::<Value<'_>>(b"\x81\xa1a\x80").unwrap());
    assert_eq!(counts.sizes(), [2 * size_of::<Value<'_>>()]);
    assert_eq!(blocks(|| msgpack::from_slice::<Ext<'_>>(b"\xd4\x05\x01").unwrap()), 0);
    let (_, counts) = counted(|| msgpack::from_slice::<Raw<'_>>(b"\x92\x01\x02").unwrap().into_owned());
    assert_eq!(counts.sizes(), [3]);
}
