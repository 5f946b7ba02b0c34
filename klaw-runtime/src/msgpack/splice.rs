//! Another value in a frame that is there already, without the rest being encoded anew.

use super::{encode_to, encoded_len};
use crate::encode::Encode;
use crate::error::Error;
use crate::place::Place;
use crate::validate::Validate;

/// A frame with another value at a place: the bytes around it are copied, and not looked at behind it.
///
/// A frame as klaw and msgspec write it becomes what encoding the changed message gives. The field's own rules are held
/// against the value; functions of the user's (`validate`, `#[constrain(with = ..)]`) judge whole messages, and are not
/// asked.
///
/// ```
/// use klaw_runtime::envelope::{Heartbeat, WireEnvelope, WireHeader};
/// use klaw_runtime::msgpack;
/// use klaw_runtime::schema::Place;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let seq = Place::<u64>::of::<WireEnvelope<'_>>("header.seq")?;
/// let frame = msgpack::to_vec(&Heartbeat::new(WireHeader::new("jobs").seq(7), "worker-1"));
/// assert_eq!(frame, b"\x93\x03\x95\x01\x03\xa4jobs\x07\x00\xa8worker-1");
///
/// let again = msgpack::splice(&frame, &seq, &300)?;
/// assert_eq!(again, b"\x93\x03\x95\x01\x03\xa4jobs\xcd\x01\x2c\x00\xa8worker-1");
/// assert_eq!(again, msgpack::to_vec(&Heartbeat::new(WireHeader::new("jobs").seq(300), "worker-1")));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`Place::range`], or a rule of the field's that the value breaks.
///
/// # Panics
/// As [`to_vec`](super::to_vec).
pub fn splice<V: Encode + Validate + ?Sized>(frame: &[u8], place: &Place<V>, value: &V) -> Result<Vec<u8>, Error> {
    let range = place.range_for(frame, value)?;
    let (before, behind) = (&frame[..range.start], &frame[range.end..]);
    let mut out = Vec::with_capacity(before.len() + encoded_len(value) + behind.len());
    out.extend_from_slice(before);
    encode_to(value, &mut out);
    out.extend_from_slice(behind);
    Ok(out)
}

/// Writes another value over the one at a place, if it takes as many bytes; `false` where it takes more or fewer, and
/// the frame is as it was.
///
/// ```
/// use klaw_runtime::envelope::WireEnvelope;
/// use klaw_runtime::msgpack;
/// use klaw_runtime::schema::Place;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let seq = Place::<u64>::of::<WireEnvelope<'_>>("header.seq")?;
/// let mut frame = b"\x92\x03\x95\x01\x03\xa4jobs\x07\x00".to_vec();
/// assert!(msgpack::splice_in_place(&mut frame, &seq, &8)?);
/// assert_eq!(frame, b"\x92\x03\x95\x01\x03\xa4jobs\x08\x00");
/// // 300 takes three bytes.
/// if !msgpack::splice_in_place(&mut frame, &seq, &300)? {
///     frame = msgpack::splice(&frame, &seq, &300)?;
/// }
/// assert_eq!(frame, b"\x92\x03\x95\x01\x03\xa4jobs\xcd\x01\x2c\x00");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`splice`].
///
/// # Panics
/// As [`to_vec`](super::to_vec).
#[must_use = "`false` says that the frame is as it was"]
pub fn splice_in_place<V: Encode + Validate + ?Sized>(
    frame: &mut [u8],
    place: &Place<V>,
    value: &V,
) -> Result<bool, Error> {
    let range = place.range_for(frame, value)?;
    if encoded_len(value) != range.len() {
        return Ok(false);
    }
    super::encode_into(value, &mut frame[range], 0).map(|_| true)
}
