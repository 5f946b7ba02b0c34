//! Messages: structs with named fields, as arrays and as maps.

use klaw_runtime::schema::{Form, Shape, Tag};
use klaw_runtime::{ErrorKind, Raw, WireMessage, msgpack};
use klaw_tests::assert::{encoded, reads, refused, refused_at, same, whole};
use std::borrow::Cow;
use std::collections::BTreeMap;

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Point {
    x: i64,
    y: i64,
}

#[derive(Debug, PartialEq, WireMessage)]
struct PointMap {
    x: i64,
    y: i64,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Empty {}

#[derive(Debug, PartialEq, WireMessage)]
struct EmptyMap {}

#[test]
fn an_array_holds_the_fields_in_order() {
    whole(Point { x: 1, y: -1 }, b"\x92\x01\xff");
    whole(Point { x: 300, y: -33 }, b"\x92\xcd\x01\x2c\xd0\xdf");
    whole(Empty {}, b"\x90");
    // Any header is read.
    reads(b"\xdc\0\x02\x01\x02", Point { x: 1, y: 2 });
    reads(b"\xdd\0\0\0\x02\x01\x02", Point { x: 1, y: 2 });
    reads(b"\xdd\0\0\0\0", Empty {});
}

#[test]
fn a_map_holds_the_names() {
    whole(PointMap { x: 1, y: -1 }, b"\x82\xa1x\x01\xa1y\xff");
    whole(EmptyMap {}, b"\x80");
    // In any order, under any header, with wide names.
    reads(b"\x82\xa1y\x02\xa1x\x01", PointMap { x: 1, y: 2 });
    reads(b"\xde\0\x02\xd9\x01x\x01\xda\0\x01y\x02", PointMap { x: 1, y: 2 });
    reads(b"\xdf\0\0\0\x02\xdb\0\0\0\x01x\x01\xa1y\x02", PointMap { x: 1, y: 2 });
}

#[test]
fn of_a_key_that_stands_twice_the_last_wins() {
    reads(b"\x83\xa1x\x01\xa1y\x02\xa1x\x03", PointMap { x: 3, y: 2 });
    refused_at::<PointMap>(b"\x83\xa1x\x01\xa1y\x02\xa1x\xa1a", "Expected `int`, got `str` - at `$.x`", "$.x", 9);
}

#[test]
fn the_other_form_is_refused() {
    refused_at::<Point>(b"\x82\xa1x\x01\xa1y\x02", "Expected `array`, got `object`", "$", 0);
    refused_at::<PointMap>(b"\x92\x01\x02", "Expected `object`, got `array`", "$", 0);
    refused::<Point>(b"\x05", "Expected `array`, got `int`");
    refused::<PointMap>(b"\xc0", "Expected `object`, got `None`");
}

#[test]
fn a_missing_field_is_named() {
    refused_at::<Point>(b"\x91\x01", "Expected `array` of at least length 2, got 1", "$", 0);
    refused_at::<PointMap>(b"\x81\xa1y\x01", "Object missing required field `x`", "$", 0);
    refused::<PointMap>(b"\x80", "Object missing required field `x`");
    refused::<PointMap>(b"\x81\xa1x\x01", "Object missing required field `y`");
}

#[test]
fn keys_are_strings() {
    refused_at::<PointMap>(b"\x81\x01\x05", "Expected `str`, got `int` - at `key` in `$`", "key in $", 1);
    refused::<PointMap>(b"\x81\xc0\x05", "Expected `str`, got `null` - at `key` in `$`");
    refused::<PointMap>(b"\x81\xc1\x05", "Expected `str`, got `unknown` - at `key` in `$`");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 7)]
struct Tagged {
    a: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(tag = "note")]
struct TaggedMap {
    a: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(tag, tag_field = "kind")]
struct Bare {
    a: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag)]
struct BareArray {
    a: u8,
}

