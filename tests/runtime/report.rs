//! Every fault of a frame: what the walk beside the schema says is what a decoder says, of each shape and as often as it is wrong.

use klaw_runtime::report::{self, MAX_FAULTS, validate_all};
use klaw_runtime::{Decode, Encode, Ext, Raw, WireMessage, msgpack};

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = "open")]
struct Open {
    id: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent)]
struct Wrapped(Open);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, accept_map)]
enum Either {
    #[wire(tag = "a")]
    A { id: u8 },
    #[wire(tag = "b")]
    B { flag: bool },
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Kept<'a> {
    #[wire(tag = 1)]
    Known { id: u8 },
    #[wire(other)]
    Other { tag: i64, raw: Raw<'a> },
}

#[track_caller]
fn said<'de, T: Decode<'de> + Encode>(frame: &'de [u8]) -> Vec<String> {
    validate_all::<T>(frame).faults.into_iter().map(|fault| fault.message).collect()
}

#[test]
fn unions_are_walked_in_both_forms_and_kept_ones_are_passed() {
    assert!(said::<Either>(b"\x92\xa1a\x01").is_empty());
    assert!(said::<Either>(b"\x82\xa2id\x01\xa4type\xa1a").is_empty());
    assert_eq!(said::<Either>(b"\x92\xa1a\xc3"), ["Expected `int`, got `bool` - at `$[1]`"]);
    assert_eq!(said::<Either>(b"\x82\xa2id\xc3\xa4type\xa1a"), ["Expected `int`, got `bool` - at `$.id`"]);
    assert_eq!(said::<Either>(b"\x81\xa4type\xa1c"), ["Invalid value 'c' - at `$.type`"]);
    assert!(said::<Kept<'_>>(b"\x93\x07\xc0\xc0").is_empty());
    assert_eq!(said::<Kept<'_>>(b"\x92\x01\xc0"), ["Expected `int`, got `None` - at `$[1]`"]);
    assert_eq!(said::<Wrapped>(b"\x92\xa4open\xc0"), ["Expected `int`, got `None` - at `$[1]`"]);
    assert_eq!(said::<Option<Wrapped>>(b"\x07"), ["Expected `array | null`, got `int`"]);
    assert!(said::<Option<Wrapped>>(b"\xc0").is_empty());
}

#[test]
fn an_ext_is_asked_for_its_family_alone() {
    assert!(said::<Ext<'_>>(&msgpack::to_vec(&Ext { code: 5, data: b"ab"[..].into() })).is_empty());
    assert_eq!(said::<Ext<'_>>(b"\xa1x"), ["Expected `ext`, got `str`"]);
}

#[test]
fn what_is_wrong_without_end_is_cut_off_and_says_so() {
    let frame = msgpack::to_vec(&vec![70_000u32; MAX_FAULTS + 1]);
    let report = validate_all::<Vec<u16>>(&frame);
    assert_eq!((report.faults.len(), report.truncated, report.is_ok()), (MAX_FAULTS, true, false));
    let text = report.to_string();
    assert!(text.starts_with("Expected `int` <= 65535 - at `$[0]`\n"), "{text}");
    assert!(text.ends_with(&format!("\nand more than {MAX_FAULTS} in all\n")), "{text}");
    let few = report::validate_all::<Vec<u16>>(&msgpack::to_vec(&vec![70_000u32; MAX_FAULTS]));
    assert!(!few.truncated && !few.to_string().contains("in all"));
}
