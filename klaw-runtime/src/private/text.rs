//! Sentences put together at compile time, for the compiler to show.

use crate::schema::{Tag, WireType};

/// A sentence. What does not fit is cut off.
pub(in crate::private) struct Text {
    bytes: [u8; 512],
    length: usize,
}

impl Text {
    pub(in crate::private) const fn new() -> Self {
        Self { bytes: [0; 512], length: 0 }
    }

    pub(in crate::private) const fn str(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if self.length + text.len() <= self.bytes.len() {
            let mut at = 0;
            while at < text.len() {
                self.bytes[self.length] = text[at];
                self.length += 1;
                at += 1;
            }
        }
        self
    }

    pub(in crate::private) const fn code(self, text: &str) -> Self {
        self.str("`").str(text).str("`")
    }

    pub(in crate::private) const fn tag(self, tag: Tag) -> Self {
        match tag {
            Tag::Int(tag) if tag < 0 => self.str("-").number(tag.unsigned_abs()),
            Tag::Int(tag) => self.number(tag.unsigned_abs()),
            Tag::Str(tag) => self.str("\"").str(tag).str("\""),
        }
    }

    pub(in crate::private) const fn number(self, number: u64) -> Self {
        let this = if number >= 10 { self.number(number / 10) } else { self };
        match std::str::from_utf8(&[b'0' + (number % 10) as u8]) {
            Ok(digit) => this.str(digit),
            Err(_) => this,
        }
    }

    /// A type of Rust's that is this on the wire.
    pub(in crate::private) const fn ty(self, ty: &WireType) -> Self {
        match ty {
            WireType::Opaque => self.str("_"),
            WireType::Any => self.str("Raw"),
            WireType::Nil => self.str("()"),
            WireType::Bool => self.str("bool"),
            WireType::Int { min, max } => self.str(match (*min, *max) {
                (0, 0xff) => "u8",
                (0, 0xffff) => "u16",
                (0, 0xffff_ffff) => "u32",
                (0, _) => "u64",
                (-0x80, _) => "i8",
                (-0x8000, _) => "i16",
                (-0x8000_0000, _) => "i32",
                _ => "i64",
            }),
            WireType::Float { bits: 32 } => self.str("f32"),
            WireType::Float { .. } => self.str("f64"),
            WireType::Str => self.str("String"),
            WireType::Char => self.str("char"),
            WireType::Bytes => self.str("Vec<u8>"),
            WireType::ByteArray(length) => self.str("[u8; ").number(*length as u64).str("]"),
            WireType::Ext => self.str("Ext"),
            WireType::Timestamp => self.str("SystemTime"),
            WireType::Text(name) | WireType::Newtype(name, _) | WireType::Named(name, _) => self.str(name),
            WireType::Option(inner) => self.str("Option<").ty(inner).str(">"),
            WireType::Sequence(item) => self.str("Vec<").ty(item).str(">"),
            WireType::Array(item, length) => self.str("[").ty(item).str("; ").number(*length as u64).str("]"),
            WireType::Tuple(items) => {
                let (mut text, mut at) = (self.str("("), 0);
                while at < items.len() {
                    text = text.str(if at == 0 { "" } else { ", " }).ty(&items[at]);
                    at += 1;
                }
                text.str(if at == 1 { ",)" } else { ")" })
            }
            WireType::Map(key, value) => self.str("BTreeMap<").ty(key).str(", ").ty(value).str(">"),
        }
    }

    pub(in crate::private) const fn get(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
pub(in crate::private) mod tests {
    use super::*;
    use crate::types::Identifier;
    use crate::{Encode, Ext, Raw};
    use std::collections::BTreeMap;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    /// What a const assertion says where it is asked while the program runs; `None` where it holds.
    pub(in crate::private) fn said(assertion: impl FnOnce()) -> Option<String> {
        let panic = catch_unwind(AssertUnwindSafe(assertion)).err()?;
        Some(match panic.downcast::<String>() {
            Ok(text) => *text,
            Err(panic) => String::from(*panic.downcast_ref::<&str>().unwrap()),
        })
    }

    #[test]
    fn words_numbers_and_tags() {
        let text = Text::new().str("a ").code("b").str(" ").number(0).str(" ").number(u64::MAX).str(" ");
        assert_eq!(text.get(), "a `b` 0 18446744073709551615 ");
        assert_eq!(Text::new().tag(Tag::Int(i64::MIN)).get(), "-9223372036854775808");
        assert_eq!(Text::new().tag(Tag::Int(7)).get(), "7");
        assert_eq!(Text::new().tag(Tag::Str("x")).get(), "\"x\"");
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        let half = "x".repeat(300);
        let text = Text::new().str(&half).str(&half).str("!");
        assert_eq!(text.get(), format!("{half}!"));
    }

    #[test]
    fn types_are_named_as_in_rust() {
        fn of<T: Encode>() -> String {
            String::from(Text::new().ty(&T::TYPE).get())
        }
        assert_eq!([of::<u8>(), of::<u16>(), of::<u32>(), of::<u64>()], ["u8", "u16", "u32", "u64"]);
        assert_eq!([of::<i8>(), of::<i16>(), of::<i32>(), of::<i64>()], ["i8", "i16", "i32", "i64"]);
        assert_eq!([of::<f32>(), of::<f64>(), of::<bool>(), of::<char>()], ["f32", "f64", "bool", "char"]);
        assert_eq!([of::<&str>(), of::<Vec<u8>>(), of::<[u8; 12]>()], ["String", "Vec<u8>", "[u8; 12]"]);
        assert_eq!([of::<Raw<'_>>(), of::<Ext<'_>>()], ["Raw", "Ext"]);
        assert_eq!([of::<std::time::SystemTime>(), of::<Identifier>()], ["SystemTime", "Identifier"]);
        assert_eq!(of::<BTreeMap<String, Vec<Option<f32>>>>(), "BTreeMap<String, Vec<Option<f32>>>");
        assert_eq!([of::<[u16; 3]>(), of::<(u8,)>(), of::<(u8, bool)>()], ["[u16; 3]", "(u8,)", "(u8, bool)"]);
        assert_eq!(Text::new().ty(&WireType::Opaque).ty(&WireType::Nil).get(), "_()");
    }
}
