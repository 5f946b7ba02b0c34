//! What is wrong with a frame, shown with a caret under the byte.

use crate::dump::plain;
use crate::style::{BAD, DIM};
use std::io::{self, Write};

pub(crate) struct Fault {
    pub offset: usize,
    pub path: String,
    pub message: String,
    /// How many bytes are missing, where the frame ends early.
    pub needed: Option<usize>,
}

/// How many bytes stand in a row.
const ROW: usize = 16;

impl Fault {
    pub(crate) fn print(&self, frame: &[u8], source: &str, out: &mut dyn Write) -> io::Result<()> {
        let Self { offset, needed, .. } = self;
        // Keys of the frame and names of the schema stand in them.
        let [message, source, path] = [&self.message, source, &self.path].map(plain);
        let at = (*offset).min(frame.len());
        writeln!(out, "{BAD}error:{BAD:#} {message}")?;
        writeln!(out, "{DIM}  -->{DIM:#} {source}, byte {offset}, at {path}")?;
        // The row of the byte, and the one before it.
        let row = at / ROW * ROW;
        for start in [row.checked_sub(ROW), Some(row)].into_iter().flatten() {
            let bytes = frame.get(start..frame.len().min(start + ROW)).unwrap_or_default();
            let hex: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            writeln!(out, "{DIM}{start:>8} |{DIM:#} {}", hex.join(" "))?;
        }
        let label = match needed {
            Some(1) => String::from("1 more byte is needed"),
            Some(needed) => format!("{needed} more bytes are needed"),
            None => String::new(),
        };
        let line = format!("{:>8}   {:width$}^^ {label}", "", "", width = (at - row) * 3);
        writeln!(out, "{BAD}{}{BAD:#}", line.trim_end())
    }
}
