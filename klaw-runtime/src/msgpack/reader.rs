//! The cursor that decoders read from. Safe Rust on slices; nothing is believed before it is read.
//!
//! A method that fails leaves the cursor where it stood and says what was expected there. The way
//! that succeeds is short and inlined; everything else is out of line.

use super::limits::Limits;
use super::marker::{Kind, LAYOUTS, Layout};
use super::prefix::Starts;
use super::skip;
use super::utf8;
use crate::error::Error;
use crate::fault::{Fault, Number, Types};
use crate::lax;

/// A cursor over one MessagePack message.
///
/// Hand-written decoders and `#[wire(with = module)]` read from it; derived ones do too.
///
/// ```
/// use klaw_runtime::msgpack::Reader;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let mut reader = Reader::new(&[0x92, 0x05, 0xa2, b'o', b'k']);
/// assert_eq!(reader.begin_array()?, 2);
/// assert_eq!(reader.u64()?, 5);
/// assert_eq!(reader.str()?, "ok");
/// reader.end();
/// assert_eq!(reader.remaining(), 0);
/// # Ok(())
/// # }
/// ```
///
/// One method for each kind of value, and three for a value that is any:
///
/// ```
/// use klaw_runtime::Limits;
/// use klaw_runtime::msgpack::{Kind, Reader};
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let frame = b"\x82\x01\xc0\xff\x95\xc3\xcb\x3f\xe0\0\0\0\0\0\0\xc4\x01\x07\x92\x01\x02\xa2ok";
/// let mut reader = Reader::with_limits(frame, &Limits::new().depth(3));
/// assert_eq!(reader.begin_map()?, 2);
/// assert_eq!(reader.u64()?, 1);
/// assert!(reader.take_nil());
/// assert_eq!(reader.i64()?, -1);
/// assert_eq!(reader.begin_array()?, 5);
/// assert!(!reader.take_nil());
/// assert!(reader.bool()?);
/// assert_eq!(reader.f64()?, 0.5);
/// assert_eq!(reader.bin()?, [7]);
/// assert_eq!(reader.raw()?, [0x92, 1, 2]);
/// assert_eq!((reader.kind(), reader.offset()), (Some(Kind::Str), 21));
/// assert_eq!(reader.nil().unwrap_err().to_string(), "Expected `null`, got `str`");
/// reader.skip()?;
/// reader.end();
/// reader.end();
/// # Ok(())
/// # }
/// ```
pub struct Reader<'de> {
    pub(super) rest: &'de [u8],
    origin: Origin,
    /// How many more arrays and maps may be opened, of how many.
    pub(super) depth: u32,
    most_depth: u32,
    /// How many more bytes of collections may be decoded, of how many.
    memory: usize,
    most_memory: usize,
}

/// Where offsets count from, and by which rules values are read. In one word, which what is seldom done takes anyway: what
/// is often done does not know of the lax rules.
#[derive(Clone, Copy)]
struct Origin(usize);

impl Origin {
    const LAX: usize = 1;

    /// Of an input of so many bytes, which are never more than half of what a `usize` counts.
    #[inline(always)]
    fn new(total: usize) -> Self {
        Self(total << 1)
    }

    /// The length of the whole input.
    #[inline(always)]
    fn total(self) -> usize {
        self.0 >> 1
    }

    /// How many bytes stand before what has not been read.
    #[inline(always)]
    fn offset(self, rest: &[u8]) -> usize {
        self.total() - rest.len()
    }

    #[inline(always)]
    fn is_lax(self) -> bool {
        self.0 & Self::LAX != 0
    }
}

/// A value of MessagePack's ext family.
pub(crate) struct ExtBody<'de> {
    pub(crate) code: i8,
    pub(crate) data: &'de [u8],
}

impl<'de> Reader<'de> {
    /// A cursor at the start of `input`, with the default [`Limits`].
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[must_use]
    pub fn new(input: &'de [u8]) -> Self {
        Self::with_limits(input, &Limits::DEFAULT)
    }

    /// A cursor at the start of `input`. It counts depth and memory; [`Limits::check`] holds the others against the input.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[must_use]
    pub fn with_limits(input: &'de [u8], limits: &Limits) -> Self {
        let memory = limits.memory_for(input.len());
        Self {
            rest: input,
            origin: Origin::new(input.len()),
            depth: limits.depth,
            most_depth: limits.depth,
            memory,
            most_memory: memory,
        }
    }

    /// Does what is seldom done, and is out of line, on a copy of the cursor. Where no pointer to the cursor itself
    /// leaves a decoder, the compiler keeps the cursor in registers.
    #[inline(always)]
    pub(crate) fn apart<R>(&mut self, seldom: impl FnOnce(&mut Self) -> R) -> R {
        if cfg!(debug_assertions) {
            return seldom(self);
        }
        let mut copy = Self { ..*self };
        let result = seldom(&mut copy);
        *self = copy;
        result
    }

