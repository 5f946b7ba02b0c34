//! `accept_map`: an array form that decodes the map form too.

use klaw_runtime::schema::{Form, Shape};
use klaw_runtime::{Validate, WireMessage};
use klaw_tests::assert::{reads, refused, refused_at, whole};

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, accept_map, tag = 4, tag_field = "t")]
struct Both {
    a: u8,
    #[wire(default = 2, alias = "bee")]
    b: u8,
    #[constrain(max_length = 1)]
    #[wire(default)]
    c: String,
}

#[test]
fn both_forms_are_read_and_the_array_is_written() {
    let both = || Both { a: 1, b: 2, c: String::new() };
    whole(both(), b"\x94\x04\x01\x02\xa0");
    reads(b"\x92\x04\x01", both());
    reads(b"\x81\xa1a\x01", both());
    reads(b"\x82\xa1t\x04\xa1a\x01", both());
    reads(b"\x83\xa3bee\x02\xa1a\x01\xa1t\x04", both());
    reads(b"\xde\0\x01\xa1a\x01", both());
}

/// A few numbers of one type, which an array form alone would read at once.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, accept_map)]
struct Point {
    x: f64,
    y: f64,
}

#[test]
fn numbers_alike_are_read_in_both_forms() {
    whole(Point { x: 1.0, y: 2.0 }, b"\x92\xcb\x3f\xf0\0\0\0\0\0\0\xcb\x40\0\0\0\0\0\0\0");
    reads(b"\x92\x01\x02", Point { x: 1.0, y: 2.0 });
    reads(b"\x82\xa1y\x02\xa1x\x01", Point { x: 1.0, y: 2.0 });
    refused::<Point>(b"\x81\xa1y\x02", "Object missing required field `x`");
}

#[test]
fn each_form_has_its_own_places() {
    refused_at::<Both>(b"\x92\x04\xc3", "Expected `int`, got `bool` - at `$[1]`", "$[1]", 2);
    refused_at::<Both>(b"\x81\xa1a\xc3", "Expected `int`, got `bool` - at `$.a`", "$.a", 3);
    refused::<Both>(b"\x80", "Object missing required field `a`");
    refused::<Both>(b"\x82\xa1t\x05\xa1a\x01", "Invalid value 5 - at `$.t`");
    refused::<Both>(b"\x82\xa1a\x01\xa1c\xa2xx", "Expected `str` of length <= 1 - at `$.c`");
    refused::<Both>(b"\x05", "Expected `array`, got `int`");
    let error = Both { a: 1, b: 2, c: "xx".into() }.validate().unwrap_err();
    assert_eq!(error.path(), "$[3]");
    let Shape::Message(message) = Both::SCHEMA.shape else { panic!() };
    assert_eq!(message.form, Form::ArrayOrMap { tag_field: "t" });
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, accept_map, tag = 1)]
struct One {
    a: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, accept_map)]
enum Union {
    One(One),
    #[wire(tag = 2)]
    Two {
        b: u8,
    },
}

#[test]
fn a_union_reads_both_forms_of_its_members() {
    whole(Union::One(One { a: 5 }), b"\x92\x01\x05");
    whole(Union::Two { b: 5 }, b"\x92\x02\x05");
    reads(b"\x82\xa1a\x05\xa4type\x01", Union::One(One { a: 5 }));
    reads(b"\x82\xa4type\x02\xa1b\x05", Union::Two { b: 5 });
    refused::<Union>(b"\x81\xa1a\x05", "Object missing required field `type`");
    refused::<Union>(b"\x82\xa4type\x03\xa1b\x05", "Invalid value 3 - at `$.type`");
}
