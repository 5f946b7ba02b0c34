//! TOML, for what people write: settings. Types marked `#[wire(serde)]`, read by the lax rules of [`Lax`](crate::Lax).
//!
//! ```
//! use klaw_runtime::{WireMessage, toml};
//!
//! #[derive(Debug, PartialEq, WireMessage)]
//! #[wire(serde, forbid_unknown_fields)]
//! struct Settings {
//!     #[constrain(ge = 1, le = 64)]
//!     workers: u32,
//!     #[wire(default)]
//!     labels: Vec<String>,
//! }
//!
//! # fn main() -> Result<(), klaw_runtime::Error> {
//! let settings: Settings = toml::from_str("workers = '8' # lax\nlabels = ['a']")?;
//! assert_eq!(settings, Settings { workers: 8, labels: vec!["a".to_owned()] });
//! assert_eq!(toml::to_string(&settings)?, "workers = 8\nlabels = [\"a\"]\n");
//!
//! let error = toml::from_str::<Settings>("labels = []\nworkers = 65").unwrap_err();
//! assert_eq!(error.to_string(), "Expected `int` <= 64 - at `$.workers` (line 2, column 11)");
//! assert_eq!(error.path(), "$.workers");
//! assert_eq!(
//!     format!("{error:#}"),
//!     "Expected `int` <= 64 - at `$.workers` (line 2, column 11)\n  |\n2 | workers = 65\n  |           ^^",
//! );
//! # Ok(())
//! # }
//! ```
//!
//! * TOML's dates and times are read into jiff's and chrono's types and the standard library's, as their text is. Writing
//!   writes their text.
//! * TOML has no nil: a field that is `None` is left out, and must have a default to be read again. `None` in an array
//!   cannot be written.
//! * The top of a text is a table: a type in array form stands in a field of one.
//! * A key that is given twice is refused, as TOML has it. No more than 32 tables and arrays stand inside of each other; a name
//!   in a header counts as two, a table and what may be an array of them.

mod check;
mod value;

use crate::error::Error;
use crate::fault::Fault;
use crate::msgpack::Limits;
use crate::serde::{Budget, De, Place, Ser, Serialize};
use ::toml::Spanned;
use ::toml::de::DeTable;
pub(crate) use value::gives_keys_by_name;
use value::{Refused, ValueDeserializer};

/// Reads a value of a type marked `#[wire(serde)]` from a text, by the lax rules. Strings without escapes are borrowed.
///
/// ```
/// use klaw_runtime::{WireMessage, toml};
///
/// #[derive(Debug, PartialEq, WireMessage)]
/// #[wire(serde)]
/// struct Settings {
///     workers: u8,
/// }
///
/// assert_eq!(toml::from_str::<Settings>("workers = \"4\"").unwrap(), Settings { workers: 4 });
/// let error = toml::from_str::<Settings>("workers = 300").unwrap_err();
/// assert_eq!(error.to_string(), "Expected `int` <= 255 - at `$.workers` (line 1, column 11)");
/// ```
///
/// # Errors
/// Text that is no TOML, or no value of the type; what goes past the default [`Limits`]. `{}` shows what and where: the path,
/// the line and the column, both counted from 1; `{:#}` the line itself too.
pub fn from_str<'de, T: De<'de>>(text: &'de str) -> Result<T, Error> {
    from_str_with(text, &Limits::DEFAULT)
}

/// [`from_str`] with limits of the caller's.
///
/// * Depth is no more than 32 below the root, whatever the limit. With a lower one the root is the first level, as elsewhere.
/// * Memory is what the parser takes, reckoned before it is called, and then its tree and what is decoded of it, without what
///   a field's own module (`with`) reads.
/// * A string is as long as it is written, without its quotes, and so is a key; the elements of a table are its entries.
/// * A key that is given twice is refused in any case, and with [`Limits::canonical`] all TOML is: it has no such form.
///
/// ```
/// use klaw_runtime::{ErrorKind, Limits, Value, toml};
///
/// let limits = Limits::new().element_count(2);
/// assert!(toml::from_str_with::<Value<'_>>("a = [1, 2]\nb = 3", &limits).is_ok());
/// let error = toml::from_str_with::<Value<'_>>("a = [1, 2, 3]", &limits).unwrap_err();
/// assert_eq!((error.kind(), error.path()), (ErrorKind::Limit, "$.a"));
/// assert!(error.to_string().ends_with("(line 1, column 12)"));
/// ```
///
/// # Errors
/// As [`from_str`].
pub fn from_str_with<'de, T: De<'de>>(text: &'de str, limits: &Limits) -> Result<T, Error> {
    limits.hold_size(text.as_bytes())?;
    let (text, mark) = without_mark(text);
    read(text, limits).map_err(|error| error.behind(mark))
}

