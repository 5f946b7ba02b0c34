//! Messages, unions and enumerations in JSON: what the output of `#[wire(json)]` calls.

use super::{Reader, no_codec};
use crate::error::Error;
use crate::fault::{Fault, Scalar, Types};
use crate::private::array::{self, Positional, TagRef};
use crate::private::aside;
use crate::private::either::Either;
use crate::private::map::{self, Keyed, Keys};
use crate::private::member::int_tags;
use crate::private::union::{self, Keep, keep_value};
use crate::raw::Raw;
use crate::schema::Tag;
use std::borrow::Cow;
use std::mem::ManuallyDrop;

// Array form.

/// Reads a message in array form.
///
/// # Errors
/// Input that is not this message.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_array<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    if is_large::<T::Output>() { reader.apart(array_alone::<T>) } else { array_here::<T>(reader) }
}

/// What is large is read by a function of its own, the same wherever it stands. A debug build has it in line: there each
/// function on the way would have the message on the stack once more.
const fn is_large<T>() -> bool {
    !cfg!(debug_assertions) && size_of::<T>() > aside::INLINED_JSON
}

/// The cursor comes and goes as a copy: so it is in registers where it comes from, and in here.
#[inline(never)]
fn array_alone<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    let mut near = reader.near();
    let message = array_here::<T>(&mut near);
    reader.follow(&near);
    message
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn array_here<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    let start = match if_array::<T>(reader) {
        Some(start) => start,
        None => reader.apart(begin_array::<T>)?,
    };
    elements::<T>(reader, start)
}

/// Opens a message in array form if it begins as it is written: its bracket, and its tag. Gives its place.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn if_array<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Option<usize> {
    reader.token();
    let start = reader.offset();
    reader.opens(T::JSON_START, T::TAG.is_some()).then_some(start)
}

/// Opens a message in array form that begins in another way.
#[cold]
#[inline(never)]
fn begin_array<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<usize, Error> {
    let start = reader.offset();
    reader.begin_array()?;
    if let Some(expected) = T::TAG {
        if !reader.element()? {
            return Err(too_few::<T>(start, 0));
        }
        expect_tag(reader, expected).map_err(|error| error.in_element(0))?;
    }
    Ok(start)
}

/// Reads the fields behind the tag of a message that begins at `start`.
///
/// # Errors
/// A field's.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn elements<'de, T: Positional<'de>>(reader: &mut Reader<'de>, start: usize) -> Result<T::Output, Error> {
    let mut slots = T::NONE;
    let filled = match fill_fields::<T>(&mut slots, reader, &mut None) {
        Ok(fields) => finish::<T>(reader, fields, start),
        Err(error) => Err(error),
    };
    match filled {
        Ok(()) => array::assemble::<T, array::All>(&mut slots),
        Err(error) => {
            aside::discard(&mut slots, || T::NONE);
            Err(error)
        }
    }
}

/// The one place that `fill_json_fields`, which is always inlined, is inlined into.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
fn fill_fields<'de, T: Positional<'de>>(
    slots: &mut T::Slots,
    reader: &mut Reader<'de>,
    failed: &mut Option<Error>,
) -> Result<usize, Error> {
    T::fill_json_fields(slots, reader, failed)
}

/// Passes over what stands behind the fields, and closes the array.
#[cfg_attr(not(debug_assertions), inline(always))]
fn finish<'de, T: Positional<'de>>(reader: &mut Reader<'de>, fields: usize, start: usize) -> Result<(), Error> {
    if fields < T::FIELDS {
        // The array has ended.
        return if fields < T::REQUIRED { Err(too_few::<T>(start, first::<T>() + fields)) } else { Ok(()) };
    }
    if !reader.element()? {
        return Ok(());
    }
    if T::FORBID_UNKNOWN {
        return Err(Error::at_offset(Fault::NoMoreThan(T::FIELDS), start));
    }
    reader.apart(|reader| further(reader, first::<T>() + T::FIELDS))
}

#[inline(never)]
fn further(reader: &mut Reader<'_>, mut index: usize) -> Result<(), Error> {
    loop {
        if let Err(error) = reader.skip() {
            return Err(error.in_element(index));
        }
        index += 1;
        if !reader.element()? {
            return Ok(());
        }
    }
}

