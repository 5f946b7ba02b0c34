//! The array form of messages: `[tag?, field, ..]`.

use super::aside;
use super::member::{Member, wrapped};
use super::union;
use crate::constrain::Rules;
use crate::decode::Decode;
use crate::error::Error;
use crate::fault::{Fault, Scalar, Types};
#[cfg(feature = "json")]
use crate::json;
use crate::msgpack::Reader;
use crate::msgpack::marker::Kind;
use crate::msgpack::reader::NO_PREFIX;
use crate::schema::Tag;
use std::mem::ManuallyDrop;

/// A message that has an array form.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an array-like message",
    label = "not an array-like message",
    note = "members of an `array_like` union are messages marked `#[wire(array_like, tag = ..)]`"
)]
pub trait Positional<'de>: Sized {
    /// What decoding gives: the message, or the union whose variant it is.
    type Output;
    /// The fields, as far as they have been read.
    type Slots;
    /// None of them.
    const EMPTY: Self::Slots;
    /// The same where nothing is dropped on the way: see `aside`.
    const NONE: ManuallyDrop<Self::Slots> = ManuallyDrop::new(Self::EMPTY);
    /// The tag, if there is one.
    const TAG: Option<Tag>;
    /// How many fields are on the wire.
    const FIELDS: usize;
    /// How many of them must be.
    const REQUIRED: usize;
    /// Are further elements refused?
    const FORBID_UNKNOWN: bool;
    /// The header of an array with every field, and the tag behind it.
    const PREFIX: &'static [u8];

    /// Reads the fields into their slots, as many as there are.
    ///
    /// # Errors
    /// A field's.
    fn fill_fields<E: Elements>(
        slots: &mut Self::Slots,
        reader: &mut Reader<'de>,
        elements: E,
        failed: &mut Option<Error>,
    ) -> Result<(), Error>;

    /// Makes a message of its fields; what is missing takes its default.
    ///
    /// A function of its own, so that its locals are not on the stack while a field is read, which may hold
    /// a message of the same type. `E` gives each `decode_fields` one of its own, which release builds inline.
    ///
    /// # Errors
    /// What the message's own check says.
    fn assemble<E: Elements>(slots: &mut Self::Slots) -> Result<Self::Output, Error>;

    /// Reads a message behind its header and tag.
    ///
    /// # Errors
    /// A field's, elements that are refused, or what the message's own check says.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_fields<E: Elements>(reader: &mut Reader<'de>, elements: E) -> Result<Self::Output, Error> {
        let mut slots = Self::NONE;
        let filled = match fill::<Self, E>(&mut slots, reader, elements, &mut None) {
            Ok(()) => elements.finish::<Self>(reader),
            Err(error) => Err(error),
        };
        match filled {
            Ok(()) => assemble::<Self, E>(&mut slots),
            Err(error) => {
                aside::discard(&mut slots, || Self::NONE);
                Err(error)
            }
        }
    }

    /// Reads all the fields over those of an old message.
    ///
    /// # Errors
    /// A field's.
    #[inline]
    fn decode_fields_over(output: &mut Self::Output, reader: &mut Reader<'de>) -> Result<(), Error> {
        *output = Self::decode_fields(reader, All)?;
        Ok(())
    }

    /// Is the type without mistakes? What the derive prints for one with mistakes has no tag, which is nobody's fault.
    const SOUND: bool = true;

    /// What the rules between a union's members look at.
    const MEMBER: Member = Member { tag: Self::TAG, tag_field: None, sound: Self::SOUND };

    /// The first two bytes, where they alone tell the message apart in a union: a short header and a short tag.
    const START: u32 = match Self::PREFIX {
        [header, tag] => (*tag as u32) << 8 | *header as u32,
        _ => NO_PREFIX - 1,
    };

    /// Reads the message behind its `START`.
    ///
    /// # Errors
    /// A field's.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn started(reader: &mut Reader<'de>) -> Result<Self::Output, Error> {
        if !reader.open_exact(Self::PREFIX)? {
            return Err(reader.unexpected(Types::ARRAY));
        }
        Self::decode_fields(reader, Known)
    }

    /// Reads the message behind the tag that its union has read.
    ///
    /// # Errors
    /// A field's.
    fn opened(reader: &mut Reader<'de>, open: &union::Open<'de>) -> Result<Self::Output, Error> {
        match open {
            union::Open::Array(open) => open.member::<Self>(reader),
            union::Open::Map(open) => Err(union::misplaced(reader, open.at())),
        }
    }

    /// The bracket of the array in JSON, and the tag behind it.
    #[cfg(feature = "json")]
    const JSON_START: json::Start = (b"[", b"");

    /// Reads the fields from JSON into their slots, as many as there are, and gives the number of their positions. If it is
    /// less than `FIELDS`, the array has ended.
    ///
    /// # Errors
    /// A field's.
    #[cfg(feature = "json")]
    fn fill_json_fields(
        slots: &mut Self::Slots,
        reader: &mut json::Reader<'de>,
        failed: &mut Option<Error>,
    ) -> Result<usize, Error> {
        let _ = (slots, failed);
        json::message::none::<Self, _>(reader)
    }

    /// Opens the message in JSON if it begins as it is written.
    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn if_json(reader: &mut json::Reader<'de>) -> Option<usize> {
        json::message::if_array::<Self>(reader)
    }

    /// Reads what stands behind.
    ///
    /// # Errors
    /// A field's.
    #[cfg(feature = "json")]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fields_json(reader: &mut json::Reader<'de>, start: usize) -> Result<Self::Output, Error> {
        json::message::elements::<Self>(reader, start)
    }

    /// `opened` of JSON.
    ///
    /// # Errors
    /// A field's.
    #[cfg(feature = "json")]
    fn opened_json(reader: &mut json::Reader<'de>, open: &json::message::Open<'de>) -> Result<Self::Output, Error> {
        json::message::opened_array::<Self>(reader, open)
    }

    wrapped! {
        started_as of Self::started, (Reader<'de>) -> Self::Output;
        opened_as of Self::opened, (Reader<'de>, open: &union::Open<'de>) -> Self::Output;
        #[cfg(feature = "json")]
        fields_json_as of Self::fields_json, (json::Reader<'de>, start: usize) -> Self::Output;
        #[cfg(feature = "json")]
        opened_json_as of Self::opened_json, (json::Reader<'de>, open: &json::message::Open<'de>) -> Self::Output;
    }
}

impl<'de, T: Positional<'de>> Positional<'de> for Box<T> {
    type Output = Box<T::Output>;
    type Slots = T::Slots;
    const EMPTY: Self::Slots = T::EMPTY;
    const TAG: Option<Tag> = T::TAG;
    const FIELDS: usize = T::FIELDS;
    const REQUIRED: usize = T::REQUIRED;
    const FORBID_UNKNOWN: bool = T::FORBID_UNKNOWN;
    const PREFIX: &'static [u8] = T::PREFIX;
    const SOUND: bool = T::SOUND;

    #[inline]
    fn fill_fields<E: Elements>(
        slots: &mut Self::Slots,
        reader: &mut Reader<'de>,
        elements: E,
        failed: &mut Option<Error>,
    ) -> Result<(), Error> {
        T::fill_fields(slots, reader, elements, failed)
    }

    #[inline]
    fn decode_fields<E: Elements>(reader: &mut Reader<'de>, elements: E) -> Result<Self::Output, Error> {
        reader.charge(size_of::<T::Output>())?;
        T::decode_fields(reader, elements).map(Box::new)
    }

    #[inline]
    fn assemble<E: Elements>(slots: &mut Self::Slots) -> Result<Self::Output, Error> {
        T::assemble::<E>(slots).map(Box::new)
    }

    #[cfg(feature = "json")]
    const JSON_START: json::Start = T::JSON_START;

    #[cfg(feature = "json")]
    #[inline]
    fn fill_json_fields(
        slots: &mut Self::Slots,
        reader: &mut json::Reader<'de>,
        failed: &mut Option<Error>,
    ) -> Result<usize, Error> {
        reader.charge(size_of::<T::Output>())?;
        T::fill_json_fields(slots, reader, failed)
    }
}

