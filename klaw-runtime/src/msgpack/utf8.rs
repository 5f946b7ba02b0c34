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

#[cfg(test)]
mod tests {
    use super::*;

    /// Every length about the class borders, with the one bad byte at every place.
    #[test]
    fn every_byte_is_looked_at() {
        for length in 0..80 {
            let mut bytes = vec![b'a'; length];
            assert!(is_ascii(&bytes), "{length}");
            for at in 0..length {
                bytes[at] = 0x80;
                assert!(!is_ascii(&bytes), "byte {at} of {length}");
                assert!(from_utf8(&bytes).is_none());
                bytes[at] = b'a';
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
}
