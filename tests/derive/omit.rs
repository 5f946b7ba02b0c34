//! `omit_defaults` and `omit_trailing_defaults`: fields that equal their default are left out.

use klaw_runtime::WireMessage;
use klaw_tests::assert::whole;
use std::collections::BTreeMap;

#[derive(Debug, PartialEq, WireMessage)]
#[wire(omit_defaults, tag = "x")]
struct Map {
    always: u8,
    #[wire(default = 5)]
    number: u8,
    #[wire(default)]
    list: Vec<u16>,
    #[wire(default = "a")]
    text: String,
    #[wire(default)]
    map: BTreeMap<String, u8>,
}

#[test]
fn a_map_leaves_out_any_default() {
    let least = || Map { always: 0, number: 5, list: vec![], text: "a".into(), map: BTreeMap::new() };
    whole(least(), b"\x82\xa4type\xa1x\xa6always\0");
    whole(Map { list: vec![1], ..least() }, b"\x83\xa4type\xa1x\xa6always\0\xa4list\x91\x01");
    whole(Map { number: 0, text: "".into(), ..least() }, b"\x84\xa4type\xa1x\xa6always\0\xa6number\0\xa4text\xa0");
    whole(
        Map { map: BTreeMap::from([("k".into(), 1)]), ..least() },
        b"\x83\xa4type\xa1x\xa6always\0\xa3map\x81\xa1k\x01",
    );
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, omit_trailing_defaults, tag = 1)]
struct Array {
    always: u8,
    #[wire(default = 5)]
    number: u8,
    #[wire(default)]
    list: Vec<u16>,
    #[wire(default)]
    maybe: Option<bool>,
}

#[test]
fn an_array_leaves_out_the_last_defaults() {
    let least = || Array { always: 0, number: 5, list: vec![], maybe: None };
    whole(least(), b"\x92\x01\0");
    whole(Array { number: 6, ..least() }, b"\x93\x01\0\x06");
    whole(Array { list: vec![1], ..least() }, b"\x94\x01\0\x05\x91\x01");
    whole(Array { maybe: Some(true), ..least() }, b"\x95\x01\0\x05\x90\xc3");
}

macro_rules! sixteen {
    ($($field:ident)*) => {
        #[derive(Debug, PartialEq, WireMessage)]
        #[wire(omit_defaults)]
        struct Sixteen { $(#[wire(default)] $field: u8),* }

        #[derive(Debug, PartialEq, WireMessage)]
        #[wire(array_like, omit_trailing_defaults)]
        struct SixteenArray { $(#[wire(default)] $field: u8),* }

        impl Sixteen {
            fn none() -> Self {
                Self { $($field: 0),* }
            }
        }

        impl SixteenArray {
            fn none() -> Self {
                Self { $($field: 0),* }
            }
        }
    };
}
sixteen!(a b c d e f g h i j k l m n o p);

#[test]
fn a_map_keeps_the_width_of_all_its_fields() {
    whole(Sixteen::none(), b"\xde\0\0");
    whole(Sixteen { c: 3, ..Sixteen::none() }, b"\xde\0\x01\xa1c\x03");
}

#[test]
fn an_array_takes_the_least_header() {
    whole(SixteenArray::none(), b"\x90");
    whole(SixteenArray { b: 1, ..SixteenArray::none() }, b"\x92\0\x01");
    let all = [&b"\xdc\0\x10"[..], &[0; 15], &[1]].concat();
    whole(SixteenArray { p: 1, ..SixteenArray::none() }, &all);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, omit_trailing_defaults)]
enum Union {
    #[wire(tag = 1)]
    A {
        a: u8,
        #[wire(default)]
        b: u8,
    },
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(omit_defaults)]
struct Generic<T> {
    #[wire(default)]
    value: T,
}

#[test]
fn variants_and_parameters_too() {
    whole(Union::A { a: 1, b: 0 }, b"\x92\x01\x01");
    whole(Union::A { a: 1, b: 2 }, b"\x93\x01\x01\x02");
    whole(Generic { value: String::new() }, b"\x80");
    whole(Generic { value: 5_u8 }, b"\x81\xa5value\x05");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(omit_defaults)]
struct Floats {
    #[wire(default)]
    value: f64,
}

#[test]
fn what_is_left_out_equals_its_default() {
    whole(Floats { value: 0.0 }, b"\x80");
    // -0.0 equals 0.0: the one value that does not come back, as `PartialEq` says.
    assert_eq!(klaw_runtime::msgpack::to_vec(&Floats { value: -0.0 }), b"\x80");
    let nan = klaw_runtime::msgpack::to_vec(&Floats { value: f64::NAN });
    assert_eq!(nan[..7], *b"\x81\xa5value");
}
