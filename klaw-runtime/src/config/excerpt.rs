//! [`Excerpt`]: the line of a file that is wrong, with a caret below, and without the secrets that stand in it.

use super::origin::Source;
use std::fmt;
use std::ops::Range;

/// A line of a file, and what of it is meant.
#[derive(Debug, Clone)]
pub(super) struct Excerpt {
    number: usize,
    text: String,
    /// In characters of `text`.
    caret: Range<usize>,
}

/// What stands for a secret.
const MASK: &str = "***";

/// The longest piece of a line that is shown, in characters.
const WIDTH: usize = 100;

/// How far from what is meant a line is looked at, in bytes.
const NEAR: usize = 8 * WIDTH;

impl Excerpt {
    /// The line of `at`. The secrets in it, of which none lies in another and the first stands first, are masked; `key` says
    /// that what stands behind `at` is under a key that nobody knows, so that nobody can say whether it is a secret.
    pub(super) fn of(source: &Source, at: &Range<usize>, secrets: &[Range<usize>], key: bool) -> Self {
        let line = source.line(at.start);
        let secret_at = |offset| {
            let next = secrets.partition_point(|secret| secret.start <= offset);
            secrets.get(next.checked_sub(1)?).filter(|secret| secret.contains(&offset))
        };
        let mut masked: Option<&Range<usize>> = None;
        let mut shown: Vec<char> = Vec::new();
        let mut caret: Option<Range<usize>> = None;
        // Of a long line no more is looked at than may be shown: there may be many faults in it.
        let from = source.text.floor_char_boundary(at.start.saturating_sub(NEAR).max(line.start));
        let to = source.text.ceil_char_boundary(at.start.saturating_add(NEAR).min(line.end));
        // A header has no value.
        let key = key && !source.text.get(line.clone()).unwrap_or_default().trim_start().starts_with('[');
        for (index, character) in source.text.get(from..to).unwrap_or_default().char_indices() {
            let offset = from + index;
            if key && offset >= at.end {
                shown.extend(" = ..".chars());
                break;
            }
            let secret = secret_at(offset);
            // A comment is no part of what is wrong, and may hold anything.
            if character == '#' && offset >= at.end && secret.is_none() {
                break;
            }
            let start = match secret {
                // One mask for all of it.
                Some(_) if secret == masked => shown.len() - MASK.len(),
                _ => shown.len(),
            };
            match secret {
                Some(_) if secret == masked => {}
                Some(_) => shown.extend(MASK.chars()),
                None => shown.push(if character.is_control() { ' ' } else { character }),
            }
            masked = secret;
            if at.contains(&offset) {
                caret = Some(caret.map_or(start, |caret| caret.start)..shown.len());
            }
        }
        let caret = caret.unwrap_or(shown.len()..shown.len() + 1);
        let (number, _) = source.position(at.start);
        Self::cut(number, &shown, caret, from > line.start)
    }

    /// Keeps what is around the caret of a long line.
    fn cut(number: usize, shown: &[char], caret: Range<usize>, is_cut: bool) -> Self {
        if shown.len() <= WIDTH && !is_cut {
            return Self { number, text: shown.iter().collect(), caret };
        }
        let start = caret.start.saturating_sub(WIDTH / 2);
        let end = (start + WIDTH).min(shown.len());
        let mut text: String = if start > 0 || is_cut { String::from("..") } else { String::new() };
        let moved = text.len();
        text.extend(shown.get(start..end).unwrap_or_default());
        if end < shown.len() {
            text.push_str("..");
        }
        let caret = caret.start - start + moved..caret.end.min(end).max(caret.start + 1) - start + moved;
        Self { number, text, caret }
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number.to_string();
        let margin = " ".repeat(number.len());
        let (before, carets) = (" ".repeat(self.caret.start), "^".repeat(self.caret.len().max(1)));
        writeln!(f, "{margin} |")?;
        writeln!(f, "{number} | {}", self.text.trim_end())?;
        write!(f, "{margin} | {before}{carets}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn shown(text: &str, at: Range<usize>, secret: Option<Range<usize>>, key: bool) -> String {
        let source = Source::new(Path::new("x.toml"), text.to_owned());
        let secrets: Vec<_> = secret.into_iter().collect();
        Excerpt::of(&source, &at, &secrets, key).to_string()
    }

    #[test]
    fn a_caret_stands_below_what_is_meant() {
        assert_eq!(shown("a = 1\nb = 22\n", 10..12, None, false), "  |\n2 | b = 22\n  |     ^^");
        assert_eq!(shown("\tä = 'x", 4..8, None, false), "  |\n1 |  ä = 'x\n  |   ^^^^^".replace("^^^^^", " ^^^^"));
        assert_eq!(shown("a =", 3..3, None, false), "  |\n1 | a =\n  |    ^");
    }

    #[test]
    fn secrets_are_masked_and_the_caret_stays_right() {
        let text = "x = { p = 'hunter2', n = 0 }";
        assert_eq!(
            shown(text, 25..26, Some(10..19), false),
            "  |\n1 | x = { p = ***, n = 0 }\n  |                    ^"
        );
        assert_eq!(shown(text, 10..19, Some(10..19), false), "  |\n1 | x = { p = ***, n = 0 }\n  |           ^^^");
        let over_lines = "p = '''\nhunter2\n''' # x";
        assert_eq!(shown(over_lines, 8..9, Some(4..19), false), "  |\n2 | ***\n  | ^^^");
    }

    #[test]
    fn what_stands_under_an_unknown_key_is_not_shown() {
        assert_eq!(shown("tokem = 'hunter2'", 0..5, None, true), "  |\n1 | tokem = ..\n  | ^^^^^");
    }

    #[test]
    fn long_lines_are_cut() {
        let text = format!("a = '{}' x", "y".repeat(5000));
        let shown = shown(&text, text.len() - 1..text.len(), None, false);
        assert!(shown.len() < 400, "{shown}");
        assert!(shown.contains("1 | ..yyy"), "{shown}");
        let lines: Vec<_> = shown.lines().collect();
        assert_eq!(lines[1].find('x'), lines[2].find('^'));
    }
}
