//! What `registry!` declares is made of: a step up, a step back, and what stands at the ends.

pub use crate::registry::{Decoder, Encoder, SchemaRegistry};
pub use klaw_derive::registry as declare;

use crate::error::Error;
use crate::family::Family;
use crate::msgpack::{self, Limits};
use crate::private::assert::fails;
use crate::registry::{Downgrade, Upgrade};
use crate::schema::{FieldSchema, Form, MemberBody, MessageSchema, Schema, Shape, WireType};

/// Reads a frame as a version's message.
///
/// # Errors
/// As [`msgpack::from_slice_with`].
#[inline]
pub fn read<'a, E: Family>(frame: &'a [u8], limits: &Limits) -> Result<E::Of<'a>, Error> {
    msgpack::from_slice_with(frame, limits)
}

/// Writes a version's message.
///
/// # Errors
/// None: where the format ends, it panics as `to_vec` does.
#[inline]
pub fn write<E: Family>(message: &E::Of<'_>, frame: &mut Vec<u8>) -> Result<(), Error> {
    msgpack::encode_to(message, frame);
    Ok(())
}

/// From a version to the next.
///
/// # Errors
/// The step's, and what went before it.
#[inline]
pub fn up<'a, Old: Family, New: Family>(
    upgrade: impl for<'x> Upgrade<'x, Old, New>,
    old: Result<Old::Of<'a>, Error>,
) -> Result<New::Of<'a>, Error> {
    upgrade.upgrade(old?)
}

/// From a version to the one before it.
///
/// # Errors
/// The step's.
#[inline]
pub fn down<'m, 'a, New: Family, Old: Family>(
    downgrade: impl for<'x> Downgrade<'x, New, Old>,
    new: &'m New::Of<'a>,
) -> Result<Old::Of<'m>, Error> {
    downgrade.downgrade(new)
}

const NO_ARRAY: &str = "a version is read at the start of an array; mark the type `array_like`";
const NO_HEADER: &str = "a version is read from the header, the first field behind a tag; put the header there";

/// Does a type lie as frames do whose version can be read, `[tag, [version, ..], ..]`? What a header with a type of its
/// own begins with, a constant cannot ask.
#[track_caller]
pub const fn assert_header(schema: &Schema) {
    fails(schema_fault(schema));
}

pub(crate) const fn schema_fault(schema: &Schema) -> Option<&'static str> {
    match &schema.shape {
        Shape::Message(message) => message_fault(message),
        Shape::Union(union) => {
            let mut fault = form_fault(union.form);
            let mut at = 0;
            while fault.is_none() && at < union.members.len() {
                if let MemberBody::Message(message) = &union.members[at].body {
                    fault = message_fault(message);
                }
                at += 1;
            }
            fault
        }
        Shape::Newtype(FieldSchema { ty: WireType::Named(..) | WireType::Opaque, .. }) => None,
        Shape::Newtype(_) | Shape::Enumeration(_) => Some(NO_ARRAY),
    }
}

const fn message_fault(message: &MessageSchema) -> Option<&'static str> {
    // Without a tag, a field stands in its place.
    let at = if message.tag.is_some() { 0 } else { 1 };
    match form_fault(message.form) {
        None if at < message.fields.len() && may_be_header(&message.fields[at].ty) => None,
        None => Some(NO_HEADER),
        fault => fault,
    }
}

const fn form_fault(form: Form) -> Option<&'static str> {
    if matches!(form, Form::Map { .. }) { Some(NO_ARRAY) } else { None }
}

const fn may_be_header(ty: &WireType) -> bool {
    match ty {
        WireType::Sequence(item) | WireType::Array(item, 1..) => matches!(item, WireType::Int { .. }),
        WireType::Tuple(items) => matches!(items.first(), Some(WireType::Int { .. })),
        WireType::Newtype(_, field) => may_be_header(&field.ty),
        WireType::Named(..) | WireType::Opaque | WireType::Any => true,
        _ => false,
    }
}
