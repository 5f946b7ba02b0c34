//! What the types that hold others do in JSON: one function for each, called from their impls.

use super::{Reader, Writer};
use crate::constrain::Rules;
use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::Error;
use crate::fault::Fault;

/// Writes an array.
#[inline]
pub(crate) fn encode_array<'a, T: Encode + 'a>(items: impl IntoIterator<Item = &'a T>, writer: &mut Writer<'_>) {
    let mut items = items.into_iter();
    match items.next() {
        None => writer.block(b"[]"),
        Some(first) => {
            writer.block(b"[");
            first.encode_json(writer);
            for item in items {
                writer.block(b",");
                item.encode_json(writer);
            }
            writer.block(b"]");
        }
    }
}

/// Writes an object.
#[inline]
pub(crate) fn encode_map<'a, K: Encode + 'a, V: Encode + 'a>(
    entries: impl IntoIterator<Item = (&'a K, &'a V)>,
    writer: &mut Writer<'_>,
) {
    writer.begin_object();
    for (key, value) in entries {
        writer.map_key(key);
        value.encode_json(writer);
    }
    writer.end_object();
}

/// Reads one element of a collection under the rules of the collection.
#[cfg_attr(not(debug_assertions), inline(always))]
fn item<'de, T: Decode<'de>>(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<T, Error> {
    match rules.items {
        Some(items) => T::decode_json_ruled(reader, items),
        None => T::decode_json(reader),
    }
}

/// What a rule or a form says of what stands at `start`, which has been read.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn kept<T>(value: Result<T, Fault>, start: usize) -> Result<T, Error> {
    match value {
        Ok(value) => Ok(value),
        Err(fault) => Err(Error::at_offset(fault, start)),
    }
}

/// Reads a sequence.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn sequence<'de, T: Decode<'de>>(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Vec<T>, Error> {
    reader.apart(|reader| alone(reader, rules))
}

