//! Newtypes: `transparent`, usually with a constraint.

use klaw_runtime::schema::Shape;
use klaw_runtime::{ErrorKind, Validate, WireMessage, msgpack};
use klaw_tests::assert::{refused, refused_at, same, whole};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, WireMessage)]
#[wire(transparent)]
#[constrain(min_length = 1, max_length = 5, pattern = "^[a-z][a-z0-9-]*$")]
struct Name(String);

#[derive(Debug, Clone, Copy, PartialEq, WireMessage)]
#[wire(transparent)]
#[constrain(ge = 1, le = 10)]
struct Small(u8);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent)]
struct Bytes(Vec<u8>);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent)]
struct Borrowed<'a>(#[constrain(max_length = 3)] &'a str);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent)]
struct Wrapper<T>(T);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent)]
#[constrain(max_length = 2, items(ge = 5))]
struct List(Vec<Small>);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Holds {
    name: Name,
    #[constrain(le = 5)]
    small: Small,
    #[constrain(min_length = 2)]
    maybe: Option<Name>,
    #[constrain(items(ge = 3))]
    all: Vec<Small>,
    #[constrain(keys(max_length = 2), values(le = 4))]
    map: BTreeMap<Name, Small>,
}

#[test]
fn the_field_alone_is_on_the_wire() {
    whole(Name("a-1".into()), b"\xa3a-1");
    whole(Small(10), b"\x0a");
    whole(Bytes(vec![1, 2]), b"\xc4\x02\x01\x02");
    same(Borrowed("abc"), b"\xa3abc");
    whole(Wrapper(vec![Some(1_u8)]), b"\x91\x01");
    whole(List(vec![Small(5), Small(10)]), b"\x92\x05\x0a");
}

#[test]
fn its_rules_hold_wherever_it_stands() {
    refused_at::<Name>(b"\xa0", "Expected `str` of length >= 1", "$", 0);
    refused::<Name>(b"\xa6abcdef", "Expected `str` of length <= 5");
    refused::<Name>(b"\xa1A", "Expected `str` matching regex '^[a-z][a-z0-9-]*$'");
    refused::<Small>(b"\x00", "Expected `int` >= 1");
    refused::<Small>(b"\x0b", "Expected `int` <= 10");
    refused::<Small>(b"\xcd\x01\x2c", "Expected `int` <= 10");
    refused::<Borrowed<'_>>(b"\xa4abcd", "Expected `str` of length <= 3");
    refused::<List>(b"\x93\x05\x05\x05", "Expected `array` of length <= 2");
    refused::<Option<Small>>(b"\xa1x", "Expected `int | null`, got `str`");
    refused::<Option<Small>>(b"\x0b", "Expected `int` <= 10");
    refused_at::<Vec<Small>>(b"\x92\x01\x0b", "Expected `int` <= 10 - at `$[1]`", "$[1]", 2);
}

#[test]
fn the_rules_of_its_place_hold_too() {
    let good = || Holds {
        name: Name("a".into()),
        small: Small(5),
        maybe: Some(Name("ab".into())),
        all: vec![Small(3)],
        map: BTreeMap::from([(Name("ab".into()), Small(4))]),
    };
    whole(good(), b"\x95\xa1a\x05\xa2ab\x91\x03\x81\xa2ab\x04");
    good().validate().unwrap();
    // Each place with its own rule broken, then the type's own.
    for (bytes, text) in [
        (&b"\x95\xa1a\x06\xa2ab\x91\x03\x80"[..], "Expected `int` <= 5 - at `$[1]`"),
        (b"\x95\xa1a\x00\xa2ab\x91\x03\x80", "Expected `int` >= 1 - at `$[1]`"),
        (b"\x95\xa1a\x05\xa1a\x91\x03\x80", "Expected `str` of length >= 2 - at `$[2]`"),
        (b"\x95\xa1a\x05\xa2AB\x91\x03\x80", "Expected `str` matching regex '^[a-z][a-z0-9-]*$' - at `$[2]`"),
        (b"\x95\xa1a\x05\xc0\x92\x03\x02\x80", "Expected `int` >= 3 - at `$[3][1]`"),
        (b"\x95\xa1a\x05\xc0\x92\x03\x0b\x80", "Expected `int` <= 10 - at `$[3][1]`"),
        (b"\x95\xa1a\x05\xc0\x90\x81\xa3abc\x01", "Expected `str` of length <= 2 - at `key` in `$[4]`"),
        (b"\x95\xa1a\x05\xc0\x90\x81\xa1a\x05", "Expected `int` <= 4 - at `$[4][...]`"),
    ] {
        refused::<Holds>(bytes, text);
    }
    let bad = Holds { all: vec![Small(3), Small(2)], ..good() };
    assert_eq!(bad.validate().unwrap_err().to_string(), "Expected `int` >= 3 - at `$[3][1]`");
    let bad = Holds { map: BTreeMap::from([(Name("abc".into()), Small(1))]), ..good() };
    assert_eq!(bad.validate().unwrap_err().to_string(), "Expected `str` of length <= 2 - at `key` in `$[4]`");
    let bad = Holds { name: Name("A".into()), ..good() };
    let error = bad.validate().unwrap_err();
    assert_eq!(error.to_string(), "Expected `str` matching regex '^[a-z][a-z0-9-]*$' - at `$[0]`");
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Validation, None));
    assert_eq!(msgpack::try_to_vec(&bad).unwrap_err().to_string(), error.to_string());
}

#[test]
fn the_schema_names_its_field() {
    let Shape::Newtype(field) = Name::SCHEMA.shape else { panic!() };
    assert_eq!(field.rules.map(|rules| (rules.min_length, rules.max_length)), Some((1, 5)));
}

/// In const context a literal that breaks the rule is no program; elsewhere it panics.
#[test]
fn literals_keep_the_rules() {
    use klaw_runtime::{ChannelCapacity, PositiveInt, TimeoutSeconds};
    use std::time::Duration;

    assert_eq!(PositiveInt::literal(1).get(), 1);
    assert_eq!(TimeoutSeconds::literal(0.5).get(), 0.5);
    assert_eq!(Duration::from(TimeoutSeconds::literal(0.5)), Duration::from_millis(500));
    let broken: [fn(); 5] = [
        || _ = PositiveInt::literal(0),
        || _ = ChannelCapacity::literal(1_000_001),
        || _ = TimeoutSeconds::literal(-0.5),
        || _ = TimeoutSeconds::literal(86_400.5),
        || _ = TimeoutSeconds::literal(f64::NAN),
    ];
    for literal in broken {
        assert!(std::panic::catch_unwind(literal).is_err());
    }
}
