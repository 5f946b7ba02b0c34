//! Views: some fields of a message, or of what all members of a union share, read where they stand.
//!
//! What a view reads and where follows from the viewed type's const schema ([`layout`]); the rules that it must keep
//! beside that type are const assertions ([`check`]). Here is what runs: by the time it does, every position is a number.

pub mod check;
pub mod field;
pub mod layout;

pub use check::{in_place, of_a_type, tagged, viewable};
pub use field::{At, Checked, Defaulted, Found, Known, Literal, Part, TagValue, rules};
pub use layout::{Column, Viewable, Viewed, columns};

use super::array::{self, Elements, Positional};
use super::aside;
use super::map;
use super::union::Open;
use crate::error::Error;
use crate::fault::Fault;
use crate::msgpack::Reader;
use crate::msgpack::marker::Kind;
use crate::schema::{Form, MessageSchema, Tag, same_str};
use crate::view::View;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;

/// Reads a view, and goes through all of the message that it is in.
///
/// # Errors
/// Input that is not the viewed message, as far as the view reads it.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn decode<'de, V: View<'de>>(reader: &mut Reader<'de>) -> Result<V, Error> {
    read::<V, true>(reader)
}

/// Reads a view, and nothing behind its last field.
///
/// # Errors
/// As `decode`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn first<'de, V: View<'de>>(reader: &mut Reader<'de>) -> Result<V, Error> {
    read::<V, false>(reader)
}

/// The fewest bytes of the viewed message: bounds what a header may reserve. A map may leave its tag out, unless it is what
/// tells a union's members apart.
#[must_use]
pub const fn min_size(viewed: &Viewed) -> usize {
    let has_tag = viewed.is_union() || matches!(viewed.form(), Form::Array);
    1 + if has_tag { viewed.start() } else { 0 } + viewed.fewest()
}

/// `WHOLE`: all of the message is gone through.
#[cfg_attr(not(debug_assertions), inline(always))]
fn read<'de, V: View<'de>, const WHOLE: bool>(reader: &mut Reader<'de>) -> Result<V, Error> {
    match const { V::VIEWED.form() } {
        Form::Array => elements::<V, WHOLE>(reader),
        Form::Map { .. } => entries::<V, WHOLE>(reader),
        Form::ArrayOrMap { .. } => {
            if reader.kind() == Some(Kind::Map) {
                aside::call(reader, entries::<V, WHOLE>)
            } else {
                elements::<V, WHOLE>(reader)
            }
        }
    }
}

// The array form.

#[cfg_attr(not(debug_assertions), inline(always))]
fn elements<'de, V: View<'de>, const WHOLE: bool>(reader: &mut Reader<'de>) -> Result<V, Error> {
    if const { V::VIEWED.is_union() } {
        member_elements::<V, WHOLE>(reader)
    } else {
        array::decode::<InArray<V, WHOLE>>(reader)
    }
}

/// The view as the array that its message is: tag, lengths and extra elements are that message's.
struct InArray<V, const WHOLE: bool>(PhantomData<V>);

impl<'de, V: View<'de>, const WHOLE: bool> InArray<V, WHOLE> {
    const MESSAGE: &'static MessageSchema = V::VIEWED.message(0);
}

impl<'de, V: View<'de>, const WHOLE: bool> Positional<'de> for InArray<V, WHOLE> {
    type Output = V;
    type Slots = V::Slots;
    const EMPTY: Self::Slots = V::EMPTY;
    const TAG: Option<Tag> = Self::MESSAGE.tag;
    const FIELDS: usize = layout::fields(Self::MESSAGE);
    const REQUIRED: usize = layout::required(Self::MESSAGE);
    const FORBID_UNKNOWN: bool = Self::MESSAGE.forbid_unknown_fields;
    const PREFIX: &'static [u8] = const { &layout::prefix(Self::MESSAGE) }.get();

    #[inline(always)]
    fn fill_fields<E: Elements>(
        slots: &mut Self::Slots,
        reader: &mut Reader<'de>,
        elements: E,
        failed: &mut Option<Error>,
    ) -> Result<(), Error> {
        V::read_elements(slots, reader, elements, Self::MESSAGE, failed)?;
        if WHOLE { pass::<V, E>(reader, elements, const { behind::<V>() }, Self::FIELDS) } else { Ok(()) }
    }

    #[inline(always)]
    fn assemble<E: Elements>(slots: &mut Self::Slots) -> Result<V, Error> {
        V::assemble(slots, &Found::in_array(Self::TAG))
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_fields<E: Elements>(reader: &mut Reader<'de>, elements: E) -> Result<V, Error> {
        let mut slots = V::NONE;
        let filled = match Self::fill_fields(&mut slots, reader, elements, &mut None) {
            Ok(()) if WHOLE => elements.finish::<Self>(reader),
            filled => filled,
        };
        assembled(&mut slots, filled, &Found::in_array(Self::TAG))
    }
}

