//! `#[constrain(..)]`: each rule at its edges, and nested through what holds it.

use indexmap::{IndexMap, IndexSet};
use klaw_runtime::{DecodeOwned, Limits, Validate, WireMessage, json, msgpack};
use klaw_tests::assert::{reads, refused, refused_at, same};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

/// A message of one field `v` under a rule.
macro_rules! ruled {
    ($name:ident, $ty:ty, $($rule:tt)*) => {
        #[derive(Debug, PartialEq, WireMessage)]
        #[wire(array_like)]
        struct $name {
            #[constrain($($rule)*)]
            v: $ty,
        }

        impl $name {
            /// The value is written and read, or both say why not.
            #[allow(dead_code)]
            #[track_caller]
            fn check(v: $ty, text: &str) {
                let message = Self { v };
                let bytes = msgpack::to_vec(&message);
                let built = message.validate().map_or_else(|error| error.to_string(), |()| String::new());
                let read = msgpack::from_slice::<Self>(&bytes).map_or_else(|error| error.to_string(), |_| String::new());
                assert_eq!((built.as_str(), read.as_str()), (text, text));
                assert_eq!(msgpack::try_to_vec(&message).is_ok(), text.is_empty());
            }
        }
    };
}

ruled!(Ge, i64, ge = -5);
ruled!(Gt, i64, gt = -5);
ruled!(Le, u64, le = 5);
ruled!(Lt, i32, lt = 5);
ruled!(Between, u8, ge = 2, lt = 100, multiple_of = 3);
ruled!(Wide, u64, ge = 1, le = 18_446_744_073_709_551_614);

#[test]
fn range_of_integers() {
    Ge::check(-5, "");
    Ge::check(-6, "Expected `int` >= -5 - at `$[0]`");
    Gt::check(-4, "");
    Gt::check(-5, "Expected `int` >= -4 - at `$[0]`");
    Le::check(5, "");
    Le::check(6, "Expected `int` <= 5 - at `$[0]`");
    Le::check(u64::MAX, "Expected `int` <= 5 - at `$[0]`");
    Lt::check(4, "");
    Lt::check(5, "Expected `int` <= 4 - at `$[0]`");
    Wide::check(u64::MAX - 1, "");
    Wide::check(u64::MAX, "Expected `int` <= 18446744073709551614 - at `$[0]`");
    Wide::check(0, "Expected `int` >= 1 - at `$[0]`");
}

#[test]
fn range_reports_the_tighter_bound_and_then_the_multiple() {
    Between::check(3, "");
    Between::check(99, "");
    Between::check(1, "Expected `int` >= 2 - at `$[0]`");
    Between::check(100, "Expected `int` <= 99 - at `$[0]`");
    Between::check(4, "Expected `int` that's a multiple of 3 - at `$[0]`");
    refused_at::<Between>(b"\x91\xcd\x01\x2c", "Expected `int` <= 99 - at `$[0]`", "$[0]", 1);
    refused::<Between>(b"\x91\xff", "Expected `int` >= 2 - at `$[0]`");
    refused::<Ge>(b"\x91\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "Expected `int` <= 9223372036854775807 - at `$[0]`");
    refused::<Lt>(b"\x91\xd3\xff\xff\xff\xff\x7f\xff\xff\xff", "Expected `int` >= -2147483648 - at `$[0]`");
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like)]
    struct Plain {
        a: u8,
        b: i8,
    }
    refused::<Plain>(b"\x92\xcd\x01\0\0", "Expected `int` <= 255 - at `$[0]`");
    refused::<Plain>(b"\x92\xff\0", "Expected `int` >= 0 - at `$[0]`");
    refused::<Plain>(b"\x92\0\xd1\xff\x7f", "Expected `int` >= -128 - at `$[1]`");
}

ruled!(Float, f64, ge = 0, le = 86400.0);
ruled!(Open, f64, gt = 0.0, lt = 1);
ruled!(Step, f64, multiple_of = 0.5);
ruled!(Short, f32, ge = -1.5);

