//! Parts of a frame, read where they stand while the rest is not looked at: [`peek_version`] and [`peek_tag`] decide
//! which type a frame is for.

use crate::decode::Decode;
use crate::envelope::WIRE_SCHEMA_VERSION;
use crate::error::Error;
use crate::fault::{Fault, Types};
use crate::msgpack::{Kind, Reader};
use crate::private::array::TagRef;
use std::fmt;

/// A tag as it stands in a frame.
///
/// ```
/// use klaw_runtime::view::{Tag, peek_tag};
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// assert_eq!(peek_tag(b"\x92\xa4ping\x01")?, Tag::Str("ping"));
/// assert_eq!(Tag::Str("ping").to_string(), "'ping'");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag<'a> {
    /// An integer.
    Int(i64),
    /// A string.
    Str(&'a str),
}

/// As errors write it: `7`, `'ping'`.
impl fmt::Display for Tag<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Int(tag) => write!(f, "{tag}"),
            Self::Str(tag) => write!(f, "'{tag}'"),
        }
    }
}

/// The version in the header of an envelope frame, `[tag, [version, ..], ..]`, from its first bytes alone: four as
/// klaw and msgspec write them, however long the frame is.
///
/// Neither the tag's value nor anything behind the version is judged: who reads the version to learn whose frame it is
/// does not know them yet. A header without a version has that of the default, [`WIRE_SCHEMA_VERSION`].
///
/// ```
/// use klaw_runtime::view::peek_version;
///
/// assert_eq!(peek_version(b"\x93\x01\x95\x01\x01\xa4jobs\x07\x00\xa2ok").unwrap(), 1);
/// // The rest need not be there.
/// assert_eq!(peek_version(b"\x93\x01\x95\x02").unwrap(), 2);
///
/// let error = peek_version(b"\x93\x01\x95\xa11").unwrap_err();
/// assert_eq!(error.to_string(), "Expected `int`, got `str` - at `$[1][0]`");
/// assert_eq!(error.offset(), Some(3));
/// ```
///
/// # Errors
/// A frame that is no array, has no header behind an integer or a string, or whose header is no array that begins with a
/// `u32`. The text, the path and the offset are those of decoding the whole frame.
#[inline]
pub fn peek_version(frame: &[u8]) -> Result<u32, Error> {
    version(&mut Reader::new(frame)).map_err(|error| error.with_context(frame))
}

/// As it is usually written, the frame begins with two short arrays, and each of them with an integer of one byte.
#[cfg_attr(not(debug_assertions), inline(always))]
fn version(reader: &mut Reader<'_>) -> Result<u32, Error> {
    let start = reader.rest();
    if let Some((_, 1..)) = reader.short_start()
        && let Some((version, _)) = reader.short_start()
    {
        return Ok(u32::from(version));
    }
    reader.seek(start);
    reader.apart(any_version)
}

#[cold]
#[inline(never)]
fn any_version(reader: &mut Reader<'_>) -> Result<u32, Error> {
    let start = reader.rest();
    let length = reader.begin_array()?;
    if length > 0 {
        pass_tag(reader).map_err(|error| error.in_element(0))?;
    }
    if length < 2 {
        reader.seek(start);
        return Err(reader.fault(Fault::AtLeast { want: length + 1, got: length }));
    }
    header_version(reader).map_err(|error| error.in_element(1))
}

fn header_version(reader: &mut Reader<'_>) -> Result<u32, Error> {
    if reader.begin_array()? == 0 {
        return Ok(WIRE_SCHEMA_VERSION);
    }
    u32::decode(reader).map_err(|error| error.in_element(0))
}

/// Passes over a tag, whichever it is.
fn pass_tag(reader: &mut Reader<'_>) -> Result<(), Error> {
    match reader.kind() {
        Some(Kind::Int | Kind::Str) => reader.skip(),
        _ => Err(reader.unexpected_opcode(Types::INT.or(Types::STR))),
    }
}

