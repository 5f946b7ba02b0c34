//! `klaw diff`: what two frames have in other values, and where the same values are other bytes.

use crate::args;
use crate::dump::plain;
use crate::input::{self, Input};
use crate::node::{self, Body, Entry, Node};
use crate::style::{ADDED, DIM, NAME, REMOVED};
use crate::typed::Schema;
use crate::{Failure, Outcome};
use klaw_runtime::Value;
use std::collections::HashMap;
use std::io::{self, Write};

/// How many characters of a string are shown.
const MOST: usize = 60;

pub(crate) fn run(args: &args::Diff, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let schema = Schema::open(&args.schema)?;
    let (a, b) = (read(args, &args.a)?, read(args, &args.b)?);
    let (seen_a, seen_b) = (
        node::see(&a, &schema, &schema.spot_of(&a).0, usize::MAX),
        node::see(&b, &schema, &schema.spot_of(&b).0, usize::MAX),
    );
    let mut broken = false;
    for (name, frame, seen) in [(&args.a, &a, &seen_a), (&args.b, &b, &seen_b)] {
        // What breaks a rule can be compared all the same. What stands behind the value is compared with nothing.
        if let Some(fault) = seen.faults.last().filter(|_| seen.is_cut || seen.root.end < frame.len()) {
            broken = true;
            fault.print(frame, if args.hex { "--hex" } else { name }, out)?;
        }
    }
    let mut diff = Diff { a: &a, b: &b, out, path: String::from("$"), values: 0, bytes: 0, shows_bytes: false };
    diff.node(&seen_a.root, &seen_b.root)?;
    if diff.values == 0 && diff.bytes > 0 {
        writeln!(diff.out, "the values are the same, and written in other bytes:")?;
        // A second look, as only now it is known that they are to be shown.
        diff.shows_bytes = true;
        diff.node(&seen_a.root, &seen_b.root)?;
    }
    let Diff { values, bytes, .. } = diff;
    let same = values == 0 && bytes == 0 && a == b && !broken;
    Ok(if same { Outcome::Fine } else { Outcome::Wrong })
}

fn read(args: &args::Diff, argument: &str) -> Result<Vec<u8>, Failure> {
    if args.hex { input::hex(argument) } else { Input::file(argument.as_ref())?.bytes() }
}

struct Diff<'a> {
    a: &'a [u8],
    b: &'a [u8],
    out: &'a mut dyn Write,
    /// Where the walk is.
    path: String,
    /// How many values are others.
    values: usize,
    /// In how many places the same value is other bytes.
    bytes: usize,
    shows_bytes: bool,
}

