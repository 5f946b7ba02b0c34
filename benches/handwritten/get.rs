//! Reading: a pointer and an end, one comparison a field, and one bit of error.
#![allow(clippy::missing_safety_doc, reason = "the cursor's own functions, each after a check of what is left")]

use super::put::copy;
use crate::messages::{Address, Beat, Blob, Config, Header, Log, Vec3, peer};
use klaw_runtime::envelope::MessageKind;
use std::marker::PhantomData;

/// Where the reading is.
pub struct Cursor<'a, const TRICKS: bool> {
    at: *const u8,
    end: *const u8,
    input: PhantomData<&'a [u8]>,
}

/// A value that can be read.
pub trait Get<'a, const TRICKS: bool>: Sized {
    /// The fewest bytes that it takes: what caps a reservation.
    const FEWEST: usize = 1;

    /// Reads one; `None` for whatever is wrong.
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self>;

    /// Reads `count` of them.
    #[inline(always)]
    fn get_each(cursor: &mut Cursor<'a, TRICKS>, count: usize) -> Option<Vec<Self>> {
        if cursor.left() / Self::FEWEST < count {
            return None;
        }
        let mut values = Vec::with_capacity(count);
        let start: *mut Self = values.as_mut_ptr();
        for index in 0..count {
            let value = Self::get(cursor)?;
            // SAFETY: `count` were reserved, and all up to `index` are written.
            unsafe {
                start.add(index).write(value);
                values.set_len(index + 1);
            }
        }
        Some(values)
    }
}

/// Reads one value that fills its input.
#[inline(always)]
pub fn all<'a, T: Get<'a, TRICKS>, const TRICKS: bool>(bytes: &'a [u8]) -> Option<T> {
    let range = bytes.as_ptr_range();
    let mut cursor = Cursor { at: range.start, end: range.end, input: PhantomData };
    let value = T::get(&mut cursor)?;
    (cursor.left() == 0).then_some(value)
}

impl<'a, const TRICKS: bool> Cursor<'a, TRICKS> {
    #[inline(always)]
    fn left(&self) -> usize {
        // SAFETY: both point into the input, `at` not behind `end`.
        unsafe { self.end.offset_from_unsigned(self.at) }
    }

