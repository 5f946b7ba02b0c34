//! How much stack a level of nesting costs. The promise: 128 levels on 256 KiB, read and written, in debug builds too.

use klaw_runtime::codec::codec_pool;
use klaw_runtime::json::{self, Json};
use klaw_runtime::msgpack::{self, Reader, Writer};
use klaw_runtime::{Decode, DecodeOwned, Encode, Error, ErrorKind, Limits, Raw, Validate, Value, WireMessage};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt::Debug;
use std::rc::Rc;
use std::sync::Arc;

/// Under a sanitizer there is memory around each variable that nobody may touch, and none lies where another did: the members
/// of a large union take 50 KB of one frame. The promise is another build's to hold.
pub(crate) const REDZONES: usize = if cfg!(klaw_sanitizer) { 32 } else { 1 };
/// The smallest stack that the promise names.
pub(crate) const STACK: usize = REDZONES * (256 << 10);
/// What a level may cost.
pub(crate) const LEVEL: usize = REDZONES * 1536;
pub(crate) const DEPTH: usize = Limits::DEPTH as usize;

thread_local! {
    /// Where the stack stood each time that a probe was read.
    static PROBES: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// A string that notes where the stack stands when it is read.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Probe(String);

impl Encode for Probe {
    fn encode(&self, writer: &mut Writer<'_>) {
        writer.str(&self.0);
    }

    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        writer.str(&self.0);
    }
}

impl<'de> Decode<'de> for Probe {
    #[inline(never)]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        note();
        reader.str().map(|text| Self(text.to_owned()))
    }

    #[inline(never)]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        note();
        reader.str().map(|text| Self(text.into_owned()))
    }
}

/// Notes where the stack stands.
#[inline(always)]
fn note() {
    let here = 0_u8;
    PROBES.with_borrow_mut(|probes| probes.push(std::ptr::from_ref(&here) as usize));
}

impl Json for Probe {}

impl Validate for Probe {}

/// The most that one level cost, from probe to probe.
pub(crate) fn cost(decode: impl FnOnce() + Send + 'static) -> usize {
    let probes = on_stack(64 << 20, move || {
        decode();
        PROBES.take()
    });
    assert!(probes.len() >= DEPTH / 3, "{} probes", probes.len());
    probes.windows(2).map(|pair| pair[0].abs_diff(pair[1])).max().unwrap()
}

pub(crate) fn on_stack<T: Send + 'static>(bytes: usize, run: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(bytes).spawn(run).unwrap().join().unwrap()
}

/// `unit` nested `levels` deep: `prefix` opens a level, `end` stands in the innermost.
fn nested(prefix: &[u8], end: &[u8], suffix: &[u8], levels: usize) -> Vec<u8> {
    let mut bytes = prefix.repeat(levels);
    bytes.extend(end);
    bytes.extend(suffix.repeat(levels));
    bytes
}

