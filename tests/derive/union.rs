//! Unions: the member itself is on the wire, told apart by its tag.

use klaw_runtime::{Raw, WireMessage, msgpack};
use klaw_tests::assert::{reads, refused, refused_at, same, whole};

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 1)]
struct Circle {
    radius: f64,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 300)]
struct Square {
    side: u8,
    #[wire(default)]
    label: String,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Shape {
    Circle(Circle),
    Square(Box<Square>),
    #[wire(tag = -1)]
    Line {
        length: u8,
        r#type: Option<bool>,
    },
    #[wire(tag = 4)]
    Nothing {},
}

#[test]
fn a_member_is_written_as_itself() {
    whole(Shape::Circle(Circle { radius: 1.0 }), b"\x92\x01\xcb\x3f\xf0\0\0\0\0\0\0");
    whole(Shape::Square(Box::new(Square { side: 2, label: "x".into() })), b"\x93\xcd\x01\x2c\x02\xa1x");
    whole(Shape::Line { length: 3, r#type: None }, b"\x93\xff\x03\xc0");
    whole(Shape::Nothing {}, b"\x91\x04");
    reads(b"\xdc\0\x02\xcd\x01\x2c\x02", Shape::Square(Box::new(Square { side: 2, label: String::new() })));
    reads(b"\x92\xd3\0\0\0\0\0\0\0\x01\x05", Shape::Circle(Circle { radius: 5.0 }));
    reads(b"\xdd\0\0\0\x01\x04", Shape::Nothing {});
}

#[test]
fn a_tag_that_no_member_has_is_refused() {
    refused::<Shape>(b"\x92\x09\x05", "Invalid value 9 - at `$[0]`");
    refused::<Shape>(b"\x92\xcf\xff\xff\xff\xff\xff\xff\xff\xff\x05", "Invalid value 18446744073709551615 - at `$[0]`");
    refused::<Shape>(b"\x92\xa11\x05", "Expected `int`, got `str` - at `$[0]`");
    refused::<Shape>(b"\x92\xc0\x05", "Expected `int`, got `null` - at `$[0]`");
    refused::<Shape>(b"\x92\xcb\x3f\xf0\0\0\0\0\0\0\x05", "Expected `int`, got `float` - at `$[0]`");
    refused_at::<Shape>(b"\x90", "Expected `array` of at least length 1, got 0", "$", 0);
    refused::<Shape>(b"\x80", "Expected `array`, got `object`");
    refused::<Shape>(b"\x01", "Expected `array`, got `int`");
    refused::<Shape>(b"\x91\x01", "Expected `array` of at least length 2, got 1");
    refused_at::<Shape>(b"\x93\xff\x03\x05", "Expected `bool | null`, got `int` - at `$[2]`", "$[2]", 3);
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(tag = "get", tag_field = "op")]
struct Get {
    key: String,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(tag = "put", tag_field = "op", forbid_unknown_fields)]
struct Put {
    key: String,
    value: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(tag_field = "op", rename_all = "camelCase", omit_defaults)]
enum Command {
    Get(Get),
    Put(Put),
    #[wire(tag)]
    Drop {
        dry_run: bool,
        #[wire(default = 3)]
        max_tries: u8,
    },
}

#[test]
fn in_map_form_the_tag_may_stand_anywhere() {
    whole(Command::Get(Get { key: "a".into() }), b"\x82\xa2op\xa3get\xa3key\xa1a");
    whole(Command::Drop { dry_run: true, max_tries: 3 }, b"\x82\xa2op\xa4Drop\xa6dryRun\xc3");
    whole(Command::Drop { dry_run: true, max_tries: 4 }, b"\x83\xa2op\xa4Drop\xa6dryRun\xc3\xa8maxTries\x04");
    let put = || Command::Put(Put { key: "a".into(), value: 5 });
    reads(b"\x83\xa3key\xa1a\xa5value\x05\xa2op\xa3put", put());
    reads(b"\x83\xa3key\xa1a\xa2op\xa3put\xa5value\x05", put());
    refused_at::<Command>(b"\x81\xa3key\xa1a", "Object missing required field `op`", "$", 0);
    refused_at::<Command>(b"\x82\xa3key\xa1a\xa2op\xa1x", "Invalid value 'x' - at `$.op`", "$.op", 10);
    refused::<Command>(b"\x81\xa2op\x05", "Expected `str`, got `int` - at `$.op`");
    refused::<Command>(b"\x90", "Expected `object`, got `array`");
    refused::<Command>(b"\x82\xa2op\xa3put\xa1x\x05", "Object contains unknown field `x`");
    refused::<Command>(b"\x82\xa2op\xa3put\xa3key\xa1a", "Object missing required field `value`");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Text {
    #[wire(tag = "a")]
    A { value: u8 },
    #[wire(tag)]
    Long { value: u8 },
}

#[test]
fn tags_may_be_strings_in_an_array() {
    whole(Text::A { value: 1 }, b"\x92\xa1a\x01");
    whole(Text::Long { value: 1 }, b"\x92\xa4Long\x01");
    reads(b"\x92\xd9\x01a\x01", Text::A { value: 1 });
    refused::<Text>(b"\x92\xa3Xet\x01", "Invalid value 'Xet' - at `$[0]`");
    refused::<Text>(b"\x92\x01\x01", "Expected `str`, got `int` - at `$[0]`");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Known<'a> {
    #[wire(tag = 1)]
    One { value: u8 },
    #[wire(other)]
    Other(Raw<'a>),
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum KnownTag<'a> {
    #[wire(tag = 1)]
    One { value: u8 },
    #[wire(other)]
    Other { tag: i64, raw: Raw<'a> },
}

#[derive(Debug, PartialEq, WireMessage)]
enum KnownMap<'a> {
    #[wire(tag = "one")]
    One { value: u8 },
    #[wire(other)]
    Other { tag: String, raw: Raw<'a> },
}

#[test]
fn other_keeps_what_is_not_known() {
    let raw = |bytes: &'static [u8]| Raw::new(bytes).unwrap();
    same(Known::One { value: 5 }, b"\x92\x01\x05");
    same(Known::Other(raw(b"\x93\x09\xa1x\x90")), b"\x93\x09\xa1x\x90");
    same(KnownTag::Other { tag: -7, raw: raw(b"\x92\xf9\x05") }, b"\x92\xf9\x05");
    same(KnownMap::One { value: 5 }, b"\x82\xa4type\xa3one\xa5value\x05");
    let bytes = b"\x82\xa1x\x01\xa4type\xa1y";
    same(KnownMap::Other { tag: "y".into(), raw: raw(bytes) }, bytes);
    // A known tag is never other, and what is kept is well-formed.
    refused::<Known<'_>>(b"\x92\x01\xc0", "Expected `int`, got `None` - at `$[1]`");
    refused::<Known<'_>>(b"\x92\x09\xc1", "MessagePack data is malformed: invalid opcode '\\xc1' (byte 2)");
    refused::<Known<'_>>(b"\x92\x09", "Input data was truncated");
    // A tag that the variant's type does not hold.
    refused::<KnownTag<'_>>(
        b"\x92\xcf\xff\xff\xff\xff\xff\xff\xff\xff\x05",
        "Invalid value 18446744073709551615 - at `$[0]`",
    );
    // Beside other values, the reader stands behind the message that was kept.
    same(vec![Known::Other(raw(b"\x91\x09")), Known::One { value: 5 }], b"\x92\x91\x09\x92\x01\x05");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 10)]
struct Add {
    left: Box<Term>,
    right: Box<Term>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 11)]
struct Number {
    value: i64,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Term {
    Add(Add),
    Number(Number),
    #[wire(tag = 12)]
    Call {
        name: String,
        arguments: Vec<Term>,
    },
}

#[test]
fn a_union_and_its_members_may_hold_each_other() {
    let number = |value| Term::Number(Number { value });
    let call = Term::Call { name: "f".into(), arguments: vec![number(2)] };
    whole(
        Term::Add(Add { left: Box::new(number(1)), right: Box::new(call) }),
        b"\x93\x0a\x92\x0b\x01\x93\x0c\xa1f\x91\x92\x0b\x02",
    );
    refused_at::<Term>(
        b"\x93\x0a\x92\x0b\x01\x93\x0c\xa1f\x91\x92\x0b\xc3",
        "Expected `int`, got `bool` - at `$[2][2][0][1]`",
        "$[2][2][0][1]",
        12,
    );
}

#[test]
fn a_member_alone_has_the_same_bytes() {
    let bytes = msgpack::to_vec(&Number { value: 7 });
    assert_eq!(msgpack::to_vec(&Term::Number(Number { value: 7 })), bytes);
    reads(&bytes, Number { value: 7 });
}