#[test]
fn a_tag_stands_first() {
    whole(Tagged { a: 5 }, b"\x92\x07\x05");
    whole(TaggedMap { a: 5 }, b"\x82\xa4type\xa4note\xa1a\x05");
    whole(Bare { a: 5 }, b"\x82\xa4kind\xa4Bare\xa1a\x05");
    whole(BareArray { a: 5 }, b"\x92\xa9BareArray\x05");
    // An integer tag of any width.
    reads(b"\x92\xcf\0\0\0\0\0\0\0\x07\x05", Tagged { a: 5 });
    reads(b"\x92\xd3\0\0\0\0\0\0\0\x07\x05", Tagged { a: 5 });
}

#[test]
fn positions_count_the_tag() {
    refused_at::<Tagged>(b"\x92\x07\xa1x", "Expected `int`, got `str` - at `$[1]`", "$[1]", 2);
    refused_at::<Tagged>(b"\x91\x07", "Expected `array` of at least length 2, got 1", "$", 0);
    // The length is judged before the tag.
    refused::<Tagged>(b"\x91\x08", "Expected `array` of at least length 2, got 1");
    refused::<Tagged>(b"\x90", "Expected `array` of at least length 2, got 0");
}

#[test]
fn another_tag_is_refused() {
    refused_at::<Tagged>(b"\x92\x08\x05", "Invalid value 8 - at `$[0]`", "$[0]", 1);
    refused::<Tagged>(
        b"\x92\xcf\xff\xff\xff\xff\xff\xff\xff\xff\x05",
        "Invalid value 18446744073709551615 - at `$[0]`",
    );
    refused::<Tagged>(b"\x92\xa17\x05", "Expected `int`, got `str` - at `$[0]`");
    refused::<Tagged>(b"\x92\xcb\x40\x1c\0\0\0\0\0\0\x05", "Expected `int`, got `float` - at `$[0]`");
    refused::<Tagged>(b"\x92\xc0\x05", "Expected `int`, got `null` - at `$[0]`");
    refused::<Tagged>(b"\x92\xc3\x05", "Expected `int`, got `bool` - at `$[0]`");
    refused::<BareArray>(b"\x92\x01\x05", "Expected `str`, got `int` - at `$[0]`");
    refused::<BareArray>(b"\x92\xa1x\x05", "Invalid value 'x' - at `$[0]`");
    refused_at::<TaggedMap>(b"\x82\xa4type\xa1x\xa1a\x05", "Invalid value 'x' - at `$.type`", "$.type", 6);
    refused::<TaggedMap>(b"\x82\xa4type\x05\xa1a\x05", "Expected `str`, got `int` - at `$.type`");
}

#[test]
fn in_a_map_the_tag_may_stand_anywhere_or_be_missing() {
    reads(b"\x82\xa1a\x05\xa4type\xa4note", TaggedMap { a: 5 });
    reads(b"\x81\xa1a\x05", TaggedMap { a: 5 });
    reads(b"\x83\xa4type\xa4note\xa1a\x05\xa4type\xa4note", TaggedMap { a: 5 });
    refused::<TaggedMap>(b"\x83\xa4type\xa4note\xa1a\x05\xa4type\xa1x", "Invalid value 'x' - at `$.type`");
}

macro_rules! tag {
    ($name:ident $tag:literal) => {
        #[derive(Debug, PartialEq, WireMessage)]
        #[wire(array_like, tag = $tag)]
        struct $name {}
    };
}

#[test]
fn tags_take_the_least_width() {
    tag!(Zero 0);
    tag!(Max7 127);
    tag!(Min8 128);
    tag!(Max8 255);
    tag!(Wide16 300);
    tag!(Wide32 65536);
    tag!(Max 9223372036854775807);
    tag!(Minus - 1);
    tag!(Minus33 - 33);
    tag!(Minus129 - 129);
    tag!(MinusMany - 2147483649);
    tag!(Text "x");
    tag!(NoText "");
    whole(Zero {}, b"\x91\0");
    whole(Max7 {}, b"\x91\x7f");
    whole(Min8 {}, b"\x91\xcc\x80");
    whole(Max8 {}, b"\x91\xcc\xff");
    whole(Wide16 {}, b"\x91\xcd\x01\x2c");
    whole(Wide32 {}, b"\x91\xce\0\x01\0\0");
    whole(Max {}, b"\x91\xcf\x7f\xff\xff\xff\xff\xff\xff\xff");
    whole(Minus {}, b"\x91\xff");
    whole(Minus33 {}, b"\x91\xd0\xdf");
    whole(Minus129 {}, b"\x91\xd1\xff\x7f");
    whole(MinusMany {}, b"\x91\xd3\xff\xff\xff\xff\x7f\xff\xff\xff");
    whole(Text {}, b"\x91\xa1x");
    whole(NoText {}, b"\x91\xa0");
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
struct Borrows<'a> {
    text: &'a str,
    name: Cow<'a, str>,
    blob: &'a [u8],
    rest: Raw<'a>,
    list: Vec<&'a str>,
    maybe: Option<&'a str>,
}

