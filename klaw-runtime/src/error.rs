//! The one error: what is wrong, where in the message, and at which byte.

use crate::fault::Fault;
use crate::path::Path;
#[cfg(feature = "toml")]
use crate::spot::Spot;
use std::fmt;

/// Why a message was refused.
///
/// [`Display`](fmt::Display) is msgspec's text, path included. `{:#}` adds the byte offset and the
/// bytes around it. Of a text that people write, TOML, it has the line and the column too, and `{:#}` adds the line itself.
///
/// ```
/// use klaw_runtime::{ErrorKind, msgpack};
///
/// let error = msgpack::from_slice::<Vec<u8>>(b"\xa1x").unwrap_err();
/// assert_eq!(error.to_string(), "Expected `bytes`, got `str`");
/// assert_eq!(error.kind(), ErrorKind::Validation);
/// assert_eq!(error.path(), "$");
/// assert_eq!(error.offset(), Some(0));
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    fault: Fault,
    path: Path,
    offset: Option<usize>,
    context: Option<Context>,
    /// Is it one of a secret, so that the bytes around it are not kept?
    is_hidden: bool,
    #[cfg(feature = "toml")]
    spot: Option<Spot>,
}

/// What sort of failure an [`Error`] is.
///
/// ```
/// use klaw_runtime::{ErrorKind, msgpack};
///
/// let error = msgpack::from_slice::<u64>(&[0xcd, 0x01]).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Truncated);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Well-formed input that is not a value of the type, or a value that breaks its rules.
    Validation,
    /// Input that is not of its format.
    Malformed,
    /// Input that ends too early; more bytes may complete it.
    Truncated,
    /// Bytes after the one value a frame holds.
    Trailing,
    /// A string that is not UTF-8.
    InvalidUtf8,
    /// Input that goes past one of [`Limits`](crate::Limits), or a value past the format's own.
    Limit,
    /// A buffer with too little room for the encoded message.
    BufferTooSmall,
    /// A wire version that no schema is registered for.
    UnsupportedVersion,
}

impl Error {
    /// A validation error with a text of the caller's, for hand-written decoders and validators.
    ///
    /// ```
    /// use klaw_runtime::Error;
    ///
    /// let error = Error::custom("end is before start");
    /// assert_eq!(error.to_string(), "end is before start");
    /// ```
    #[cold]
    pub fn custom(message: impl fmt::Display) -> Self {
        Self::new(Fault::Custom(message.to_string()))
    }

