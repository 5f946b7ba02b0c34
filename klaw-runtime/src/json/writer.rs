//! Where JSON is written: at the end of a vector, without a space, as msgspec writes it. What it writes is UTF-8.

use crate::encode::Encode;
use crate::msgpack::writer::append_text;

/// Writes JSON at the end of a vector. Hand-written encoders and `#[wire(with = module)]` write to it.
///
/// ```
/// use klaw_runtime::json::{self, Json};
/// use klaw_runtime::{Encode, msgpack};
///
/// struct Point(u64, u64);
///
/// impl Encode for Point {
///     fn encode(&self, writer: &mut msgpack::Writer<'_>) {
///         writer.map_header(2);
///         writer.str("x");
///         writer.u64(self.0);
///         writer.str("y");
///         writer.u64(self.1);
///     }
///
///     fn encode_json(&self, writer: &mut json::Writer<'_>) {
///         writer.begin_object();
///         writer.key("x");
///         writer.u64(self.0);
///         writer.key("y");
///         writer.u64(self.1);
///         writer.end_object();
///     }
/// }
///
/// impl Json for Point {}
///
/// assert_eq!(json::to_string(&Point(1, 2)), r#"{"x":1,"y":2}"#);
/// ```
///
/// One method for each kind of value; [`element`](Self::element) stands in front of each in an array:
///
/// ```
/// use klaw_runtime::json::Writer;
///
/// let mut text = Vec::new();
/// let mut writer = Writer::new(&mut text);
/// writer.begin_array();
/// writer.element();
/// writer.null();
/// writer.element();
/// writer.bool(true);
/// writer.element();
/// writer.i64(-1);
/// writer.element();
/// writer.f64(0.5);
/// writer.element();
/// writer.str("a\"b");
/// writer.element();
/// writer.bytes(&[7]);
/// writer.end_array();
/// assert_eq!(text, br#"[null,true,-1,0.5,"a\"b","Bw=="]"#);
/// ```
pub struct Writer<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> Writer<'a> {
    /// A writer at the end of `out`.
    pub fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out }
    }

    /// Writes null.
    #[inline]
    pub fn null(&mut self) {
        self.block(b"null");
    }

    /// Writes a bool.
    #[inline]
    pub fn bool(&mut self, value: bool) {
        if value {
            self.block(b"true");
        } else {
            self.block(b"false");
        }
    }

    /// Writes an integer.
    #[inline]
    pub fn u64(&mut self, value: u64) {
        append_text::<false>(self.out, itoa::Buffer::new().format(value).as_bytes());
    }

    /// Writes an integer.
    #[inline]
    pub fn i64(&mut self, value: i64) {
        append_text::<false>(self.out, itoa::Buffer::new().format(value).as_bytes());
    }

    /// Writes a float in the fewest digits that tell it; `null` where JSON has no such number.
    ///
    /// ```
    /// use klaw_runtime::json::to_string;
    ///
    /// assert_eq!(to_string(&[1.0, 0.1, 1e16, 1e-6, f64::NAN]), "[1.0,0.1,1e16,1e-6,null]");
    /// ```
    #[inline]
    pub fn f64(&mut self, value: f64) {
        if value.abs() < 1e16 {
            append_text::<false>(self.out, zmij::Buffer::new().format_finite(value).as_bytes());
        } else {
            self.huge(value);
        }
    }

    /// A number with an exponent above zero, which msgspec writes without a sign, or none at all.
    #[inline(never)]
    fn huge(&mut self, value: f64) {
        if !value.is_finite() {
            return self.null();
        }
        let mut buffer = zmij::Buffer::new();
        let text = buffer.format_finite(value);
        match text.split_once('+') {
            Some((digits, exponent)) => {
                self.out.extend_from_slice(digits.as_bytes());
                self.out.extend_from_slice(exponent.as_bytes());
            }
            None => self.out.extend_from_slice(text.as_bytes()),
        }
    }

    /// Writes a string.
    #[inline]
    pub fn str(&mut self, text: &str) {
        let bytes = text.as_bytes();
        if is_plain(bytes) {
            append_text::<true>(self.out, bytes);
        } else {
            self.escaped(bytes);
        }
    }

    #[cold]
    #[inline(never)]
    fn escaped(&mut self, bytes: &[u8]) {
        self.out.push(b'"');
        let mut plain = 0;
        for (at, byte) in bytes.iter().enumerate() {
            let hex = |digit: u8| b"0123456789abcdef"[usize::from(digit & 15)];
            let escape: &[u8] = match byte {
                b'"' => b"\\\"",
                b'\\' => b"\\\\",
                b'\n' => b"\\n",
                b'\t' => b"\\t",
                b'\r' => b"\\r",
                0x08 => b"\\b",
                0x0c => b"\\f",
                ..0x20 => &[b'\\', b'u', b'0', b'0', hex(byte >> 4), hex(*byte)],
                _ => continue,
            };
            self.out.extend_from_slice(bytes.get(plain..at).unwrap_or_default());
            self.out.extend_from_slice(escape);
            plain = at + 1;
        }
        self.out.extend_from_slice(bytes.get(plain..).unwrap_or_default());
        self.out.push(b'"');
    }

    /// Writes text that needs no escapes: digits, letters, `-`, `:` and the like.
    pub(crate) fn plain(&mut self, text: &str) {
        debug_assert!(is_plain(text.as_bytes()));
        self.out.push(b'"');
        self.out.extend_from_slice(text.as_bytes());
        self.out.push(b'"');
    }

    /// Writes bytes: padded base64.
    ///
    /// ```
    /// use klaw_runtime::json::to_string;
    ///
    /// assert_eq!(to_string(&vec![1_u8, 2]), "\"AQI=\"");
    /// ```
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.plain(&crate::base64::encode(bytes));
    }

    /// Starts an array. Each value is announced by [`element`](Self::element), and [`end_array`](Self::end_array)
    /// must follow.
    pub fn begin_array(&mut self) {
        self.out.push(b'[');
    }

    /// Announces the next value of an array.
    #[inline]
    pub fn element(&mut self) {
        self.separate(b'[');
    }

    /// Ends an array.
    pub fn end_array(&mut self) {
        self.out.push(b']');
    }

    /// Starts an object. Each value is announced by [`key`](Self::key), and [`end_object`](Self::end_object) must
    /// follow.
    pub fn begin_object(&mut self) {
        self.out.push(b'{');
    }

    /// Writes a key; its value must follow.
    pub fn key(&mut self, key: &str) {
        self.separate(b'{');
        self.str(key);
        self.out.push(b':');
    }

    /// Ends an object.
    pub fn end_object(&mut self) {
        self.out.push(b'}');
    }

    /// A comma, but not where an array or object has just begun. No value ends with an opening bracket.
    #[inline]
    fn separate(&mut self, open: u8) {
        if self.out.last() != Some(&open) {
            self.out.push(b',');
        }
    }

    /// Writes text that is known at compile time.
    #[doc(hidden)]
    #[inline(always)]
    pub fn block<const N: usize>(&mut self, block: &[u8; N]) {
        self.out.extend_from_slice(block);
    }

    /// The same with a comma in front, which is left out where an object has just begun.
    #[doc(hidden)]
    #[inline]
    pub fn entry<const N: usize>(&mut self, block: &[u8; N]) {
        self.separate(b'{');
        self.out.extend_from_slice(block);
    }

    /// Writes the key of a map, which may be a number.
    #[inline]
    pub(crate) fn map_key<T: Encode + ?Sized>(&mut self, key: &T) {
        self.separate(b'{');
        let at = self.out.len();
        key.encode_json(self);
        if self.out.get(at) != Some(&b'"') {
            self.out.insert(at, b'"');
            self.out.push(b'"');
        }
        self.out.push(b':');
    }

    /// Writes a value that is JSON already.
    pub(crate) fn raw(&mut self, text: &[u8]) {
        debug_assert!(std::str::from_utf8(text).is_ok());
        self.out.extend_from_slice(text);
    }
}

