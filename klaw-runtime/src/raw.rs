//! [`Raw`]: one encoded value, kept as it is.

use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::Error;
use crate::fault::Fault;
#[cfg(feature = "json")]
use crate::json;
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{self, Limits, Reader, Writer};
use crate::schema::WireType;
use crate::validate::Validate;
#[cfg(feature = "json")]
use crate::value::Value;
use std::borrow::Cow;
use std::fmt;

/// One complete, well-formed value, kept verbatim and decoded when it is asked for.
///
/// Its structure has been checked: opcodes, lengths and depth. In MessagePack, UTF-8 is checked when it is decoded.
/// There is no empty `Raw`: the default is nil, and a hand-written [`Encode`] that writes no value makes none.
///
/// It knows which [`Format`] it is in. Encoded into a message of the other, it is transcoded; [`decode`](Self::decode)
/// follows it.
///
/// ```
/// use klaw_runtime::{ErrorKind, Raw};
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let raw = Raw::new(&b"\x92\x01\xa1x"[..])?;
/// assert_eq!(raw.decode::<(u32, &str)>()?, (1, "x"));
/// assert_eq!(Raw::default().as_bytes(), [0xc0]);
/// assert_eq!(Raw::new(&b""[..]).unwrap_err().kind(), ErrorKind::Truncated);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Raw<'a> {
    bytes: Cow<'a, [u8]>,
    format: Format,
}

/// The format that a [`Raw`] is in.
///
/// ```
/// use klaw_runtime::Raw;
/// use klaw_runtime::Format::MessagePack;
///
/// assert_eq!(Raw::encode(&7).format(), MessagePack);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// [`msgpack`]
    MessagePack,
    /// [`json`](crate::json)
    #[cfg(feature = "json")]
    Json,
}

impl<'a> Raw<'a> {
    /// Nil: what stands for "nothing".
    ///
    /// ```
    /// use klaw_runtime::{Raw, msgpack};
    ///
    /// assert!(Raw::NIL.is_nil());
    /// assert_eq!(msgpack::to_vec(&Raw::NIL), [0xc0]);
    /// ```
    pub const NIL: Self = Self { bytes: Cow::Borrowed(&[0xc0]), format: Format::MessagePack };

