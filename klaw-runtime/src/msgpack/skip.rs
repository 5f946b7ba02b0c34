//! Passing over one value: structure, lengths and depth are checked, UTF-8 and key types are not.
//! Nothing here recurses.

use super::limits::Limits;
use super::marker::{LAYOUTS, Layout};
use crate::error::Error;
use crate::fault::Fault;

/// What one header says.
pub(super) struct Head {
    /// Bytes of the header and of a body that is no container.
    pub(super) size: usize,
    /// Values that stand inside; `None` where it is no container.
    pub(super) items: Option<u64>,
}

/// Reads the header at the start of `rest`, and makes sure that its bytes are there.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(super) fn head(rest: &[u8], offset: usize) -> Result<Head, Error> {
    let Some(&opcode) = rest.first() else { return Err(truncated(offset, 1)) };
    let (size, items) = match LAYOUTS[opcode as usize] {
        Layout::Fixed(size) => (size as usize, None),
        Layout::FixItems { each } => (1, Some(u64::from(opcode & 15) * u64::from(each))),
        Layout::Sized { width, extra } => {
            let body = be(rest, width, offset)? as usize;
            ((1 + width as usize + extra as usize).saturating_add(body), None)
        }
        Layout::Items { width, each } => {
            (1 + width as usize, Some(u64::from(be(rest, width, offset)?) * u64::from(each)))
        }
        Layout::Reserved => return Err(reserved(opcode, offset)),
    };
    if rest.len() < size {
        return Err(truncated(offset, size - rest.len()));
    }
    Ok(Head { size, items })
}

/// The big-endian number behind the opcode.
#[cfg_attr(not(debug_assertions), inline(always))]
fn be(rest: &[u8], width: u8, offset: usize) -> Result<u32, Error> {
    match (width, rest) {
        (1, [_, a, ..]) => Ok(u32::from(*a)),
        (2, [_, a, b, ..]) => Ok(u32::from(u16::from_be_bytes([*a, *b]))),
        (4, [_, a, b, c, d, ..]) => Ok(u32::from_be_bytes([*a, *b, *c, *d])),
        _ => Err(truncated(offset, 1 + width as usize - rest.len())),
    }
}

/// The length in bytes of the value at the start of `rest`, with at most `depth` open containers out
/// of the `limit` that holds for the whole message.
pub(super) fn value_size(rest: &[u8], offset: usize, depth: u32, limit: u32) -> Result<usize, Error> {
    values_size(rest, offset, 1, depth, limit)
}

/// The same of so many values.
pub(super) fn values_size(rest: &[u8], offset: usize, count: u64, depth: u32, limit: u32) -> Result<usize, Error> {
    match quick(rest, count, depth) {
        Some(size) => Ok(size),
        None => values_size_by_level(rest, offset, count, depth, limit),
    }
}

/// How many levels `quick` counts.
const LEVELS: usize = 16;

/// The size of values that are whole, of common opcodes and not too deep; where it is `None`, a closer look tells why.
///
/// Each step waits for the one before it: one look at a table is all that it costs.
fn quick(rest: &[u8], count: u64, depth: u32) -> Option<usize> {
    let most = LEVELS.min(depth as usize);
    // How many values are still to come, at each level that is open.
    let mut outer = [0_u64; LEVELS];
    let (mut level, mut left, mut at) = (0, count, 0);
    while left > 0 {
        let opcode = *rest.get(at)?;
        let step = STEPS[usize::from(opcode)];
        left -= 1;
        if step & !STEP == 0 {
            at += usize::from(step);
        } else if step == BODY {
            // Eight and sixteen bits of length; longer ones are looked at more closely.
            at += match rest.get(at..)? {
                [0xc4 | 0xd9, a, ..] => 2 + usize::from(*a),
                [0xc5 | 0xda, a, b, ..] => 3 + usize::from(u16::from_be_bytes([*a, *b])),
                _ => return None,
            };
        } else if step & ITEMS != 0 && level < most {
            let items = u64::from(opcode & 15) << u32::from(step & TWICE != 0);
            at += 1;
            *outer.get_mut(level)? = left;
            level += 1;
            left = items;
        } else if let [0xdc, a, b, ..] = rest.get(at..)?
            && level < most
        {
            *outer.get_mut(level)? = left;
            level += 1;
            left = u64::from(u16::from_be_bytes([*a, *b]));
            at += 3;
        } else {
            return None;
        }
        while left == 0 && level > 0 {
            level -= 1;
            left = *outer.get(level)?;
        }
    }
    if at <= rest.len() { Some(at) } else { None }
}

/// The size of a value, where the opcode alone tells it.
const STEP: u8 = 31 | 32;
/// A string or bytes whose length follows.
const BODY: u8 = 64;
/// A short array; a map with `TWICE`.
const ITEMS: u8 = 128;
const TWICE: u8 = 1;
/// Anything else.
const OTHER: u8 = 64 | 1;

static STEPS: [u8; 256] = {
    let mut steps = [OTHER; 256];
    let mut opcode = 0;
    while opcode < 256 {
        steps[opcode] = match (opcode, LAYOUTS[opcode]) {
            (_, Layout::Fixed(size)) => size,
            (_, Layout::FixItems { each: 2 }) => ITEMS | TWICE,
            (_, Layout::FixItems { .. }) => ITEMS,
            (0xc4 | 0xc5 | 0xd9 | 0xda, _) => BODY,
            _ => OTHER,
        };
        opcode += 1;
    }
    steps
};

