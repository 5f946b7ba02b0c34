//! What can be wrong, as data; its text is msgspec's.

use crate::error::ErrorKind;
use std::fmt;

/// One fault. The text of those that msgspec knows is msgspec's, word for word.
pub(crate) enum Fault {
    /// Another type than the one that was expected.
    Type {
        expected: Types,
        got: &'static str,
    },
    /// A number outside its range: `Expected `int` >= 1`.
    Range {
        expected: &'static str,
        op: &'static str,
        bound: Number,
    },
    /// A number that is not a multiple.
    MultipleOf {
        expected: &'static str,
        of: Number,
    },
    /// A length outside its range: `Expected `str` of length >= 1`.
    Length {
        expected: &'static str,
        op: &'static str,
        bound: usize,
    },
    /// A string that a pattern does not match.
    Pattern(&'static str),
    /// An array-like message with too few elements, the tag counted.
    AtLeast {
        want: usize,
        got: usize,
    },
    /// An array-like message that refuses further elements, the tag not counted.
    AtMost {
        want: usize,
        got: usize,
    },
    /// An array whose length is fixed.
    Exactly {
        want: usize,
        got: usize,
    },
    /// The same in JSON, where the length is not known before the end.
    #[cfg_attr(not(feature = "json"), allow(dead_code, reason = "JSON's"))]
    NoMoreThan(usize),
    /// The same of a fixed length.
    #[cfg_attr(not(feature = "json"), allow(dead_code, reason = "JSON's"))]
    NotExactly(usize),
    /// Another type than the one that was expected, where msgspec says no more: a tag in JSON.
    #[cfg_attr(not(feature = "json"), allow(dead_code, reason = "JSON's"))]
    Expected(Types),
    MissingField(&'static str),
    UnknownField(String),
    /// A tag that no member has.
    Tag(Scalar),
    /// A value that an enumeration does not have.
    Enumeration(Scalar),
    /// A sentence that stands by itself.
    Sentence(&'static str),
    /// What a user's own check says.
    Custom(String),
    /// A version that is not known, or not shared.
    Version(String),
    /// More bytes are needed; how many at the least.
    Truncated {
        needed: usize,
    },
    /// Bytes that stand after the value.
    Trailing {
        at: usize,
    },
    InvalidOpcode {
        opcode: u8,
        at: usize,
    },
    /// Text that is not JSON.
    #[cfg_attr(not(feature = "json"), allow(dead_code, reason = "JSON's"))]
    NotJson {
        what: &'static str,
        at: usize,
    },
    /// Text that is not TOML.
    #[cfg_attr(not(feature = "toml"), allow(dead_code, reason = "TOML's"))]
    NotToml(String),
    InvalidUtf8,
    Depth {
        limit: u32,
    },
    Memory {
        limit: usize,
    },
    /// A message of more bytes than are allowed.
    MessageSize {
        size: usize,
        limit: usize,
    },
    /// A str, bin or ext of more bytes than are allowed.
    StringSize {
        limit: usize,
        at: usize,
    },
    /// An array or map of more elements than are allowed.
    ElementCount {
        limit: usize,
        at: usize,
    },
    /// A key that stands twice, where none may.
    DuplicateKey {
        at: usize,
    },
    /// What a limit refuses, in words.
    Refused {
        what: &'static str,
        at: usize,
    },
    /// A str, bin, array or map past 2^32 - 1.
    TooLong,
    BufferTooSmall {
        needed: usize,
        available: usize,
    },
}

/// What stands behind the one value of a JSON text.
pub(crate) const TRAILING: &str = "trailing characters";

/// A number as rules hold it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Number {
    Int(i128),
    Float(f64),
}

/// A tag or an enumeration's value as it stood on the wire.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Scalar {
    Int(i128),
    Str(String),
}

impl Fault {
    /// A value that is never shown.
    pub(crate) const SECRET: Self = Self::Sentence("Invalid value of a secret");

