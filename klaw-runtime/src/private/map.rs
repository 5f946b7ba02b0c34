//! The map form of messages: `{tag_field?: tag, name: field, ..}`.

use super::array::TagRef;
use super::aside;
use super::member::{Member, wrapped};
use super::union;
use crate::error::Error;
use crate::fault::Fault;
#[cfg(feature = "json")]
use crate::json;
use crate::msgpack::Reader;
use crate::schema::Tag;
use std::mem::ManuallyDrop;

/// A message that has a map form.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a message in map form",
    label = "not a message in map form",
    note = "members of this union are messages marked `#[wire(tag = ..)]`, without `array_like`"
)]
pub trait Keyed<'de>: Sized {
    /// What decoding gives: the message, or the union whose variant it is.
    type Output;
    /// The fields, as far as they have been read.
    type Slots;
    /// None of them.
    const EMPTY: Self::Slots;
    /// The same where nothing is dropped on the way: see `aside`.
    const NONE: ManuallyDrop<Self::Slots> = ManuallyDrop::new(Self::EMPTY);
    /// The names, the tag and what becomes of unknown keys.
    const KEYS: &'static Keys;

    /// Reads the entries into their slots, in whatever order they stand.
    ///
    /// # Errors
    /// A field's, or an unknown one where those are refused.
    fn fill_entries(
        slots: &mut Self::Slots,
        reader: &mut Reader<'de>,
        entries: &mut Entries,
        failed: &mut Option<Error>,
    ) -> Result<(), Error>;

    /// Makes a message that starts at the byte `start` of its fields; what is missing takes its default. As in the array form, a function
    /// of its own, whose locals are not on the stack while a field is read.
    ///
    /// # Errors
    /// A field that must be there and is not, or what the message's own check says.
    fn assemble_entries(slots: &mut Self::Slots, start: usize) -> Result<Self::Output, Error>;

    /// Reads a message behind its header.
    ///
    /// # Errors
    /// As [`fill_entries`](Self::fill_entries) and [`assemble_entries`](Self::assemble_entries).
    #[inline]
    fn decode_entries(reader: &mut Reader<'de>, entries: &mut Entries) -> Result<Self::Output, Error> {
        let mut slots = Self::NONE;
        match Self::fill_entries(&mut slots, reader, entries, &mut None) {
            Ok(()) => {
                reader.end();
                assemble::<Self>(&mut slots, entries.start)
            }
            Err(error) => {
                aside::discard(&mut slots, || Self::NONE);
                Err(error)
            }
        }
    }

    /// Reads the entries over the fields of an old message.
    ///
    /// # Errors
    /// As [`decode_entries`](Self::decode_entries).
    #[inline]
    fn decode_entries_over(
        output: &mut Self::Output,
        reader: &mut Reader<'de>,
        entries: &mut Entries,
    ) -> Result<(), Error> {
        *output = Self::decode_entries(reader, entries)?;
        Ok(())
    }

    /// Is the type without mistakes? See `Positional::SOUND`.
    const SOUND: bool = true;

    /// The tag, if there is one.
    const TAG: Option<Tag> = Self::KEYS.tag;

    /// What the rules between a union's members look at.
    const MEMBER: Member = Member { tag: Self::TAG, tag_field: Some(Self::KEYS.tag_field), sound: Self::SOUND };

    /// Reads the message whose tag its union has read.
    ///
    /// # Errors
    /// A field's.
    fn opened(reader: &mut Reader<'de>, open: &union::Open<'de>) -> Result<Self::Output, Error> {
        match open {
            union::Open::Map(open) => open.member::<Self>(reader),
            union::Open::Array(open) => Err(union::misplaced(reader, open.at())),
        }
    }

    /// The bracket of the object in JSON, and the tag behind it.
    #[cfg(feature = "json")]
    const JSON_START: json::Start = (b"{", b"");

    /// Reads the entries from JSON that stand in the order in which they are written. `true` where another entry is next,
    /// and the cursor at its key; else the object has ended.
    ///
    /// # Errors
    /// A field's.
    #[cfg(feature = "json")]
    fn fill_json_in_order(
        slots: &mut Self::Slots,
        reader: &mut json::Reader<'de>,
        failed: &mut Option<Error>,
    ) -> Result<bool, Error> {
        let _ = (slots, failed);
        json::message::none::<Self, _>(reader)
    }

    /// Reads the value of one entry from JSON, by the number of its field.
    ///
    /// # Errors
    /// The field's.
    #[cfg(feature = "json")]
    fn fill_json_entry(
        slots: &mut Self::Slots,
        reader: &mut json::Reader<'de>,
        field: usize,
        failed: &mut Option<Error>,
    ) -> Result<(), Error> {
        let _ = (slots, field, failed);
        json::message::none::<Self, _>(reader)
    }

    /// Opens the message in JSON if it begins as it is written.
    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn if_json(reader: &mut json::Reader<'de>) -> Option<usize> {
        json::message::if_map::<Self>(reader)
    }

    /// Reads what stands behind.
    ///
    /// # Errors
    /// A field's.
    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fields_json(reader: &mut json::Reader<'de>, start: usize) -> Result<Self::Output, Error> {
        json::message::entries::<Self>(reader, start)
    }

    /// `opened` of JSON.
    ///
    /// # Errors
    /// A field's.
    #[cfg(feature = "json")]
    fn opened_json(reader: &mut json::Reader<'de>, open: &json::message::Open<'de>) -> Result<Self::Output, Error> {
        json::message::opened_map::<Self>(reader, open)
    }

    wrapped! {
        opened_as of Self::opened, (Reader<'de>, open: &union::Open<'de>) -> Self::Output;
        #[cfg(feature = "json")]
        fields_json_as of Self::fields_json, (json::Reader<'de>, start: usize) -> Self::Output;
        #[cfg(feature = "json")]
        opened_json_as of Self::opened_json, (json::Reader<'de>, open: &json::message::Open<'de>) -> Self::Output;
    }
}

