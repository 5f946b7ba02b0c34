//! The annotated hex dump: one row for each value, its bytes beside what they say and which field it is.

use crate::node::{self, Body, Node};
use crate::style::{DIM, NAME, TYPE, VALUE};
use klaw_runtime::Value;
use std::io::{self, Write};

/// How many bytes stand in a row.
const ROW: usize = 12;
/// How many rows a value has, if not all of it is asked for.
const ROWS: usize = 4;
/// How many columns what the bytes say is given.
const WHAT: usize = 34;

pub(crate) fn print(frame: &[u8], root: &Node<'_>, all: bool, out: &mut dyn Write) -> io::Result<()> {
    Dump { frame, all, out }.node(root, 0)
}

struct Dump<'a> {
    frame: &'a [u8],
    all: bool,
    out: &'a mut dyn Write,
}

impl Dump<'_> {
    fn node(&mut self, node: &Node<'_>, depth: usize) -> io::Result<()> {
        let (marker, most) = (self.frame.get(node.start).copied(), if self.all { usize::MAX } else { 24 });
        match &node.body {
            Body::Leaf(value) => {
                let text = node::text(value, most);
                let text = match value {
                    Value::Int(_) => format!("int {text}"),
                    Value::Float(_) => format!("float {text}"),
                    Value::Bool(_) => format!("bool {text}"),
                    Value::Str(found) => format!("str of {}: {text}", found.len()),
                    Value::Bin(bytes) => format!("bin of {}", bytes.len()),
                    _ => text,
                };
                self.row(node, depth, &format!("{text}{}", marker.map_or("", width)))
            }
            Body::Array(length, items) => {
                self.row(node, depth, &format!("array of {length}"))?;
                items.iter().try_for_each(|item| self.node(item, depth + 1))
            }
            Body::Map(length, entries) => {
                self.row(node, depth, &format!("map of {length}"))?;
                for entry in entries {
                    self.node(&entry.key, depth + 1)?;
                    if let Some(value) = &entry.value {
                        self.node(value, depth + 1)?;
                    }
                }
                Ok(())
            }
            // Its bytes stand under the error.
            Body::Broken => Ok(()),
        }
    }

    fn row(&mut self, node: &Node<'_>, depth: usize, what: &str) -> io::Result<()> {
        let bytes = self.frame.get(node.start..node.head).unwrap_or_default();
        let rows = bytes.chunks(ROW).len();
        let shown = if self.all || rows <= ROWS { rows } else { ROWS - 1 };
        for (row, bytes) in bytes.chunks(ROW).take(shown).enumerate() {
            let hex = bytes.iter().map(|byte| format!("{byte:02x} ")).collect::<String>();
            let at = node.start + row * ROW;
            if row > 0 {
                writeln!(self.out, "{DIM}{at:>6}{DIM:#}  {}", hex.trim_end())?;
                continue;
            }
            let what = format!("{:1$}{what}", "", depth * 2);
            let is_named = !node.name.is_empty() || node.ty.is_some();
            let pad = " ".repeat(if is_named { WHAT.saturating_sub(what.chars().count()) + 1 } else { 0 });
            let name = match (&node.name, &node.ty) {
                (name, Some(ty)) if name.is_empty() => format!("{TYPE}{}{TYPE:#}", plain(ty)),
                (name, Some(ty)) => format!("{NAME}{}{NAME:#}: {TYPE}{}{TYPE:#}", plain(name), plain(ty)),
                (name, None) if name.is_empty() => String::new(),
                (name, None) => format!("{NAME}{}{NAME:#}", plain(name)),
            };
            writeln!(self.out, "{DIM}{at:>6}{DIM:#}  {hex:<37}{VALUE}{what}{VALUE:#}{pad}{name}")?;
        }
        if shown < rows {
            let left = bytes.len() - shown * ROW;
            writeln!(self.out, "{DIM}        .. {left} more bytes{DIM:#}")?;
        }
        Ok(())
    }
}

/// A name as it is, without what a terminal would obey.
pub(crate) fn plain(name: &str) -> String {
    name.chars().map(|character| if character.is_control() { char::REPLACEMENT_CHARACTER } else { character }).collect()
}

/// How wide a number is that does not lie in its first byte.
fn width(marker: u8) -> &'static str {
    match marker {
        0xca => " (f32)",
        0xcb => " (f64)",
        0xcc => " (u8)",
        0xcd => " (u16)",
        0xce => " (u32)",
        0xcf => " (u64)",
        0xd0 => " (i8)",
        0xd1 => " (i16)",
        0xd2 => " (i32)",
        0xd3 => " (i64)",
        _ => "",
    }
}
