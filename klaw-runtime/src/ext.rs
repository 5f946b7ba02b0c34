//! [`Ext`]: an application's own type.

use crate::decode::Decode;
use crate::encode::Encode;
use crate::error::Error;
use crate::fault::Types;
use crate::message::Frozen;
use crate::msgpack::writer::{Bound, Sink};
use crate::msgpack::{Reader, Writer};
use crate::schema::WireType;
use crate::validate::Validate;
use std::borrow::Cow;

/// A value of MessagePack's ext family: a code and bytes.
///
/// ```
/// use klaw_runtime::{Ext, msgpack};
///
/// # fn main() -> Result<(), klaw_runtime::Error> {
/// let ext = Ext { code: 5, data: (&b"ab"[..]).into() };
/// assert_eq!(msgpack::to_vec(&ext), [0xd5, 5, b'a', b'b']);
/// assert_eq!(msgpack::from_slice::<Ext<'_>>(&[0xc7, 0, 0xff])?.code, -1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ext<'a> {
    /// What the bytes mean: 0 to 127 are the application's, negative ones MessagePack's own.
    pub code: i8,
    /// The bytes.
    pub data: Cow<'a, [u8]>,
}

impl Ext<'_> {
    /// A value that borrows nothing.
    ///
    /// ```
    /// use klaw_runtime::{Ext, msgpack};
    ///
    /// let frame = b"\xd4\x05\x01".to_vec();
    /// let ext = msgpack::from_slice::<Ext<'_>>(&frame).unwrap().into_owned();
    /// drop(frame);
    /// assert_eq!((ext.code, &*ext.data), (5, &[1][..]));
    /// ```
    #[must_use]
    pub fn into_owned(self) -> Ext<'static> {
        Ext { code: self.code, data: Cow::Owned(self.data.into_owned()) }
    }
}

impl Encode for Ext<'_> {
    const TYPE: WireType = WireType::Ext;
    // SAFETY: a header is at most six bytes; the data are `dynamic`.
    const BOUND: Bound<Self> = unsafe { Bound::at_most(6) };

    #[inline]
    fn encode(&self, writer: &mut Writer<'_>) {
        self.put(writer);
    }

    #[inline]
    fn dynamic(&self) -> usize {
        self.data.len()
    }

    #[inline]
    fn put<S: Sink>(&self, sink: &mut S) {
        sink.put_ext(self.code, &self.data);
    }
}

impl<'de: 'a, 'a> Decode<'de> for Ext<'a> {
    #[inline]
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        let ext = reader.ext(Types::EXT)?;
        Ok(Self { code: ext.code, data: Cow::Borrowed(ext.data) })
    }
}

impl Validate for Ext<'_> {}
impl Frozen for Ext<'_> {}
