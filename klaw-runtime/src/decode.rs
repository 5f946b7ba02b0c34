//! [`Decode`]: how bytes become a value.

use crate::constrain::Rules;
use crate::error::Error;
use crate::fault::Fault;
use crate::msgpack::Reader;

/// A value that can be read from MessagePack, borrowing from the input for `'de` where it can.
///
/// `#[derive(WireMessage)]` writes it. A hand-written one needs [`decode`](Self::decode) alone.
///
/// ```
/// use klaw_runtime::{Decode, Error, msgpack};
///
/// #[derive(Debug, PartialEq)]
/// struct Celsius(f64);
///
/// impl<'de> Decode<'de> for Celsius {
///     fn decode(reader: &mut msgpack::Reader<'de>) -> Result<Self, Error> {
///         reader.f64().map(Celsius)
///     }
/// }
///
/// assert_eq!(msgpack::from_slice::<Celsius>(&[0x05]).unwrap(), Celsius(5.0));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from the wire",
    label = "not a wire type",
    note = "derive `WireMessage` for it, or give the field `#[wire(with = module)]`"
)]
pub trait Decode<'de>: Sized {
    /// Reads one value.
    ///
    /// # Errors
    /// Input that is not a value of this type.
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error>;

    /// The fewest bytes that a value takes: bounds what a header may reserve.
    #[doc(hidden)]
    const MIN_SIZE: usize = 1;

    /// Reads one value that must keep `rules`. As in msgspec, a rule speaks as soon as it can: a length
    /// before the elements are read.
    #[doc(hidden)]
    #[inline(always)]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        let _ = rules;
        Self::decode(reader)
    }

    /// Reads a sequence: `u8` reads bytes.
    #[doc(hidden)]
    #[inline(always)]
    fn decode_sequence(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Vec<Self>, Error> {
        let start = reader.rest();
        let length = reader.begin_array()?;
        if let Err(fault) = rules.length("array", length) {
            reader.seek(start);
            return Err(reader.fault(fault));
        }
        let mut items = Vec::with_capacity(reader.reserve::<Self>(length, Self::MIN_SIZE)?);
        for index in 0..length {
            match Self::decode_item(reader, rules) {
                Ok(item) => items.push(item),
                Err(error) => return Err(error.in_element(index)),
            }
        }
        reader.end();
        Ok(items)
    }

    /// Reads one element of a collection under the rules of the collection.
    #[doc(hidden)]
    #[inline(always)]
    fn decode_item(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        match rules.items {
            Some(items) => Self::decode_ruled(reader, items),
            None => Self::decode(reader),
        }
    }

    /// Reads an array of exactly `N` elements.
    #[doc(hidden)]
    #[inline(always)]
    fn decode_array<const N: usize>(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<[Self; N], Error> {
        let start = reader.rest();
        let length = reader.begin_array()?;
        if length != N {
            reader.seek(start);
            return Err(reader.fault(Fault::Exactly { want: N, got: length }));
        }
        let mut failed = None;
        let items: [Option<Self>; N] = std::array::from_fn(|index| {
            if failed.is_some() {
                return None;
            }
            match Self::decode_item(reader, rules) {
                Ok(item) => Some(item),
                Err(error) => {
                    failed = Some(error.in_element(index));
                    None
                }
            }
        });
        if let Some(error) = failed {
            return Err(error);
        }
        reader.end();
        Ok(items.map(|item| match item {
            Some(item) => item,
            // An element is missing only where `failed` says why.
            None => unreachable!(),
        }))
    }
}

/// A value that borrows nothing from its input.
///
/// ```
/// use klaw_runtime::{DecodeOwned, Error, msgpack};
///
/// fn read<T: DecodeOwned>(bytes: Vec<u8>) -> Result<T, Error> {
///     msgpack::from_slice(&bytes)
/// }
///
/// assert_eq!(read::<String>(b"\xa2ok".to_vec()).unwrap(), "ok");
/// ```
pub trait DecodeOwned: for<'de> Decode<'de> {}

impl<T: for<'de> Decode<'de>> DecodeOwned for T {}