/// The tag of a message in either form, its key in map form being `"type"`.
///
/// In array form it is the first element. In map form it is looked for where it stands, passing over what stands in
/// front of it: klaw and msgspec write it first. Whether any message has such a tag is not judged, nor is anything
/// behind it.
///
/// ```
/// use klaw_runtime::view::{Tag, peek_tag};
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// assert_eq!(peek_tag(b"\x92\x07\x01")?, Tag::Int(7));
/// assert_eq!(peek_tag(b"\x82\xa4type\xa4ping\xa3seq\x01")?, Tag::Str("ping"));
/// let error = peek_tag(b"\x92\xc0\x01").unwrap_err();
/// assert_eq!(error.to_string(), "Expected `int | str`, got `null` - at `$[0]`");
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// A frame that is neither an array nor a map, that has no tag, or whose tag is not an integer within `i64` or a string.
#[inline]
pub fn peek_tag(frame: &[u8]) -> Result<Tag<'_>, Error> {
    peek_tag_under(frame, "type")
}

/// [`peek_tag`] of a message whose `tag_field` is another.
///
/// ```
/// use klaw_runtime::view::{Tag, peek_tag_under};
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// assert_eq!(peek_tag_under(b"\x81\xa4kind\x07", "kind")?, Tag::Int(7));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// As [`peek_tag`].
#[inline]
pub fn peek_tag_under<'a>(frame: &'a [u8], tag_field: &'static str) -> Result<Tag<'a>, Error> {
    tag_under(Reader::new(frame), tag_field)
}

/// The tag of the message that a reader stands at, under the reader's limits.
#[inline]
pub(crate) fn tag_under<'de>(mut reader: Reader<'de>, tag_field: &'static str) -> Result<Tag<'de>, Error> {
    let frame = reader.rest();
    if let Some((tag, _)) = reader.short_start() {
        return Ok(Tag::Int(i64::from(tag)));
    }
    let tag = match reader.kind() {
        Some(Kind::Map) => tag_of_map(&mut reader, tag_field),
        _ => tag_of_array(&mut reader),
    };
    tag.map_err(|error| error.with_context(frame))
}

fn tag_of_array<'de>(reader: &mut Reader<'de>) -> Result<Tag<'de>, Error> {
    let start = reader.rest();
    if reader.begin_array()? == 0 {
        reader.seek(start);
        return Err(reader.fault(Fault::AtLeast { want: 1, got: 0 }));
    }
    tag(reader).map_err(|error| error.in_element(0))
}

fn tag_of_map<'de>(reader: &mut Reader<'de>, tag_field: &'static str) -> Result<Tag<'de>, Error> {
    let start = reader.rest();
    for _ in 0..reader.begin_map()? {
        let key = reader.key().map_err(Error::in_key)?;
        if key == tag_field.as_bytes() {
            return tag(reader).map_err(|error| error.in_field(tag_field));
        }
        reader.skip().map_err(|error| error.in_field(&String::from_utf8_lossy(key)))?;
    }
    reader.seek(start);
    Err(reader.fault(Fault::MissingField(tag_field)))
}

fn tag<'de>(reader: &mut Reader<'de>) -> Result<Tag<'de>, Error> {
    let at = reader.rest();
    let tag = match reader.kind() {
        Some(Kind::Int) => TagRef::int(reader)?,
        Some(Kind::Str) => TagRef::str(reader)?,
        _ => return Err(reader.unexpected_opcode(Types::INT.or(Types::STR))),
    };
    let known = match tag {
        TagRef::Int(tag) => i64::try_from(tag).ok().map(Tag::Int),
        TagRef::Str(tag) => std::str::from_utf8(tag).ok().map(Tag::Str),
    };
    known.ok_or_else(|| {
        reader.seek(at);
        reader.fault(tag.unknown(Fault::Tag))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An array with a tag alone has no header: what stands behind it is another frame's.
    #[test]
    fn a_header_behind_the_frame_is_not_its_own() {
        assert_eq!(peek_version(&[0x92, 0x05, 0x91, 0x07]).ok(), Some(7));
        let error = peek_version(&[0x91, 0x05, 0x91, 0x07]).map_err(|error| error.to_string());
        assert_eq!(error, Err("Expected `array` of at least length 2, got 1".to_owned()));
    }
}