    #[inline(always)]
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        if self.left() < length {
            return None;
        }
        // SAFETY: so many are left.
        unsafe {
            let taken = std::slice::from_raw_parts(self.at, length);
            self.at = self.at.add(length);
            Some(taken)
        }
    }

    #[inline(always)]
    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|byte| byte[0])
    }

    #[inline(always)]
    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    /// What stands at `at + offset`.
    #[inline(always)]
    unsafe fn peek<T: Copy>(&self, offset: usize) -> T {
        // SAFETY: the caller has seen that so much is left.
        unsafe { self.at.add(offset).cast::<T>().read_unaligned() }
    }

    #[inline(always)]
    unsafe fn skip(&mut self, length: usize) {
        // SAFETY: the caller has seen that so much is left.
        self.at = unsafe { self.at.add(length) };
    }

    /// One check for the longest form. The wide ones have branches of their own: a constant advance
    /// keeps the cursor off the chain of load, shift and add.
    #[inline(always)]
    fn unsigned(&mut self) -> Option<u64> {
        if self.left() >= 9 {
            // SAFETY: nine bytes are left.
            unsafe {
                let marker = self.peek::<u8>(0);
                if marker < 0x80 {
                    self.skip(1);
                    return Some(u64::from(marker));
                }
                let word = u64::from_be(self.peek(1));
                let class = marker.wrapping_sub(0xcc);
                if class == 3 {
                    self.skip(9);
                    return Some(word);
                }
                if class == 2 {
                    self.skip(5);
                    return Some(word >> 32);
                }
                if class < 2 {
                    let length = 1_u32 << class;
                    self.skip(1 + length as usize);
                    return Some(word >> (64 - 8 * length));
                }
            }
        }
        self.unsigned_slowly()
    }

    #[inline(never)]
    fn unsigned_slowly(&mut self) -> Option<u64> {
        u64::try_from(self.wide()?).ok()
    }

    #[inline(always)]
    fn signed(&mut self) -> Option<i64> {
        i64::try_from(self.wide()?).ok()
    }

    #[inline(always)]
    fn wide(&mut self) -> Option<i128> {
        Some(match self.byte()? {
            marker @ 0..=0x7f => i128::from(marker),
            marker @ 0xe0.. => i128::from(marker as i8),
            0xcc => i128::from(self.byte()?),
            0xcd => i128::from(u16::from_be_bytes(self.bytes()?)),
            0xce => i128::from(u32::from_be_bytes(self.bytes()?)),
            0xcf => i128::from(u64::from_be_bytes(self.bytes()?)),
            0xd0 => i128::from(self.byte()? as i8),
            0xd1 => i128::from(i16::from_be_bytes(self.bytes()?)),
            0xd2 => i128::from(i32::from_be_bytes(self.bytes()?)),
            0xd3 => i128::from(i64::from_be_bytes(self.bytes()?)),
            _ => return None,
        })
    }

    #[inline(always)]
    fn float(&mut self) -> Option<f64> {
        if self.left() >= 9 {
            // SAFETY: nine bytes are left.
            unsafe {
                if self.peek::<u8>(0) == 0xcb {
                    let value = f64::from_bits(u64::from_be(self.peek(1)));
                    self.skip(9);
                    return Some(value);
                }
            }
        }
        self.float_slowly()
    }

    /// A float32, or a float64 that is made one.
    #[inline(always)]
    fn single(&mut self) -> Option<f32> {
        if self.left() >= 9 {
            // SAFETY: nine bytes are left.
            unsafe {
                match self.peek::<u8>(0) {
                    0xca => {
                        let value = f32::from_bits(u32::from_be(self.peek(1)));
                        self.skip(5);
                        return Some(value);
                    }
                    0xcb => {
                        let value = f64::from_bits(u64::from_be(self.peek(1)));
                        self.skip(9);
                        return Some(value as f32);
                    }
                    _ => {}
                }
            }
        }
        self.float_slowly().map(|value| value as f32)
    }

    #[cold]
    #[inline(never)]
    fn float_slowly(&mut self) -> Option<f64> {
        if self.left() == 0 {
            return None;
        }
        // SAFETY: a byte is left.
        match unsafe { self.peek::<u8>(0) } {
            0xca => {
                self.byte()?;
                Some(f64::from(f32::from_be_bytes(self.bytes()?)))
            }
            0xcb => {
                self.byte()?;
                Some(f64::from_be_bytes(self.bytes()?))
            }
            _ => self.signed().map(|value| value as f64),
        }
    }

    /// The header of a struct, and its tag if it has one: compared as they are.
    #[inline(always)]
    fn expect<const N: usize>(&mut self, head: [u8; N]) -> Option<()> {
        // SAFETY: `N` bytes are left.
        if self.left() >= N && unsafe { self.peek::<[u8; N]>(0) } == head {
            // SAFETY: as above.
            unsafe { self.skip(N) };
            return Some(());
        }
        refuse()
    }

    #[inline(always)]
    fn array(&mut self) -> Option<usize> {
        Some(match self.byte()? {
            marker @ 0x90..=0x9f => usize::from(marker & 15),
            0xdc => usize::from(u16::from_be_bytes(self.bytes()?)),
            0xdd => u32::from_be_bytes(self.bytes()?) as usize,
            _ => return None,
        })
    }

    #[inline(always)]
    fn text(&mut self) -> Option<&'a str> {
        let marker = self.byte()?;
        let length = if marker & 0xe0 == 0xa0 { usize::from(marker & 31) } else { self.long_text(marker)? };
        let bytes = self.take(length)?;
        if ascii(bytes) {
            // SAFETY: it is ASCII.
            return Some(unsafe { std::str::from_utf8_unchecked(bytes) });
        }
        not_ascii(bytes)
    }

    #[inline(never)]
    fn long_text(&mut self, marker: u8) -> Option<usize> {
        Some(match marker {
            0xd9 => usize::from(self.byte()?),
            0xda => usize::from(u16::from_be_bytes(self.bytes()?)),
            0xdb => u32::from_be_bytes(self.bytes()?) as usize,
            _ => return None,
        })
    }

    #[inline(always)]
    fn binary(&mut self) -> Option<&'a [u8]> {
        let length = match self.byte()? {
            0xc4 => usize::from(self.byte()?),
            0xc5 => usize::from(u16::from_be_bytes(self.bytes()?)),
            0xc6 => u32::from_be_bytes(self.bytes()?) as usize,
            _ => return None,
        };
        self.take(length)
    }
}

