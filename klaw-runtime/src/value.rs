//! [`Value`]: any message, as data.

use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::Error;
use crate::ext::Ext;
use crate::fault::Types;
#[cfg(any(feature = "json", feature = "serde"))]
use crate::impls::{Form as _, Moment};
#[cfg(feature = "json")]
use crate::json;
use crate::message::Frozen;
use crate::msgpack::marker::Kind;
use crate::msgpack::writer::Sink;
use crate::msgpack::{self, Reader, Writer};
use crate::schema::WireType;
use crate::validate::Validate;
use std::borrow::Cow;

/// Any MessagePack value, where no type says what to expect.
///
/// ```
/// use klaw_runtime::{Value, msgpack};
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let value: Value<'_> = msgpack::from_slice(b"\x82\xa1a\x01\xa1b\x90")?;
/// assert_eq!(value.get("a"), Some(&Value::Int(1)));
/// assert_eq!(msgpack::to_vec(&value), b"\x82\xa1a\x01\xa1b\x90");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value<'a> {
    /// Nil.
    Nil,
    /// A bool.
    Bool(bool),
    /// An integer from -2^63 to 2^64 - 1.
    Int(i128),
    /// A float of either width.
    Float(f64),
    /// A string.
    Str(Cow<'a, str>),
    /// Bytes.
    Bin(Cow<'a, [u8]>),
    /// A sequence of values.
    Array(Vec<Value<'a>>),
    /// Keys with values, in the order in which they stand, duplicates too.
    Map(Vec<(Value<'a>, Value<'a>)>),
    /// An application's own type, or a timestamp (code -1).
    Ext(Ext<'a>),
}

impl<'a> Value<'a> {
    /// The value under a string key; of a key that stands twice, the last.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value<'a>> {
        match self {
            Self::Map(entries) => entries.iter().rev().find_map(|(name, value)| match name {
                Self::Str(name) if name == key => Some(value),
                _ => None,
            }),
            _ => None,
        }
    }

    /// A value that borrows nothing.
    ///
    /// ```
    /// use klaw_runtime::{Value, msgpack};
    ///
    /// let frame = b"\x81\xa1a\x01".to_vec();
    /// let value = msgpack::from_slice::<Value<'_>>(&frame).unwrap().into_owned();
    /// drop(frame);
    /// assert_eq!(value.get("a"), Some(&Value::Int(1)));
    /// ```
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        // By loops: in a debug build the frames of an iterator's calls stand on the stack of each level of nesting.
        match self {
            Self::Array(items) => {
                let mut owned = Vec::with_capacity(items.len());
                for item in items {
                    owned.push(item.into_owned());
                }
                Value::Array(owned)
            }
            Self::Map(entries) => {
                let mut owned = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    owned.push((key.into_owned(), value.into_owned()));
                }
                Value::Map(owned)
            }
            scalar => own_scalar(scalar),
        }
    }
}

impl Value<'_> {
    /// Puts the entries of each map in the order of their keys: a hash table has another one each time it is written.
    pub(crate) fn sort(&mut self) {
        match self {
            Self::Array(items) => items.iter_mut().for_each(Self::sort),
            Self::Map(entries) => {
                for (key, value) in &mut *entries {
                    key.sort();
                    value.sort();
                }
                entries.sort_by_cached_key(|(key, _)| match key {
                    Self::Str(text) => (false, text.as_bytes().to_vec()),
                    key => (true, msgpack::to_vec(key)),
                });
            }
            _ => {}
        }
    }
}