/// The same with the number of values still to come at each level.
#[inline(never)]
fn values_size_by_level(rest: &[u8], offset: usize, count: u64, depth: u32, limit: u32) -> Result<usize, Error> {
    let mut at = 0;
    let mut left = count;
    let mut outer = Levels { few: [0; Limits::DEPTH as usize], count: 0, more: Vec::new() };
    loop {
        while left == 0 {
            match outer.pop() {
                Some(level) => left = level,
                None => return Ok(at),
            }
        }
        let Head { size, items } = head(&rest[at..], offset + at)?;
        left -= 1;
        if let Some(items) = items {
            if outer.count >= depth as usize {
                return Err(Error::at_offset(Fault::Depth { limit }, offset + at));
            }
            outer.push(left);
            left = items;
        }
        at += size;
    }
}

/// How many values are still to come at each level outside of the one that is looked at. Nothing is allocated within the
/// default limit.
struct Levels {
    few: [u64; Limits::DEPTH as usize],
    count: usize,
    more: Vec<u64>,
}

impl Levels {
    fn push(&mut self, left: u64) {
        match self.few.get_mut(self.count) {
            Some(level) => *level = left,
            None => self.more.push(left),
        }
        self.count += 1;
    }

    fn pop(&mut self) -> Option<u64> {
        self.count = self.count.checked_sub(1)?;
        self.few.get(self.count).copied().or_else(|| self.more.pop())
    }
}

#[cold]
#[inline(never)]
fn truncated(offset: usize, needed: usize) -> Error {
    Error::at_offset(Fault::Truncated { needed }, offset)
}

#[cold]
#[inline(never)]
fn reserved(opcode: u8, offset: usize) -> Error {
    Error::at_offset(Fault::InvalidOpcode { opcode, at: offset }, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_counts_containers_that_are_open_at_once() {
        // Many siblings, none deeper than two.
        let mut wide = vec![0xdc, 0x01, 0x00];
        wide.extend([0x90; 256]);
        assert_eq!(value_size(&wide, 0, 2, 2).ok(), Some(wide.len()));
        assert!(value_size(&wide, 0, 1, 1).is_err());
        for (nested, depth) in [(128, 128), (127, 128), (1, 1)] {
            let mut deep = vec![0x91; nested];
            deep.push(0xc0);
            assert_eq!(value_size(&deep, 0, depth, depth).ok(), Some(nested + 1));
            deep.insert(0, 0x91);
            if nested as u32 == depth {
                assert!(value_size(&deep, 0, depth, depth).is_err());
            }
        }
    }

    #[test]
    fn depth_is_counted_past_the_default_limit() {
        for depth in [1, 127, 128, 129, 300, 10_000] {
            // Siblings on the way back up, so that every level is looked at twice.
            let value = [vec![0x92; depth], vec![0xc0], vec![0x90; depth]].concat();
            let open = depth as u32 + 1;
            assert_eq!(value_size(&value, 0, open, open).ok(), Some(value.len()));
            assert!(value_size(&value, 0, open - 1, open - 1).is_err());
        }
    }

    #[test]
    fn an_empty_container_closes_at_once() {
        let value = [0x93, 0x90, 0x80, 0x92, 0x90, 0x01];
        assert_eq!(value_size(&value, 0, 3, 3).ok(), Some(6));
        assert_eq!(values_size_by_level(&value, 0, 1, 3, 3).ok(), Some(6));
    }

    /// What the quick way knows, it knows as the other does: of each opcode, alone and in each container, and cut anywhere.
    #[test]
    fn the_quick_way_is_the_long_one() {
        for opcode in 0..=u8::MAX {
            let is_long = matches!(opcode, 0xc1 | 0xc6..=0xc9 | 0xdb | 0xdd..=0xdf);
            for length in [[0, 0], [0, 2], [1, 4], [3, 0]] {
                let mut value = vec![opcode];
                value.extend(length);
                // Enough for whatever it is, each byte a value.
                value.resize(1100, 0xc0);
                for (header, count) in [(&[][..], 1), (&[], 2), (&[0x92], 1), (&[0x81], 1), (&[0xdc, 0, 2], 1)] {
                    let bytes = [header, &value, &value[..1], &value[1..]].concat();
                    let long = values_size_by_level(&bytes, 0, count, 9, 9).ok();
                    let quick = quick(&bytes, count, 9);
                    assert!(quick == long || (is_long && quick.is_none()), "{opcode:#04x} {header:02x?}");
                    let Some(size) = long else { continue };
                    for cut in (size.saturating_sub(20)..size).chain([0, 1, 2]).filter(|cut| *cut < size) {
                        assert_eq!(super::quick(&bytes[..cut], count, 9), None, "{opcode:#04x} {header:02x?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_quick_way_counts_levels() {
        for (depth, nested) in (0..20).flat_map(|depth| (0..20).map(move |nested| (depth, nested))) {
            for (header, behind) in
                [(&[0x91][..], &[][..]), (&[0x92], &[0x05]), (&[0x81, 0x01], &[]), (&[0xdc, 0, 1], &[])]
            {
                let value = [header.repeat(nested), vec![0xc3], behind.repeat(nested)].concat();
                let size = Some(value.len()).filter(|_| nested <= LEVELS.min(depth));
                assert_eq!(quick(&value, 1, depth as u32), size, "{nested} of {header:02x?} in {depth}");
            }
        }
    }

    #[test]
    fn a_header_is_not_believed() {
        for bomb in [
            &[0xdd, 0xff, 0xff, 0xff, 0xff][..],
            &[0xdf, 0xff, 0xff, 0xff, 0xff],
            &[0xdb, 0xff, 0xff, 0xff, 0xff, 0x61],
            &[0xc9, 0xff, 0xff, 0xff, 0xff, 0x61],
        ] {
            assert!(value_size(bomb, 0, 128, 128).is_err());
        }
    }
}