/// Which fields are on the wire.
pub trait Elements: Copy {
    /// Is this what almost every message has?
    const USUAL: bool = true;

    /// Is the field at this place there? The tag does not count.
    fn has(self, field: usize) -> bool;

    /// Passes over what stands behind the fields, and closes the array.
    ///
    /// # Errors
    /// Elements that are refused or broken.
    fn finish<'de, T: Positional<'de>>(self, reader: &mut Reader<'de>) -> Result<(), Error>;
}

/// All of them: the way that almost every message takes. Every question is answered at compile time.
#[derive(Clone, Copy)]
pub struct All;

impl Elements for All {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn has(self, _: usize) -> bool {
        true
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn finish<'de, T: Positional<'de>>(self, reader: &mut Reader<'de>) -> Result<(), Error> {
        reader.end();
        Ok(())
    }
}

/// All of them, once a union has seen the prefix. A type of its own, so that `decode_fields` has one caller for
/// each of its forms, into which release builds inline it.
#[derive(Clone, Copy)]
pub struct Known;

impl Elements for Known {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn has(self, _: usize) -> bool {
        true
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn finish<'de, T: Positional<'de>>(self, reader: &mut Reader<'de>) -> Result<(), Error> {
        reader.end();
        Ok(())
    }
}

/// The first so many.
#[derive(Clone, Copy)]
pub struct First {
    fields: usize,
    /// How many bytes remained where the message starts.
    start: usize,
}

impl Elements for First {
    const USUAL: bool = false;

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn has(self, field: usize) -> bool {
        field < self.fields
    }