/// Does the text stand as it is between quotes?
#[cfg_attr(not(debug_assertions), inline(always))]
fn is_plain(bytes: &[u8]) -> bool {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    /// Marks for what is escaped. One may be due to a borrow, from one that is right.
    fn marks(word: u64) -> u64 {
        let quote = word ^ (EACH * b'"' as u64);
        let escape = word ^ (EACH * b'\\' as u64);
        (quote.wrapping_sub(EACH) & !quote)
            | (escape.wrapping_sub(EACH) & !escape)
            | (word.wrapping_sub(EACH * 0x20) & !word)
    }
    let mut any = 0;
    if let (Some(_), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        for word in bytes.as_chunks::<8>().0 {
            any |= marks(u64::from_le_bytes(*word));
        }
        any |= marks(u64::from_le_bytes(*last));
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        any |= marks(u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)));
    } else if let (Some(first), Some(last)) = (bytes.first(), bytes.last()) {
        // Three bytes at most: the first, the last and the one between, behind what is plain.
        let middle = bytes.get(bytes.len() / 2).copied().unwrap_or_default();
        any |= marks(u64::from_le_bytes([*first, middle, *last, b' ', b' ', b' ', b' ', b' ']));
    }
    any & HIGH == 0
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    /// Every length about the borders of words, with every byte at every place.
    #[test]
    fn every_byte_is_looked_at() {
        for length in 0..40 {
            let mut bytes = vec![b'a'; length];
            assert!(is_plain(&bytes), "{length}");
            for at in 0..length {
                for byte in 0..=u8::MAX {
                    bytes[at] = byte;
                    assert_eq!(is_plain(&bytes), !matches!(byte, b'"' | b'\\' | ..0x20), "{byte} at {at} of {length}");
                }
                bytes[at] = b'a';
            }
        }
    }
}
