//! [`Json`] and [`Key`]: which types have a JSON codec, and which may be keys of an object.

use crate::raw::Raw;
use crate::value::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroIsize, NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64,
    NonZeroUsize,
};
use std::rc::Rc;
use std::sync::Arc;

/// A type with a JSON codec.
///
/// `#[wire(json)]` implements it, and asks it of every field. A hand-written type implements it beside
/// [`Encode::encode_json`](crate::Encode::encode_json) and [`Decode::decode_json`](crate::Decode::decode_json).
///
/// ```
/// use klaw_runtime::json::{self, Json};
/// use klaw_runtime::{Decode, Encode, Error, msgpack};
///
/// #[derive(Debug, PartialEq)]
/// struct Celsius(f64);
///
/// impl Encode for Celsius {
///     fn encode(&self, writer: &mut msgpack::Writer<'_>) {
///         writer.f64(self.0);
///     }
///
///     fn encode_json(&self, writer: &mut json::Writer<'_>) {
///         writer.f64(self.0);
///     }
/// }
///
/// impl<'de> Decode<'de> for Celsius {
///     fn decode(reader: &mut msgpack::Reader<'de>) -> Result<Self, Error> {
///         reader.f64().map(Celsius)
///     }
///
///     fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
///         reader.f64().map(Celsius)
///     }
/// }
///
/// impl Json for Celsius {}
///
/// # fn main() -> Result<(), Error> {
/// assert_eq!(json::to_string(&vec![Celsius(20.5)]), "[20.5]");
/// assert_eq!(json::from_str::<Vec<Celsius>>("[20]")?, [Celsius(20.0)]);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no JSON codec",
    label = "no JSON here",
    note = "mark its type `#[wire(json)]`; bytes are decoded into a `Vec<u8>` or a `Cow<[u8]>`"
)]
pub trait Json {}

/// A type whose values may be the keys of a JSON object: text, or a number, which stands in quotes there.
///
/// ```
/// use klaw_runtime::json;
/// use std::collections::BTreeMap;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let ports = BTreeMap::from([(80_u16, "http")]);
/// assert_eq!(json::to_string(&ports), r#"{"80":"http"}"#);
/// assert_eq!(json::from_str::<BTreeMap<u16, &str>>(r#"{"80":"http"}"#)?, ports);
/// # Ok(())
/// # }
/// ```
// The lifetime lets the derive ask it of the type in a newtype, where that may turn out to be no key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a JSON object",
    label = "neither text nor a number",
    note = "keys are strings, characters, integers, enumerations, addresses, UUIDs, dates, times, and newtypes of these"
)]
pub trait Key<'a>: Json {}

/// Asks for the mark of a field's type, where the derive cannot in the impl.
#[doc(hidden)]
pub const fn marked<T: Json + ?Sized>() {}

macro_rules! json {
    ($([$($generics:tt)*] $type:ty),* $(,)?) => {
        $(impl<$($generics)*> Json for $type {})*
    };
}

macro_rules! key {
    ($($type:ty),* $(,)?) => {
        $(
            impl Json for $type {}
            impl Key<'_> for $type {}
        )*
    };
}

key!(u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, char);
key!(str, &str, String, Box<str>, Rc<str>, Arc<str>, Cow<'_, str>);
key!(std::time::SystemTime, std::time::Duration);
key!(NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroUsize);
key!(NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroIsize);
key!(IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6);

json!([] bool, [] f32, [] f64, [] Raw<'_>, [] Value<'_>, [T: Json] Option<T>);
json!([T: Json] &T, [T: Json] &mut T, [T: Json] Box<T>, [T: Json] Rc<T>, [T: Json] Arc<T>);
json!([T: Json] [T], [T: Json] Vec<T>, [T: Json] Box<[T]>, [T: Json] Rc<[T]>, [T: Json] Arc<[T]>);
json!([T: Json + Clone] Cow<'_, T>, [T: Json + Clone] Cow<'_, [T]>, [T: Json, const N: usize] [T; N]);
json!([T: Json] VecDeque<T>, [T: Json] BTreeSet<T>, [T: Json, S] HashSet<T, S>);
json!([K: for<'a> Key<'a>, V: Json] BTreeMap<K, V>, [K: for<'a> Key<'a>, V: Json, S] HashMap<K, V, S>);

#[cfg(feature = "bytes")]
json!([] bytes::Bytes);
#[cfg(feature = "indexmap")]
json!([T: Json, S] indexmap::IndexSet<T, S>, [K: for<'a> Key<'a>, V: Json, S] indexmap::IndexMap<K, V, S>);
#[cfg(feature = "uuid")]
key!(uuid::Uuid);
#[cfg(feature = "jiff")]
key!(jiff::Timestamp, jiff::civil::DateTime, jiff::civil::Date, jiff::civil::Time, jiff::SignedDuration);
#[cfg(feature = "chrono")]
key!(
    chrono::DateTime<chrono::Utc>,
    chrono::DateTime<chrono::FixedOffset>,
    chrono::NaiveDateTime,
    chrono::NaiveDate,
    chrono::NaiveTime,
    chrono::TimeDelta,
);

macro_rules! tuples {
    ($($($name:ident)*;)*) => {
        $(impl<$($name: Json),*> Json for ($($name,)*) {})*
    };
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
}
