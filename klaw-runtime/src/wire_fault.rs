//! [`WireFault`]: a Rust error that crosses the wire as the envelope's error message, and comes back as it was.

use crate::envelope::WireError;
use crate::error::Error;
use std::fmt;

/// An error with a stable code for each way to fail.
///
/// `#[derive(WireMessage)]` implements it for an enum whose variants have a `code`. The text is the error's own
/// [`Display`](fmt::Display), the details are the variant's fields; what comes back has lost nothing. A variant marked
/// `other` keeps an error whose code is not known; without one, [`from_wire`](Self::from_wire) gives it back.
///
/// ```
/// use klaw_runtime::envelope::WireError;
/// use klaw_runtime::{WireFault, WireMessage};
/// use std::fmt;
///
/// #[derive(Debug, PartialEq, WireMessage)]
/// enum JobError {
///     #[wire(code = "no_room")]
///     NoRoom { needed: u64, free: u64 },
///     #[wire(code = "stopped")]
///     Stopped,
///     #[wire(other)]
///     Other(WireError<'static>),
/// }
///
/// impl fmt::Display for JobError {
///     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
///         match self {
///             Self::NoRoom { needed, free } => write!(f, "{needed} bytes are needed, {free} are free"),
///             Self::Stopped => write!(f, "stopped"),
///             Self::Other(wire) => wire.fmt(f),
///         }
///     }
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let wire = JobError::NoRoom { needed: 8, free: 3 }.to_wire();
/// assert_eq!(wire.to_string(), "no_room: 8 bytes are needed, 3 are free");
/// assert_eq!(JobError::from_wire(&wire)?, JobError::NoRoom { needed: 8, free: 3 });
///
/// let later = WireError { code: "melted".into(), ..wire };
/// assert_eq!(JobError::from_wire(&later)?.code(), "melted");
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no error with codes",
    label = "no codes",
    note = "derive `WireMessage` for the enum, and give each variant `#[wire(code = \"..\")]`"
)]
pub trait WireFault: fmt::Display + Sized {
    /// Every code, in the order of the variants.
    const CODES: &'static [&'static str];

    /// The code of this error.
    fn code(&self) -> &str;

    /// The message that tells others of it. Its header is for whoever sends it.
    fn to_wire(&self) -> WireError<'static>;

    /// The error that a message tells of.
    ///
    /// # Errors
    /// The code is not one of [`CODES`](Self::CODES), or the details are not those of its variant. The message comes back.
    fn from_wire(wire: &WireError<'_>) -> Result<Self, UnknownFault>;
}

/// An error message that is none of a type's errors.
///
/// ```
/// use klaw_runtime::WireFault;
/// use klaw_runtime::channel::ChannelError;
/// use klaw_runtime::envelope::{WireError, WireHeader};
///
/// let wire = WireError::new(WireHeader::default(), "melted", "too hot");
/// let unknown = ChannelError::from_wire(&wire).unwrap_err();
/// assert_eq!(unknown.to_string(), "the code `melted` is not known: too hot");
/// assert_eq!(unknown.wire().code, "melted");
/// assert_eq!(unknown.into_wire(), wire);
/// ```
#[derive(Debug)]
pub struct UnknownFault(Box<(WireError<'static>, Option<Error>)>);

impl UnknownFault {
    #[cold]
    pub(crate) fn new(wire: WireError<'static>, details: Option<Error>) -> Self {
        Self(Box::new((wire, details)))
    }

    /// The message, as it came.
    #[must_use]
    pub fn wire(&self) -> &WireError<'static> {
        &self.0.0
    }

    /// The message, as it came.
    #[must_use]
    pub fn into_wire(self) -> WireError<'static> {
        self.0.0
    }
}

impl fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (wire, details) = &*self.0;
        match details {
            Some(error) => {
                write!(f, "the details of `{}` are not what its code stands for: ", wire.code)?;
                // `{:#}` shows the bytes around the fault, as it does of the error itself.
                error.fmt(f)
            }
            None => write!(f, "the code `{}` is not known: {}", wire.code, wire.message),
        }
    }
}

impl std::error::Error for UnknownFault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.1.as_ref().map(|error| error as _)
    }
}