#[test]
fn range_of_floats() {
    Float::check(0.0, "");
    Float::check(-0.0, "");
    Float::check(86400.0, "");
    Float::check(-0.5, "Expected `float` >= 0.0 - at `$[0]`");
    Float::check(86400.5, "Expected `float` <= 86400.0 - at `$[0]`");
    Float::check(f64::INFINITY, "Expected `float` <= 86400.0 - at `$[0]`");
    Float::check(f64::NEG_INFINITY, "Expected `float` >= 0.0 - at `$[0]`");
    Float::check(f64::NAN, "Expected `float` >= 0.0 - at `$[0]`");
    Open::check(0.5, "");
    Open::check(0.0, "Expected `float` > 0.0 - at `$[0]`");
    Open::check(1.0, "Expected `float` < 1.0 - at `$[0]`");
    Open::check(f64::NAN, "Expected `float` > 0.0 - at `$[0]`");
    Step::check(1.5, "");
    Step::check(0.0, "");
    Step::check(0.3, "Expected `float` that's a multiple of 0.5 - at `$[0]`");
    Short::check(-1.5, "");
    Short::check(-2.0, "Expected `float` >= -1.5 - at `$[0]`");
    // An integer is a float here, under the same rule.
    reads(b"\x91\x05", Float { v: 5.0 });
    refused::<Float>(b"\x91\xff", "Expected `float` >= 0.0 - at `$[0]`");
}

/// What becomes a bound as an `f32` is not beside it.
#[test]
fn range_of_narrow_floats() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like, json, serde)]
    struct Share {
        #[constrain(gt = 0.0, lt = 1.0)]
        share: f32,
        #[wire(default)]
        #[constrain(items(gt = 0.0))]
        more: Vec<f32>,
    }
    let least = "Expected `float` > 0.0 - at `$[0]`";
    for (wide, said) in [(1.0 - f64::EPSILON, "Expected `float` < 1.0 - at `$[0]`"), (1e-60, least)] {
        let (frame, text) = (msgpack::to_vec(&[wide]), format!("[{wide:?}]"));
        refused::<Share>(&frame, said);
        assert_eq!(json::from_str::<Share>(&text).unwrap_err().to_string(), said);
        assert!(serde_json::from_str::<Share>(&text).is_err());
        assert_eq!(Share::validate_all(&frame).faults.len(), 1);
    }
    refused::<Share>(&msgpack::to_vec(&(0.5, [0.5, 1e-60])), "Expected `float` > 0.0 - at `$[1][1]`");
    same(Share { share: f32::MIN_POSITIVE, more: vec![0.5] }, &msgpack::to_vec(&(f32::MIN_POSITIVE, [0.5])));
}

ruled!(Text, String, min_length = 2, max_length = 3);
ruled!(Blob, Vec<u8>, min_length = 1, max_length = 2);
ruled!(Items, Vec<u16>, min_length = 1, max_length = 2);
ruled!(Entries, BTreeMap<u8, u8>, min_length = 1, max_length = 1);
ruled!(Queue, VecDeque<u8>, max_length = 1);
ruled!(Set, BTreeSet<u8>, min_length = 1);

/// What stands twice is kept once, and a value that was read keeps its rules.
#[test]
fn min_length_counts_what_is_kept() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like, json)]
    struct Kept<T> {
        #[constrain(min_length = 2)]
        kept: T,
    }

    fn refuses<T: DecodeOwned + WireMessage + json::Json>(wire: &[u8], text: &str, said: &str) {
        for limits in [Limits::new(), Limits::trusted()] {
            let error = msgpack::from_slice_with::<T>(wire, &limits).err().unwrap();
            assert_eq!((error.to_string().as_str(), error.offset()), (said, Some(1)));
        }
        let report = T::validate_all(wire);
        assert_eq!(report.faults.len(), 1, "{report}");
        assert_eq!(json::from_str::<T>(text).err().unwrap().to_string(), said);
    }
    let sets = "Expected `array` of length >= 2 - at `$[0]`";
    refuses::<Kept<HashSet<u8>>>(b"\x91\x92\x01\x01", "[[1,1]]", sets);
    refuses::<Kept<BTreeSet<u8>>>(b"\x91\x93\x01\x01\x01", "[[1,1,1]]", sets);
    refuses::<Kept<IndexSet<u8>>>(b"\x91\x92\x01\x01", "[[1,1]]", sets);
    let maps = "Expected `object` of length >= 2 - at `$[0]`";
    let (wire, text) = (b"\x91\x82\xa1a\x01\xa1a\x02", r#"[{"a":1,"a":2}]"#);
    refuses::<Kept<HashMap<String, u8>>>(wire, text, maps);
    refuses::<Kept<BTreeMap<String, u8>>>(wire, text, maps);
    refuses::<Kept<IndexMap<String, u8>>>(wire, text, maps);
    // Over an old value too.
    let mut kept = Kept { kept: BTreeMap::from([(String::from("a"), 1_u8), (String::from("b"), 2)]) };
    assert_eq!(msgpack::decode_in_place(wire, &mut kept).unwrap_err().to_string(), maps);
    // Enough are left.
    reads(b"\x91\x93\x01\x01\x02", Kept { kept: BTreeSet::from([1_u8, 2]) });
}

