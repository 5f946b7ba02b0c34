//! Reads a pattern at expansion: is it one, and how is it run?

use regex_syntax::ast::ErrorKind;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::automaton;
use crate::schema::Program;

/// How a pattern is run; otherwise what to say about it.
pub(crate) fn read(source: &str) -> Result<Program, String> {
    match regex_syntax::parse(source) {
        Ok(hir) => match classes(&hir).or_else(|| automaton::build(&hir).map(Program::Table)) {
            Some(program) => Ok(program),
            None if cfg!(feature = "regex") => Ok(Program::Regex),
            None => Err("the pattern is too large for a table, and the feature `regex` of `klaw-runtime` is off; switch it on, or write a simpler pattern (`[0-9]` for `\\d`)".to_owned()),
        },
        Err(regex_syntax::Error::Parse(error)) => Err(match error.kind() {
            ErrorKind::UnsupportedLookAround => {
                let syntax = taken(source, error.span());
                format!(
                    "`{syntax}` is look-around, which matching in linear time rules out; write the pattern without it, or use `with = path`"
                )
            }
            ErrorKind::UnsupportedBackreference => {
                let syntax = taken(source, error.span());
                format!(
                    "`{syntax}` is a back-reference, which matching in linear time rules out; write the pattern without it, or use `with = path`"
                )
            }
            _ => format!("the pattern does not parse; correct it: {error}"),
        }),
        Err(error) => Err(format!("the pattern does not parse; correct it: {error}")),
    }
}

impl Program {
    /// Does a text match, where that is known at expansion?
    pub(crate) fn is_match(&self, text: &str) -> Option<bool> {
        match self {
            Self::Classes { first, rest, empty } => {
                let is_in =
                    |ranges: &[(u8, u8)], byte: u8| ranges.iter().any(|(from, to)| (*from..=*to).contains(&byte));
                let mut bytes = text.bytes();
                Some(match bytes.next() {
                    Some(byte) => is_in(first, byte) && bytes.all(|byte| is_in(rest, byte)),
                    None => *empty,
                })
            }
            Self::Table(table) => Some(table.is_match(text)),
            Self::Regex => None,
        }
    }
}

fn taken<'a>(source: &'a str, span: &regex_syntax::ast::Span) -> &'a str {
    source.get(span.start.offset..span.end.offset).unwrap_or(source)
}

/// `^[first][rest]*$`, `^[rest]*$` and `^[rest]+$`, all of it ASCII.
fn classes(hir: &Hir) -> Option<Program> {
    let HirKind::Concat(parts) = plain(hir).kind() else {
        return None;
    };
    let [start, middle @ .., end] = parts.as_slice() else {
        return None;
    };
    if !matches!(start.kind(), HirKind::Look(Look::Start)) || !matches!(end.kind(), HirKind::Look(Look::End)) {
        return None;
    }
    match middle {
        [only] => {
            let (rest, min) = repeated(only)?;
            Some(Program::Classes { first: rest.clone(), rest, empty: min == 0 })
        }
        [first, rest] => match repeated(rest)? {
            (rest, 0) => Some(Program::Classes { first: ranges(first)?, rest, empty: false }),
            // Two characters at least: the tables cannot say so.
            _ => None,
        },
        _ => None,
    }
}

/// The class under `*` (0) or `+` (1).
fn repeated(hir: &Hir) -> Option<(Vec<(u8, u8)>, u32)> {
    match plain(hir).kind() {
        // Greedy or lazy is all one between two anchors.
        HirKind::Repetition(repetition) if repetition.max.is_none() && repetition.min <= 1 => {
            Some((ranges(&repetition.sub)?, repetition.min))
        }
        _ => None,
    }
}

