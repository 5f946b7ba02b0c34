//! What may stand at a place, in words for people.

use super::shape::{Kind, Spot};
use super::tree::Data;
use crate::constrain::{FloatRange, Rules};
use crate::schema::{Tag, WireType};
use std::fmt::Write as _;

/// What may stand at a place, for people: `an integer from 1 to 1000000`.
pub(super) fn expectation(spot: &Spot) -> String {
    let text = match Kind::of(spot.ty) {
        Kind::Section(_) => String::from("a table"),
        Kind::Map(value) => format!("a table of {}", plural(&Spot::of(value))),
        Kind::List(item) => {
            let of = plural(&spot.inside(item, |rules| rules.items));
            match length(spot.ty) {
                Some(length) => format!("a list of {length} {of}"),
                None => format!("a list of {of}"),
            }
        }
        Kind::Tuple(items) => format!("a list of {} values", items.len()),
        Kind::Enumeration(enumeration) => one_of(enumeration.values.iter().map(|(_, tag)| *tag)),
        Kind::Union(_) => String::from("a table with a tag"),
        Kind::Positional(message) => {
            let required = message.fields.iter().filter(|field| field.required).map(|field| field.position + 1).max();
            let (least, most) = (required.unwrap_or(0), message.fields.len() + message.reserved.len());
            let tag = usize::from(message.tag.is_some());
            match least == most || !message.forbid_unknown_fields {
                true => format!("a list of {} values", least + tag),
                false => format!("a list of {} to {} values", least + tag, most + tag),
            }
        }
        Kind::Scalar(ty) => scalar(ty, &spot.rules),
    };
    match Kind::of(spot.ty) {
        Kind::Map(_) => lengths(text, "entries", &spot.rules),
        Kind::List(_) => lengths(text, "elements", &spot.rules),
        _ => text,
    }
}

/// The same in the light of what was found: past the end of a type that has but one, the end is told.
pub(super) fn instead_of(spot: &Spot, found: &Data) -> String {
    match (Kind::of(spot.ty), found) {
        (Kind::Scalar(WireType::Int { min, max }), Data::Int(found)) => {
            int(i128::from(*min), i128::from(*max), &spot.rules, Some(*found))
        }
        // A number like all others, but for its size.
        (Kind::Scalar(WireType::Float { bits: 32 }), Data::Float(found))
            if found.is_finite() && found.abs() > f64::from(f32::MAX) =>
        {
            format!("{}, no larger than a float of 32 bits can be", expectation(spot))
        }
        _ => expectation(spot),
    }
}

/// The length of a list that has but one.
fn length(ty: &WireType) -> Option<usize> {
    match ty {
        WireType::Array(_, length) => Some(*length),
        WireType::Option(ty) => length(ty),
        WireType::Newtype(_, field) => length(&field.ty),
        _ => None,
    }
}