#[test]
fn length_counts_characters_bytes_elements_and_entries() {
    Text::check("éé".into(), "");
    Text::check("😀😀😀".into(), "");
    Text::check("é".into(), "Expected `str` of length >= 2 - at `$[0]`");
    Text::check("abcd".into(), "Expected `str` of length <= 3 - at `$[0]`");
    Text::check("😀😀😀😀".into(), "Expected `str` of length <= 3 - at `$[0]`");
    Blob::check(vec![1], "");
    Blob::check(vec![], "Expected `bytes` of length >= 1 - at `$[0]`");
    Blob::check(vec![1; 3], "Expected `bytes` of length <= 2 - at `$[0]`");
    Items::check(vec![1], "");
    Items::check(vec![], "Expected `array` of length >= 1 - at `$[0]`");
    Items::check(vec![1; 3], "Expected `array` of length <= 2 - at `$[0]`");
    Entries::check(BTreeMap::from([(1, 1)]), "");
    Entries::check(BTreeMap::new(), "Expected `object` of length >= 1 - at `$[0]`");
    Entries::check(BTreeMap::from([(1, 1), (2, 2)]), "Expected `object` of length <= 1 - at `$[0]`");
    Queue::check([1, 2].into(), "Expected `array` of length <= 1 - at `$[0]`");
    Set::check([].into(), "Expected `array` of length >= 1 - at `$[0]`");
}

#[test]
fn length_of_a_collection_is_judged_by_its_header() {
    // Before its elements, none of which are there.
    refused_at::<Items>(b"\x91\xdd\xff\xff\xff\xff", "Expected `array` of length <= 2 - at `$[0]`", "$[0]", 1);
    refused::<Entries>(b"\x91\xdf\xff\xff\xff\xff", "Expected `object` of length <= 1 - at `$[0]`");
    refused::<Blob>(b"\x91\xc6\xff\xff\xff\xffa", "Expected `bytes` of length <= 2 - at `$[0]`");
    // A string is there in full, or truncated.
    refused::<Text>(b"\x91\xdb\xff\xff\xff\xffa", "Input data was truncated");
}

#[test]
fn length_of_what_is_borrowed() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like)]
    struct Borrows<'a> {
        #[constrain(max_length = 1)]
        cow: Cow<'a, str>,
        #[constrain(min_length = 1)]
        blob: &'a [u8],
    }
    refused::<Borrows<'_>>(b"\x92\xa2ab\xc4\0", "Expected `str` of length <= 1 - at `$[0]`");
    refused::<Borrows<'_>>(b"\x92\xa1a\xc4\0", "Expected `bytes` of length >= 1 - at `$[1]`");
}

ruled!(Class, String, pattern = "^[a-z][a-z0-9-]*$");
ruled!(Anywhere, String, pattern = "b+");
ruled!(Digits, String, pattern = r"^\d{2,}$", max_length = 3);
ruled!(Quotes, String, pattern = "^'\"?$");

#[test]
fn pattern_searches() {
    Class::check("a-1".into(), "");
    Class::check("".into(), "Expected `str` matching regex '^[a-z][a-z0-9-]*$' - at `$[0]`");
    Class::check("1".into(), "Expected `str` matching regex '^[a-z][a-z0-9-]*$' - at `$[0]`");
    // `$` is the end: not what stands before a final newline.
    Class::check("abc\n".into(), "Expected `str` matching regex '^[a-z][a-z0-9-]*$' - at `$[0]`");
    Anywhere::check("abc".into(), "");
    Anywhere::check("ac".into(), "Expected `str` matching regex 'b+' - at `$[0]`");
    Digits::check("12".into(), "");
    Digits::check("٣٤".into(), "");
    Digits::check("1".into(), "Expected `str` matching regex '^\\\\d{2,}$' - at `$[0]`");
    // The length is judged first.
    Digits::check("abcd".into(), "Expected `str` of length <= 3 - at `$[0]`");
    Quotes::check("x".into(), "Expected `str` matching regex '^\\'\"?$' - at `$[0]`");
}