fn ranges(hir: &Hir) -> Option<Vec<(u8, u8)>> {
    match plain(hir).kind() {
        // A class of one character.
        HirKind::Literal(literal) => match *literal.0 {
            [byte] if byte.is_ascii() => Some(vec![(byte, byte)]),
            _ => None,
        },
        HirKind::Class(Class::Unicode(class)) => class
            .iter()
            .map(|range| Some((u8::try_from(range.start()).ok()?, u8::try_from(range.end()).ok()?)))
            .map(|range| range.filter(|(_, end)| end.is_ascii()))
            .collect(),
        HirKind::Class(Class::Bytes(class)) => {
            class.iter().map(|range| range.end().is_ascii().then(|| (range.start(), range.end()))).collect()
        }
        _ => None,
    }
}

/// Groups capture nothing that anybody reads.
fn plain(hir: &Hir) -> &Hir {
    match hir.kind() {
        HirKind::Capture(capture) => plain(&capture.sub),
        _ => hir,
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::schema::Program;

    fn show(source: &str) -> String {
        let ranges = |ranges: Vec<(u8, u8)>| -> String {
            ranges.into_iter().map(|(from, to)| format!("{}-{}", char::from(from), char::from(to))).collect()
        };
        match read(source) {
            Ok(Program::Classes { first, rest, empty }) => {
                format!("[{}][{}]{}", ranges(first), ranges(rest), if empty { " or empty" } else { "" })
            }
            Ok(Program::Table(_)) => "table".to_owned(),
            Ok(Program::Regex) => "regex".to_owned(),
            Err(message) => message,
        }
    }

    #[test]
    fn plain_classes_become_tables() {
        assert_eq!(show("^[a-z][a-z0-9-]*$"), "[a-z][---0-9a-z]");
        assert_eq!(show("^[a-zA-Z_][a-zA-Z0-9_-]*$"), "[A-Z_-_a-z][---0-9A-Z_-_a-z]");
        assert_eq!(show("^[a-z]*$"), "[a-z][a-z] or empty");
        assert_eq!(show("^[a-z]+$"), "[a-z][a-z]");
        assert_eq!(show(r"\A[a-z]{1,}\z"), "[a-z][a-z]");
        assert_eq!(show("^([a-z]+?)$"), "[a-z][a-z]");
        assert_eq!(show("^v[0-9]*$"), "[v-v][0-9]");
        assert_eq!(show("^[a-z][a-z]*$"), "[a-z][a-z]");
    }

    #[test]
    fn small_automata_become_tables() {
        let sources = [
            "[a-z]+",
            "^[a-z]+",
            "[a-z]+$",
            "^[a-z]+x",
            "x[a-z]+$",
            "(?m)^[a-z]+$",
            "^[a-z]$",
            "^[a-z][0-9]+$",
            "^[a-z]{2,}$",
            "^[a-z]{0,8}$",
            "^[^/]+$",
            r"^\d+$",
            "^[a-zé]+$",
            "^(?i)[k]+$",
            "^ab[c]*$",
            "^[a]*|[b]*$",
            "^$",
            "",
        ];
        for source in sources {
            assert_eq!(show(source), "table", "{source}");
        }
    }

    #[test]
    fn what_no_table_holds_needs_the_regex_crate() {
        for source in [r"\w+", r"\bfoo\b", r"\d{4}-\d{2}-\d{2}"] {
            let shown = show(source);
            if cfg!(feature = "regex") {
                assert_eq!(shown, "regex", "{source}");
            } else {
                assert!(shown.starts_with("the pattern is too large for a table, "), "{shown}");
            }
        }
    }

    #[test]
    fn a_bad_pattern_is_shown() {
        let message = show("^[a-z");
        assert!(message.starts_with("the pattern does not parse; correct it: regex parse error:"), "{message}");
        assert!(message.contains("unclosed character class"), "{message}");
        assert!(show("(?=a)b").starts_with("`(?=` is look-around, "));
        assert!(show("(?<!a)b").starts_with("`(?<!` is look-around, "));
        assert!(show(r"(a)\1").starts_with(r"`\1` is a back-reference, "));
    }
}
