//! Lax conversions, where text comes from people: what a string, a float or an integer is as a value of another type.
//! The rules are those of msgspec's `strict=False`.

use crate::fault::{Fault, Number};

pub(crate) const OUT_OF_RANGE: Fault = Fault::Sentence("Number out of range");

/// Integers past this, written as floats, may have lost digits: 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The text as an integer: JSON's grammar, and a float only where it is a whole number that is exact.
///
/// # Errors
/// A float past the greatest.
pub(crate) fn int(text: &[u8]) -> Result<Option<i128>, Fault> {
    match grammar(text) {
        Some(Form::Int) => Ok(Some(saturating(text))),
        Some(Form::Float) => parsed(text).map(whole),
        None => Ok(None),
    }
}

/// The float as an integer, where that is exact.
pub(crate) fn whole(value: f64) -> Option<i128> {
    (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i128)
}

/// The text as an integer of 64 bits that is written as one: the values of enumerations.
///
/// # Errors
/// As `float`.
pub(crate) fn digits(text: &[u8]) -> Result<Option<i128>, Fault> {
    match number(text).transpose()? {
        Some(Number::Int(value)) => Ok(Some(value)),
        _ => Ok(None),
    }
}

/// The text as a float: JSON's grammar, `nan`, `inf` and `infinity`.
///
/// # Errors
/// A number past the greatest float.
pub(crate) fn float(text: &[u8]) -> Result<Option<f64>, Fault> {
    match grammar(text) {
        // As an integer it has no sign.
        Some(Form::Int) if text == b"-0" => Ok(Some(0.0)),
        Some(_) => parsed(text).map(Some),
        None => Ok(word(text)),
    }
}

/// The text as a bool.
///
/// # Errors
/// As `float`: what is a number is read as one first.
pub(crate) fn bool(text: &[u8]) -> Result<Option<bool>, Fault> {
    match number(text).transpose()? {
        Some(Number::Int(value)) => Ok(bool_of(value)),
        Some(Number::Float(_)) => Ok(None),
        None if text.eq_ignore_ascii_case(b"true") => Ok(Some(true)),
        None if text.eq_ignore_ascii_case(b"false") => Ok(Some(false)),
        None => Ok(None),
    }
}