/// Where the fields start: behind the tag.
const fn first<'de, T: Positional<'de>>() -> usize {
    if T::TAG.is_some() { 1 } else { 0 }
}

#[cold]
fn too_few<'de, T: Positional<'de>>(start: usize, got: usize) -> Error {
    Error::at_offset(Fault::AtLeast { want: first::<T>() + T::REQUIRED, got }, start)
}

// Map form.

/// Reads a message in map form.
///
/// # Errors
/// Input that is not this message.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_map<'de, T: Keyed<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    if is_large::<T::Output>() { reader.apart(map_alone::<T>) } else { map_here::<T>(reader) }
}

/// As `array_alone`.
#[inline(never)]
fn map_alone<'de, T: Keyed<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    let mut near = reader.near();
    let message = map_here::<T>(&mut near);
    reader.follow(&near);
    message
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn map_here<'de, T: Keyed<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    let start = match if_map::<T>(reader) {
        Some(start) => start,
        None => reader.apart(begin_map)?,
    };
    entries::<T>(reader, start)
}

/// Opens a message in map form if it begins as it is written: its bracket, and its tag. Gives its place.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn if_map<'de, T: Keyed<'de>>(reader: &mut Reader<'de>) -> Option<usize> {
    reader.token();
    let start = reader.offset();
    reader.opens(T::JSON_START, T::TAG.is_some()).then_some(start)
}

/// Opens a message in map form that begins in another way.
#[cold]
#[inline(never)]
fn begin_map(reader: &mut Reader<'_>) -> Result<usize, Error> {
    let start = reader.offset();
    reader.begin_object()?;
    Ok(start)
}

/// Reads the entries of a message that begins at `start`: those that stand where they are written, then any others.
///
/// # Errors
/// A field's.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn entries<'de, T: Keyed<'de>>(reader: &mut Reader<'de>, start: usize) -> Result<T::Output, Error> {
    let mut slots = T::NONE;
    let mut failed = None;
    let filled = match fill_in_order::<T>(&mut slots, reader, &mut failed) {
        Ok(false) => Ok(()),
        Ok(true) => others_apart::<T>(&mut slots, reader),
        Err(error) => Err(error),
    };
    match filled {
        Ok(()) => map::assemble::<T>(&mut slots, start),
        Err(error) => {
            discard::<T>(&mut slots);
            Err(error)
        }
    }
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn discard<'de, T: Keyed<'de>>(slots: &mut ManuallyDrop<T::Slots>) {
    if is_large::<T::Output>() {
        aside::discard_apart(slots, || T::NONE);
    } else {
        aside::discard(slots, || T::NONE);
    }
}

/// On copies, as what is lent to a function that is called is in memory; but of a large message the copy would take as
/// much of the stack as the message does.
#[cfg(not(debug_assertions))]
#[inline(always)]
fn others_apart<'de, T: Keyed<'de>>(slots: &mut ManuallyDrop<T::Slots>, reader: &mut Reader<'de>) -> Result<(), Error> {
    if is_large::<T::Output>() {
        return reader.apart(|reader| others::<T>(slots, reader));
    }
    let mut copy = std::mem::replace(slots, T::NONE);
    let result = reader.apart(|reader| others::<T>(&mut copy, reader));
    *slots = copy;
    result
}

/// A debug build has everything in memory.
#[cfg(debug_assertions)]
fn others_apart<'de, T: Keyed<'de>>(slots: &mut ManuallyDrop<T::Slots>, reader: &mut Reader<'de>) -> Result<(), Error> {
    others::<T>(slots, reader)
}

/// The one place that `fill_json_in_order`, which is always inlined, is inlined into.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
fn fill_in_order<'de, T: Keyed<'de>>(
    slots: &mut T::Slots,
    reader: &mut Reader<'de>,
    failed: &mut Option<Error>,
) -> Result<bool, Error> {
    T::fill_json_in_order(slots, reader, failed)
}

/// Reads the entries that stand in another order. The cursor is at a key.
#[cold]
#[inline(never)]
fn others<'de, T: Keyed<'de>>(slots: &mut T::Slots, reader: &mut Reader<'de>) -> Result<(), Error> {
    // The name that is expected next: the one behind the last.
    let (mut next, mut at_key) = (0, true);
    loop {
        match other(reader, T::KEYS, &mut next, &mut at_key) {
            Ok(Some(field)) => match T::fill_json_entry(slots, reader, field, &mut None) {
                Ok(()) => {}
                Err(error) => return Err(error),
            },
            Ok(None) => return Ok(()),
            Err(error) => return Err(error),
        }
    }
}

