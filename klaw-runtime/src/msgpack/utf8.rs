//! UTF-8: the check that decides most short strings in a few instructions, and the one conversion
//! that relies on it.

/// The string that `bytes` spell, if they are UTF-8.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn from_utf8(bytes: &[u8]) -> Option<&str> {
    if is_ascii(bytes) {
        debug_assert!(bytes.is_ascii());
        // SAFETY: `is_ascii` looked at every byte; ASCII is UTF-8.
        Some(unsafe { core::str::from_utf8_unchecked(bytes) })
    } else {
        not_ascii(bytes)
    }
}

#[inline(never)]
fn not_ascii(bytes: &[u8]) -> Option<&str> {
    core::str::from_utf8(bytes).ok()
}

/// Overlapping words instead of a loop over bytes: the branches depend on the length's class alone,
/// which the standard library's loops mispredict once or twice a string.
#[cfg_attr(not(debug_assertions), inline(always))]
fn is_ascii(bytes: &[u8]) -> bool {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let length = bytes.len();
    if length <= 16 {
        if let (Some(head), Some(tail)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            (u64::from_ne_bytes(*head) | u64::from_ne_bytes(*tail)) & HIGH == 0
        } else if let (Some(head), Some(tail)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
            (u32::from_ne_bytes(*head) | u32::from_ne_bytes(*tail)) & 0x8080_8080 == 0
        } else if let (Some(head), Some(tail)) = (bytes.first(), bytes.last()) {
            // Three bytes at most: the first, the last and the one between.
            (head | bytes[length / 2] | tail) & 0x80 == 0
        } else {
            true
        }
    } else {
        let (chunks, _) = bytes.as_chunks::<16>();
        let fold = |chunk: &[u8; 16]| {
            let word = u128::from_ne_bytes(*chunk);
            word as u64 | (word >> 64) as u64
        };
        let mut seen = 0;
        for chunk in chunks {
            seen |= fold(chunk);
        }
        if let Some(tail) = bytes.last_chunk::<16>() {
            seen |= fold(tail);
        }
        seen & HIGH == 0
    }
}

/// The text of a JSON string behind its opening quote, up to the closing one. `None` where an escape or a control
/// character stands in it, where it does not end, or where it is not UTF-8.
#[cfg(feature = "json")]
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn until_quote(bytes: &[u8]) -> Option<&str> {
    let (length, is_ascii) = plain(bytes)?;
    let text = bytes.get(..length)?;
    if is_ascii {
        debug_assert!(text.is_ascii());
        // SAFETY: `plain` looked at every byte up to `length`; ASCII is UTF-8.
        Some(unsafe { core::str::from_utf8_unchecked(text) })
    } else {
        not_ascii(text)
    }
}

/// How many bytes stand in front of the quote, and whether all of them are ASCII. `None` where an escape, a control
/// character or the end comes first.
#[cfg(feature = "json")]
#[cfg_attr(not(debug_assertions), inline(always))]
fn plain(bytes: &[u8]) -> Option<(usize, bool)> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let (mut at, mut others) = (0, 0);
    #[cfg(target_arch = "x86_64")]
    while let Some(sixteen) = bytes.get(at..).and_then(|rest| rest.first_chunk()) {
        let (ends, beyond) = marks(sixteen);
        if ends == 0 {
            others |= beyond;
            at += 16;
            continue;
        }
        let index = ends.trailing_zeros() as usize & 15;
        others |= beyond & !(u32::MAX << index);
        return (sixteen[index] == b'"').then_some((at + index, others == 0));
    }
    let mut seen = 0;
    while let Some(eight) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*eight);
        // The lowest mark is right; one above it may be due to a borrow.
        let quote = word ^ (EACH * b'"' as u64);
        let escape = word ^ (EACH * b'\\' as u64);
        let ends = (quote.wrapping_sub(EACH) & !quote)
            | (escape.wrapping_sub(EACH) & !escape)
            | (word.wrapping_sub(EACH * 0x20) & !word);
        let ends = ends & HIGH;
        if ends == 0 {
            seen |= word;
            at += 8;
            continue;
        }
        let index = (ends.trailing_zeros() / 8) as usize;
        seen |= word & !(u64::MAX << (8 * index));
        let is_quote = eight[index & 7] == b'"';
        return is_quote.then_some((at + index, others == 0 && seen & HIGH == 0));
    }
    let rest = bytes.get(at..)?;
    let index = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..0x20))?;
    let is_ascii = others == 0 && seen & HIGH == 0 && rest.get(..index)?.is_ascii();
    (rest.get(index) == Some(&b'"')).then_some((at + index, is_ascii))
}