/// The integer as a bool.
pub(crate) fn bool_of(value: i128) -> Option<bool> {
    match value {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

/// Is the text that of nil?
pub(crate) fn null(text: &[u8]) -> bool {
    text.eq_ignore_ascii_case(b"null")
}

/// The text as a number, or what is wrong with the number. An integer past 64 bits is a float.
pub(crate) fn number(text: &[u8]) -> Option<Result<Number, Fault>> {
    match grammar(text) {
        Some(Form::Int) if (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&saturating(text)) => {
            Some(Ok(Number::Int(saturating(text))))
        }
        Some(_) => Some(parsed(text).map(Number::Float)),
        None => word(text).map(|value| Ok(Number::Float(value))),
    }
}

/// How a number is written.
enum Form {
    Int,
    Float,
}

/// JSON's grammar of numbers: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`
fn grammar(text: &[u8]) -> Option<Form> {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let (whole, mut rest) = leading_digits(text);
    if whole.is_empty() || (whole.len() > 1 && whole.starts_with(b"0")) {
        return None;
    }
    if rest.is_empty() {
        return Some(Form::Int);
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        let (fraction, behind) = leading_digits(fraction);
        if fraction.is_empty() {
            return None;
        }
        rest = behind;
    }
    if let [b'e' | b'E', exponent @ ..] = rest {
        let exponent = exponent.strip_prefix(b"-").or_else(|| exponent.strip_prefix(b"+")).unwrap_or(exponent);
        let (exponent, behind) = leading_digits(exponent);
        if exponent.is_empty() {
            return None;
        }
        rest = behind;
    }
    rest.is_empty().then_some(Form::Float)
}

fn leading_digits(text: &[u8]) -> (&[u8], &[u8]) {
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// A text of the grammar as a float.
fn parsed(text: &[u8]) -> Result<f64, Fault> {
    match str::from_utf8(text).ok().and_then(|text| text.parse::<f64>().ok()) {
        Some(value) if value.is_finite() => Ok(value),
        _ => Err(OUT_OF_RANGE),
    }
}

/// An integer of the grammar; those past 128 bits are out of every range.
fn saturating(text: &[u8]) -> i128 {
    let end = if text.starts_with(b"-") { i128::MIN } else { i128::MAX };
    str::from_utf8(text).ok().and_then(|text| text.parse().ok()).unwrap_or(end)
}

/// The floats that are words.
fn word(text: &[u8]) -> Option<f64> {
    let (negative, word) = match text.strip_prefix(b"-") {
        Some(word) => (true, word),
        None => (false, text),
    };
    let value = if word.eq_ignore_ascii_case(b"nan") {
        f64::NAN
    } else if word.eq_ignore_ascii_case(b"inf") || word.eq_ignore_ascii_case(b"infinity") {
        f64::INFINITY
    } else {
        return None;
    };
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn int_of(text: &str) -> Option<i128> {
        int(text.as_bytes()).ok().flatten()
    }

    fn float_of(text: &str) -> Option<f64> {
        float(text.as_bytes()).ok().flatten()
    }

    #[test]
    fn integers_have_the_grammar_of_json() {
        for (text, value) in [("0", 0), ("-0", 0), ("12", 12), ("1.0", 1), ("1e3", 1000), ("10e-1", 1), ("-5", -5)] {
            assert_eq!(int_of(text), Some(value), "{text}");
        }
        assert_eq!(int_of("9007199254740992.0"), Some(1 << 53));
        for text in
            ["", "+1", "01", " 1", "1 ", "1_000", "0x10", "1.5", ".5", "1.", "1e", "-", "true", "9007199254740994.0"]
        {
            assert_eq!(int_of(text), None, "{text:?}");
        }
        assert_eq!(int_of(&"1".repeat(400)), Some(i128::MAX));
        assert_eq!(int_of(&format!("-{}", "1".repeat(400))), Some(i128::MIN));
        assert!(int(b"1e400").is_err());
    }

    #[test]
    fn floats_have_words_too() {
        assert_eq!(float_of("-Infinity"), Some(f64::NEG_INFINITY));
        assert_eq!(float_of("INF"), Some(f64::INFINITY));
        assert!(float_of("NaN").is_some_and(f64::is_nan));
        assert_eq!(float_of("-0").map(f64::is_sign_negative), Some(false));
        assert_eq!(float_of("-0.0").map(f64::is_sign_negative), Some(true));
        assert_eq!(float_of("1e-400"), Some(0.0));
        assert_eq!(float_of(&"1".repeat(30)), Some(1.111_111_111_111_111e29));
        for text in ["+inf", "infinit", "+1", "1_0", "--1", "- 1", "e5"] {
            assert_eq!(float_of(text), None, "{text:?}");
        }
        assert!(float("1".repeat(400).as_bytes()).is_err());
    }

    #[test]
    fn bools_and_nil_are_words_of_any_case() {
        for (text, value) in [("TRUE", Some(true)), ("fAlse", Some(false)), ("1", Some(true)), ("-0", Some(false))] {
            assert_eq!(bool(text.as_bytes()).ok(), Some(value));
        }
        for text in ["", "yes", "on", "t", "2", "1.0", "00", "-1"] {
            assert_eq!(bool(text.as_bytes()).ok(), Some(None), "{text:?}");
        }
        assert!(bool(b"1e400").is_err());
        assert!(null(b"Null") && !null(b"None") && !null(b"nil") && !null(b""));
    }

    #[test]
    fn enumerations_take_no_floats() {
        assert_eq!(digits(b"-7").ok(), Some(Some(-7)));
        for text in ["1.0", "nan", "18446744073709551616"] {
            assert_eq!(digits(text.as_bytes()).ok(), Some(None), "{text}");
        }
        assert!(digits("1".repeat(400).as_bytes()).is_err());
    }
}
