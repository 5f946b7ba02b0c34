//! Patterns, from the `regex` crate's syntax to that of Python's `re`.

use super::quoted;
use crate::Failure;
use klaw_runtime::lock::layout::Rules;

/// The rule of a text's pattern. msgspec searches with one.
pub(super) fn fact(rules: &[&Rules]) -> Result<Option<String>, Failure> {
    let patterns: Vec<_> = rules.iter().filter_map(|found| found.pattern.as_deref()).collect();
    // All must match: each looks from the start without moving on.
    let pattern = match patterns.as_slice() {
        [] => return Ok(None),
        [one] => python(one)?,
        several => {
            let several: Result<Vec<_>, _> =
                several.iter().map(|one| Ok::<_, Failure>(format!("(?=[\\s\\S]*?(?:{}))", python(one)?))).collect();
            format!("\\A{}", several?.concat())
        }
    };
    Ok(Some(format!("pattern={}", quoted(&pattern))))
}

/// What stands in front of a character that may repeat it.
enum Behind {
    /// What can be repeated, or nothing.
    Nothing,
    Repeat,
    /// A repeat of as few as can be.
    Lazy,
    /// What has no characters: the beginning, the end.
    Place,
}

/// The same pattern for `re`. What it has no words for is an error, not another pattern.
fn python(pattern: &str) -> Result<String, Failure> {
    let unknown = |what: &str| format!("the pattern `{pattern}` has {what}, which Python's `re` has not");
    let mut text = String::new();
    let mut class = 0;
    let mut characters = pattern.chars().peekable();
    let mut behind = Behind::Nothing;
    while let Some(character) = characters.next() {
        let before = std::mem::replace(&mut behind, Behind::Nothing);
        match character {
            '*' | '+' | '?' | '{' if class == 0 => {
                behind = match (before, character) {
                    (Behind::Nothing, _) => Behind::Repeat,
                    (Behind::Repeat, '?') => Behind::Lazy,
                    // Python does not give back what such a repeat took, or knows none.
                    (Behind::Repeat | Behind::Lazy, _) => return Err(unknown("a repeat of a repeat").into()),
                    (Behind::Place, _) => return Err(unknown("a repeat of a place").into()),
                };
                text.push(character);
                if character == '{' {
                    // There Python takes a space for one of the text.
                    let counts = characters.by_ref().take_while(|count| *count != '}');
                    text.extend(counts.filter(|count| !count.is_whitespace()));
                    text.push('}');
                }
            }
            '\\' => match characters.next() {
                // The end of the text; Python's `\Z`.
                Some('z') => {
                    behind = Behind::Place;
                    text.push_str("\\Z");
                }
                // Of words, where they begin and end; Python reads the character.
                Some(kind @ ('<' | '>')) => return Err(unknown(&format!("`\\{kind}`")).into()),
                Some(kind @ ('p' | 'P')) => return Err(unknown(&format!("`\\{kind}`")).into()),
                Some('x' | 'u' | 'U') if characters.peek() == Some(&'{') => {
                    let digits: String = characters.by_ref().skip(1).take_while(|digit| *digit != '}').collect();
                    let code = u32::from_str_radix(&digits, 16).map_err(|_| unknown("a code that is none"))?;
                    text.push_str(&format!("\\U{code:08x}"));
                }
                Some('b') if characters.peek() == Some(&'{') => return Err(unknown("`\\b{..}`").into()),
                Some(other) => {
                    if matches!(other, 'A' | 'b' | 'B') && class == 0 {
                        behind = Behind::Place;
                    }
                    text.extend(['\\', other]);
                }
                None => text.push('\\'),
            },
            '[' if class > 0 && characters.peek() == Some(&':') => return Err(unknown("a class `[:..:]`").into()),
            '[' if class > 0 => return Err(unknown("a class in a class").into()),
            '[' => {
                class += 1;
                text.push('[');
                if characters.peek() == Some(&'^') {
                    text.extend(characters.next());
                }
                // In front, `]` is a character.
                if characters.peek() == Some(&']') {
                    characters.next();
                    text.push_str("\\]");
                }
            }
            ']' if class > 0 => {
                class -= 1;
                text.push(']');
            }
            '&' | '-' | '~' if class > 0 && characters.peek() == Some(&character) => {
                return Err(unknown(&format!("`{character}{character}` in a class")).into());
            }
            // Python's `$` also matches before a newline at the end.
            '$' if class == 0 => {
                behind = Behind::Place;
                text.push_str("\\Z");
            }
            '^' if class == 0 => {
                behind = Behind::Place;
                text.push('^');
            }
            '(' if class == 0 && characters.peek() == Some(&'?') => {
                characters.next();
                match characters.peek() {
                    Some('<') => text.push_str("(?P"),
                    Some('P' | ':') => text.push_str("(?"),
                    _ => return Err(unknown("flags").into()),
                }
            }
            other => text.push(other),
        }
    }
    Ok(text)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "that is how a test fails")]
mod tests {
    use super::python;

    #[test]
    fn what_both_have_is_kept_and_the_end_is_the_end() {
        for (rust, expected) in [
            ("^[a-z][a-z0-9-]*$", "^[a-z][a-z0-9-]*\\Z"),
            ("[$]\\$", "[$]\\$"),
            ("[]a]\\z", "[\\]a]\\Z"),
            ("[^]]", "[^\\]]"),
            ("(?<year>\\d{4})(?:a|b)", "(?P<year>\\d{4})(?:a|b)"),
            ("\\x{1F600}\\\\$", "\\U0001f600\\\\\\Z"),
            ("a+?b*?c{2}?d?e{2,}", "a+?b*?c{2}?d?e{2,}"),
            ("[+*?{]+(?:a*)*\\++", "[+*?{]+(?:a*)*\\++"),
            ("a{ 2 , 3 }", "a{2,3}"),
        ] {
            assert_eq!(python(rust).unwrap(), expected);
        }
        for rust in [
            "\\p{L}",
            "[[:alpha:]]",
            "[a-z&&[^b]]",
            "(?i)a",
            "[a--b]",
            "^\\<a",
            "a\\>",
            "^a++a$",
            "a*+",
            "a?+",
            "a{2}+",
            "a**",
            "a+??",
            "a+?+",
            "a{2}{3}",
            "^*a",
            "\\b+a",
            "a$?",
        ] {
            assert!(python(rust).is_err(), "{rust}");
        }
    }
}