/// [`Value::into_owned`] of what holds no further value.
#[inline(never)]
fn own_scalar(value: Value<'_>) -> Value<'static> {
    match value {
        Value::Nil => Value::Nil,
        Value::Bool(value) => Value::Bool(value),
        Value::Int(value) => Value::Int(value),
        Value::Float(value) => Value::Float(value),
        Value::Str(text) => Value::Str(Cow::Owned(text.into_owned())),
        Value::Bin(bytes) => Value::Bin(Cow::Owned(bytes.into_owned())),
        Value::Ext(ext) => Value::Ext(ext.into_owned()),
        // Not scalars: `into_owned` owns them itself.
        Value::Array(_) | Value::Map(_) => Value::Nil,
    }
}

/// An integer past 64 bits, which only Rust can build, is written as the nearest that MessagePack has.
impl Encode for Value<'_> {
    const TYPE: WireType = WireType::Any;

    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    fn put<S: Sink>(&self, sink: &mut S) {
        match self {
            Self::Array(items) => {
                sink.put_array(items.len());
                for item in items {
                    item.put(sink);
                }
            }
            Self::Map(entries) => {
                sink.put_map(entries.len());
                for (key, value) in entries {
                    key.put(sink);
                    value.put(sink);
                }
            }
            scalar => put_scalar(scalar, sink),
        }
    }

    #[cfg(feature = "json")]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        match self {
            Self::Nil => writer.null(),
            Self::Bool(value) => writer.bool(*value),
            Self::Int(value) if *value < 0 => writer.i64(i64::try_from(*value).unwrap_or(i64::MIN)),
            Self::Int(value) => writer.u64(u64::try_from(*value).unwrap_or(u64::MAX)),
            Self::Float(value) => writer.f64(*value),
            Self::Str(text) => writer.str(text),
            Self::Bin(bytes) => writer.bytes(bytes),
            Self::Array(items) => json::collections::encode_array(items, writer),
            Self::Map(entries) => {
                writer.begin_object();
                for (key, value) in entries {
                    match key {
                        // The text of a key, but not of keys in a key: each is escaped for those around it, which
                        // doubles it.
                        Self::Array(_) | Self::Map(_) if key.has_json().is_err() => writer.key("null"),
                        Self::Array(_) | Self::Map(_) => writer.key(&json::to_string(key)),
                        _ => writer.map_key(key),
                    }
                    value.encode_json(writer);
                }
                writer.end_object();
            }
            Self::Ext(ext) => match timestamp(ext) {
                Some(text) => writer.plain(&text),
                None => writer.null(),
            },
        }
    }
}

/// The text of a timestamp.
#[cfg(any(feature = "json", feature = "serde"))]
pub(crate) fn timestamp(ext: &Ext<'_>) -> Option<String> {
    let moment = Moment::from_ext(ext.code, &ext.data).ok()?;
    Some(moment.text(str::to_owned))
}

#[cfg(feature = "json")]
impl Value<'_> {
    /// Does the value have a form in JSON?
    pub(crate) fn has_json(&self) -> Result<(), Error> {
        match self {
            Self::Array(items) => items.iter().try_for_each(Self::has_json),
            Self::Map(entries) => entries.iter().try_for_each(|(key, value)| match key {
                Self::Array(_) | Self::Map(_) => Err(Error::custom("JSON has no keys that are arrays or maps")),
                _ => key.has_json().and_then(|()| value.has_json()),
            }),
            Self::Ext(ext) if timestamp(ext).is_none() => Err(Error::custom("JSON has no values of the ext family")),
            _ => Ok(()),
        }
    }
}

/// Writes what holds no further value. A function of its own, as [`scalar`] is.
#[inline(never)]
fn put_scalar<S: Sink>(value: &Value<'_>, sink: &mut S) {
    match value {
        Value::Nil => sink.put_nil(),
        Value::Bool(value) => sink.put_bool(*value),
        Value::Int(value) if *value < 0 => sink.put_i64(i64::try_from(*value).unwrap_or(i64::MIN)),
        Value::Int(value) => sink.put_u64(u64::try_from(*value).unwrap_or(u64::MAX)),
        Value::Float(value) => sink.put_f64(*value),
        Value::Str(text) => sink.put_str(text),
        Value::Bin(bytes) => sink.put_bin(bytes),
        Value::Ext(ext) => ext.put(sink),
        // Not scalars: `put` writes them itself.
        Value::Array(_) | Value::Map(_) => {}
    }
}

