//! What a value's first byte says: its kind, and where its length stands.

use rmp::Marker;

/// The kinds of MessagePack values.
///
/// ```
/// use klaw_runtime::msgpack::{Kind, Reader};
///
/// assert_eq!(Reader::new(&[0x93]).kind(), Some(Kind::Array));
/// assert_eq!(Reader::new(&[]).kind(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `c0`
    Nil,
    /// `c2`, `c3`
    Bool,
    /// Any width, signed or not.
    Int,
    /// `ca`, `cb`
    Float,
    /// UTF-8 text.
    Str,
    /// Bytes.
    Bin,
    /// A sequence of values.
    Array,
    /// A sequence of keys with values.
    Map,
    /// An application's own type.
    Ext,
    /// `c1`, which is no MessagePack.
    Reserved,
}

impl Kind {
    pub(crate) fn of(opcode: u8) -> Self {
        match Marker::from_u8(opcode) {
            Marker::Null => Self::Nil,
            Marker::True | Marker::False => Self::Bool,
            Marker::FixPos(_) | Marker::FixNeg(_) => Self::Int,
            Marker::U8 | Marker::U16 | Marker::U32 | Marker::U64 => Self::Int,
            Marker::I8 | Marker::I16 | Marker::I32 | Marker::I64 => Self::Int,
            Marker::F32 | Marker::F64 => Self::Float,
            Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 => Self::Str,
            Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => Self::Bin,
            Marker::FixArray(_) | Marker::Array16 | Marker::Array32 => Self::Array,
            Marker::FixMap(_) | Marker::Map16 | Marker::Map32 => Self::Map,
            Marker::FixExt1 | Marker::FixExt2 | Marker::FixExt4 | Marker::FixExt8 | Marker::FixExt16 => Self::Ext,
            Marker::Ext8 | Marker::Ext16 | Marker::Ext32 => Self::Ext,
            Marker::Reserved => Self::Reserved,
        }
    }

    /// What msgspec calls a value that stands where another was expected.
    pub(crate) fn got(self) -> &'static str {
        match self {
            Self::Nil => "None",
            _ => self.got_by_opcode(),
        }
    }

    /// The same for tags and for the keys of messages.
    pub(crate) fn got_by_opcode(self) -> &'static str {
        match self {
            Self::Nil => "null",
            Self::Bool => "bool",
            Self::Int => "int",
            Self::Float => "float",
            Self::Str => "str",
            Self::Bin => "bytes",
            Self::Array => "array",
            Self::Map => "object",
            Self::Ext => "ext",
            Self::Reserved => "unknown",
        }
    }
}

/// How long a value's header is, how long its body, and how many values follow it.
#[derive(Clone, Copy)]
pub(crate) enum Layout {
    /// All of it, header included.
    Fixed(u8),
    /// A big-endian length of that many bytes, then `extra` bytes that the length does not count,
    /// then the body.
    Sized {
        width: u8,
        extra: u8,
    },
    /// A fixarray or fixmap: `opcode & 15` entries of so many values.
    FixItems {
        each: u8,
    },
    /// A big-endian count of that many bytes, entries of so many values.
    Items {
        width: u8,
        each: u8,
    },
    Reserved,
}

pub(crate) static LAYOUTS: [Layout; 256] = layouts();

const fn layouts() -> [Layout; 256] {
    let mut table = [Layout::Reserved; 256];
    let mut opcode = 0;
    while opcode < 256 {
        table[opcode] = match opcode as u8 {
            0x00..=0x7f | 0xe0..=0xff | 0xc0 | 0xc2 | 0xc3 => Layout::Fixed(1),
            0x80..=0x8f => Layout::FixItems { each: 2 },
            0x90..=0x9f => Layout::FixItems { each: 1 },
            0xa0..=0xbf => Layout::Fixed(1 + (opcode as u8 & 31)),
            0xc1 => Layout::Reserved,
            0xc4 | 0xd9 => Layout::Sized { width: 1, extra: 0 },
            0xc5 | 0xda => Layout::Sized { width: 2, extra: 0 },
            0xc6 | 0xdb => Layout::Sized { width: 4, extra: 0 },
            0xc7 => Layout::Sized { width: 1, extra: 1 },
            0xc8 => Layout::Sized { width: 2, extra: 1 },
            0xc9 => Layout::Sized { width: 4, extra: 1 },
            0xca => Layout::Fixed(5),
            0xcb => Layout::Fixed(9),
            0xcc | 0xd0 => Layout::Fixed(2),
            0xcd | 0xd1 => Layout::Fixed(3),
            0xce | 0xd2 => Layout::Fixed(5),
            0xcf | 0xd3 => Layout::Fixed(9),
            0xd4 => Layout::Fixed(3),
            0xd5 => Layout::Fixed(4),
            0xd6 => Layout::Fixed(6),
            0xd7 => Layout::Fixed(10),
            0xd8 => Layout::Fixed(18),
            0xdc => Layout::Items { width: 2, each: 1 },
            0xdd => Layout::Items { width: 4, each: 1 },
            0xde => Layout::Items { width: 2, each: 2 },
            0xdf => Layout::Items { width: 4, each: 2 },
        };
        opcode += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use rmp::Marker;

    /// rmp's reading of an opcode is a second opinion on the table.
    #[test]
    fn layouts_are_those_of_the_markers() {
        for (opcode, layout) in (0..=u8::MAX).zip(layouts()) {
            // What follows the opcode: a header of so many bytes that says how much, and what it counts.
            let [fixed, width, extra, each] = match Marker::from_u8(opcode) {
                Marker::FixPos(_) | Marker::FixNeg(_) | Marker::Null | Marker::True | Marker::False => [1, 0, 0, 0],
                Marker::U8 | Marker::I8 => [2, 0, 0, 0],
                Marker::U16 | Marker::I16 | Marker::FixExt1 => [3, 0, 0, 0],
                Marker::FixExt2 => [4, 0, 0, 0],
                Marker::U32 | Marker::I32 | Marker::F32 => [5, 0, 0, 0],
                Marker::FixExt4 => [6, 0, 0, 0],
                Marker::U64 | Marker::I64 | Marker::F64 => [9, 0, 0, 0],
                Marker::FixExt8 => [10, 0, 0, 0],
                Marker::FixExt16 => [18, 0, 0, 0],
                Marker::FixStr(length) => [1 + length, 0, 0, 0],
                Marker::Str8 | Marker::Bin8 => [0, 1, 0, 0],
                Marker::Str16 | Marker::Bin16 => [0, 2, 0, 0],
                Marker::Str32 | Marker::Bin32 => [0, 4, 0, 0],
                Marker::Ext8 => [0, 1, 1, 0],
                Marker::Ext16 => [0, 2, 1, 0],
                Marker::Ext32 => [0, 4, 1, 0],
                Marker::FixArray(_) => [0, 0, 0, 1],
                Marker::FixMap(_) => [0, 0, 0, 2],
                Marker::Array16 => [0, 2, 0, 1],
                Marker::Array32 => [0, 4, 0, 1],
                Marker::Map16 => [0, 2, 0, 2],
                Marker::Map32 => [0, 4, 0, 2],
                Marker::Reserved => [0; 4],
            };
            let found = match layout {
                Layout::Fixed(fixed) => [fixed, 0, 0, 0],
                Layout::Sized { width, extra } => [0, width, extra, 0],
                Layout::FixItems { each } => [0, 0, 0, each],
                Layout::Items { width, each } => [0, width, 0, each],
                Layout::Reserved => [0; 4],
            };
            assert_eq!(found, [fixed, width, extra, each], "{opcode:#04x}");
        }
    }
}
