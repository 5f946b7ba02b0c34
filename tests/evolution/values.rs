//! What stands in one place: its type, its newtypes, its constraints.

use crate::{reads, refuses, says, versions};
use klaw_runtime::lock::Lock;
use klaw_runtime::{Raw, WireMessage, msgpack};
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddrV4};
use std::num::{NonZeroI8, NonZeroI16, NonZeroU8, NonZeroU32};

/// Two versions of a message with one field `v`: of these types, under these rules.
macro_rules! field {
    ($(#[$old_rule:meta])? $old:ty => $(#[$new_rule:meta])? $new:ty) => {
        mod old {
            #[allow(unused_imports)]
            use std::{net::*, num::*};

            #[derive(Debug, Clone, PartialEq, klaw_runtime::WireMessage)]
            #[wire(array_like)]
            pub struct M { $(#[$old_rule])? pub v: $old }
        }
        mod new {
            #[allow(unused_imports)]
            use std::{net::*, num::*};

            #[derive(Debug, Clone, PartialEq, klaw_runtime::WireMessage)]
            #[wire(array_like)]
            pub struct M { $(#[$new_rule])? pub v: $new }
        }
    };
}

/// Compatible: each side reads the other's values, those of the old range at least.
macro_rules! widened {
    ($text:literal: $old:expr => $new:expr) => {
        says::<old::M, new::M>(&[$text]);
        reads(&old::M { v: $old }, new::M { v: $new });
        reads(&new::M { v: $new }, old::M { v: $old });
    };
}

/// Breaking: the new side refuses a value of the old.
macro_rules! refused {
    ($text:literal: $old:expr, $error:literal) => {
        says::<old::M, new::M>(&[concat!("BREAKING ", $text)]);
        refuses::<new::M>(&old::M { v: $old }, $error);
    };
}

#[test]
fn an_integer_is_widened_and_not_narrowed() {
    {
        field!(u8 => u32);
        widened!("M.v: was `u8` and is `u32`, which reads all of it": 255 => 255);
    }
    {
        field!(u8 => i16);
        widened!("M.v: was `u8` and is `i16`, which reads all of it": 255 => 255);
    }
    {
        field!(u32 => u8);
        refused!("M.v: was `u32` and is `u8`; give what is new a field of its own": 256, "Expected `int` <= 255 - at `$[0]`");
    }
    {
        field!(i8 => u8);
        refused!("M.v: was `i8` and is `u8`; give what is new a field of its own": -1, "Expected `int` >= 0 - at `$[0]`");
    }
    {
        // What the old rule lets through, the narrower type holds.
        field!(#[constrain(le = 100)] u32 => u8);
        widened!("M.v: was `u32` and is `u8`, which reads all of it": 100 => 100);
    }
}

/// A `NonZero` is a newtype like any other.
#[test]
fn zero_is_let_in_and_not_shut_out() {
    {
        field!(u8 => NonZeroU8);
        says::<old::M, new::M>(&[
            "BREAKING M.v: takes integers from 1 to 255 alone, and frames may hold others; keep the wider rule",
            "NonZeroU8: is new",
        ]);
        refuses::<new::M>(&old::M { v: 0 }, "Expected `int` >= 1 - at `$[0]`");
    }
    {
        field!(NonZeroU8 => u8);
        says::<old::M, new::M>(&["M.v: has looser constraints", "NonZeroU8: stands in no message any more"]);
        reads(&old::M { v: NonZeroU8::MAX }, new::M { v: 255 });
    }
    {
        field!(NonZeroU8 => NonZeroU32);
        says::<old::M, new::M>(&[
            "M.v: was `u8` and is `u32`, which reads all of it",
            "NonZeroU8: stands in no message any more",
            "NonZeroU32: is new",
        ]);
        reads(&old::M { v: NonZeroU8::MAX }, new::M { v: NonZeroU32::from(NonZeroU8::MAX) });
    }
    {
        field!(NonZeroU32 => NonZeroU8);
        says::<old::M, new::M>(&[
            "BREAKING M.v: was `u32` and is `u8`; give what is new a field of its own",
            "NonZeroU32: stands in no message any more",
            "NonZeroU8: is new",
        ]);
        refuses::<new::M>(&old::M { v: NonZeroU32::MAX }, "Expected `int` <= 255 - at `$[0]`");
    }
    {
        field!(#[constrain(ge = 1)] u8 => NonZeroU8);
        says::<old::M, new::M>(&["NonZeroU8: is new"]);
        reads(&old::M { v: 255 }, new::M { v: NonZeroU8::MAX });
    }
    {
        field!(i8 => NonZeroI8);
        says::<old::M, new::M>(&[
            "BREAKING M.v: is checked by a function now, which may refuse old values; check it after decoding",
            "NonZeroI8: is new",
        ]);
        refuses::<new::M>(&old::M { v: 0 }, "Expected `int` other than 0 - at `$[0]`");
    }
    {
        field!(NonZeroI8 => i8);
        says::<old::M, new::M>(&[
            "M.v: is not checked by a function any more",
            "NonZeroI8: stands in no message any more",
        ]);
        reads(&old::M { v: NonZeroI8::MIN }, new::M { v: -128 });
    }
    {
        field!(NonZeroI8 => NonZeroI16);
        says::<old::M, new::M>(&[
            "M.v: was `i8` and is `i16`, which reads all of it",
            "NonZeroI8: stands in no message any more",
            "NonZeroI16: is new",
        ]);
        reads(&old::M { v: NonZeroI8::MIN }, new::M { v: NonZeroI16::from(NonZeroI8::MIN) });
    }
    {
        // Also in options and collections.
        field!(Option<Vec<NonZeroI16>> => Option<Vec<NonZeroI8>>);
        says::<old::M, new::M>(&[
            "BREAKING M.v[]: was `i16` and is `i8`; give what is new a field of its own",
            "NonZeroI16: stands in no message any more",
            "NonZeroI8: is new",
        ]);
        refuses::<new::M>(&old::M { v: Some(vec![NonZeroI16::MIN]) }, "Expected `int` >= -128 - at `$[0][0]`");
    }
}

#[test]
fn an_address_becomes_one_of_either_kind_and_not_the_reverse() {
    let home = Ipv4Addr::LOCALHOST;
    {
        field!(Ipv4Addr => IpAddr);
        widened!("M.v: was `text(ipv4)` and is `text(ip)`, which reads all of it": home => home.into());
    }
    {
        field!(IpAddr => Ipv4Addr);
        refused!("M.v: was `text(ip)` and is `text(ipv4)`; give what is new a field of its own": IpAddr::from([0; 16]), "Invalid IPv4 address - at `$[0]`");
    }
    {
        field!(SocketAddrV4 => SocketAddr);
        let address = SocketAddrV4::new(home, 80);
        widened!("M.v: was `text(socket_v4)` and is `text(socket)`, which reads all of it": address => address.into());
    }
    {
        field!(IpAddr => SocketAddr);
        refused!("M.v: was `text(ip)` and is `text(socket)`; give what is new a field of its own": home.into(), "Invalid socket address - at `$[0]`");
    }
}

#[test]
fn an_option_is_added_and_not_removed() {
    {
        field!(u8 => Option<u8>);
        widened!("M.v: may be nil now": 1 => Some(1));
    }
    {
        field!(Option<u8> => u8);
        refused!("M.v: could be nil and cannot any more, and frames hold nil; keep the `Option`": None, "Expected `int`, got `None` - at `$[0]`");
    }
}

#[test]
fn a_float_is_widened_and_not_narrowed() {
    {
        field!(f32 => f64);
        widened!("M.v: was `float32` and is `float64`, which reads all of it": 0.5 => 0.5);
    }
    {
        field!(f64 => f32);
        says::<old::M, new::M>(&["BREAKING M.v: was `float64` and is `float32`; give what is new a field of its own"]);
        // Read, and not the same number: it cannot be written back as it was.
        let frame = msgpack::to_vec(&old::M { v: 0.1 });
        let new: new::M = msgpack::from_slice(&frame).unwrap();
        assert_ne!(msgpack::to_vec(&new), frame);
    }
}

#[test]
fn a_character_becomes_a_text_and_not_the_reverse() {
    {
        field!(char => String);
        widened!("M.v: was `char` and is `str`, which reads all of it": 'x' => "x".into());
    }
    {
        field!(String => char);
        says::<old::M, new::M>(&["BREAKING M.v: was `str` and is `char`; give what is new a field of its own"]);
        let frame = msgpack::to_vec(&old::M { v: "xy".into() });
        assert!(msgpack::from_slice::<new::M>(&frame).is_err());
    }
}

#[test]
fn an_array_gets_any_length_and_keeps_a_fixed_one() {
    {
        field!([u16; 2] => Vec<u16>);
        widened!("M.v: was `[u16; 2]` and is `[u16]`, which reads all of it": [1, 2] => vec![1, 2]);
    }
    {
        field!(Vec<u16> => [u16; 2]);
        refused!("M.v: was `[u16]` and is `[u16; 2]`; give what is new a field of its own": vec![1], "Expected `array` of length 2, got 1 - at `$[0]`");
    }
    {
        field!([u16; 2] => [u16; 3]);
        refused!("M.v: was `[u16; 2]` and is `[u16; 3]`; give what is new a field of its own": [1, 2], "Expected `array` of length 3, got 2 - at `$[0]`");
    }
    {
        field!([u8; 2] => Vec<u8>);
        widened!("M.v: was `bytes(2)` and is `bytes`, which reads all of it": [1, 2] => vec![1, 2]);
    }
    {
        field!([u8; 2] => [u8; 3]);
        says::<old::M, new::M>(&[
            "BREAKING M.v: was `bytes(2)` and is `bytes(3)`; give what is new a field of its own",
        ]);
        let frame = msgpack::to_vec(&old::M { v: [1, 2] });
        assert!(msgpack::from_slice::<new::M>(&frame).is_err());
    }
}

#[test]
fn anything_becomes_any_value() {
    mod one {
        #[derive(Debug, PartialEq, klaw_runtime::WireMessage)]
        #[wire(array_like)]
        pub struct M {
            pub v: Option<u8>,
        }
    }
    mod any {
        #[derive(Debug, PartialEq, klaw_runtime::WireMessage)]
        #[wire(array_like)]
        pub struct M<'a> {
            pub v: klaw_runtime::Raw<'a>,
        }
    }
    says::<one::M, any::M<'_>>(&["M.v: was `u8` and is `any`, which reads all of it"]);
    for v in [None, Some(1)] {
        let frame = msgpack::to_vec(&one::M { v });
        let read: any::M<'_> = msgpack::from_slice(&frame).unwrap();
        assert_eq!(msgpack::to_vec(&read), frame);
        reads(&read, one::M { v });
    }
    says::<any::M<'_>, one::M>(&["BREAKING M.v: was `any` and is `u8`; give what is new a field of its own"]);
    refuses::<one::M>(&any::M { v: Raw::new(b"\xa1x").unwrap() }, "Expected `int | null`, got `str` - at `$[0]`");
}

#[test]
fn another_type_is_breaking() {
    {
        field!(u8 => String);
        refused!("M.v: was `u8` and is `str`; give what is new a field of its own": 1, "Expected `str`, got `int` - at `$[0]`");
    }
    {
        field!(String => Vec<u8>);
        refused!("M.v: was `str` and is `bytes`; give what is new a field of its own": "x".into(), "Expected `bytes`, got `str` - at `$[0]`");
    }
    {
        // New frames hold a float, which is no integer to older programs.
        field!(u8 => f64);
        says::<old::M, new::M>(&["BREAKING M.v: was `u8` and is `float64`; give what is new a field of its own"]);
        reads(&old::M { v: 1 }, new::M { v: 1.0 });
        refuses::<old::M>(&new::M { v: 1.0 }, "Expected `int`, got `float` - at `$[0]`");
    }
    {
        field!((u8, u8) => (u8, u8, u8));
        refused!("M.v: was `(u8, u8)` and is `(u8, u8, u8)`; give what is new a field of its own": (1, 2), "Expected `array` of length 3, got 2 - at `$[0]`");
    }
}

#[test]
fn what_is_inside_is_judged_alike() {
    {
        // Bytes are no array.
        field!(Vec<u8> => Vec<u16>);
        refused!("M.v: was `bytes` and is `[u16]`; give what is new a field of its own": vec![1], "Expected `array`, got `bytes` - at `$[0]`");
    }
    {
        field!(Vec<u16> => Vec<u32>);
        widened!("M.v[]: was `u16` and is `u32`, which reads all of it": vec![1] => vec![1]);
    }
    {
        field!(Vec<Option<u16>> => Vec<u16>);
        refused!("M.v[]: could be nil and cannot any more, and frames hold nil; keep the `Option`": vec![None], "Expected `int`, got `None` - at `$[0][0]`");
    }
    {
        field!((u8, bool) => (u16, bool));
        widened!("M.v.0: was `u8` and is `u16`, which reads all of it": (1, true) => (1, true));
    }
    {
        field!(std::collections::BTreeMap<String, u8> => std::collections::BTreeMap<String, bool>);
        refused!("M.v[..]: was `u8` and is `bool`; give what is new a field of its own": [("a".to_owned(), 1)].into(), "Expected `bool`, got `int` - at `$[0][...]`");
    }
    {
        field!(std::collections::BTreeMap<u8, bool> => std::collections::BTreeMap<String, bool>);
        refused!("M.v (keys): was `u8` and is `str`; give what is new a field of its own": [(1, true)].into(), "Expected `str`, got `int` - at `key` in `$[0]`");
    }
}

#[test]
fn a_range_is_loosened_and_not_tightened() {
    {
        field!(#[constrain(ge = 2, le = 5)] u8 => #[constrain(ge = 1, le = 6)] u8);
        widened!("M.v: has looser constraints": 2 => 2);
    }
    {
        field!(#[constrain(ge = 1)] u8 => #[constrain(ge = 2)] u8);
        refused!("M.v: takes integers from 2 to 255 alone, and frames may hold others; keep the wider rule": 1, "Expected `int` >= 2 - at `$[0]`");
    }
    {
        field!(u8 => #[constrain(lt = 200)] u8);
        refused!("M.v: takes integers from 0 to 199 alone, and frames may hold others; keep the wider rule": 200, "Expected `int` <= 199 - at `$[0]`");
    }
    {
        field!(#[constrain(gt = 0.0)] f64 => #[constrain(ge = 0.0)] f64);
        widened!("M.v: has looser constraints": 0.5 => 0.5);
    }
    {
        field!(#[constrain(ge = 0.0)] f64 => #[constrain(gt = 0.0)] f64);
        refused!("M.v: takes a range alone, and frames may hold others; keep the wider rule": 0.0, "Expected `float` > 0.0 - at `$[0]`");
    }
    {
        field!(#[constrain(le = 2.0)] f64 => #[constrain(lt = 2.0)] f64);
        refused!("M.v: takes a range alone, and frames may hold others; keep the wider rule": 2.0, "Expected `float` < 2.0 - at `$[0]`");
    }
    {
        field!(f64 => #[constrain(le = 2.0)] f64);
        refused!("M.v: takes a range alone, and frames may hold others; keep the wider rule": 3.0, "Expected `float` <= 2.0 - at `$[0]`");
    }
}

#[test]
fn a_length_is_loosened_and_not_tightened() {
    {
        field!(#[constrain(max_length = 2)] String => #[constrain(max_length = 3)] String);
        widened!("M.v: has looser constraints": "ab".into() => "ab".into());
    }
    {
        field!(#[constrain(max_length = 3)] String => #[constrain(max_length = 2)] String);
        refused!("M.v: takes lengths from 0 to 2 alone, and frames may hold others; keep the wider rule": "abc".into(), "Expected `str` of length <= 2 - at `$[0]`");
    }
    {
        field!(Vec<u16> => #[constrain(min_length = 1)] Vec<u16>);
        refused!("M.v: takes lengths from 1 to any alone, and frames may hold others; keep the wider rule": vec![], "Expected `array` of length >= 1 - at `$[0]`");
    }
}

#[test]
fn a_step_is_loosened_and_not_tightened() {
    {
        field!(#[constrain(multiple_of = 6)] u8 => #[constrain(multiple_of = 3)] u8);
        widened!("M.v: has looser constraints": 6 => 6);
    }
    {
        field!(#[constrain(multiple_of = 3)] u8 => #[constrain(multiple_of = 6)] u8);
        refused!("M.v: takes multiples of 6 alone, and frames may hold others; keep the wider rule": 3, "Expected `int` that's a multiple of 6 - at `$[0]`");
    }
    {
        field!(f64 => #[constrain(multiple_of = 0.5)] f64);
        refused!("M.v: takes multiples of 0.5 alone, and frames may hold others; keep the wider rule": 0.25, "Expected `float` that's a multiple of 0.5 - at `$[0]`");
    }
}

#[test]
fn a_pattern_is_removed_and_not_changed() {
    {
        field!(#[constrain(pattern = "^[a-z]+$")] String => String);
        widened!("M.v: has looser constraints": "ab".into() => "ab".into());
    }
    {
        field!(#[constrain(pattern = "^[a-z]+$")] String => #[constrain(pattern = "^[a-y]+$")] String);
        refused!("M.v: takes texts that match `^[a-y]+$` alone, and frames may hold others; keep the wider rule": "z".into(), "Expected `str` matching regex '^[a-y]+$' - at `$[0]`");
    }
}

#[test]
fn rules_of_what_is_inside_are_judged_alike() {
    {
        field!(#[constrain(items(ge = 2))] Vec<u16> => #[constrain(items(ge = 1))] Vec<u16>);
        widened!("M.v[]: has looser constraints": vec![2] => vec![2]);
    }
    {
        field!(Vec<u16> => #[constrain(items(ge = 1))] Vec<u16>);
        refused!("M.v[]: takes integers from 1 to 65535 alone, and frames may hold others; keep the wider rule": vec![0], "Expected `int` >= 1 - at `$[0][0]`");
    }
    {
        field!(std::collections::BTreeMap<String, u8> => #[constrain(keys(min_length = 1))] std::collections::BTreeMap<String, u8>);
        refused!("M.v (keys): takes lengths from 1 to any alone, and frames may hold others; keep the wider rule": [(String::new(), 1)].into(), "Expected `str` of length >= 1 - at `key` in `$[0]`");
    }
    {
        field!(std::collections::BTreeMap<String, u8> => #[constrain(values(ge = 1))] std::collections::BTreeMap<String, u8>);
        refused!("M.v[..]: takes integers from 1 to 255 alone, and frames may hold others; keep the wider rule": [("a".to_owned(), 0)].into(), "Expected `int` >= 1 - at `$[0][...]`");
    }
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(transparent)]
pub struct Tags(pub Vec<u16>);

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(transparent)]
pub struct Labels(#[constrain(items(le = 8))] pub Option<Tags>);

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(transparent)]
pub struct Table(pub BTreeMap<String, u8>);

/// What a place asks of what is inside, it asks of what is inside a newtype too.
#[test]
fn rules_of_what_is_inside_a_newtype_are_judged_alike() {
    use crate::values::{Labels, Table, Tags};
    {
        field!(crate::values::Tags => #[constrain(items(le = 5))] crate::values::Tags);
        refused!("M.v[]: takes integers from 0 to 5 alone, and frames may hold others; keep the wider rule": Tags(vec![6]), "Expected `int` <= 5 - at `$[0][0]`");
    }
    {
        field!(#[constrain(items(le = 10))] crate::values::Tags => #[constrain(items(le = 5))] crate::values::Tags);
        refused!("M.v[]: takes integers from 0 to 5 alone, and frames may hold others; keep the wider rule": Tags(vec![6]), "Expected `int` <= 5 - at `$[0][0]`");
    }
    {
        field!(#[constrain(items(le = 5))] crate::values::Tags => crate::values::Tags);
        widened!("M.v[]: has looser constraints": Tags(vec![5]) => Tags(vec![5]));
    }
    {
        // Behind options, and a newtype that asks something of its own.
        field!(Vec<crate::values::Labels> => #[constrain(items(items(le = 5)))] Vec<crate::values::Labels>);
        refused!("M.v[][]: takes integers from 0 to 5 alone, and frames may hold others; keep the wider rule": vec![Labels(Some(Tags(vec![6])))], "Expected `int` <= 5 - at `$[0][0][0]`");
    }
    {
        // As wide as what the newtype asks itself.
        field!(crate::values::Labels => #[constrain(items(le = 8))] crate::values::Labels);
        let old = Lock::of(&[old::M::SCHEMA]);
        assert_eq!(old.compare(&Lock::of(&[new::M::SCHEMA])).iter().filter(|change| change.breaking).count(), 0);
    }
    {
        field!(crate::values::Table => #[constrain(keys(min_length = 1))] crate::values::Table);
        refused!("M.v (keys): takes lengths from 1 to any alone, and frames may hold others; keep the wider rule": Table([(String::new(), 1)].into()), "Expected `str` of length >= 1 - at `key` in `$[0]`");
    }
    {
        field!(crate::values::Table => #[constrain(values(ge = 1))] crate::values::Table);
        refused!("M.v[..]: takes integers from 1 to 255 alone, and frames may hold others; keep the wider rule": Table([("a".to_owned(), 0)].into()), "Expected `int` >= 1 - at `$[0][...]`");
    }
}

/// Where the rules of the places are as they were, a change of the newtype's is said once.
#[test]
fn a_newtype_under_rules_that_stay_is_judged_where_it_is_described() {
    let lock = |rule: &str| -> Lock {
        let text = "message M array\n    field 0 v: Tags\n        items ge 1\n";
        format!("{text}newtype Tags: [u16]\n    items le {rule}").parse().unwrap()
    };
    let changes = lock("9").compare(&lock("8"));
    let texts: Vec<_> = changes.iter().map(ToString::to_string).collect();
    let expected = "Tags[]: takes integers from 0 to 8 alone, and frames may hold others; keep the wider rule";
    assert_eq!(texts, [expected]);
}

#[test]
fn a_newtype_is_what_it_holds_under_its_rules() {
    versions! {
        {
            #[wire(array_like)] pub struct Wider { pub v: Port }
            #[wire(array_like)] pub struct Tighter { pub v: u16 }
            #[wire(transparent)] #[constrain(ge = 1)] pub struct Port(pub u16);
        }
        {
            #[wire(array_like)] pub struct Wider { pub v: u16 }
            #[wire(array_like)] pub struct Tighter { pub v: Port }
            #[wire(transparent)] #[constrain(ge = 1)] pub struct Port(pub u16);
        }
    }
    says::<old::Wider, new::Wider>(&["Wider.v: has looser constraints", "Port: stands in no message any more"]);
    reads(&old::Wider { v: old::Port(1) }, new::Wider { v: 1 });
    reads(&new::Wider { v: 1 }, old::Wider { v: old::Port(1) });
    says::<old::Tighter, new::Tighter>(&[
        "BREAKING Tighter.v: takes integers from 1 to 65535 alone, and frames may hold others; keep the wider rule",
        "Port: is new",
    ]);
    refuses::<new::Tighter>(&old::Tighter { v: 0 }, "Expected `int` >= 1 - at `$[0]`");
}

#[test]
fn a_newtype_is_judged_once_under_its_own_name() {
    versions! {
        {
            #[wire(array_like)] pub struct Two { pub a: Port, pub b: Option<Port> }
            #[wire(transparent)] #[constrain(ge = 1)] pub struct Port(pub u16);
        }
        {
            #[wire(array_like)] pub struct Two { pub a: Port, pub b: Option<Port> }
            #[wire(transparent)] #[constrain(ge = 2)] pub struct Port(pub u16);
        }
    }
    says::<old::Two, new::Two>(&[
        "BREAKING Port: takes integers from 2 to 65535 alone, and frames may hold others; keep the wider rule",
    ]);
    refuses::<new::Two>(&old::Two { a: old::Port(1), b: None }, "Expected `int` >= 2 - at `$[0]`");
}

#[test]
fn a_newtype_of_a_message_is_the_message() {
    versions! {
        {
            #[wire(transparent)] pub struct Event(pub Job);
            #[wire(array_like)] pub struct Job { pub id: u8 }
            #[wire(transparent)] pub struct Port(pub u16);
        }
        {
            #[wire(array_like)] pub struct Event { pub id: u8 }
            #[wire(array_like)] pub struct Port { pub id: u16 }
        }
    }
    says::<old::Event, new::Event>(&["Job: stands in no message any more"]);
    says::<new::Event, old::Event>(&["Job: is new"]);
    reads(&old::Event(old::Job { id: 1 }), new::Event { id: 1 });
    reads(&new::Event { id: 1 }, old::Event(old::Job { id: 1 }));
    says::<old::Port, new::Port>(&["BREAKING Port: was `u16` and is a message; give what is new a type of its own"]);
    says::<new::Port, old::Port>(&["BREAKING Port: was a message and is `u16`; give what is new a type of its own"]);
    refuses::<new::Port>(&old::Port(1), "Expected `array`, got `int`");
}
