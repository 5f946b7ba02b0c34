//! The names of generated code, imported where it stands. Each begins with `__`: it neither hides a name of a user's nor
//! is hidden by one.

pub use crate::msgpack::{Reader as __Reader, Writer as __Writer};
pub use crate::private as __private;
pub use crate::private::any::Any as __Any;
pub use crate::private::{
    Bound as __Bound, Field as __Field, Pattern as __Pattern, Rules as __Rules, Sink as __Sink, array as __array,
    either as __either, enumeration as __enumeration, fault as __fault, map as __map, member as __member,
    union as __union, view as __view,
};
pub use crate::schema as __schema;
pub use crate::schema::Tag as __Tag;
pub use core::cmp::PartialEq as __PartialEq;
pub use core::convert::Into as __Into;
pub use core::default::Default as __Default;
pub use core::marker::PhantomData as __PhantomData;
pub use core::option::Option::{self as __Option, None as __None, Some as __Some};
pub use core::primitive::{
    bool as __bool, f64 as __f64, i64 as __i64, i128 as __i128, str as __str, u8 as __u8, usize as __usize,
};
pub use core::result::Result::{Err as __Err, Ok as __Ok};
pub use std::vec::Vec as __Vec;

#[cfg(feature = "json")]
pub use crate::json::{self as __json, message as __json_message};
#[cfg(feature = "regex")]
pub use crate::private::Regex as __Regex;
#[cfg(feature = "serde")]
pub use crate::serde::{self as __serde, SerdeField as __Serde, SerdeMember as __SerdeMember};

/// What decoding and checking give.
#[allow(non_camel_case_types, reason = "generated code")]
pub type __Result<T> = Result<T, crate::error::Error>;
