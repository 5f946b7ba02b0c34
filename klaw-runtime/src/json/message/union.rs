//! Tags, and unions: the members that they name.

use super::array::elements;
use super::is_large;
use super::map::entries;
use crate::error::Error;
use crate::fault::{Fault, Types};
use crate::json::Reader;
use crate::private::array::{Positional, TagRef};
use crate::private::aside;
use crate::private::either::Either;
use crate::private::map::Keyed;
use crate::private::member::int_tags;
use crate::private::union::{self, Keep};
use crate::raw::Raw;
use crate::schema::Tag;
use std::borrow::Cow;

/// A tag as it stands in the text.
enum TagText<'de> {
    Int(i128),
    Str(Cow<'de, [u8]>),
}

impl<'de> TagText<'de> {
    /// Reads a tag of the kind that is expected.
    fn read(reader: &mut Reader<'de>, ints: bool) -> Result<Self, Error> {
        let start = *reader;
        let tag = if ints {
            reader
                .int(Types::INT)
                .ok()
                .filter(|tag| (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(tag))
                .map(Self::Int)
        } else if reader.token() == b'"' {
            Some(Self::Str(reader.str_bytes()?))
        } else {
            None
        };
        tag.ok_or_else(|| start.unexpected_tag(if ints { Types::INT } else { Types::STR }))
    }

    fn as_ref(&self) -> TagRef<'_> {
        match self {
            Self::Int(tag) => TagRef::Int(*tag),
            Self::Str(tag) => TagRef::Str(tag),
        }
    }

    fn keep<T: Keep<'de>>(&self) -> Option<T> {
        match self {
            Self::Int(tag) => T::keep(TagRef::Int(*tag)),
            Self::Str(Cow::Borrowed(tag)) => T::keep(TagRef::Str(tag)),
            Self::Str(Cow::Owned(tag)) => T::keep_owned(String::from_utf8(tag.clone()).ok()?),
        }
    }
}

/// Reads the tag, which must be this one.
#[inline(never)]
pub(super) fn expect_tag(reader: &mut Reader<'_>, expected: Tag) -> Result<(), Error> {
    reader.token();
    let start = *reader;
    let tag = TagText::read(reader, matches!(expected, Tag::Int(_)))?;
    if tag.as_ref().is(Some(expected)) { Ok(()) } else { Err(start.fault(tag.as_ref().unknown(Fault::Tag))) }
}

/// A message of a union whose tag has been read.
pub struct Open<'de> {
    /// Where the message stands.
    start: usize,
    /// Where its first entry stands, where it is in map form and the tag is not the first entry.
    entries: Option<usize>,
    tag: TagText<'de>,
    /// Where that stands.
    tag_at: usize,
    is_map: bool,
}

macro_rules! unions {
    ($($decode:ident $alone:ident $any:ident;)*) => {$(
        /// Reads a union in this form.
        ///
        /// # Errors
        /// Input that is no member.
        #[cfg_attr(not(debug_assertions), inline(always))]
        pub fn $decode<'de, T: union::Union<'de>>(reader: &mut Reader<'de>) -> Result<T, Error> {
            if is_large::<T>() { reader.apart($alone::<T>) } else { T::decode_json_as_written(reader, $any::<T>) }
        }

        #[inline(never)]
        fn $alone<'de, T: union::Union<'de>>(reader: &mut Reader<'de>) -> Result<T, Error> {
            let mut near = reader.near();
            let message = T::decode_json_as_written(&mut near, $any::<T>);
            reader.follow(&near);
            message
        }
    )*};
}

unions! {
    decode_union_array union_array_alone union_array;
    decode_union_map union_map_alone union_map;
    decode_union_either union_either_alone union_either;
}

/// What is left where no member begins as it is written.
///
/// # Errors
/// That function's.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn otherwise<'de, T>(reader: &mut Reader<'de>, any: fn(&mut Reader<'de>) -> Result<T, Error>) -> Result<T, Error> {
    aside::call_json(reader, any)
}

/// A union in array form that does not begin as a member is written.
fn union_array<'de, T: union::Union<'de>>(reader: &mut Reader<'de>) -> Result<T, Error> {
    match open_array(reader, const { int_tags(T::MEMBERS) }) {
        Ok(open) => T::decode_json_member(reader, &open),
        Err(error) => Err(error),
    }
}

/// A union in map form whose tag does not stand first, or not as it is written.
fn union_map<'de, T: union::Union<'de>>(reader: &mut Reader<'de>) -> Result<T, Error> {
    match open_map(reader, T::TAG_FIELD, const { int_tags(T::MEMBERS) }) {
        Ok(open) => T::decode_json_member(reader, &open),
        Err(error) => Err(error),
    }
}

