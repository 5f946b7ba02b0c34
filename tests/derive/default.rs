//! `default`: what a field that is missing takes.

use klaw_runtime::WireMessage;
use klaw_tests::assert::{reads, refused, same};
use std::borrow::Cow;

const LIMIT: u32 = 7;

fn list() -> Vec<u8> {
    vec![1, 2]
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Defaults<'a> {
    required: u8,
    #[wire(default)]
    number: u32,
    #[wire(default = LIMIT)]
    constant: u32,
    #[wire(default = "text")]
    text: String,
    #[wire(default = "cow")]
    cow: Cow<'a, str>,
    #[wire(default = "str")]
    borrowed: &'a str,
    #[wire(default = list())]
    list: Vec<u8>,
    #[wire(default = Some(-1.5))]
    maybe: Option<f64>,
    #[wire(default = const { 1 + 2 })]
    sum: i8,
}

fn all() -> Defaults<'static> {
    Defaults {
        required: 9,
        number: 0,
        constant: 7,
        text: "text".into(),
        cow: "cow".into(),
        borrowed: "str",
        list: vec![1, 2],
        maybe: Some(-1.5),
        sum: 3,
    }
}

#[test]
fn missing_elements_take_their_defaults() {
    reads(b"\x91\x09", all());
    reads(b"\x92\x09\x01", Defaults { number: 1, ..all() });
    reads(
        b"\x95\x09\x01\x02\xa1x\xa1y",
        Defaults { number: 1, constant: 2, text: "x".into(), cow: "y".into(), ..all() },
    );
    same(all(), b"\x99\x09\0\x07\xa4text\xa3cow\xa3str\xc4\x02\x01\x02\xcb\xbf\xf8\0\0\0\0\0\0\x03");
}

#[test]
fn nil_is_a_value_and_not_missing() {
    refused::<Defaults<'_>>(b"\x92\x09\xc0", "Expected `int`, got `None` - at `$[1]`");
    let nil_at_maybe = b"\x98\x09\0\x07\xa0\xa0\xa0\xc4\0\xc0";
    let read = Defaults { text: "".into(), cow: "".into(), borrowed: "", list: vec![], maybe: None, ..all() };
    reads(nil_at_maybe, read);
}

#[derive(Debug, PartialEq, WireMessage)]
struct Map {
    #[wire(default = 5)]
    first: u8,
    second: u8,
    #[wire(default)]
    third: Vec<String>,
}

#[test]
fn in_a_map_a_default_may_stand_before_what_is_required() {
    reads(b"\x81\xa6second\x01", Map { first: 5, second: 1, third: vec![] });
    refused::<Map>(b"\x81\xa5first\x01", "Object missing required field `second`");
    refused::<Map>(b"\x82\xa5first\xc0\xa6second\x01", "Expected `int`, got `None` - at `$.first`");
}

#[test]
fn an_option_without_a_default_is_required() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like)]
    struct Required {
        a: Option<u8>,
    }
    #[derive(Debug, PartialEq, WireMessage)]
    struct RequiredMap {
        a: Option<u8>,
    }
    refused::<Required>(b"\x90", "Expected `array` of at least length 1, got 0");
    refused::<RequiredMap>(b"\x80", "Object missing required field `a`");
}

/// In a default, `Type::default()` is the type's own, whatever traits stand behind the derive.
#[test]
fn a_type_with_defaults_is_a_default() {
    #[derive(Debug, PartialEq, WireMessage)]
    struct Inner {
        #[wire(default = 7)]
        a: u8,
    }

    impl Default for Inner {
        fn default() -> Self {
            Self { a: 8 }
        }
    }

    #[derive(Debug, PartialEq, WireMessage)]
    struct Outer {
        #[wire(default = Inner::default())]
        inner: Inner,
        #[wire(default = Inner { a: 9 })]
        other: Inner,
    }

    reads(b"\x80", Outer { inner: Inner { a: 8 }, other: Inner { a: 9 } });
}

/// What a user writes means what it says in their scope: no local of the generated code has its name there.
mod a_default_sees_no_local {
    use super::*;
    use klaw_runtime::{Error, Validate, json};

    macro_rules! each_is_one {
        ($($name:ident)*) => {
            $(fn $name() -> u32 {
                1
            })*
        };
    }

    each_is_one! {
        __sink __writer __reader __slots __count __output __entries __elements __start __failed __omit_number __seen_number
        __field_number __key __more __serializer
    }

    /// A check by the name of a local, which holds what it checks.
    fn __value(number: &u32) -> Result<(), Error> {
        if *number < 100 { Ok(()) } else { Err(Error::custom("too much")) }
    }

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like, accept_map, omit_trailing_defaults, json, serde)]
    struct InArray {
        #[wire(default = __sink() + __writer() + __count() + __elements() + __slots() + __output() + __reader()
            + __serializer())]
        #[constrain(with = __value)]
        number: u32,
        #[wire(skip, default = __sink() + __writer() + __count() + __elements() + __slots() + __output() + __reader()
            + __serializer())]
        skipped: u32,
    }

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(omit_defaults, json, serde)]
    struct InMap {
        #[wire(default = __sink() + __writer() + __omit_number() + __slots() + __seen_number() + __output()
            + __entries() + __start() + __reader())]
        #[constrain(with = __value)]
        number: u32,
        #[wire(skip, default = __sink() + __writer() + __omit_number() + __slots() + __seen_number() + __output()
            + __entries() + __start() + __reader())]
        skipped: u32,
    }

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(omit_defaults, json, serde)]
    enum InUnion {
        #[wire(tag = 1)]
        Variant {
            #[wire(default = __sink() + __writer() + __omit_number() + __field_number() + __slots() + __start()
                + __key() + __more())]
            #[constrain(with = __value)]
            number: u32,
        },
    }

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(transparent, json, serde)]
    #[constrain(with = __value)]
    struct InNewtype(u32);

    #[test]
    fn and_means_what_it_says() {
        same(InArray { number: 8, skipped: 8 }, b"\x90");
        same(InMap { number: 9, skipped: 9 }, b"\x80");
        same(InUnion::Variant { number: 8 }, b"\x81\xa4type\x01");
        assert_eq!(json::from_str::<InMap>("{}").unwrap(), InMap { number: 9, skipped: 9 });
        assert_eq!(serde_json::from_str::<InMap>("{}").unwrap(), InMap { number: 9, skipped: 9 });
        assert_eq!(serde_json::to_string(&InMap { number: 9, skipped: 9 }).unwrap(), "{}");
        refused::<InMap>(b"\x81\xa6number\x64", "too much - at `$.number`");
        refused::<InNewtype>(b"\x64", "too much");
        assert_eq!(InNewtype(100).validate().unwrap_err().to_string(), "too much");
    }
}