ruled!(Optional, Option<u8>, ge = 5);
ruled!(OptionalText, Option<String>, max_length = 1);
ruled!(Boxed, Box<u8>, le = 5);
ruled!(Inner, Vec<Option<u8>>, max_length = 2, items(ge = 5, le = 10));
ruled!(Deep, Option<Vec<Vec<String>>>, max_length = 2, items(max_length = 1, items(pattern = "^[a-z]*$")));
ruled!(Keyed, BTreeMap<String, Vec<u8>>, keys(min_length = 1), values(max_length = 1));
ruled!(Values, BTreeMap<u8, BTreeMap<String, i8>>, keys(lt = 5), values(keys(max_length = 1), values(gt = 0)));
ruled!(FixedItems, [i16; 2], items(ge = 0));
ruled!(Tuple, (u8, i8), items(ge = 1));

#[test]
fn a_rule_on_an_option_is_one_on_its_value() {
    Optional::check(None, "");
    Optional::check(Some(5), "");
    Optional::check(Some(4), "Expected `int` >= 5 - at `$[0]`");
    OptionalText::check(None, "");
    OptionalText::check(Some("ab".into()), "Expected `str` of length <= 1 - at `$[0]`");
    Boxed::check(Box::new(6), "Expected `int` <= 5 - at `$[0]`");
    refused::<Optional>(b"\x91\xa1x", "Expected `int | null`, got `str` - at `$[0]`");
}

#[test]
fn rules_of_elements_keys_and_values_nest() {
    Inner::check(vec![None, Some(10)], "");
    Inner::check(vec![None, Some(11)], "Expected `int` <= 10 - at `$[0][1]`");
    Inner::check(vec![None; 3], "Expected `array` of length <= 2 - at `$[0]`");
    Deep::check(None, "");
    Deep::check(Some(vec![vec!["a".into()], vec![]]), "");
    Deep::check(Some(vec![vec![], vec!["a".into(), "b".into()]]), "Expected `array` of length <= 1 - at `$[0][1]`");
    Deep::check(Some(vec![vec!["A".into()]]), "Expected `str` matching regex '^[a-z]*$' - at `$[0][0][0]`");
    Deep::check(Some(vec![vec![]; 3]), "Expected `array` of length <= 2 - at `$[0]`");
    Keyed::check(BTreeMap::from([("a".into(), vec![1])]), "");
    Keyed::check(BTreeMap::from([("".into(), vec![1])]), "Expected `str` of length >= 1 - at `key` in `$[0]`");
    Keyed::check(BTreeMap::from([("a".into(), vec![1, 2])]), "Expected `bytes` of length <= 1 - at `$[0][...]`");
    let values = |key, inner: &str, value| BTreeMap::from([(key, BTreeMap::from([(inner.to_owned(), value)]))]);
    Values::check(values(4, "a", 1), "");
    Values::check(values(5, "a", 1), "Expected `int` <= 4 - at `key` in `$[0]`");
    Values::check(values(4, "ab", 1), "Expected `str` of length <= 1 - at `key` in `$[0][...]`");
    Values::check(values(4, "a", 0), "Expected `int` >= 1 - at `$[0][...][...]`");
    FixedItems::check([0, 1], "");
    FixedItems::check([0, -1], "Expected `int` >= 0 - at `$[0][1]`");
    Tuple::check((1, 1), "");
    Tuple::check((1, 0), "Expected `int` >= 1 - at `$[0][1]`");
}

fn even(value: &u8) -> Result<(), String> {
    if value % 2 == 0 { Ok(()) } else { Err(format!("{value} is odd")) }
}

fn not_empty(text: &String) -> Result<(), &'static str> {
    if text.is_empty() { Err("is empty") } else { Ok(()) }
}

fn sorted(values: &Vec<u16>) -> Result<(), &'static str> {
    if values.is_sorted() { Ok(()) } else { Err("not in order") }
}