fn union_either<'de, T: union::Union<'de>>(reader: &mut Reader<'de>) -> Result<T, Error> {
    if reader.token() == b'{' { union_map(reader) } else { union_array(reader) }
}

#[inline(never)]
fn open_array<'de>(reader: &mut Reader<'de>, ints: bool) -> Result<Open<'de>, Error> {
    reader.token();
    let start = reader.offset();
    reader.begin_array()?;
    if !reader.element()? {
        return Err(Error::at_offset(Fault::AtLeast { want: 1, got: 0 }, start));
    }
    reader.token();
    let tag_at = reader.offset();
    match TagText::read(reader, ints) {
        Ok(tag) => Ok(Open { start, entries: None, tag, tag_at, is_map: false }),
        Err(error) => Err(error.in_element(0)),
    }
}

#[inline(never)]
fn open_map<'de>(reader: &mut Reader<'de>, tag_field: &'static str, ints: bool) -> Result<Open<'de>, Error> {
    reader.token();
    let start = reader.offset();
    reader.begin_object()?;
    let entries = reader.offset();
    let mut first = true;
    while reader.entry()? {
        let key = reader.key_bytes()?;
        if *key == *tag_field.as_bytes() {
            reader.token();
            let tag_at = reader.offset();
            let entries = (!first).then_some(entries);
            return match TagText::read(reader, ints) {
                Ok(tag) => Ok(Open { start, entries, tag, tag_at, is_map: true }),
                Err(error) => Err(error.in_field(tag_field)),
            };
        }
        if let Err(error) = reader.skip() {
            return Err(error.in_field(&String::from_utf8_lossy(&key)));
        }
        first = false;
    }
    Err(Error::at_offset(Fault::MissingField(tag_field), start))
}

/// Reads a member in array form whose tag its union has read.
///
/// # Errors
/// A field's.
pub fn opened_array<'de, T: Positional<'de>>(reader: &mut Reader<'de>, open: &Open<'de>) -> Result<T::Output, Error> {
    if open.is_map {
        return Err(open.misplaced());
    }
    elements::<T>(reader, open.start)
}

/// Reads a member in map form whose tag its union has read.
///
/// # Errors
/// A field's.
pub fn opened_map<'de, T: Keyed<'de>>(reader: &mut Reader<'de>, open: &Open<'de>) -> Result<T::Output, Error> {
    if !open.is_map {
        return Err(open.misplaced());
    }
    if let Some(entries) = open.entries {
        reader.seek(entries);
        reader.first = true;
    }
    entries::<T>(reader, open.start)
}

/// The same of a member that has both forms.
///
/// # Errors
/// A field's.
pub fn opened_either<'de, T: Either<'de>>(
    reader: &mut Reader<'de>,
    open: &Open<'de>,
) -> Result<<T as Positional<'de>>::Output, Error> {
    if open.is_map { opened_map::<T>(reader, open) } else { opened_array::<T>(reader, open) }
}

impl<'de> Open<'de> {
    /// Is this the tag?
    #[must_use]
    pub fn is(&self, tag: &Option<Tag>) -> bool {
        self.tag.as_ref().is(*tag)
    }

    /// No member has this tag.
    #[cold]
    #[must_use]
    pub fn unknown(&self, tag_field: &'static str) -> Error {
        let error = Error::at_offset(self.tag.as_ref().unknown(Fault::Tag), self.tag_at);
        if self.is_map { error.in_field(tag_field) } else { error.in_element(0) }
    }

    /// A form that the union does not have; no decoder opens one.
    #[cold]
    fn misplaced(&self) -> Error {
        Error::at_offset(Fault::Sentence("the message has another form than its union"), self.start)
    }

    /// The whole message, kept as it is.
    ///
    /// # Errors
    /// Input that is no complete value.
    pub fn keep(&self, reader: &mut Reader<'de>) -> Result<Raw<'de>, Error> {
        // It is not open then.
        reader.close();
        reader.seek(self.start);
        reader.raw().map(Raw::from_checked_json)
    }

    /// The tag that an `other` variant keeps.
    ///
    /// # Errors
    /// A tag that its type does not hold.
    pub fn keep_tag<T: Keep<'de>>(&self, tag_field: &'static str) -> Result<T, Error> {
        self.tag.keep().ok_or_else(|| self.unknown(tag_field))
    }
}