/// Makes a view of its slots, where they could be filled.
#[cfg_attr(not(debug_assertions), inline(always))]
fn assembled<'de, V: View<'de>>(
    slots: &mut ManuallyDrop<V::Slots>,
    filled: Result<(), Error>,
    found: &Found,
) -> Result<V, Error> {
    let error = match filled {
        Ok(()) => match V::assemble(slots, found) {
            Ok(view) => return Ok(view),
            Err(error) => error,
        },
        Err(error) => error,
    };
    aside::discard(slots, || V::NONE);
    Err(error)
}

/// The position behind the view's last.
const fn behind<'de, V: View<'de>>() -> usize {
    match V::COLUMNS {
        [.., last] => last.position + 1,
        [] => 0,
    }
}

/// Reads one element of a view, behind the one that was read before it.
///
/// # Errors
/// The element's, or that of one between the two.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn element<'de, V: View<'de>, E: Elements, const SLOT: usize>(
    slots: &mut V::Slots,
    reader: &mut Reader<'de>,
    elements: E,
    message: &'static MessageSchema,
    failed: &mut Option<Error>,
) -> Result<(), Error> {
    let (from, at) =
        const { (if SLOT == 0 { 0 } else { V::COLUMNS[SLOT - 1].position + 1 }, V::COLUMNS[SLOT].position) };
    pass::<V, E>(reader, elements, from, at)?;
    let mut read = |reader: &mut Reader<'de>| V::read_field(slots, SLOT, reader, message, failed);
    let is_lax = const { V::COLUMNS[SLOT].lax } && is_lax::<V>(SLOT, message);
    if has::<V, E>(elements, at) && !(if is_lax { reader.lax(read) } else { read(reader) }) {
        return array::failed(failed, const { V::VIEWED.start() } + at);
    }
    Ok(())
}

/// Is a field read by the lax rules? Each member of a union says so for itself.
fn is_lax<'de, V: View<'de>>(slot: usize, message: &'static MessageSchema) -> bool {
    V::COLUMNS.get(slot).is_some_and(|column| {
        let member = || layout::field(message, column.name).is_some_and(|field| field.lax);
        column.lax && (const { !V::VIEWED.is_union() } || member())
    })
}

/// Is the element there? What every message must have is: the length of the array has been looked at.
#[cfg_attr(not(debug_assertions), inline(always))]
fn has<'de, V: View<'de>, E: Elements>(elements: E, at: usize) -> bool {
    at < const { V::VIEWED.required() } || elements.has(at)
}

/// Passes over elements that the view does not name.
#[cfg_attr(not(debug_assertions), inline(always))]
fn pass<'de, V: View<'de>, E: Elements>(
    reader: &mut Reader<'de>,
    elements: E,
    from: usize,
    to: usize,
) -> Result<(), Error> {
    let mut count = 0;
    for at in from..to {
        count += usize::from(has::<V, E>(elements, at));
    }
    pass_all::<V>(reader, from, count)
}

/// The same of so many elements, all of which are there as far as the header is to be believed: nothing is counted before
/// it is read.
#[cfg_attr(not(debug_assertions), inline(always))]
fn pass_all<'de, V: View<'de>>(reader: &mut Reader<'de>, from: usize, count: usize) -> Result<(), Error> {
    let passed = match count {
        0 => return Ok(()),
        // A payload is most often one value, whose header says how long it is.
        1 => reader.skip().map_err(|error| (0, error)),
        _ => reader.skip_all(count),
    };
    match passed {
        Ok(()) => Ok(()),
        Err((index, error)) => Err(error.in_element(const { V::VIEWED.start() } + from + index)),
    }
}

