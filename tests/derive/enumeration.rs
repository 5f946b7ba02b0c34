//! Enumerations: unit variants, as integers or as strings.

use klaw_runtime::schema::{Shape, Tag};
use klaw_runtime::{WireMessage, msgpack};
use klaw_tests::assert::{reads, refused, refused_at, same, whole};
use std::borrow::Cow;

const TEN: isize = 10;

#[derive(Debug, Clone, Copy, PartialEq, WireMessage)]
enum Level {
    Low = -1,
    Mid = 5,
    High = 300,
    Top = TEN,
}

#[derive(Debug, Clone, Copy, PartialEq, WireMessage)]
#[wire(rename_all = "kebab-case")]
enum Mode {
    ReadOnly,
    #[wire(rename = "rw")]
    ReadWrite,
    r#Box,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[repr(i64)]
enum Code {
    Ok = 0,
    #[wire(other)]
    Other(i64),
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
enum Word<'a> {
    Yes,
    #[wire(other)]
    Other(Cow<'a, str>),
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
enum Owned {
    Yes,
    #[wire(other)]
    Other(String),
}

#[test]
fn discriminants_are_integers() {
    whole(Level::Low, b"\xff");
    whole(Level::Mid, b"\x05");
    whole(Level::High, b"\xcd\x01\x2c");
    whole(Level::Top, b"\x0a");
    reads(b"\xd3\0\0\0\0\0\0\x01\x2c", Level::High);
    refused_at::<Level>(b"\x07", "Invalid enum value 7", "$", 0);
    refused::<Level>(b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "Invalid enum value 18446744073709551615");
    refused::<Level>(b"\xa1x", "Expected `int`, got `str`");
    refused::<Level>(b"\xcb\x40\x14\0\0\0\0\0\0", "Expected `int`, got `float`");
    refused::<Level>(b"\xc3", "Expected `int`, got `bool`");
    refused::<Level>(b"\xc0", "Expected `int`, got `None`");
    refused::<Option<Level>>(b"\xa1x", "Expected `int | null`, got `str`");
    refused_at::<Vec<Level>>(b"\x92\x05\x07", "Invalid enum value 7 - at `$[1]`", "$[1]", 2);
}

#[test]
fn names_are_strings() {
    whole(Mode::ReadOnly, b"\xa9read-only");
    whole(Mode::ReadWrite, b"\xa2rw");
    whole(Mode::r#Box, b"\xa3box");
    reads(b"\xdb\0\0\0\x02rw", Mode::ReadWrite);
    refused_at::<Mode>(b"\xa1x", "Invalid enum value 'x'", "$", 0);
    refused::<Mode>(b"\xa4it's", "Invalid enum value \"it's\"");
    refused::<Mode>(b"\x01", "Expected `str`, got `int`");
    refused::<Mode>(b"\xc4\x01x", "Expected `str`, got `bytes`");
}

#[test]
fn other_keeps_the_value() {
    whole(Code::Ok, b"\x00");
    whole(Code::Other(404), b"\xcd\x01\x94");
    whole(Code::Other(i64::MIN), b"\xd3\x80\0\0\0\0\0\0\0");
    refused::<Code>(b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "Invalid enum value 18446744073709551615");
    refused::<Code>(b"\xa1x", "Expected `int`, got `str`");
    same(Word::Other("maybe".into()), b"\xa5maybe");
    whole(Owned::Other("maybe".into()), b"\xa5maybe");
    let read: Word<'_> = msgpack::from_slice(b"\xa5maybe").unwrap();
    assert!(matches!(read, Word::Other(Cow::Borrowed("maybe"))));
    assert_eq!(msgpack::from_slice::<Word<'_>>(b"\xa3Yes").unwrap(), Word::Yes);
    // Long text takes the room that it needs.
    let long = "x".repeat(70_000);
    same(Owned::Other(long.clone()), &msgpack::to_vec(&long));
}

#[test]
fn the_schema_lists_the_values() {
    let Shape::Enumeration(values) = Level::SCHEMA.shape else { panic!() };
    assert_eq!(values.values[1], ("Mid", Tag::Int(5)));
    assert_eq!(values.values[3], ("Top", Tag::Int(10)));
    assert!(!values.keeps_unknown);
    let Shape::Enumeration(values) = Word::SCHEMA.shape else { panic!() };
    assert!(values.keeps_unknown);
}

/// Names that the traits behind the derive have given to something of their own.
#[test]
fn values_may_be_called_what_traits_call_theirs() {
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(frozen)]
    enum Names {
        Of,
        Output,
        Slots,
        Numbers,
        Err,
        Target,
    }
    #[derive(Debug, PartialEq, WireMessage)]
    #[wire(array_like, frozen)]
    enum Events {
        #[wire(tag = 1)]
        Of { name: Names },
        #[wire(tag = 2)]
        Output {},
        #[wire(tag = 3)]
        Slots {},
    }
    whole(Names::Of, b"\xa2Of");
    whole(Names::Slots, b"\xa5Slots");
    whole(Events::Of { name: Names::Numbers }, b"\x92\x01\xa7Numbers");
    whole(Events::Output {}, b"\x91\x02");
}

/// Beside `other` a discriminant is what was written, as the type that `repr` makes of it.
#[test]
fn discriminants_are_of_the_type_that_repr_says() {
    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[repr(u32)]
    enum Flag {
        Low = 1,
        High = 1 << 31,
        #[wire(other)]
        Other(i64),
    }
    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[repr(C, u8)]
    enum Mask {
        All = !1,
        #[wire(other)]
        Other(i64),
    }
    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[repr(u64)]
    enum Large {
        Tera = 1 << 40,
        #[wire(other)]
        Other(i64),
    }
    #[derive(Debug, Clone, PartialEq, WireMessage)]
    #[repr(align(2), u8)]
    enum Aligned {
        All = !1,
        #[wire(other)]
        Other(i64),
    }
    whole(Flag::High, b"\xce\x80\0\0\0");
    whole(Flag::Low, b"\x01");
    whole(Flag::Other(-0x8000_0000), b"\xd2\x80\0\0\0");
    whole(Mask::All, b"\xcc\xfe");
    whole(Aligned::All, b"\xcc\xfe");
    whole(Large::Tera, b"\xcf\0\0\x01\0\0\0\0\0");
}
