//! What is wrong, and where. The cursor is not lent to what is out of line: then it would be in memory, not in registers.

use super::{Reader, number, skip};
use crate::error::Error;
use crate::fault::{Fault, Types};

impl Reader<'_> {
    /// An error at the cursor.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn fault(&self, fault: Fault) -> Error {
        Error::at_offset(fault, self.at)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn malformed(&self, what: &'static str) -> Error {
        self.malformed_at(what, self.at)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn malformed_at(&self, what: &'static str, at: usize) -> Error {
        not_json(what, at)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn truncated(&self) -> Error {
        truncated(self.input.len())
    }

    #[cold]
    pub(super) fn broken(&self, broken: Broken) -> Error {
        match broken {
            Broken::Truncated => self.truncated(),
            Broken::Malformed(what, at) => self.malformed_at(what, at),
            Broken::Deep(at) => Error::at_offset(Fault::Depth { limit: self.most_depth }, at),
        }
    }

    /// Says what is wrong with the next value, where `expected` was expected.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn unexpected(&self, expected: Types) -> Error {
        unexpected(self.input, self.at, expected)
    }

    /// The same of a tag, where msgspec says less.
    #[cold]
    #[inline(never)]
    pub(crate) fn unexpected_tag(&self, expected: Types) -> Error {
        let mut reader = *self;
        reader.token();
        match skip::value(reader.input, reader.at, reader.depth) {
            Ok(_) => reader.fault(Fault::Expected(expected)),
            Err(fault) => reader.broken(fault),
        }
    }
}

#[cold]
#[inline(never)]
fn not_json(what: &'static str, at: usize) -> Error {
    Error::at_offset(Fault::NotJson { what, at }, at)
}

#[cold]
#[inline(never)]
fn truncated(length: usize) -> Error {
    Error::at_offset(Fault::Truncated { needed: 1 }, length)
}

/// As in msgspec, a scalar is read in full before it is called wrong.
#[cold]
#[inline(never)]
fn unexpected(input: &[u8], at: usize, expected: Types) -> Error {
    let mut reader = Reader::new(input);
    reader.seek(at);
    let got = match reader.token() {
        b'[' => "array",
        b'{' => "object",
        byte => {
            if let Err(broken) = skip::value(input, reader.offset(), 0) {
                return reader.broken(broken);
            }
            match byte {
                b'"' => "str",
                b'n' => "null",
                b't' | b'f' => "bool",
                _ => match number::kind(input, reader.offset()) {
                    Some(kind) => kind,
                    None => return reader.fault(Fault::Sentence(OUT_OF_RANGE)),
                },
            }
        }
    };
    reader.fault(Fault::Type { expected, got })
}

/// What is said of a number that no float holds.
pub(super) const OUT_OF_RANGE: &str = "Number out of range";

/// Why a value is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// There is more to come.
    Truncated,
    /// It is not JSON, and where.
    Malformed(&'static str, usize),
    /// It is nested too deep, and where.
    Deep(usize),
}