macro_rules! fifteen {
    ($(#[$meta:meta])* $name:ident) => {
        #[derive(Debug, Default, PartialEq, WireMessage)]
        $(#[$meta])*
        struct $name {
            #[wire(default)] probe: Probe,
            #[wire(default)] a: String,
            #[wire(default)] b: String,
            #[wire(default)] c: String,
            #[wire(default)] d: String,
            #[wire(default)] e: String,
            #[wire(default)] f: String,
            #[wire(default)] g: String,
            #[wire(default)] h: String,
            #[wire(default)] i: String,
            #[wire(default)] j: String,
            #[wire(default)] k: String,
            #[wire(default)] l: String,
            #[wire(default)] m: String,
            #[wire(default)] next: Option<Box<$name>>,
        }
    };
}

fifteen!(
    #[wire(array_like)]
    Fifteen
);
fifteen!(FifteenMap);
fifteen!(
    #[wire(array_like, accept_map)]
    FifteenBoth
);

/// Fourteen strings, then the next level.
fn fifteen(levels: usize) -> Vec<u8> {
    nested(b"\x9f\xa1p\xa1a\xa1b\xa1c\xa1d\xa1e\xa1f\xa1g\xa1h\xa1i\xa1j\xa1k\xa1l\xa1m", b"\xc0", b"", levels)
}

/// The same where the first byte of a message is not the usual one.
fn fifteen_wide(levels: usize) -> Vec<u8> {
    nested(b"\xdc\0\x0f\xa1p\xa1a\xa1b\xa1c\xa1d\xa1e\xa1f\xa1g\xa1h\xa1i\xa1j\xa1k\xa1l\xa1m", b"\xc0", b"", levels)
}

fn fifteen_map(levels: usize) -> Vec<u8> {
    nested(b"\x82\xa5probe\xa1p\xa4next", b"\xc0", b"", levels)
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Tree {
    probe: Probe,
    kids: Vec<Tree>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Named {
    probe: Probe,
    kids: HashMap<String, Named>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Sorted {
    probe: Probe,
    kids: BTreeMap<u8, Sorted>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Queue {
    probe: Probe,
    kids: VecDeque<Queue>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Shared {
    probe: Probe,
    left: Option<Rc<Shared>>,
    #[wire(default)]
    right: Option<Arc<str>>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 1)]
struct Branch {
    probe: Probe,
    inner: Box<Expression>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 2)]
struct Leaf {
    value: u64,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Expression {
    Branch(Branch),
    Leaf(Leaf),
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(tag = "branch")]
struct BranchMap {
    probe: Probe,
    inner: Box<ExpressionMap>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(tag = "leaf")]
struct LeafMap {
    value: u64,
}

#[derive(Debug, PartialEq, WireMessage)]
enum ExpressionMap {
    Branch(BranchMap),
    Leaf(LeafMap),
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Inline {
    #[wire(tag = 1)]
    Branch { probe: Probe, inner: Box<Inline> },
    #[wire(tag = 2)]
    Leaf { value: u64 },
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Generic<T> {
    probe: T,
    next: Option<Box<Generic<T>>>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent)]
struct List(#[constrain(min_length = 1)] Vec<List>);

/// As deep as the limit lets it be on the stack of the promise, and refused beyond; a level may not cost more
/// than its share. `make` nests so many levels, each of `containers` arrays and maps.
fn within<T: WireMessage + Validate + DecodeOwned + Debug>(test: &str, containers: usize, make: fn(usize) -> Vec<u8>) {
    let levels = DEPTH / containers;
    let anew = cost(move || drop(msgpack::from_slice::<T>(&make(levels)).unwrap()));
    let over = cost(move || {
        let frame = make(levels);
        let value = msgpack::from_slice::<T>(&frame).unwrap();
        PROBES.take();
        drop(in_place(&frame, value));
    });
    for (cost, how) in [(anew, "anew"), (over, "in place")] {
        eprintln!("{cost:>6} bytes of stack a level, {how}: {test}");
        assert!(cost <= LEVEL * containers, "a level of {test} costs {cost} bytes of stack, read {how}");
    }
    on_stack(STACK, move || {
        let whole = make(levels);
        drop(msgpack::from_slice::<T>(&whole).unwrap());
        let value = in_place(&whole, msgpack::from_prefix::<T>(&whole).unwrap().0);
        assert!(value.validate().is_ok());
        assert!(T::validate_all(&whole).is_ok());
        let written = msgpack::to_vec(&value);
        assert_eq!(msgpack::encoded_len(&value), written.len());
        let mut checked = Vec::new();
        value.encode(&mut Writer::new(&mut checked));
        assert_eq!(checked, written);
        assert!(format!("{value:?}").len() > levels);
        drop(value);
        for too_deep in [levels + 1, 100_000] {
            assert_eq!(T::validate_all(&make(too_deep)).faults[0].code, "limit");
            let error = msgpack::from_slice::<T>(&make(too_deep)).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
            assert!(
                error.to_string().starts_with("Message is nested deeper than 128 arrays and maps - at `$"),
                "{error}"
            );
        }
    });
}

/// The value of a frame, read over an old one that is as deep. All that is read can be read so as an element.
fn in_place<T: DecodeOwned>(frame: &[u8], old: T) -> T {
    let mut values = vec![old];
    let limits = Limits::new().depth(Limits::DEPTH + 1);
    msgpack::decode_in_place_with(&[b"\x91", frame].concat(), &mut values, &limits).unwrap();
    values.pop().unwrap()
}

macro_rules! within {
    ($test:ident, $type:ty, $containers:literal, $make:expr) => {
        #[test]
        fn $test() {
            within::<$type>(stringify!($test), $containers, $make);
        }
    };
}

within!(fifteen_strings_in_an_array, Fifteen, 1, fifteen);
within!(fifteen_strings_under_wide_headers, Fifteen, 1, fifteen_wide);
within!(fifteen_strings_in_a_map, FifteenMap, 1, fifteen_map);
within!(fifteen_strings_in_either, FifteenBoth, 1, fifteen);
within!(fifteen_strings_in_either_as_a_map, FifteenBoth, 1, fifteen_map);
within!(a_tree_of_vectors, Tree, 2, |levels| nested(b"\x92\xa1p\x91", b"\x92\xa1p\x90", b"", levels - 1));
within!(a_tree_of_hash_maps, Named, 2, |levels| nested(b"\x92\xa1p\x81\xa1k", b"\x92\xa1p\x80", b"", levels - 1));
within!(a_tree_of_sorted_maps, Sorted, 2, |levels| nested(b"\x92\xa1p\x81\x01", b"\x92\xa1p\x80", b"", levels - 1));
within!(a_tree_of_queues, Queue, 2, |levels| nested(b"\x92\xa1p\x91", b"\x92\xa1p\x90", b"", levels - 1));
within!(a_chain_of_shared_pointers, Shared, 1, |levels| nested(b"\x92\xa1p", b"\xc0", b"", levels));
within!(a_union_and_its_members, Expression, 1, |levels| nested(b"\x93\x01\xa1p", b"\x92\x02\x05", b"", levels - 1));
within!(a_union_under_wide_headers, Expression, 1, |levels| {
    nested(b"\xdc\0\x03\x01\xa1p", b"\x92\x02\x05", b"", levels - 1)
});
within!(a_union_in_map_form, ExpressionMap, 1, |levels| {
    nested(b"\x83\xa4type\xa6branch\xa5probe\xa1p\xa5inner", b"\x82\xa4type\xa4leaf\xa5value\x05", b"", levels - 1)
});
within!(a_union_of_struct_like_variants, Inline, 1, |levels| {
    nested(b"\x93\x01\xa1p", b"\x92\x02\x05", b"", levels - 1)
});
within!(a_generic_chain, Generic<Probe>, 1, |levels| nested(b"\x92\xa1p", b"\xc0", b"", levels));

macro_rules! columns {
    ($name:ident: $type:ty, $($field:ident)*) => {
        #[derive(Debug, WireMessage)]
        #[wire(json)]
        struct $name {
            $(#[wire(default)] $field: $type,)*
            #[wire(default)]
            next: Option<Box<$name>>,
        }
    };
}

columns!(Numbers: Vec<u64>, a b c d e f g h i j k l m n o);
columns!(Signed: Vec<i32>, a b c d e f g h i j k l);
columns!(Floats: Vec<f64>, a b c d e f g h i j k l m n o);
columns!(Lists: Vec<Vec<u64>>, a b c d e f g h);
columns!(Texts: Vec<String>, a b c d e f g h);
columns!(Points: Vec<[f64; 3]>, a b c d e f g h);
columns!(Blocks: [u64; 4], a b c d e f g h);
columns!(Pairs: Vec<(u64, String)>, a b c d e f g h);

/// Variants of a row each, and the next level in one of them.
macro_rules! rows {
    ($(#[$meta:meta])* $name:ident: $($variant:ident = $tag:literal),*) => {
        #[derive(Debug, WireMessage)]
        #[wire(json)]
        $(#[$meta])*
        enum $name {
            $(
                #[wire(tag = $tag)]
                $variant {
                    next: Option<Box<$name>>,
                    #[wire(default)]
                    text: String,
                    #[wire(default)]
                    numbers: Vec<u64>,
                    #[wire(default)]
                    float: Option<f64>,
                    #[wire(default)]
                    counts: BTreeMap<String, u64>,
                },
            )*
        }
    };
}

rows!(Two: A = "A", B = "B");
rows!(Eight: A = "A", B = "B", C = "C", D = "D", E = "E", F = "F", G = "G", H = "H");
rows!(
    TwentyFour: A = "A", B = "B", C = "C", D = "D", E = "E", F = "F", G = "G", H = "H", I = "I", J = "J", K = "K",
    L = "L", M = "M", N = "N", O = "O", P = "P", Q = "Q", R = "R", S = "S", T = "T", U = "U", V = "V", W = "W", X = "X"
);
rows!(
    #[wire(array_like)]
    TwentyFourInArrays: A = 1, B = 2, C = 3, D = 4, E = 5, F = 6, G = 7, H = 8, I = 9, J = 10, K = 11, L = 12, M = 13,
    N = 14, O = 15, P = 16, Q = 17, R = 18, S = 19, T = 20, U = 21, V = 22, W = 23, X = 24
);

/// As many messages of their own as a union has members.
macro_rules! members {
    ($name:ident: $($member:ident = $tag:literal),*) => {
        $(
            #[derive(Debug, WireMessage)]
            #[wire(json, tag = $tag)]
            struct $member {
                next: Option<Box<$name>>,
                #[wire(default)]
                text: String,
                #[wire(default)]
                numbers: Vec<u64>,
            }
        )*

        #[derive(Debug, WireMessage)]
        #[wire(json)]
        enum $name {
            $($member($member),)*
        }
    };
}

members!(
    Members: MemberA = "A", MemberB = "B", MemberC = "C", MemberD = "D", MemberE = "E", MemberF = "F", MemberG = "G",
    MemberH = "H"
);

#[derive(Debug, WireMessage)]
#[wire(json, array_like)]
#[allow(clippy::type_complexity, reason = "the tuple is what is tested")]
struct Eleven {
    next: Option<Box<(String, String, String, String, String, String, String, String, String, String, String, Eleven)>>,
}

/// As deep as the limit lets it be on the stack of the promise, read and written in all ways. There is no probe in it, which
/// would have it written with checks; it fits, or the test aborts.
fn fits<T: WireMessage + Validate + DecodeOwned + Json>(containers: usize, make: fn(usize) -> Vec<u8>) {
    // A collection of the innermost message is a level of its own.
    let levels = (DEPTH - 1) / containers;
    reads::<T>(make(levels));
    writes::<T>(make(levels));
}

/// What bytes alone do.
fn reads<T: WireMessage + DecodeOwned + Json>(frame: Vec<u8>) {
    // Written where there is room.
    let (text, frame) =
        on_stack(64 << 20, move || (json::to_string(&msgpack::from_slice::<T>(&frame).unwrap()), frame));
    on_stack(STACK, move || {
        drop(in_place(&frame, msgpack::from_slice::<T>(&frame).unwrap()));
        drop(json::from_str::<T>(&text).unwrap());
        assert!(T::validate_all(&frame).is_ok());
    });
}

fn writes<T: WireMessage + Validate + DecodeOwned + Json>(frame: Vec<u8>) {
    on_stack(STACK, move || {
        let value = msgpack::from_slice::<T>(&frame).unwrap();
        assert!(value.validate().is_ok());
        let written = msgpack::to_vec(&value);
        assert_eq!(msgpack::encoded_len(&value), written.len());
        let mut checked = Vec::new();
        value.encode(&mut Writer::new(&mut checked));
        assert_eq!(checked, written);
        let mut buffer = vec![0; written.len()];
        assert_eq!(msgpack::encode_into(&value, &mut buffer, 0).unwrap(), written.len());
        assert!(!json::to_string(&value).is_empty());
    });
}

macro_rules! fits {
    ($test:ident, $type:ty, $open:literal) => {
        #[test]
        fn $test() {
            fits::<$type>(1, |levels| nested($open, b"\xc0", b"", levels));
        }
    };
}

fits!(fifteen_lists_of_numbers, Numbers, b"\x81\xa4next");
fits!(twelve_lists_of_signed_numbers, Signed, b"\x81\xa4next");
fits!(fifteen_lists_of_floats, Floats, b"\x81\xa4next");
fits!(eight_lists_of_lists, Lists, b"\x81\xa4next");
fits!(eight_lists_of_points, Points, b"\x81\xa4next");
fits!(eight_lists_of_texts, Texts, b"\x81\xa4next");
fits!(eight_lists_of_tuples, Pairs, b"\x81\xa4next");
fits!(eight_arrays, Blocks, b"\x81\xa4next");
fits!(a_union_of_two_rows, Two, b"\x82\xa4type\xa1B\xa4next");
fits!(a_union_of_eight_rows, Eight, b"\x82\xa4type\xa1B\xa4next");
fits!(a_union_of_eight_messages, Members, b"\x82\xa4type\xa1B\xa4next");

/// What is in all variants together is on a level's stack where it is written in a debug build, and some forty fields are the
/// most that the stack of the promise has room for at the full depth. It is read all the same.
#[test]
fn a_union_of_24_rows() {
    reads::<TwentyFour>(nested(b"\x82\xa4type\xa1B\xa4next", b"\xc0", b"", DEPTH - 1));
    reads::<TwentyFourInArrays>(nested(b"\x92\x02", b"\xc0", b"", DEPTH - 1));
    let written = DEPTH / 3;
    writes::<TwentyFour>(nested(b"\x82\xa4type\xa1B\xa4next", b"\xc0", b"", written));
    writes::<TwentyFourInArrays>(nested(b"\x92\x02", b"\xc0", b"", written));
}

#[test]
fn a_tuple_of_eleven_texts() {
    fits::<Eleven>(2, |levels| {
        nested(b"\x91\x9c\xa1a\xa1b\xa1c\xa1d\xa1e\xa1f\xa1g\xa1h\xa1i\xa1j\xa1k", b"\x91\xc0", b"", levels)
    });
}

/// `Value` has no probe: what is done with one fits, or the test aborts.
#[test]
fn a_value_of_arrays_and_maps() {
    on_stack(STACK, || {
        for (open, end) in [(&b"\x91"[..], &b"\xc0"[..]), (b"\x81\xc0", b"\xc0"), (b"\x81", b"\xc0\xc0")] {
            let whole = nested(open, end, if open == b"\x81" { b"\xc0" } else { b"" }, DEPTH);
            let whole = if open == b"\x81" { &whole[..whole.len() - 1] } else { &whole[..] };
            let value = msgpack::from_slice::<Value<'_>>(whole).unwrap();
            assert_eq!(msgpack::to_vec(&value), whole);
            assert_eq!(msgpack::try_to_vec(&value).unwrap(), whole);
            assert_eq!(codec_pool().encode(&value), whole);
            assert_eq!(msgpack::encoded_len(&value), whole.len());
            let mut buffer = vec![0; whole.len()];
            assert_eq!(msgpack::encode_into(&value, &mut buffer, 0).unwrap(), whole.len());
            assert_eq!(value.clone(), value);
            assert!(format!("{value:?} {value:#?}").len() > DEPTH);
            assert_eq!(value.into_owned(), msgpack::from_slice::<Value<'_>>(whole).unwrap());
            let deeper = nested(open, end, b"", DEPTH + 1);
            assert_eq!(msgpack::from_slice::<Value<'_>>(&deeper).unwrap_err().kind(), ErrorKind::Limit);
        }
    });
}

/// Scanning does not recurse, whatever the limit.
#[test]
fn a_raw_of_any_depth() {
    on_stack(STACK, || {
        let deep = nested(b"\x91", b"\xc0", b"", 1_000_000);
        assert!(msgpack::from_slice_with::<Raw<'_>>(&deep, &Limits::trusted()).is_ok());
        assert_eq!(Raw::new(&deep[..]).unwrap_err().kind(), ErrorKind::Limit);
        let skipped = [b"\x93\x01\x05", &deep[..]].concat();
        assert!(msgpack::from_slice_with::<Leaf>(&[b"\x93\x02\x05", &deep[..]].concat(), &Limits::trusted()).is_ok());
        assert!(msgpack::from_slice::<Leaf>(&skipped).is_err());
    });
}

/// The unknown bodies that a union keeps, and the newtype that holds itself.
#[test]
fn a_newtype_that_holds_itself() {
    on_stack(STACK, || {
        let whole = nested(b"\x91", b"\x90", b"", DEPTH - 1);
        // The innermost is too short, which is found out at the deepest level.
        let error = msgpack::from_slice::<List>(&whole).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation);
        let deeper = nested(b"\x91", b"\xc0", b"", DEPTH + 1);
        assert_eq!(msgpack::from_slice::<List>(&deeper).unwrap_err().kind(), ErrorKind::Limit);
    });
}