ruled!(With, u8, with = even);
ruled!(WithBoth, u8, le = 10, with = even);
ruled!(WithOption, Option<u8>, with = even);
ruled!(WithSlice, Vec<u16>, with = sorted);
ruled!(WithItems, Vec<String>, min_length = 1, items(with = not_empty, max_length = 2));
ruled!(WithKeys, BTreeMap<u8, String>, keys(with = even), values(with = not_empty));

#[test]
fn a_check_of_the_users() {
    With::check(2, "");
    With::check(3, "3 is odd - at `$[0]`");
    WithBoth::check(11, "Expected `int` <= 10 - at `$[0]`");
    WithBoth::check(9, "9 is odd - at `$[0]`");
    WithOption::check(None, "");
    WithOption::check(Some(2), "");
    WithOption::check(Some(3), "3 is odd - at `$[0]`");
    WithSlice::check(vec![1, 2], "");
    WithSlice::check(vec![2, 1], "not in order - at `$[0]`");
    WithItems::check(vec!["a".into()], "");
    WithItems::check(vec!["a".into(), "".into()], "is empty - at `$[0][1]`");
    WithItems::check(vec!["abc".into()], "Expected `str` of length <= 2 - at `$[0][0]`");
    WithKeys::check(BTreeMap::from([(2, "a".into())]), "");
    WithKeys::check(BTreeMap::from([(3, "a".into())]), "3 is odd - at `key` in `$[0]`");
    WithKeys::check(BTreeMap::from([(2, "".into())]), "is empty - at `$[0][...]`");
}

#[derive(Debug, PartialEq, WireMessage)]
struct ByName {
    #[constrain(ge = 1)]
    #[wire(rename = "a b")]
    first: u8,
    #[constrain(with = even)]
    second: u8,
}

#[test]
fn places_in_a_map_go_by_the_wire_name() {
    same(ByName { first: 1, second: 2 }, b"\x82\xa3a b\x01\xa6second\x02");
    refused_at::<ByName>(b"\x82\xa3a b\0\xa6second\x02", "Expected `int` >= 1 - at `$.a b`", "$.a b", 5);
    refused::<ByName>(b"\x82\xa3a b\x01\xa6second\x03", "3 is odd - at `$.second`");
    let error = ByName { first: 0, second: 2 }.validate().unwrap_err();
    assert_eq!((error.to_string().as_str(), error.path()), ("Expected `int` >= 1 - at `$.a b`", "$.a b"));
}

/// A rule of an integer that its type has no other multiple for: zero is one.
#[test]
fn a_step_past_the_type_leaves_zero() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(transparent)]
    #[constrain(multiple_of = 300)]
    struct Step(u16);
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like)]
    struct Steps<T> {
        #[constrain(multiple_of = 300)]
        v: T,
    }
    reads(b"\x91\x00", Steps { v: 0_u8 });
    reads(b"\xcd\x02\x58", Step(600));
    refused_at::<Steps<u8>>(b"\x91\x2c", "Expected `int` that's a multiple of 300 - at `$[0]`", "$[0]", 1);
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(transparent)]
    #[constrain(multiple_of = 9_223_372_036_854_775_808)]
    struct Halves(i64);
    for (bytes, is_multiple) in [
        (&b"\x00"[..], true),
        (b"\xd3\x80\0\0\0\0\0\0\0", true),
        (b"\xd3\x80\0\0\0\0\0\0\x01", false),
        (b"\x01", false),
    ] {
        let read = msgpack::from_slice::<Halves>(bytes);
        assert_eq!(read.is_ok(), is_multiple, "{bytes:02x?}");
        assert!(read.is_err() || read.unwrap().validate().is_ok());
    }
    refused_at::<Steps<i8>>(b"\x91\x2c", "Expected `int` that's a multiple of 300 - at `$[0]`", "$[0]", 1);
}

