//! What a text of TOML asks for: how deep it nests, and what the parser takes for it. Known before anything is built of it,
//! as what is built is taken down level by level, and may take two hundred times the text.

use crate::fault::Fault;
use crate::msgpack::Limits;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeString, DeValue};
use toml_parser::decoder::Encoding;
use toml_parser::lexer::Token;
use toml_parser::parser::{Event, EventReceiver, parse_document};
use toml_parser::{ErrorSink, Source, Span};

/// The most tables and arrays inside of each other: the parser takes 6 KB of stack for one in a debug build. A dotted key
/// opens a table at each dot, a header as many and, where it names an array of tables, the array beside each.
pub(crate) const LIMIT: u32 = 32;

const TOKEN: usize = size_of::<Token>();
const EVENT: usize = size_of::<Event>();
/// An element of an array. The list of them grows, and the first is one of four.
const ELEMENT: usize = 4 * size_of::<Spanned<DeValue<'_>>>();
/// An entry of a table, with its share of nodes that are half empty.
const ENTRY: usize = 3 * size_of::<(Spanned<DeString<'_>>, Spanned<DeValue<'_>>)>();
/// The first entry of a table: a node has room for eleven, and the list that its entries are sorted in for four.
const TABLE: usize = 5 * ENTRY + 24;

/// Holds the limits on depth and memory against a text, whatever else is wrong with it, and says what its tree takes at the
/// most.
pub(crate) fn check(text: &str, limits: &Limits) -> Result<usize, (Fault, Range<usize>)> {
    let source = Source::new(text);
    let count = source.lex().count();
    let mut asked = Asked::new(limits, text.len(), count);
    asked.take(0, Span::default());
    if count.saturating_mul(TOKEN) <= asked.memory {
        let mut tokens = Vec::with_capacity(count);
        tokens.extend(source.lex());
        // What is wrong with the text is the parser's to say.
        parse_document(&tokens, &mut asked, &mut ());
    }
    let refused = |fault, span: Span| Err((fault, span.start()..span.end()));
    match (asked.too_deep, asked.too_large) {
        (Some(span), _) => refused(Fault::Depth { limit: asked.depth }, span),
        (None, Some(span)) => refused(Fault::Memory { limit: asked.memory }, span),
        (None, None) => Ok(asked.tree),
    }
}

struct Asked {
    /// The dots of the key that is being read, or whose value is.
    dots: u32,
    is_header: bool,
    /// Has the table that is being read a key as yet?
    has_keys: bool,
    /// The arrays and inline tables that are open.
    open: Vec<Open>,
    /// The levels of the header, and of all that is open.
    levels: u32,
    /// How many levels may be open below the root, and the limit that says so.
    most_levels: u32,
    depth: u32,
    tokens: usize,
    events: usize,
    /// The bytes that the parser holds while it builds the tree, and those of the tree.
    parser: usize,
    tree: usize,
    memory: usize,
    too_deep: Option<Span>,
    too_large: Option<Span>,
}

/// An array or inline table, and what was known around it.
struct Open {
    dots: u32,
    has_keys: bool,
    is_array: bool,
}

impl Asked {
    fn new(limits: &Limits, size: usize, tokens: usize) -> Self {
        // The parser makes room for so many tokens, and where there are more for twice as many again and again.
        let room = (size / 7 * 2).max(tokens.saturating_mul(2));
        Self {
            dots: 0,
            is_header: false,
            has_keys: false,
            open: Vec::new(),
            levels: 0,
            // The root is a level of its own.
            most_levels: LIMIT.min(limits.depth.saturating_sub(1)),
            depth: if limits.depth > LIMIT { LIMIT } else { limits.depth },
            tokens,
            events: 0,
            parser: room.saturating_mul(TOKEN).saturating_add(tokens.saturating_mul(EVENT)),
            tree: TABLE,
            memory: limits.memory_for(size),
            too_deep: (limits.depth == 0).then(Span::default),
            too_large: None,
        }
    }

