//! `Raw`: in serde_json its JSON, word for word; in any other format a value like any other.

use super::{De, Place, Ser};
use crate::raw::Raw;
use crate::value::Value;
use serde_core::{Deserializer, Serializer};

impl Ser for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.decode::<Value<'_>>() {
            Ok(value) => Ser::serialize(&value, serializer),
            Err(error) => Err(serde_core::ser::Error::custom(error)),
        }
    }
}

impl<'de: 'a, 'a> De<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        <Value<'de> as De<'de>>::deserialize(deserializer, place).map(|value| Raw::encode(&value))
    }
}
