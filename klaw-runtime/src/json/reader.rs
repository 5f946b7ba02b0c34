//! The cursor that JSON is read from, and its scalars. Safe Rust; the way that almost every text takes is short and
//! inlined, everything else is out of line and on a copy of the cursor, so that the compiler keeps the cursor itself in
//! registers.

use super::blame::OUT_OF_RANGE;
use super::text::Manner;
use super::{number, skip, text};
use crate::constrain::Rules;
use crate::error::Error;
use crate::fault::{Fault, Number, Types};
use crate::lax;
use crate::msgpack::Limits;
use crate::msgpack::utf8;
use std::borrow::Cow;

/// A cursor over one JSON text.
///
/// Hand-written decoders and `#[wire(with = module)]` read from it; derived ones do too. Values are asked for by their type;
/// arrays and objects are opened, and asked for their elements until there are none:
///
/// ```
/// use klaw_runtime::json::Reader;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let mut reader = Reader::new(br#"{"ports": [80, 443]}"#);
/// reader.begin_object()?;
/// assert_eq!(reader.key()?.as_deref(), Some("ports"));
/// reader.begin_array()?;
/// assert!(reader.element()?);
/// assert_eq!(reader.u64()?, 80);
/// assert!(reader.element()?);
/// assert_eq!(reader.u64()?, 443);
/// assert!(!reader.element()?);
/// assert_eq!(reader.key()?, None);
/// # Ok(())
/// # }
/// ```
///
/// One method for each kind of value, and one to pass over any:
///
/// ```
/// use klaw_runtime::Limits;
/// use klaw_runtime::json::Reader;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let mut reader = Reader::with_limits(br#"[null,true,-1,0.5,"\u00e9","Bw==",[1,2],null]"#, &Limits::new().depth(2));
/// reader.begin_array()?;
/// assert!(reader.element()? && reader.take_null());
/// assert!(reader.element()? && reader.bool()?);
/// assert!(reader.element()? && reader.i64()? == -1);
/// assert!(reader.element()? && reader.f64()? == 0.5);
/// assert!(reader.element()? && reader.str()? == "\u{e9}");
/// assert!(reader.element()? && reader.bytes()? == [7]);
/// assert!(reader.element()?);
/// reader.skip()?;
/// assert!(reader.element()?);
/// reader.null()?;
/// assert!(!reader.element()?);
/// assert_eq!(reader.offset(), 45);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy)]
pub struct Reader<'de> {
    pub(super) input: &'de [u8],
    pub(super) at: usize,
    /// How many more arrays and objects may be opened, of how many.
    pub(super) depth: u32,
    pub(super) most_depth: u32,
    /// How many more bytes of collections may be decoded, of how many.
    pub(super) memory: usize,
    pub(super) most_memory: usize,
    /// Has nothing been read yet of the array or object that is open?
    pub(super) first: bool,
    /// What may stand in quotes: `KEY`, `LAX`, both or neither. One byte, so that the cursor is copied as if there were no lax
    /// rules.
    pub(super) quotes: u8,
}

/// The text `null` in quotes, where that is nil: the place behind it.
#[cold]
#[inline(never)]
fn null_text(input: &[u8], is_lax: bool, error: Error) -> Result<usize, Error> {
    let text = error.offset().filter(|at| is_lax && error.may_be_nil(*at)).filter(|at| input.get(*at) == Some(&b'"'));
    let text = text.and_then(|at| text::read(input, at).ok());
    match text {
        Some((text, end)) if lax::null(&text) => Ok(end),
        _ => Err(error.or_nil()),
    }
}

/// The next value is the key of an object, where a number stands in quotes.
pub(super) const KEY: u8 = 1;
/// Values are read by the lax rules.
const LAX: u8 = 2;

impl<'de> Reader<'de> {
    /// A cursor at the start of `input`, with the default [`Limits`].
    #[must_use]
    pub fn new(input: &'de [u8]) -> Self {
        Self::with_limits(input, &Limits::DEFAULT)
    }

    /// A cursor at the start of `input`. It counts depth and memory alone.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[must_use]
    pub fn with_limits(input: &'de [u8], limits: &Limits) -> Self {
        let memory = limits.memory_for(input.len());
        Self {
            input,
            at: 0,
            depth: limits.depth,
            most_depth: limits.depth,
            memory,
            most_memory: memory,
            first: false,
            quotes: 0,
        }
    }