#[cold]
#[inline(never)]
fn refuse() -> Option<()> {
    None
}

#[cold]
#[inline(never)]
fn not_ascii(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// Whether all are below 0x80, by overlapping words instead of a loop over bytes.
#[inline(always)]
fn ascii(bytes: &[u8]) -> bool {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (length, start) = (bytes.len(), bytes.as_ptr());
    // SAFETY: every load stays within the slice.
    unsafe {
        let word = |at: usize| start.add(at).cast::<u64>().read_unaligned();
        let half = |at: usize| start.add(at).cast::<u32>().read_unaligned();
        match length {
            0 => true,
            1..4 => (*start | *start.add(length / 2) | *start.add(length - 1)) < 0x80,
            4..8 => (half(0) | half(length - 4)) & HIGH as u32 == 0,
            8..=16 => (word(0) | word(length - 8)) & HIGH == 0,
            17..=32 => (word(0) | word(8) | word(length - 16) | word(length - 8)) & HIGH == 0,
            _ => {
                let four = |at: usize| word(at) | word(at + 8) | word(at + 16) | word(at + 24);
                let mut at = 0;
                let mut seen = 0;
                while at + 32 <= length {
                    seen |= four(at);
                    if seen & HIGH != 0 {
                        return false;
                    }
                    at += 32;
                }
                (seen | four(length - 32)) & HIGH == 0
            }
        }
    }
}

macro_rules! small {
    ($($type:ty),*) => {$(
        impl<'a, const TRICKS: bool> Get<'a, TRICKS> for $type {
            #[inline(always)]
            fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
                cursor.unsigned()?.try_into().ok()
            }
        }
    )*};
}

small!(u8, u16, u32);

/// How many bytes follow an unsigned marker, without a table on the chain from one element to the next.
#[inline(always)]
fn following(marker: u8) -> u32 {
    if marker < 0x80 { 0 } else { 1 << (u32::from(marker.wrapping_sub(0xcc)) & 3) }
}

impl<'a, const TRICKS: bool> Get<'a, TRICKS> for u64 {
    #[inline(always)]
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
        cursor.unsigned()
    }

    /// Eight by eight: all of one width, or mixed and without a branch.
    #[inline(always)]
    fn get_each(cursor: &mut Cursor<'a, TRICKS>, count: usize) -> Option<Vec<Self>> {
        if cursor.left() < count {
            return None;
        }
        let mut values = Vec::<Self>::with_capacity(count);
        let start = values.as_mut_ptr();
        let mut index = 0;
        // SAFETY: within the loop 72 bytes are left, which eight integers never exceed; `count` values
        // have room, and at the end all are written.
        unsafe {
            while count - index >= 8 && cursor.left() >= 72 {
                let (at, to) = (cursor.at, start.add(index));
                let marker = *at;
                let step = 1 + following(marker) as usize;
                if marker < 0x80 {
                    let word = cursor.peek::<[u8; 8]>(0);
                    if u64::from_le_bytes(word) & 0x8080_8080_8080_8080 == 0 {
                        for (offset, byte) in word.into_iter().enumerate() {
                            to.add(offset).write(u64::from(byte));
                        }
                        cursor.skip(8);
                        index += 8;
                        continue;
                    }
                } else if marker.wrapping_sub(0xcc) < 4
                    && (1..8).fold(0, |other, offset| other | (*at.add(offset * step) ^ marker)) == 0
                {
                    let shift = 64 - 8 * (step as u32 - 1);
                    for offset in 0..8 {
                        to.add(offset).write(u64::from_be(cursor.peek(offset * step + 1)) >> shift);
                    }
                    cursor.skip(8 * step);
                    index += 8;
                    continue;
                }
                let (mut at, mut wrong) = (at, false);
                for offset in 0..8 {
                    let marker = *at;
                    let length = following(marker);
                    wrong |= marker >= 0x80 && marker.wrapping_sub(0xcc) > 3;
                    let word = u64::from_be(at.add(1).cast::<u64>().read_unaligned());
                    let value = word >> ((64 - 8 * length) & 63);
                    to.add(offset).write(if length == 0 { u64::from(marker) } else { value });
                    at = at.add(1 + length as usize);
                }
                if wrong {
                    for offset in 0..8 {
                        to.add(offset).write(cursor.unsigned_slowly()?);
                    }
                } else {
                    cursor.at = at;
                }
                index += 8;
            }
            while index < count {
                start.add(index).write(cursor.unsigned_slowly()?);
                index += 1;
            }
            values.set_len(count);
        }
        Some(values)
    }
}

