//! [`Place`]: where a value stands in every frame of a type, found by its name in the type's const schema.

use crate::constrain::Rules;
use crate::encode::Encode;
use crate::error::Error;
use crate::fault::{Fault, Types};
use crate::message::WireMessage;
use crate::msgpack::{Kind, Reader};
use crate::schema::{Form, MemberBody, MessageSchema, Schema, Shape, UnionSchema, WireType};
use crate::validate::Validate;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

/// Where a `V` stands in every frame of a type in array form: `header.seq` in an envelope, whichever message it is.
///
/// [`msgpack::splice`](crate::msgpack::splice) writes another value there.
///
/// ```
/// use klaw_runtime::envelope::WireEnvelope;
/// use klaw_runtime::schema::Place;
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let seq = Place::<u64>::of::<WireEnvelope<'_>>("header.seq")?;
/// assert_eq!(seq.range(b"\x93\x03\x95\x01\x03\xa4jobs\x07\x00\xa8worker-1")?, 10..11);
/// # Ok(())
/// # }
/// ```
pub struct Place<V: ?Sized> {
    /// The name that it was found by.
    name: String,
    /// An element of the frame, an element of that, and so on.
    steps: Vec<usize>,
    ty: &'static WireType,
    rules: &'static Rules,
    value: PhantomData<fn(&V)>,
}

impl<V: ?Sized> Place<V> {
    /// Looks up a path of wire names, joined by dots. In a union, the path must lead to the same place in every message, and the
    /// field have the same rules there.
    ///
    /// ```
    /// use klaw_runtime::envelope::WireEnvelope;
    /// use klaw_runtime::schema::Place;
    ///
    /// let error = Place::<str>::of::<WireEnvelope<'_>>("sender_id").unwrap_err();
    /// assert_eq!(error.to_string(), "`DataMessage` has no field `sender_id`, and a place is one in every message");
    /// let error = Place::<str>::of::<WireEnvelope<'_>>("header.seq").unwrap_err();
    /// assert_eq!(error.to_string(), "`header.seq` has another type than the values for it; name the field's own");
    /// ```
    ///
    /// # Errors
    /// A name that is not there, or stands in some messages of a union alone, or under other rules in some; a message in
    /// map form, whose fields have no position, or one that leaves fields out; a field of another type than `V`.
    pub fn of<T: WireMessage>(path: &str) -> Result<Self, Error>
    where
        V: Encode,
    {
        let mut steps = Vec::new();
        let (ty, rules) = walk(T::SCHEMA, path, &mut steps)?;
        if !same(ty, &V::TYPE) {
            return Err(Error::custom(format_args!(
                "`{path}` has another type than the values for it; name the field's own"
            )));
        }
        Ok(Self { name: path.to_owned(), steps, ty, rules: rules.unwrap_or(&Rules::NONE), value: PhantomData })
    }

    /// The bytes of the value that stands there in a frame. What is behind it is not looked at.
    ///
    /// # Errors
    /// A frame that ends before it, by its own length or by that of an array; a value of another kind.
    pub fn range(&self, frame: &[u8]) -> Result<Range<usize>, Error> {
        locate(&mut Reader::new(frame), &self.steps, self.ty).map_err(|error| error.with_context(frame))
    }
}

impl<V: Validate + ?Sized> Place<V> {
    /// The bytes that a value, which must keep the rules of the place, is to replace.
    pub(crate) fn range_for(&self, frame: &[u8], value: &V) -> Result<Range<usize>, Error> {
        let valid = value.validate_ruled(self.rules);
        valid.map_err(|error| self.steps.iter().rev().fold(error, |error, &step| error.in_element(step)))?;
        self.range(frame)
    }
}

impl<V: ?Sized> Clone for Place<V> {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), steps: self.steps.clone(), ..*self }
    }
}

impl<V: ?Sized> fmt::Debug for Place<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").field("name", &self.name).field("steps", &self.steps).finish()
    }
}

/// Goes through the elements of a frame.
fn locate(reader: &mut Reader<'_>, steps: &[usize], ty: &WireType) -> Result<Range<usize>, Error> {
    let Some((&step, steps)) = steps.split_first() else {
        expect(reader, ty)?;
        let start = reader.offset();
        reader.skip()?;
        return Ok(start..reader.offset());
    };
    let start = reader.rest();
    let length = reader.begin_array()?;
    for index in 0..step.min(length) {
        reader.skip().map_err(|error| error.in_element(index))?;
    }
    if step >= length {
        reader.seek(start);
        return Err(reader.fault(Fault::AtLeast { want: step + 1, got: length }));
    }
    locate(reader, steps, ty).map_err(|error| error.in_element(step))
}

/// A value of the type begins with one of these; a type that is not simple is not looked into.
fn expect(reader: &Reader<'_>, ty: &WireType) -> Result<(), Error> {
    let (types, kinds): (_, &[Kind]) = match ty {
        WireType::Newtype(_, field) => return expect(reader, &field.ty),
        WireType::Option(_) if reader.kind() == Some(Kind::Nil) => return Ok(()),
        WireType::Option(ty) => return expect(reader, ty).map_err(Error::or_nil),
        WireType::Bool => (Types::BOOL, &[Kind::Bool]),
        WireType::Int { .. } => (Types::INT, &[Kind::Int]),
        WireType::Float { .. } => (Types::FLOAT, &[Kind::Int, Kind::Float]),
        WireType::Str | WireType::Char | WireType::Text(_) => (Types::STR, &[Kind::Str]),
        WireType::Bytes | WireType::ByteArray(_) => (Types::BYTES, &[Kind::Bin]),
        WireType::Ext | WireType::Timestamp => (Types::EXT, &[Kind::Ext]),
        WireType::Sequence(_) | WireType::Array(..) | WireType::Tuple(_) => (Types::ARRAY, &[Kind::Array]),
        WireType::Map(..) => (Types::OBJECT, &[Kind::Map]),
        _ => return Ok(()),
    };
    match reader.kind() {
        Some(kind) if kinds.contains(&kind) => Ok(()),
        _ => Err(reader.unexpected(types)),
    }
}