impl Diff<'_> {
    fn node(&mut self, a: &Node<'_>, b: &Node<'_>) -> io::Result<()> {
        match (&a.body, &b.body) {
            (Body::Array(_, old), Body::Array(_, new)) => {
                if old.len() == new.len() {
                    self.bytes(a, b)?;
                }
                for (old, new) in old.iter().zip(new) {
                    self.inside(&old.name, |diff| diff.node(old, new))?;
                }
                for gone in old.iter().skip(new.len()) {
                    self.inside(&gone.name, |diff| diff.one('-', gone))?;
                }
                for added in new.iter().skip(old.len()) {
                    self.inside(&added.name, |diff| diff.one('+', added))?;
                }
                Ok(())
            }
            (Body::Map(_, old), Body::Map(_, new)) => self.entries(a, b, old, new),
            (Body::Leaf(old), Body::Leaf(new)) => {
                // A NaN is no other value than itself.
                if old == new || self.of(self.a, a) == self.of(self.b, b) {
                    self.bytes(a, b)
                } else {
                    self.change(a, b)
                }
            }
            (Body::Broken, Body::Broken) => Ok(()),
            _ => self.change(a, b),
        }
    }

    /// Of a key that stands twice, the last counts. Each is taken out when it is met, so that none is gone into twice.
    fn entries(&mut self, a: &Node<'_>, b: &Node<'_>, old: &[Entry<'_>], new: &[Entry<'_>]) -> io::Result<()> {
        fn values<'a, 'b>(
            frame: &'b [u8],
            entries: &'b [Entry<'a>],
        ) -> impl Iterator<Item = ((&'b str, (bool, &'b [u8])), &'b Node<'a>)> {
            entries.iter().filter_map(|entry| {
                let value = entry.value.as_ref()?;
                Some(((value.name.as_str(), unnamed(frame, &entry.key)), value))
            })
        }
        let mut olds: HashMap<_, _> = values(self.a, old).collect();
        let mut news: HashMap<_, _> = values(self.b, new).collect();
        if old.len() == new.len() {
            if values(self.a, old).map(|(key, _)| key).eq(values(self.b, new).map(|(key, _)| key)) {
                self.bytes(a, b)?;
                for (old, new) in old.iter().zip(new) {
                    self.key(old, new)?;
                }
            } else {
                self.other("one order of keys", "another")?;
            }
        }
        let overwritten = |frame, entries, last: &HashMap<_, &Node<'_>>| -> Vec<_> {
            let entries = values(frame, entries);
            let gone = entries.filter(|(key, value)| last.get(key).is_some_and(|last| last.start != value.start));
            gone.map(|(key, value)| (key, frame.get(value.start..value.end))).collect()
        };
        if overwritten(self.a, old, &olds) != overwritten(self.b, new, &news) {
            self.other("values that later ones overwrite", "others")?;
        }
        for (key, _) in values(self.a, old) {
            match (olds.remove(&key), news.remove(&key)) {
                (Some(value), Some(other)) => self.inside(key.0, |diff| diff.node(value, other))?,
                (Some(value), None) => self.inside(key.0, |diff| diff.one('-', value))?,
                (None, _) => {}
            }
        }
        for (key, _) in values(self.b, new) {
            if let Some(value) = news.remove(&key) {
                self.inside(key.0, |diff| diff.one('+', value))?;
            }
        }
        Ok(())
    }

    /// Of a long name, the beginning stands in the path: each line below has it.
    fn inside(&mut self, name: &str, look: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        let length = self.path.len();
        self.path.push_str(if name.starts_with('[') { "" } else { "." });
        self.path.push_str(&node::shortened(name));
        let looked = look(self);
        self.path.truncate(length);
        looked
    }

    fn of<'f>(&self, frame: &'f [u8], node: &Node<'_>) -> &'f [u8] {
        frame.get(node.start..node.head).unwrap_or_default()
    }

    fn bytes(&mut self, a: &Node<'_>, b: &Node<'_>) -> io::Result<()> {
        let (old, new) = (self.of(self.a, a), self.of(self.b, b));
        if old == new {
            return Ok(());
        }
        let hex = |bytes: &[u8]| bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
        self.other(&hex(old), &hex(new))
    }

    /// Two keys that are the same.
    fn key(&mut self, old: &Entry<'_>, new: &Entry<'_>) -> io::Result<()> {
        let Some(value) = &old.value else { return Ok(()) };
        self.inside(&value.name, |diff| {
            diff.path.push_str(" (key)");
            diff.bytes(&old.key, &new.key)
        })
    }

    fn other(&mut self, old: &str, new: &str) -> io::Result<()> {
        self.bytes += 1;
        if !self.shows_bytes {
            return Ok(());
        }
        writeln!(
            self.out,
            "  {NAME}{}{NAME:#}  {REMOVED}{old}{REMOVED:#} {DIM}->{DIM:#} {ADDED}{new}{ADDED:#}",
            plain(&self.path)
        )
    }

    fn change(&mut self, a: &Node<'_>, b: &Node<'_>) -> io::Result<()> {
        self.values += 1;
        let (old, new) = (short(a), short(b));
        writeln!(
            self.out,
            "~ {NAME}{}{NAME:#}  {REMOVED}{old}{REMOVED:#} {DIM}->{DIM:#} {ADDED}{new}{ADDED:#}",
            plain(&self.path)
        )
    }

    fn one(&mut self, sign: char, node: &Node<'_>) -> io::Result<()> {
        self.values += 1;
        let style = if sign == '+' { ADDED } else { REMOVED };
        let path = plain(&self.path);
        writeln!(self.out, "{style}{sign}{style:#} {NAME}{path}{NAME:#}  {style}{}{style:#}", short(node))
    }
}

/// What a key has beyond its name, which is the same for all arrays, for all maps, for bytes of one length, and for a number
/// and its text: is it text, and the bytes that tell it apart.
fn unnamed<'b>(frame: &'b [u8], key: &'b Node<'_>) -> (bool, &'b [u8]) {
    match &key.body {
        Body::Leaf(Value::Bin(bytes)) => (false, bytes),
        Body::Leaf(Value::Ext(_)) | Body::Array(..) | Body::Map(..) => {
            (false, frame.get(key.start..key.end).unwrap_or_default())
        }
        Body::Leaf(value) => (matches!(value, Value::Str(_)), &[]),
        Body::Broken => (false, &[]),
    }
}

/// A value on a line.
fn short(node: &Node<'_>) -> String {
    match &node.body {
        Body::Leaf(value) => match &node.ty {
            Some(ty) => format!("{} ({})", node::text(value, MOST), plain(ty)),
            None => node::text(value, MOST),
        },
        Body::Array(length, _) => format!("array of {length}"),
        Body::Map(length, _) => format!("map of {length}"),
        Body::Broken => String::from("nothing that can be read"),
    }
}
