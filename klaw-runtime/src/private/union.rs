//! Unions: the member is found by its tag.

use super::array::{self, TagRef};
use super::aside;
use super::map;
use super::member::{Member, int_tags};
use crate::error::Error;
use crate::fault::Fault;
#[cfg(feature = "json")]
use crate::json;
use crate::msgpack::Reader;
use crate::msgpack::marker::Kind;
use crate::raw::Raw;
use crate::schema::Tag;
use std::borrow::Cow;

/// An enum of messages.
pub trait Union<'de>: Sized {
    /// The members, in order.
    const MEMBERS: &'static [(&'static str, Member)];
    /// The key of the tag in map form.
    const TAG_FIELD: &'static str;

    /// Reads a member: the one that the first bytes name, or else the one that the tag does.
    ///
    /// # Errors
    /// The member's, or input that is no member.
    fn decode_next(reader: &mut Reader<'de>) -> Result<Self, Error>;

    /// Reads the member that the tag names.
    ///
    /// # Errors
    /// The member's, or a tag that no member has.
    fn decode_member(reader: &mut Reader<'de>, open: &Open<'de>) -> Result<Self, Error>;

    /// Reads the member from JSON that the text begins as, as it is written; else what `any` makes of it.
    ///
    /// # Errors
    /// A field's, or what `any` says.
    #[cfg(feature = "json")]
    fn decode_json_as_written(
        reader: &mut json::Reader<'de>,
        any: fn(&mut json::Reader<'de>) -> Result<Self, Error>,
    ) -> Result<Self, Error> {
        any(reader)
    }

    /// `decode_member` of JSON.
    ///
    /// # Errors
    /// As there.
    #[cfg(feature = "json")]
    fn decode_json_member(reader: &mut json::Reader<'de>, open: &json::message::Open<'de>) -> Result<Self, Error> {
        let _ = open;
        json::message::none::<Self, _>(reader)
    }
}

/// A message whose tag has been read.
pub enum Open<'de> {
    /// In array form.
    Array(array::Open<'de>),
    /// In map form.
    Map(map::Open<'de>),
}

/// Reads a union. It is seldom inlined into what holds it, so it keeps a cursor of its own.
///
/// # Errors
/// Input that is no member.
#[inline(always)]
pub fn decode<'de, T: Union<'de>>(reader: &mut Reader<'de>) -> Result<T, Error> {
    reader.apart(T::decode_next)
}

/// Reads a union in array form whose first two bytes name no member.
///
/// # Errors
/// Input that is no member.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_array<'de, T: Union<'de>>(reader: &mut Reader<'de>) -> Result<T, Error> {
    aside::call(reader, open_array)
}

#[inline]
fn open_array<'de, T: Union<'de>>(reader: &mut Reader<'de>) -> Result<T, Error> {
    match array::open(reader, const { int_tags(T::MEMBERS) }).map(Open::Array) {
        Ok(ref open) => T::decode_member(reader, open),
        Err(error) => Err(error),
    }
}

/// Reads a union in map form.
///
/// # Errors
/// Input that is no member.
pub fn decode_map<'de, T: Union<'de>>(reader: &mut Reader<'de>) -> Result<T, Error> {
    match map::open(reader, T::TAG_FIELD, const { int_tags(T::MEMBERS) }).map(Open::Map) {
        Ok(ref open) => T::decode_member(reader, open),
        Err(error) => Err(error),
    }
}

/// Reads a union in array form, or in map form.
///
/// # Errors
/// Input that is no member.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_either<'de, T: Union<'de>>(reader: &mut Reader<'de>) -> Result<T, Error> {
    aside::call(reader, open_either)
}

#[inline]
fn open_either<'de, T: Union<'de>>(reader: &mut Reader<'de>) -> Result<T, Error> {
    if reader.kind() == Some(Kind::Map) { decode_map(reader) } else { open_array(reader) }
}

/// A form that the union does not have; no decoder opens one.
#[cold]
pub(super) fn misplaced<'de>(reader: &mut Reader<'de>, at: &'de [u8]) -> Error {
    reader.seek(at);
    reader.fault(Fault::Sentence("the message has another form than its union"))
}