/// The first so many elements.
#[derive(Clone, Copy)]
struct Count(usize);

impl Elements for Count {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn has(self, field: usize) -> bool {
        field < self.0
    }

    fn finish<'de, T: Positional<'de>>(self, reader: &mut Reader<'de>) -> Result<(), Error> {
        reader.end();
        Ok(())
    }
}

/// Reads the view of a union's member: one as it is usually written, told by its first two bytes, here.
#[cfg_attr(not(debug_assertions), inline(always))]
fn member_elements<'de, V: View<'de>, const WHOLE: bool>(reader: &mut Reader<'de>) -> Result<V, Error> {
    let starts = const { &V::VIEWED.starts() };
    if let Some((tag, fields)) = reader.open_start(starts)? {
        let tag = Tag::Int(i64::from(tag));
        // On the member, rules alone depend, and whether they are lax.
        let message =
            if const { layout::depends_on_member(V::COLUMNS) } { member::<V>(tag) } else { V::VIEWED.message(0) };
        return counted::<V, WHOLE>(reader, fields, tag, message, None);
    }
    aside::call(reader, any_member_elements::<V, WHOLE>)
}

fn member<'de, V: View<'de>>(tag: Tag) -> &'static MessageSchema {
    V::VIEWED.messages().find(|message| message.tag == Some(tag)).unwrap_or(V::VIEWED.message(0))
}

/// Reads the view of a member whose header is not the usual one.
#[inline]
fn any_member_elements<'de, V: View<'de>, const WHOLE: bool>(reader: &mut Reader<'de>) -> Result<V, Error> {
    let open = array::open(reader, const { V::VIEWED.has_int_tags() })?;
    let (at, length) = (open.at(), open.length());
    let (tag, message) = known::<V>(reader, Open::Array(open))?;
    let required = layout::required(message);
    if length < 1 + required {
        reader.seek(at);
        return Err(reader.fault(Fault::AtLeast { want: 1 + required, got: length }));
    }
    counted::<V, WHOLE>(reader, length - 1, tag, message, Some(at))
}

/// The member that the tag names.
fn known<'de, V: View<'de>>(reader: &mut Reader<'de>, open: Open<'de>) -> Result<(Tag, &'static MessageSchema), Error> {
    for message in V::VIEWED.messages() {
        if let Some(tag) = message.tag
            && open.is(&Some(tag))
        {
            return Ok((tag, message));
        }
    }
    Err(open.unknown(reader, V::VIEWED.tag_field()))
}

/// Reads the view of a member with so many fields. `odd` is all of the message, where it may have others than its own.
#[cfg_attr(not(debug_assertions), inline(always))]
fn counted<'de, V: View<'de>, const WHOLE: bool>(
    reader: &mut Reader<'de>,
    fields: usize,
    tag: Tag,
    message: &'static MessageSchema,
    odd: Option<&'de [u8]>,
) -> Result<V, Error> {
    let mut slots = V::NONE;
    let filled = match V::read_elements(&mut slots, reader, Count(fields), message, &mut None) {
        Ok(()) if WHOLE => rest::<V>(reader, fields, message, odd),
        filled => filled,
    };
    assembled(&mut slots, filled, &Found::in_array(Some(tag)))
}

/// Passes over what stands behind the view's last field, and closes the array.
#[cfg_attr(not(debug_assertions), inline(always))]
fn rest<'de, V: View<'de>>(
    reader: &mut Reader<'de>,
    fields: usize,
    message: &'static MessageSchema,
    odd: Option<&'de [u8]>,
) -> Result<(), Error> {
    let own = if odd.is_some() { fields.min(layout::fields(message)) } else { fields };
    let behind = const { behind::<V>() };
    pass_all::<V>(reader, behind, own.saturating_sub(behind))?;
    if let Some(at) = odd
        && fields > own
    {
        if message.forbid_unknown_fields {
            reader.seek(at);
            return Err(reader.fault(Fault::AtMost { want: own, got: fields }));
        }
        pass_all::<V>(reader, own, fields - own)?;
    }
    reader.end();
    Ok(())
}

// The map form.

