//! Colours. `anstream` takes them out where the terminal has none, or `NO_COLOR` is set.

use anstyle::{AnsiColor, Style};

/// Offsets, lines between things, and whatever else is not read first.
pub(crate) const DIM: Style = Style::new().dimmed();
/// Names of fields.
pub(crate) const NAME: Style = Style::new().bold();
/// Names of types.
pub(crate) const TYPE: Style = AnsiColor::Blue.on_default();
/// Values.
pub(crate) const VALUE: Style = AnsiColor::Green.on_default();
/// What is wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What the second of two frames has, and what the first has.
pub(crate) const ADDED: Style = AnsiColor::Green.on_default();
pub(crate) const REMOVED: Style = AnsiColor::Red.on_default();

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    pub(crate) fn apply(self) {
        match self {
            Self::Auto => {}
            Self::Always => anstream::ColorChoice::Always.write_global(),
            Self::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}
