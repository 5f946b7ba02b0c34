//! `klaw diff`: what two frames have in other values, and where the same values are other bytes.

use crate::args;
use crate::dump::plain;
use crate::input::{self, Input};
use crate::node::{self, Body, Entry, Node};
use crate::style::{ADDED, DIM, NAME, REMOVED};
use crate::typed::Schema;
use crate::{Failure, Outcome};
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
        // What breaks a rule can be compared all the same.
        if let Some(fault) = seen.faults.last().filter(|_| seen.is_cut) {
            broken = true;
            fault.print(frame, if args.hex { "--hex" } else { name }, out)?;
        }
    }
    let mut diff = Diff { a: &a, b: &b, out, values: 0, bytes: Vec::new() };
    diff.node("$", &seen_a.root, &seen_b.root)?;
    let Diff { values, bytes, .. } = diff;
    if values == 0 && !bytes.is_empty() {
        writeln!(out, "the values are the same, and written in other bytes:")?;
        for (path, a, b) in &bytes {
            writeln!(
                out,
                "  {NAME}{}{NAME:#}  {REMOVED}{a}{REMOVED:#} {DIM}->{DIM:#} {ADDED}{b}{ADDED:#}",
                plain(path)
            )?;
        }
    }
    let same = values == 0 && bytes.is_empty() && a == b && !broken;
    Ok(if same { Outcome::Fine } else { Outcome::Wrong })
}

fn read(args: &args::Diff, argument: &str) -> Result<Vec<u8>, Failure> {
    if args.hex { input::hex(argument) } else { Input::file(argument.as_ref())?.bytes() }
}

struct Diff<'a> {
    a: &'a [u8],
    b: &'a [u8],
    out: &'a mut dyn Write,
    values: usize,
    /// Places where the same value is other bytes.
    bytes: Vec<(String, String, String)>,
}

impl Diff<'_> {
    fn node(&mut self, path: &str, a: &Node<'_>, b: &Node<'_>) -> io::Result<()> {
        match (&a.body, &b.body) {
            (Body::Array(_, old), Body::Array(_, new)) => {
                self.bytes(path, a, b, old.len() == new.len());
                let shared = old.iter().zip(new);
                for (old, new) in shared {
                    self.node(&inside(path, &old.name), old, new)?;
                }
                for gone in old.iter().skip(new.len()) {
                    self.one('-', &inside(path, &gone.name), gone)?;
                }
                for added in new.iter().skip(old.len()) {
                    self.one('+', &inside(path, &added.name), added)?;
                }
                Ok(())
            }
            (Body::Map(_, old), Body::Map(_, new)) => self.entries(path, a, b, old, new),
            (Body::Leaf(old), Body::Leaf(new)) => {
                // A NaN is no other value than itself.
                if old == new || self.of(self.a, a) == self.of(self.b, b) {
                    self.bytes(path, a, b, true);
                    return Ok(());
                }
                self.change(path, a, b)
            }
            (Body::Broken, Body::Broken) => Ok(()),
            _ => self.change(path, a, b),
        }
    }

    /// Of a key that stands twice, the last counts. Each is taken out when it is met, so that none is gone into twice.
    fn entries(
        &mut self,
        path: &str,
        a: &Node<'_>,
        b: &Node<'_>,
        old: &[Entry<'_>],
        new: &[Entry<'_>],
    ) -> io::Result<()> {
        fn values<'a, 'b>(entries: &'b [Entry<'a>]) -> impl Iterator<Item = (&'b str, &'b Node<'a>)> {
            entries.iter().filter_map(|entry| entry.value.as_ref()).map(|value| (value.name.as_str(), value))
        }
        let same_order = old.len() == new.len()
            && old.iter().zip(new).all(|(old, new)| {
                old.value.as_ref().map(|value| &value.name) == new.value.as_ref().map(|value| &value.name)
            });
        self.bytes(path, a, b, same_order);
        if !same_order && old.len() == new.len() {
            self.bytes.push((path.to_owned(), String::from("one order of keys"), String::from("another")));
        }
        let (mut olds, mut news) = (values(old).collect::<HashMap<_, _>>(), values(new).collect::<HashMap<_, _>>());
        for (key, _) in values(old) {
            match (olds.remove(key), news.remove(key)) {
                (Some(value), Some(other)) => self.node(&inside(path, key), value, other)?,
                (Some(value), None) => self.one('-', &inside(path, key), value)?,
                (None, _) => {}
            }
        }
        for (key, _) in values(new) {
            if let Some(value) = news.remove(key) {
                self.one('+', &inside(path, key), value)?;
            }
        }
        Ok(())
    }

    fn of<'f>(&self, frame: &'f [u8], node: &Node<'_>) -> &'f [u8] {
        frame.get(node.start..node.head).unwrap_or_default()
    }

    fn bytes(&mut self, path: &str, a: &Node<'_>, b: &Node<'_>, is_same: bool) {
        let (old, new) = (self.of(self.a, a), self.of(self.b, b));
        if is_same && old != new {
            let hex =
                |bytes: &[u8]| bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
            self.bytes.push((path.to_owned(), hex(old), hex(new)));
        }
    }

    fn change(&mut self, path: &str, a: &Node<'_>, b: &Node<'_>) -> io::Result<()> {
        self.values += 1;
        let (old, new) = (short(a), short(b));
        writeln!(
            self.out,
            "~ {NAME}{}{NAME:#}  {REMOVED}{old}{REMOVED:#} {DIM}->{DIM:#} {ADDED}{new}{ADDED:#}",
            plain(path)
        )
    }

    fn one(&mut self, sign: char, path: &str, node: &Node<'_>) -> io::Result<()> {
        self.values += 1;
        let style = if sign == '+' { ADDED } else { REMOVED };
        writeln!(self.out, "{style}{sign}{style:#} {NAME}{}{NAME:#}  {style}{}{style:#}", plain(path), short(node))
    }
}

fn inside(path: &str, name: &str) -> String {
    if name.starts_with('[') { format!("{path}{name}") } else { format!("{path}.{name}") }
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
