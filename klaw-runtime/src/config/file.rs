//! The file: found, read, and parsed into a tree.

use super::adopt::join;
use super::error::{Fault, Problem};
use super::excerpt::Excerpt;
use super::origin::{Given, Origin, Source};
use super::shape;
use super::tree::{Data, Entry, Node, holds_login};
use super::write;
use crate::fault::Fault as Limit;
use crate::msgpack::Limits;
use crate::report::MAX_FAULTS;
use crate::schema::WireType;
use crate::toml_limits;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// More than any configuration holds: a path to something endless is not read to its end.
const LARGEST: u64 = 4 << 20;

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
pub(super) fn read(path: &Path, asked_by: Option<&Origin>, ty: &'static WireType) -> Result<Arc<Source>, Box<Fault>> {
    let fault = |what: &str| {
        Box::new(match asked_by {
            Some(origin) => Fault::sentence(origin.clone(), "", format!("the file `{}` {what}", path.display())),
            None => Fault::sentence(Origin::path(path), "", format!("the file {what}")),
        })
    };
    let bytes = match bytes(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            return Err(match error.kind() {
                io::ErrorKind::NotFound => fault("does not exist"),
                io::ErrorKind::IsADirectory => fault("is a directory"),
                io::ErrorKind::PermissionDenied => fault("may not be read: permission denied"),
                io::ErrorKind::FileTooLarge => fault("is larger than 4 MiB, which no configuration is"),
                _ => fault(&format!("cannot be read: {error}")),
            });
        }
    };
    // A mark of the order of bytes is no character of the first line.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map(<[u8]>::to_vec).unwrap_or(bytes);
    let (text, broken) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
        }
    };
    let source = Arc::new(Source::new(path, text));
    match broken {
        None => Ok(source),
        Some(at) => {
            let byte = "the file is not UTF-8: a byte here is no character; save it as UTF-8";
            Err(Box::new(broken_text(&source, at..at + 1, String::from(byte), &Open::of(ty, &source))))
        }
    }
}

/// A fault of a text that is broken; the line is shown where it cannot hold a secret.
fn broken_text(source: &Arc<Source>, at: Range<usize>, sentence: String, open: &Open) -> Fault {
    let excerpt = open.shows(source, &at).then(|| Excerpt::of(source, &at, &[], false));
    let fault = Fault::new(Origin::file(source, at), "", Problem::Syntax(sentence));
    Fault { excerpt, ..fault }
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
    /// The lines that may be shown, where not all of them: of a key that stands twice one value is in no tree, and nobody
    /// knows whether it is a secret.
    pub open: Option<Open>,
    /// Are there more faults than that?
    pub is_truncated: bool,
}

/// Parses a file. Of text that is broken, lines are shown that cannot hold a secret of such a type.
pub(super) fn parse(source: &Arc<Source>, ty: &'static WireType) -> Parsed {
    let mut parsed = Parsed { tree: None, faults: Vec::new(), open: None, is_truncated: false };
    let open = Open::of(ty, source);
    if let Err((fault, at)) = toml_limits::check(&source.text, &Limits::DEFAULT) {
        let sentence = match fault {
            Limit::Memory { limit } => format!("what it holds may take more than {limit} bytes of memory"),
            _ => format!("it is nested deeper than {} arrays and tables", toml_limits::LIMIT),
        };
        parsed.faults.push(broken_text(source, at, format!("the file is not read: {sentence}"), &open));
        return parsed;
    }
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    let is_twice = |error: &toml::de::Error| error.message() == "duplicate key";
    let is_toml = errors.iter().all(is_twice);
    let mut last = None;
    // Where a table ends is not known in what is not TOML, and so neither which keys stand in the same.
    for error in errors.iter().filter(|error| is_toml || !is_twice(error)) {
        let end = source.text.len();
        let at = error.span().unwrap_or(end..end);
        // The parser goes on behind a mistake, and what it says of the rest of the line is that mistake once more.
        let line = source.line(at.start);
        if last.replace(line.clone()) == Some(line) {
            continue;
        }
        if parsed.faults.len() == MAX_FAULTS {
            parsed.is_truncated = true;
            break;
        }
        parsed.faults.push(match is_toml {
            true => {
                let excerpt = open.shows_key(source, &at).then(|| Excerpt::of(source, &at, &[], true));
                let fault = Fault::new(Origin::file(source, at), "", Problem::Twice { first: None });
                Fault { excerpt, ..fault }
            }
            false => broken_text(source, at, format!("the file is not TOML: {}", error.message()), &open),
        });
    }
    if !is_toml {
        return parsed;
    }
    let most = Limits::DEFAULT.memory_for(source.text.len());
    if paths(table.get_ref(), 0) > most {
        let sentence = format!(
            "the file is not read: names of values, each in all that it stands in, take more than {most} bytes"
        );
        parsed.faults = vec![Fault::sentence(Origin::path(&source.path), "", sentence)];
        return parsed;
    }
    let tree = Node { data: self::table(table.get_ref(), source), origin: Origin::path(&source.path) };
    first_places(&mut parsed.faults, &tree, source);
    parsed.open = (!parsed.faults.is_empty()).then_some(open);
    parsed.tree = Some(tree);
    parsed
}

/// The bytes of all paths behind one of so many, as they are written: a value is told by the names of all that it stands in, and
/// a long one may stand over many. An entry has its path twice, as a key and as a value.
fn paths(table: &DeTable<'_>, before: usize) -> usize {
    table.iter().fold(0, |total: usize, (key, value)| {
        let path = before + 1 + write::key(key.get_ref()).len();
        total.saturating_add(2 * path).saturating_add(paths_inside(value.get_ref(), path))
    })
}

