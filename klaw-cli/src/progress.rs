//! How far a long stream has been read: one line on a terminal's stderr, which is gone at the end.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Streams that are shorter are over before one could read it.
const LONG: u64 = 1 << 20;
const EVERY: Duration = Duration::from_millis(100);

pub(crate) struct Progress {
    /// `None` where nothing is shown.
    total: Option<u64>,
    last: Instant,
    shown: bool,
}

impl Progress {
    /// Of so many bytes. Nothing is shown where the output itself runs over the terminal.
    pub(crate) fn of(total: Option<u64>) -> Self {
        let is_seen = io::stderr().is_terminal() && !io::stdout().is_terminal();
        Self { total: total.filter(|total| is_seen && *total >= LONG), last: Instant::now(), shown: false }
    }

    pub(crate) fn at(&mut self, bytes: u64, frames: u64) {
        let Some(total) = self.total else { return };
        if self.last.elapsed() >= EVERY {
            self.last = Instant::now();
            self.shown = true;
            let percent = bytes.saturating_mul(100) / total.max(1);
            // Who closes stderr wants no progress.
            drop(write!(io::stderr(), "\r{percent:>3} %  {frames} frames\x1b[K"));
        }
    }

    pub(crate) fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            drop(write!(io::stderr(), "\r\x1b[K"));
        }
    }
}
