//! Lifetimes and type parameters, `bound` and `crate`.

use klaw_runtime::{Decode, Encode, Validate, WireMessage, json, msgpack};
use klaw_tests::assert::{encoded, refused, same, whole};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::marker::PhantomData;

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Pair<A, B = u8> {
    a: A,
    #[wire(default)]
    b: Vec<B>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 9)]
struct Holds<'a, T: Debug, const N: usize>
where
    T: Clone,
{
    name: &'a str,
    items: [T; N],
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct List<T> {
    value: T,
    next: Option<Box<List<T>>>,
}

/// Three items that hold one another: no derive sees more than its own.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, serde, json)]
enum Entry<S> {
    File(File<S>),
    Directory(Directory<S>),
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = "file", serde, json)]
struct File<S> {
    name: S,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = "directory", serde, json)]
struct Directory<S> {
    name: S,
    entries: Vec<Entry<S>>,
    #[wire(default)]
    first: Option<Box<Entry<S>>>,
}

#[derive(Debug, PartialEq, WireMessage)]
struct Tree<K: Ord, V> {
    entries: BTreeMap<K, V>,
    children: Vec<Tree<K, V>>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Either<L, R> {
    #[wire(tag = 1)]
    Left { value: L },
    #[wire(tag = 2)]
    Right { value: R },
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 1)]
struct Member<T> {
    value: T,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Union<T> {
    Member(Member<T>),
    #[wire(tag = 2)]
    Many {
        values: Vec<T>,
    },
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent)]
struct Meters<T>(T);

#[test]
fn items_that_hold_one_another() {
    let file = |name| Entry::File(File { name });
    let root = Entry::Directory(Directory { name: 1u8, entries: vec![file(2)], first: Some(Box::new(file(3))) });
    let frame = b"\x94\xa9directory\x01\x91\x92\xa4file\x02\x92\xa4file\x03";
    same(root, frame);
    let root: Entry<u8> = msgpack::from_slice(frame).unwrap();
    let text = r#"["directory",1,[["file",2]],["file",3]]"#;
    assert_eq!(json::to_string(&root), text);
    assert_eq!(json::from_str::<Entry<u8>>(text).unwrap(), root);
    assert_eq!(serde_json::to_string(&root).unwrap(), text);
    assert_eq!(serde_json::from_str::<Entry<u8>>(text).unwrap(), root);
}

#[test]
fn parameters_take_any_wire_type() {
    whole(Pair { a: "x".to_owned(), b: vec![1_u8] }, b"\x92\xa1x\xc4\x01\x01");
    whole(Pair { a: 1_u8, b: vec![Some(true)] }, b"\x92\x01\x91\xc3");
    same(Pair { a: "x", b: vec!["y"] }, b"\x92\xa1x\x91\xa1y");
    same(Holds { name: "n", items: [1_u16, 2] }, b"\x93\x09\xa1n\x92\x01\x02");
    whole(Meters(5_u8), b"\x05");
    whole(Either::<u8, String>::Right { value: "x".into() }, b"\x92\x02\xa1x");
    whole(Union::Member(Member { value: 5_u8 }), b"\x92\x01\x05");
    whole(Union::Many { values: vec!["a".to_owned()] }, b"\x92\x02\x91\xa1a");
}

#[test]
fn a_generic_message_may_hold_itself() {
    let tail = List { value: "b".to_owned(), next: None };
    whole(List { value: "a".to_owned(), next: Some(Box::new(tail)) }, b"\x92\xa1a\x92\xa1b\xc0");
    let leaf = Tree { entries: BTreeMap::new(), children: vec![] };
    whole(
        Tree { entries: BTreeMap::from([(1_u8, true)]), children: vec![leaf] },
        b"\x82\xa7entries\x81\x01\xc3\xa8children\x91\x82\xa7entries\x80\xa8children\x90",
    );
    refused::<List<u8>>(b"\x92\x01\x92\xa1x\xc0", "Expected `int`, got `str` - at `$[1][0]`");
}

fn frame<'de, T: Encode + Decode<'de> + Validate + PartialEq + Debug>(value: T, buffer: &'de mut Vec<u8>) -> T {
    buffer.extend(encoded(&value));
    msgpack::from_slice(buffer).unwrap()
}

#[test]
fn the_traits_are_enough_for_generic_code() {
    assert_eq!(frame(Pair { a: "x", b: vec![1_u8] }, &mut Vec::new()).a, "x");
    assert_eq!(frame(Some((1_u8, "y")), &mut Vec::new()), Some((1, "y")));
}

trait Unit {
    const NAME: &'static str;
}

#[derive(Debug, PartialEq)]
struct Seconds;

impl Unit for Seconds {
    const NAME: &'static str = "s";
}

/// The parameter is on the wire nowhere: `bound` says that nothing is asked of it.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, bound = "U: Unit")]
struct Quantity<U> {
    value: f64,
    #[wire(skip)]
    unit: PhantomData<U>,
}

#[test]
fn bound_replaces_what_is_inferred() {
    same(Quantity::<Seconds> { value: 0.0, unit: PhantomData }, b"\x91\xcb\0\0\0\0\0\0\0\0");
    assert_eq!(Seconds::NAME, "s");
}

mod elsewhere {
    pub(super) mod again {
        pub(in super::super) use klaw_runtime as runtime;
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, crate = "self::elsewhere::again::runtime")]
struct Renamed {
    #[constrain(ge = 1)]
    a: u8,
}

#[test]
fn the_runtime_may_go_by_another_path() {
    whole(Renamed { a: 1 }, b"\x91\x01");
}