    /// How many bytes have not been read.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.rest.len()
    }

    /// How many bytes have been read.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[must_use]
    pub fn offset(&self) -> usize {
        self.origin.offset(self.rest)
    }

    /// The length of the whole input.
    pub(crate) fn total(&self) -> usize {
        self.origin.total()
    }

    /// Are values read by the lax rules?
    pub(crate) fn is_lax(&self) -> bool {
        self.origin.is_lax()
    }

    /// Reads what is next by the lax rules.
    pub(crate) fn lax<R>(&mut self, read: impl FnOnce(&mut Self) -> R) -> R {
        let before = self.origin;
        self.origin.0 |= Origin::LAX;
        let result = read(self);
        self.origin = before;
        result
    }

    /// The kind of the next value, if there is one.
    #[must_use]
    pub fn kind(&self) -> Option<Kind> {
        self.rest.first().map(|&opcode| Kind::of(opcode))
    }

    /// Reads nil.
    ///
    /// # Errors
    /// Another value, or none.
    pub fn nil(&mut self) -> Result<(), Error> {
        if self.take_nil() { Ok(()) } else { Err(self.unexpected(Types::NIL)) }
    }

    /// Reads nil if it is next.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn take_nil(&mut self) -> bool {
        self.eat(&[0xc0])
    }

    /// Reads a bool.
    ///
    /// # Errors
    /// Another value, or none.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn bool(&mut self) -> Result<bool, Error> {
        match self.rest {
            [opcode @ (0xc2 | 0xc3), rest @ ..] => {
                self.rest = rest;
                Ok(*opcode == 0xc3)
            }
            rest => {
                let (value, rest) = bool_at(rest, self.origin)?;
                self.rest = rest;
                Ok(value)
            }
        }
    }

    /// Reads an integer of any width that a `u64` holds.
    ///
    /// # Errors
    /// Another value, a negative integer, or none.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn u64(&mut self) -> Result<u64, Error> {
        self.unsigned(0, u64::MAX)
    }

    /// Reads an integer of any width that an `i64` holds.
    ///
    /// # Errors
    /// Another value, an integer past `i64::MAX`, or none.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn i64(&mut self) -> Result<i64, Error> {
        self.signed(i64::MIN, i64::MAX)
    }

    /// Reads an integer in `min..=max`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn unsigned(&mut self, min: u64, max: u64) -> Result<u64, Error> {
        let start = self.rest;
        if let Some(value) = self.u64_in_window()
            && value >= min
            && value <= max
        {
            return Ok(value);
        }
        match unsigned_at(start, self.origin, min, max) {
            Ok((value, rest)) => {
                self.rest = rest;
                Ok(value)
            }
            Err(error) => {
                self.rest = start;
                Err(error)
            }
        }
    }

    /// Reads an integer in `min..=max`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn signed(&mut self, min: i64, max: i64) -> Result<i64, Error> {
        let start = self.rest;
        if let Some(value) = self.i64_in_window()
            && value >= min
            && value <= max
        {
            return Ok(value);
        }
        match signed_at(start, self.origin, min, max) {
            Ok((value, rest)) => {
                self.rest = rest;
                Ok(value)
            }
            Err(error) => {
                self.rest = start;
                Err(error)
            }
        }
    }

    /// An unsigned integer, read from one window of nine bytes.
    ///
    /// The two widest classes have branches of their own: an advance that is a constant keeps the
    /// cursor off the chain from the load to the shift.
    #[inline(always)]
    fn u64_in_window(&mut self) -> Option<u64> {
        if let Some((window, _)) = self.rest.split_first_chunk::<9>() {
            let [opcode, word @ ..] = *window;
            let word = u64::from_be_bytes(word);
            if opcode < 0x80 {
                self.rest = &self.rest[1..];
                return Some(u64::from(opcode));
            }
            let class = opcode.wrapping_sub(0xcc);
            if class == 3 {
                self.rest = &self.rest[9..];
                return Some(word);
            }
            if class == 2 {
                self.rest = &self.rest[5..];
                return Some(word >> 32);
            }
            if class < 2 {
                let width = 1_usize << class;
                self.rest = &self.rest[1 + width..];
                return Some(word >> (64 - 8 * width));
            }
        } else if let [opcode @ 0..=0x7f, rest @ ..] = self.rest {
            self.rest = rest;
            return Some(u64::from(*opcode));
        }
        None
    }

    /// The same for both signs.
    #[inline(always)]
    pub(crate) fn i64_in_window(&mut self) -> Option<i64> {
        if let Some((window, _)) = self.rest.split_first_chunk::<9>() {
            let [opcode, word @ ..] = *window;
            let word = u64::from_be_bytes(word);
            if !(0x80..0xe0).contains(&opcode) {
                self.rest = &self.rest[1..];
                return Some(i64::from(opcode as i8));
            }
            let class = opcode.wrapping_sub(0xcc);
            if class == 3 {
                self.rest = &self.rest[9..];
                return i64::try_from(word).ok();
            }
            if class == 2 {
                self.rest = &self.rest[5..];
                return Some((word >> 32) as i64);
            }
            if class < 8 {
                let width = 1_usize << (class & 3);
                let shift = 64 - 8 * width;
                self.rest = &self.rest[1 + width..];
                return Some(if class < 4 { (word >> shift) as i64 } else { (word as i64) >> shift });
            }
        } else if let [opcode @ (0..=0x7f | 0xe0..=0xff), rest @ ..] = self.rest {
            self.rest = rest;
            return Some(i64::from(*opcode as i8));
        }
        None
    }

    /// Reads an integer of any width and sign; anything else is another type than `expected`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn int(&mut self, expected: Types) -> Result<i128, Error> {
        let (value, rest) = int_at(self.rest, self.origin, expected)?;
        self.rest = rest;
        Ok(value)
    }

    /// Reads an integer, or by the lax rules the digits of one: the value of an enumeration.
    pub(crate) fn int_or_digits(&mut self) -> Result<i128, Error> {
        let start = self.rest;
        match self.int(Types::INT) {
            Ok(value) => Ok(value),
            Err(error) if !self.is_lax() => Err(error),
            Err(error) => {
                let Some((text, rest)) = str_body(start) else { return Err(error) };
                let value = lax::digits(text).map_err(|fault| self.fault(fault))?.ok_or(error)?;
                self.rest = rest;
                Ok(value)
            }
        }
    }

    /// What is no value, and not nil: by the lax rules the text `null` is nil, unless it was a value and broke a rule.
    ///
    /// # Errors
    /// `error`, of a value that could have been nil.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn or_nil(&mut self, error: Error) -> Result<(), Error> {
        match null_text(self.rest, self.origin, error) {
            Ok(rest) => {
                self.rest = rest;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Reads an integer in `min..=max`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn int_in(&mut self, min: i128, max: i128) -> Result<i128, Error> {
        let (value, rest) = int_in(self.rest, self.origin, min, max)?;
        self.rest = rest;
        Ok(value)
    }

    /// Reads a float of either width, or an integer as one.
    ///
    /// # Errors
    /// Another value, or none.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn f64(&mut self) -> Result<f64, Error> {
        if let [0xcb, a, b, c, d, e, f, g, h, rest @ ..] = self.rest {
            self.rest = rest;
            return Ok(f64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]));
        }
        let (value, rest) = float_at(self.rest, self.origin)?;
        self.rest = rest;
        Ok(value)
    }

    /// Reads a float32, or a float64 that is no infinity as one; `None` where it takes a closer look.
    #[inline(always)]
    pub(crate) fn f32_in_window(&mut self) -> Option<f32> {
        match self.rest {
            [0xcb, a, b, c, d, e, f, g, h, rest @ ..] => {
                let value = f64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]) as f32;
                if value.is_infinite() {
                    return None;
                }
                self.rest = rest;
                Some(value)
            }
            [0xca, a, b, c, d, rest @ ..] => {
                self.rest = rest;
                Some(f32::from_be_bytes([*a, *b, *c, *d]))
            }
            _ => None,
        }
    }

    /// Reads a string, without a copy.
    ///
    /// # Errors
    /// Another value, none, or bytes that are not UTF-8.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn str(&mut self) -> Result<&'de str, Error> {
        self.str_or(Types::STR)
    }

    /// Reads a string; anything else is another type than `expected`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn str_or(&mut self, expected: Types) -> Result<&'de str, Error> {
        if let Some((&opcode, rest)) = self.rest.split_first()
            && opcode & 0xe0 == 0xa0
            && let Some((body, rest)) = rest.split_at_checked(usize::from(opcode & 31))
            && let Some(text) = utf8::from_utf8(body)
        {
            self.rest = rest;
            return Ok(text);
        }
        let (text, rest) = str_at(self.rest, self.origin, expected)?;
        self.rest = rest;
        Ok(text)
    }

    /// Reads a key of a message. It is judged by its opcode alone, and its UTF-8 is not checked: a key
    /// that is not valid matches no name.
    pub(crate) fn key(&mut self) -> Result<&'de [u8], Error> {
        match str_body(self.rest) {
            Some((body, rest)) => {
                self.rest = rest;
                Ok(body)
            }
            None => Err(self.unexpected_opcode(Types::STR)),
        }
    }

    /// Reads bytes, without a copy.
    ///
    /// # Errors
    /// Another value, or none.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn bin(&mut self) -> Result<&'de [u8], Error> {
        let (length, body) = match self.rest {
            [0xc4, a, body @ ..] => (usize::from(*a), body),
            [0xc5, a, b, body @ ..] => (usize::from(u16::from_be_bytes([*a, *b])), body),
            [0xc6, a, b, c, d, body @ ..] => (u32::from_be_bytes([*a, *b, *c, *d]) as usize, body),
            _ => return Err(self.unexpected(Types::BYTES)),
        };
        match body.split_at_checked(length) {
            Some((body, rest)) => {
                self.rest = rest;
                Ok(body)
            }
            None => Err(self.unexpected(Types::BYTES)),
        }
    }

    /// The length of the bytes that are next, as their header says it.
    #[cold]
    pub(crate) fn bin_length(&self) -> Option<usize> {
        match *self.rest {
            [0xc4, a, ..] => Some(usize::from(a)),
            [0xc5, a, b, ..] => Some(usize::from(u16::from_be_bytes([a, b]))),
            [0xc6, a, b, c, d, ..] => Some(u32::from_be_bytes([a, b, c, d]) as usize),
            _ => None,
        }
    }

    /// Reads a value of the ext family; anything else is another type than `expected`.
    pub(crate) fn ext(&mut self, expected: Types) -> Result<ExtBody<'de>, Error> {
        let (length, code, body) = match self.rest {
            [0xd4, code, body @ ..] => (1, code, body),
            [0xd5, code, body @ ..] => (2, code, body),
            [0xd6, code, body @ ..] => (4, code, body),
            [0xd7, code, body @ ..] => (8, code, body),
            [0xd8, code, body @ ..] => (16, code, body),
            [0xc7, a, code, body @ ..] => (usize::from(*a), code, body),
            [0xc8, a, b, code, body @ ..] => (usize::from(u16::from_be_bytes([*a, *b])), code, body),
            [0xc9, a, b, c, d, code, body @ ..] => (u32::from_be_bytes([*a, *b, *c, *d]) as usize, code, body),
            _ => return Err(self.unexpected(expected)),
        };
        match body.split_at_checked(length) {
            Some((data, rest)) => {
                self.rest = rest;
                Ok(ExtBody { code: *code as i8, data })
            }
            None => Err(self.unexpected(expected)),
        }
    }

    /// Opens an array, and gives the number of its elements as the header says it. [`end`](Self::end) closes it.
    ///
    /// # Errors
    /// Another value, none, or too many open arrays and maps.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn begin_array(&mut self) -> Result<usize, Error> {
        let start = self.rest;
        let length = match *start {
            [opcode @ 0x90..=0x9f, ..] => {
                self.rest = &start[1..];
                usize::from(opcode & 15)
            }
            _ => {
                let (length, rest) = array_at(start, self.origin)?;
                self.rest = rest;
                length
            }
        };
        self.open(start)?;
        Ok(length)
    }

    /// Opens a map, and gives the number of its entries as the header says it. [`end`](Self::end) closes it.
    ///
    /// # Errors
    /// Another value, none, or too many open arrays and maps.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn begin_map(&mut self) -> Result<usize, Error> {
        let start = self.rest;
        let length = match *start {
            [opcode @ 0x80..=0x8f, ..] => {
                self.rest = &start[1..];
                usize::from(opcode & 15)
            }
            _ => {
                let (length, rest) = map_at(start, self.origin)?;
                self.rest = rest;
                length
            }
        };
        self.open(start)?;
        Ok(length)
    }

    /// Counts an array or map that starts at `start` as open.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn open(&mut self, start: &'de [u8]) -> Result<(), Error> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => {
                self.rest = start;
                Err(self.too_deep())
            }
        }
    }

    /// Opens the array whose header (and tag) is exactly `prefix`; `false` where another header is next.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn open_exact(&mut self, prefix: &[u8]) -> Result<bool, Error> {
        let start = self.rest;
        if !self.eat(prefix) {
            return Ok(false);
        }
        self.open(start)?;
        Ok(true)
    }

    /// Opens the array that `starts` knows by its header and tag: the tag, and how many elements are behind it.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn open_start(&mut self, starts: &Starts) -> Result<Option<(u8, usize)>, Error> {
        let start = self.rest;
        if let [header, tag, rest @ ..] = start
            && let Some(elements) = starts.find(*header, *tag)
        {
            self.rest = rest;
            self.open(start)?;
            return Ok(Some((*tag, elements)));
        }
        Ok(None)
    }

    /// Reads the header of a short array and the integer of one byte that stands first in it: that, and how many
    /// elements are behind it. Nothing is counted as open.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn short_start(&mut self) -> Option<(u8, usize)> {
        match self.rest {
            [header @ 0x91..=0x9f, tag @ 0..=0x7f, rest @ ..] => {
                self.rest = rest;
                Some((*tag, usize::from(header & 15) - 1))
            }
            _ => None,
        }
    }

    /// Closes the array or map that was opened last. Its elements must have been read.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn end(&mut self) {
        self.depth = self.depth.saturating_add(1);
    }

    /// Skips one value: structure, lengths and depth are checked; UTF-8 and the types of keys are not.
    ///
    /// # Errors
    /// Input that is no complete value.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn skip(&mut self) -> Result<(), Error> {
        self.raw().map(drop)
    }

    /// Skips so many values, which stand in one array.
    ///
    /// # Errors
    /// The index of the value that is not complete, and what is wrong with it. The cursor is at its start.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn skip_all(&mut self, count: usize) -> Result<(), (usize, Error)> {
        self.apart(|reader| reader.skip_many(count))
    }

    #[inline(never)]
    fn skip_many(&mut self, count: usize) -> Result<(), (usize, Error)> {
        match skip::values_size(self.rest, self.offset(), count as u64, self.depth, self.most_depth) {
            Ok(size) => {
                self.rest = &self.rest[size..];
                Ok(())
            }
            Err(error) => Err(self.skip_each(count, error)),
        }
    }

    /// Looks for the value that is broken.
    #[cold]
    fn skip_each(&mut self, count: usize, error: Error) -> (usize, Error) {
        for index in 0..count {
            if let Err(error) = self.skip() {
                return (index, error);
            }
        }
        (count, error)
    }

    /// Reads one value, whatever it is, as its bytes. The same checks as [`skip`](Self::skip).
    ///
    /// # Errors
    /// Input that is no complete value.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn raw(&mut self) -> Result<&'de [u8], Error> {
        let size = match *self.rest {
            // Payloads: the length is in the header, whatever their size.
            [0xc4 | 0xd9, a, ..] => 2 + usize::from(a),
            [0xc5 | 0xda, a, b, ..] => 3 + usize::from(u16::from_be_bytes([a, b])),
            [0xc6 | 0xdb, a, b, c, d, ..] => (u32::from_be_bytes([a, b, c, d]) as usize).saturating_add(5),
            _ => usize::MAX,
        };
        if let Some((value, rest)) = self.rest.split_at_checked(size) {
            self.rest = rest;
            return Ok(value);
        }
        self.apart(Self::any_raw)
    }

    #[inline(never)]
    fn any_raw(&mut self) -> Result<&'de [u8], Error> {
        let size = skip::value_size(self.rest, self.offset(), self.depth, self.most_depth)?;
        let (value, rest) = self.rest.split_at(size);
        self.rest = rest;
        Ok(value)
    }

    /// Reads `bytes` if they are next.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn eat(&mut self, bytes: &[u8]) -> bool {
        match self.rest.strip_prefix(bytes) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Reads `bytes` if they are next. They are few and known by their address alone: by two loads that may overlap, as a call
    /// would take longer than the comparison.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn eat_short(&mut self, bytes: &'static [u8]) -> bool {
        let Some((found, rest)) = self.rest.split_at_checked(bytes.len()) else { return false };
        let alike = match bytes.len() {
            0..2 => found.first() == bytes.first(),
            2..4 => ends::<2>(found) == ends::<2>(bytes),
            4..8 => ends::<4>(found) == ends::<4>(bytes),
            8..=16 => ends::<8>(found) == ends::<8>(bytes),
            _ => found == bytes,
        };
        if alike {
            self.rest = rest;
        }
        alike
    }

    /// The next two bytes as one number, little-endian as `eat` compares them; `NO_PREFIX` where there are fewer.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn prefix(&self) -> u32 {
        match *self.rest {
            [a, b, ..] => u32::from(u16::from_le_bytes([a, b])),
            _ => NO_PREFIX,
        }
    }

    /// The bytes that have not been read.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn rest(&self) -> &'de [u8] {
        self.rest
    }

    /// Goes back (or on) to where `rest` was what remained.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn seek(&mut self, rest: &'de [u8]) {
        debug_assert!(rest.len() <= self.total());
        self.rest = rest;
    }

    /// How many elements of `T`, each of at least `smallest` bytes, a collection may reserve room for
    /// where its header says `count`. What is reserved is charged.
    ///
    /// # Errors
    /// The limit on memory.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn reserve<T>(&mut self, count: usize, smallest: usize) -> Result<usize, Error> {
        let count = count.min(self.rest.len() / smallest.max(1));
        self.charge(count.saturating_mul(size_of::<T>().max(1)))?;
        Ok(count)
    }

    /// How many more elements of `T` a collection may reserve room for, that which has just been read among them, where
    /// what `reserve` let it have is full and `left` are to come: elements that are smaller than their type says. By the
    /// lax rules there are some, and nobody holds what is written by hand to what it says. Each may take a byte; there is
    /// room for as many again at least as it has `held`, so that what reads no byte does not grow one by one.
    ///
    /// # Errors
    /// The limit on memory.
    #[cold]
    #[inline(never)]
    pub(crate) fn reserve_more<T>(&mut self, held: usize, left: usize) -> Result<usize, Error> {
        let count = left.min(held.max(self.rest.len() + 1));
        self.charge(count.saturating_mul(size_of::<T>().max(1)))?;
        Ok(count)
    }

    /// Charges memory that a value is about to take.
    ///
    /// # Errors
    /// The limit on memory.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn charge(&mut self, bytes: usize) -> Result<(), Error> {
        match self.memory.checked_sub(bytes) {
            Some(memory) => {
                self.memory = memory;
                Ok(())
            }
            None => Err(self.too_much()),
        }
    }

    /// An error at the next value.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn fault(&self, fault: Fault) -> Error {
        Error::at_offset(fault, self.offset())
    }

    /// Says what is wrong with the next value, where `expected` was expected. As in msgspec, a scalar is
    /// read in full before it is called wrong, so that truncation wins.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn unexpected(&self, expected: Types) -> Error {
        unexpected(self.rest, self.offset(), expected)
    }

    /// The same for tags and the keys of messages, which are judged by the opcode alone: a value of
    /// the right kind is truncated, any other is of the wrong type.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn unexpected_opcode(&self, expected: Types) -> Error {
        unexpected_opcode(self.rest, self.offset(), expected)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn too_deep(&self) -> Error {
        self.fault(Fault::Depth { limit: self.most_depth })
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn too_much(&self) -> Error {
        self.fault(Fault::Memory { limit: self.most_memory })
    }
}

