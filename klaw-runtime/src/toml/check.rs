//! The limits on strings and elements, held against a tree before it is decoded.

use crate::error::Error;
use crate::fault::Fault;
use crate::msgpack::Limits;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Looks at all that stands in a table. The tree of a text nests no deeper than the parser goes.
pub(super) fn table(table: &DeTable<'_>, text: &str, limits: &Limits) -> Result<(), Error> {
    if table.len() > limits.elements {
        let mut keys: Vec<_> = table.keys().map(Spanned::span).collect();
        // As they stand in the text.
        keys.sort_by_key(|key| key.start);
        return Err(many(keys.into_iter().nth(limits.elements).unwrap_or_default(), text, limits));
    }
    for (key, inner) in table.iter() {
        string(key.span(), text, limits)
            .and_then(|()| value(inner, text, limits))
            .map_err(|error| error.in_field(key.get_ref()))?;
    }
    Ok(())
}

fn value(value: &Spanned<DeValue<'_>>, text: &str, limits: &Limits) -> Result<(), Error> {
    match value.get_ref() {
        DeValue::String(_) => string(value.span(), text, limits),
        DeValue::Array(items) => {
            if let Some(item) = items.get(limits.elements) {
                return Err(many(item.span(), text, limits));
            }
            for (index, item) in items.iter().enumerate() {
                self::value(item, text, limits).map_err(|error| error.in_element(index))?;
            }
            Ok(())
        }
        DeValue::Table(entries) => table(entries, text, limits),
        _ => Ok(()),
    }
}

/// As it is written, without its quotes.
fn string(at: Range<usize>, text: &str, limits: &Limits) -> Result<(), Error> {
    let written = text.get(at.clone()).unwrap_or_default();
    let quotes = match written {
        _ if written.starts_with("\"\"\"") || written.starts_with("'''") => 6,
        _ if written.starts_with(['"', '\'']) => 2,
        _ => 0,
    };
    if written.len().saturating_sub(quotes) <= limits.strings {
        return Ok(());
    }
    Err(Error::new(Fault::StringSize { limit: limits.strings, at: at.start }).in_text(text, at))
}

fn many(at: Range<usize>, text: &str, limits: &Limits) -> Error {
    Error::new(Fault::ElementCount { limit: limits.elements, at: at.start }).in_text(text, at)
}
