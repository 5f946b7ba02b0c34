//! [`WireMessage`] and [`Frozen`]: what the derive says of a type.

use crate::decode::Decode;
use crate::encode::Encode;
use crate::report::{self, Report};
use crate::schema::Schema;

/// A type with a wire form of its own. `#[derive(WireMessage)]` writes it, and with it [`Encode`],
/// [`Decode`](crate::Decode) and [`Validate`](crate::Validate).
///
/// ```
/// use klaw_runtime::{WireMessage, msgpack};
///
/// #[derive(Debug, PartialEq, WireMessage)]
/// #[wire(array_like, tag = 7)]
/// struct Ping {
///     seq: u64,
/// }
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let frame = msgpack::to_vec(&Ping { seq: 300 });
/// assert_eq!(frame, [0x92, 7, 0xcd, 0x01, 0x2c]);
/// assert_eq!(msgpack::from_slice::<Ping>(&frame)?, Ping { seq: 300 });
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a wire message",
    label = "not a wire message",
    note = "derive `WireMessage` for it"
)]
pub trait WireMessage: Encode {
    /// The type's description.
    const SCHEMA: &'static Schema;

    /// The descriptions of a union's members, in their order; `None` for a struct-like variant. A view looks into them
    /// while compiling, where the function behind a [`WireType::Named`](crate::schema::WireType::Named) cannot be called.
    #[doc(hidden)]
    const MEMBERS: &'static [Option<&'static Schema>] = &[];

    /// Collects every fault of a frame, where decoding stops at the first.
    ///
    /// ```
    /// use klaw_runtime::{ChannelCapacity, WireMessage};
    ///
    /// let report = ChannelCapacity::validate_all(&[0]);
    /// assert_eq!(report.faults[0].message, "Expected `int` >= 1");
    /// assert_eq!(report.faults[0].got.as_deref(), Some("0"));
    /// ```
    #[must_use]
    fn validate_all<'de>(input: &'de [u8]) -> Report
    where
        Self: Decode<'de>,
    {
        report::validate_all::<Self>(input)
    }
}

/// A type whose shared values cannot change: no `Cell`, lock or atomic is within reach.
///
/// `#[wire(frozen)]` implements it, and asks it of every field. `#[wire(frozen)]` on a field vouches for
/// a foreign type.
///
/// ```
/// use klaw_runtime::{Frozen, WireMessage};
///
/// #[derive(WireMessage)]
/// #[wire(array_like, frozen)]
/// struct Point {
///     x: f64,
///     y: f64,
/// }
///
/// fn share<T: Frozen>(_: &T) {}
/// share(&Point { x: 0.0, y: 1.0 });
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can change while it is shared, so it cannot stand in a frozen message",
    label = "not frozen",
    note = "mark its type `#[wire(frozen)]`, or vouch for a foreign type with `#[wire(frozen)]` on the field"
)]
pub trait Frozen {}