impl<'de, T: Keyed<'de>> Keyed<'de> for Box<T> {
    type Output = Box<T::Output>;
    type Slots = T::Slots;
    const EMPTY: Self::Slots = T::EMPTY;
    const KEYS: &'static Keys = T::KEYS;
    const SOUND: bool = T::SOUND;

    #[inline]
    fn fill_entries(
        slots: &mut Self::Slots,
        reader: &mut Reader<'de>,
        entries: &mut Entries,
        failed: &mut Option<Error>,
    ) -> Result<(), Error> {
        T::fill_entries(slots, reader, entries, failed)
    }

    #[inline]
    fn decode_entries(reader: &mut Reader<'de>, entries: &mut Entries) -> Result<Self::Output, Error> {
        reader.charge(size_of::<T::Output>())?;
        T::decode_entries(reader, entries).map(Box::new)
    }

    #[inline]
    fn assemble_entries(slots: &mut Self::Slots, start: usize) -> Result<Self::Output, Error> {
        T::assemble_entries(slots, start).map(Box::new)
    }

    #[cfg(feature = "json")]
    const JSON_START: json::Start = T::JSON_START;

    #[cfg(feature = "json")]
    #[inline]
    fn fill_json_in_order(
        slots: &mut Self::Slots,
        reader: &mut json::Reader<'de>,
        failed: &mut Option<Error>,
    ) -> Result<bool, Error> {
        reader.charge(size_of::<T::Output>())?;
        T::fill_json_in_order(slots, reader, failed)
    }

    #[cfg(feature = "json")]
    #[inline]
    fn fill_json_entry(
        slots: &mut Self::Slots,
        reader: &mut json::Reader<'de>,
        field: usize,
        failed: &mut Option<Error>,
    ) -> Result<(), Error> {
        T::fill_json_entry(slots, reader, field, failed)
    }
}

/// What the keys of a message may be.
#[derive(Clone, Copy)]
pub struct Keys {
    /// The fields' own names first and in order, then their aliases.
    pub names: &'static [Name],
    /// The tag, if there is one.
    pub tag: Option<Tag>,
    /// The tag's entry, as it is written; empty without a tag.
    pub tag_entry: &'static [u8],
    /// The tag's key.
    pub tag_field: &'static str,
    /// Are unknown keys refused?
    pub forbid_unknown: bool,
}

/// A name that a field has on the wire.
pub struct Name {
    /// The name.
    pub name: &'static str,
    /// The same as it is written: behind its header.
    pub key: &'static [u8],
    /// The number of its field.
    pub field: usize,
}

