//! Constrained types: numbers and names that cannot hold what their rule forbids.

use klaw_derive::WireMessage;

/// How many messages a channel holds: 1 to 1,000,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[constrain(ge = 1, le = 1_000_000)]
pub struct ChannelCapacity(u32);

/// How long to wait, in seconds: 0 to 86,400.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[constrain(ge = 0.0, le = 86_400.0)]
pub struct TimeoutSeconds(f64);

/// How many tasks run at once: 1 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[constrain(ge = 1, le = 10_000)]
pub struct ConcurrencyLimit(u32);

/// An integer above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[constrain(gt = 0)]
pub struct PositiveInt(u64);

/// An integer from zero on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
pub struct NonNegativeInt(u64);

/// A name: 1 to 255 characters, a letter or `_` first, then letters, digits, `_` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[constrain(min_length = 1, max_length = 255, pattern = "^[a-zA-Z_][a-zA-Z0-9_-]*$")]
pub struct Identifier(String);

/// A namespace: 1 to 63 characters, a lower-case letter first, then those, digits and `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, WireMessage)]
#[wire(crate = "crate", transparent, frozen)]
#[constrain(min_length = 1, max_length = 63, pattern = "^[a-z][a-z0-9-]*$")]
pub struct Namespace(String);
