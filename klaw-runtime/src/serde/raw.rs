//! `Raw`: a value like any other; in serde_json its JSON, word for word, if the feature of that name is on.

use super::{De, Place, Ser};
#[cfg(feature = "serde_json")]
use crate::raw::Format;
use crate::raw::Raw;
use crate::value::Value;
use serde_core::{Deserializer, Serializer};
#[cfg(feature = "serde_json")]
use {
    serde_core::{Deserialize, Serialize},
    serde_json::value::RawValue,
    std::any::type_name,
};

impl Ser for Raw<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[cfg(feature = "serde_json")]
        if self.format() == Format::Json && is_of_serde_json::<S>("ser::Serializer") {
            return match serde_json::from_slice::<&RawValue>(self.as_bytes()) {
                Ok(text) => text.serialize(serializer),
                Err(error) => Err(serde_core::ser::Error::custom(error)),
            };
        }
        match self.decode::<Value<'_>>() {
            Ok(value) => Ser::serialize(&value, serializer),
            Err(error) => Err(serde_core::ser::Error::custom(error)),
        }
    }
}

impl<'de: 'a, 'a> De<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D, place: &Place<'_>) -> Result<Self, D::Error> {
        #[cfg(feature = "serde_json")]
        if is_of_serde_json::<D>("de::Deserializer") {
            let raw = if type_name::<D>().contains("IoRead") {
                Box::<RawValue>::deserialize(deserializer)
                    .map(|text| Raw::from_json(String::from(Box::<str>::from(text))))
            } else {
                <&'de RawValue>::deserialize(deserializer).map(|text| Raw::from_json(text.get()))
            };
            return raw?.map_err(|error| place.error(error));
        }
        let raw = Raw::written(&<Value<'de> as De<'de>>::deserialize(deserializer, place)?);
        place.charge(raw.as_bytes().len())?;
        Ok(raw)
    }
}

/// Is `T` a mutable reference to that type of serde_json? By its name, as serde's traits have no `'static`; where names look
/// otherwise one day, a `Raw` is a value like any other.
#[cfg(feature = "serde_json")]
fn is_of_serde_json<T>(ty: &str) -> bool {
    let path = type_name::<T>().strip_prefix("&mut serde_json::");
    path.and_then(|path| path.strip_prefix(ty)).is_some_and(|rest| rest.starts_with('<'))
}