impl Keys {
    /// Which of the names a key is.
    pub(crate) fn position(&self, key: &[u8]) -> Option<usize> {
        self.names.iter().position(|name| name.name.as_bytes() == key)
    }
}

/// The entries of a map that has been opened.
pub struct Entries {
    left: usize,
    /// The field that is expected next: the one behind the last.
    next: usize,
    /// Where the message starts, for what no single entry is to blame for.
    start: usize,
}

impl Entries {
    /// So many entries of a message that starts at the byte `start`. A tag that stands first, as it is written, is read.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn new(left: usize, start: usize, reader: &mut Reader<'_>, keys: &'static Keys) -> Self {
        let tag = left > 0 && keys.tag.is_some() && reader.eat_short(keys.tag_entry);
        Self { left: left - usize::from(tag), next: 0, start }
    }

    /// The number of the next field; `None` behind the last entry. The tag is checked on the way, and
    /// unknown keys are skipped or refused.
    ///
    /// # Errors
    /// A key that is no string, is refused, or a tag that is another.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn next<'de>(&mut self, reader: &mut Reader<'de>, keys: &'static Keys) -> Result<Option<usize>, Error> {
        loop {
            if self.left == 0 {
                return Ok(None);
            }
            self.left -= 1;
            if let Some(name) = keys.names.get(self.next)
                && reader.eat_short(name.key)
            {
                self.next += 1;
                return Ok(Some(name.field));
            }
            if let Some(field) = self.find(reader, keys)? {
                return Ok(Some(field));
            }
        }
    }

    /// A key that is not the expected one as it is written: out of order, the tag's, unknown, or under a longer header.
    #[inline(never)]
    fn find(&mut self, reader: &mut Reader<'_>, keys: &'static Keys) -> Result<Option<usize>, Error> {
        let at = reader.rest();
        let key = match reader.key() {
            Ok(key) => key,
            Err(error) => return Err(error.in_key()),
        };
        if let Some(index) = keys.position(key) {
            self.next = index + 1;
            return Ok(keys.names.get(index).map(|name| name.field));
        }
        if let Some(tag) = keys.tag
            && key == keys.tag_field.as_bytes()
        {
            expect_tag(reader, tag).map_err(|error| error.in_field(keys.tag_field))?;
        } else if keys.forbid_unknown {
            return Err(unknown(reader, key, at));
        } else if let Err(error) = reader.skip() {
            return Err(error.in_field(&String::from_utf8_lossy(key)));
        }
        Ok(None)
    }
}

fn read_tag<'de>(reader: &mut Reader<'de>, ints: bool) -> Result<TagRef<'de>, Error> {
    if ints { TagRef::int(reader) } else { TagRef::str(reader) }
}

/// The error of a key that is refused, which stands at `at`.
#[cold]
pub(super) fn unknown<'de>(reader: &mut Reader<'de>, key: &'de [u8], at: &'de [u8]) -> Error {
    reader.seek(at);
    match std::str::from_utf8(key) {
        Ok(key) => reader.fault(Fault::UnknownField(String::from(key))),
        Err(_) => reader.fault(Fault::InvalidUtf8).in_key(),
    }
}

/// Reads the tag, which must be this one.
pub(super) fn expect_tag(reader: &mut Reader<'_>, expected: Tag) -> Result<(), Error> {
    let at = reader.rest();
    let tag = read_tag(reader, matches!(expected, Tag::Int(_)))?;
    if tag.is(Some(expected)) {
        return Ok(());
    }
    reader.seek(at);
    Err(reader.fault(tag.unknown(Fault::Tag)))
}

/// The one place that `assemble_entries`, which is always inlined, is inlined into: in a debug build its
/// locals are not on the stack while entries are read.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn assemble<'de, T: Keyed<'de>>(
    slots: &mut ManuallyDrop<T::Slots>,
    start: usize,
) -> Result<T::Output, Error> {
    if const { size_of::<T::Output>() > aside::INLINED } {
        assemble_large::<T>(slots, start)
    } else {
        assemble_small::<T>(slots, start)
    }
}

#[inline(never)]
fn assemble_large<'de, T: Keyed<'de>>(slots: &mut ManuallyDrop<T::Slots>, start: usize) -> Result<T::Output, Error> {
    assemble_small::<T>(slots, start)
}

