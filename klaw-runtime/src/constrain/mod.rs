//! What `#[constrain(..)]` says of a value, and the checks behind it.

mod length;
mod newtype;
mod pattern;
mod range;
pub mod types;

pub use pattern::Pattern;
#[cfg(feature = "regex")]
pub use pattern::Regex;
pub use range::{FloatRange, IntRange};

use crate::schema::same_str;

/// The rules of one field, newtype, element, key or value. Built in const context by generated code.
///
/// ```
/// use klaw_runtime::WireMessage;
/// use klaw_runtime::constrain::Rules;
/// use klaw_runtime::schema::Shape;
///
/// #[derive(WireMessage)]
/// struct Job {
///     #[constrain(gt = 0, le = 10, multiple_of = 2)]
///     priority: u8,
///     #[constrain(max_length = 3, items(min_length = 1))]
///     labels: Vec<String>,
/// }
///
/// let Shape::Message(job) = &Job::SCHEMA.shape else { panic!() };
/// let priority: &Rules = job.fields[0].rules.unwrap();
/// assert_eq!((priority.int.min, priority.int.max, priority.int.multiple_of), (1, 10, 2));
/// assert!(priority.holds_int(4) && !priority.holds_int(5) && !priority.holds_int(12));
/// let labels = job.fields[1].rules.unwrap();
/// assert_eq!((labels.max_length, labels.items.unwrap().min_length), (3, 1));
///
/// // As generated code builds them.
/// const RULES: Rules = Rules::NONE.ge(1, 1.0).lt(10, 10.0);
/// assert!(RULES.holds_float(9.9) && !RULES.holds_float(10.0) && !RULES.holds_float(f64::NAN));
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Rules {
    /// The range of an integer.
    pub int: IntRange,
    /// The range of a float.
    pub float: FloatRange,
    /// The least length: characters of a str, bytes, elements, entries.
    pub min_length: usize,
    /// The greatest length.
    pub max_length: usize,
    /// What a str must match.
    pub pattern: Option<&'static Pattern>,
    /// The rules of each element.
    pub items: Option<&'static Rules>,
    /// The rules of each key.
    pub keys: Option<&'static Rules>,
    /// The rules of each value.
    pub values: Option<&'static Rules>,
}

impl Rules {
    /// No rules.
    pub const NONE: Self = Self {
        int: IntRange::FULL,
        float: FloatRange::FULL,
        min_length: 0,
        max_length: usize::MAX,
        pattern: None,
        items: None,
        keys: None,
        values: None,
    };

    /// Do both ask for the same?
    #[must_use]
    pub(crate) const fn same(&self, other: &Self) -> bool {
        const fn inner(a: Option<&Rules>, b: Option<&Rules>) -> bool {
            match (a, b) {
                (Some(a), Some(b)) => a.same(b),
                (None, None) => true,
                _ => false,
            }
        }
        let patterns = match (self.pattern, other.pattern) {
            (Some(a), Some(b)) => same_str(a.source(), b.source()),
            (None, None) => true,
            _ => false,
        };
        patterns
            && self.int.same(&other.int)
            && self.float.same(&other.float)
            && self.min_length == other.min_length
            && self.max_length == other.max_length
            && inner(self.items, other.items)
            && inner(self.keys, other.keys)
            && inner(self.values, other.values)
    }

    /// At least this many characters, bytes, elements or entries.
    #[must_use]
    pub const fn min_length(self, length: usize) -> Self {
        Self { min_length: length, ..self }
    }

    /// At most this many characters, bytes, elements or entries.
    #[must_use]
    pub const fn max_length(self, length: usize) -> Self {
        Self { max_length: length, ..self }
    }

    /// A str that matches.
    #[must_use]
    pub const fn pattern(self, pattern: &'static Pattern) -> Self {
        Self { pattern: Some(pattern), ..self }
    }

    /// Rules of each element.
    #[must_use]
    pub const fn items(self, rules: &'static Self) -> Self {
        Self { items: Some(rules), ..self }
    }

    /// Rules of each key.
    #[must_use]
    pub const fn keys(self, rules: &'static Self) -> Self {
        Self { keys: Some(rules), ..self }
    }

    /// Rules of each value.
    #[must_use]
    pub const fn values(self, rules: &'static Self) -> Self {
        Self { values: Some(rules), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_ask_for_the_same() {
        const INNER: &Rules = &Rules::NONE.min_length(1);
        const OTHER: &Rules = &Rules::NONE.min_length(2);
        const A: &Pattern = &Pattern::search("a", |_| true);
        const B: &Pattern = &Pattern::search("b", |_| true);
        let all = [
            Rules::NONE,
            Rules::NONE.ge(1, 1.0),
            Rules::NONE.gt(1, 1.0),
            Rules::NONE.le(1, 1.0),
            Rules::NONE.lt(1, 1.0),
            Rules::NONE.multiple_of(2, 2.0),
            Rules::NONE.min_length(1),
            Rules::NONE.max_length(1),
            Rules::NONE.pattern(A),
            Rules::NONE.pattern(B),
            Rules::NONE.items(INNER),
            Rules::NONE.items(OTHER),
            Rules::NONE.keys(INNER),
            Rules::NONE.values(INNER),
        ];
        for (index, rules) in all.iter().enumerate() {
            for (other_index, other) in all.iter().enumerate() {
                assert_eq!(rules.same(other), index == other_index, "{rules:?} {other:?}");
            }
        }
    }
}