impl<'de> Open<'de> {
    fn tag(&self) -> TagRef<'de> {
        match self {
            Self::Array(open) => open.tag,
            Self::Map(open) => open.tag,
        }
    }

    /// Is this the tag?
    #[must_use]
    pub fn is(&self, tag: &Option<Tag>) -> bool {
        self.tag().is(*tag)
    }

    /// No member has this tag.
    #[cold]
    #[must_use]
    pub fn unknown(&self, reader: &mut Reader<'de>, tag_field: &'static str) -> Error {
        let fault = self.tag().unknown(Fault::Tag);
        match self {
            Self::Array(open) => {
                reader.seek(open.tag_at());
                reader.fault(fault).in_element(0)
            }
            Self::Map(open) => {
                reader.seek(open.tag_at());
                reader.fault(fault).in_field(tag_field)
            }
        }
    }

    /// The whole message, kept as it is.
    ///
    /// # Errors
    /// Input that is no complete value.
    pub fn keep(&self, reader: &mut Reader<'de>) -> Result<Raw<'de>, Error> {
        let at = match self {
            Self::Array(open) => open.at(),
            Self::Map(open) => open.at(),
        };
        reader.seek(at);
        // The container that was opened to read the tag is part of the value.
        reader.end();
        reader.raw().map(Raw::from_checked)
    }
}

/// What an `other` variant may keep a tag or a value as.
pub trait Keep<'de>: Sized + sealed::Sealed {
    /// The value, if this type holds it.
    fn keep(value: TagRef<'de>) -> Option<Self>;

    /// Text that cannot be borrowed, if this type holds it.
    fn keep_owned(text: String) -> Option<Self>;
}

impl<'de> Keep<'de> for i64 {
    fn keep(value: TagRef<'de>) -> Option<Self> {
        match value {
            TagRef::Int(value) => Self::try_from(value).ok(),
            TagRef::Str(_) => None,
        }
    }

    fn keep_owned(_: String) -> Option<Self> {
        None
    }
}

impl<'de: 'a, 'a> Keep<'de> for &'a str {
    fn keep(value: TagRef<'de>) -> Option<Self> {
        match value {
            TagRef::Str(value) => std::str::from_utf8(value).ok(),
            TagRef::Int(_) => None,
        }
    }

    fn keep_owned(_: String) -> Option<Self> {
        None
    }
}

impl<'de: 'a, 'a> Keep<'de> for Cow<'a, str> {
    fn keep(value: TagRef<'de>) -> Option<Self> {
        <&str>::keep(value).map(Cow::Borrowed)
    }

    fn keep_owned(text: String) -> Option<Self> {
        Some(Cow::Owned(text))
    }
}

macro_rules! keep_owned {
    ($($text:ty),*) => {$(
        impl<'de> Keep<'de> for $text {
            fn keep(value: TagRef<'de>) -> Option<Self> {
                <&str>::keep(value).map(Self::from)
            }

            fn keep_owned(text: String) -> Option<Self> {
                Some(Self::from(text))
            }
        }
    )*};
}
keep_owned!(String, Box<str>, std::rc::Rc<str>, std::sync::Arc<str>);

/// Encoding trusts what these give as text to stay the same.
mod sealed {
    use std::borrow::Cow;

    pub trait Sealed {}
    impl Sealed for i64 {}
    impl Sealed for &str {}
    impl Sealed for Cow<'_, str> {}
    impl Sealed for String {}
    impl Sealed for Box<str> {}
    impl Sealed for std::rc::Rc<str> {}
    impl Sealed for std::sync::Arc<str> {}
}

/// The tag that an `other` variant keeps.
///
/// # Errors
/// A tag that its type does not hold.
pub fn keep_tag<'de, T: Keep<'de>>(
    reader: &mut Reader<'de>,
    open: &Open<'de>,
    tag_field: &'static str,
) -> Result<T, Error> {
    match T::keep(open.tag()) {
        Some(tag) => Ok(tag),
        None => Err(open.unknown(reader, tag_field)),
    }
}

/// The value that an `other` variant of an enumeration keeps.
pub(crate) fn keep_value<'de, T: Keep<'de>>(value: TagRef<'de>) -> Result<T, Fault> {
    match T::keep(value) {
        Some(value) => Ok(value),
        None => Err(value.unknown(Fault::Enumeration)),
    }
}
