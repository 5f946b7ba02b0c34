//! Constrained types: numbers and names that cannot hold what their rule forbids. Each is a newtype that
//! any user could write with the derive and [`constructors!`](crate::constructors).

use crate::constructors;
use klaw_derive::WireMessage;
use std::time::Duration;

/// An integer above zero.
///
/// ```
/// use klaw_runtime::PositiveInt;
///
/// const THREE: PositiveInt = PositiveInt::literal(3);
/// assert_eq!(THREE.get(), 3);
/// assert_eq!(PositiveInt::new(0).unwrap_err().to_string(), "Expected `int` >= 1");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
#[constrain(gt = 0)]
pub struct PositiveInt(u64);
constructors!(PositiveInt(u64));

/// An integer from zero on: any `u64`, under a name that says so.
///
/// ```
/// use klaw_runtime::{NonNegativeInt, msgpack};
///
/// let error = msgpack::from_slice::<NonNegativeInt>(&[0xff]).unwrap_err();
/// assert_eq!(error.to_string(), "Expected `int` >= 0");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
pub struct NonNegativeInt(u64);
constructors!(NonNegativeInt(u64));

/// How many messages a channel holds: 1 to 1,000,000.
///
/// ```
/// use klaw_runtime::ChannelCapacity;
///
/// assert_eq!("500".parse::<ChannelCapacity>().unwrap().get(), 500);
/// assert_eq!(ChannelCapacity::new(1_000_001).unwrap_err().to_string(), "Expected `int` <= 1000000");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
#[constrain(ge = 1, le = 1_000_000)]
pub struct ChannelCapacity(u32);
constructors!(ChannelCapacity(u32));

/// How long to wait, in seconds: 0 to 86,400, a finite number.
///
/// ```
/// use klaw_runtime::TimeoutSeconds;
/// use std::time::Duration;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let timeout = TimeoutSeconds::new(1.5)?;
/// assert_eq!(Duration::from(timeout), Duration::from_millis(1500));
/// assert_eq!(TimeoutSeconds::try_from(Duration::from_secs(90))?.get(), 90.0);
/// assert!(TimeoutSeconds::new(f64::NAN).is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
#[constrain(ge = 0.0, le = 86_400.0)]
pub struct TimeoutSeconds(f64);
constructors!(TimeoutSeconds(f64));

impl From<TimeoutSeconds> for Duration {
    fn from(timeout: TimeoutSeconds) -> Self {
        // In range, so never past what a `Duration` holds; -0.0 is in range, and is zero.
        Self::try_from_secs_f64(timeout.0.abs()).unwrap_or(Self::ZERO)
    }
}

impl TryFrom<Duration> for TimeoutSeconds {
    type Error = crate::Error;

    fn try_from(timeout: Duration) -> Result<Self, crate::Error> {
        Self::new(timeout.as_secs_f64())
    }
}

/// How many tasks run at once: 1 to 10,000.
///
/// ```
/// use klaw_runtime::ConcurrencyLimit;
///
/// assert_eq!(*ConcurrencyLimit::literal(8), 8);
/// assert!(ConcurrencyLimit::new(10_001).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
#[constrain(ge = 1, le = 10_000)]
pub struct ConcurrencyLimit(u32);
constructors!(ConcurrencyLimit(u32));

/// A name: 1 to 255 characters, a letter or `_` first, then letters, digits, `_` and `-`.
///
/// ```
/// use klaw_runtime::Identifier;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let name = Identifier::new("load_orders")?;
/// assert_eq!(name.to_string(), "load_orders");
/// let error = "9lives".parse::<Identifier>().unwrap_err();
/// assert_eq!(error.to_string(), "Expected `str` matching regex '^[a-zA-Z_][a-zA-Z0-9_-]*$'");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
#[constrain(min_length = 1, max_length = 255, pattern = "^[a-zA-Z_][a-zA-Z0-9_-]*$")]
pub struct Identifier(String);
constructors!(Identifier(String));

/// A namespace: 1 to 63 characters, a lower-case letter first, then those, digits and `-`.
///
/// ```
/// use klaw_runtime::Namespace;
///
/// assert_eq!(&*Namespace::new("prod-eu").unwrap(), "prod-eu");
/// assert_eq!(Namespace::new("").unwrap_err().to_string(), "Expected `str` of length >= 1");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[cfg_attr(feature = "json", wire(json))]
#[cfg_attr(feature = "serde", wire(serde))]
#[constrain(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9-]*$")]
pub struct Namespace(String);
constructors!(Namespace(String));

#[cfg(any(feature = "config", feature = "ray"))]
impl Namespace {
    /// The namespace that klaw's own channels are in by default.
    pub(crate) fn klaw() -> Self {
        Self(String::from("klaw"))
    }
}
