//! The file: found, read, and parsed into a tree.

use super::error::{Fault, Problem};
use super::excerpt::Excerpt;
use super::origin::{Origin, Source};
use super::tree::{Data, Entry, Node};
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// More than any configuration holds: a path to something endless is not read to its end.
const LARGEST: u64 = 16 << 20;

/// The nearest file of that name, in a directory or above it. Its path is told from where the search began.
pub(super) fn search(directory: Option<&Path>, name: &str) -> Option<PathBuf> {
    let (mut at, mut shown) = match directory {
        Some(directory) => (directory.to_owned(), directory.to_owned()),
        None => (std::env::current_dir().ok()?, PathBuf::new()),
    };
    loop {
        let path = at.join(name);
        // What is there and is no file is for `read` to complain about.
        if path.symlink_metadata().is_ok() {
            return Some(if directory.is_some() { path } else { shown.join(name) });
        }
        shown.push("..");
        if !at.pop() {
            return None;
        }
    }
}

/// Reads a file. The fault is one of `asked_by` where something asked for the file, else of the file.
pub(super) fn read(path: &Path, asked_by: Option<&Origin>) -> Result<Arc<Source>, Fault> {
    let fault = |what: &str| match asked_by {
        Some(origin) => Fault::sentence(origin.clone(), "", format!("the file `{}` {what}", path.display())),
        None => Fault::sentence(Origin::path(path), "", format!("the file {what}")),
    };
    let bytes = match bytes(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            return Err(match error.kind() {
                io::ErrorKind::NotFound => fault("does not exist"),
                io::ErrorKind::IsADirectory => fault("is a directory"),
                io::ErrorKind::PermissionDenied => fault("may not be read: permission denied"),
                io::ErrorKind::FileTooLarge => fault("is larger than 16 MiB, which no configuration is"),
                _ => fault(&format!("cannot be read: {error}")),
            });
        }
    };
    let (text, broken) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
        }
    };
    let source = Arc::new(Source { path: Arc::from(path), text });
    match broken {
        None => Ok(source),
        Some(at) => {
            let byte = "the file is not UTF-8: a byte here is no character; save it as UTF-8";
            Err(Fault::sentence(Origin::file(&source, at..at + 1), "", byte))
        }
    }
}

fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

/// What a file says.
pub(super) struct Parsed {
    /// The values; `None` where the text is not TOML, so that nobody knows where a key belongs.
    pub tree: Option<Node>,
    pub faults: Vec<Fault>,
}

/// Parses a file. `secrets` are the names of fields that hold secrets.
pub(super) fn parse(source: &Arc<Source>, secrets: &[&str]) -> Parsed {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    let mut parsed = Parsed { tree: None, faults: Vec::new() };
    let mut is_toml = true;
    for error in errors {
        let end = source.text.len();
        let at = error.span().unwrap_or(end..end);
        let is_twice = error.message() == "duplicate key";
        is_toml &= is_twice;
        let problem = match is_twice {
            true => Problem::Twice,
            false => Problem::Syntax(String::from(error.message())),
        };
        let mut fault = Fault::new(Origin::file(source, at.clone()), "", problem);
        if !is_twice && !may_hold_secret(source, &at, secrets) {
            fault.excerpt = Some(Excerpt::of(source, &at, &[], false));
        }
        parsed.faults.push(fault);
    }
    if is_toml {
        let span = table.span();
        parsed.tree = Some(Node { data: self::table(table.get_ref(), source), origin: Origin::file(source, span) });
    }
    parsed
}

/// Where text is broken, nobody knows what is a value. It may be one of a secret where the statement's key is a secret's,
/// or where a text of several lines began under such a key.
fn may_hold_secret(source: &Source, at: &Range<usize>, secrets: &[&str]) -> bool {
    let line = source.line(at.start);
    let before = source.text.get(..line.end).unwrap_or_default();
    let names = |text: &str| secrets.iter().any(|secret| text.contains(secret));
    let Some(last) = secrets.iter().filter_map(|secret| before.rfind(secret)).max() else { return false };
    let since = before.get(last..).unwrap_or_default();
    let is_open = ["\"\"\"", "'''"].iter().any(|quotes| since.contains(quotes));
    let mut statement = before.lines().rev().take_while(|_| true);
    let own = statement.find(|line| line.split_once('=').is_some_and(|(key, _)| is_key(key)));
    is_open || own.is_none_or(names) || names(source.text.get(line).unwrap_or_default())
}

/// A key as it stands before `=`.
fn is_key(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'' | ' '))
}

fn table(table: &DeTable<'_>, source: &Arc<Source>) -> Data {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let entries = entries.into_iter().map(|(key, value)| Entry {
        key: key.get_ref().clone().into_owned(),
        origin: Origin::file(source, key.span()),
        node: node(value, source),
    });
    Data::Table(entries.collect())
}

fn node(value: &Spanned<DeValue<'_>>, source: &Arc<Source>) -> Node {
    let data = match value.get_ref() {
        DeValue::String(text) => Data::Str(text.clone().into_owned()),
        DeValue::Integer(number) => Data::Int(match i128::from_str_radix(number.as_str(), number.radix()) {
            Ok(value) => value,
            Err(_) if number.as_str().starts_with('-') => i128::MIN,
            Err(_) => i128::MAX,
        }),
        DeValue::Float(number) => Data::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Data::Bool(*value),
        // Klaw's types read points in time from text.
        DeValue::Datetime(moment) => Data::Str(moment.to_string()),
        DeValue::Array(items) => Data::Array(items.iter().map(|item| node(item, source)).collect()),
        DeValue::Table(entries) => table(entries, source),
    };
    Node { data, origin: Origin::file(source, value.span()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hides(text: &str) -> bool {
        let source = Source { path: Arc::from(Path::new("x.toml")), text: text.to_owned() };
        let at = text.find('@').unwrap_or(text.len());
        may_hold_secret(&source, &(at..at + 1), &["token"])
    }

    #[test]
    fn a_broken_line_that_may_hold_a_secret_is_known() {
        assert!(hides("token = \"hunter2 @"));
        assert!(hides("x = { token = 'hunter2', a = @"));
        assert!(hides("token = [\n 'hunter2',\n 'hunter3' @"));
        assert!(hides("token = '''\nhunter2\na = hunter3 @"));
        assert!(hides("a = 1\n token @"));
        assert!(!hides("a = @"));
        assert!(!hides("token = 'x'\nb = 1\na = @ 3"));
        assert!(!hides("a = 1\n b @ \ntoken = 'x'"));
    }
}
