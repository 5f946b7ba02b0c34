//! A place in a text that people wrote: line, column, and the line itself with a mark under what is wrong.

use std::fmt;
use std::ops::Range;

/// What of a line is shown before the place, and from it on, in characters.
const SHOWN: usize = 60;

pub(crate) struct Spot {
    /// From 1 on.
    line: usize,
    /// In characters, from 1 on.
    column: usize,
    /// What is shown of the line before the place, and from it on.
    parts: (String, String),
    /// How many characters are marked.
    width: usize,
}

impl Spot {
    pub(crate) fn of(text: &str, span: Range<usize>) -> Self {
        let (before, after) = text.split_at_checked(span.start).unwrap_or((text, ""));
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let left = before.get(start..).unwrap_or_default();
        let right = after.lines().next().unwrap_or_default();
        let marked = text.get(span).unwrap_or_default().lines().next().unwrap_or_default();
        let column = left.chars().count();
        let shown = |chars: &mut dyn Iterator<Item = char>| chars.take(SHOWN).map(visible).collect();
        Self {
            line: 1 + before.matches('\n').count(),
            column: column + 1,
            parts: (shown(&mut left.chars().skip(column.saturating_sub(SHOWN))), shown(&mut right.chars())),
            width: marked.chars().count().clamp(1, SHOWN),
        }
    }

    /// The same without what stands there: it is a secret.
    pub(crate) fn hidden(self) -> Self {
        Self { parts: (String::new(), String::from("***")), width: 3, ..self }
    }

    /// The line, and the mark below it.
    pub(crate) fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, right) = &self.parts;
        let number = self.line.to_string();
        let gutter = " ".repeat(number.len());
        // A tab is as wide as the one above it.
        let indent: String = left.chars().map(|c| if c == '\t' { c } else { ' ' }).collect();
        let line = format!("{left}{right}");
        write!(f, "\n{gutter} |\n{number} | {}\n{gutter} | {indent}{}", line.trim_end(), "^".repeat(self.width))
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// What would move the cursor of a terminal is not printed as it is.
fn visible(c: char) -> char {
    if c.is_control() && c != '\t' { char::REPLACEMENT_CHARACTER } else { c }
}
