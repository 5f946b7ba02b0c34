//! Numbers: msgspec's grammar, which is JSON's; the common ones in a few steps, the others by the standard library.

/// The digits at the start of eight bytes: how many, and each as its value, the first in the lowest byte.
#[inline(always)]
fn digits(eight: &[u8; 8]) -> (usize, u64) {
    let word = u64::from_le_bytes(*eight) ^ 0x3030_3030_3030_3030;
    let others = (word.wrapping_add(0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080;
    // The lowest mark is right; one above it may be due to a carry.
    ((others.trailing_zeros() / 8) as usize, word)
}

/// The number that the lowest `count` bytes spell, `count` from 1 to 8.
#[inline(always)]
fn number(word: u64, count: usize) -> u64 {
    let word = word << (64 - 8 * count);
    let pairs = (word & 0x0f0f_0f0f_0f0f_0f0f).wrapping_mul(2561) >> 8;
    let fours = (pairs & 0x00ff_00ff_00ff_00ff).wrapping_mul(6_553_601) >> 16;
    (fours & 0x0000_ffff_0000_ffff).wrapping_mul(42_949_672_960_001) >> 32
}

const POWERS: [u64; 17] = {
    let mut powers = [1; 17];
    let mut at = 1;
    while at < 17 {
        powers[at] = 10 * powers[at - 1];
        at += 1;
    }
    powers
};

/// A run of up to sixteen digits from `at` on: what they spell, and where they end. `None` where there are none, more,
/// or where less than eight bytes are left to look at.
#[inline(always)]
fn run(input: &[u8], at: usize) -> Option<(u64, usize)> {
    let (count, word) = digits(input.get(at..)?.first_chunk()?);
    if count == 0 {
        return None;
    }
    let high = number(word, count);
    if count < 8 {
        return Some((high, at + count));
    }
    let (count, word) = digits(input.get(at + 8..)?.first_chunk()?);
    match count {
        0 => Some((high, at + 8)),
        1..8 => Some((high * POWERS[count] + number(word, count), at + 8 + count)),
        _ => None,
    }
}

/// An integer without a sign; `None` where it takes a closer look.
#[inline(always)]
pub(super) fn unsigned(input: &[u8], at: usize) -> Option<(u64, usize)> {
    let (value, end) = run(input, at).or_else(|| short_run(input, at))?;
    // A zero stands alone, and what goes on is a float.
    let leading = end - at > 1 && input.get(at) == Some(&b'0');
    match input.get(end) {
        _ if leading => None,
        Some(b'.' | b'e' | b'E') => None,
        _ => Some((value, end)),
    }
}

/// The same near the end of the input, and of more than sixteen digits.
#[inline(never)]
fn short_run(input: &[u8], at: usize) -> Option<(u64, usize)> {
    let rest = input.get(at..)?;
    let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if count == 0 {
        return None;
    }
    let mut value = 0_u64;
    for byte in &rest[..count] {
        value = value.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
    }
    Some((value, at + count))
}

/// An integer; `None` where it takes a closer look.
#[inline(always)]
pub(super) fn signed(input: &[u8], at: usize) -> Option<(i64, usize)> {
    if input.get(at) == Some(&b'-') {
        let (value, end) = unsigned(input, at + 1)?;
        Some((0_i64.checked_sub_unsigned(value)?, end))
    } else {
        let (value, end) = unsigned(input, at)?;
        Some((i64::try_from(value).ok()?, end))
    }
}

/// Powers of ten that a float holds exactly.
const EXACT: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

/// A float that takes no rounding but that of one division: digits that 53 bits hold, and no exponent. `None` where it
/// takes a closer look.
#[inline(always)]
pub(super) fn float(input: &[u8], at: usize) -> Option<(f64, usize)> {
    let negative = input.get(at) == Some(&b'-');
    let start = at + usize::from(negative);
    let (whole, point) = run(input, start)?;
    if point - start > 1 && input.get(start) == Some(&b'0') {
        return None;
    }
    let (mantissa, decimals, end) = match input.get(point) {
        Some(b'.') => {
            let (fraction, end) = run(input, point + 1)?;
            let decimals = end - point - 1;
            let scale = *POWERS.get(decimals)?;
            (whole.checked_mul(scale)?.checked_add(fraction)?, decimals, end)
        }
        _ => (whole, 0, point),
    };
    if mantissa >> 53 != 0 || matches!(input.get(end), Some(b'e' | b'E')) {
        return None;
    }
    let value = mantissa as f64 / EXACT.get(decimals)?;
    // An integer has no negative zero.
    let negative = negative && (mantissa != 0 || decimals > 0);
    Some((if negative { -value } else { value }, end))
}

/// A number as the grammar has it.
pub(super) struct Token {
    /// Where it ends.
    pub(super) end: usize,
    /// Does it have a fraction or an exponent?
    pub(super) is_float: bool,
}

/// Reads a number by the grammar. An error is what msgspec says, and where.
pub(super) fn token(input: &[u8], at: usize) -> Result<Token, (&'static str, usize)> {
    const INVALID: &str = "invalid number";
    let byte = |at: usize| input.get(at).copied().unwrap_or(0);
    let digits = |from: usize| {
        from + input.get(from..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let start = at + usize::from(byte(at) == b'-');
    let mut end = digits(start);
    if end == start {
        // A sign alone, at the end of the text.
        let alone = start > at && start == input.len();
        return Err((if alone { INVALID } else { "invalid character" }, start));
    }
    if byte(start) == b'0' && end > start + 1 {
        return Err((INVALID, start + 1));
    }
    let mut is_float = false;
    if byte(end) == b'.' {
        is_float = true;
        let fraction = end + 1;
        end = digits(fraction);
        if end == fraction {
            return Err((INVALID, end));
        }
    }
    if matches!(byte(end), b'e' | b'E') {
        is_float = true;
        let exponent = end + 1 + usize::from(matches!(byte(end + 1), b'+' | b'-'));
        end = digits(exponent);
        if end == exponent {
            return Err((INVALID, end));
        }
    }
    Ok(Token { end, is_float })
}

/// What an integer of the grammar spells; the nearest where 128 bits do not hold it.
pub(super) fn int(text: &[u8]) -> i128 {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    let mut value = 0_i128;
    for byte in digits {
        value = value.saturating_mul(10).saturating_add(i128::from(byte - b'0'));
    }
    if negative { -value } else { value }
}

/// What a number of the grammar spells as a float; `None` where that is infinite.
pub(super) fn parse(text: &[u8]) -> Option<f64> {
    // An integer has no negative zero.
    if text == b"-0" {
        return Some(0.0);
    }
    let value: f64 = str::from_utf8(text).ok()?.parse().ok()?;
    value.is_finite().then_some(value)
}

/// What msgspec calls a number where another type was expected: an integer past 64 bits is a float then. `None` where no
/// float holds it.
pub(super) fn kind(input: &[u8], at: usize) -> Option<&'static str> {
    let Ok(Token { end, is_float }) = token(input, at) else { return Some("float") };
    let text = input.get(at..end).unwrap_or_default();
    let is_int = !is_float && (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&int(text));
    if is_int { Some("int") } else { parse(text).map(|_| "float") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> impl Iterator<Item = String> {
        let mut state = 7_u64;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        };
        (0..200_000).map(move |_| {
            let (mantissa, scale) = (next() >> (next() % 64), next() % 24);
            match next() % 8 {
                0 => format!("{mantissa}"),
                1 => format!("-{mantissa}"),
                2 => format!("{}.{mantissa}", next() >> (next() % 64)),
                3 => format!("{}", f64::from_bits(next())),
                4 => format!("{:?}", f64::from_bits(next())),
                5 => format!("{mantissa}e-{scale}"),
                6 => format!("-{}.{:0>width$}", mantissa % 1000, mantissa % 100, width = scale as usize % 9 + 1),
                _ => format!("{}{}", "0".repeat(next() as usize % 3), mantissa),
            }
        })
    }

    /// The quick ways give what the standard library does, or leave it to it, wherever the number stands.
    #[test]
    fn quick_ways_agree_with_the_library() {
        let mut quick = [0; 3];
        for text in texts() {
            for behind in ["", ",", "]]]]]]]]]]]]]]]]]]]]"] {
                let input = format!("{text}{behind}");
                let input = input.as_bytes();
                let valid = token(input, 0).ok().filter(|token| token.end == text.len());
                if let Some((value, end)) = unsigned(input, 0) {
                    assert_eq!((Ok(value), end), (text.parse(), text.len()), "{text}");
                    assert!(valid.as_ref().is_some_and(|token| !token.is_float), "{text}");
                    quick[0] += 1;
                }
                if let Some((value, end)) = signed(input, 0) {
                    assert_eq!((Ok(value), end), (text.parse(), text.len()), "{text}");
                    assert!(valid.as_ref().is_some_and(|token| !token.is_float), "{text}");
                    quick[1] += 1;
                }
                if let Some((value, end)) = float(input, 0) {
                    let expected = text.parse::<f64>().unwrap_or(f64::NAN);
                    let expected = if text == "-0" { 0.0 } else { expected };
                    assert_eq!((value.to_bits(), end), (expected.to_bits(), text.len()), "{text}");
                    assert!(valid.is_some(), "{text}");
                    quick[2] += 1;
                }
            }
        }
        assert!(quick.iter().all(|count| *count > 20_000), "{quick:?}");
    }

    #[test]
    fn the_grammar() {
        for (text, end) in [("0", 1), ("-0.5e+1x", 7), ("12,", 2), ("0.0", 3), ("1E5]", 3), ("1e-05", 5)] {
            assert_eq!(token(text.as_bytes(), 0).map(|token| token.end).ok(), Some(end), "{text}");
        }
        for (text, what, at) in [
            ("01", "invalid number", 1),
            ("-", "invalid number", 1),
            ("-x", "invalid character", 1),
            (".5", "invalid character", 0),
            ("1.", "invalid number", 2),
            ("1.e1", "invalid number", 2),
            ("1e", "invalid number", 2),
            ("1e+", "invalid number", 3),
            ("+1", "invalid character", 0),
            ("NaN", "invalid character", 0),
        ] {
            assert_eq!(token(text.as_bytes(), 0).map(|token| token.end), Err((what, at)), "{text}");
        }
    }
}