// What is seldom read, out of line. Not methods: where a pointer to the cursor is given to a function that is called,
// the cursor lies in memory. Each takes what has not been read and where the input begins, and gives the value
// and what follows it.

/// An integer of any width, wherever it stands, in `min..=max`.
#[inline(never)]
fn unsigned_at(rest: &[u8], origin: Origin, min: u64, max: u64) -> Result<(u64, &[u8]), Error> {
    let (value, rest) = int_in(rest, origin, i128::from(min), i128::from(max))?;
    Ok((value as u64, rest))
}

/// The same for both signs.
#[inline(never)]
fn signed_at(rest: &[u8], origin: Origin, min: i64, max: i64) -> Result<(i64, &[u8]), Error> {
    let (value, rest) = int_in(rest, origin, i128::from(min), i128::from(max))?;
    Ok((value as i64, rest))
}

/// Says which bound an integer breaks.
#[inline(never)]
fn int_in(start: &[u8], origin: Origin, min: i128, max: i128) -> Result<(i128, &[u8]), Error> {
    let (value, rest) = int_or_lax(start, origin)?;
    let (op, bound) = if value < min {
        (">=", min)
    } else if value > max {
        ("<=", max)
    } else {
        return Ok((value, rest));
    };
    let fault = Fault::Range { expected: "int", op, bound: Number::Int(bound) };
    Err(Error::at_offset(fault, origin.offset(start)))
}

