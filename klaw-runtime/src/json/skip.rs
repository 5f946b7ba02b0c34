//! Passing over one value: it must be well-formed, but UTF-8 is not looked at. Nothing here recurses.

use super::blame::Broken;
use super::number;
use super::text::{self, Manner};

/// Where the value ends that starts at `at`, with at most `depth` open arrays and objects.
pub(super) fn value(input: &[u8], at: usize, depth: u32, manner: Manner) -> Result<usize, Broken> {
    let mut open = Open { objects: 0, outer: Vec::new(), count: 0, most: depth };
    let mut at = at;
    loop {
        at = match next(input, &mut at)? {
            byte @ (b'[' | b'{') => {
                let is_object = byte == b'{';
                if !open.push(is_object) {
                    return Err(Broken::Deep(at));
                }
                at += 1;
                let close = if is_object { b'}' } else { b']' };
                if next(input, &mut at)? != close {
                    if is_object {
                        at = key(input, at, manner)?;
                    }
                    continue;
                }
                open.pop();
                at + 1
            }
            b'"' => text::skip(input, at, manner)?,
            b'n' => word(input, at, b"null", manner)?,
            b't' => word(input, at, b"true", manner)?,
            b'f' => word(input, at, b"false", manner)?,
            _ => match number::token(input, at) {
                Ok(token) => token.end,
                // msgspec calls a sign alone, at the end of the text, a number where it reads it, and a character here.
                Err((_, end)) if manner == Manner::Passed && input.get(at..) == Some(b"-") => {
                    return Err(Broken::Malformed("invalid character", end));
                }
                Err((what, at)) => return Err(Broken::Malformed(what, at)),
            },
        };
        // Behind a value: another, or the end of what holds it.
        loop {
            let Some(is_object) = open.last() else { return Ok(at) };
            let (close, expected, trailing) = if is_object {
                (b'}', "expected ',' or '}'", "trailing comma in object")
            } else {
                (b']', "expected ',' or ']'", "trailing comma in array")
            };
            match next(input, &mut at)? {
                b',' => {
                    at += 1;
                    if next(input, &mut at)? == close {
                        return Err(Broken::Malformed(trailing, at));
                    }
                    if is_object {
                        at = key(input, at, manner)?;
                    }
                    break;
                }
                byte if byte == close => {
                    at += 1;
                    open.pop();
                }
                _ => return Err(Broken::Malformed(expected, at)),
            }
        }
    }
}

/// Passes over a key and its colon.
fn key(input: &[u8], at: usize, manner: Manner) -> Result<usize, Broken> {
    if input.get(at) != Some(&b'"') {
        return Err(Broken::Malformed("expected '\"'", at));
    }
    let mut at = text::skip(input, at, manner)?;
    if next(input, &mut at)? != b':' {
        return Err(Broken::Malformed("expected ':'", at));
    }
    Ok(at + 1)
}

/// The first byte of the next token.
fn next(input: &[u8], at: &mut usize) -> Result<u8, Broken> {
    loop {
        match input.get(*at) {
            Some(b' ' | b'\n' | b'\t' | b'\r') => *at += 1,
            Some(byte) => return Ok(*byte),
            None => return Err(Broken::Truncated),
        }
    }
}

/// Passes over a word. msgspec looks at its letters once all of them are there.
fn word(input: &[u8], at: usize, word: &[u8], manner: Manner) -> Result<usize, Broken> {
    match input.get(at..at + word.len()) {
        Some(found) if found == word => Ok(at + word.len()),
        Some(_) => {
            let read = if manner == Manner::Read { word.len() } else { 1 };
            Err(Broken::Malformed("invalid character", at + read))
        }
        None => Err(Broken::Truncated),
    }
}

/// The arrays and objects that are open: a bit for each.
struct Open {
    /// The innermost 64, the last in the lowest bit.
    objects: u64,
    /// Those around them, as many as fill each.
    outer: Vec<u64>,
    count: u32,
    most: u32,
}

impl Open {
    fn push(&mut self, is_object: bool) -> bool {
        if self.count == self.most {
            return false;
        }
        if self.count > 0 && self.count.is_multiple_of(64) {
            self.outer.push(self.objects);
        }
        self.objects = self.objects << 1 | u64::from(is_object);
        self.count += 1;
        true
    }

    fn last(&self) -> Option<bool> {
        (self.count > 0).then_some(self.objects & 1 == 1)
    }

    fn pop(&mut self) {
        self.count -= 1;
        self.objects >>= 1;
        if self.count > 0
            && self.count.is_multiple_of(64)
            && let Some(objects) = self.outer.pop()
        {
            self.objects = objects;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_is_kept_at_any_depth() {
        for depth in [1, 2, 63, 64, 65, 127, 128, 129, 300] {
            let open: String = (0..depth).map(|level| if level % 3 == 0 { "[" } else { "{\"a\":" }).collect();
            let close: String = (0..depth).rev().map(|level| if level % 3 == 0 { "]" } else { "}" }).collect();
            let text = format!("{open}1{close}");
            assert_eq!(value(text.as_bytes(), 0, depth, Manner::Passed), Ok(text.len()));
            assert_eq!(value(text.as_bytes(), 0, u32::MAX, Manner::Passed), Ok(text.len()));
            assert!(matches!(value(text.as_bytes(), 0, depth - 1, Manner::Passed), Err(Broken::Deep(_))));
            for at in 0..text.len() {
                assert_eq!(value(&text.as_bytes()[..at], 0, depth, Manner::Read), Err(Broken::Truncated), "{at}");
            }
        }
    }

    #[test]
    fn what_is_malformed() {
        for (text, what, at) in [
            ("[1,]", "trailing comma in array", 3),
            ("[,1]", "invalid character", 1),
            ("[1 2]", "expected ',' or ']'", 3),
            ("{\"a\":1,}", "trailing comma in object", 7),
            ("{\"a\":1 \"b\":2}", "expected ',' or '}'", 7),
            ("{\"a\" 1}", "expected ':'", 5),
            ("{1:2}", "expected '\"'", 1),
            ("{,}", "expected '\"'", 1),
            ("[nul]", "invalid character", 5),
            ("tru]", "invalid character", 4),
            ("\"\\x\"", "invalid escape character in string", 3),
            ("\"a\nb\"", "invalid character", 2),
            ("\"\\udc00\"", "invalid utf-16 surrogate pair", 7),
            ("\"\\ud800abcdef\"", "unexpected end of escaped utf-16 surrogate pair", 7),
            ("\"\\ud800\\u0041\"", "invalid utf-16 surrogate pair", 13),
            ("\"\\u12g4\"", "invalid character in unicode escape", 6),
            ("[-", "invalid number", 2),
        ] {
            assert_eq!(value(text.as_bytes(), 0, 9, Manner::Read), Err(Broken::Malformed(what, at)), "{text}");
        }
    }

    /// msgspec says less of what it passes over.
    #[test]
    fn what_is_malformed_where_it_is_passed_over() {
        for (text, what, at) in [
            ("[nul]", "invalid character", 2),
            ("tru]", "invalid character", 1),
            ("\"\\x\"", "invalid escaped character", 2),
            ("\"\\ud800abcdef\"", "unexpected end of hex escape", 7),
            ("\"\\udc00\"", "invalid utf-16 surrogate pair", 7),
            ("[-", "invalid character", 2),
            ("[1e-", "invalid number", 4),
        ] {
            assert_eq!(value(text.as_bytes(), 0, 9, Manner::Passed), Err(Broken::Malformed(what, at)), "{text}");
        }
    }
}
