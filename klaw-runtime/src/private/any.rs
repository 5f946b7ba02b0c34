//! A type that stands for a type parameter where the rules between a union's members are checked.

use crate::decode::Decode;
use crate::encode::Encode;
use crate::envelope::MessageKind;
use crate::error::Error;
use crate::message::{Frozen, WireMessage};
use crate::msgpack::{Reader, Writer};
use crate::schema::Schema;
use crate::validate::Validate;

/// Implements every trait that a derived impl asks of a parameter. No value of it is ever made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Any;

impl Encode for Any {
    fn encode(&self, writer: &mut Writer<'_>) {
        writer.nil();
    }
}

impl<'de> Decode<'de> for Any {
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        reader.skip().map(|()| Self)
    }
}

impl Validate for Any {}
impl Frozen for Any {}

impl WireMessage for Any {
    /// Some type's; nobody reads it.
    const SCHEMA: &'static Schema = MessageKind::SCHEMA;
}