/// An integer of any width and sign; anything else is another type than `expected`.
#[inline(never)]
fn int_at(rest: &[u8], origin: Origin, expected: Types) -> Result<(i128, &[u8]), Error> {
    match rest {
        [opcode @ (0..=0x7f | 0xe0..=0xff), rest @ ..] => Ok((i128::from(*opcode as i8), rest)),
        [0xcc, a, rest @ ..] => Ok((i128::from(*a), rest)),
        [0xcd, a, b, rest @ ..] => Ok((i128::from(u16::from_be_bytes([*a, *b])), rest)),
        [0xce, a, b, c, d, rest @ ..] => Ok((i128::from(u32::from_be_bytes([*a, *b, *c, *d])), rest)),
        [0xcf, a, b, c, d, e, f, g, h, rest @ ..] => {
            Ok((i128::from(u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h])), rest))
        }
        [0xd0, a, rest @ ..] => Ok((i128::from(*a as i8), rest)),
        [0xd1, a, b, rest @ ..] => Ok((i128::from(i16::from_be_bytes([*a, *b])), rest)),
        [0xd2, a, b, c, d, rest @ ..] => Ok((i128::from(i32::from_be_bytes([*a, *b, *c, *d])), rest)),
        [0xd3, a, b, c, d, e, f, g, h, rest @ ..] => {
            Ok((i128::from(i64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h])), rest))
        }
        _ => Err(unexpected(rest, origin.offset(rest), expected)),
    }
}