/// The values of an enumeration.
pub(super) fn one_of(tags: impl Iterator<Item = Tag>) -> String {
    let values: Vec<_> = tags.map(|tag| format!("`{}`", written(tag))).collect();
    match values.as_slice() {
        [] => String::from("nothing"),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// A tag as it is written in a file.
pub(super) fn written(tag: Tag) -> String {
    match tag {
        Tag::Int(value) => value.to_string(),
        Tag::Str(text) => String::from(text),
    }
}

/// Elements, each of which is such a value.
fn plural(spot: &Spot) -> String {
    let each = expectation(spot);
    match each.split_once(' ') {
        Some(("an", "integer")) => String::from("integers"),
        Some(("a", "number")) => String::from("numbers"),
        _ if each == "text" => each,
        _ => format!("values, each {each}"),
    }
}

fn scalar(ty: &WireType, rules: &[&Rules]) -> String {
    match ty {
        WireType::Bool => String::from("`true` or `false`"),
        WireType::Int { min, max } => int(i128::from(*min), i128::from(*max), rules, None),
        WireType::Float { .. } => float(rules),
        WireType::Str => text(rules),
        WireType::Char => String::from("one character"),
        WireType::Bytes | WireType::ByteArray(_) => String::from("bytes in base64"),
        WireType::Timestamp => String::from("a point in time, as `2026-01-31T12:30:00Z`"),
        WireType::Text("datetime") => String::from("a date and time, as `2026-01-31T12:30:00`"),
        WireType::Text("date") => String::from("a date, as `2026-01-31`"),
        WireType::Text("time") => String::from("a time, as `12:30:00`"),
        WireType::Text("duration") => String::from("a duration of ISO 8601, as `PT1.5S`"),
        WireType::Text("uuid") => String::from("a UUID"),
        WireType::Text("ip") => String::from("an IP address"),
        WireType::Text("ipv4") => String::from("an IPv4 address"),
        WireType::Text("ipv6") => String::from("an IPv6 address"),
        WireType::Text("socket") => String::from("an IP address with a port, as `10.0.0.1:80`"),
        WireType::Text("socket_v4") => String::from("an IPv4 address with a port, as `10.0.0.1:80`"),
        WireType::Text("socket_v6") => String::from("an IPv6 address with a port, as `[::1]:80`"),
        WireType::Text(name) => format!("a {}", name.replace('_', " ")),
        WireType::Nil => String::from("nothing"),
        _ => String::from("a value"),
    }
}

fn int(min: i128, max: i128, rules: &[&Rules], found: Option<i128>) -> String {
    let least = rules.iter().map(|rules| rules.int.min).fold(min, i128::max);
    let most = rules.iter().map(|rules| rules.int.max).fold(max, i128::min);
    let mut text = String::from("an integer");
    let is_low = least > i128::from(i64::MIN) || found.is_some_and(|found| found < least);
    let is_high = most < i128::from(i64::MAX) || found.is_some_and(|found| found > most);
    let _ = match (is_low, is_high) {
        (true, true) => write!(text, " from {least} to {most}"),
        (true, false) => write!(text, " of at least {least}"),
        (false, true) => write!(text, " of at most {most}"),
        (false, false) => Ok(()),
    };
    for of in rules.iter().map(|rules| rules.int.multiple_of).filter(|of| *of != 0) {
        let _ = write!(text, ", a multiple of {of}");
    }
    text
}

fn float(rules: &[&Rules]) -> String {
    let ranges: Vec<FloatRange> = rules.iter().map(|rules| rules.float).collect();
    let highest = |bound: fn(&FloatRange) -> Option<f64>| ranges.iter().filter_map(bound).reduce(f64::max);
    let lowest = |bound: fn(&FloatRange) -> Option<f64>| ranges.iter().filter_map(bound).reduce(f64::min);
    let (ge, gt, le, lt) = (highest(|r| r.ge), highest(|r| r.gt), lowest(|r| r.le), lowest(|r| r.lt));
    // Of two bounds on one side, the one that forbids more; of two that are the same number, that is the open one.
    let low = match (ge, gt) {
        (Some(least), Some(above)) if least > above => format!("at least {least}"),
        (_, Some(above)) => format!("above {above}"),
        (Some(least), None) => format!("at least {least}"),
        (None, None) => String::new(),
    };
    let high = match (le, lt) {
        (Some(most), Some(below)) if most < below => format!("at most {most}"),
        (_, Some(below)) => format!("below {below}"),
        (Some(most), None) => format!("at most {most}"),
        (None, None) => String::new(),
    };
    let mut text = match (low.strip_prefix("at least "), high.strip_prefix("at most ")) {
        (Some(least), Some(most)) => format!("a number from {least} to {most}"),
        _ => match [low, high].into_iter().filter(|bound| !bound.is_empty()).collect::<Vec<_>>().join(" and ") {
            bounds if bounds.is_empty() => String::from("a number"),
            bounds => format!("a number, {bounds}"),
        },
    };
    for of in ranges.iter().filter_map(|range| range.multiple_of) {
        let _ = write!(text, ", a multiple of {of}");
    }
    text
}

fn text(rules: &[&Rules]) -> String {
    let mut text = lengths(String::from("text"), "characters", rules);
    for pattern in rules.iter().filter_map(|rules| rules.pattern) {
        let _ = write!(text, ", matching `{}`", pattern.source());
    }
    text
}

fn lengths(mut text: String, of: &str, rules: &[&Rules]) -> String {
    let least = rules.iter().map(|rules| rules.min_length).max().unwrap_or(0);
    let most = rules.iter().map(|rules| rules.max_length).min().unwrap_or(usize::MAX);
    let _ = match (least, most) {
        (0, usize::MAX) => Ok(()),
        (1, usize::MAX) => write!(text, ", not empty"),
        (least, usize::MAX) => write!(text, ", at least {least} {of}"),
        (0, most) => write!(text, ", at most {most} {of}"),
        (least, most) => write!(text, ", {least} to {most} {of}"),
    };
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constrain::Pattern;
    use crate::types::{ChannelCapacity, Identifier, TimeoutSeconds};
    use crate::{Encode, Raw};
    use klaw_derive::WireMessage;
    use std::collections::BTreeMap;
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

    fn of<T: Encode>() -> String {
        expectation(&Spot::of(&T::TYPE))
    }

    #[derive(WireMessage)]
    #[wire(crate = "crate", array_like, tag = 1)]
    struct Pair {
        low: u8,
        #[wire(default)]
        high: u8,
    }

    #[derive(WireMessage)]
    #[wire(crate = "crate", array_like, forbid_unknown_fields)]
    struct Exact {
        low: u8,
        #[wire(default)]
        high: u8,
    }

    #[derive(WireMessage)]
    #[wire(crate = "crate")]
    enum Level {
        Low = 1,
        High = 300,
    }

    #[test]
    fn each_type_has_its_words() {
        assert_eq!(of::<Option<bool>>(), "`true` or `false`");
        assert_eq!(of::<char>(), "one character");
        assert_eq!([of::<Vec<u8>>(), of::<[u8; 4]>()], ["bytes in base64", "bytes in base64"]);
        assert_eq!(of::<IpAddr>(), "an IP address");
        assert_eq!([of::<Ipv4Addr>(), of::<Ipv6Addr>()], ["an IPv4 address", "an IPv6 address"]);
        assert_eq!(of::<SocketAddr>(), "an IP address with a port, as `10.0.0.1:80`");
        assert_eq!(of::<SocketAddrV4>(), "an IPv4 address with a port, as `10.0.0.1:80`");
        assert_eq!(of::<SocketAddrV6>(), "an IPv6 address with a port, as `[::1]:80`");
        assert_eq!(of::<std::time::Duration>(), "a duration of ISO 8601, as `PT1.5S`");
        assert_eq!(of::<std::time::SystemTime>(), "a point in time, as `2026-01-31T12:30:00Z`");
        assert_eq!([scalar(&WireType::Nil, &[]), of::<Raw<'_>>()], ["nothing", "a value"]);
        for (form, words) in [
            ("datetime", "a date and time, as `2026-01-31T12:30:00`"),
            ("date", "a date, as `2026-01-31`"),
            ("time", "a time, as `12:30:00`"),
            ("uuid", "a UUID"),
            ("post_code", "a post code"),
        ] {
            assert_eq!(scalar(&WireType::Text(form), &[]), words);
        }
        assert_eq!(of::<Level>(), "`1` or `300`");
        assert_eq!(one_of([].into_iter()), "nothing");
        assert_eq!(one_of([Tag::Str("only")].into_iter()), "`only`");
    }

    #[test]
    fn collections_say_what_is_in_them() {
        assert_eq!([of::<Vec<i64>>(), of::<Vec<f64>>()], ["a list of integers", "a list of numbers"]);
        assert_eq!(of::<Option<[u16; 3]>>(), "a list of 3 values, each an integer from 0 to 65535");
        assert_eq!(of::<(u8, bool)>(), "a list of 2 values");
        assert_eq!(of::<BTreeMap<String, String>>(), "a table of text");
        assert_eq!(of::<BTreeMap<String, bool>>(), "a table of values, each `true` or `false`");
        // What else stands there is passed over, unless the type forbids it.
        assert_eq!([of::<Pair>(), of::<Exact>()], ["a list of 2 values", "a list of 1 to 2 values"]);
    }

    #[test]
    fn numbers_say_their_bounds() {
        assert_eq!(of::<ChannelCapacity>(), "an integer from 1 to 1000000");
        assert_eq!([of::<i64>(), of::<u64>()], ["an integer", "an integer of at least 0"]);
        assert_eq!(of::<TimeoutSeconds>(), "a number from 0 to 86400");
        let none = Rules::NONE;
        let int = |rules: &Rules| int(i64::MIN.into(), i64::MAX.into(), &[rules], None);
        assert_eq!(int(&none.le(4, 4.0).multiple_of(2, 2.0)), "an integer of at most 4, a multiple of 2");
        let float = |rules: &[&Rules]| float(rules);
        assert_eq!(float(&[&none]), "a number");
        assert_eq!(float(&[&none.ge(1, 1.0).le(2, 2.0)]), "a number from 1 to 2");
        assert_eq!(float(&[&none.ge(1, 1.0).lt(2, 2.0)]), "a number, at least 1 and below 2");
        assert_eq!(float(&[&none.multiple_of(0, 0.5)]), "a number, a multiple of 0.5");
        // Of two bounds on one side the narrower is told, and of two that are equal the open one.
        assert_eq!(float(&[&none.ge(3, 3.0), &none.gt(2, 2.0)]), "a number, at least 3");
        assert_eq!(float(&[&none.ge(2, 2.0), &none.gt(2, 2.0)]), "a number, above 2");
        assert_eq!(float(&[&none.le(1, 1.0), &none.lt(2, 2.0)]), "a number, at most 1");
        assert_eq!(float(&[&none.le(2, 2.0), &none.lt(2, 2.0)]), "a number, below 2");
        // An integer past the end of a type that has no other bound.
        let spot = Spot::of(&<i64 as Encode>::TYPE);
        let past = instead_of(&spot, &Data::Int(i128::from(i64::MAX) + 1));
        assert_eq!(past, "an integer of at most 9223372036854775807");
        assert_eq!(instead_of(&spot, &Data::Nil), "an integer");
        let spot = Spot::of(&<f32 as Encode>::TYPE);
        assert_eq!(instead_of(&spot, &Data::Float(-1e39)), "a number, no larger than a float of 32 bits can be");
        assert_eq!(
            [instead_of(&spot, &Data::Float(f64::NAN)), instead_of(&spot, &Data::Nil)],
            ["a number", "a number"]
        );
    }

    #[test]
    fn text_says_its_rules() {
        assert_eq!(of::<String>(), "text");
        assert_eq!(of::<Identifier>(), "text, 1 to 255 characters, matching `^[a-zA-Z_][a-zA-Z0-9_-]*$`");
        static WORD: Pattern = Pattern::classes("^[a-z]$", &[(b'a', b'z')], &[], false);
        let none = Rules::NONE;
        assert_eq!(text(&[&none.min_length(2)]), "text, at least 2 characters");
        assert_eq!(text(&[&none.max_length(4)]), "text, at most 4 characters");
        assert_eq!(
            text(&[&none.min_length(2), &none.max_length(4).pattern(&WORD)]),
            "text, 2 to 4 characters, matching `^[a-z]$`"
        );
        assert_eq!(lengths(String::from("a list"), "elements", &[&none.min_length(1)]), "a list, not empty");
    }
}