impl<'a, const TRICKS: bool> Get<'a, TRICKS> for i64 {
    #[inline(always)]
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
        cursor.signed()
    }

    /// Eight by eight, without a branch.
    #[inline(always)]
    fn get_each(cursor: &mut Cursor<'a, TRICKS>, count: usize) -> Option<Vec<Self>> {
        if cursor.left() < count {
            return None;
        }
        let mut values = Vec::<Self>::with_capacity(count);
        let start = values.as_mut_ptr();
        let mut index = 0;
        // SAFETY: as for `u64`.
        unsafe {
            while count - index >= 8 && cursor.left() >= 72 {
                let to = start.add(index);
                let (mut at, mut wrong, mut over) = (cursor.at, false, 0_i64);
                for offset in 0..8 {
                    let marker = *at;
                    let class = marker.wrapping_sub(0xcc);
                    let follows = class < 8;
                    wrong |= !follows && (marker as i8) < -32;
                    let length = if follows { 1_u32 << (class & 3) } else { 0 };
                    let word = u64::from_be(at.add(1).cast::<u64>().read_unaligned());
                    let shift = (64 - 8 * length) & 63;
                    let unsigned = (word >> shift) as i64;
                    over |= if class < 4 { unsigned } else { 0 };
                    let value = if class < 4 { unsigned } else { word as i64 >> shift };
                    to.add(offset).write(if follows { value } else { i64::from(marker as i8) });
                    at = at.add(1 + length as usize);
                }
                if wrong || over < 0 {
                    return None;
                }
                cursor.at = at;
                index += 8;
            }
            while index < count {
                start.add(index).write(cursor.signed()?);
                index += 1;
            }
            values.set_len(count);
        }
        Some(values)
    }
}

impl<'a, const TRICKS: bool> Get<'a, TRICKS> for f64 {
    #[inline(always)]
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
        cursor.float()
    }

    /// As if all were float64, which is looked at once, at the end.
    #[inline(always)]
    fn get_each(cursor: &mut Cursor<'a, TRICKS>, count: usize) -> Option<Vec<Self>> {
        if cursor.left() < count {
            return None;
        }
        let mut values = Vec::<Self>::with_capacity(count);
        if cursor.left() / 9 >= count {
            let start = values.as_mut_ptr();
            let mut wrong = 0;
            // SAFETY: nine bytes an element are left, and `count` values have room.
            unsafe {
                for index in 0..count {
                    wrong |= cursor.peek::<u8>(9 * index) ^ 0xcb;
                    start.add(index).write(Self::from_bits(u64::from_be(cursor.peek(9 * index + 1))));
                }
                if wrong == 0 {
                    values.set_len(count);
                    cursor.skip(9 * count);
                    return Some(values);
                }
            }
        }
        for _ in 0..count {
            values.push(cursor.float()?);
        }
        Some(values)
    }
}

