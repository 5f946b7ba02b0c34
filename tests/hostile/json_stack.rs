//! How much stack a level of nesting costs in JSON. The promise is that of `stack`: 128 levels on 256 KiB, read, passed over
//! and written, in debug builds too.

use crate::stack::{DEPTH, LEVEL, Probe, STACK, cost, on_stack};
use klaw_runtime::json::{self, Json};
use klaw_runtime::{DecodeOwned, Encode, ErrorKind, Limits, Raw, Validate, Value, WireMessage};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::fmt::Debug;

/// `open` so many times, then `inner`, then `close` as often.
fn nested(open: &str, inner: &str, close: &str, levels: usize) -> String {
    open.repeat(levels) + inner + &close.repeat(levels)
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
    #[wire(json, array_like)]
    Fifteen
);
fifteen!(
    #[wire(json)]
    FifteenMap
);
fifteen!(
    #[wire(json, array_like, accept_map)]
    FifteenBoth
);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json)]
struct Tree {
    probe: Probe,
    kids: Vec<Tree>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json)]
struct Named {
    probe: Probe,
    kids: HashMap<String, Named>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json)]
struct Sorted {
    probe: Probe,
    kids: BTreeMap<u8, Sorted>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json)]
struct Queue {
    probe: Probe,
    kids: VecDeque<Queue>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, tag = "branch")]
struct Branch {
    probe: Probe,
    inner: Box<Expression>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, tag = "leaf")]
struct Leaf {
    value: u64,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json)]
