//! The edges of the rules, lock against lock: where a bound is met and where it is missed by one.

use crate::{reads, refuses, says, versions};
use klaw_runtime::lock::Lock;

/// What is said from one lock to the other, and what in return.
#[track_caller]
fn both(old: &str, new: &str, there: &[&str], back: &[&str]) {
    let (old, new): (Lock, Lock) = (old.parse().unwrap(), new.parse().unwrap());
    for (from, to, expected) in [(&old, &new, there), (&new, &old, back)] {
        let texts: Vec<_> = from
            .compare(to)
            .iter()
            .map(|change| format!("{}{change}", if change.breaking { "BREAKING " } else { "" }))
            .collect();
        assert_eq!(texts, expected);
    }
}

/// A message with one field of this type, under these rules.
fn field(ty: &str, rules: &[&str]) -> String {
    let rules: String = rules.iter().map(|rule| format!("\n        {rule}")).collect();
    format!("message M array\n    field 0 v: {ty}{rules}")
}

#[test]
fn a_range_of_floats_is_tighter_where_its_bound_is_excluded() {
    const LOOSER: &[&str] = &["M.v: has looser constraints"];
    const TIGHTER: &[&str] = &["BREAKING M.v: takes a range alone, and frames may hold others; keep the wider rule"];
    for (wide, narrow) in [
        (&["ge 0.0"][..], &["gt 0.0"][..]),
        (&["ge 0.0"], &["ge 1.0"]),
        (&["gt 0.0"], &["gt 1.0"]),
        (&["gt 0.0"], &["ge 1.0"]),
        (&["ge 0.0"], &["gt 1.0"]),
        (&["le 9.0"], &["lt 9.0"]),
        (&["le 9.0"], &["le 8.0"]),
        (&["lt 9.0"], &["lt 8.0"]),
        (&["lt 9.0"], &["le 8.0"]),
        (&["le 9.0"], &["lt 8.0"]),
        (&[], &["ge 0.0"]),
        (&[], &["lt 0.0"]),
        (&["ge 0.0", "le 9.0"], &["ge 0.0", "lt 9.0"]),
        (&["ge 0.0", "le 9.0"], &["gt 0.0", "le 9.0"]),
        (&["gt 0.0", "le 9.0"], &["gt 0.0", "lt 9.0"]),
        (&["ge 0.0", "lt 9.0"], &["gt 0.0", "lt 9.0"]),
    ] {
        both(&field("float64", wide), &field("float64", narrow), TIGHTER, LOOSER);
    }
}

#[test]
fn a_step_of_floats_is_looser_where_it_divides_the_old_one() {
    both(
        &field("float64", &["multiple_of 0.5"]),
        &field("float64", &["multiple_of 1.5"]),
        &["BREAKING M.v: takes multiples of 1.5 alone, and frames may hold others; keep the wider rule"],
        &["M.v: has looser constraints"],
    );
    both(
        &field("float64", &["multiple_of 0.5"]),
        &field("float64", &["multiple_of 0.75"]),
        &["BREAKING M.v: takes multiples of 0.75 alone, and frames may hold others; keep the wider rule"],
        &["BREAKING M.v: takes multiples of 0.5 alone, and frames may hold others; keep the wider rule"],
    );
}

#[test]
fn what_has_one_length_has_no_other() {
    let lengths = |least, most| [format!("min_length {least}"), format!("max_length {most}")];
    for (fixed, any, length) in [("char", "str", 1), ("[i32; 3]", "[i32]", 3), ("bytes(3)", "bytes", 3)] {
        let told = |rules: &[String]| {
            let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
            let (old, new): (Lock, Lock) = (field(fixed, &[]).parse().unwrap(), field(any, &rules).parse().unwrap());
            old.compare(&new).iter().map(|change| (change.breaking, change.to_string())).collect::<Vec<_>>()
        };
        let read = (false, format!("M.v: was `{fixed}` and is `{any}`, which reads all of it"));
        assert_eq!(told(&lengths(length, length)), std::slice::from_ref(&read));
        for (least, most) in [(length + 1, length + 1), (0, length - 1)] {
            let refused = format!(
                "M.v: takes lengths from {least} to {most} alone, and frames may hold others; keep the wider rule"
            );
            assert_eq!(told(&lengths(least, most)), [read.clone(), (true, refused)]);
        }
    }
}

#[test]
fn nil_is_read_through_newtypes() {
    // Position 0 is kept as nil, which older programs read where the newtype, or one in it, is of an option.
    for (inner, breaks) in [("u8?", false), ("any", false), ("Inner", true)] {
        let old = format!(
            "newtype Inner: u8\nmessage M array\n    field 0 v: Outer\n    field 1 w: u8\nnewtype Outer: {inner}"
        );
        let new =
            format!("newtype Inner: u8\nmessage M array\n    reserved 0\n    field 1 w: u8\nnewtype Outer: {inner}");
        let (old, new): (Lock, Lock) = (old.parse().unwrap(), new.parse().unwrap());
        let changes = old.compare(&new);
        assert_eq!(changes.iter().any(|change| change.breaking), breaks, "{changes:?}");
    }
}

