//! [`Origin`]: where a value was given.

use std::fmt;
use std::ops::Range;
use std::panic::Location;
use std::path::Path;
use std::sync::Arc;

/// Where a value was given: `klaw.toml:3:12`, `KLAW_CHANNELS__DEFAULT_CAPACITY`, `src/main.rs:7:10` or `default`.
///
/// ```
/// use klaw_runtime::config::RuntimeConfig;
///
/// # fn main() -> Result<(), klaw_runtime::config::ConfigError> {
/// let config = RuntimeConfig::builder().no_file().variables([("", ""); 0]).set("executor.concurrency", 2).load()?;
/// let origin = config.origin("executor.concurrency").unwrap();
/// assert_eq!(origin.as_path().map(|path| path.ends_with(file!())), Some(true));
/// assert!(origin.position().is_some() && origin.as_variable().is_none() && !origin.is_default());
/// assert_eq!(config.origin("executor.thread_name").map(|origin| origin.to_string()), None);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Origin(Given);

#[derive(Clone)]
pub(super) enum Given {
    Default,
    /// Not as yet a place in it: the file itself.
    Path(Arc<Path>),
    File(Arc<Source>, Range<usize>),
    Variable(Arc<str>),
    Code(&'static Location<'static>),
}

/// A file that was read.
pub(super) struct Source {
    pub path: Arc<Path>,
    pub text: String,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl Origin {
    pub(super) const DEFAULT: Self = Self(Given::Default);

    pub(super) fn path(path: &Path) -> Self {
        Self(Given::Path(Arc::from(path)))
    }

    pub(super) fn file(source: &Arc<Source>, at: Range<usize>) -> Self {
        Self(Given::File(Arc::clone(source), at))
    }

    pub(super) fn variable(name: &str) -> Self {
        Self(Given::Variable(Arc::from(name)))
    }

    pub(super) fn code(location: &'static Location<'static>) -> Self {
        Self(Given::Code(location))
    }

    pub(super) fn given(&self) -> &Given {
        &self.0
    }

    /// Was it not given, so that it is the type's default?
    #[must_use]
    pub fn is_default(&self) -> bool {
        matches!(self.0, Given::Default)
    }

    /// The file it stands in: of TOML, or of the Rust code that set it.
    #[must_use]
    pub fn as_path(&self) -> Option<&Path> {
        match &self.0 {
            Given::Path(path) => Some(path),
            Given::File(source, _) => Some(&source.path),
            Given::Code(location) => Some(Path::new(location.file())),
            Given::Default | Given::Variable(_) => None,
        }
    }

    /// The line and the column in that file, from 1, in characters.
    #[must_use]
    pub fn position(&self) -> Option<(usize, usize)> {
        match &self.0 {
            Given::File(source, at) => Some(source.position(at.start)),
            Given::Code(location) => {
                Some((usize::try_from(location.line()).ok()?, usize::try_from(location.column()).ok()?))
            }
            Given::Default | Given::Path(_) | Given::Variable(_) => None,
        }
    }

    /// The environment variable.
    #[must_use]
    pub fn as_variable(&self) -> Option<&str> {
        match &self.0 {
            Given::Variable(name) => Some(name),
            _ => None,
        }
    }

    /// The order in which faults are listed: files from top to bottom, variables, code.
    pub(super) fn rank(&self) -> (u8, usize, &str) {
        match &self.0 {
            Given::Path(_) => (0, 0, ""),
            Given::File(_, at) => (1, at.start, ""),
            Given::Default => (2, 0, ""),
            Given::Variable(name) => (3, 0, name),
            Given::Code(location) => (4, usize::try_from(location.line()).unwrap_or(0), location.file()),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = self.as_path() {
            write!(f, "{}", path.display())?;
            return match self.position() {
                Some((line, column)) => write!(f, ":{line}:{column}"),
                None => Ok(()),
            };
        }
        f.write_str(self.as_variable().unwrap_or("default"))
    }
}

/// What it displays: the text of a file may hold a secret.
impl fmt::Debug for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Origin({self})")
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Origin {}

impl Source {
    pub(super) fn new(path: &Path, text: String) -> Self {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { path: Arc::from(path), text, lines }
    }

    /// The line and the column of a byte, from 1, in characters.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.line(offset);
        let column = self.text.get(line.start..offset.min(line.end)).map_or(0, |text| text.chars().count()) + 1;
        (self.number(offset), column)
    }

    /// Where the line of a byte begins and ends, its end of line not counted.
    pub(super) fn line(&self, offset: usize) -> Range<usize> {
        let number = self.number(offset);
        let start = self.lines.get(number - 1).copied().unwrap_or_default();
        let end = self.lines.get(number).map_or(self.text.len(), |next| next - 1);
        let end = if self.before(end).ends_with('\r') { end - 1 } else { end };
        start..end.max(start)
    }

    /// The number of a byte's line, from 1.
    fn number(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset)
    }

    fn before(&self, mut offset: usize) -> &str {
        offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        self.text.get(..offset).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters() {
        let source = Source::new(Path::new("x.toml"), String::from("é = 1\r\nb = 'ü' # x\n"));
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position(5), (1, 5));
        assert_eq!(source.text.get(source.line(3)), Some("é = 1"));
        assert_eq!(source.position(8), (2, 1));
        assert_eq!(source.position(source.text.len()), (3, 1));
        assert_eq!(source.position(usize::MAX), (3, 1));
        assert_eq!(source.text.get(source.line(9)), Some("b = 'ü' # x"));
    }
}
