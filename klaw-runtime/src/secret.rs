//! [`Secret`]: a value that is never shown.

use klaw_derive::WireMessage;
use std::fmt;

/// A value that is never shown.
///
/// # What shows it, and what does not
///
/// `Debug`, `Display` and errors have `***` for it. On the wire it is what it holds.
///
/// A field that is marked `#[wire(secret)]` must be one, or hold one. Memory is not zeroed, and `{:#}` of an error shows
/// the bytes, or the line, around its fault, which may be a secret's: log `{}` where messages hold secrets. A
/// configuration's errors (`klaw_runtime::config`) know where secrets stand, and show none.
///
/// ```
/// use klaw_runtime::{Secret, WireMessage, msgpack};
///
/// #[derive(Debug, PartialEq, WireMessage)]
/// struct Login {
///     user: String,
///     #[wire(secret)]
///     #[constrain(min_length = 4)]
///     password: Secret<String>,
/// }
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let login = Login { user: "ada".into(), password: Secret::new("hunter2".into()) };
/// assert_eq!(format!("{login:?}"), r#"Login { user: "ada", password: *** }"#);
/// assert_eq!(login.password.expose(), "hunter2");
///
/// let frame = msgpack::to_vec(&login);
/// assert_eq!(frame, b"\x82\xa4user\xa3ada\xa8password\xa7hunter2");
/// assert_eq!(msgpack::from_slice::<Login>(&frame)?, login);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
pub struct Secret<T>(#[wire(secret)] T);

impl<T> Secret<T> {
    /// Hides a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value: look for this name where you wonder who reads it.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value itself.
    ///
    /// ```
    /// use klaw_runtime::Secret;
    ///
    /// let password: String = Secret::new("hunter2".to_owned()).into_exposed();
    /// assert_eq!(password, "hunter2");
    /// ```
    pub fn into_exposed(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
