//! The tree: names, types and values, without bytes.

use crate::dump::plain;
use crate::node::{self, Body, Node};
use crate::style::{BAD, DIM, NAME, TYPE, VALUE};
use std::io::{self, Write};

/// How many characters of a string are shown, if not all are asked for.
const MOST: usize = 60;

pub(crate) fn print(frame: &[u8], root: &Node<'_>, all: bool, out: &mut dyn Write) -> io::Result<()> {
    let most = if all { usize::MAX } else { MOST };
    line(frame, root, "", "", most, out)
}

fn line(frame: &[u8], node: &Node<'_>, first: &str, rest: &str, most: usize, out: &mut dyn Write) -> io::Result<()> {
    let name = plain(&node.name);
    let ty = node.ty.as_deref().map(plain);
    write!(out, "{DIM}{first}{DIM:#}")?;
    let label = match (name.is_empty(), &ty) {
        (true, Some(ty)) => format!("{TYPE}{ty}{TYPE:#}"),
        (false, Some(ty)) => format!("{NAME}{name}{NAME:#}: {TYPE}{ty}{TYPE:#}"),
        (_, None) => format!("{NAME}{name}{NAME:#}"),
    };
    let gap = if name.is_empty() && ty.is_none() { "" } else { " " };
    match &node.body {
        Body::Leaf(value) => writeln!(out, "{label}{gap}{DIM}={DIM:#} {VALUE}{}{VALUE:#}", node::text(value, most)),
        Body::Broken if node.start >= frame.len() => writeln!(out, "{label}{gap}{BAD}is missing{BAD:#}"),
        Body::Broken => writeln!(out, "{label}{gap}{BAD}is broken{BAD:#}"),
        Body::Array(length, items) => {
            writeln!(out, "{label}{gap}{DIM}[{length}]{DIM:#}")?;
            let items: Vec<_> = items.iter().collect();
            children(frame, &items, rest, most, out)
        }
        Body::Map(length, entries) => {
            writeln!(out, "{label}{gap}{DIM}{{{length}}}{DIM:#}")?;
            let items: Vec<_> = entries.iter().map(|entry| entry.value.as_ref().unwrap_or(&entry.key)).collect();
            children(frame, &items, rest, most, out)
        }
    }
}

fn children(frame: &[u8], items: &[&Node<'_>], rest: &str, most: usize, out: &mut dyn Write) -> io::Result<()> {
    for (index, item) in items.iter().enumerate() {
        let (branch, below) = if index + 1 == items.len() { ("`- ", "   ") } else { ("|- ", "|  ") };
        line(frame, item, &format!("{rest}{branch}"), &format!("{rest}{below}"), most, out)?;
    }
    Ok(())
}