#[test]
fn a_message_may_borrow_from_its_input() {
    let bytes = b"\x96\xa2ab\xa1c\xc4\x01d\x92\x01\x02\x91\xa1e\xa1f";
    let message = Borrows {
        text: "ab",
        name: "c".into(),
        blob: b"d",
        rest: Raw::new(&b"\x92\x01\x02"[..]).unwrap(),
        list: vec!["e"],
        maybe: Some("f"),
    };
    same(message, bytes);
    let read: Borrows<'_> = msgpack::from_slice(bytes).unwrap();
    let inside = |part: &[u8]| bytes.as_ptr_range().contains(&part.as_ptr());
    assert!(inside(read.text.as_bytes()) && inside(read.blob) && inside(read.rest.as_bytes()));
    assert!(matches!(read.name, Cow::Borrowed(name) if inside(name.as_bytes())));
}

#[derive(Debug, PartialEq, WireMessage)]
struct Words {
    r#type: u8,
    r#match: Option<u8>,
    r#async: Vec<u8>,
    __reader: u8,
    __field_x: u8,
}

#[test]
fn raw_identifiers_lose_their_prefix_on_the_wire() {
    whole(
        Words { r#type: 1, r#match: None, r#async: vec![2], __reader: 3, __field_x: 4 },
        b"\x85\xa4type\x01\xa5match\xc0\xa5async\xc4\x01\x02\xa8__reader\x03\xa9__field_x\x04",
    );
    refused::<Words>(b"\x81\xa4type\xc3", "Expected `int`, got `bool` - at `$.type`");
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(tag)]
    struct r#Loop {}
    whole(r#Loop {}, b"\x81\xa4type\xa4Loop");
}

macro_rules! many {
    ($name:ident $(#[$meta:meta])* $($field:ident)*) => {
        #[derive(Debug, PartialEq, WireMessage)]
        $(#[$meta])*
        struct $name { $($field: u8),* }

        impl $name {
            fn all(value: u8) -> Self {
                Self { $($field: value),* }
            }
        }
    };
}

many!(Fifteen #[wire(array_like)] a b c d e f g h i j k l m n o);
many!(FifteenTagged #[wire(array_like, tag = 1)] a b c d e f g h i j k l m n o);
many!(Sixteen #[wire(array_like)] a b c d e f g h i j k l m n o p);
many!(SixteenMap a b c d e f g h i j k l m n o p);

#[test]
fn sixteen_elements_take_the_wider_header() {
    whole(Fifteen::all(9), &[&[0x9f][..], &[9; 15]].concat());
    whole(FifteenTagged::all(9), &[&[0xdc, 0x00, 0x10, 0x01][..], &[9; 15]].concat());
    whole(Sixteen::all(9), &[&[0xdc, 0x00, 0x10][..], &[9; 16]].concat());
    let entries: Vec<u8> = (b'a'..=b'p').flat_map(|name| [0xa1, name, 9]).collect();
    whole(SixteenMap::all(9), &[&[0xde, 0x00, 0x10][..], &entries].concat());
    refused_at::<Sixteen>(
        &[&[0xdc, 0x00, 0x10][..], &[9; 15], &[0xc0]].concat(),
        "Expected `int`, got `None` - at `$[15]`",
        "$[15]",
        18,
    );
}

/// Three hundred fields: more than a byte counts.
mod three_hundred {
    use klaw_runtime::WireMessage;

    macro_rules! hundreds {
        ($name:ident $(#[$meta:meta])*: $($h:ident)*) => {
            hundreds!(@ $name [$(#[$meta])*] $($h)*);
        };
        (@ $name:ident [$(#[$meta:meta])*] $($h:ident)*) => {
            #[derive(Debug, PartialEq, WireMessage)]
            $(#[$meta])*
            pub(super) struct $name { $(pub(super) $h: u8),* }

            impl $name {
                pub(super) fn all(value: u8) -> Self {
                    Self { $($h: value),* }
                }

                pub(super) const NAMES: &'static [&'static str] = &[$(stringify!($h)),*];
            }
        };
    }

    include!("three_hundred.rs");
}

#[test]
fn three_hundred_fields_in_a_map() {
    use three_hundred::Map;
    assert_eq!(Map::NAMES.len(), 300);
    let header = [0xde, 0x01, 0x2c];
    let entry = |name: &&str| [&[0xa0 | name.len() as u8], name.as_bytes(), &[7]].concat();
    let bytes = [&header[..], &Map::NAMES.iter().flat_map(entry).collect::<Vec<_>>()].concat();
    same(Map::all(7), &bytes);
    let backwards = [&header[..], &Map::NAMES.iter().rev().flat_map(entry).collect::<Vec<_>>()].concat();
    reads(&backwards, Map::all(7));
}

#[test]
fn three_hundred_fields_in_an_array() {
    use three_hundred::Array;
    same(Array::all(7), &[&[0xdc, 0x01, 0x2c][..], &[7; 300]].concat());
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Outer {
    inner: Point,
    named: PointMap,
    tagged: Tagged,
    all: Vec<Point>,
    by_name: BTreeMap<String, PointMap>,
    maybe: Option<Box<Point>>,
}

#[test]
fn messages_nest() {
    let bytes =
        b"\x96\x92\x01\x02\x82\xa1x\x03\xa1y\x04\x92\x07\x05\x91\x92\x06\x07\x81\xa1k\x82\xa1x\x08\xa1y\x09\xc0";
    let message = Outer {
        inner: Point { x: 1, y: 2 },
        named: PointMap { x: 3, y: 4 },
        tagged: Tagged { a: 5 },
        all: vec![Point { x: 6, y: 7 }],
        by_name: BTreeMap::from([("k".into(), PointMap { x: 8, y: 9 })]),
        maybe: None,
    };
    whole(message, bytes);
    // A copy of the bytes with one replaced, and where that is wrong.
    let wrong = |at: usize, text: &str, path: &str| {
        let mut bytes = bytes.to_vec();
        bytes[at] = 0xc3;
        refused_at::<Outer>(&bytes, text, path, at);
    };
    wrong(1, "Expected `array`, got `bool` - at `$[0]`", "$[0]");
    wrong(3, "Expected `int`, got `bool` - at `$[0][1]`", "$[0][1]");
    wrong(7, "Expected `int`, got `bool` - at `$[1].x`", "$[1].x");
    wrong(12, "Expected `int`, got `bool` - at `$[2][0]`", "$[2][0]");
    wrong(16, "Expected `int`, got `bool` - at `$[3][0][0]`", "$[3][0][0]");
    wrong(24, "Expected `int`, got `bool` - at `$[4][...].x`", "$[4][...].x");
    wrong(28, "Expected `array | null`, got `bool` - at `$[5]`", "$[5]");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Chain {
    value: u8,
    next: Option<Box<Chain>>,
    more: Vec<Chain>,
}

#[derive(Debug, PartialEq, WireMessage)]
struct Folder {
    name: String,
    #[wire(default)]
    folders: BTreeMap<String, Folder>,
}

#[test]
fn a_message_may_hold_itself() {
    let leaf = |value| Chain { value, next: None, more: vec![] };
    let chain = Chain { value: 1, next: Some(Box::new(leaf(2))), more: vec![leaf(3)] };
    whole(chain, b"\x93\x01\x93\x02\xc0\x90\x91\x93\x03\xc0\x90");
    refused_at::<Chain>(
        b"\x93\x01\x93\x02\xc0\x91\x93\xa1x\xc0\x90\x90",
        "Expected `int`, got `str` - at `$[1][2][0][0]`",
        "$[1][2][0][0]",
        7,
    );
    let folder = |name: &str, folders| Folder { name: name.into(), folders };
    whole(
        folder("a", BTreeMap::from([("k".into(), folder("b", BTreeMap::new()))])),
        b"\x82\xa4name\xa1a\xa7folders\x81\xa1k\x82\xa4name\xa1b\xa7folders\x80",
    );
    refused::<Folder>(
        b"\x82\xa4name\xa1a\xa7folders\x81\xa1k\x81\xa4name\x05",
        "Expected `str`, got `int` - at `$.folders[...].name`",
    );
}

#[test]
fn trailing_bytes_are_refused() {
    let error = refused::<Point>(b"\x92\x01\x02\0", "MessagePack data is malformed: trailing characters (byte 3)");
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Trailing, Some(3)));
    assert_eq!(msgpack::from_prefix::<Point>(b"\x92\x01\x02\0").unwrap(), (Point { x: 1, y: 2 }, 3));
}

#[test]
fn the_schema_says_what_is_on_the_wire() {
    assert_eq!(Tagged::SCHEMA.name, "Tagged");
    let Shape::Message(message) = Tagged::SCHEMA.shape else { panic!() };
    assert_eq!((message.form, message.tag, message.forbid_unknown_fields), (Form::Array, Some(Tag::Int(7)), false));
    let names: Vec<_> = message.fields.iter().map(|field| (field.name, field.required, field.default)).collect();
    assert_eq!(names, [("a", true, None)]);
    let Shape::Message(message) = Bare::SCHEMA.shape else { panic!() };
    assert_eq!((message.form, message.tag), (Form::Map { tag_field: "kind" }, Some(Tag::Str("Bare"))));
    // A schema of a type that holds itself ends.
    assert_eq!(Chain::SCHEMA.name, "Chain");
    assert!(!encoded(&Chain { value: 1, next: None, more: vec![] }).is_empty());
}

/// What is public may hold what is private.
#[allow(unreachable_pub, reason = "that it is public is the question")]
pub mod public {
    use klaw_runtime::{WireMessage, msgpack};

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like, accept_map)]
    struct Private<T> {
        value: T,
        next: Option<Box<Self>>,
    }

    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like, tag = 1)]
    pub struct Message {
        private: Private<u8>,
        next: Option<Box<Self>>,
    }

    #[test]
    fn round_trip() {
        let next = || Some(Box::new(Private { value: 2, next: None }));
        let inner = Message { private: Private { value: 1, next: next() }, next: None };
        let message = Message { private: Private { value: 3, next: None }, next: Some(Box::new(inner)) };
        assert_eq!(msgpack::from_slice::<Message>(&msgpack::to_vec(&message)).unwrap(), message);
    }
}

/// Numbers of one type are read and written several at once, where nothing stands between them.
#[test]
fn numbers_beside_a_reserved_position() {
    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, reserved(0))]
    struct Floats {
        x: f64,
        y: f64,
    }
    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[wire(array_like, reserved(0))]
    struct Bytes {
        x: u8,
        #[wire(default)]
        y: u8,
    }
    let one = Floats { x: 0.0, y: 0.0 };
    let zero = b"\xcb\0\0\0\0\0\0\0\0";
    let written = [b"\x93\xc0", &zero[..], zero].concat();
    whole(one.clone(), &written);
    for count in [1, 4, 9] {
        whole(vec![one.clone(); count], &[&[0x90 | count as u8][..], &written.repeat(count)].concat());
    }
    whole(vec![Bytes { x: 5, y: 7 }; 2], b"\x92\x93\xc0\x05\x07\x93\xc0\x05\x07");
    refused::<Floats>(&[b"\x92", &zero[..], zero].concat(), "Expected `array` of at least length 3, got 2");
    // What stood in the reserved position is passed over, with enough behind it to read several at once, and without.
    reads(b"\x92\x92\x05\x07\xa6abcdef", (Bytes { x: 7, y: 0 }, "abcdef"));
    reads(b"\x92\x05\x07", Bytes { x: 7, y: 0 });
}
