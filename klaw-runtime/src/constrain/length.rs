//! Lengths: characters of a str, bytes, elements of a sequence, entries of a map.

use super::Rules;
use crate::fault::Fault;

impl Rules {
    /// Checks a length.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn length(&self, expected: &'static str, length: usize) -> Result<(), Fault> {
        if length < self.min_length {
            return Err(Fault::Length { expected, op: ">=", bound: self.min_length });
        }
        if length > self.max_length {
            return Err(Fault::Length { expected, op: "<=", bound: self.max_length });
        }
        Ok(())
    }

    /// Checks a str: its length in characters, then its pattern.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn text(&self, text: &str) -> Result<(), Fault> {
        if self.min_length > 0 || self.max_length < usize::MAX {
            // A character takes one to four bytes, so most lengths need no count.
            let bytes = text.len();
            if bytes > self.max_length || bytes.div_ceil(4) < self.min_length {
                self.length("str", characters(text))?;
            }
        }
        match self.pattern {
            Some(pattern) => pattern.check(text),
            None => Ok(()),
        }
    }
}

/// The number of characters (Unicode scalar values), as Python's `len` counts.
#[cfg_attr(not(debug_assertions), inline(always))]
fn characters(text: &str) -> usize {
    if text.len() < 32 { text.bytes().filter(|byte| byte & 0xc0 != 0x80).count() } else { text.chars().count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_not_bytes() {
        const RULES: Rules = Rules::NONE.min_length(2).max_length(3);
        for (text, ok) in [
            ("", false),
            ("a", false),
            ("ab", true),
            ("abc", true),
            ("abcd", false),
            ("é", false),
            ("éé", true),
            ("😀😀😀", true),
            ("😀😀😀😀", false),
        ] {
            assert_eq!(RULES.text(text).is_ok(), ok, "{text}");
        }
    }
}