/// An integer, or what is one by the lax rules.
fn int_or_lax(rest: &[u8], origin: Origin) -> Result<(i128, &[u8]), Error> {
    match int_at(rest, origin, Types::INT) {
        Ok(read) => Ok(read),
        Err(error) => lax_int(rest, origin, error),
    }
}

#[cold]
#[inline(never)]
fn lax_int(start: &[u8], origin: Origin, error: Error) -> Result<(i128, &[u8]), Error> {
    if !origin.is_lax() {
        return Err(error);
    }
    let (found, rest) = match (float_body(start), str_body(start)) {
        (Some((value, rest)), _) => (Ok(lax::whole(value)), rest),
        (None, Some((text, rest))) => (lax::int(text), rest),
        _ => return Err(error),
    };
    match found {
        Ok(Some(value)) => Ok((value, rest)),
        Ok(None) => Err(error),
        Err(fault) => Err(Error::at_offset(fault, origin.offset(start))),
    }
}

#[cold]
#[inline(never)]
fn lax_float(start: &[u8], origin: Origin, error: Error) -> Result<(f64, &[u8]), Error> {
    let Some((text, rest)) = str_body(start).filter(|_| origin.is_lax()) else { return Err(error) };
    match lax::float(text) {
        Ok(Some(value)) => Ok((value, rest)),
        Ok(None) => Err(error),
        Err(fault) => Err(Error::at_offset(fault, origin.offset(start))),
    }
}

