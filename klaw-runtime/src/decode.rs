//! [`Decode`]: how bytes become a value.

use crate::constrain::Rules;
use crate::error::Error;
use crate::fault::Fault;
#[cfg(feature = "json")]
use crate::json;
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

    /// Reads a value that is a whole message, in line with what made the cursor: there is one such place for each
    /// type, where a union is worth its room.
    #[doc(hidden)]
    #[inline(always)]
    fn decode_whole(reader: &mut Reader<'de>) -> Result<Self, Error> {
        Self::decode(reader)
    }

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

    /// `fill_json` where it is seldom called: a function for each type rather than code for each field, whose locals would
    /// all be on the stack at once.
    #[cfg(feature = "json")]
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(never))]
    fn fill_json_apart(slot: &mut Option<Self>, reader: &mut json::Reader<'de>, failed: &mut Option<Error>) -> bool {
        Self::fill_json(slot, reader, failed)
    }

    /// Reads one value by the lax rules, and all that is inside of it.
    #[doc(hidden)]
    fn decode_lax(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        reader.lax(|reader| Self::decode_ruled(reader, rules))
    }

    /// The same into its slot.
    #[doc(hidden)]
    fn fill_lax(
        slot: &mut Option<Self>,
        reader: &mut Reader<'de>,
        rules: &'static Rules,
        failed: &mut Option<Error>,
    ) -> bool {
        reader.lax(|reader| Self::fill_ruled(slot, reader, rules, failed))
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
        items.reserve_exact(reader.reserve::<Self>(length, Self::MIN_SIZE)?.saturating_sub(items.len()));
        items.truncate(length);
        let item_rules = rules.items.unwrap_or(&Rules::NONE);
        for index in 0..length {
            let decoded = match items.get_mut(index) {
                Some(item) => item.decode_over(reader, item_rules),
                None => Self::decode_item(reader, rules).and_then(|item| push(reader, items, item, length)),
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
        let room = reader.reserve::<Self>(length, Self::MIN_SIZE)?;
        let mut items = Vec::with_capacity(room);
        // No more than there is room for, which it is by itself: the compiler sees here that no push below grows.
        let room = room.min(items.capacity());
        while items.len() < room {
            let stop = if Self::RUNS && rules.items.is_none() {
                Self::decode_run(reader, &mut items, room);
                // Where a run ends, the next begins a few elements on.
                room.min(items.len() + 8)
            } else {
                room
            };
            for index in items.len()..stop {
                match Self::decode_item(reader, rules) {
                    Ok(item) => items.push(item),
                    Err(error) => return Err(error.in_element(index)),
                }
            }
        }
        if items.len() < length {
            reader.apart(|reader| beyond(reader, &mut items, rules, length))?;
        }
        reader.end();
        Ok(items)
    }

    /// Is there a faster way than one by one to read elements of a sequence that are alike?
    #[doc(hidden)]
    const RUNS: bool = false;

    /// Reads elements of a sequence in that way, as many as there are, up to `length`. It refuses nothing:
    /// what it does not read is read one by one.
    #[doc(hidden)]
    #[inline(always)]
    fn decode_run(reader: &mut Reader<'de>, items: &mut Vec<Self>, length: usize) {
        let _ = (reader, items, length);
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

    /// Reads one value from JSON. Unless it is written by hand, there is no way to: the derive writes it for types marked
    /// `#[wire(json)]`.
    ///
    /// # Errors
    /// Input that is not a value of this type.
    #[cfg(feature = "json")]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        Err(json::no_codec::<Self>(reader))
    }

    /// The same with rules.
    #[cfg(feature = "json")]
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_json_ruled(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        let _ = rules;
        Self::decode_json(reader)
    }

    /// Reads one value into its slot, as `fill` does.
    #[cfg(feature = "json")]
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fill_json(slot: &mut Option<Self>, reader: &mut json::Reader<'de>, failed: &mut Option<Error>) -> bool {
        crate::private::fill(slot, Self::decode_json(reader), failed)
    }

    /// The same with rules.
    #[cfg(feature = "json")]
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fill_json_ruled(
        slot: &mut Option<Self>,
        reader: &mut json::Reader<'de>,
        rules: &'static Rules,
        failed: &mut Option<Error>,
    ) -> bool {
        crate::private::fill(slot, Self::decode_json_ruled(reader, rules), failed)
    }

    /// Reads one value by the lax rules, and all that is inside of it.
    #[cfg(feature = "json")]
    #[doc(hidden)]
    fn decode_json_lax(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Self, Error> {
        reader.lax(|reader| Self::decode_json_ruled(reader, rules))
    }

    /// The same into its slot.
    #[cfg(feature = "json")]
    #[doc(hidden)]
    fn fill_json_lax(
        slot: &mut Option<Self>,
        reader: &mut json::Reader<'de>,
        rules: &'static Rules,
        failed: &mut Option<Error>,
    ) -> bool {
        reader.lax(|reader| Self::fill_json_ruled(slot, reader, rules, failed))
    }

    /// Reads a sequence from JSON: `u8` reads bytes.
    #[cfg(feature = "json")]
    #[doc(hidden)]
    #[inline]
    fn decode_json_sequence(reader: &mut json::Reader<'de>, rules: &'static Rules) -> Result<Vec<Self>, Error> {
        json::collections::sequence(reader, rules)
    }

    /// Reads an array of exactly `N` elements from JSON.
    #[cfg(feature = "json")]
    #[doc(hidden)]
    #[inline]
    fn decode_json_array<const N: usize>(
        reader: &mut json::Reader<'de>,
        rules: &'static Rules,
    ) -> Result<[Self; N], Error> {
        json::collections::array(reader, rules)
    }
}

/// Reads the elements of a sequence of `length` that it has no room for: those that are smaller than their type says.
#[cold]
#[inline(never)]
fn beyond<'de, T: Decode<'de>>(
    reader: &mut Reader<'de>,
    items: &mut Vec<T>,
    rules: &'static Rules,
    length: usize,
) -> Result<(), Error> {
    for index in items.len()..length {
        match T::decode_item(reader, rules) {
            Ok(item) => push(reader, items, item, length)?,
            Err(error) => return Err(error.in_element(index)),
        }
    }
    Ok(())
}

/// Adds an element to a sequence of `length`. What has no room left would grow here, and is charged first: the comparison is
/// that of `Vec::push`, and of the two one is left.
#[cfg_attr(not(debug_assertions), inline(always))]
fn push<T>(reader: &mut Reader<'_>, items: &mut Vec<T>, item: T, length: usize) -> Result<(), Error> {
    if size_of::<T>() == 0 {
        // There is room for any number, and each counts.
        reader.charge(1)?;
    } else if items.len() == items.capacity() {
        reader.apart(|reader| more(reader, items, length))?;
    }
    items.push(item);
    Ok(())
}

/// Room for more elements of a sequence of `length`: see `reserve_more`.
#[cold]
#[inline(never)]
fn more<T>(reader: &mut Reader<'_>, items: &mut Vec<T>, length: usize) -> Result<(), Error> {
    let count = reader.reserve_more::<T>(items.len(), length - items.len())?;
    items.reserve_exact(count);
    Ok(())
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

#[cfg(test)]
mod tests {
    use crate::msgpack::{from_slice, to_vec};
    use crate::{DecodeOwned, Encode};
    use std::collections::VecDeque;
    use std::fmt::Debug;

    /// Numbers of every width, the same in each run.
    fn numbers(seed: u64) -> impl Iterator<Item = u64> {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        std::iter::repeat_with(move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state >> (state % 64)
        })
    }

    /// A `Vec` is read and written in runs, a `VecDeque` one by one: both must agree, on damaged input too.
    fn agree<T: Encode + DecodeOwned + Debug + PartialEq>(of: impl Fn(u64) -> T) {
        for length in (0..34).step_by(4) {
            let bytes = to_vec(&numbers(length).take(length as usize).map(&of).collect::<Vec<_>>());
            assert_eq!(bytes, to_vec(&numbers(length).take(length as usize).map(&of).collect::<VecDeque<_>>()));
            same::<T>(&bytes);
            for at in 0..bytes.len() {
                same::<T>(&bytes[..at]);
                for byte in [0x00, 0xc0, 0xc2, 0xca, 0xcb, 0xcc, 0xcd, 0xcf, 0xd0, 0xd3, 0xff] {
                    let mut damaged = bytes.clone();
                    damaged[at] = byte;
                    same::<T>(&damaged);
                }
            }
        }
    }

    fn same<T: DecodeOwned + Debug + PartialEq>(bytes: &[u8]) {
        let run = from_slice::<Vec<T>>(bytes).map_err(|error| format!("{error:#}"));
        let each = from_slice::<VecDeque<T>>(bytes).map(Vec::from).map_err(|error| format!("{error:#}"));
        // Debug, so that a NaN equals itself.
        assert_eq!(format!("{run:?}"), format!("{each:?}"), "{bytes:02x?}");
    }

    #[test]
    fn runs_agree_with_one_by_one() {
        agree(|number| number);
        agree(|number| if number % 2 == 0 { number as i64 } else { !(number as i64) });
        agree(|number| number as u32);
        agree(|number| number as i16);
        agree(|number| number % 128);
        agree(|number| number | 1 << 63);
        agree(|number| number as f64);
        agree(|number| number as f32);
        agree(|number| number % 2 == 0);
    }

    #[derive(Debug, PartialEq, klaw_derive::WireMessage)]
    #[wire(crate = "crate", array_like)]
    struct Four {
        a: u8,
        b: u8,
        c: u8,
        d: u8,
    }

    #[derive(Debug, PartialEq, klaw_derive::WireMessage)]
    #[wire(crate = "crate", array_like)]
    struct Point {
        x: f32,
        y: f32,
    }

    /// A tuple is read one by one.
    #[test]
    fn messages_of_one_type_agree_with_tuples() {
        let mut random = numbers(7);
        let mut next = || random.next().unwrap_or_default();
        for _ in 0..20_000 {
            let mut bytes = to_vec(&(next() as u8, next() as u8, next() as u8, next() as u8));
            bytes.truncate(bytes.len().max(1));
            if next() % 2 == 0 {
                let at = next() as usize % bytes.len();
                bytes[at] = next() as u8;
            }
            // Elements behind the array: a window may see them.
            for bytes in [bytes.clone(), [vec![0x92], bytes.clone(), bytes].concat()] {
                let four = from_slice::<Four>(&bytes).ok().map(|Four { a, b, c, d }| (a, b, c, d));
                assert_eq!(four, from_slice::<(u8, u8, u8, u8)>(&bytes).ok(), "{bytes:02x?}");
                let two = from_slice::<(Four, Four)>(&bytes).ok();
                let two = two.map(|(x, y)| ((x.a, x.b, x.c, x.d), (y.a, y.b, y.c, y.d)));
                assert_eq!(two, from_slice::<((u8, u8, u8, u8), (u8, u8, u8, u8))>(&bytes).ok(), "{bytes:02x?}");
            }
            let mut bytes = to_vec(&(next() as f32, f64::from_bits(next())));
            if next() % 2 == 0 {
                let at = next() as usize % bytes.len();
                bytes[at] = next() as u8;
            }
            let point = from_slice::<Point>(&bytes).ok().map(|Point { x, y }| (x.to_bits(), y.to_bits()));
            let tuple = from_slice::<(f32, f32)>(&bytes).ok().map(|(x, y)| (x.to_bits(), y.to_bits()));
            assert_eq!(point, tuple, "{bytes:02x?}");
        }
    }
}