impl<'a, const TRICKS: bool> Get<'a, TRICKS> for bool {
    #[inline(always)]
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
        match cursor.byte()? {
            0xc2 => Some(false),
            0xc3 => Some(true),
            _ => None,
        }
    }

    #[inline(always)]
    fn get_each(cursor: &mut Cursor<'a, TRICKS>, count: usize) -> Option<Vec<Self>> {
        let taken = cursor.take(count)?;
        let mut values = Vec::<Self>::with_capacity(count);
        let mut wrong = 0;
        for (value, byte) in values.spare_capacity_mut().iter_mut().zip(taken) {
            wrong |= byte ^ 0xc2;
            value.write(byte & 1 == 1);
        }
        if wrong & !1 != 0 {
            return None;
        }
        // SAFETY: all are written.
        unsafe { values.set_len(count) };
        Some(values)
    }
}

impl<'a, const TRICKS: bool> Get<'a, TRICKS> for &'a str {
    #[inline(always)]
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
        cursor.text()
    }
}

impl<'a, const TRICKS: bool> Get<'a, TRICKS> for String {
    #[inline(always)]
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
        let text = cursor.text()?;
        let length = text.len();
        if length == 0 || length > 32 {
            return Some(Self::from(text));
        }
        let mut bytes = Vec::<u8>::with_capacity(length);
        // SAFETY: so much was reserved, and what is copied is UTF-8.
        unsafe {
            copy(bytes.as_mut_ptr(), text.as_ptr(), length);
            bytes.set_len(length);
            Some(Self::from_utf8_unchecked(bytes))
        }
    }
}

impl<'a, const TRICKS: bool> Get<'a, TRICKS> for &'a [u8] {
    #[inline(always)]
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
        cursor.binary()
    }
}

impl<'a, const TRICKS: bool, T: Get<'a, TRICKS>> Get<'a, TRICKS> for Vec<T> {
    #[inline(always)]
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
        let count = cursor.array()?;
        T::get_each(cursor, count)
    }
}