/// A bool by the lax rules: a word, or 0 or 1.
#[cold]
#[inline(never)]
fn bool_at(start: &[u8], origin: Origin) -> Result<(bool, &[u8]), Error> {
    let (found, rest) = match (int_at(start, origin, Types::BOOL), str_body(start)) {
        _ if !origin.is_lax() => (Ok(None), start),
        (Ok((value, rest)), _) => (Ok(lax::bool_of(value)), rest),
        (_, Some((text, rest))) => (lax::bool(text), rest),
        _ => (Ok(None), start),
    };
    match found {
        Ok(Some(value)) => Ok((value, rest)),
        Ok(None) => Err(unexpected(start, origin.offset(start), Types::BOOL)),
        Err(fault) => Err(Error::at_offset(fault, origin.offset(start))),
    }
}

/// The text `null`, where that is nil: what follows it.
#[cold]
#[inline(never)]
fn null_text(start: &[u8], origin: Origin, error: Error) -> Result<&[u8], Error> {
    match str_body(start) {
        Some((text, rest)) if origin.is_lax() && lax::null(text) && error.may_be_nil(origin.offset(start)) => Ok(rest),
        _ => Err(error.or_nil()),
    }
}

/// The float that is next, of either width, and what follows it.
fn float_body(rest: &[u8]) -> Option<(f64, &[u8])> {
    match rest {
        [0xca, a, b, c, d, rest @ ..] => Some((f64::from(f32::from_be_bytes([*a, *b, *c, *d])), rest)),
        [0xcb, rest @ ..] => {
            let (bytes, rest) = rest.split_first_chunk()?;
            Some((f64::from_be_bytes(*bytes), rest))
        }
        _ => None,
    }
}