#[inline(always)]
fn assemble_small<'de, T: Keyed<'de>>(slots: &mut ManuallyDrop<T::Slots>, start: usize) -> Result<T::Output, Error> {
    match T::assemble_entries(slots, start) {
        Ok(message) => Ok(message),
        Err(error) => {
            aside::discard(slots, || T::NONE);
            Err(error)
        }
    }
}

/// Reads a message.
///
/// # Errors
/// Input that is not this message.
#[inline(always)]
pub fn decode<'de, T: Keyed<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    let start = reader.offset();
    let left = reader.begin_map()?;
    let mut entries = Entries::new(left, start, reader, T::KEYS);
    T::decode_entries(reader, &mut entries)
}

/// Reads a message over an old one.
///
/// # Errors
/// Input that is not this message.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_over<'de, T: Keyed<'de>>(output: &mut T::Output, reader: &mut Reader<'de>) -> Result<(), Error> {
    let start = reader.offset();
    let left = reader.begin_map()?;
    let mut entries = Entries::new(left, start, reader, T::KEYS);
    match T::decode_entries_over(output, reader, &mut entries) {
        Ok(()) => Ok(()),
        Err(error) => Err(error.or_offset(start)),
    }
}

/// A union's map, its tag found.
pub struct Open<'de> {
    /// All of the message.
    at: &'de [u8],
    /// What stands behind the header.
    entries: &'de [u8],
    left: usize,
    /// The tag.
    pub tag: TagRef<'de>,
    /// The tag itself, where it stands.
    tag_at: &'de [u8],
}

/// Opens a union's map and looks for the tag, wherever it stands.
pub(super) fn open<'de>(reader: &mut Reader<'de>, tag_field: &'static str, ints: bool) -> Result<Open<'de>, Error> {
    let at = reader.rest();
    let left = reader.begin_map()?;
    let entries = reader.rest();
    for _ in 0..left {
        let key = match reader.key() {
            Ok(key) => key,
            Err(error) => return Err(error.in_key()),
        };
        if key == tag_field.as_bytes() {
            let tag_at = reader.rest();
            return match read_tag(reader, ints) {
                Ok(tag) => Ok(Open { at, entries, left, tag, tag_at }),
                Err(error) => Err(error.in_field(tag_field)),
            };
        }
        if let Err(error) = reader.skip() {
            return Err(error.in_field(&String::from_utf8_lossy(key)));
        }
    }
    reader.seek(at);
    Err(reader.fault(Fault::MissingField(tag_field)))
}

impl<'de> Open<'de> {
    /// All of the message, from its header on.
    pub(super) fn at(&self) -> &'de [u8] {
        self.at
    }

    /// Where the tag stands.
    pub(super) fn tag_at(&self) -> &'de [u8] {
        self.tag_at
    }

    /// What stands behind the header, and how many entries that is.
    pub(super) fn entries(&self) -> (&'de [u8], usize) {
        (self.entries, self.left)
    }

    /// Reads the member that the tag names, from its first entry on.
    pub(super) fn member<T: Keyed<'de>>(&self, reader: &mut Reader<'de>) -> Result<T::Output, Error> {
        reader.seek(self.at);
        let start = reader.offset();
        reader.seek(self.entries);
        let mut entries = Entries::new(self.left, start, reader, T::KEYS);
        T::decode_entries(reader, &mut entries)
    }
}

/// Gives the error of a field its place.
///
/// # Errors
/// That one.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn failed(failed: &mut Option<Error>, name: &'static str) -> Result<(), Error> {
    Err(super::taken(failed).in_field(name))
}

/// Gives what a `with` module or a check says its place.
///
/// # Errors
/// The one it is given.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn in_entry<T>(result: Result<T, Error>, name: &'static str) -> Result<T, Error> {
    match result {
        Ok(value) => Ok(value),
        Err(error) => Err(error.in_field(name)),
    }
}

/// A field that was not there.
///
/// # Errors
/// Always.
#[cold]
pub fn missing(name: &'static str) -> Result<(), Error> {
    Err(Error::new(Fault::MissingField(name)))
}

/// A field that must be there.
///
/// # Errors
/// It is not.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn required<T>(slot: &mut Option<T>, name: &'static str, start: usize) -> Result<T, Error> {
    match slot.take() {
        Some(value) => Ok(value),
        None => Err(Error::at_offset(Fault::MissingField(name), start)),
    }
}
