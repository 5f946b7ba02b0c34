//! [`Encode`]: how a value becomes bytes.

#[cfg(feature = "json")]
use crate::json;
use crate::msgpack::Writer;
use crate::msgpack::writer::{Bound, Seal, Sink};
#[cfg(feature = "json")]
use crate::raw::Raw;
use crate::schema::WireType;

/// A value that can be written as MessagePack.
///
/// `#[derive(WireMessage)]` writes it. A hand-written one needs [`encode`](Self::encode) alone, and is
/// always safe: it takes the encoder's checked road.
///
/// ```
/// use klaw_runtime::{Encode, msgpack};
///
/// struct Celsius(f64);
///
/// impl Encode for Celsius {
///     fn encode(&self, writer: &mut msgpack::Writer<'_>) {
///         writer.f64(self.0);
///     }
/// }
///
/// assert_eq!(msgpack::to_vec(&Celsius(0.0)), [0xcb, 0, 0, 0, 0, 0, 0, 0, 0]);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be written to the wire",
    label = "not a wire type",
    note = "derive `WireMessage` for it, or give the field `#[wire(with = module)]`"
)]
pub trait Encode {
    /// What the value looks like on the wire. A hand-written type that says it is believed, where rules stand on a field of it:
    /// it must hold them itself. Those of the default, which says nothing, take no rules but `with`.
    const TYPE: WireType = WireType::Opaque;

    /// Writes the value.
    fn encode(&self, writer: &mut Writer<'_>);

    /// Writes the value as JSON. Unless it is written by hand, that is what the MessagePack form reads as there.
    #[cfg(feature = "json")]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        Raw::written(self).encode_json(writer);
    }

    /// That it is this trait, and none of a user's: see [`Bound::sealed`].
    #[doc(hidden)]
    const SEAL: Seal = Seal;

    /// The most bytes that `put` writes, less `dynamic`. Only unsafe code can declare one.
    #[doc(hidden)]
    const BOUND: Bound<Self> = Bound::NONE;

    /// The bytes of a value that its type alone does not tell: strings, elements, what a pointer points
    /// at. A part that has no bound counts as `usize::MAX`.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn dynamic(&self) -> usize {
        0
    }

    /// Writes the value to any sink.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Sink>(&self, sink: &mut S) {
        sink.value(self);
    }

    /// What a sequence of such values looks like on the wire: `u8` makes bytes of it.
    #[doc(hidden)]
    const SEQUENCE: WireType = WireType::Sequence(&Self::TYPE);

    /// `dynamic` of a sequence.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn dynamic_sequence(items: &[Self]) -> usize
    where
        Self: Sized,
    {
        rooms(items.len(), items)
    }

    /// `put` of a sequence.
    #[doc(hidden)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put_sequence<S: Sink>(items: &[Self], sink: &mut S)
    where
        Self: Sized,
    {
        sink.put_array(items.len());
        for item in items {
            item.put(sink);
        }
    }

    /// `encode_json` of a sequence.
    #[cfg(feature = "json")]
    #[doc(hidden)]
    #[inline]
    fn encode_json_sequence(items: &[Self], writer: &mut json::Writer<'_>)
    where
        Self: Sized,
    {
        json::collections::encode_array(items, writer);
    }
}

/// The most bytes that a value takes; `usize::MAX` where nobody vouches for a bound.
///
/// What is held by value is part of `BOUND`, what is held through a pointer part of `dynamic`: a type
/// may hold itself through a pointer alone, so neither has a cycle.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn room<T: Encode + ?Sized>(value: &T) -> usize {
    match T::BOUND.fixed() {
        Some(fixed) => fixed.saturating_add(value.dynamic()),
        None => usize::MAX,
    }
}

/// The same for a run of values. The fixed parts are one product, so that nothing is left to add up
/// where there is no more.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn rooms<'a, T: Encode + 'a>(count: usize, items: impl IntoIterator<Item = &'a T>) -> usize {
    match T::BOUND.fixed() {
        Some(fixed) => {
            let fixed = count.saturating_mul(fixed);
            items.into_iter().fold(fixed, |total, item| total.saturating_add(item.dynamic()))
        }
        None => usize::MAX,
    }
}

/// What the elements of a sequence take; `usize::MAX` where nobody vouches for one of them: what a hand-written
/// [`Encode::dynamic_sequence`] counts is not believed either.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn room_of_sequence<T: Encode>(items: &[T]) -> usize {
    match T::BOUND.fixed() {
        Some(_) => T::dynamic_sequence(items),
        None => usize::MAX,
    }
}