    fn finish<'de, T: Positional<'de>>(self, reader: &mut Reader<'de>) -> Result<(), Error> {
        if self.fields > T::FIELDS && T::FORBID_UNKNOWN {
            let fault = Fault::AtMost { want: T::FIELDS, got: self.fields };
            return Err(Error::at_offset(fault, reader.total() - self.start));
        }
        for field in T::FIELDS..self.fields {
            if let Err(error) = reader.skip() {
                return Err(error.in_element(start::<T>() + field));
            }
        }
        reader.end();
        Ok(())
    }
}

/// Where the fields start: behind the tag.
const fn start<'de, T: Positional<'de>>() -> usize {
    if T::TAG.is_some() { 1 } else { 0 }
}

/// Reads a message.
///
/// # Errors
/// Input that is not this message.
#[inline(always)]
pub fn decode<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    // Out of line, the message and the cursor would be handed over in memory. All that a message holds by value
    // counts for its size, so what is inlined into one another stays small.
    if const { size_of::<T::Output>() > aside::INLINED } {
        decode_large::<T>(reader)
    } else {
        decode_small::<T>(reader)
    }
}

/// Each way has a frame of its own on the stack: a large message may hold itself.
#[inline]
fn decode_large<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    if reader.open_exact(T::PREFIX)? {
        return decode_usual::<T>(reader);
    }
    aside::call(reader, decode_any::<T>)
}

#[inline(never)]
fn decode_usual<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    T::decode_fields(reader, All)
}

#[inline(always)]
fn decode_small<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    if reader.open_exact(T::PREFIX)? {
        return T::decode_fields(reader, All);
    }
    aside::call(reader, decode_any::<T>)
}

/// The one place that `fill_fields`, which is always inlined, is inlined into. In a debug build nothing in its frame is
/// dropped, and so the results of its calls take no room there.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
fn fill<'de, T: Positional<'de>, E: Elements>(
    slots: &mut T::Slots,
    reader: &mut Reader<'de>,
    elements: E,
    failed: &mut Option<Error>,
) -> Result<(), Error> {
    T::fill_fields(slots, reader, elements, failed)
}

/// The same for `assemble`: in a debug build its locals are not on the stack while fields are read.
#[cfg_attr(debug_assertions, inline(never))]
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn assemble<'de, T: Positional<'de>, E: Elements>(
    slots: &mut ManuallyDrop<T::Slots>,
) -> Result<T::Output, Error> {
    if const { !E::USUAL && size_of::<T::Output>() > aside::INLINED } {
        assemble_large::<T, E>(slots)
    } else {
        assemble_small::<T, E>(slots)
    }
}

#[inline(never)]
fn assemble_large<'de, T: Positional<'de>, E: Elements>(
    slots: &mut ManuallyDrop<T::Slots>,
) -> Result<T::Output, Error> {
    assemble_small::<T, E>(slots)
}

#[inline(always)]
fn assemble_small<'de, T: Positional<'de>, E: Elements>(
    slots: &mut ManuallyDrop<T::Slots>,
) -> Result<T::Output, Error> {
    match T::assemble::<E>(slots) {
        Ok(message) => Ok(message),
        Err(error) => {
            aside::discard(slots, || T::NONE);
            Err(error)
        }
    }
}

/// Reads a message over an old one.
///
/// # Errors
/// Input that is not this message.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode_over<'de, T: Positional<'de>>(output: &mut T::Output, reader: &mut Reader<'de>) -> Result<(), Error> {
    if reader.open_exact(T::PREFIX)? {
        return T::decode_fields_over(output, reader);
    }
    decode_anew::<T>(output, reader)
}

/// Out of line: in a debug build the new message takes no room on the stack while the fields of an old one are read.
#[cold]
#[inline(never)]
fn decode_anew<'de, T: Positional<'de>>(output: &mut T::Output, reader: &mut Reader<'de>) -> Result<(), Error> {
    *output = aside::call(reader, decode_any::<T>)?;
    Ok(())
}

