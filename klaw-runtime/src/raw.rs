//! [`Raw`]: one encoded value, kept as it is.

use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::Error;
use crate::fault::Fault;
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{self, Limits, Reader, Writer};
use crate::schema::WireType;
use crate::validate::Validate;
use std::borrow::Cow;
use std::fmt;

/// One complete, well-formed value, kept verbatim and decoded when it is asked for.
///
/// Its structure has been checked: opcodes, lengths and depth. UTF-8 is checked when it is decoded.
/// There is no empty `Raw`: the default is nil.
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
}

impl<'a> Raw<'a> {
    /// Nil: what stands for "nothing".
    pub const NIL: Self = Self { bytes: Cow::Borrowed(&[0xc0]) };

    /// Checks that `bytes` are exactly one well-formed MessagePack value.
    ///
    /// # Errors
    /// Bytes that are not: none, too few, further ones behind the value, the reserved opcode, or more
    /// open arrays and maps than [`Limits::DEPTH`].
    pub fn new(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Self, Error> {
        let bytes = bytes.into();
        Self::check(&bytes).map_err(|error| error.with_context(&bytes))?;
        Ok(Self { bytes })
    }

    fn check(bytes: &[u8]) -> Result<(), Error> {
        let mut reader = Reader::new(bytes);
        reader.skip()?;
        if reader.remaining() > 0 {
            return Err(reader.fault(Fault::Trailing { at: reader.offset() }));
        }
        Ok(())
    }

    /// A value that was read from its input a moment ago.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn from_checked(bytes: &'a [u8]) -> Self {
        Self { bytes: Cow::Borrowed(bytes) }
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
    /// As [`msgpack::to_vec`].
    #[must_use]
    pub fn encode<T: Encode + ?Sized>(value: &T) -> Raw<'static> {
        Raw { bytes: Cow::Owned(msgpack::to_vec(value)) }
    }

    /// Decodes the value. Paths and offsets in errors start at it.
    ///
    /// # Errors
    /// As [`msgpack::from_slice`].
    #[inline]
    pub fn decode<'r, T: Decode<'r>>(&'r self) -> Result<T, Error> {
        msgpack::from_slice(&self.bytes)
    }

    /// [`decode`](Self::decode) with limits of the caller's.
    ///
    /// # Errors
    /// As [`msgpack::from_slice_with`].
    #[inline]
    pub fn decode_with<'r, T: Decode<'r>>(&'r self, limits: &Limits) -> Result<T, Error> {
        msgpack::from_slice_with(&self.bytes, limits)
    }

    /// The encoded value.
    #[inline]
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The encoded value, without a copy where it is owned.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes.into_owned()
    }

    /// A value that borrows nothing.
    #[must_use]
    pub fn into_owned(self) -> Raw<'static> {
        Raw { bytes: Cow::Owned(self.bytes.into_owned()) }
    }

    /// Is the value nil?
    #[must_use]
    pub fn is_nil(&self) -> bool {
        *self.bytes == [0xc0]
    }
}

/// Nil.
impl Default for Raw<'_> {
    fn default() -> Self {
        Self::NIL
    }
}

impl fmt::Debug for Raw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Raw(")?;
        for (index, byte) in self.bytes.iter().enumerate() {
            if index == 32 {
                write!(f, " .. {} bytes", self.bytes.len())?;
                break;
            }
            write!(f, "{}{byte:02x}", if index == 0 { "" } else { " " })?;
        }
        f.write_str(")")
    }
}

impl Encode for Raw<'_> {
    const TYPE: WireType = WireType::Any;
    // SAFETY: the bytes are written as they are, and `dynamic` counts them.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(0) };

    #[inline(always)]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[inline(always)]
    fn dynamic(&self) -> usize {
        self.bytes.len()
    }

    #[inline(always)]
    fn put<S: Sink>(&self, sink: &mut S) {
        sink.bytes(&self.bytes);
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
}

impl Validate for Raw<'_> {}
impl Frozen for Raw<'_> {}
