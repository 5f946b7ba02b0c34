//! [`ConfigError`]: all that is wrong with a configuration, for the person who wrote it.

use super::excerpt::Excerpt;
use super::origin::Origin;
use crate::report::MAX_FAULTS;
use std::fmt::{self, Write as _};

/// Why a configuration was refused: every fault of it, files first, from top to bottom.
///
/// ```
/// use klaw_runtime::config::RuntimeConfig;
///
/// let variables = [("KLAW_CHANNELS__DEFAULT_CAPACITY", "0"), ("KLAW_CHANELS__OVERFLOW", "wait")];
/// let error = RuntimeConfig::builder().no_file().variables(variables).load().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "the configuration has 2 faults
///
/// KLAW_CHANELS__OVERFLOW: unknown variable; did you mean `KLAW_CHANNELS__OVERFLOW`?
///
/// KLAW_CHANNELS__DEFAULT_CAPACITY: `channels.default_capacity`: expected an integer from 1 to 1000000, found `0`
/// "
/// );
/// ```
pub struct ConfigError {
    faults: Vec<Fault>,
}

/// One fault.
///
/// ```
/// use klaw_runtime::config::RuntimeConfig;
///
/// let variables = [("KLAW_CHANNELS__OVERFLOW", "wayt")];
/// let error = RuntimeConfig::builder().no_file().variables(variables).load().unwrap_err();
/// let fault = &error.faults()[0];
/// assert_eq!((fault.path(), fault.origin().as_variable()), ("channels.overflow", Some("KLAW_CHANNELS__OVERFLOW")));
/// assert!(fault.expected().unwrap().contains("`wait`"));
/// assert_eq!((fault.found(), fault.suggestion()), (Some("\"wayt\""), Some("wait")));
/// ```
#[derive(Debug, Clone)]
pub struct Fault {
    pub(super) origin: Origin,
    pub(super) path: String,
    pub(super) problem: Problem,
    pub(super) suggestion: Option<String>,
    pub(super) excerpt: Option<Excerpt>,
}

#[derive(Debug, Clone)]
pub(super) enum Problem {
    /// Another value than could stand there.
    Value { expected: String, found: String },
    /// A key that no field has. What stands under it is not shown: it may be a misspelt secret.
    UnknownKey,
    /// A key that stands twice in the file, and the line of the first.
    Twice { first: Option<usize> },
    /// A required value that nothing gives, and the variable that could, where there is one.
    Missing { variable: Option<String> },
    /// Text that is not TOML, or no text: the sentence.
    Syntax(String),
    /// Anything else, in a sentence.
    Sentence(String),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { expected, found } => write!(f, "expected {expected}, found {found}"),
            Self::UnknownKey => f.write_str("unknown key"),
            Self::Twice { first: Some(line) } => {
                write!(f, "the key is given twice, first in line {line}; keep one")
            }
            Self::Twice { first: None } => f.write_str("the key is given twice; keep one"),
            Self::Missing { variable: Some(variable) } => {
                write!(f, "it must be given; write it in the file, or set `{variable}`")
            }
            Self::Missing { variable: None } => f.write_str("it must be given; write it beside what is given here"),
            Self::Syntax(sentence) | Self::Sentence(sentence) => f.write_str(sentence),
        }
    }
}

impl ConfigError {
    pub(super) fn new(mut faults: Vec<Fault>) -> Self {
        faults.sort_by(|a, b| a.origin.rank().cmp(&b.origin.rank()));
        Self { faults }
    }

    /// The faults, of which there is at least one.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }
}

/// The longest path that a fault tells, in bytes.
const LONGEST: usize = 4096;

impl Fault {
    pub(super) fn new(origin: Origin, path: impl Into<String>, problem: Problem) -> Self {
        let path = path.into();
        let path = if path.len() > LONGEST { Self::shortened(&path) } else { path };
        Self { origin, path, problem, suggestion: None, excerpt: None }
    }

    /// That there are more faults than are told.
    pub(super) fn truncated() -> Self {
        Self::sentence(Origin::DEFAULT, "", format!("there are more than {MAX_FAULTS} faults in all"))
    }

    /// A path of which a fault has a copy of its own: one name may stand over all of them.
    pub(super) fn shortened(path: &str) -> String {
        match path.get(..path.floor_char_boundary(LONGEST)) {
            Some(start) if path.len() > LONGEST => format!("{start}.."),
            _ => String::from(path),
        }
    }

    pub(super) fn sentence(origin: Origin, path: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::new(origin, path, Problem::Sentence(sentence.into()))
    }

    pub(super) fn suggest(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }

    /// Where the value was given.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The path of the value, as in `channels.default_capacity`; `""` where the fault is not one of a value. One of more than
    /// 4096 bytes is cut, and ends in `..`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What could have stood there, where the fault is one of a value.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        match &self.problem {
            Problem::Value { expected, .. } => Some(expected),
            _ => None,
        }
    }

    /// What stood there, where the fault is one of a value; never a secret.
    #[must_use]
    pub fn found(&self) -> Option<&str> {
        match &self.problem {
            Problem::Value { found, .. } => Some(found),
            _ => None,
        }
    }

    /// The key, the variable or the value that was probably meant.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestion.as_deref()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        // What is missing has no origin.
        if !self.origin.is_default() {
            text = format!("{}: ", self.origin);
        }
        if !self.path.is_empty() {
            text += &format!("`{}`: ", self.path);
        }
        text += &self.problem.to_string();
        if let Some(suggestion) = &self.suggestion {
            text += &format!("; did you mean `{suggestion}`?");
        }
        if let (Problem::Syntax(_), None) = (&self.problem, &self.excerpt) {
            text += "; the line may hold a secret, and is not shown";
        }
        // Keys and names may hold what a terminal would obey.
        for character in text.chars() {
            match character.is_control() {
                true => write!(f, "{}", character.escape_default())?,
                false => f.write_char(character)?,
            }
        }
        match &self.excerpt {
            Some(excerpt) => write!(f, "\n{excerpt}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.faults.len() {
            1 => writeln!(f, "the configuration has a fault")?,
            count => writeln!(f, "the configuration has {count} faults")?,
        }
        for fault in &self.faults {
            writeln!(f, "\n{fault}")?;
        }
        Ok(())
    }
}

/// What it displays, so that a `main` that returns it shows a person what is wrong.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ConfigError {}