/// A message of a few numbers of one type, as an address or a point is.
///
/// They are read at once. Whether a `u8` is one byte or two is as good as random, and a branch on it would be guessed
/// wrong; floats are all of one size.
pub trait Alike: Sized {
    /// The fields, in order.
    type Numbers: Numbers;

    /// The message of its fields.
    fn of(numbers: Self::Numbers) -> Self;
}

/// What such a message holds.
pub trait Numbers: Sized {
    /// Reads a message of these, if it is next as it is usually written.
    fn next(reader: &mut Reader<'_>) -> Option<Self>;
}

/// Four at most.
impl<const N: usize> Numbers for [u8; N] {
    #[inline(always)]
    fn next(reader: &mut Reader<'_>) -> Option<Self> {
        reader.small_ints()
    }
}

impl<const N: usize> Numbers for [f64; N] {
    #[inline(always)]
    fn next(reader: &mut Reader<'_>) -> Option<Self> {
        reader.array_of_f64()
    }
}

impl<const N: usize> Numbers for [f32; N] {
    #[inline(always)]
    fn next(reader: &mut Reader<'_>) -> Option<Self> {
        reader.array_of_f32()
    }
}

/// A float, where the derive went by the name of its type: an integer under that name would take more room as a float than
/// was made for it.
#[cfg_attr(not(debug_assertions), inline(always))]
#[must_use]
pub fn wide<T: sealed::Float>(number: T) -> f64 {
    number.into()
}

mod sealed {
    #[diagnostic::on_unimplemented(
        message = "`{Self}` goes by the name of another type here",
        label = "this is not the standard library's `f32`",
        note = "name the type of the field by its own name"
    )]
    pub trait Float: Into<f64> {}
    impl Float for f32 {}
}

/// Reads a message of numbers.
///
/// # Errors
/// Input that is not this message.
#[inline(always)]
pub fn decode_alike<'de, T: Alike + Positional<'de, Output = T>>(reader: &mut Reader<'de>) -> Result<T, Error> {
    match T::Numbers::next(reader) {
        Some(numbers) => Ok(T::of(numbers)),
        None => aside::call(reader, decode_small::<T>),
    }
}

/// Reads such messages, up to a sequence of `length`, until one is not as it is usually written.
#[inline(always)]
pub fn decode_alike_run<T: Alike>(reader: &mut Reader<'_>, items: &mut Vec<T>, length: usize) {
    while items.len() < length
        && let Some(numbers) = T::Numbers::next(reader)
    {
        items.push(T::of(numbers));
    }
}

/// Reads a message whose header is not the usual one: fields left out or added, wider headers, another tag.
#[inline(always)]
fn decode_any<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<T::Output, Error> {
    match open_any::<T>(reader) {
        Ok(elements) => T::decode_fields(reader, elements),
        Err(error) => Err(error),
    }
}

/// Opens such a message, and reads its tag.
#[inline(never)]
fn open_any<'de, T: Positional<'de>>(reader: &mut Reader<'de>) -> Result<First, Error> {
    let at = reader.rest();
    let length = reader.begin_array()?;
    if length < start::<T>() + T::REQUIRED {
        return Err(too_short::<T>(reader, at, length));
    }
    if let Some(expected) = T::TAG {
        expect_tag(reader, expected)?;
    }
    Ok(First { fields: length - start::<T>(), start: at.len() })
}

/// Reads the tag, which must be this one.
#[cold]
#[inline(never)]
fn expect_tag(reader: &mut Reader<'_>, expected: Tag) -> Result<(), Error> {
    let at = reader.rest();
    let tag = match expected {
        Tag::Int(_) => TagRef::int(reader),
        Tag::Str(_) => TagRef::str(reader),
    };
    let tag = match tag {
        Ok(tag) => tag,
        Err(error) => return Err(error.in_element(0)),
    };
    if !tag.is(Some(expected)) {
        reader.seek(at);
        return Err(reader.fault(tag.unknown(Fault::Tag)).in_element(0));
    }
    Ok(())
}

#[cold]
fn too_short<'de, T: Positional<'de>>(reader: &mut Reader<'de>, at: &'de [u8], got: usize) -> Error {
    reader.seek(at);
    reader.fault(Fault::AtLeast { want: start::<T>() + T::REQUIRED, got })
}

/// The next two bytes, as `START` has them.
#[inline(always)]
#[must_use]
pub fn start_of(reader: &Reader<'_>) -> u32 {
    reader.prefix()
}