/// A struct: its header, perhaps a tag, then one field after the other.
macro_rules! message {
    ([$($generics:tt)*] $type:ty, $head:expr, { $($field:ident: $of:ty),* }) => {
        impl<'a, const TRICKS: bool, $($generics)*> Get<'a, TRICKS> for $type {
            const FEWEST: usize = $head.len() $(+ <$of as Get<'a, TRICKS>>::FEWEST)*;
            #[inline(always)]
            fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
                cursor.expect($head)?;
                Some(Self { $($field: <$of as Get<'a, TRICKS>>::get(cursor)?),* })
            }
        }
    };
}

message!([S: Get<'a, TRICKS>] Log<S>, [0x97], { address: Address, identity: S, userid: S, date: S, request: S, code: u16, size: u64 });
message!([S: Get<'a, TRICKS>] Config<S>, [0x95], { capacity: u32, timeout: f64, concurrency: u32, name: S, namespace: S });
message!([S: Get<'a, TRICKS>] Beat<S>, [0x93, 3], { header: Header<S>, sender_id: S });
message!([] Blob<'a>, [0x93, 1], { header: Header<&'a str>, payload: &'a [u8] });

/// Header, version and kind of one byte each, by one comparison under a mask.
#[inline(always)]
fn prefix<const TRICKS: bool>(cursor: &mut Cursor<'_, TRICKS>) -> Option<(u32, u8)> {
    // SAFETY: four bytes are left.
    unsafe {
        if TRICKS && cursor.left() >= 4 && u32::from_le(cursor.peek(0)) & 0x0080_80ff == 0x95 {
            let prefix = (u32::from(cursor.peek::<u8>(1)), cursor.peek(2));
            cursor.skip(3);
            return Some(prefix);
        }
    }
    cursor.expect([0x95])?;
    Some((u32::get(cursor)?, u8::get(cursor)?))
}

impl<'a, const TRICKS: bool, S: Get<'a, TRICKS>> Get<'a, TRICKS> for Header<S> {
    const FEWEST: usize = 6;
    #[inline(always)]
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
        let (version, kind) = prefix(cursor)?;
        let kind = match kind {
            1 => MessageKind::Data,
            2 => MessageKind::Control,
            3 => MessageKind::Heartbeat,
            4 => MessageKind::Ack,
            5 => MessageKind::Error,
            _ => return None,
        };
        let channel_id = S::get(cursor)?;
        let seq = cursor.unsigned()?;
        // Times after 1970 go the unsigned road; a number that is no `i64` is none on either.
        let ts = cursor.unsigned()?.try_into().ok()?;
        Some(Self { version, kind, channel_id, seq, ts })
    }
}

impl<'a, const TRICKS: bool, S: Get<'a, TRICKS>> Get<'a, TRICKS> for peer::Header<S> {
    const FEWEST: usize = 6;
    #[inline(always)]
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
        let (version, kind) = prefix(cursor)?;
        Some(Self { version, kind, channel_id: S::get(cursor)?, seq: cursor.unsigned()?, ts: cursor.unsigned()? })
    }
}

/// Where each of four integers of one or two bytes stands, by which of the first eight bytes are markers.
#[derive(Clone, Copy)]
struct Four {
    length: u8,
    starts: u8,
    at: [u8; 4],
}

static FOUR: [Four; 256] = {
    let mut table = [Four { length: 0, starts: 0, at: [0; 4] }; 256];
    let mut markers = 0;
    while markers < 256 {
        let mut entry = Four { length: 0, starts: 0, at: [0; 4] };
        let mut index = 0;
        while index < 4 {
            let marked = markers >> entry.length & 1;
            entry.starts |= 1 << entry.length;
            entry.at[index] = entry.length + marked as u8;
            entry.length += 1 + marked as u8;
            index += 1;
        }
        table[markers] = entry;
        markers += 1;
    }
    table
};

/// Bit `n` says whether byte `n` is 0xcc, and whether it is above 0x7f.
#[inline(always)]
fn masks(word: u64) -> (u8, u8) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: SSE2 is part of x86-64.
    unsafe {
        use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_cvtsi64_si128, _mm_movemask_epi8, _mm_set1_epi8};
        let bytes = _mm_cvtsi64_si128(word as i64);
        let marked = _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(0xcc_u8 as i8)));
        (marked as u8, _mm_movemask_epi8(bytes) as u8)
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        const GATHER: u64 = 0x0002_0408_1020_4081;
        const HIGH: u64 = 0x8080_8080_8080_8080;
        let other = word ^ 0xcccc_cccc_cccc_cccc;
        let marked = !(((other & !HIGH) + !HIGH) | other) & HIGH;
        let gather = |bits: u64| (bits.wrapping_mul(GATHER) >> 56) as u8;
        (gather(marked), gather(word & HIGH))
    }
}

impl<'a, const TRICKS: bool> Get<'a, TRICKS> for Address {
    const FEWEST: usize = 5;
    #[inline(always)]
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
        if TRICKS && cursor.left() >= 9 {
            // SAFETY: nine bytes are left, and no entry of the table reaches past them.
            unsafe {
                if cursor.peek::<u8>(0) == 0x94 {
                    let (marked, high) = masks(u64::from_le(cursor.peek(1)));
                    let four = FOUR[usize::from(marked)];
                    if high & four.starts & !marked == 0 {
                        let byte = |index: usize| cursor.peek::<u8>(1 + usize::from(four.at[index]));
                        let address = Self { x0: byte(0), x1: byte(1), x2: byte(2), x3: byte(3) };
                        cursor.skip(1 + usize::from(four.length));
                        return Some(address);
                    }
                }
            }
        }
        cursor.expect([0x94])?;
        Some(Self { x0: u8::get(cursor)?, x1: u8::get(cursor)?, x2: u8::get(cursor)?, x3: u8::get(cursor)? })
    }
}

impl Vec3 {
    /// One that stands `offset` bytes ahead as three float32 or float64, and what is wrong with it.
    #[inline(always)]
    unsafe fn peek<const TRICKS: bool, const WIDE: bool>(cursor: &Cursor<'_, TRICKS>, offset: usize) -> (Self, u8) {
        let (expected, step) = if WIDE { (0xcb, 9) } else { (0xca, 5) };
        // SAFETY: the caller has seen that a header and three floats are left from there.
        unsafe {
            let marker = |index: usize| cursor.peek::<u8>(offset + 1 + index * step) ^ expected;
            let float = |index: usize| {
                let at = offset + 2 + index * step;
                if WIDE {
                    f64::from_bits(u64::from_be(cursor.peek(at))) as f32
                } else {
                    f32::from_bits(u32::from_be(cursor.peek(at)))
                }
            };
            let wrong = (cursor.peek::<u8>(offset) ^ 0x93) | marker(0) | marker(1) | marker(2);
            (Self { x: float(0), y: float(1), z: float(2) }, wrong)
        }
    }

    /// As if all were of one width, which is looked at once, at the end.
    #[inline(always)]
    fn alike<const TRICKS: bool, const WIDE: bool>(cursor: &mut Cursor<'_, TRICKS>, count: usize) -> Option<Vec<Self>> {
        let size = if WIDE { 28 } else { 16 };
        if cursor.left() / size < count {
            return None;
        }
        let mut values = Vec::<Self>::with_capacity(count);
        let start = values.as_mut_ptr();
        let mut wrong = 0;
        // SAFETY: `size` bytes an element are left, and `count` values have room.
        unsafe {
            for index in 0..count {
                let (value, markers) = Self::peek::<TRICKS, WIDE>(cursor, size * index);
                wrong |= markers;
                start.add(index).write(value);
            }
            if wrong != 0 {
                return None;
            }
            values.set_len(count);
            cursor.skip(size * count);
        }
        Some(values)
    }
}

impl<'a, const TRICKS: bool> Get<'a, TRICKS> for Vec3 {
    const FEWEST: usize = 4;
    #[inline(always)]
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
        cursor.expect([0x93])?;
        Some(Self { x: cursor.single()?, y: cursor.single()?, z: cursor.single()? })
    }

    #[inline(always)]
    fn get_each(cursor: &mut Cursor<'a, TRICKS>, count: usize) -> Option<Vec<Self>> {
        if cursor.left() / 4 < count {
            return None;
        }
        if TRICKS && let Some(values) = Self::alike::<TRICKS, true>(cursor, count) {
            return Some(values);
        }
        if TRICKS && let Some(values) = Self::alike::<TRICKS, false>(cursor, count) {
            return Some(values);
        }
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            values.push(Self::get(cursor)?);
        }
        Some(values)
    }
}