    /// Checks that `bytes` are exactly one well-formed MessagePack value.
    ///
    /// ```
    /// use klaw_runtime::{ErrorKind, Raw};
    ///
    /// assert_eq!(Raw::new(&b"\x91\x07"[..]).unwrap().decode::<(u8,)>().unwrap(), (7,));
    /// assert_eq!(Raw::new(&b"\x91"[..]).unwrap_err().kind(), ErrorKind::Truncated);
    /// assert_eq!(Raw::new(&b"\x07\x07"[..]).unwrap_err().kind(), ErrorKind::Trailing);
    /// ```
    ///
    /// # Errors
    /// Bytes that are not: none, too few, further ones behind the value, the reserved opcode, or more
    /// open arrays and maps than [`Limits::DEPTH`].
    pub fn new(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Self, Error> {
        Self::new_with(bytes, &Limits::DEFAULT)
    }

    /// [`new`](Self::new) with limits of the caller's; that on memory says nothing here.
    ///
    /// ```
    /// use klaw_runtime::{Limits, Raw};
    ///
    /// let twice = b"\x82\x01\xc0\x01\xc0";
    /// assert!(Raw::new(&twice[..]).is_ok());
    /// assert!(Raw::new_with(&twice[..], &Limits::new().deny_duplicate_keys()).is_err());
    /// ```
    ///
    /// # Errors
    /// As there.
    pub fn new_with(bytes: impl Into<Cow<'a, [u8]>>, limits: &Limits) -> Result<Self, Error> {
        let bytes = bytes.into();
        match limits.hold(&bytes).and_then(|()| Self::check(&bytes, limits)) {
            Ok(()) => Ok(Self { bytes, format: Format::MessagePack }),
            Err(error) => Err(error.with_context(&bytes)),
        }
    }

    /// Checks that `text` is exactly one well-formed JSON value. White space around it is left out.
    ///
    /// ```
    /// use klaw_runtime::{Raw, msgpack};
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let raw = Raw::from_json(r#" {"a": [1, 2.5]} "#)?;
    /// assert_eq!(raw.as_bytes(), br#"{"a": [1, 2.5]}"#);
    /// assert_eq!(msgpack::to_vec(&raw), b"\x81\xa1a\x92\x01\xcb\x40\x04\0\0\0\0\0\0");
    /// let error = Raw::from_json("[1,]").unwrap_err();
    /// assert_eq!(error.to_string(), "JSON is malformed: trailing comma in array (byte 3)");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Text that is not: none, too little, more behind the value, or more open arrays and objects than
    /// [`Limits::DEPTH`].
    #[cfg(feature = "json")]
    pub fn from_json(text: impl Into<Cow<'a, str>>) -> Result<Self, Error> {
        Self::from_json_with(text, &Limits::DEFAULT)
    }

    /// [`from_json`](Self::from_json) with limits of the caller's.
    ///
    /// ```
    /// use klaw_runtime::{Limits, Raw};
    ///
    /// assert!(Raw::from_json_with("[1, 2]", &Limits::new().element_count(2)).is_ok());
    /// assert!(Raw::from_json_with("[1, 2]", &Limits::new().element_count(1)).is_err());
    /// ```
    ///
    /// # Errors
    /// As there.
    #[cfg(feature = "json")]
    pub fn from_json_with(text: impl Into<Cow<'a, str>>, limits: &Limits) -> Result<Self, Error> {
        let text = text.into();
        let value = json::value_in(text.as_bytes(), limits).map_err(|error| error.with_context(text.as_bytes()))?;
        let bytes = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes().get(value).unwrap_or_default()),
            Cow::Owned(text) => {
                let mut bytes = text.into_bytes();
                bytes.truncate(value.end);
                bytes.drain(..value.start);
                Cow::Owned(bytes)
            }
        };
        Ok(Self { bytes, format: Format::Json })
    }

    /// JSON that was read from its input a moment ago.
    #[cfg(feature = "json")]
    pub(crate) fn from_checked_json(text: &'a str) -> Self {
        Self { bytes: Cow::Borrowed(text.as_bytes()), format: Format::Json }
    }

    fn check(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
        let mut reader = Reader::with_limits(bytes, limits);
        reader.skip()?;
        if reader.remaining() > 0 {
            return Err(reader.fault(Fault::Trailing { at: reader.offset() }));
        }
        Ok(())
    }