    /// Does its text hold some of the value?
    pub(crate) fn shows_the_value(&self) -> bool {
        matches!(self, Self::Tag(_) | Self::Enumeration(_) | Self::UnknownField(_) | Self::Custom(_) | Self::Version(_))
    }

    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Truncated { .. } => ErrorKind::Truncated,
            Self::Trailing { .. } => ErrorKind::Trailing,
            Self::NotJson { what: TRAILING, .. } => ErrorKind::Trailing,
            Self::InvalidOpcode { .. } | Self::NotJson { .. } | Self::NotToml(_) => ErrorKind::Malformed,
            Self::InvalidUtf8 => ErrorKind::InvalidUtf8,
            Self::Depth { .. } | Self::Memory { .. } | Self::TooLong => ErrorKind::Limit,
            Self::MessageSize { .. } | Self::StringSize { .. } | Self::ElementCount { .. } => ErrorKind::Limit,
            Self::DuplicateKey { .. } | Self::Refused { .. } => ErrorKind::Limit,
            Self::BufferTooSmall { .. } => ErrorKind::BufferTooSmall,
            Self::Version(_) => ErrorKind::UnsupportedVersion,
            _ => ErrorKind::Validation,
        }
    }

    /// Does the text go on with the path? msgspec leaves it out where the input itself is broken.
    pub(crate) fn names_its_place(&self) -> bool {
        !matches!(self.kind(), ErrorKind::Truncated | ErrorKind::Trailing | ErrorKind::Malformed)
    }

    /// Does the text end in the byte? msgspec's does where the input itself is broken and goes on; and so does ours where the
    /// bytes were looked at before they were decoded.
    pub(crate) fn names_its_byte(&self) -> bool {
        matches!(
            self,
            Self::Trailing { .. }
                | Self::InvalidOpcode { .. }
                | Self::NotJson { .. }
                | Self::StringSize { .. }
                | Self::ElementCount { .. }
                | Self::DuplicateKey { .. }
                | Self::Refused { .. }
        )
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type { expected, got } => write!(f, "Expected `{expected}`, got `{got}`"),
            Self::Range { expected, op, bound } => write!(f, "Expected `{expected}` {op} {bound}"),
            Self::MultipleOf { expected, of } => {
                write!(f, "Expected `{expected}` that's a multiple of {of}")
            }
            Self::Length { expected, op, bound } => {
                write!(f, "Expected `{expected}` of length {op} {bound}")
            }
            Self::Pattern(pattern) => {
                write!(f, "Expected `str` matching regex {}", Repr(pattern))
            }
            Self::AtLeast { want, got } => {
                write!(f, "Expected `array` of at least length {want}, got {got}")
            }
            Self::AtMost { want, got } => {
                write!(f, "Expected `array` of at most length {want}, got {got}")
            }
            Self::Exactly { want, got } => write!(f, "Expected `array` of length {want}, got {got}"),
            Self::NoMoreThan(want) => write!(f, "Expected `array` of at most length {want}"),
            Self::NotExactly(want) => write!(f, "Expected `array` of length {want}"),
            Self::Expected(expected) => write!(f, "Expected `{expected}`"),
            Self::MissingField(name) => write!(f, "Object missing required field `{name}`"),
            Self::UnknownField(name) => write!(f, "Object contains unknown field `{name}`"),
            Self::Tag(Scalar::Int(tag)) => write!(f, "Invalid value {tag}"),
            Self::Tag(Scalar::Str(tag)) => write!(f, "Invalid value '{tag}'"),
            Self::Enumeration(Scalar::Int(value)) => write!(f, "Invalid enum value {value}"),
            Self::Enumeration(Scalar::Str(value)) => write!(f, "Invalid enum value {}", Repr(value)),
            Self::Sentence(sentence) => f.write_str(sentence),
            Self::Custom(message) | Self::Version(message) => f.write_str(message),
            Self::Truncated { .. } => f.write_str("Input data was truncated"),
            Self::Trailing { at } => {
                write!(f, "MessagePack data is malformed: trailing characters (byte {at})")
            }
            Self::InvalidOpcode { opcode, at } => {
                write!(f, "MessagePack data is malformed: invalid opcode '\\x{opcode:02x}' (byte {at})")
            }
            Self::NotJson { what, at } => write!(f, "JSON is malformed: {what} (byte {at})"),
            Self::NotToml(what) => write!(f, "TOML is malformed: {what}"),
            Self::InvalidUtf8 => f.write_str("Invalid UTF-8 encoded string"),
            Self::Depth { limit } => {
                write!(f, "Message is nested deeper than {limit} arrays and maps")
            }
            Self::Memory { limit } => {
                write!(f, "Message needs more than {limit} bytes of decoded collections")
            }
            Self::MessageSize { size, limit } => write!(f, "Message has {size} bytes, at most {limit} are allowed"),
            Self::StringSize { limit, at } => {
                write!(f, "Message holds a string longer than {limit} bytes (byte {at})")
            }
            Self::ElementCount { limit, at } => {
                write!(f, "Message holds an array or map of more than {limit} elements (byte {at})")
            }
            Self::DuplicateKey { at } => write!(f, "Message holds a map with a key twice (byte {at})"),
            Self::Refused { what, at } => write!(f, "Message holds {what} (byte {at})"),
            Self::TooLong => f.write_str("Message holds a str, bin, array or map longer than 4294967295"),
            Self::BufferTooSmall { needed, available } => {
                write!(f, "Message needs {needed} bytes, the buffer has room for {available}")
            }
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Int(value) => write!(f, "{value}"),
            Self::Float(value) => f.write_str(&float_repr(value)),
        }
    }
}