fn paths_inside(value: &DeValue<'_>, path: usize) -> usize {
    match value {
        DeValue::Table(table) => paths(table, path),
        // `[12]`, with as many digits as there may be.
        DeValue::Array(items) => {
            let own = |item: &Spanned<DeValue<'_>>| paths_inside(item.get_ref(), path + 9).saturating_add(path + 9);
            items.iter().map(own).fold(0, usize::saturating_add)
        }
        _ => 0,
    }
}

/// Says of each key that stands twice where it stood first: the last key of its name up to where the second is.
fn first_places(faults: &mut [Fault], tree: &Node, source: &Source) {
    let at = |fault: &Fault| match fault.origin.given() {
        Given::File(_, at) => at.clone(),
        _ => 0..0,
    };
    let name = |at: Range<usize>| source.text.get(at).unwrap_or_default().trim_matches(['"', '\'']);
    let mut places: HashMap<_, _> = faults.iter().map(|fault| (name(at(fault)), Vec::new())).collect();
    gather(tree, "", &mut places);
    places.values_mut().for_each(|places| places.sort());
    for fault in faults {
        let at = at(fault);
        let places = places.get(name(at.clone())).map(Vec::as_slice).unwrap_or_default();
        let before = places.partition_point(|(start, _)| *start <= at.start);
        if let Some((start, path)) = before.checked_sub(1).and_then(|last| places.get(last)) {
            fault.path = Fault::shortened(path);
            // Of a table that is opened twice, the parser keeps the second place.
            fault.problem = Problem::Twice { first: (*start < at.start).then(|| source.position(*start).0) };
        }
    }
}

/// Gathers where each of these names is a key, with the path of what stands there.
fn gather(node: &Node, path: &str, places: &mut HashMap<&str, Vec<(usize, String)>>) {
    for entry in node.entries() {
        let path = join(path, &entry.key);
        gather(&entry.node, &path, places);
        if let (Given::File(_, at), Some(places)) = (entry.origin.given(), places.get_mut(entry.key.as_str())) {
            places.push((at.start, path));
        }
    }
}

/// Which lines of a text may be shown where it is broken, so that nobody knows where a value begins and ends, or where values
/// are in no tree.
pub(super) enum Open {
    /// The type has no secrets.
    All,
    /// Headers, and the statements of these keys, up to where the first text of several lines begins: in one, anything looks
    /// like anything.
    Keys { open: Vec<&'static str>, end: usize },
}

impl Open {
    fn of(ty: &'static WireType, source: &Source) -> Self {
        let (open, secret) = shape::open_and_secret(ty);
        if secret.is_empty() {
            return Self::All;
        }
        let open = open.into_iter().filter(|name| !secret.contains(name)).collect();
        Self::keys(open, source)
    }

    fn keys(open: Vec<&'static str>, source: &Source) -> Self {
        let quotes = ["\"\"\"", "'''"].iter().filter_map(|quotes| source.text.find(quotes));
        Self::Keys { open, end: quotes.min().unwrap_or(source.text.len()) }
    }

    pub(super) fn shows(&self, source: &Source, at: &Range<usize>) -> bool {
        let Self::Keys { open, end } = self else { return true };
        let line = source.line(at.start);
        if line.start > *end {
            return false;
        }
        let line = source.text.get(line).unwrap_or_default().trim();
        match line.split_once('=') {
            Some((key, value)) => {
                let name = key.rsplit('.').next().unwrap_or_default();
                // What the value is a part of may end here, and go on with another.
                let is_alone = !value.contains(['=', ',', ']', '}']) && !holds_login(value);
                is_bare(key) && open.contains(&name.trim()) && is_alone
            }
            None => line.strip_prefix('[').is_some_and(|rest| {
                is_bare(rest.trim_end_matches([']', ' ']))
                    && !rest.trim_start_matches('[').starts_with(|c: char| c.is_ascii_digit())
            }),
        }
    }

    /// May a key be shown, with what stands in front of it?
    fn shows_key(&self, source: &Source, at: &Range<usize>) -> bool {
        let before = source.line(at.start).start..at.start;
        matches!(self, Self::All) || source.text.get(before).is_some_and(is_bare)
    }
}

/// Are these keys that need no quotes, and nothing else?
fn is_bare(keys: &str) -> bool {
    keys.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ' ' | '\t'))
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

    fn shows(text: &str) -> bool {
        let source = Source::new(Path::new("x.toml"), text.to_owned());
        let at = text.find('@').unwrap_or(text.len());
        Open::keys(vec!["count", "name"], &source).shows(&source, &(at..at + 1))
    }

    #[test]
    fn a_broken_line_is_shown_where_it_holds_no_secret() {
        for text in
            ["count = @", "token = 'x'\ncount = 1 @", "a.name = x@", "[section @".trim_end_matches(" @"), "[[ a.b-c ] "]
        {
            assert!(shows(text), "{text}");
        }
        for text in [
            "token = 'hunter2 @",
            "tokem = 'hunter2 @",
            "count = 1, token = 'hunter2 @",
            "token = [\n 'hunter2',\n 'hunter3' @",
            "token = '''\nhunter2\ncount = hunter3 @",
            "tok=en = 'hunter2' @",
            "'hunter2' @",
            "[31337 @".trim_end_matches(" @"),
            "['hunter2' @",
            "hunter2 @",
            "'hunter3'], a.count = 3 @",
            "count = 5 }, 'hunter2' ] @",
            "count = 'nats://ada:hunter2@b' @",
        ] {
            assert!(!shows(text), "{text}");
        }
    }
}
