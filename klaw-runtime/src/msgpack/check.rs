//! The limits that are off by default, held against a frame before it is decoded: one walk, which does not recurse.

use super::limits::Limits;
use super::marker::Kind;
use super::skip::{Head, head};
use crate::error::Error;
use crate::fault::Fault;
use std::borrow::Cow;
use std::collections::HashSet;

/// Walks over the value at the start of a frame; gives its size.
pub(super) fn value(frame: &[u8], limits: &Limits) -> Result<usize, Error> {
    let mut keys = Keys::new(limits.memory_for(frame.len()));
    let mut outer: Vec<Open> = Vec::new();
    let mut open = Open { left: 1, map: None };
    // The array that is a key and has not ended: how deep it stands, and where it starts. A map may not stand in a key, so
    // there is one at the most.
    let mut long_key: Option<(usize, usize)> = None;
    let mut at = 0;
    loop {
        while open.left == 0 {
            let Some(around) = outer.pop() else { return Ok(at) };
            open = around;
            if let (Some((depth, start)), Some(map)) = (long_key, open.map)
                && depth == outer.len()
            {
                long_key = None;
                keys.add(map, OTHER, Cow::Borrowed(&frame[start..at]), start)?;
            }
        }
        let start = at;
        let Head { size, items } = match head(&frame[start..], start) {
            Ok(head) => head,
            Err(error) => return Err(promised(&frame[start..], &error, limits, start).unwrap_or(error)),
        };
        at += size;
        let written = &frame[start..at];
        if limits.canonical
            && let Some(what) = longer_than_needed(written)
        {
            return Err(Error::at_offset(Fault::Refused { what, at: start }, start));
        }
        let is_key = open.left.is_multiple_of(2) && open.map.is_some();
        open.left -= 1;
        let Some(items) = items else {
            if body(written).len() > limits.strings {
                return Err(Error::at_offset(Fault::StringSize { limit: limits.strings, at: start }, start));
            }
            if let Some(map) = open.map
                && is_key
            {
                let (family, key) = normal(written);
                keys.add(map, family, Cow::Borrowed(key), start)?;
            }
            continue;
        };
        let is_map = Kind::of(written[0]) == Kind::Map;
        let count = if is_map { items / 2 } else { items };
        if count > limits.elements as u64 {
            return Err(Error::at_offset(Fault::ElementCount { limit: limits.elements, at: start }, start));
        }
        if outer.len() >= limits.depth as usize {
            return Err(Error::at_offset(Fault::Depth { limit: limits.depth }, start));
        }
        if limits.unique && is_map && (is_key || long_key.is_some()) {
            // What stands in a key is compared with other keys: each byte once, as long as no key stands in another.
            return Err(Error::at_offset(Fault::Refused { what: "a map in a key", at: start }, start));
        }
        if is_key {
            long_key = Some((outer.len(), start));
        }
        outer.push(open);
        open = Open { left: items, map: (limits.unique && is_map).then(|| keys.map()) };
    }
}

/// A string that is cut is too long by what its header says: whoever reads a stream need not wait for the rest.
#[cold]
#[inline(never)]
fn promised(rest: &[u8], error: &Error, limits: &Limits, start: usize) -> Option<Error> {
    let size = rest.len().saturating_add(error.needed()?);
    let header = header(*rest.first()?)?;
    let is_too_long = rest.len() >= header && size - header > limits.strings;
    is_too_long.then(|| Error::at_offset(Fault::StringSize { limit: limits.strings, at: start }, start))
}

/// An array or map that has not ended.
struct Open {
    /// How many values are still to come; keys are values too.
    left: u64,
    /// Its number, where its keys must differ.
    map: Option<u64>,
}

/// The keys of all maps so far.
pub(crate) struct Keys<'a> {
    seen: HashSet<(u64, u8, Cow<'a, [u8]>)>,
    maps: u64,
    memory: usize,
    most_memory: usize,
}