#[test]
fn a_newtype_of_a_sum_is_the_sum() {
    versions! {
        {
            #[wire(transparent)] pub struct Level(pub Kind);
            pub enum Kind { Info = 1, Warn = 2 }
            #[wire(transparent)] pub struct Event(pub Sum);
            #[wire(array_like)] pub enum Sum { #[wire(tag = 1)] Start { id: u8 }, #[wire(tag = 2)] Stop { id: u8 } }
        }
        {
            pub enum Level { Info = 1 }
            #[wire(array_like)] pub enum Event { #[wire(tag = 1)] Start { id: u8 } }
        }
    }
    says::<old::Level, new::Level>(&[
        "BREAKING Level.Warn: is gone, and frames hold its value 2; keep it",
        "Kind: stands in no message any more",
    ]);
    refuses::<new::Level>(&old::Level(old::Kind::Warn), "Invalid enum value 2");
    says::<new::Level, old::Level>(&["Level.Warn: is new, as 2", "Kind: is new"]);
    reads(&new::Level::Info, old::Level(old::Kind::Info));
    says::<old::Event, new::Event>(&[
        "BREAKING Event.Stop: is gone with its tag 2, and frames hold it; keep the member",
        "Sum: stands in no message any more",
    ]);
    refuses::<new::Event>(&old::Event(old::Sum::Stop { id: 1 }), "Invalid value 2 - at `$[0]`");
    says::<new::Event, old::Event>(&["Event.Stop: is a new member", "Sum: is new"]);
    reads(&new::Event::Start { id: 1 }, old::Event(old::Sum::Start { id: 1 }));
}

/// One breaking change does not hide another.
#[test]
fn fields_that_changed_places_are_told_beside_one_that_is_gone() {
    both(
        "message M array\n    field 0 a: u8\n    field 1 b: u8\n    field 2 c: u8",
        "message M array\n    field 0 b: u8\n    field 1 a: u8",
        &[
            "BREAKING M.a: stood at position 0 and stands at 1; leave it where it was",
            "BREAKING M.b: stood at position 1 and stands at 0; leave it where it was",
            "BREAKING M.c: is gone from position 2; keep the position with `reserved(2)`",
        ],
        &[
            "BREAKING M.b: stood at position 0 and stands at 1; leave it where it was",
            "BREAKING M.a: stood at position 1 and stands at 0; leave it where it was",
            "BREAKING M.c: is new and required, and older programs leave it out; give it a default",
        ],
    );
}

#[test]
fn a_default_that_is_gone_is_not_another_default() {
    both(
        "message M array\n    field 0 a: u8 optional\n        default 5",
        "message M array\n    field 0 a: u8",
        &["BREAKING M.a: had a default and is required, and frames may lack it; keep the default"],
        &["M.a: has a default now"],
    );
}

#[test]
fn a_value_that_gets_another_name_which_was_taken_is_gone() {
    both(
        "enumeration Level\n    value Info = 1\n    value Warn = 2",
        "enumeration Level\n    value Warn = 1",
        &[
            "BREAKING Level.Info: is gone, and frames hold its value 1; keep it",
            "BREAKING Level.Warn: was 2 and is 1; keep the value that frames hold",
        ],
        &["BREAKING Level.Warn: was 1 and is 2; keep the value that frames hold"],
    );
}

/// A new type is the old one under another name once: here it is `A`, and `Z` is gone.
#[test]
fn a_type_is_renamed_to_one_that_is_free() {
    let (old, new): (Lock, Lock) = (
        "message A array\n    field 0 x: u8\nmessage M array\n    field 0 a: A\nmessage Z array\n    field 0 x: u8"
            .parse()
            .unwrap(),
        "message M array\n    field 0 a: N\nmessage N array\n    field 0 x: u8".parse().unwrap(),
    );
    let changes: Vec<String> = old.compare(&new).iter().map(ToString::to_string).collect();
    assert_eq!(changes, ["Z: is gone, and its frames are refused; keep the type"]);
}

#[test]
fn types_that_stood_in_tuples_and_maps_leave_with_them() {
    let described = "message A array\n    field 0 x: u8\nmessage B array\n    field 0 y: u8\n";
    for ty in ["(u8, A, B)", "{str: (A, [B])}", "{A: B}"] {
        let old: Lock = format!("{described}{}", field(ty, &[])).parse().unwrap();
        let new: Lock = "message M array\n    reserved 0".parse().unwrap();
        let changes: Vec<String> = old.compare(&new).iter().skip(1).map(ToString::to_string).collect();
        assert_eq!(changes, ["A: stands in no message any more", "B: stands in no message any more"], "{ty}");
    }
}
