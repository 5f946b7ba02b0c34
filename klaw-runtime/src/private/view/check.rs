//! A view against what it views: const assertions of generated code, one function for each place of an error.
//!
//! As in `assert`, `track_caller` makes the place of the call that of the error, and what one function says no other says
//! again.

use super::layout::{Column, Viewed, WRITTEN, default_of, field};
use crate::private::text::Text;
use crate::schema::{FieldSchema, Form, Shape, WireType, same_str};

/// The type that `view_of` names: has it fields?
#[track_caller]
pub const fn viewable(viewed: &Viewed) {
    let name = viewed.schema.name;
    match &viewed.schema.shape {
        Shape::Message(_) => {}
        Shape::Union(union) => {
            if union.keeps_unknown {
                fails(
                    Text::new().code(name).str(
                        " keeps messages that it does not know, and nobody knows their fields; view a member of it",
                    ),
                );
            }
        }
        Shape::Enumeration(enumeration) => {
            // What stands in for a type with mistakes is no mistake of the view's.
            if !(enumeration.values.is_empty() && enumeration.keeps_unknown) {
                fails(Text::new().code(name).str(" is an enumeration, which has no fields; view a message or a union"));
            }
        }
        Shape::Newtype(_) => {
            fails(Text::new().code(name).str(" is a newtype, which has no fields; view the message that it holds"));
        }
    }
}

/// The name of a field: is it one of every message's, and behind the field in front of it?
#[track_caller]
pub const fn in_place(viewed: &Viewed, columns: &[Column], slot: usize) {
    let name = columns[slot].name;
    let mut first: Option<(usize, &FieldSchema)> = None;
    let mut at = 0;
    while at < viewed.count() {
        if viewed.is_sound(at) {
            match field(viewed.message(at), name) {
                None => unknown(viewed, at, name),
                Some(field) => {
                    if viewed.is_union() {
                        nobodys_own(viewed, at, field);
                    }
                    match first {
                        None => first = Some((at, field)),
                        Some((other, known)) => at_one_position(viewed, (other, known), (at, field)),
                    }
                }
            }
        }
        at += 1;
    }
    if let Some((at, field)) = first {
        in_order(viewed, at, columns, slot, field);
    }
}

#[track_caller]
const fn unknown(viewed: &Viewed, at: usize, name: &str) {
    if viewed.is_union() {
        fails(
            of_member(Text::new().str("the member "), viewed, at)
                .str(" has no field ")
                .code(name)
                .str(", and a view of a union reads what all members have; remove it, or view the member"),
        );
    }
    let fields = viewed.message(at).fields;
    let mut text = Text::new().code(viewed.schema.name).str(" has no field ").code(name);
    if fields.is_empty() {
        fails(text.str(" on the wire, nor any other; remove it"));
    }
    text = text.str(" on the wire; write one of ");
    let mut index = 0;
    while index < fields.len() {
        text = text.str(if index == 0 { "" } else { ", " }).code(fields[index].name);
        index += 1;
    }
    fails(text);
}

/// A default or a check of a member's is known where its type is, and the view does not name that.
#[track_caller]
const fn nobodys_own(viewed: &Viewed, at: usize, field: &FieldSchema) {
    if field.checked {
        let text = Text::new().str("a function checks ").code(field.name).str(" in the member ");
        fails(
            of_member(text, viewed, at).str(", and a view of the union cannot call it; remove it, or view the member"),
        );
    }
    if default_of(field) == WRITTEN {
        let text = Text::new().str("the default of ").code(field.name).str(" is written in the member ");
        fails(
            of_member(text, viewed, at)
                .str(", and a view of the union does not know it; remove it, or view the member"),
        );
    }
}

#[track_caller]
const fn at_one_position(viewed: &Viewed, (other, known): (usize, &FieldSchema), (at, field): (usize, &FieldSchema)) {
    if known.position != field.position && !matches!(viewed.form(), Form::Map { .. }) {
        fails(
            Text::new()
                .code(field.name)
                .str(" stands at position ")
                .number(known.position as u64)
                .str(" in ")
                .code(viewed.name(other))
                .str(" and at ")
                .number(field.position as u64)
                .str(" in ")
                .code(viewed.name(at))
                .str("; a view of a union reads one position, remove it"),
        );
    }
}