// The schema.

type Found = (&'static WireType, Option<&'static Rules>);

/// Goes down a path, and keeps the elements that it goes through.
fn walk(schema: &'static Schema, path: &str, steps: &mut Vec<usize>) -> Result<Found, Error> {
    match &schema.shape {
        Shape::Message(message) => walk_message(schema.name, message, path, steps),
        Shape::Union(union) => walk_union(union, path, steps),
        Shape::Newtype(field) => walk_type(&field.ty, path, steps),
        Shape::Enumeration(_) => Err(no_field(schema.name, path)),
    }
}

fn walk_message(
    name: &str,
    message: &'static MessageSchema,
    path: &str,
    steps: &mut Vec<usize>,
) -> Result<Found, Error> {
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    if matches!(message.form, Form::Map { .. }) {
        return Err(Error::custom(format_args!(
            "`{name}` is a map, and its fields have no position; encode it anew, or declare it `array_like`"
        )));
    }
    if message.omits_defaults {
        return Err(Error::custom(format_args!("`{name}` leaves out fields that equal their default; encode it anew")));
    }
    let Some(field) = message.fields.iter().find(|field| field.name == first) else {
        return Err(no_field(name, first));
    };
    steps.push(field.position + usize::from(message.tag.is_some()));
    match rest {
        None => Ok((&field.ty, field.rules)),
        Some(rest) => walk_type(&field.ty, rest, steps),
    }
}

fn walk_union(union: &'static UnionSchema, path: &str, steps: &mut Vec<usize>) -> Result<Found, Error> {
    if union.keeps_unknown {
        return Err(Error::custom(format_args!(
            "the union keeps messages that it does not know, and nobody knows where `{path}` stands in those"
        )));
    }
    let mut found: Option<(Found, Vec<usize>)> = None;
    for member in union.members {
        let mut own = Vec::new();
        let ty = match &member.body {
            MemberBody::Type(ty) => walk_type(ty, path, &mut own)?,
            MemberBody::Message(message) => walk_message(member.name, message, path, &mut own)?,
        };
        match &found {
            Some((first, steps)) if *steps != own || !same(first.0, ty.0) => {
                return Err(Error::custom(format_args!("`{path}` does not stand at one place in every message")));
            }
            // Which of them a value must keep, the frame alone could tell.
            Some((first, _)) if !first.1.unwrap_or(&Rules::NONE).same(ty.1.unwrap_or(&Rules::NONE)) => {
                return Err(Error::custom(format_args!("`{path}` does not have the same rules in every message")));
            }
            Some(_) => {}
            None => found = Some((ty, own)),
        }
    }
    match found {
        Some((ty, own)) => {
            steps.extend(own);
            Ok(ty)
        }
        None => Err(no_field("the union", path)),
    }
}

fn walk_type(ty: &'static WireType, path: &str, steps: &mut Vec<usize>) -> Result<Found, Error> {
    match ty {
        WireType::Named(_, schema) => walk(schema(), path, steps),
        WireType::Newtype(_, field) => walk_type(&field.ty, path, steps),
        WireType::Option(ty) => walk_type(ty, path, steps),
        _ => Err(Error::custom(format_args!("what stands around `{path}` has no fields"))),
    }
}

fn no_field(name: &str, field: &str) -> Error {
    Error::custom(format_args!("`{name}` has no field `{field}`, and a place is one in every message"))
}

/// Are the two one type on the wire?
fn same(a: &WireType, b: &WireType) -> bool {
    use WireType::*;
    match (a, b) {
        (Int { min, max }, Int { min: other_min, max: other_max }) => min == other_min && max == other_max,
        (Float { bits }, Float { bits: other }) => bits == other,
        (ByteArray(length), ByteArray(other)) => length == other,
        (Text(form), Text(other)) => form == other,
        (Option(ty), Option(other)) | (Sequence(ty), Sequence(other)) => same(ty, other),
        (Array(ty, length), Array(other, other_length)) => length == other_length && same(ty, other),
        (Tuple(types), Tuple(others)) => {
            types.len() == others.len() && types.iter().zip(*others).all(|(ty, other)| same(ty, other))
        }
        (Map(key, value), Map(other_key, other_value)) => same(key, other_key) && same(value, other_value),
        // One function may have two addresses, and two functions one: what they give is compared.
        (Named(_, schema), Named(_, other)) => schema().fingerprint() == other().fingerprint(),
        (Newtype(name, field), Newtype(other, other_field)) => {
            name == other && same(&field.ty, &other_field.ty) && field.takes_the_same(other_field)
        }
        // What a hand-written codec says nothing of is never the same.
        (Any | Nil | Bool | Str | Char | Bytes | Ext | Timestamp, _) => {
            std::mem::discriminant(a) == std::mem::discriminant(b)
        }
        _ => false,
    }
}