/// A union's array that has been opened, its tag read.
pub struct Open<'de> {
    /// All of the message.
    at: &'de [u8],
    length: usize,
    /// The tag.
    pub tag: TagRef<'de>,
    /// The tag itself, where it stands.
    tag_at: &'de [u8],
}

/// A tag as it stands on the wire.
#[derive(Clone, Copy)]
pub enum TagRef<'de> {
    /// An integer of any width.
    Int(i128),
    /// A string; bytes that are not UTF-8 are no member's.
    Str(&'de [u8]),
}

impl<'de> TagRef<'de> {
    /// Reads an integer tag.
    pub(crate) fn int(reader: &mut Reader<'de>) -> Result<Self, Error> {
        match reader.kind() {
            Some(Kind::Int) => reader.int(Types::INT).map(Self::Int),
            _ => Err(reader.unexpected_opcode(Types::INT)),
        }
    }

    /// Reads a string tag.
    pub(crate) fn str(reader: &mut Reader<'de>) -> Result<Self, Error> {
        reader.key().map(Self::Str)
    }

    /// Is this the tag?
    #[must_use]
    pub fn is(&self, tag: Option<Tag>) -> bool {
        match (self, tag) {
            (Self::Int(a), Some(Tag::Int(b))) => *a == i128::from(b),
            (Self::Str(a), Some(Tag::Str(b))) => *a == b.as_bytes(),
            _ => false,
        }
    }

    /// What is wrong with a value that is not known: that, or that it is no string to begin with.
    pub(crate) fn unknown(self, fault: fn(Scalar) -> Fault) -> Fault {
        match self {
            Self::Int(value) => fault(Scalar::Int(value)),
            Self::Str(value) => match std::str::from_utf8(value) {
                Ok(value) => fault(Scalar::Str(String::from(value))),
                Err(_) => Fault::InvalidUtf8,
            },
        }
    }
}

/// Opens a union's array and reads the tag, of the kind that the first member's has.
#[cold]
#[inline(never)]
pub(super) fn open<'de>(reader: &mut Reader<'de>, ints: bool) -> Result<Open<'de>, Error> {
    let at = reader.rest();
    let length = reader.begin_array()?;
    if length == 0 {
        reader.seek(at);
        return Err(reader.fault(Fault::AtLeast { want: 1, got: 0 }));
    }
    let tag_at = reader.rest();
    let tag = if ints { TagRef::int(reader) } else { TagRef::str(reader) };
    match tag {
        Ok(tag) => Ok(Open { at, length, tag, tag_at }),
        Err(error) => Err(error.in_element(0)),
    }
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

    /// How many elements there are, the tag among them.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Reads the member that the tag names.
    pub(super) fn member<T: Positional<'de>>(&self, reader: &mut Reader<'de>) -> Result<T::Output, Error> {
        if self.length < start::<T>() + T::REQUIRED {
            return Err(too_short::<T>(reader, self.at, self.length));
        }
        T::decode_fields(reader, First { fields: self.length - start::<T>(), start: self.at.len() })
    }
}

/// Reads the element at `index`.
///
/// # Errors
/// The element's, with its place.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn element<'de, T: Decode<'de>>(reader: &mut Reader<'de>, index: usize) -> Result<T, Error> {
    match T::decode(reader) {
        Ok(value) => Ok(value),
        Err(error) => Err(error.in_element(index)),
    }
}

/// Reads the element at `index`, which must keep rules.
///
/// # Errors
/// The element's, with its place.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn ruled_element<'de, T: Decode<'de>>(
    reader: &mut Reader<'de>,
    index: usize,
    rules: &'static Rules,
) -> Result<T, Error> {
    match T::decode_ruled(reader, rules) {
        Ok(value) => Ok(value),
        Err(error) => Err(error.in_element(index)),
    }
}

/// Gives the error of a field its place.
///
/// # Errors
/// That one.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn failed(failed: &mut Option<Error>, index: usize) -> Result<(), Error> {
    Err(super::taken(failed).in_element(index))
}

/// A field that is always there: the length of the array says so.
///
/// # Errors
/// Never; the sentence would be the array's.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn required<T>(slot: &mut Option<T>, want: usize) -> Result<T, Error> {
    match slot.take() {
        Some(value) => Ok(value),
        None => Err(Error::new(Fault::AtLeast { want, got: 0 })),
    }
}

/// Gives what a `with` module or a check says its place.
///
/// # Errors
/// The one it is given.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn in_element<T>(result: Result<T, Error>, index: usize) -> Result<T, Error> {
    match result {
        Ok(value) => Ok(value),
        Err(error) => Err(error.in_element(index)),
    }
}
