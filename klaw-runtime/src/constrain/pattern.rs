//! Patterns: a byte table where a plain character class says it all, a table of states where the automaton is
//! small, the `regex` crate otherwise.

use crate::fault::Fault;
use std::fmt;

/// What a str must match.
///
/// ```
/// use klaw_runtime::WireMessage;
/// use klaw_runtime::schema::Shape;
/// use klaw_runtime::types::Identifier;
///
/// let Shape::Newtype(identifier) = &Identifier::SCHEMA.shape else { panic!() };
/// let pattern = identifier.rules.unwrap().pattern.unwrap();
/// assert_eq!(pattern.source(), "^[a-zA-Z_][a-zA-Z0-9_-]*$");
/// ```
pub struct Pattern {
    source: &'static str,
    program: Program,
}

#[allow(clippy::large_enum_variant, reason = "a pattern is a static, so its size costs nothing where it is used")]
enum Program {
    /// Two bits a byte: may it stand first, and may it stand behind another?
    Classes { table: [u8; 256], empty: bool },
    /// An automaton that the derive has built.
    Table(Table),
    /// A function of the generated code, which owns the compiled [`Regex`].
    Search(fn(&str) -> bool),
}

/// A row for each state: the row behind each class of bytes, and last the one at the end of the text. A row is
/// named by where it begins: 0 matches no more, `width` has matched, and neither is left again.
struct Table {
    classes: [u8; 256],
    next: &'static [u16],
    start: u16,
    width: u16,
}

const FIRST: u8 = 1;
const REST: u8 = 2;

impl Pattern {
    /// `^[first][rest]*$` over ASCII, each class as inclusive ranges; `empty` where "" matches too.
    #[must_use]
    pub const fn classes(source: &'static str, first: &[(u8, u8)], rest: &[(u8, u8)], empty: bool) -> Self {
        let mut table = [0; 256];
        mark(&mut table, first, FIRST);
        mark(&mut table, rest, REST);
        Self { source, program: Program::Classes { table, empty } }
    }

    /// The states of an automaton, as the derive builds it. Each range of bytes has its class, the others are of
    /// class 0.
    #[must_use]
    pub const fn table(
        source: &'static str,
        ranges: &[(u8, u8, u8)],
        next: &'static [u16],
        start: u16,
        width: u16,
    ) -> Self {
        let mut classes = [0; 256];
        let mut at = 0;
        while at < ranges.len() {
            let (first, last, class) = ranges[at];
            let mut byte = first as usize;
            while byte <= last as usize {
                classes[byte] = class;
                byte += 1;
            }
            at += 1;
        }
        Self { source, program: Program::Table(Table { classes, next, start, width }) }
    }

    /// Any other pattern: a function that searches a [`Regex`].
    #[must_use]
    pub const fn search(source: &'static str, search: fn(&str) -> bool) -> Self {
        Self { source, program: Program::Search(search) }
    }

    /// The pattern as it was written.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn check(&self, text: &str) -> Result<(), Fault> {
        let matches = match &self.program {
            Program::Classes { table, empty } => classes(table, *empty, text.as_bytes()),
            Program::Table(table) => table.is_match(text.as_bytes()),
            Program::Search(search) => search(text),
        };
        if matches { Ok(()) } else { Err(Fault::Pattern(self.source)) }
    }
}

impl Pattern {
    /// Does a text match? In const context, where a [`Regex`] cannot run: it is taken to match.
    #[must_use]
    pub(crate) const fn holds(&self, text: &str) -> bool {
        let text = text.as_bytes();
        let mut at = 0;
        match &self.program {
            Program::Classes { table, empty } => {
                while at < text.len() {
                    if table[text[at] as usize] & (if at == 0 { FIRST } else { REST }) == 0 {
                        return false;
                    }
                    at += 1;
                }
                *empty || !text.is_empty()
            }
            Program::Table(table) => {
                let mut row = table.start;
                while at < text.len() {
                    row = table.next[row as usize + table.classes[text[at] as usize] as usize];
                    at += 1;
                }
                table.next[row as usize + table.width as usize - 1] == table.width
            }
            Program::Search(_) => true,
        }
    }
}