    /// A value that was read from its input a moment ago.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn from_checked(bytes: &'a [u8]) -> Self {
        Self { bytes: Cow::Borrowed(bytes), format: Format::MessagePack }
    }

    /// Encodes a value.
    ///
    /// ```
    /// use klaw_runtime::Raw;
    ///
    /// assert_eq!(Raw::encode(&(1_u8, true)).as_bytes(), [0x92, 0x01, 0xc3]);
    /// ```
    ///
    /// # Panics
    /// As [`msgpack::to_vec`], or where a hand-written [`Encode`] writes no value, half of one, or several.
    #[must_use]
    #[track_caller]
    pub fn encode<T: Encode + ?Sized>(value: &T) -> Raw<'static> {
        let bytes = msgpack::writer::vouched_for(value).unwrap_or_else(|| {
            let bytes = msgpack::to_vec(value);
            one_value::<T>(Self::check(&bytes, &Limits::trusted()));
            bytes
        });
        Raw { bytes: Cow::Owned(bytes), format: Format::MessagePack }
    }

    /// [`encode`](Self::encode) of what is known to write one value, or is read before anybody sees it.
    #[cfg(any(feature = "json", feature = "serde"))]
    pub(crate) fn written<T: Encode + ?Sized>(value: &T) -> Raw<'static> {
        Raw { bytes: Cow::Owned(msgpack::to_vec(value)), format: Format::MessagePack }
    }

    /// Encodes a value as JSON.
    ///
    /// ```
    /// use klaw_runtime::Raw;
    ///
    /// assert_eq!(Raw::encode_as_json(&(1_u8, true)).as_bytes(), b"[1,true]");
    /// ```
    ///
    /// # Panics
    /// A hand-written [`Encode::encode_json`] writes no value, half of one, or several.
    #[cfg(feature = "json")]
    #[must_use]
    #[track_caller]
    pub fn encode_as_json<T: Encode + json::Json + ?Sized>(value: &T) -> Raw<'static> {
        let text = json::to_vec(value);
        if crate::encode::room(value) == usize::MAX {
            one_value::<T>(json::value_in(&text, &Limits::trusted()).map(|_| ()));
        }
        Raw { bytes: Cow::Owned(text), format: Format::Json }
    }

    /// The format that the value is in.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The value in MessagePack; as it is where it is in MessagePack.
    ///
    /// Integers past 64 bits become floats. Of a key that stands twice both are kept.
    ///
    /// ```
    /// use klaw_runtime::Raw;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let raw = Raw::from_json(r#"["é",300]"#)?;
    /// assert_eq!(raw.to_msgpack()?.as_bytes(), b"\x92\xa2\xc3\xa9\xcd\x01\x2c");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A number that is infinite as a float, or a value that is too large for [`Limits::new`].
    pub fn to_msgpack(&self) -> Result<Raw<'_>, Error> {
        match self.format {
            Format::MessagePack => Ok(self.lent()),
            #[cfg(feature = "json")]
            Format::Json => self.decode::<Value<'_>>().map(|value| Raw::written(&value)),
        }
    }

    /// The value in JSON; as it is where it is in JSON.
    ///
    /// Bytes become padded base64, timestamps text, keys that are numbers strings, and NaN and the infinities null.
    ///
    /// ```
    /// use klaw_runtime::Raw;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let raw = Raw::new(&b"\x82\x05\xc4\x01\x00\xa1a\xd6\xff\0\0\0\0"[..])?;
    /// assert_eq!(raw.to_json()?.as_bytes(), br#"{"5":"AA==","a":"1970-01-01T00:00:00Z"}"#);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// A value that has no form in JSON: of the ext family, but for timestamps, or a key that is an array or a map. A
    /// string that is not UTF-8, or a value that is too large for [`Limits::new`].
    #[cfg(feature = "json")]
    pub fn to_json(&self) -> Result<Raw<'_>, Error> {
        match self.format {
            Format::MessagePack => {
                let value: Value<'_> = self.decode()?;
                value.has_json()?;
                Ok(Raw { bytes: Cow::Owned(json::to_vec(&value)), format: Format::Json })
            }
            Format::Json => Ok(self.lent()),
        }
    }

    fn lent(&self) -> Raw<'_> {
        Raw { bytes: Cow::Borrowed(&self.bytes), format: self.format }
    }

    /// Decodes the value from the format that it is in. Paths and offsets in errors start at it.
    ///
    /// ```
    /// use klaw_runtime::Raw;
    ///
    /// # fn main() -> Result<(), klaw_runtime::Error> {
    /// let raw = Raw::new(&b"\x92\xa4load\x03"[..])?;
    /// assert_eq!(raw.decode::<(&str, u8)>()?, ("load", 3));
    /// assert_eq!(raw.decode::<(&str, bool)>().unwrap_err().to_string(), "Expected `bool`, got `int` - at `$[1]`");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`msgpack::from_slice`], or as [`json::from_slice`](crate::json::from_slice). The value is in JSON and the type
    /// has no JSON codec.
    #[inline]
    pub fn decode<'r, T: Decode<'r>>(&'r self) -> Result<T, Error> {
        self.decode_with(&Limits::DEFAULT)
    }

    /// [`decode`](Self::decode) with limits of the caller's.
    ///
    /// ```
    /// use klaw_runtime::{Limits, Raw};
    ///
    /// let raw = Raw::encode(&vec!["a", "b"]);
    /// assert!(raw.decode_with::<Vec<&str>>(&Limits::new().element_count(1)).is_err());
    /// ```
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    #[inline]
    pub fn decode_with<'r, T: Decode<'r>>(&'r self, limits: &Limits) -> Result<T, Error> {
        match self.format {
            Format::MessagePack => msgpack::from_slice_with(&self.bytes, limits),
            #[cfg(feature = "json")]
            Format::Json => json::decode_with(&self.bytes, limits),
        }
    }

    /// The encoded value.
    #[inline]
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The encoded value, without a copy where it is owned.
    ///
    /// ```
    /// use klaw_runtime::Raw;
    ///
    /// assert_eq!(Raw::encode("ok").into_bytes(), b"\xa2ok");
    /// ```
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes.into_owned()
    }

    /// A value that borrows nothing.
    ///
    /// ```
    /// use klaw_runtime::{Error, Raw, msgpack};
    ///
    /// fn payload(frame: &[u8]) -> Result<Raw<'static>, Error> {
    ///     msgpack::from_slice::<Raw<'_>>(frame).map(Raw::into_owned)
    /// }
    /// assert_eq!(payload(&[7]).unwrap().as_bytes(), [7]);
    /// ```
    #[must_use]
    pub fn into_owned(self) -> Raw<'static> {
        Raw { bytes: Cow::Owned(self.bytes.into_owned()), format: self.format }
    }

    /// Is the value nil?
    #[must_use]
    pub fn is_nil(&self) -> bool {
        match self.format {
            Format::MessagePack => *self.bytes == [0xc0],
            #[cfg(feature = "json")]
            Format::Json => *self.bytes == *b"null",
        }
    }
}

