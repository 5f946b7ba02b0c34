//! [`Encode`](crate::Encode), [`Decode`](crate::Decode) and [`Validate`](crate::Validate) for the
//! standard library's types and for those of the crates behind features.

#[macro_use]
mod calendar;
#[macro_use]
mod map;
#[macro_use]
mod sequence;

#[cfg(feature = "bytes")]
mod bytes;
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "indexmap")]
mod indexmap;
#[cfg(feature = "jiff")]
mod jiff;
mod net;
mod nonzero;
mod option;
mod pointer;
pub(crate) mod scalar;
#[cfg(test)]
mod testing;
mod text;
mod time;
mod tuple;
#[cfg(feature = "uuid")]
mod uuid;

#[cfg(all(feature = "serde", feature = "indexmap"))]
pub(crate) use self::indexmap::indices;
#[cfg(any(feature = "json", feature = "serde"))]
pub(crate) use calendar::{Form, Moment};
#[cfg(feature = "serde")]
pub(crate) use map::{grows, table, tree};
#[cfg(feature = "serde")]
pub(crate) use pointer::{COUNTS, copied, kept};
#[cfg(feature = "serde")]
pub(crate) use sequence::nothing;