impl<'a> Keys<'a> {
    /// What a key takes, its share of a table that has just grown counted.
    const COST: usize = 4 * size_of::<(u64, u8, Cow<'_, [u8]>)>();

    pub(crate) fn new(memory: usize) -> Self {
        Self { seen: HashSet::new(), maps: 0, memory, most_memory: memory }
    }

    /// A number for another map.
    pub(crate) fn map(&mut self) -> u64 {
        self.maps += 1;
        self.maps
    }

    /// Adds a key that starts at `at` to those of a map. Of two families none are alike.
    pub(crate) fn add(&mut self, map: u64, family: u8, key: Cow<'a, [u8]>, at: usize) -> Result<(), Error> {
        let owned = if let Cow::Owned(key) = &key { key.len() } else { 0 };
        match self.memory.checked_sub(Self::COST.saturating_add(owned)) {
            Some(memory) => self.memory = memory,
            None => return Err(Error::at_offset(Fault::Memory { limit: self.most_memory }, at)),
        }
        if self.seen.insert((map, family, key)) {
            Ok(())
        } else {
            Err(Error::at_offset(Fault::DuplicateKey { at }, at))
        }
    }
}

const STR: u8 = 0;
const BIN: u8 = 1;
const UNSIGNED: u8 = 2;
const NEGATIVE: u8 = 3;
const OTHER: u8 = 4;

/// A key as something that is the same in whichever form it is written: integers and strings. Others are as they are.
fn normal(written: &[u8]) -> (u8, &[u8]) {
    match written {
        [0xa0..=0xbf | 0xd9..=0xdb, ..] => (STR, body(written)),
        [0xc4..=0xc6, ..] => (BIN, body(written)),
        [0x00..=0x7f] => (UNSIGNED, without(written, 0)),
        [0xe0..=0xff] => (NEGATIVE, without(written, 0xff)),
        [0xd0..=0xd3, 0x80..=0xff, ..] => (NEGATIVE, without(&written[1..], 0xff)),
        [0xcc..=0xd3, number @ ..] => (UNSIGNED, without(number, 0)),
        _ => (OTHER, written),
    }
}

/// A number without the bytes at its front that say nothing.
fn without(number: &[u8], front: u8) -> &[u8] {
    let said = number.iter().position(|byte| *byte != front).unwrap_or(number.len());
    &number[said..]
}

/// The bytes of a str or a bin, or the data of an ext; nothing of other values.
fn body(written: &[u8]) -> &[u8] {
    let header = header(written[0]).unwrap_or(written.len());
    &written[header..]
}

/// How long the header of a str, bin or ext is; an ext's type belongs to it.
fn header(opcode: u8) -> Option<usize> {
    match opcode {
        0xa0..=0xbf => Some(1),
        0xc4 | 0xd9 | 0xd4..=0xd8 => Some(2),
        0xc5 | 0xda | 0xc7 => Some(3),
        0xc8 => Some(4),
        0xc6 | 0xdb => Some(5),
        0xc9 => Some(6),
        _ => None,
    }
}

/// Is there a shorter form, and of what? Timestamps have three.
fn longer_than_needed(written: &[u8]) -> Option<&'static str> {
    let big = |bytes: &[u8]| bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let signed = |bytes: &[u8]| match bytes.first() {
        Some(first) => bytes[1..].iter().fold(i64::from(*first as i8), |number, byte| number << 8 | i64::from(*byte)),
        None => 0,
    };
    let is_longer = match written {
        [0xcc, 0x00..=0x7f] | [0xcd, 0, _] | [0xce, 0, 0, ..] | [0xcf, 0, 0, 0, 0, ..] => true,
        // Those that are not negative have the unsigned forms.
        [0xd0, number @ ..] => signed(number) >= -0x20,
        [0xd1, number @ ..] => signed(number) >= -0x80,
        [0xd2, number @ ..] => signed(number) >= -0x8000,
        [0xd3, number @ ..] => signed(number) >= -0x8000_0000,
        _ => false,
    };
    if is_longer {
        return Some("an integer that is longer than it needs to be");
    }
    match written {
        [0xca, ..] => Some("a float of 32 bits, where 64 are written"),
        [0xd9, 0..=31, ..] | [0xda, 0, ..] | [0xdb, 0, 0, ..] | [0xc5, 0, ..] | [0xc6, 0, 0, ..] => {
            Some("a string whose header is longer than it needs to be")
        }
        [0xdc | 0xde, 0, 0..=15] | [0xdd | 0xdf, 0, 0, ..] => {
            Some("an array or map whose header is longer than it needs to be")
        }
        [0xc7, 1 | 2 | 4 | 8 | 16, ..] | [0xc8, 0, ..] | [0xc9, 0, 0, ..] => {
            Some("an ext whose header is longer than it needs to be")
        }
        [0xd7, 0xff, moment @ ..] if big(moment) >> 32 == 0 => Some(MOMENT),
        [0xc7, 12, 0xff, _, _, _, _, seconds @ ..] if big(seconds) >> 34 == 0 => Some(MOMENT),
        _ => None,
    }
}