/// What was written by code that does not vouch for it must be one value. klaw's own, and the derive's, has a bound, but for what
/// holds anything.
#[track_caller]
#[allow(clippy::panic, reason = "documented: a codec that is wrong, and no input can make it so")]
fn one_value<T: ?Sized>(checked: Result<(), Error>) {
    if let Err(error) = checked {
        let name = std::any::type_name::<T>();
        panic!("what `{name}` writes is not one value: {error}; mend its hand-written `Encode`");
    }
}

/// Nil.
impl Default for Raw<'_> {
    fn default() -> Self {
        Self::NIL
    }
}

/// What it is and how long: a payload is nothing for a log. [`as_bytes`](Raw::as_bytes) has the bytes, and
/// [`to_json`](Raw::to_json) something to read.
///
/// ```
/// use klaw_runtime::Raw;
///
/// assert_eq!(format!("{:?}", Raw::encode("secret")), "Raw(str, 7 bytes)");
/// ```
impl fmt::Debug for Raw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match (self.format, self.bytes.first()) {
            (Format::MessagePack, Some(&opcode)) => msgpack::Kind::of(opcode).got_by_opcode(),
            (Format::MessagePack, None) => "nothing",
            #[cfg(feature = "json")]
            (Format::Json, _) => "JSON",
        };
        write!(f, "Raw({what}, {} bytes)", self.bytes.len())
    }
}

/// In a message of the other format it is transcoded; what has no form there is nil.
impl Encode for Raw<'_> {
    const TYPE: WireType = WireType::Any;
    // SAFETY: the bytes are written as they are, and `dynamic` counts them; what is transcoded has no bound.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(0) };

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn dynamic(&self) -> usize {
        match self.format {
            Format::MessagePack => self.bytes.len(),
            #[cfg(feature = "json")]
            Format::Json => usize::MAX,
        }
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put<S: Sink>(&self, sink: &mut S) {
        match self.format {
            Format::MessagePack => sink.bytes(&self.bytes),
            #[cfg(feature = "json")]
            Format::Json => match self.to_msgpack() {
                Ok(raw) => sink.bytes(&raw.bytes),
                Err(_) => sink.put_nil(),
            },
        }
    }

    #[cfg(feature = "json")]
    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        match self.to_json() {
            Ok(raw) if !self.is_nil() => writer.raw(&raw.bytes),
            _ => writer.null(),
        }
    }
}

impl<'de: 'a, 'a> Decode<'de> for Raw<'a> {
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        match reader.raw() {
            Ok(bytes) => Ok(Self::from_checked(bytes)),
            Err(error) => Err(error),
        }
    }

    #[cfg(feature = "json")]
    fn decode_json(reader: &mut json::Reader<'de>) -> Result<Self, Error> {
        reader.raw().map(Self::from_checked_json)
    }
}

impl Validate for Raw<'_> {}
impl Frozen for Raw<'_> {}