/// Reads keys up to one of a field, and gives its number; `None` where the object has ended. Tags are checked, and what is
/// unknown is passed over or refused. A function of its own, so that its locals are not on the stack while the field is
/// read.
#[inline(never)]
fn other(
    reader: &mut Reader<'_>,
    keys: &'static Keys,
    next: &mut usize,
    at_key: &mut bool,
) -> Result<Option<usize>, Error> {
    loop {
        // The cursor is at a key, or behind a value.
        if !std::mem::take(at_key) && !reader.entry()? {
            return Ok(None);
        }
        if let Some(field) = key(reader, keys, next)? {
            return Ok(Some(field));
        }
    }
}

/// Reads a key; `None` where it is of no field.
fn key(reader: &mut Reader<'_>, keys: &'static Keys, next: &mut usize) -> Result<Option<usize>, Error> {
    let at = reader.offset();
    let key = reader.key_bytes()?;
    let named = |index: usize| keys.names.get(index).filter(|(name, _)| name.as_bytes() == &*key);
    let index = match named(*next) {
        Some(_) => Some(*next),
        None => keys.names.iter().position(|(name, _)| name.as_bytes() == &*key),
    };
    if let Some(&(_, field)) = index.and_then(named) {
        *next = index.map_or(0, |index| index + 1);
        return Ok(Some(field));
    }
    if let Some(tag) = keys.tag
        && *key == *keys.tag_field.as_bytes()
    {
        expect_tag(reader, tag).map_err(|error| error.in_field(keys.tag_field))?;
    } else if keys.forbid_unknown {
        return Err(match str::from_utf8(&key) {
            Ok(key) => Error::at_offset(Fault::UnknownField(String::from(key)), at),
            Err(_) => Error::at_offset(Fault::InvalidUtf8, at).in_key(),
        });
    } else if let Err(error) = reader.skip() {
        return Err(error.in_field(&String::from_utf8_lossy(&key)));
    }
    Ok(None)
}

/// Is there another entry? `false` where an error is left in `failed`: with a `?` for each field, a message would take that
/// much more of the stack in a debug build.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn entry(reader: &mut Reader<'_>, more: &mut bool, failed: &mut Option<Error>) -> bool {
    told(reader.entry(), more, failed)
}

/// The same of elements.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn element(reader: &mut Reader<'_>, more: &mut bool, failed: &mut Option<Error>) -> bool {
    told(reader.element(), more, failed)
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn told(result: Result<bool, Error>, more: &mut bool, failed: &mut Option<Error>) -> bool {
    match result {
        Ok(is_more) => {
            *more = is_more;
            true
        }
        Err(error) => {
            aside::put(failed, error);
            false
        }
    }
}

/// Reads a message in array form, or in map form.
///
/// # Errors
/// Input that is not this message.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_either<'de, T: Either<'de>>(reader: &mut Reader<'de>) -> Result<<T as Positional<'de>>::Output, Error> {
    if reader.token() == b'{' { map_of_either::<T>(reader) } else { decode_array::<T>(reader) }
}