#[track_caller]
const fn in_order(viewed: &Viewed, at: usize, columns: &[Column], slot: usize, own: &FieldSchema) {
    let mut earlier = slot;
    while earlier > 0 {
        earlier -= 1;
        if let Some(other) = field(viewed.message(at), columns[earlier].name) {
            if other.position > own.position {
                fails(
                    Text::new()
                        .code(own.name)
                        .str(" stands in front of ")
                        .code(other.name)
                        .str(" in ")
                        .code(viewed.schema.name)
                        .str("; move it there"),
                );
            }
            return;
        }
    }
}

/// The type of a field: is it on the wire what the viewed field is?
#[track_caller]
pub const fn of_a_type(viewed: &Viewed, columns: &[Column], slot: usize) {
    let Some(ty) = &columns[slot].ty else { return };
    let mut at = 0;
    while at < viewed.count() {
        if let Some(field) = field(viewed.message(at), columns[slot].name)
            && !fits(field, ty)
        {
            let text = Text::new().code(field.name);
            let text = match field.ty {
                WireType::Opaque => text.str(" has a codec of its own in "),
                _ => text.str(" is `").ty(&field.ty).str("` in "),
            };
            let text = of_member(text, viewed, at);
            fails(match field.ty {
                WireType::Opaque => text.str("; write the same type, or the same `with = module`"),
                _ => text.str("; write that, or a borrowed form of it"),
            });
        }
        at += 1;
    }
}

/// The type of the field that takes the tag: is there a tag, and of this kind?
#[track_caller]
pub const fn tagged(viewed: &Viewed, is_int: bool) {
    if viewed.count() == 0 || !viewed.is_sound(0) {
        return;
    }
    let name = viewed.schema.name;
    if viewed.start() == 0 {
        fails(Text::new().code(name).str(" has no tag; remove the field"));
    }
    match (viewed.has_int_tags(), is_int) {
        (true, false) => fails(Text::new().str("the tag of ").code(name).str(" is an integer; write `i64`")),
        (false, true) => fails(Text::new().str("the tag of ").code(name).str(" is a string; write `&str`")),
        _ => {}
    }
}

/// Can a value of this type be read for the field? Where the field is of a type parameter, any can.
pub(super) const fn fits(field: &FieldSchema, ty: &WireType) -> bool {
    field.generic || same(&field.ty, ty)
}

/// Are the two the same on the wire?
const fn same(a: &WireType, b: &WireType) -> bool {
    match (a, b) {
        (WireType::Opaque, WireType::Opaque)
        | (WireType::Any, WireType::Any)
        | (WireType::Nil, WireType::Nil)
        | (WireType::Bool, WireType::Bool)
        | (WireType::Str, WireType::Str)
        | (WireType::Char, WireType::Char)
        | (WireType::Bytes, WireType::Bytes)
        | (WireType::Ext, WireType::Ext)
        | (WireType::Timestamp, WireType::Timestamp) => true,
        (WireType::Int { min, max }, WireType::Int { min: b_min, max: b_max }) => *min == *b_min && *max == *b_max,
        (WireType::Float { bits }, WireType::Float { bits: b }) => *bits == *b,
        (WireType::ByteArray(length), WireType::ByteArray(b)) => *length == *b,
        (WireType::Option(a), WireType::Option(b)) | (WireType::Sequence(a), WireType::Sequence(b)) => same(a, b),
        (WireType::Array(a, length), WireType::Array(b, b_length)) => *length == *b_length && same(a, b),
        (WireType::Tuple(a), WireType::Tuple(b)) => {
            let mut at = 0;
            while at < a.len() && at < b.len() {
                if !same(&a[at], &b[at]) {
                    return false;
                }
                at += 1;
            }
            a.len() == b.len()
        }
        (WireType::Map(key, value), WireType::Map(b_key, b_value)) => same(key, b_key) && same(value, b_value),
        (WireType::Text(a), WireType::Text(b))
        | (WireType::Newtype(a, _), WireType::Newtype(b, _))
        | (WireType::Named(a, _), WireType::Named(b, _)) => same_str(a, b),
        _ => false,
    }
}

/// `TaskEvent`, or the union's member.
const fn of_member(text: Text, viewed: &Viewed, at: usize) -> Text {
    let text = text.code(viewed.name(at));
    if viewed.is_union() { text.str(" of ").code(viewed.schema.name) } else { text }
}

#[track_caller]
#[allow(clippy::panic, reason = "a const assertion: the message is the compiler's")]
const fn fails(text: Text) -> ! {
    panic!("{}", text.get());
}