/// The same as a function of its own, on a copy of the cursor. As in msgspec, the length is judged once all elements
/// are there.
#[cfg_attr(not(debug_assertions), inline(never))]
fn alone<'de, T: Decode<'de>>(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Vec<T>, Error> {
    let mut near = reader.near();
    let items = elements(&mut near, rules);
    reader.follow(&near);
    items
}

#[cfg_attr(not(debug_assertions), inline(always))]
fn elements<'de, T: Decode<'de>>(reader: &mut Reader<'de>, rules: &'static Rules) -> Result<Vec<T>, Error> {
    reader.token();
    let start = reader.offset();
    reader.begin_array()?;
    let mut items = Vec::new();
    while reader.element()? {
        reader.grow(&mut items)?;
        match item(reader, rules) {
            Ok(item) => items.push(item),
            Err(error) => return Err(error.in_element(items.len())),
        }
    }
    kept(rules.length("array", items.len()), start)?;
    Ok(items)
}

/// Reads an array of exactly `N` elements.
#[inline]
pub(crate) fn array<'de, T: Decode<'de>, const N: usize>(
    reader: &mut Reader<'de>,
    rules: &'static Rules,
) -> Result<[T; N], Error> {
    let start = begin_tuple(reader)?;
    let mut failed = None;
    let items: [Option<T>; N] = std::array::from_fn(|index| {
        if failed.is_some() {
            return None;
        }
        match element(reader, start, N, index, |reader| item(reader, rules)) {
            Ok(item) => Some(item),
            Err(error) => {
                failed = Some(error);
                None
            }
        }
    });
    if let Some(error) = failed {
        return Err(error);
    }
    end_tuple(reader, start, N)?;
    Ok(items.map(|item| match item {
        Some(item) => item,
        // An element is missing only where `failed` says why.
        None => unreachable!(),
    }))
}

/// Opens an array of a fixed length, and gives its place.
pub(crate) fn begin_tuple(reader: &mut Reader<'_>) -> Result<usize, Error> {
    reader.token();
    let start = reader.offset();
    reader.begin_array()?;
    Ok(start)
}

/// Reads the element at `index` of an array of `length`.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn element<'de, T>(
    reader: &mut Reader<'de>,
    start: usize,
    length: usize,
    index: usize,
    read: impl FnOnce(&mut Reader<'de>) -> Result<T, Error>,
) -> Result<T, Error> {
    if !reader.element()? {
        return Err(Error::at_offset(Fault::NotExactly(length), start));
    }
    match read(reader) {
        Ok(value) => Ok(value),
        Err(error) => Err(error.in_element(index)),
    }
}

/// Closes an array of `length` elements.
pub(crate) fn end_tuple(reader: &mut Reader<'_>, start: usize, length: usize) -> Result<(), Error> {
    if reader.element()? { Err(Error::at_offset(Fault::NotExactly(length), start)) } else { Ok(()) }
}

/// What collections take beside their elements is charged as they grow: `extra` says it for so many elements of a size.
struct Growth {
    extra: fn(usize, usize) -> usize,
    size: usize,
    /// How many elements have been charged for, and how much with all that is beside them.
    room: usize,
    charged: usize,
}

impl Growth {
    fn new(extra: fn(usize, usize) -> usize, size: usize) -> Self {
        Self { extra, size: size.max(1), room: 0, charged: 0 }
    }

    /// One more element than `count`.
    #[inline]
    fn add(&mut self, reader: &mut Reader<'_>, count: usize) -> Result<(), Error> {
        if count < self.room {
            return Ok(());
        }
        self.room = reader.room_behind(count);
        let whole = self.room.saturating_mul(self.size).saturating_add((self.extra)(self.room, self.size));
        reader.charge(whole.saturating_sub(self.charged))?;
        self.charged = whole;
        Ok(())
    }
}

/// Reads the elements of a collection that is an array.
pub(crate) fn collect<'de, T: Decode<'de>, C: Default>(
    reader: &mut Reader<'de>,
    rules: &'static Rules,
    extra: fn(usize, usize) -> usize,
    length: fn(&C) -> usize,
    add: fn(&mut C, T),
) -> Result<C, Error> {
    reader.token();
    let start = reader.offset();
    reader.begin_array()?;
    let (mut items, mut growth, mut index) = (C::default(), Growth::new(extra, size_of::<T>()), 0);
    while reader.element()? {
        growth.add(reader, index)?;
        match item(reader, rules) {
            Ok(item) => add(&mut items, item),
            Err(error) => return Err(error.in_element(index)),
        }
        index += 1;
    }
    kept(rules.length("array", length(&items)), start)?;
    Ok(items)
}

/// Reads the entries of a map.
pub(crate) fn map<'de, K: Decode<'de>, V: Decode<'de>, C: Default>(
    reader: &mut Reader<'de>,
    rules: &'static Rules,
    extra: fn(usize, usize) -> usize,
    length: fn(&C) -> usize,
    add: fn(&mut C, K, V),
) -> Result<C, Error> {
    reader.token();
    let start = reader.offset();
    reader.begin_object()?;
    let (key_rules, value_rules) = (rules.keys.unwrap_or(&Rules::NONE), rules.values.unwrap_or(&Rules::NONE));
    let (mut entries, mut growth, mut count) = (C::default(), Growth::new(extra, size_of::<(K, V)>()), 0);
    while reader.entry()? {
        growth.add(reader, count)?;
        count += 1;
        let key = match reader.map_key(|reader| K::decode_json_ruled(reader, key_rules)) {
            Ok(key) => key,
            Err(error) => return Err(error.in_key()),
        };
        match V::decode_json_ruled(reader, value_rules) {
            Ok(value) => add(&mut entries, key, value),
            Err(error) => return Err(error.in_entry()),
        }
    }
    kept(rules.length("object", length(&entries)), start)?;
    Ok(entries)
}
