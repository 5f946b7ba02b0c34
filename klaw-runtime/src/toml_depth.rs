//! How deep a text of TOML nests: known before anything is built of it, as what is built is taken down level by level.

use crate::fault::Fault;
use std::ops::Range;
use toml_parser::parser::{EventReceiver, parse_document};
use toml_parser::{ErrorSink, Source, Span};

/// The most tables and arrays inside of each other: the parser takes 6 KB of stack for one in a debug build. A dotted key
/// opens a table at each dot, a header as many and, where it names an array of tables, the array beside each.
pub(crate) const LIMIT: u32 = 32;

/// Checks the depth of a text, whatever else is wrong with it.
pub(crate) fn check(text: &str) -> Result<(), (Fault, Range<usize>)> {
    let mut depth = Depth::default();
    // What is wrong with the text is the parser's to say.
    parse_document(&Source::new(text).lex().into_vec(), &mut depth, &mut ());
    match depth.exceeded {
        Some(span) => Err((Fault::Depth { limit: LIMIT }, span.start()..span.end())),
        None => Ok(()),
    }
}

#[derive(Default)]
struct Depth {
    /// The dots of the key that is being read, or whose value is.
    dots: u32,
    /// The arrays and inline tables that are open, each with the dots of the key that it stands under.
    open: Vec<u32>,
    /// The levels of the header, and of all that is open.
    levels: u32,
    exceeded: Option<Span>,
}

impl Depth {
    fn note(&mut self, span: Span) {
        if self.levels.saturating_add(self.dots) > LIMIT {
            self.exceeded.get_or_insert(span);
        }
    }

    fn open(&mut self, span: Span) -> bool {
        self.levels = self.levels.saturating_add(self.dots + 1);
        self.open.push(std::mem::take(&mut self.dots));
        self.note(span);
        self.exceeded.is_none()
    }

    fn close(&mut self) {
        self.dots = self.open.pop().unwrap_or_default();
        self.levels = self.levels.saturating_sub(self.dots + 1);
    }

    fn open_header(&mut self) {
        *self = Self { exceeded: self.exceeded, ..Self::default() };
    }

    fn close_header(&mut self, span: Span) {
        self.levels = (std::mem::take(&mut self.dots) + 1).saturating_mul(2);
        self.note(span);
    }
}

impl EventReceiver for Depth {
    fn std_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.open_header();
    }

    fn std_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.close_header(span);
    }

    fn array_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.open_header();
    }

    fn array_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.close_header(span);
    }

    fn inline_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        self.open(span)
    }

    fn inline_table_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.close();
    }

    fn array_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        self.open(span)
    }

    fn array_close(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.close();
    }

    fn key_sep(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.dots = self.dots.saturating_add(1);
        self.note(span);
    }

    /// The next key of an inline table.
    fn value_sep(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.dots = 0;
    }

    /// The next key of a table.
    fn newline(&mut self, _: Span, _: &mut dyn ErrorSink) {
        if self.open.is_empty() {
            self.dots = 0;
        }
    }
}