/// The text without a mark of the order of bytes, which is no character of the first line, and the length of that.
fn without_mark(text: &str) -> (&str, usize) {
    let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    (rest, text.len() - rest.len())
}

fn read<'de, T: De<'de>>(text: &'de str, limits: &Limits) -> Result<T, Error> {
    let (table, budget) = parse(text, limits)?;
    let value = T::deserialize(ValueDeserializer::of_table(table), &Place::ROOT.lax().within(&budget));
    value.map_err(|Refused { error, span }| {
        let error = match budget.exceeded() {
            Some(limit) => error.with_fault(Fault::Memory { limit }),
            None => error,
        };
        match span {
            Some(span) => error.in_text(text, span),
            None => error,
        }
    })
}

/// The tree of a text that keeps all limits, and what of the memory is left beside it.
fn parse<'de>(text: &'de str, limits: &Limits) -> Result<(Spanned<DeTable<'de>>, Budget), Error> {
    if limits.canonical {
        let what = "TOML, which has no canonical form";
        return Err(Error::at_offset(Fault::Refused { what, at: 0 }, 0));
    }
    let taken =
        crate::toml_limits::check(text, limits).map_err(|(fault, span)| Error::new(fault).in_text(text, span))?;
    let table = DeTable::parse(text).map_err(|error| {
        let fault = Fault::NotToml(error.message().to_owned());
        Error::new(fault).in_text(text, error.span().unwrap_or_default())
    })?;
    if limits.looks_inside() {
        check::table(table.get_ref(), text, limits)?;
    }
    Ok((table, Budget::new(limits.memory_for(text.len()), taken)))
}

/// [`from_str`] of bytes, which must be UTF-8.
///
/// ```
/// use klaw_runtime::{ErrorKind, toml};
/// use std::collections::BTreeMap;
///
/// let table: BTreeMap<&str, u8> = toml::from_slice(b"a = 1").unwrap();
/// assert_eq!(table, [("a", 1)].into());
/// assert_eq!(toml::from_slice::<BTreeMap<&str, u8>>(b"a = \xff").unwrap_err().kind(), ErrorKind::InvalidUtf8);
/// ```
///
/// # Errors
/// As there.
pub fn from_slice<'de, T: De<'de>>(bytes: &'de [u8]) -> Result<T, Error> {
    from_slice_with(bytes, &Limits::DEFAULT)
}

/// [`from_slice`] with limits of the caller's, as [`from_str_with`] has them.
///
/// ```
/// use klaw_runtime::{Limits, Value, toml};
///
/// let limits = Limits::default().depth(2);
/// assert!(toml::from_slice_with::<Value<'_>>(b"a = [1]", &limits).is_ok());
/// assert!(toml::from_slice_with::<Value<'_>>(b"a = [[1]]", &limits).is_err());
/// ```
///
/// # Errors
/// As [`from_str`].
pub fn from_slice_with<'de, T: De<'de>>(bytes: &'de [u8], limits: &Limits) -> Result<T, Error> {
    limits.hold_size(bytes)?;
    match str::from_utf8(bytes) {
        Ok(text) => from_str_with(text, limits),
        Err(error) => {
            let end = error.valid_up_to();
            let before = bytes.get(..end).and_then(|bytes| str::from_utf8(bytes).ok()).unwrap_or_default();
            let (before, mark) = without_mark(before);
            Err(Error::new(Fault::InvalidUtf8).in_text(before, before.len()..before.len()).behind(mark))
        }
    }
}

/// Writes a value of a type marked `#[wire(serde)]`, or any that serde can write, as a text.
///
/// ```
/// use klaw_runtime::toml;
/// use std::collections::BTreeMap;
///
/// assert_eq!(toml::to_string(&BTreeMap::from([("workers", 4)])).unwrap(), "workers = 4\n");
/// assert!(toml::to_string(&4).is_err());
/// ```
///
/// # Errors
/// A value that is no table, or holds what TOML cannot say: `None` in an array, an integer past 64 bits.
pub fn to_string<T: Ser + ?Sized>(value: &T) -> Result<String, Error> {
    struct Written<'a, T: ?Sized>(&'a T);

    impl<T: Ser + ?Sized> Serialize for Written<'_, T> {
        fn serialize<S: crate::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.0.serialize(serializer)
        }
    }

    ::toml::to_string(&Written(value)).map_err(|error| Error::custom(error.to_string().trim_end()))
}