    /// Are values read by the lax rules?
    pub(crate) fn is_lax(&self) -> bool {
        self.quotes & LAX != 0
    }

    fn is_key(&self) -> bool {
        self.quotes & KEY != 0
    }

    /// Reads what is next by the lax rules.
    pub(crate) fn lax<R>(&mut self, read: impl FnOnce(&mut Self) -> R) -> R {
        let before = self.quotes;
        self.quotes |= LAX;
        let result = read(self);
        self.quotes = before;
        result
    }

    /// How many bytes have been read.
    #[cfg_attr(not(debug_assertions), inline(always))]
    #[must_use]
    pub fn offset(&self) -> usize {
        self.at
    }

    /// Does what is out of line on a copy of the cursor.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn apart<R>(&mut self, seldom: impl FnOnce(&mut Self) -> R) -> R {
        if cfg!(debug_assertions) {
            return seldom(self);
        }
        let mut copy = self.near();
        let result = seldom(&mut copy);
        self.follow(&copy);
        result
    }

    /// A copy of the cursor, field by field: as one, it would be fetched in wider pieces than it is written in.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn near(&self) -> Self {
        let Self { input, at, depth, most_depth, memory, most_memory, first, quotes } = *self;
        Self { input, at, depth, most_depth, memory, most_memory, first, quotes }
    }

    /// Goes to where a copy stands.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn follow(&mut self, copy: &Self) {
        let Self { at, depth, memory, first, quotes, .. } = *copy;
        (self.at, self.depth, self.memory, self.first, self.quotes) = (at, depth, memory, first, quotes);
    }

    /// The next byte; 0 at the end.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn peek(&self) -> u8 {
        match self.input.get(self.at) {
            Some(byte) => *byte,
            None => 0,
        }
    }

    /// The first byte of the next token; 0 at the end.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn token(&mut self) -> u8 {
        let byte = self.peek();
        if byte > b' ' {
            return byte;
        }
        self.at = behind_space(self.input, self.at);
        self.peek()
    }

    /// Goes back to a place where the cursor has been.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn seek(&mut self, at: usize) {
        self.at = at;
    }

    /// Reads `literal` if it is next.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn eat<const N: usize>(&mut self, literal: &[u8; N]) -> bool {
        match self.input.get(self.at..) {
            Some(rest) if rest.first_chunk() == Some(literal) => {
                self.at += N;
                true
            }
            _ => false,
        }
    }

    // Scalars.

    /// Reads null.
    ///
    /// # Errors
    /// Another value, or none.
    pub fn null(&mut self) -> Result<(), Error> {
        if self.take_null() { Ok(()) } else { Err(self.unexpected(Types::NIL)) }
    }

    /// Reads null if it is next.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn take_null(&mut self) -> bool {
        self.token() == b'n' && self.eat(b"null")
    }

    /// Reads a bool.
    ///
    /// # Errors
    /// Another value, or none.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn bool(&mut self) -> Result<bool, Error> {
        self.token();
        if self.eat(b"true") {
            Ok(true)
        } else if self.eat(b"false") {
            Ok(false)
        } else {
            self.apart(Self::lax_bool)
        }
    }

    /// A bool by the lax rules: a word in quotes, or 0 or 1 with or without them.
    #[cold]
    #[inline(never)]
    fn lax_bool(&mut self) -> Result<bool, Error> {
        let start = *self;
        let found = match self.token() {
            _ if !self.is_lax() || self.is_key() => Ok(None),
            b'"' => lax::bool(&self.str_bytes()?),
            _ => Ok(self.int(Types::BOOL).ok().and_then(lax::bool_of)),
        };
        match found {
            Ok(Some(value)) => Ok(value),
            found => {
                *self = start;
                Err(found.err().map_or_else(|| self.unexpected(Types::BOOL), |fault| self.fault(fault)))
            }
        }
    }

    /// Reads an integer that a `u64` holds.
    ///
    /// # Errors
    /// Another value, an integer outside of the range, or none.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn u64(&mut self) -> Result<u64, Error> {
        self.unsigned(0, u64::MAX)
    }

    /// Reads an integer that an `i64` holds.
    ///
    /// # Errors
    /// Another value, an integer outside of the range, or none.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn i64(&mut self) -> Result<i64, Error> {
        self.signed(i64::MIN, i64::MAX)
    }

    /// Reads an integer in `min..=max`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn unsigned(&mut self, min: u64, max: u64) -> Result<u64, Error> {
        self.token();
        if let Some((value, at)) = number::unsigned(self.input, self.at)
            && value >= min
            && value <= max
        {
            self.at = at;
            return Ok(value);
        }
        match self.apart(|reader| reader.int_in(i128::from(min), i128::from(max))) {
            Ok(value) => Ok(value as u64),
            Err(error) => Err(error),
        }
    }

    /// Reads an integer in `min..=max`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn signed(&mut self, min: i64, max: i64) -> Result<i64, Error> {
        self.token();
        if let Some((value, at)) = number::signed(self.input, self.at)
            && value >= min
            && value <= max
        {
            self.at = at;
            return Ok(value);
        }
        match self.apart(|reader| reader.int_in(i128::from(min), i128::from(max))) {
            Ok(value) => Ok(value as i64),
            Err(error) => Err(error),
        }
    }

    /// Reads an integer that an `i64` holds, if that is next.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn plain_signed(&mut self) -> Option<i64> {
        self.token();
        let (value, at) = number::signed(self.input, self.at)?;
        self.at = at;
        Some(value)
    }

    /// Reads any integer, and says which bound it breaks.
    #[inline(never)]
    pub(crate) fn int_in(&mut self, min: i128, max: i128) -> Result<i128, Error> {
        let start = self.at;
        let value = match self.int(Types::INT) {
            Ok(value) => value,
            Err(error) => self.lax_int(start, error)?,
        };
        let (op, bound) = if value < min {
            (">=", min)
        } else if value > max {
            ("<=", max)
        } else {
            return Ok(value);
        };
        self.at = start;
        Err(self.fault(Fault::Range { expected: "int", op, bound: Number::Int(bound) }))
    }

    /// An integer by the lax rules: in quotes, or a float that is whole.
    #[cold]
    #[inline(never)]
    fn lax_int(&mut self, start: usize, error: Error) -> Result<i128, Error> {
        if !self.is_lax() {
            return Err(error);
        }
        self.at = start;
        let found = match self.token() {
            b'"' => lax::int(&self.str_bytes()?),
            _ => Ok(match self.number() {
                Some(Number::Float(value)) => lax::whole(value),
                _ => None,
            }),
        };
        match found {
            Ok(Some(value)) => Ok(value),
            found => {
                self.at = start;
                self.token();
                Err(found.err().map_or(error, |fault| self.fault(fault)))
            }
        }
    }

    /// Reads the number that is next, if it is one.
    pub(crate) fn number(&mut self) -> Option<Number> {
        self.token();
        let number::Token { end, is_float } = number::token(self.input, self.at).ok()?;
        let text = self.input.get(self.at..end)?;
        let number = if is_float { Number::Float(number::parse(text)?) } else { Number::Int(number::int(text)) };
        self.at = end;
        Some(number)
    }

    /// Reads an integer, or by the lax rules the digits of one in quotes: the value of an enumeration.
    pub(crate) fn int_or_digits(&mut self) -> Result<i128, Error> {
        let start = *self;
        match self.int(Types::INT) {
            Ok(value) => Ok(value),
            Err(error) if !self.is_lax() => Err(error),
            Err(error) => {
                *self = start;
                let digits = if self.token() == b'"' { lax::digits(&self.str_bytes()?) } else { Ok(None) };
                digits.map_err(|fault| start.fault(fault))?.ok_or_else(|| {
                    *self = start;
                    error
                })
            }
        }
    }

    /// What is no value, and not null: by the lax rules the text `null` is nil, unless it was a value and broke a rule.
    ///
    /// # Errors
    /// `error`, of a value that could have been nil.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn or_nil(&mut self, error: Error) -> Result<(), Error> {
        match null_text(self.input, self.is_lax(), error) {
            Ok(at) => {
                self.at = at;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Reads an integer of any size, one past 128 bits as the nearest; anything else is another type than `expected`.
    #[inline(never)]
    pub(crate) fn int(&mut self, expected: Types) -> Result<i128, Error> {
        let byte = self.token();
        if byte == b'"' && self.is_key() {
            return self.quoted(|inner| inner.int(expected), expected);
        }
        if !(byte == b'-' || byte.is_ascii_digit()) {
            return Err(self.unexpected(expected));
        }
        match number::token(self.input, self.at) {
            Ok(number::Token { end, is_float: false }) => {
                let value = number::int(&self.input[self.at..end]);
                self.at = end;
                Ok(value)
            }
            _ => Err(self.unexpected(expected)),
        }
    }

    /// Reads a float, or an integer as one.
    ///
    /// # Errors
    /// Another value, a number that is infinite as a float, or none.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn f64(&mut self) -> Result<f64, Error> {
        self.token();
        match number::float(self.input, self.at) {
            Some((value, at)) => {
                self.at = at;
                Ok(value)
            }
            None => self.apart(Self::any_float),
        }
    }

    #[inline(never)]
    fn any_float(&mut self) -> Result<f64, Error> {
        let byte = self.token();
        if byte == b'"' && self.is_lax() {
            return self.lax_float();
        }
        if byte == b'"' && self.is_key() {
            return self.quoted(|inner| inner.f64(), Types::FLOAT);
        }
        if !(byte == b'-' || byte.is_ascii_digit()) {
            return Err(self.unexpected(Types::FLOAT));
        }
        let token = match number::token(self.input, self.at) {
            Ok(token) => token,
            Err((what, at)) => return Err(self.malformed_at(what, at)),
        };
        match number::parse(&self.input[self.at..token.end]) {
            Some(value) => {
                self.at = token.end;
                Ok(value)
            }
            None => Err(self.fault(Fault::Sentence(OUT_OF_RANGE))),
        }
    }

    /// A float by the lax rules: in quotes.
    #[cold]
    #[inline(never)]
    fn lax_float(&mut self) -> Result<f64, Error> {
        let start = self.at;
        let found = lax::float(&self.str_bytes()?);
        match found {
            Ok(Some(value)) => Ok(value),
            found => {
                self.at = start;
                Err(found.err().map_or_else(|| self.unexpected(Types::FLOAT), |fault| self.fault(fault)))
            }
        }
    }

    /// Reads the string that is next as a number of its own.
    fn quoted<T>(
        &mut self,
        read: impl FnOnce(&mut Reader<'_>) -> Result<T, Error>,
        expected: Types,
    ) -> Result<T, Error> {
        let start = self.at;
        let body = self.str_bytes()?;
        // What is read from inside has no place of its own: that of the key.
        let mut inner = Reader { input: &body, at: 0, quotes: self.quotes & !KEY, ..*self };
        match read(&mut inner) {
            Ok(value) if inner.at == body.len() && body.first().is_none_or(|byte| *byte > b' ') => Ok(value),
            result => {
                self.at = start;
                let is_float =
                    matches!(number::token(&body, 0), Ok(token) if token.is_float && token.end == body.len());
                Err(match result {
                    _ if is_float => self.fault(Fault::Type { expected, got: "float" }),
                    _ => self.fault(Fault::Type { expected, got: "str" }),
                })
            }
        }
    }

    /// Reads a string; one without escapes is borrowed.
    ///
    /// # Errors
    /// Another value, none, or bytes that are not UTF-8.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn str(&mut self) -> Result<Cow<'de, str>, Error> {
        match self.plain_str() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.apart(|reader| reader.any_str(Types::STR)),
        }
    }

    /// Reads a string if it is next and has no escapes.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn plain_str(&mut self) -> Option<&'de str> {
        if self.token() != b'"' {
            return None;
        }
        let text = utf8::until_quote(self.input.get(self.at + 1..)?)?;
        self.at += text.len() + 2;
        Some(text)
    }

    /// Reads a string, with all that can stand in one; anything else is another type than `expected`.
    #[inline(never)]
    pub(crate) fn any_str(&mut self, expected: Types) -> Result<Cow<'de, str>, Error> {
        if self.token() != b'"' {
            return Err(self.unexpected(expected));
        }
        let start = self.at;
        let text = match self.str_bytes()? {
            Cow::Borrowed(bytes) => utf8::from_utf8(bytes).map(Cow::Borrowed),
            Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
        };
        text.ok_or_else(|| {
            self.at = start;
            self.fault(Fault::InvalidUtf8)
        })
    }

    /// Reads the string that is next without a look at its UTF-8: a key of a message, or a form of ASCII.
    #[inline(never)]
    pub(crate) fn str_bytes(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        match text::read(self.input, self.at) {
            Ok((bytes, end)) => {
                self.at = end;
                Ok(bytes)
            }
            Err(fault) => Err(self.broken(fault)),
        }
    }

    /// Reads a string that is text of another form; anything else is another type than `expected`.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn form(&mut self, expected: Types) -> Result<Cow<'de, [u8]>, Error> {
        match self.plain_str() {
            Some(text) => Ok(Cow::Borrowed(text.as_bytes())),
            None => self.apart(|reader| reader.any_form(expected)),
        }
    }

    #[inline(never)]
    pub(crate) fn any_form(&mut self, expected: Types) -> Result<Cow<'de, [u8]>, Error> {
        if self.token() == b'"' { self.str_bytes() } else { Err(self.unexpected(expected)) }
    }

    /// Reads bytes: padded base64.
    ///
    /// # Errors
    /// Another value, text that is not base64, or none.
    pub fn bytes(&mut self) -> Result<Vec<u8>, Error> {
        self.ruled_bytes(&Rules::NONE)
    }

    /// Reads bytes that must keep rules. As in msgspec, their length is judged before they are decoded.
    #[inline(never)]
    pub(crate) fn ruled_bytes(&mut self, rules: &Rules) -> Result<Vec<u8>, Error> {
        self.token();
        let start = self.at;
        let text = self.form(Types::BYTES)?;
        let fault = match crate::base64::length(&text).map(|length| rules.length("bytes", length)) {
            Some(Ok(())) => match crate::base64::decode(&text) {
                Some(bytes) => {
                    self.charge(bytes.len())?;
                    return Ok(bytes);
                }
                None => crate::base64::INVALID,
            },
            Some(Err(fault)) => fault,
            None => crate::base64::INVALID,
        };
        self.at = start;
        Err(self.fault(fault))
    }

    // Whole values.

    /// Skips one value: it must be well-formed, but UTF-8 is not looked at.
    ///
    /// # Errors
    /// Text that is not JSON, or too many open arrays and objects.
    #[inline(never)]
    pub fn skip(&mut self) -> Result<(), Error> {
        self.token();
        match skip::value(self.input, self.at, self.depth, Manner::Passed) {
            Ok(end) => {
                self.at = end;
                Ok(())
            }
            Err(fault) => Err(self.broken(fault)),
        }
    }

    /// Reads one value, whatever it is, as its text.
    pub(crate) fn raw(&mut self) -> Result<&'de str, Error> {
        self.token();
        let start = self.at;
        self.skip()?;
        let text = self.input.get(start..self.at).and_then(utf8::from_utf8);
        text.ok_or_else(|| {
            self.at = start;
            self.fault(Fault::InvalidUtf8)
        })
    }

    /// The value must be all that there is.
    pub(super) fn finish(&mut self) -> Result<(), Error> {
        if self.token() == 0 && self.at == self.input.len() {
            return Ok(());
        }
        // msgspec counts from behind the first of them.
        Err(self.malformed_at(crate::fault::TRAILING, self.at + 1))
    }

    // Limits.

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
            None => Err(self.fault(Fault::Memory { limit: self.most_memory })),
        }
    }

    /// Makes room for one more element, and charges for it. As nothing says how many come, it is twice what there was, but no
    /// more than the rest of the text has room for.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn grow<T>(&mut self, items: &mut Vec<T>) -> Result<(), Error> {
        if size_of::<T>() == 0 {
            return self.charge(1);
        }
        if items.len() < items.capacity() { Ok(()) } else { self.apart(|reader| reader.grow_to(items)) }
    }

    #[cold]
    #[inline(never)]
    fn grow_to<T>(&mut self, items: &mut Vec<T>) -> Result<(), Error> {
        let more = self.room_behind(items.len()) - items.len();
        self.charge(more.saturating_mul(size_of::<T>()))?;
        items.reserve_exact(more);
        Ok(())
    }

    /// How many elements room is made for where there are `count`, and one more: each takes a byte at the least, and so does
    /// what stands behind it.
    pub(crate) fn room_behind(&self, count: usize) -> usize {
        let rest = self.input.len().saturating_sub(self.at) / 2;
        count.saturating_mul(2).max(4).min(count.saturating_add(rest.max(1)))
    }
}

/// Where the white space ends that stands at `at`.
#[inline(never)]
fn behind_space(input: &[u8], at: usize) -> usize {
    let rest = input.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r')).count()
}