#[cfg_attr(not(debug_assertions), inline(always))]
fn entries<'de, V: View<'de>, const WHOLE: bool>(reader: &mut Reader<'de>) -> Result<V, Error> {
    let start = reader.offset();
    let tag_field = const { V::VIEWED.tag_field() };
    let (left, message) = if const { V::VIEWED.is_union() } {
        let open = map::open(reader, tag_field, const { V::VIEWED.has_int_tags() })?;
        let (entries, left) = open.entries();
        let (_, message) = known::<V>(reader, Open::Map(open))?;
        reader.seek(entries);
        (left, message)
    } else {
        (reader.begin_map()?, const { V::VIEWED.message(0) })
    };
    let mut slots = V::NONE;
    let mut entries = Entries { left, next: 0, seen: 0, message, tag_field };
    let filled = entries.fill::<V, WHOLE>(&mut slots, reader);
    let member = const { V::VIEWED.is_union() }.then_some(message);
    assembled(&mut slots, filled, &Found { tag: message.tag, start, member })
}

/// The entries of a map that has been opened.
struct Entries {
    left: usize,
    /// The slot that is expected next: the one behind the last.
    next: usize,
    /// A bit for each slot that has been filled.
    seen: u128,
    message: &'static MessageSchema,
    tag_field: &'static str,
}

impl Entries {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn fill<'de, V: View<'de>, const WHOLE: bool>(
        &mut self,
        slots: &mut V::Slots,
        reader: &mut Reader<'de>,
    ) -> Result<(), Error> {
        while self.left > 0 && (WHOLE || !self.has_all(V::COLUMNS)) {
            self.left -= 1;
            if let Some((slot, name)) = self.slot(reader, V::COLUMNS)? {
                let mut failed = None;
                let mut read = |reader: &mut Reader<'de>| V::read_field(slots, slot, reader, self.message, &mut failed);
                let is_lax = is_lax::<V>(slot, self.message);
                if !(if is_lax { reader.lax(read) } else { read(reader) }) {
                    return map::failed(&mut failed, name);
                }
                self.next = slot + 1;
                self.seen |= 1_u128.checked_shl(slot as u32).unwrap_or(0);
            }
        }
        if WHOLE {
            reader.end();
        }
        Ok(())
    }

    /// Has every slot been filled? More than there are bits never have.
    fn has_all(&self, columns: &[Column]) -> bool {
        self.seen.count_ones() as usize == columns.len()
    }

    /// Reads a key: the slot that is its, and its name. The tag is checked on the way; what is not viewed is skipped, or
    /// refused where it is not the message's either.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn slot<'de>(
        &self,
        reader: &mut Reader<'de>,
        columns: &'static [Column],
    ) -> Result<Option<(usize, &'static str)>, Error> {
        let at = reader.rest();
        let key = match reader.key() {
            Ok(key) => key,
            Err(error) => return Err(error.in_key()),
        };
        if let Some(column) = columns.get(self.next)
            && column.name.as_bytes() == key
        {
            return Ok(Some((self.next, column.name)));
        }
        self.find(reader, columns, key, at)
    }

    /// A key that is not the expected one: out of order, an alias, the tag's, not viewed, or unknown.
    #[inline(never)]
    fn find<'de>(
        &self,
        reader: &mut Reader<'de>,
        columns: &'static [Column],
        key: &'de [u8],
        at: &'de [u8],
    ) -> Result<Option<(usize, &'static str)>, Error> {
        let field =
            self.message.fields.iter().find(|field| {
                field.name.as_bytes() == key || field.aliases.iter().any(|alias| alias.as_bytes() == key)
            });
        if let Some(field) = field {
            let slot = columns.iter().position(|column| same_str(column.name, field.name));
            if let Some(slot) = slot {
                return Ok(Some((slot, field.name)));
            }
            return reader.skip().map(|()| None).map_err(|error| error.in_field(field.name));
        }
        if let Some(tag) = self.message.tag
            && key == self.tag_field.as_bytes()
        {
            map::expect_tag(reader, tag).map_err(|error| error.in_field(self.tag_field))?;
        } else if self.message.forbid_unknown_fields {
            return Err(map::unknown(reader, key, at));
        } else if let Err(error) = reader.skip() {
            return Err(error.in_field(&String::from_utf8_lossy(key)));
        }
        Ok(None)
    }
}