/// A float32, or an integer as a float.
#[inline(never)]
fn float_at(rest: &[u8], origin: Origin) -> Result<(f64, &[u8]), Error> {
    if let [0xca, a, b, c, d, rest @ ..] = rest {
        return Ok((f64::from(f32::from_be_bytes([*a, *b, *c, *d])), rest));
    }
    match int_at(rest, origin, Types::FLOAT) {
        Ok((value, rest)) => Ok((value as f64, rest)),
        Err(error) => lax_float(rest, origin, error),
    }
}

/// A string under any header; anything else is another type than `expected`.
#[inline(never)]
fn str_at(rest: &[u8], origin: Origin, expected: Types) -> Result<(&str, &[u8]), Error> {
    let offset = origin.offset(rest);
    let Some((body, rest)) = str_body(rest) else { return Err(unexpected(rest, offset, expected)) };
    match utf8::from_utf8(body) {
        Some(text) => Ok((text, rest)),
        None => Err(Error::at_offset(Fault::InvalidUtf8, offset)),
    }
}

/// The body of the string that is next, and what follows it.
fn str_body(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, body) = match rest {
        [opcode @ 0xa0..=0xbf, body @ ..] => (usize::from(opcode & 31), body),
        [0xd9, a, body @ ..] => (usize::from(*a), body),
        [0xda, a, b, body @ ..] => (usize::from(u16::from_be_bytes([*a, *b])), body),
        [0xdb, a, b, c, d, body @ ..] => (u32::from_be_bytes([*a, *b, *c, *d]) as usize, body),
        _ => return None,
    };
    body.split_at_checked(length)
}

/// The header of an array that is not a short one.
#[inline(never)]
fn array_at(rest: &[u8], origin: Origin) -> Result<(usize, &[u8]), Error> {
    match rest {
        [0xdc, a, b, rest @ ..] => Ok((usize::from(u16::from_be_bytes([*a, *b])), rest)),
        [0xdd, a, b, c, d, rest @ ..] => Ok((u32::from_be_bytes([*a, *b, *c, *d]) as usize, rest)),
        _ => Err(unexpected(rest, origin.offset(rest), Types::ARRAY)),
    }
}

/// The header of a map that is not a short one.
#[inline(never)]
fn map_at(rest: &[u8], origin: Origin) -> Result<(usize, &[u8]), Error> {
    match rest {
        [0xde, a, b, rest @ ..] => Ok((usize::from(u16::from_be_bytes([*a, *b])), rest)),
        [0xdf, a, b, c, d, rest @ ..] => Ok((u32::from_be_bytes([*a, *b, *c, *d]) as usize, rest)),
        _ => Err(unexpected(rest, origin.offset(rest), Types::OBJECT)),
    }
}