const MOMENT: &str = "a timestamp that is longer than it needs to be";

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::Value;
    use crate::msgpack::{from_slice, to_vec};

    /// Every form of every family near the places where a shorter one ends: canonical is what encoding writes.
    #[test]
    fn canonical_is_what_is_written() {
        let mut seen = (0, 0);
        let mut judge = |frame: &[u8]| {
            let value: Value<'_> = from_slice(frame).unwrap();
            let written = to_vec(&value) == frame;
            assert_eq!(value_is_canonical(frame), written, "{frame:02x?}");
            *(if written { &mut seen.0 } else { &mut seen.1 }) += 1;
        };
        for opcode in 0xca..=0xd3_u8 {
            let width = [4, 8, 1, 2, 4, 8, 1, 2, 4, 8][usize::from(opcode - 0xca)];
            for number in [0_i64, 1, 31, 32, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536]
                .into_iter()
                .chain([0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000, i64::MAX])
                .flat_map(|number| [number, !number, -number])
            {
                let bytes = number.to_be_bytes();
                judge(&[&[opcode], &bytes[8 - width..]].concat());
            }
        }
        for length in [0_usize, 1, 15, 16, 31, 32, 255, 256, 65_535, 65_536] {
            let header = |opcode: u8, width: usize| {
                let bytes = (length as u32).to_be_bytes();
                (length as u64 >> (8 * width) == 0).then(|| [&[opcode], &bytes[4 - width..]].concat())
            };
            for (opcode, width, each) in [
                (0xd9, 1, &b"a"[..]),
                (0xda, 2, b"a"),
                (0xdb, 4, b"a"),
                (0xc4, 1, b"a"),
                (0xc5, 2, b"a"),
                (0xc6, 4, b"a"),
                (0xdc, 2, b"\xc0"),
                (0xdd, 4, b"\xc0"),
                (0xde, 2, b"\x01\xc0"),
                (0xdf, 4, b"\x01\xc0"),
            ] {
                if let Some(header) = header(opcode, width) {
                    judge(&[header, each.repeat(length)].concat());
                }
            }
            for (opcode, width) in [(0xc7, 1), (0xc8, 2), (0xc9, 4)] {
                if let Some(header) = header(opcode, width) {
                    judge(&[header, vec![5], vec![0; length]].concat());
                }
            }
        }
        assert!(seen.0 > 40 && seen.1 > 200, "{seen:?}");
    }

    fn value_is_canonical(frame: &[u8]) -> bool {
        value(frame, &Limits::new().canonical()).is_ok()
    }

    #[test]
    fn a_timestamp_has_the_shortest_of_three_forms() {
        for (moment, is_shortest) in [
            (&b"\xd6\xff\xff\xff\xff\xff"[..], true),
            (b"\xd7\xff\0\0\0\0\xff\xff\xff\xff", false),
            (b"\xd7\xff\0\0\0\x01\0\0\0\0", true),
            (b"\xd7\xff\0\0\0\x04\0\0\0\0", true),
            (b"\xc7\x0c\xff\0\0\0\0\0\0\0\x03\xff\xff\xff\xff", false),
            (b"\xc7\x0c\xff\0\0\0\0\0\0\0\x04\0\0\0\0", true),
            (b"\xc7\x0c\xff\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", true),
        ] {
            assert_eq!(value_is_canonical(moment), is_shortest, "{moment:02x?}");
            let time = from_slice::<std::time::SystemTime>(moment).unwrap();
            assert_eq!(to_vec(&time) == moment, is_shortest, "{moment:02x?}");
        }
    }

    #[test]
    fn keys_are_compared_by_value() {
        let limits = Limits::new().deny_duplicate_keys();
        let twice = |first: &[u8], second: &[u8]| {
            let map = [b"\x82", first, b"\xc0", second, b"\xc0"].concat();
            let error = value(&map, &limits).err();
            if let Some(error) = &error {
                assert_eq!(error.offset(), Some(2 + first.len()), "{error:#}");
            }
            error.is_some()
        };
        let zeros = [&b"\0"[..], b"\xcc\0", b"\xcd\0\0", b"\xd0\0", b"\xd3\0\0\0\0\0\0\0\0"];
        let ones = [&b"\x01"[..], b"\xcc\x01", b"\xce\0\0\0\x01", b"\xd1\0\x01"];
        let minus_ones = [&b"\xff"[..], b"\xd0\xff", b"\xd1\xff\xff", b"\xd3\xff\xff\xff\xff\xff\xff\xff\xff"];
        let top = [&b"\xcc\xff"[..], b"\xcd\0\xff", b"\xd1\0\xff"];
        let minus_256 = [&b"\xd1\xff\0"[..], b"\xd2\xff\xff\xff\0"];
        let texts = [&b"\xa1a"[..], b"\xd9\x01a", b"\xda\0\x01a", b"\xdb\0\0\0\x01a"];
        let bins = [&b"\xc4\x01a"[..], b"\xc5\0\x01a", b"\xc6\0\0\0\x01a"];
        let arrays = [&b"\x92\x01\xa1a"[..], b"\x92\x01\xa1a"];
        let others = [&b"\xc0"[..], b"\xc0"];
        let groups: [&[&[u8]]; 9] = [&zeros, &ones, &minus_ones, &top, &minus_256, &texts, &bins, &arrays, &others];
        for (at, group) in groups.iter().enumerate() {
            for (other, keys) in groups.iter().enumerate() {
                for first in *group {
                    for second in *keys {
                        assert_eq!(twice(first, second), at == other, "{first:02x?} {second:02x?}");
                    }
                }
            }
        }
    }

    #[test]
    fn each_map_has_keys_of_its_own() {
        let limits = Limits::new().deny_duplicate_keys();
        for frame in [
            &b"\x92\x81\x01\xc0\x81\x01\xc0"[..],
            b"\x82\x01\x82\x01\xc0\x02\xc0\x02\xc0",
            b"\x82\x92\x01\x02\xc0\x92\x01\x03\xc0",
            // The values of a map are no keys.
            b"\x82\x01\x02\x03\x02",
            b"\x82\x01\x91\x05\x02\x91\x05",
        ] {
            assert_eq!(value(frame, &limits).unwrap(), frame.len(), "{frame:02x?}");
        }
        for frame in [&b"\x92\xc0\x82\x01\xc0\x01\xc0"[..], b"\x82\x01\x81\x01\xc0\x01\xc0"] {
            assert!(value(frame, &limits).is_err(), "{frame:02x?}");
        }
        for frame in [&b"\x81\x80\xc0"[..], b"\x81\x91\x80\xc0"] {
            assert_eq!(
                value(frame, &limits).unwrap_err().to_string(),
                format!("Message holds a map in a key (byte {})", frame.len() - 2)
            );
        }
    }
}
