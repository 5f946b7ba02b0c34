//! What `registry!` declares is made of: a step up, a step back, and what stands at the ends.

pub use crate::registry::{Decoder, Encoder, SchemaRegistry};
pub use klaw_derive::registry as declare;

use crate::error::Error;
use crate::family::Family;
use crate::msgpack::{self, Limits};
use crate::registry::{Downgrade, Upgrade};

/// Reads a frame as a version's message.
///
/// # Errors
/// As [`msgpack::from_slice_with`].
#[inline]
pub fn read<'a, E: Family>(frame: &'a [u8], limits: &Limits) -> Result<E::Of<'a>, Error> {
    msgpack::from_slice_with(frame, limits)
}

/// Writes a version's message.
///
/// # Errors
/// None: where the format ends, it panics as `to_vec` does.
#[inline]
pub fn write<E: Family>(message: &E::Of<'_>, frame: &mut Vec<u8>) -> Result<(), Error> {
    msgpack::encode_to(message, frame);
    Ok(())
}

/// From a version to the next.
///
/// # Errors
/// The step's, and what went before it.
#[inline]
pub fn up<'a, Old: Family, New: Family>(
    upgrade: impl for<'x> Upgrade<'x, Old, New>,
    old: Result<Old::Of<'a>, Error>,
) -> Result<New::Of<'a>, Error> {
    upgrade.upgrade(old?)
}

/// From a version to the one before it.
///
/// # Errors
/// The step's.
#[inline]
pub fn down<'m, 'a, New: Family, Old: Family>(
    downgrade: impl for<'x> Downgrade<'x, New, Old>,
    new: &'m New::Of<'a>,
) -> Result<Old::Of<'m>, Error> {
    downgrade.downgrade(new)
}
