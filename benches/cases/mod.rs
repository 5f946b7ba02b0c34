//! The questions, each a row of cases that do the same thing with klaw and with its peers. A row
//! asserts that they agree before it is timed.
#![allow(clippy::unwrap_used, reason = "a bench whose input is refused has no result")]

use crate::harness::Row;

pub mod channel;
pub mod constrained;
pub mod construct;
pub mod data;
pub mod forms;
pub mod heartbeat;
pub mod json;
pub mod limits;
pub mod log;
pub mod numbers;
pub mod pattern;
pub mod pools;
pub mod stream;
pub mod view;

/// Every question but those about channels, which are [`channel::rows`].
#[must_use]
pub fn all() -> Vec<Row> {
    [
        heartbeat::rows(),
        data::rows(),
        stream::rows(),
        log::rows(),
        numbers::rows(),
        forms::rows(),
        constrained::rows(),
        pattern::rows(),
        limits::rows(),
        pools::rows(),
        construct::rows(),
        view::rows(),
        json::rows(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What lives as long as the bench, so that messages can borrow from it.
pub(crate) fn keep<T>(values: Vec<T>) -> &'static [T] {
    values.leak()
}

// A result is used where it lies. Moved, or lent as a fat pointer, it would be fetched in wider pieces than it was
// written in, and the processor would wait for that, which is the bench's doing and no codec's.

/// Adds a case for each peer: it decodes what it has encoded of the values. First it must give them back.
macro_rules! decode {
    ($group:ident, $type:ty, $values:expr, [$($peer:ident $(as $name:literal)?),+]) => {$(
        let values = &$values;
        let frames: Vec<_> = values.iter().map(|value| $peer::fresh(value)).collect();
        for (frame, value) in frames.iter().zip(values.iter()) {
            assert_eq!($peer::decode::<$type>(frame).as_ref().unwrap(), value, "{}", $peer::NAME);
        }
        #[allow(unused_variables)]
        let name = $peer::NAME;
        $(let name = $name;)?
        $group.case(name, frames, |frame| {
            black_box($peer::decode::<$type>(black_box(frame)).as_ref().unwrap());
        });
    )+};
}

/// Adds a case for each peer: it encodes the values into a buffer that it keeps, which must give the
/// bytes of a fresh one.
macro_rules! encode {
    ($group:ident, $values:expr, [$($peer:ident $(as $name:literal)?),+]) => {$(
        let values = &$values;
        let frames: Vec<_> = values.iter().map(|value| $peer::fresh(value)).collect();
        let longest = frames.iter().map(|frame| frame.len()).max().unwrap_or(0);
        let mut buffer = $peer::buffer(2 * longest + 4096);
        for (frame, value) in frames.iter().zip(values.iter()) {
            assert_eq!($peer::encode(value, &mut buffer), &frame[..], "{}", $peer::NAME);
        }
        #[allow(unused_variables)]
        let name = $peer::NAME;
        $(let name = $name;)?
        $group.case(name, values.to_vec(), move |value| {
            let bytes = $peer::encode(black_box(value), &mut buffer);
            black_box(bytes.as_ptr());
            black_box(bytes.len());
        });
    )+};
}

/// Adds a case for each peer: it encodes the values, each into an allocation of its own.
macro_rules! fresh {
    ($group:ident, $values:expr, [$($peer:ident $(as $name:literal)?),+]) => {$(
        #[allow(unused_variables)]
        let name = $peer::NAME;
        $(let name = $name;)?
        $group.case(name, $values.to_vec(), |value| {
            black_box(&$peer::fresh(black_box(value)));
        });
    )+};
}

/// As `decode`, for bitcode, whose decoder keeps its columns.
#[cfg(feature = "peers")]
macro_rules! decode_reusing {
    ($group:ident, $type:ty, $values:expr, $peer:ident) => {
        let values = &$values;
        let frames: Vec<Vec<u8>> = values.iter().map(|value| $peer::fresh(value)).collect();
        let mut buffer = $peer::buffer(0);
        for (frame, value) in frames.iter().zip(values.iter()) {
            assert_eq!($peer::decode::<$type>(frame, &mut buffer), *value, "{}", $peer::NAME);
        }
        $group.case($peer::NAME, frames, move |frame| {
            black_box(&$peer::decode::<$type>(black_box(frame), &mut buffer));
        });
    };
}

/// As `decode`, for rkyv, which lends the archive in place of a value.
#[cfg(feature = "peers")]
macro_rules! access {
    ($group:ident, $type:ty, $values:expr, $peer:ident) => {
        let values = &$values;
        let frames: Vec<_> = values.iter().map(|value| $peer::fresh(value)).collect();
        for (frame, value) in frames.iter().zip(values.iter()) {
            assert!(*$peer::decode::<$type>(frame) == *value, "{}", $peer::NAME);
        }
        $group.case($peer::NAME, frames, |frame| {
            black_box($peer::decode::<$type>(black_box(frame)));
        });
    };
}

/// Asserts that peers write the same bytes of the values, others of the same in their own types.
macro_rules! same {
    ($values:expr, [$($peer:ident),+] $(, $others:expr, [$($other:ident),+])*) => {{
        let frames: Vec<Vec<u8>> = $values.iter().map(|value| klaw::fresh(value)).collect();
        for (frame, value) in frames.iter().zip($values.iter()) {
            $(assert_eq!($peer::fresh(value), *frame, "{}", $peer::NAME);)+
        }
        $(for (frame, value) in frames.iter().zip($others.iter()) {
            $(assert_eq!($other::fresh(value), *frame, "{}", $other::NAME);)+
        })*
    }};
}

#[cfg(feature = "peers")]
pub(crate) use {access, decode_reusing};
pub(crate) use {decode, encode, fresh, same};
