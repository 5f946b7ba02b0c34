//! [`Lax`]: any `#[wire(serde)]` type, read by the lax rules.

use super::{De, Place};
use serde_core::{Deserialize, Deserializer};

/// A value that serde reads by the lax rules, as msgspec does with `strict=False`: for text that people wrote, such as
/// settings. `T` is a type marked `#[wire(serde)]`, or made of such; the rules hold for all that is inside.
///
/// * An integer may be a string in JSON's grammar, and a float that is whole (up to 2^53).
/// * A float may be such a string too, `nan`, `inf` and `infinity`.
/// * A bool may be `true` or `false` in any case, and `0` or `1` as text and as an integer.
/// * Nil may be the text `null` in any case, unless it is a value of the type as it stands.
/// * A point in time and a duration may be a number of seconds.
/// * An enumeration of integers may be a string of digits. Tags are read strictly.
///
/// Constraints hold as ever. Formats that are not for people are read strictly where they do not tell what stands in them.
///
/// ```
/// use klaw_runtime::{Lax, WireMessage};
///
/// #[derive(Debug, PartialEq, WireMessage)]
/// #[wire(serde)]
/// struct Settings {
///     #[constrain(ge = 1)]
///     workers: u32,
///     verbose: bool,
///     timeout: Option<f64>,
/// }
///
/// # #[cfg(feature = "serde_json")] {
/// let text = r#"{"workers": "8", "verbose": "TRUE", "timeout": "null"}"#;
/// let Lax(settings) = serde_json::from_str::<Lax<Settings>>(text).unwrap();
/// assert_eq!(settings, Settings { workers: 8, verbose: true, timeout: None });
///
/// let error = serde_json::from_str::<Lax<Settings>>(r#"{"workers": "0", "verbose": 1}"#).unwrap_err();
/// assert!(error.to_string().starts_with("Expected `int` >= 1 - at `$.workers`"));
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lax<T>(pub T);

impl<'de, T: De<'de>> Deserialize<'de> for Lax<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer, &Place::ROOT.lax()).map(Self)
    }
}