/// The form that is not written. Out of line: in one function the two would each take their room on the stack.
#[inline(never)]
fn map_of_either<'de, T: Either<'de>>(reader: &mut Reader<'de>) -> Result<<T as Positional<'de>>::Output, Error> {
    decode_map::<T>(reader)
}

/// The error of a field, at its place.
///
/// # Errors
/// That one.
#[cold]
#[inline(never)]
pub fn failed_element<T>(failed: &mut Option<Error>, index: usize) -> Result<T, Error> {
    Err(crate::private::taken(failed).in_element(index))
}

/// The same in map form.
///
/// # Errors
/// That one.
#[cold]
#[inline(never)]
pub fn failed_field<T>(failed: &mut Option<Error>, name: &'static str) -> Result<T, Error> {
    Err(crate::private::taken(failed).in_field(name))
}

// Tags and unions.

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
fn expect_tag(reader: &mut Reader<'_>, expected: Tag) -> Result<(), Error> {
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
    pub fn is(&self, tag: Option<Tag>) -> bool {
        self.tag.as_ref().is(tag)
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

// Enumerations and newtypes.

/// Reads the value of an enumeration of integers, and looks it up.
///
/// # Errors
/// Another type, or a value that the enumeration does not have.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_int<'de, T>(reader: &mut Reader<'de>, find: fn(i64) -> Option<T>) -> Result<T, Error> {
    let start = *reader;
    if let Some(value) = reader.plain_signed()
        && let Some(value) = find(value)
    {
        return Ok(value);
    }
    *reader = start;
    reader.apart(|reader| any_int(reader, find))
}

#[cold]
#[inline(never)]
fn any_int<T>(reader: &mut Reader<'_>, find: fn(i64) -> Option<T>) -> Result<T, Error> {
    reader.token();
    let start = *reader;
    let value = reader.int_or_digits()?;
    match i64::try_from(value) {
        // msgspec takes an integer past 64 bits for a float.
        Err(_) if u64::try_from(value).is_err() => Err(start.unexpected(Types::INT)),
        found => match found.ok().and_then(find) {
            Some(value) => Ok(value),
            None => Err(start.fault(Fault::Enumeration(Scalar::Int(value)))),
        },
    }
}

/// The same where an unknown value is kept.
///
/// # Errors
/// Another type, or a value that the variant cannot hold.
pub fn decode_int_or<'de, T, K: Keep<'de>>(
    reader: &mut Reader<'de>,
    find: fn(i64) -> Option<T>,
    keep: fn(K) -> T,
) -> Result<T, Error> {
    reader.token();
    let start = *reader;
    let value = reader.int_or_digits()?;
    if let Some(value) = i64::try_from(value).ok().and_then(find) {
        return Ok(value);
    }
    keep_value(TagRef::Int(value)).map(keep).map_err(|fault| start.fault(fault))
}

/// Reads the value of an enumeration of strings, and looks it up.
///
/// # Errors
/// Another type, or a value that the enumeration does not have.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_str<'de, T>(reader: &mut Reader<'de>, find: fn(&str) -> Option<T>) -> Result<T, Error> {
    let start = *reader;
    if let Some(text) = reader.plain_str()
        && let Some(value) = find(text)
    {
        return Ok(value);
    }
    *reader = start;
    reader.apart(|reader| any_str(reader, find))
}

#[cold]
#[inline(never)]
fn any_str<'de, T>(reader: &mut Reader<'de>, find: fn(&str) -> Option<T>) -> Result<T, Error> {
    reader.token();
    let start = *reader;
    let text = reader.any_str(Types::STR)?;
    match find(&text) {
        Some(value) => Ok(value),
        None => Err(start.fault(Fault::Enumeration(Scalar::Str(text.into_owned())))),
    }
}

/// The same where an unknown value is kept.
///
/// # Errors
/// Another type, or a value that the variant cannot hold.
pub fn decode_str_or<'de, T, K: Keep<'de>>(
    reader: &mut Reader<'de>,
    find: fn(&str) -> Option<T>,
    keep: fn(K) -> T,
) -> Result<T, Error> {
    reader.token();
    let start = *reader;
    let text = reader.str()?;
    if let Some(value) = find(&text) {
        return Ok(value);
    }
    let kept = match &text {
        Cow::Borrowed(text) => K::keep(TagRef::Str(text.as_bytes())),
        Cow::Owned(text) => K::keep_owned(text.clone()),
    };
    kept.map(keep).ok_or_else(|| start.fault(Fault::Enumeration(Scalar::Str(text.into_owned()))))
}

/// Reads a value of a type with rules of its own, under further rules of the place where it stands.
///
/// # Errors
/// As `decode_json`, or a rule that is broken.
pub fn ruled<'de, T: crate::Decode<'de> + crate::Validate>(
    reader: &mut Reader<'de>,
    rules: &'static crate::constrain::Rules,
) -> Result<T, Error> {
    reader.token();
    let start = reader.offset();
    let value = T::decode_json(reader)?;
    match value.validate_ruled(rules) {
        Ok(()) => Ok(value),
        Err(error) => Err(error.or_offset(start)),
    }
}

/// What stands in for the codec of a type that is not marked.
///
/// # Errors
/// Always.
#[cold]
pub fn none<M, T>(reader: &Reader<'_>) -> Result<T, Error> {
    Err(no_codec::<M>(reader))
}