impl<'a, const TRICKS: bool> Get<'a, TRICKS> for peer::Envelope<'a> {
    const FEWEST: usize = 8;
    /// Header and tag choose together; each variant then reads its own header, because one that is read
    /// before is moved into every variant.
    #[inline(always)]
    fn get(cursor: &mut Cursor<'a, TRICKS>) -> Option<Self> {
        if cursor.left() < 2 {
            return None;
        }
        // SAFETY: two bytes are left.
        let head = unsafe { cursor.peek::<[u8; 2]>(0) };
        // SAFETY: as above.
        unsafe { cursor.skip(2) };
        Some(match head {
            [0x93, 1] => Self::Data { header: Get::get(cursor)?, payload: cursor.binary()? },
            [0x94, 2] => {
                Self::Control { header: Get::get(cursor)?, action: cursor.text()?, metadata: cursor.binary()? }
            }
            [0x93, 3] => Self::Heartbeat { header: Get::get(cursor)?, sender_id: cursor.text()? },
            [0x94, 4] => Self::Ack { header: Get::get(cursor)?, acked_seq: cursor.unsigned()?, status: cursor.text()? },
            [0x95, 5] => Self::Error {
                header: Get::get(cursor)?,
                code: cursor.text()?,
                message: cursor.text()?,
                details: cursor.binary()?,
            },
            _ => return None,
        })
    }
}