impl Table {
    fn is_match(&self, text: &[u8]) -> bool {
        let mut row = self.start;
        // An automaton that is done is seen at the end of a block: a look at each byte would cost more.
        for block in text.chunks(16) {
            for byte in block {
                row = self.step(row, usize::from(self.classes[usize::from(*byte)]));
            }
            if row == 0 || row == self.width {
                return row == self.width;
            }
        }
        self.step(row, usize::from(self.width).wrapping_sub(1)) == self.width
    }

    /// A table of the derive's has every row; any other refuses what it does not know.
    #[inline(always)]
    fn step(&self, row: u16, class: usize) -> u16 {
        self.next.get(usize::from(row) + class).copied().unwrap_or(0)
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pattern").field(&self.source).finish()
    }
}

const fn mark(table: &mut [u8; 256], ranges: &[(u8, u8)], bit: u8) {
    let mut at = 0;
    while at < ranges.len() {
        let (first, last) = ranges[at];
        let mut byte = first as usize;
        while byte <= last as usize {
            table[byte] |= bit;
            byte += 1;
        }
        at += 1;
    }
}

/// No branch depends on the text.
#[cfg_attr(not(debug_assertions), inline(always))]
fn classes(table: &[u8; 256], empty: bool, text: &[u8]) -> bool {
    match text.split_first() {
        None => empty,
        Some((&first, rest)) => {
            let all = rest.iter().fold(REST, |all, &byte| all & table[usize::from(byte)]);
            table[usize::from(first)] & FIRST != 0 && all != 0
        }
    }
}

/// A pattern on the `regex` crate, compiled when it is first used. The derive has parsed it before.
///
/// ```
/// use klaw_runtime::constrain::Regex;
///
/// static WORD: Regex = Regex::new(r"\bload\b");
/// assert!(WORD.is_match("to load it") && !WORD.is_match("loaded"));
/// ```
#[cfg(feature = "regex")]
pub struct Regex {
    source: &'static str,
    program: std::sync::OnceLock<Option<regex::Regex>>,
}

#[cfg(feature = "regex")]
impl Regex {
    /// A pattern.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self { source, program: std::sync::OnceLock::new() }
    }

    /// Does it match anywhere in the text? A pattern that is larger than `regex` allows matches no text.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        let program = self.program.get_or_init(|| regex::Regex::new(self.source).ok());
        program.as_ref().is_some_and(|program| program.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALPHA: &[(u8, u8)] = &[(b'a', b'z')];
    const WORD: &[(u8, u8)] = &[(b'a', b'z'), (b'0', b'9'), (b'-', b'-')];

    #[test]
    fn classes_match_what_a_regex_does() {
        for empty in [false, true] {
            let pattern = Pattern::classes("^[a-z][a-z0-9-]*$", ALPHA, WORD, empty);
            for (text, ok) in [
                ("a", true),
                ("z", true),
                ("a-1", true),
                ("", empty),
                ("1", false),
                ("1a", false),
                ("a_", false),
                ("a_a", false),
                ("é", false),
                ("ab\n", false),
            ] {
                assert_eq!(pattern.check(text).is_ok(), ok, "{text:?}");
                assert_eq!(pattern.holds(text), ok, "{text:?}");
            }
        }
    }

    /// `^[^a]$` as the derive would build it, for ASCII alone.
    #[test]
    fn tables_walk_their_states() {
        const NEXT: &[u16] = &[0, 0, 0, 0, 4, 4, 4, 4, 12, 0, 0, 0, 0, 0, 0, 4];
        // Made here and not by the compiler.
        let pattern = Pattern::table("^[^a]$", &[(b'a', b'a', 1), (0x80, 0xff, 2)], NEXT, 8, 4);
        assert_eq!(format!("{pattern:?}"), r#"Pattern("^[^a]$")"#);
        let long = "b".repeat(40);
        for (text, ok) in [("b", true), ("a", false), ("", false), ("bb", false), ("é", false), (long.as_str(), false)]
        {
            assert_eq!(pattern.check(text).is_ok(), ok, "{text:?}");
            assert_eq!(pattern.holds(text), ok, "{text:?}");
        }
    }

    #[cfg(feature = "regex")]
    #[test]
    fn other_patterns_search_as_in_python() {
        fn search(text: &str) -> bool {
            static REGEX: Regex = Regex::new("b+");
            REGEX.is_match(text)
        }
        static PATTERN: Pattern = Pattern::search("b+", search);
        assert!(PATTERN.check("abc").is_ok());
        assert!(PATTERN.check("ac").is_err());
    }
}