enum Expression {
    Branch(Branch),
    Leaf(Leaf),
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, array_like)]
enum Inline {
    #[wire(tag = 1)]
    Branch { probe: Probe, kids: Vec<Inline> },
    #[wire(tag = 2)]
    Leaf { value: u64 },
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(json, transparent)]
struct List(#[constrain(min_length = 1)] Vec<List>);

/// As `stack::within`.
fn within<T: DecodeOwned + Encode + Json + Validate + Debug>(test: &str, containers: usize, make: fn(usize) -> String) {
    let levels = DEPTH / containers;
    let cost = cost(move || drop(json::from_str::<T>(&make(levels)).unwrap()));
    eprintln!("{cost:>6} bytes of stack a level of JSON: {test}");
    assert!(cost <= LEVEL * containers, "a level of {test} costs {cost} bytes of stack");
    on_stack(STACK, move || {
        let value = json::from_str::<T>(&make(levels)).unwrap();
        assert!(value.validate().is_ok());
        let written = json::to_string(&value);
        assert_eq!(json::to_string(&json::from_str::<T>(&written).unwrap()), written);
        drop(value);
        for too_deep in [levels + 1, 100_000] {
            let error = json::from_str::<T>(&make(too_deep)).err().unwrap();
            assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
        }
    });
}

macro_rules! within {
    ($test:ident, $type:ty, $containers:literal, $make:expr) => {
        #[test]
        fn $test() {
            within::<$type>(stringify!($test), $containers, $make);
        }
    };
}

const STRINGS: &str = r#"["p","a","b","c","d","e","f","g","h","i","j","k","l","m","#;

within!(fifteen_strings_in_an_array, Fifteen, 1, |levels| nested(STRINGS, "null", "]", levels));
within!(fifteen_strings_in_an_array_with_spaces, Fifteen, 1, |levels| {
    nested(&STRINGS.replace('"', " \" "), "null", " ]", levels)
});
within!(fifteen_strings_in_a_map, FifteenMap, 1, |levels| nested(r#"{"probe":"p","next":"#, "null", "}", levels));
within!(fifteen_strings_in_another_order, FifteenMap, 1, |levels| {
    nested(r#"{ "m" : "m", "a":"a", "probe" : "p", "next" : "#, "null", " }", levels)
});
within!(fifteen_strings_in_either, FifteenBoth, 1, |levels| nested(STRINGS, "null", "]", levels));
within!(fifteen_strings_in_either_as_a_map, FifteenBoth, 1, |levels| {
    nested(r#"{"probe":"p","next":"#, "null", "}", levels)
});
within!(a_tree_of_vectors, Tree, 2, |levels| {
    nested(r#"{"probe":"p","kids":["#, r#"{"probe":"p","kids":[]}"#, "]}", levels - 1)
});
within!(a_tree_of_hash_maps, Named, 2, |levels| {
    nested(r#"{"probe":"p","kids":{"k":"#, r#"{"probe":"p","kids":{}}"#, "}}", levels - 1)
});
within!(a_tree_of_sorted_maps, Sorted, 2, |levels| {
    nested(r#"{"probe":"p","kids":{"7":"#, r#"{"probe":"p","kids":{}}"#, "}}", levels - 1)
});
within!(a_tree_of_queues, Queue, 2, |levels| {
    nested(r#"{"probe":"p","kids":["#, r#"{"probe":"p","kids":[]}"#, "]}", levels - 1)
});
within!(a_union_and_its_members, Expression, 1, |levels| {
    nested(r#"{"type":"branch","probe":"p","inner":"#, r#"{"type":"leaf","value":5}"#, "}", levels - 1)
});
within!(a_union_whose_tag_is_not_first, Expression, 1, |levels| {
    nested(r#"{"probe":"p","type":"branch","inner":"#, r#"{"value":5,"type":"leaf"}"#, "}", levels - 1)
});
within!(a_union_of_struct_like_variants, Inline, 2, |levels| nested(r#"[1,"p",["#, "[2,5]", "]]", levels - 1));

/// `Value` and `Raw` have no probe: what is done with one fits, or the test aborts.
#[test]
fn values_and_raws() {
    on_stack(STACK, || {
        for (open, close) in [("[", "]"), ("{\"k\":", "}"), ("[ {\"k\" : ", "} ]")] {
            let levels = DEPTH / open.matches(['[', '{']).count();
            let whole = nested(open, "null", close, levels);
            let value: Value<'_> = json::from_str(&whole).unwrap();
            assert_eq!(json::from_str::<Value<'_>>(&json::to_string(&value)).unwrap(), value);
            assert_eq!(value.clone().into_owned(), value);
            let raw = Raw::from_json(whole.as_str()).unwrap();
            assert_eq!(json::to_string(&raw), whole);
            assert_eq!(raw.decode::<Value<'_>>().unwrap(), value);
            // Into the other format, and back.
            let frame = klaw_runtime::msgpack::to_vec(&raw);
            assert_eq!(json::to_string(&Raw::new(&frame[..]).unwrap()), json::to_string(&value));
            let deeper = nested(open, "null", close, levels + 1);
            assert_eq!(json::from_str::<Value<'_>>(&deeper).unwrap_err().kind(), ErrorKind::Limit);
            assert_eq!(Raw::from_json(deeper.as_str()).unwrap_err().kind(), ErrorKind::Limit);
        }
    });
}

/// Passing over a value does not recurse, whatever the limit.
#[test]
fn what_is_passed_over() {
    on_stack(STACK, || {
        let deep = nested("[{\"k\":", "null", "}]", 500_000);
        let text = format!(r#"{{"type":"leaf","more":{deep},"value":5}}"#);
        assert_eq!(json::from_slice_with::<Leaf>(text.as_bytes(), &Limits::trusted()).unwrap().value, 5);
        assert!(json::from_slice_with::<Raw<'_>>(deep.as_bytes(), &Limits::trusted()).is_ok());
        assert_eq!(json::from_str::<Leaf>(&text).unwrap_err().kind(), ErrorKind::Limit);
    });
}

#[test]
fn a_newtype_that_holds_itself() {
    on_stack(STACK, || {
        // The innermost is too short, which is found out at the deepest level.
        let error = json::from_str::<List>(&nested("[", "", "]", DEPTH)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation);
        let error = json::from_str::<List>(&nested("[", "", "]", DEPTH + 1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit);
    });
}
