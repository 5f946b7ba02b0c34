//! Strings, with all that can stand in them.

use super::blame::Broken;
use std::borrow::Cow;

/// Reads the string whose opening quote is at `at`; gives its bytes, and where it ends. UTF-8 is not looked at, but what
/// escapes stand for is UTF-8.
pub(super) fn read(input: &[u8], at: usize) -> Result<(Cow<'_, [u8]>, usize), Broken> {
    let start = at + 1;
    let mut at = until_special(input, start)?;
    if input.get(at) == Some(&b'"') {
        return Ok((Cow::Borrowed(input.get(start..at).unwrap_or_default()), at + 1));
    }
    let mut text = Vec::new();
    let mut from = start;
    loop {
        text.extend_from_slice(input.get(from..at).unwrap_or_default());
        match input.get(at) {
            Some(b'"') => return Ok((Cow::Owned(text), at + 1)),
            Some(b'\\') => {
                let (character, end) = escape(input, at)?;
                text.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                from = end;
            }
            _ => return Err(Broken::Malformed("invalid character", at)),
        }
        at = until_special(input, from)?;
    }
}

/// Where the string ends whose opening quote is at `at`.
pub(super) fn skip(input: &[u8], at: usize) -> Result<usize, Broken> {
    let mut from = at + 1;
    loop {
        let at = until_special(input, from)?;
        match input.get(at) {
            Some(b'"') => return Ok(at + 1),
            Some(b'\\') => from = escape(input, at)?.1,
            _ => return Err(Broken::Malformed("invalid character", at)),
        }
    }
}

/// The next quote, escape or control character.
fn until_special(input: &[u8], at: usize) -> Result<usize, Broken> {
    let rest = input.get(at..).unwrap_or_default();
    match rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20)) {
        Some(index) => Ok(at + index),
        None => Err(Broken::Truncated),
    }
}

/// What the escape at `at` stands for, and where it ends.
fn escape(input: &[u8], at: usize) -> Result<(char, usize), Broken> {
    let character = match input.get(at + 1) {
        Some(b'n') => '\n',
        Some(b'"') => '"',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'u') => return unicode(input, at + 2),
        // msgspec has read it.
        Some(_) => return Err(Broken::Malformed("invalid escape character in string", at + 2)),
        None => return Err(Broken::Truncated),
    };
    Ok((character, at + 2))
}

fn unicode(input: &[u8], at: usize) -> Result<(char, usize), Broken> {
    const INVALID: &str = "invalid utf-16 surrogate pair";
    let first = unit(input, at)?;
    let end = at + 4;
    match first {
        0xdc00..=0xdfff => Err(Broken::Malformed(INVALID, end)),
        0xd800..=0xdbff => {
            let (second, end) = match input.get(end..end + 6) {
                Some([b'\\', b'u', ..]) => (unit(input, end + 2)?, end + 6),
                Some(_) => {
                    return Err(Broken::Malformed("unexpected end of escaped utf-16 surrogate pair", end));
                }
                None => return Err(Broken::Truncated),
            };
            let low = second.wrapping_sub(0xdc00);
            let code = 0x10000 + ((first - 0xd800) << 10) + (low & 0x3ff);
            match char::from_u32(code) {
                Some(character) if low < 0x400 => Ok((character, end)),
                _ => Err(Broken::Malformed(INVALID, end)),
            }
        }
        _ => char::from_u32(first).map(|character| (character, end)).ok_or(Broken::Malformed(INVALID, end)),
    }
}

/// Four hex digits.
fn unit(input: &[u8], at: usize) -> Result<u32, Broken> {
    let Some(digits) = input.get(at..at + 4) else { return Err(Broken::Truncated) };
    let mut unit = 0;
    for (index, digit) in digits.iter().enumerate() {
        match char::from(*digit).to_digit(16) {
            Some(digit) => unit = unit << 4 | digit,
            None => return Err(Broken::Malformed("invalid character in unicode escape", at + index + 1)),
        }
    }
    Ok(unit)
}