#[cold]
#[inline(never)]
fn unexpected(rest: &[u8], offset: usize, expected: Types) -> Error {
    let fault = |fault| Error::at_offset(fault, offset);
    let Some(&opcode) = rest.first() else { return fault(Fault::Truncated { needed: 1 }) };
    // With no level left to open, an array or map would be too deep; its kind is what is wrong.
    match Kind::of(opcode) {
        Kind::Array | Kind::Map => match LAYOUTS[opcode as usize] {
            Layout::Items { width, .. } if rest.len() <= usize::from(width) => {
                fault(Fault::Truncated { needed: 1 + usize::from(width) - rest.len() })
            }
            _ => fault(Fault::Type { expected, got: Kind::of(opcode).got() }),
        },
        kind => match skip::value_size(rest, offset, 0, 0) {
            Ok(_) => fault(Fault::Type { expected, got: kind.got() }),
            Err(error) => error,
        },
    }
}

#[cold]
#[inline(never)]
fn unexpected_opcode(rest: &[u8], offset: usize, expected: Types) -> Error {
    let fault = |fault| Error::at_offset(fault, offset);
    let Some(&opcode) = rest.first() else { return fault(Fault::Truncated { needed: 1 }) };
    let kind = Kind::of(opcode);
    let right = match kind {
        Kind::Int => expected == Types::INT,
        Kind::Str => expected == Types::STR,
        _ => false,
    };
    if right {
        return match skip::value_size(rest, offset, 0, 0) {
            Ok(_) => fault(Fault::InvalidUtf8),
            Err(error) => error,
        };
    }
    fault(Fault::Type { expected, got: kind.got_by_opcode() })
}

/// No two bytes read as this.
pub(crate) const NO_PREFIX: u32 = u32::MAX;

/// The first and the last `N` bytes, which may overlap.
#[inline(always)]
fn ends<const N: usize>(bytes: &[u8]) -> Option<([u8; N], [u8; N])> {
    Some((*bytes.first_chunk()?, *bytes.last_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a method reads, and how many bytes it leaves.
    fn read<'de, T>(bytes: &'de [u8], read: fn(&mut Reader<'de>) -> Result<T, Error>) -> Option<(T, usize)> {
        let mut reader = Reader::new(bytes);
        read(&mut reader).ok().map(|value| (value, reader.remaining()))
    }

    /// What is read in one look is what the functions out of line read: of each opcode, with any number of bytes behind it.
    #[test]
    fn the_quick_ways_are_the_long_ones() {
        for opcode in 0..=u8::MAX {
            for (fill, length) in [0x00, b'a', 0x7f, 0x80, 0xc8, 0xff].into_iter().flat_map(|fill| {
                // As many as the longest short string has, and more than fit in one byte.
                (0..=40).chain([300]).map(move |length| (fill, length))
            }) {
                let bytes =
                    (0..=length).map(|at| if at == 0 { opcode } else { fill ^ (at & 1) as u8 }).collect::<Vec<_>>();
                let origin = Origin::new(bytes.len());
                let int = int_at(&bytes, origin, Types::INT).ok();
                let unsigned = int.and_then(|(value, rest)| Some((u64::try_from(value).ok()?, rest.len())));
                let signed = int.and_then(|(value, rest)| Some((i64::try_from(value).ok()?, rest.len())));
                let text = str_at(&bytes, origin, Types::STR).ok().map(|(text, rest)| (text, rest.len()));
                assert_eq!(read(&bytes, Reader::u64), unsigned, "{bytes:02x?}");
                assert_eq!(read(&bytes, Reader::i64), signed, "{bytes:02x?}");
                assert_eq!(read(&bytes, Reader::str), text, "{bytes:02x?}");
                if let Some((body, _)) = read(&bytes, Reader::bin) {
                    assert_eq!(Reader::new(&bytes).bin_length(), Some(body.len()), "{bytes:02x?}");
                }
            }
        }
    }

    #[test]
    fn a_whole_float_of_either_width_is_an_integer_by_the_lax_rules() {
        for bytes in [&[0xca, 0x40, 0xe0, 0, 0][..], &[0xcb, 0x40, 0x1c, 0, 0, 0, 0, 0, 0]] {
            assert_eq!(read(bytes, |reader| reader.lax(Reader::i64)), Some((7, 0)));
            assert_eq!(read(bytes, Reader::i64), None);
        }
    }

    /// A comparison by two loads is one of all bytes.
    #[test]
    fn a_few_bytes_are_compared_whole() {
        static BYTES: [u8; 40] = *b"abcdefghijklmnopqrstuvwxyz0123456789ABCD";
        for length in 0..BYTES.len() {
            let eaten = |bytes: &[u8]| Reader::new(bytes).eat_short(&BYTES[..length]);
            assert!(eaten(&BYTES) && eaten(&BYTES[..length]), "{length}");
            for at in 0..length {
                let mut other = BYTES;
                other[at] ^= 0x80;
                assert!(!eaten(&other) && !eaten(&BYTES[..at]), "{length} {at}");
            }
        }
    }
}