/// A float as Python's `repr` writes it: shortest digits, an exponent below 1e-4 and from 1e16 on.
fn float_repr(value: f64) -> String {
    if value.is_nan() {
        return String::from("nan");
    }
    if value.is_infinite() {
        return String::from(if value > 0.0 { "inf" } else { "-inf" });
    }
    let magnitude = value.abs();
    if magnitude == 0.0 || (1e-4..1e16).contains(&magnitude) {
        return format!("{value:?}");
    }
    let scientific = format!("{value:e}");
    match scientific.split_once('e') {
        Some((digits, exponent)) => {
            let (sign, exponent) = match exponent.strip_prefix('-') {
                Some(exponent) => ('-', exponent),
                None => ('+', exponent),
            };
            format!("{digits}e{sign}{exponent:0>2}")
        }
        None => scientific,
    }
}

/// A string as Python's `repr` writes it.
struct Repr<'a>(&'a str);

impl fmt::Display for Repr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quote = if self.0.contains('\'') && !self.0.contains('"') { '"' } else { '\'' };
        write!(f, "{quote}")?;
        for c in self.0.chars() {
            match c {
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                c if c == quote => write!(f, "\\{c}")?,
                c if is_printable(c) => write!(f, "{c}")?,
                c => match u32::from(c) {
                    code @ ..=0xff => write!(f, "\\x{code:02x}")?,
                    code @ ..=0xffff => write!(f, "\\u{code:04x}")?,
                    code => write!(f, "\\U{code:08x}")?,
                },
            }
        }
        write!(f, "{quote}")
    }
}

/// Python's `isprintable`: the standard library draws the line along the same categories. A combining mark is judged
/// behind a letter, where it is text.
fn is_printable(c: char) -> bool {
    c.is_ascii_graphic()
        || c == ' '
        || (!c.is_ascii() && ['a', c].iter().collect::<String>().escape_debug().count() == 2)
}

/// The types that could have stood at a place, in the order in which messages list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Types(u16);

const NAMES: [&str; 15] = [
    "bool", "int", "float", "str", "bytes", "datetime", "date", "time", "duration", "uuid", "decimal", "ext", "object",
    "array", "null",
];

impl Types {
    pub(crate) const BOOL: Self = Self(1);
    pub(crate) const INT: Self = Self(1 << 1);
    pub(crate) const FLOAT: Self = Self(1 << 2);
    pub(crate) const STR: Self = Self(1 << 3);
    pub(crate) const BYTES: Self = Self(1 << 4);
    pub(crate) const DATETIME: Self = Self(1 << 5);
    #[allow(dead_code, reason = "the features with calendar types use these")]
    pub(crate) const DATE: Self = Self(1 << 6);
    #[allow(dead_code, reason = "the features with calendar types use these")]
    pub(crate) const TIME: Self = Self(1 << 7);
    pub(crate) const DURATION: Self = Self(1 << 8);
    #[allow(dead_code, reason = "the feature `uuid` uses it")]
    pub(crate) const UUID: Self = Self(1 << 9);
    pub(crate) const EXT: Self = Self(1 << 11);
    pub(crate) const OBJECT: Self = Self(1 << 12);
    pub(crate) const ARRAY: Self = Self(1 << 13);
    pub(crate) const NIL: Self = Self(1 << 14);

    /// Either of the two.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn add_nil(&mut self) {
        *self = self.or(Self::NIL);
    }
}

impl fmt::Display for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        for (bit, name) in NAMES.iter().enumerate() {
            if self.0 & (1 << bit) != 0 {
                write!(f, "{}{name}", if first { "" } else { " | " })?;
                first = false;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_read_as_in_python() {
        for (value, text) in [
            (0.0, "0.0"),
            (86400.0, "86400.0"),
            (0.5, "0.5"),
            (1e16, "1e+16"),
            (1.5e-5, "1.5e-05"),
            (1e300, "1e+300"),
            (0.0001, "0.0001"),
            (123456789012345.6, "123456789012345.6"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(float_repr(value), text);
        }
    }

    #[test]
    fn strings_read_as_in_python() {
        assert_eq!(Repr("loud").to_string(), "'loud'");
        assert_eq!(Repr("it's").to_string(), "\"it's\"");
        assert_eq!(Repr("a'b\"c\n\\").to_string(), "'a\\'b\"c\\n\\\\'");
        assert_eq!(Repr("\0\u{7f}\u{ad}\u{2028}\u{e0001}").to_string(), r"'\x00\x7f\xad\u2028\U000e0001'");
        assert_eq!(Repr("é日😀e\u{301}").to_string(), "'é日😀e\u{301}'");
    }

    #[test]
    fn types_are_listed_in_order() {
        assert_eq!(Types::STR.or(Types::NIL).or(Types::INT).to_string(), "int | str | null");
    }
}
