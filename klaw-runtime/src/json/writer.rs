//! Where JSON is written: at the end of a vector, without a space, as msgspec writes it. What it writes is UTF-8.

use super::decimal;
use crate::encode::Encode;
use crate::msgpack::writer::{append_quoted, append_text};

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
        append_text(self.out, itoa::Buffer::new().format(value).as_bytes());
    }

    /// Writes an integer.
    #[inline]
    pub fn i64(&mut self, value: i64) {
        append_text(self.out, itoa::Buffer::new().format(value).as_bytes());
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
        match decimal::text(value.abs()) {
            Some((block, length)) => {
                if value.is_sign_negative() {
                    self.block(b"-");
                }
                // All of the block at once: to copy so much of it would fetch again what has just been put together.
                self.block(&block);
                self.out.truncate(self.out.len() - (block.len() - length));
            }
            None => self.any_float(value),
        }
    }

    #[inline(never)]
    fn any_float(&mut self, value: f64) {
        if !value.is_finite() {
            return self.null();
        }
        let mut buffer = zmij::Buffer::new();
        let text = buffer.format_finite(value);
        // msgspec writes an exponent above zero without a sign.
        let exponent = if value.abs() < 1e16 { None } else { text.split_once('+') };
        let (digits, exponent) = exponent.unwrap_or((text, ""));
        append_text(self.out, digits.as_bytes());
        append_text(self.out, exponent.as_bytes());
    }

    /// Writes a string.
    #[inline]
    pub fn str(&mut self, text: &str) {
        if !append_quoted(self.out, text.as_bytes()) {
            self.escaped(text.as_bytes());
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
        let is_plain = append_quoted(self.out, text.as_bytes());
        debug_assert!(is_plain);
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

#[cfg(test)]
mod tests {
    use crate::msgpack::writer::append_quoted;

    /// Every length about the borders of words, with every byte at every place.
    #[test]
    fn every_byte_is_looked_at() {
        for length in 0..40 {
            let mut bytes: Vec<u8> =
                (b'A'..).take(length).map(|byte| if byte == b'\\' { b'a' } else { byte }).collect();
            let mut out = b"[".to_vec();
            assert!(append_quoted(&mut out, &bytes), "{length}");
            assert_eq!(out, [b"[\"", &*bytes, b"\""].concat());
            for at in 0..length {
                let before = bytes[at];
                for byte in 0..=u8::MAX {
                    bytes[at] = byte;
                    out.truncate(1);
                    let is_plain = !matches!(byte, b'"' | b'\\' | ..0x20);
                    assert_eq!(append_quoted(&mut out, &bytes), is_plain, "{byte} at {at} of {length}");
                    assert_eq!(out.len(), if is_plain { length + 3 } else { 1 });
                }
                bytes[at] = before;
            }
        }
    }
}