impl<'de: 'a, 'a> Decode<'de> for Value<'a> {
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        match reader.kind() {
            Some(Kind::Array) => array(reader),
            Some(Kind::Map) => map(reader),
            kind => scalar(reader, kind),
        }
    }

    #[cfg(feature = "json")]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        match reader.token() {
            b'[' => json_array(reader),
            b'{' => json_object(reader),
            byte => json_scalar(reader, byte),
        }
    }
}

/// What holds no further value, in JSON. An integer past 64 bits is a float.
#[cfg(feature = "json")]
#[inline(never)]
fn json_scalar<'a>(reader: &mut json::Reader<'a>, byte: u8) -> Result<Value<'a>, Error> {
    match byte {
        b'"' => reader.str().map(Value::Str),
        b't' | b'f' => reader.bool().map(Value::Bool),
        b'-' | b'0'..=b'9' => {
            let start = *reader;
            match reader.int(Types::FLOAT) {
                Ok(value) if (i128::from(i64::MIN)..=i128::from(u64::MAX)).contains(&value) => Ok(Value::Int(value)),
                _ => {
                    *reader = start;
                    reader.f64().map(Value::Float)
                }
            }
        }
        _ => reader.null().map(|()| Value::Nil),
    }
}

#[cfg(feature = "json")]
fn json_array<'a>(reader: &mut json::Reader<'a>) -> Result<Value<'a>, Error> {
    json::collections::sequence(reader, &crate::constrain::Rules::NONE).map(Value::Array)
}

#[cfg(feature = "json")]
fn json_object<'a>(reader: &mut json::Reader<'a>) -> Result<Value<'a>, Error> {
    reader.begin_object()?;
    let mut entries = Vec::new();
    while let Some(key) = reader.key().map_err(Error::in_key)? {
        reader.grow(&mut entries)?;
        match Value::decode_json(reader) {
            Ok(value) => entries.push((Value::Str(key), value)),
            Err(error) => return Err(error.in_entry()),
        }
    }
    Ok(Value::Map(entries))
}

/// What holds no further value. A function of its own, whose locals are not on the stack of each level of nesting.
#[inline(never)]
fn scalar<'a>(reader: &mut Reader<'a>, kind: Option<Kind>) -> Result<Value<'a>, Error> {
    match kind {
        Some(Kind::Nil) => reader.nil().map(|()| Value::Nil),
        Some(Kind::Bool) => reader.bool().map(Value::Bool),
        Some(Kind::Int) => reader.int(Types::INT).map(Value::Int),
        Some(Kind::Float) => reader.f64().map(Value::Float),
        Some(Kind::Str) => reader.str().map(|text| Value::Str(Cow::Borrowed(text))),
        Some(Kind::Bin) => reader.bin().map(|bytes| Value::Bin(Cow::Borrowed(bytes))),
        Some(Kind::Ext) => Ext::decode(reader).map(Value::Ext),
        _ => Err(reader.unexpected(Types::NIL)),
    }
}

fn array<'a>(reader: &mut Reader<'a>) -> Result<Value<'a>, Error> {
    let length = reader.begin_array()?;
    let mut items = Vec::with_capacity(reader.reserve::<Value<'a>>(length, 1)?);
    for index in 0..length {
        match Value::decode(reader) {
            Ok(item) => items.push(item),
            Err(error) => return Err(error.in_element(index)),
        }
    }
    reader.end();
    Ok(Value::Array(items))
}

fn map<'a>(reader: &mut Reader<'a>) -> Result<Value<'a>, Error> {
    let length = reader.begin_map()?;
    let mut entries = Vec::with_capacity(reader.reserve::<(Value<'a>, Value<'a>)>(length, 2)?);
    for _ in 0..length {
        let key = match Value::decode(reader) {
            Ok(key) => key,
            Err(error) => return Err(error.in_key()),
        };
        match Value::decode(reader) {
            Ok(value) => entries.push((key, value)),
            Err(error) => return Err(error.in_entry()),
        }
    }
    reader.end();
    Ok(Value::Map(entries))
}

impl Validate for Value<'_> {}
impl Frozen for Value<'_> {}