/// May sixteen bytes stand between quotes as they are?
#[cfg(feature = "json")]
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn is_plain(sixteen: &[u8; 16]) -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        marks(sixteen).0 == 0
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        sixteen.iter().fold(true, |plain, byte| plain & !matches!(byte, b'"' | b'\\' | ..0x20))
    }
}

/// A bit for each of sixteen bytes: those that end what is plain, and those beyond ASCII.
#[cfg(all(feature = "json", target_arch = "x86_64"))]
#[cfg_attr(not(debug_assertions), inline(always))]
fn marks(sixteen: &[u8; 16]) -> (u32, u32) {
    use std::arch::x86_64::{
        _mm_cmpeq_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
    };
    // SAFETY: SSE2 is part of x86-64, and sixteen bytes are read where sixteen are.
    unsafe {
        let bytes = _mm_loadu_si128(sixteen.as_ptr().cast());
        let equal = |byte: u8| _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte.cast_signed()));
        let control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1f)), bytes);
        let ends = _mm_or_si128(_mm_or_si128(equal(b'"'), equal(b'\\')), control);
        (_mm_movemask_epi8(ends).cast_unsigned(), _mm_movemask_epi8(bytes).cast_unsigned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every length about the class borders, with bad bytes from every place to every other: two may hide each other.
    #[test]
    fn every_byte_is_looked_at() {
        for length in 0..80 {
            assert!(is_ascii(&vec![b'a'; length]), "{length}");
            for start in 0..length {
                let mut bytes = vec![b'a'; length];
                for end in start..length {
                    bytes[end] = 0x80;
                    assert!(!is_ascii(&bytes), "bytes {start} to {end} of {length}");
                    assert!(from_utf8(&bytes).is_none());
                }
            }
        }
    }

    #[test]
    fn text_beyond_ascii_is_kept() {
        for text in ["é", "日本語", "a long enough line with one é in it"] {
            assert_eq!(from_utf8(text.as_bytes()), Some(text));
        }
        for broken in [&b"\xc3"[..], b"\xed\xa0\x80", b"\xc0\x80", b"\xff\xfe"] {
            assert_eq!(from_utf8(broken), None);
        }
    }

    /// Every length about the borders of words, with one byte of each kind at every place.
    #[cfg(feature = "json")]
    #[test]
    fn a_quote_ends_what_is_plain() {
        for length in 0..72 {
            for tail in [&b""[..], b"}", b"\",\"next\":1}"] {
                let mut bytes = vec![b'a'; length];
                bytes.push(b'"');
                bytes.extend_from_slice(tail);
                assert_eq!(until_quote(&bytes), Some(&*"a".repeat(length)), "{length}");
                assert_eq!(until_quote(&bytes[..length]), None);
                for start in 0..length {
                    let mut bytes = bytes.clone();
                    for end in start..length {
                        bytes[end] = 0x80;
                        assert_eq!(until_quote(&bytes), None, "bytes {start} to {end} of {length}");
                    }
                }
                for at in 0..length {
                    for byte in [b'\\', 0, 0x1f, 0x80, 0xff, b'\n'] {
                        bytes[at] = byte;
                        assert_eq!(until_quote(&bytes), None, "{byte} at {at} of {length}");
                    }
                    bytes[at] = b'"';
                    assert_eq!(until_quote(&bytes).map(str::len), Some(at));
                    for byte in [b' ', b'!', b'#', b'[', b']', 0x7f] {
                        bytes[at] = byte;
                        assert_eq!(until_quote(&bytes).map(str::len), Some(length), "{byte} at {at} of {length}");
                    }
                    bytes[at] = b'a';
                    if at + 1 < length {
                        bytes[at..at + 2].copy_from_slice("é".as_bytes());
                        assert_eq!(until_quote(&bytes).map(str::len), Some(length));
                        bytes[at..at + 2].copy_from_slice(b"aa");
                    }
                }
            }
        }
    }
}
