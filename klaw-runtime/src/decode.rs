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
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_ruled(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        let _ = rules;
        Self::decode(reader)
    }

    /// Reads one value into its slot; `false` where it failed, and why. In a debug build what each field gives back
    /// stays on the stack of the message, at every level of one that holds itself: hence a bool.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fill(slot: &mut Option<Self>, reader: &mut Reader<'de>, failed: &mut Option<Error>) -> bool {
        crate::private::fill(slot, Self::decode(reader), failed)
    }

    /// The same with rules.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fill_ruled(
        slot: &mut Option<Self>,
        reader: &mut Reader<'de>,
        rules: &'static Rules,
        failed: &mut Option<Error>,
    ) -> bool {
        crate::private::fill(slot, Self::decode_ruled(reader, rules), failed)
    }

    /// Reads one value over an old one, whose allocations it may keep. After an error the value is
    /// valid, and any.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_over(&mut self, reader: &mut Reader<'de>, rules: &'static Rules) -> Result<(), Error> {
        *self = Self::decode_ruled(reader, rules)?;
        Ok(())
    }

    /// Reads a sequence over an old one: `u8` reads bytes.
    #[doc(hidden)]
    #[inline]
    fn decode_sequence_over(
        items: &mut Vec<Self>,
        reader: &mut Reader<'de>,
        rules: &'static Rules,
    ) -> Result<(), Error> {
        let start = reader.rest();
        let length = reader.begin_array()?;
        if let Err(fault) = rules.length("array", length) {
            reader.seek(start);
            return Err(reader.fault(fault));
        }
        items.reserve(reader.reserve::<Self>(length, Self::MIN_SIZE)?.saturating_sub(items.len()));
        items.truncate(length);
        let item_rules = rules.items.unwrap_or(&Rules::NONE);
        for index in 0..length {
            let decoded = match items.get_mut(index) {
                Some(item) => item.decode_over(reader, item_rules),
                None => Self::decode_item(reader, rules).map(|item| items.push(item)),
            };
            if let Err(error) = decoded {
                return Err(error.in_element(index));
            }
        }
        reader.end();
        Ok(())
    }

    /// Reads a sequence: `u8` reads bytes.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
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
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_item(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        match rules.items {
            Some(items) => Self::decode_ruled(reader, items),
            None => Self::decode(reader),
        }
    }

    /// Reads an array of exactly `N` elements.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
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

/// A value that can be read over an old one, and keeps its allocations: strings, vectors, maps and boxes.
///
/// Implemented for the standard library's types and for every derived type that is not
/// [`Frozen`](crate::Frozen). After an error the value is valid, and any; a newtype with rules is checked
/// before it is assigned.
///
/// ```
/// use klaw_runtime::{WireMessage, msgpack};
///
/// #[derive(WireMessage)]
/// #[wire(array_like)]
/// struct Batch {
///     name: String,
///     values: Vec<u64>,
/// }
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let mut batch = Batch { name: String::with_capacity(64), values: Vec::with_capacity(64) };
/// let room = batch.values.as_ptr();
/// msgpack::decode_in_place(b"\x92\xa1a\x93\x01\x02\x03", &mut batch)?;
/// assert_eq!((batch.name.as_str(), batch.values.as_slice()), ("a", &[1, 2, 3][..]));
/// assert_eq!(batch.values.as_ptr(), room);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be decoded in place",
    note = "a frozen message is decoded anew; derive `WireMessage` without `frozen` to decode in place"
)]
pub trait DecodeInPlace<'de>: Decode<'de> {
    /// Reads one value over this one.
    ///
    /// # Errors
    /// As [`Decode::decode`].
    #[inline]
    fn decode_in_place(&mut self, reader: &mut Reader<'de>) -> Result<(), Error> {
        self.decode_over(reader, &Rules::NONE)
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