    /// What sort of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.fault.kind()
    }

    /// Where the value stands: `$` at the root, `$.a[1]`, `key in $.a`.
    ///
    /// Positions in array-like messages count the tag.
    pub fn path(&self) -> &str {
        self.0.path.as_str()
    }

    /// The offset in bytes, from the start of the input, of the value that is wrong.
    ///
    /// `None` where no input was read: [`Validate::validate`](crate::Validate::validate), a buffer too small.
    pub fn offset(&self) -> Option<usize> {
        self.0.offset
    }

    /// How many more bytes the input needs at the least, where it was truncated.
    ///
    /// ```
    /// use klaw_runtime::msgpack;
    ///
    /// let error = msgpack::from_prefix::<&str>(b"\xa5ab").unwrap_err();
    /// assert_eq!(error.needed(), Some(3));
    /// ```
    pub fn needed(&self) -> Option<usize> {
        match self.0.fault {
            Fault::Truncated { needed } => Some(needed),
            _ => None,
        }
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn new(fault: Fault) -> Self {
        Self::of(fault, None)
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn at_offset(fault: Fault, offset: usize) -> Self {
        Self::of(fault, Some(offset))
    }

    fn of(fault: Fault, offset: Option<usize>) -> Self {
        Self(Box::new(Inner {
            fault,
            path: Path::root(),
            offset,
            context: None,
            is_hidden: false,
            #[cfg(feature = "toml")]
            spot: None,
        }))
    }

    /// An error that has gone through serde, which keeps its text alone.
    #[cfg(feature = "toml")]
    pub(crate) fn said(text: &str) -> Self {
        let found = text.rsplit_once(" - at ").and_then(|(message, path)| Some((message, Path::parse(path)?)));
        let (message, path) = found.unwrap_or((text, Path::root()));
        let mut error = Self::custom(message);
        error.0.is_hidden = message == Fault::SECRET.to_string();
        error.0.path = path;
        error
    }

    /// The value stands at `span` of a text that people wrote.
    #[cfg(feature = "toml")]
    pub(crate) fn in_text(mut self, text: &str, span: std::ops::Range<usize>) -> Self {
        self.0.offset = Some(span.start);
        let spot = Spot::of(text, span);
        self.0.spot = Some(if self.0.is_hidden { spot.hidden() } else { spot });
        self
    }

    /// The same place, with what is wrong there.
    #[cfg(feature = "toml")]
    pub(crate) fn with_fault(mut self, fault: Fault) -> Self {
        self.0.fault = fault;
        self
    }

    /// The text stands behind so many bytes of the input.
    #[cfg(feature = "toml")]
    pub(crate) fn behind(mut self, bytes: usize) -> Self {
        self.0.offset = self.0.offset.map(|offset| offset + bytes);
        self
    }

    pub(crate) fn is_hidden(&self) -> bool {
        self.0.is_hidden
    }

    pub(crate) fn fault(&self) -> &Fault {
        &self.0.fault
    }

    /// The value stands at position `index` of an array.
    #[cold]
    #[inline(never)]
    pub(crate) fn in_element(mut self, index: usize) -> Self {
        self.0.path.prepend_element(index);
        self
    }

    /// The value stands under `name` in a message.
    #[cold]
    #[inline(never)]
    pub(crate) fn in_field(mut self, name: &str) -> Self {
        self.0.path.prepend_field(name);
        self
    }

    /// The value is one of a map's.
    #[cold]
    #[inline(never)]
    pub(crate) fn in_entry(mut self) -> Self {
        self.0.path.prepend_entry();
        self
    }

    /// The value is one of a map's keys.
    #[cold]
    #[inline(never)]
    pub(crate) fn in_key(mut self) -> Self {
        self.0.path.prepend_key();
        self
    }

    /// Is it about the whole of the value at `offset`, and was that no value at all, rather than one that broke a rule?
    pub(crate) fn may_be_nil(&self, offset: usize) -> bool {
        let Inner { fault, path, offset: at, .. } = &*self.0;
        let is_none = matches!(fault, Fault::Type { .. } | Fault::Sentence(_) | Fault::Enumeration(_));
        is_none && path.is_root() && *at == Some(offset)
    }

    /// The value could have been nil as well.
    #[cold]
    #[inline(never)]
    pub(crate) fn or_nil(mut self) -> Self {
        if let Fault::Type { expected, .. } = &mut self.0.fault
            && self.0.path.is_root()
        {
            expected.add_nil();
        }
        self
    }

    /// Keeps the bytes around the offset for `{:#}`.
    #[cold]
    #[inline(never)]
    pub(crate) fn with_context(mut self, input: &[u8]) -> Self {
        if let (Some(offset), false) = (self.0.offset, self.0.is_hidden) {
            self.0.context = Some(Context::around(input, offset));
        }
        self
    }

    /// The error of a secret: what the value was is not said, and the bytes around it are not kept.
    #[cold]
    #[inline(never)]
    pub(crate) fn hidden(mut self) -> Self {
        if self.0.fault.shows_the_value() {
            self.0.fault = Fault::SECRET;
        }
        self.0.is_hidden = true;
        self
    }

    /// Gives an error of a rule, which has read nothing itself, the place of the value it judged.
    #[cold]
    #[inline(never)]
    pub(crate) fn or_offset(mut self, offset: usize) -> Self {
        self.0.offset.get_or_insert(offset);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { fault, path, offset, context, .. } = &*self.0;
        write!(f, "{fault}")?;
        if (f.alternate() || fault.names_its_place()) && !path.is_root() {
            write!(f, " - at {path}")?;
        }
        #[cfg(feature = "toml")]
        if let Some(spot) = &self.0.spot {
            write!(f, " ({spot})")?;
            return if f.alternate() { spot.show(f) } else { Ok(()) };
        }
        if f.alternate() {
            if let Some(offset) = offset
                && !fault.names_its_byte()
            {
                write!(f, " (byte {offset})")?;
            }
            if let Some(context) = context {
                write!(f, ": {context}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.kind())
            .field("message", &self.0.fault.to_string())
            .field("path", &self.path())
            .field("offset", &self.offset())
            .finish()
    }
}

impl std::error::Error for Error {}

/// The bytes around a fault: up to eight before it and eight from it on.
struct Context {
    bytes: Vec<u8>,
    /// How many of `bytes` stand before the fault.
    before: usize,
    /// Does the input go on before, and after?
    cut: (bool, bool),
}

impl Context {
    const SPAN: usize = 8;

    fn around(input: &[u8], offset: usize) -> Self {
        let offset = offset.min(input.len());
        let start = offset.saturating_sub(Self::SPAN);
        let end = offset.saturating_add(Self::SPAN).min(input.len());
        Self {
            bytes: input.get(start..end).unwrap_or_default().to_vec(),
            before: offset - start,
            cut: (start > 0, end < input.len()),
        }
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x} ")).collect::<String>();
        let (before, after) = self.bytes.split_at(self.before);
        let (more_before, more_after) = self.cut;
        write!(
            f,
            "{}{}>>{}{}",
            if more_before { ".. " } else { "" },
            hex(before),
            hex(after).trim_end(),
            match (after.is_empty(), more_after) {
                (true, _) => "end",
                (false, true) => " ..",
                (false, false) => "",
            },
        )
    }
}