/// Where a value is decoded over an old one, the rules are the same, and so is the place of what breaks them.
#[test]
fn rules_hold_in_place() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like)]
    struct Lists {
        #[constrain(min_length = 1, max_length = 2, keys(ge = 1), values(le = 9))]
        map: BTreeMap<u8, u8>,
        #[constrain(max_length = 2, items(le = 9))]
        list: Vec<u16>,
        #[constrain(max_length = 2)]
        text: String,
        #[constrain(le = 9)]
        number: Option<u8>,
    }
    for (bytes, text, at) in [
        (&b"\x94\x80\x90\xa0\xc0"[..], "Expected `object` of length >= 1 - at `$[0]`", 1),
        (b"\x94\x83\x01\x01\x02\x02\x03\x03\x90\xa0\xc0", "Expected `object` of length <= 2 - at `$[0]`", 1),
        (b"\x94\x81\x00\x01\x90\xa0\xc0", "Expected `int` >= 1 - at `key` in `$[0]`", 2),
        (b"\x94\x81\x01\x0a\x90\xa0\xc0", "Expected `int` <= 9 - at `$[0][...]`", 3),
        (b"\x94\x81\x01\x01\x93\x01\x01\x01\xa0\xc0", "Expected `array` of length <= 2 - at `$[1]`", 4),
        (b"\x94\x81\x01\x01\x92\x01\x0a\xa0\xc0", "Expected `int` <= 9 - at `$[1][1]`", 6),
        (b"\x94\x81\x01\x01\x90\xa3abc\xc0", "Expected `str` of length <= 2 - at `$[2]`", 5),
        (b"\x94\x81\x01\x01\x90\xa0\x0a", "Expected `int` <= 9 - at `$[3]`", 6),
    ] {
        let mut old = Lists { map: BTreeMap::from([(1, 1)]), list: vec![1], text: "a".into(), number: Some(1) };
        for error in
            [msgpack::from_slice::<Lists>(bytes).unwrap_err(), msgpack::decode_in_place(bytes, &mut old).unwrap_err()]
        {
            assert_eq!((error.to_string().as_str(), error.offset()), (text, Some(at)));
        }
    }
    // What is nil now was not, and the reverse.
    let mut text = Some(String::from("old"));
    msgpack::decode_in_place(b"\xc0", &mut text).unwrap();
    assert_eq!(text, None);
    msgpack::decode_in_place(b"\xa3new", &mut text).unwrap();
    assert_eq!(text.as_deref(), Some("new"));
}

#[test]
fn bytes_that_are_borrowed_or_not_are_counted() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like, json)]
    struct Bytes<'a> {
        #[constrain(max_length = 2)]
        v: Cow<'a, [u8]>,
    }
    reads(b"\x91\xc4\x02ab", Bytes { v: Cow::Borrowed(b"ab") });
    refused::<Bytes<'_>>(b"\x91\xc4\x03abc", "Expected `bytes` of length <= 2 - at `$[0]`");
    assert_eq!(klaw_runtime::json::from_str::<Bytes<'_>>("[\"YWI=\"]").unwrap(), Bytes { v: Cow::Borrowed(b"ab") });
    let error = klaw_runtime::json::from_str::<Bytes<'_>>("[\"YWJj\"]").unwrap_err();
    assert_eq!(error.to_string(), "Expected `bytes` of length <= 2 - at `$[0]`");
}

/// What is read many at a time is held to its rules one by one.
#[test]
fn rules_of_items_hold_in_long_lists() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like)]
    struct Floats<T> {
        #[constrain(items(le = 9))]
        v: T,
    }
    for length in [1, 8, 16, 40] {
        for bad in 0..length {
            let mut items = vec![1.5_f64; length];
            items[bad] = 9.5;
            let bytes = msgpack::to_vec(&[items]);
            let text = format!("Expected `float` <= 9.0 - at `$[0][{bad}]`");
            refused::<Floats<Vec<f64>>>(&bytes, &text);
            refused::<Floats<Vec<f32>>>(&bytes, &text);
            refused::<Floats<VecDeque<f64>>>(&bytes, &text);
            refused::<Floats<Box<[f64]>>>(&bytes, &text);
            let mut old = Floats { v: vec![1.0_f64; 3] };
            assert_eq!(msgpack::decode_in_place(&bytes, &mut old).unwrap_err().to_string(), text);
            if length == 16 {
                refused::<Floats<[f64; 16]>>(&bytes, &text);
                refused::<Floats<[f32; 16]>>(&bytes, &text);
            }
        }
    }
}

/// What a constant says is asserted where the type is encoded; where it is decoded alone, nothing overflows.
#[test]
fn a_step_of_minus_one_divides_all() {
    const STEP: i64 = -1;
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like)]
    struct Stepped<T> {
        #[constrain(multiple_of = STEP)]
        n: T,
    }
    let least = msgpack::to_vec(&[i64::MIN]);
    assert_eq!(msgpack::from_slice::<Stepped<i64>>(&least).unwrap(), Stepped { n: i64::MIN });
}
