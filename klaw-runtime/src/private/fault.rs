//! What an enum of errors calls.

pub use crate::envelope::WireError;

use crate::decode::{Decode, DecodeOwned};
use crate::encode::Encode;
use crate::envelope::WireHeader;
use crate::error::Error;
use crate::msgpack::{Reader, Writer};
use crate::raw::Raw;
use crate::schema::{FieldSchema, Schema, Shape, WireType};
use crate::wire_fault::{UnknownFault, WireFault};

/// On the wire an error is the envelope's.
pub const TYPE: WireType = <WireError<'static> as Encode>::TYPE;

/// The schema of an enum of errors: another name for the envelope's error.
pub const fn schema(name: &'static str, doc: &'static str) -> Schema {
    let field = FieldSchema {
        name: "0",
        doc: "",
        aliases: &[],
        position: 0,
        since: 1,
        ty: TYPE,
        generic: false,
        required: true,
        default: None,
        default_value: None,
        secret: false,
        rules: None,
        checked: false,
        check_default: None,
        lax: false,
    };
    Schema { name, doc, shape: Shape::Newtype(field), checked: false }
}

/// An error with its code, its text and its details.
pub fn to_wire(code: &'static str, fault: &impl WireFault, details: Raw<'static>) -> WireError<'static> {
    WireError { details, ..WireError::new(WireHeader::default(), code, fault.to_string()) }
}

/// What an enum with mistakes says.
pub fn unsaid() -> WireError<'static> {
    WireError::new(WireHeader::default(), "", "")
}

/// The message, for as long as anyone wants it.
pub fn own(wire: &WireError<'_>) -> WireError<'static> {
    wire.clone().into_owned()
}

/// The details of an error whose code is known.
///
/// # Errors
/// They are not what the code stands for.
pub fn details<T: DecodeOwned>(wire: &WireError<'_>) -> Result<T, UnknownFault> {
    wire.details.decode().map_err(|error: Error| UnknownFault::new(own(wire), Some(error)))
}

/// An error whose code is not known.
#[cold]
pub fn unknown(wire: &WireError<'_>) -> UnknownFault {
    UnknownFault::new(own(wire), None)
}

/// Writes an error where a message stands.
pub fn encode(fault: &impl WireFault, writer: &mut Writer<'_>) {
    fault.to_wire().encode(writer);
}

/// Reads an error where a message stands.
///
/// # Errors
/// Not an error message, or none of the codes.
pub fn decode<T: WireFault>(reader: &mut Reader<'_>) -> Result<T, Error> {
    let start = reader.offset();
    let wire = WireError::decode(reader)?;
    T::from_wire(&wire).map_err(|unknown| Error::custom(unknown).or_offset(start))
}