    /// Notes an event, and what the tree takes for it.
    fn take(&mut self, bytes: usize, span: Span) {
        self.events += 1;
        // Of what is broken there may be more events than tokens, and their list grows.
        if self.events > self.tokens {
            let moved = if self.events == self.tokens + 1 { 2 * self.tokens } else { 0 };
            self.parser = self.parser.saturating_add((moved + 3).saturating_mul(EVENT));
        }
        self.tree = self.tree.saturating_add(bytes);
        if self.levels.saturating_add(self.dots) > self.most_levels {
            self.too_deep.get_or_insert(span);
        }
        if self.parser.saturating_add(self.tree) > self.memory {
            self.too_large.get_or_insert(span);
        }
    }

    /// What a value takes: under a key, it is a part of the entry.
    fn element(&self) -> usize {
        if self.open.last().is_some_and(|around| around.is_array) { ELEMENT } else { 0 }
    }

    fn open(&mut self, is_array: bool, span: Span) -> bool {
        let bytes = self.element();
        self.levels = self.levels.saturating_add(self.dots + 1);
        let (dots, has_keys) = (std::mem::take(&mut self.dots), std::mem::take(&mut self.has_keys));
        self.open.push(Open { dots, has_keys, is_array });
        self.take(bytes, span);
        self.too_deep.is_none()
    }

    fn close(&mut self, span: Span) {
        if let Some(Open { dots, has_keys, .. }) = self.open.pop() {
            (self.dots, self.has_keys) = (dots, has_keys);
        }
        self.levels = self.levels.saturating_sub(self.dots + 1);
        self.take(0, span);
    }

    fn open_header(&mut self, span: Span) {
        self.open.clear();
        (self.dots, self.levels, self.is_header) = (0, 0, true);
        self.take(0, span);
    }

    fn close_header(&mut self, bytes: usize, span: Span) {
        self.levels = (std::mem::take(&mut self.dots) + 1).saturating_mul(2);
        (self.is_header, self.has_keys) = (false, false);
        self.take(bytes, span);
    }
}

/// What a text takes that stands here, where it is not borrowed: it grows.
fn text(span: Span) -> usize {
    span.len().max(8).saturating_mul(3)
}

impl EventReceiver for Asked {
    fn std_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.open_header(span);
    }

    fn std_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.close_header(0, span);
    }

    fn array_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.open_header(span);
    }

    fn array_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.close_header(ELEMENT, span);
    }

    fn inline_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        self.open(false, span)
    }

    fn inline_table_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.close(span);
    }

    fn array_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        self.open(true, span)
    }

    fn array_close(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.close(span);
    }

    fn simple_key(&mut self, span: Span, _: Option<Encoding>, _: &mut dyn ErrorSink) {
        // Behind a dot the table may be new. The root has its first node in any case.
        let is_first = self.dots > 0 || !(self.is_header || self.has_keys);
        if !self.is_header && self.dots == 0 {
            self.has_keys = true;
        }
        let entry = if is_first { TABLE } else { ENTRY };
        self.take(entry + text(span), span);
    }

    fn key_sep(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.dots = self.dots.saturating_add(1);
        self.take(0, span);
    }

    fn key_val_sep(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.take(0, span);
    }

    fn scalar(&mut self, span: Span, _: Option<Encoding>, _: &mut dyn ErrorSink) {
        self.take(self.element() + text(span), span);
    }

    /// The next key of an inline table.
    fn value_sep(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.dots = 0;
        self.take(0, span);
    }

    fn whitespace(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.take(0, span);
    }

    fn comment(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.take(0, span);
    }

    /// The next key of a table.
    fn newline(&mut self, span: Span, _: &mut dyn ErrorSink) {
        if self.open.is_empty() {
            self.dots = 0;
        }
        self.take(0, span);
    }

    fn error(&mut self, span: Span, _: &mut dyn ErrorSink) {
        self.take(0, span);
    }
}
