//! The messages of [`wire_types`](crate::wire_types) as JSON, and those beyond them that JSON can hold.

use crate::wire_types::{
    Containers, Even, Event, Limits, LimitsArray, Strict, TaskStrict, TaskV1, TaskV2, TaskV3, more, owned,
};
use klaw_runtime::envelope::{WireEnvelope, WireHeader};
use klaw_runtime::json::{self, Json};
use klaw_runtime::{Decode, Encode, Error, Validate, json_schema, msgpack};
use serde::{Deserialize, Serialize};

/// Decodes a text, and gives what encoding writes for it.
pub type Recode = fn(&[u8]) -> Result<Vec<u8>, Error>;

/// Decodes a text by way of serde_json, and gives what encoding writes for it here and there.
pub type RecodeInSerde = fn(&[u8]) -> Result<[Vec<u8>; 2], serde_json::Error>;

/// A type under its name in `wire_types.py`: as JSON.
pub struct JsonType {
    /// The name.
    pub name: &'static str,
    /// The road through the form that borrows: it refuses strings with escapes. Not of types that hold borrowed bytes.
    pub borrowed: Option<Recode>,
    /// The road through the form that does not.
    pub owned: Recode,
    /// That road by way of serde_json.
    pub serde: RecodeInSerde,
    /// The JSON Schema of the type, and of its other form if there are two.
    pub schemas: [fn() -> String; 2],
}

macro_rules! both {
    ($($name:ident $(<$lifetime:lifetime>)?)*) => {
        [$(JsonType {
            name: stringify!($name),
            borrowed: Some(|text| recode::<$name $(<$lifetime>)?>(text)),
            owned: |text| recode::<owned::$name>(text),
            serde: |text| recode_in_serde::<owned::$name>(text),
            schemas: [json_schema::<$name $(<$lifetime>)?>, json_schema::<owned::$name>],
        }),*]
    };
}

macro_rules! one {
    ($($name:literal: $type:ty;)*) => {
        [$(JsonType {
            name: $name,
            borrowed: None,
            owned: |text| recode::<$type>(text),
            serde: |text| recode_in_serde::<$type>(text),
            schemas: [json_schema::<$type>, json_schema::<$type>],
        }),*]
    };
}

const BOTH: [JsonType; 9] = both!(
    Limits<'_> LimitsArray<'_> Strict<'_> Containers<'_> TaskV1<'_> TaskV2<'_> TaskV3<'_> TaskStrict<'_> Event<'_>
);

const ONE: [JsonType; 6] = one! {
    "WireHeader": WireHeader<'_>;
    "WireEnvelope": WireEnvelope<'_>;
    "Scalars": owned::Scalars;
    "Even": Even;
    "Single": more::Single;
    "Wide": more::Wide;
};

/// Every type.
pub fn all() -> impl Iterator<Item = &'static JsonType> {
    const { &BOTH }.iter().chain(const { &ONE })
}

/// The type of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static JsonType> {
    all().find(|one| one.name == name)
}

/// Decodes a text and encodes it again; what was decoded must go through MessagePack unchanged.
fn recode<'de, T: Decode<'de> + Encode + Json + Validate>(text: &'de [u8]) -> Result<Vec<u8>, Error> {
    let value: T = json::from_slice(text)?;
    let written = json::to_vec(&value);
    assert_eq!(json::to_string(&value).as_bytes(), written);
    assert!(value.validate().is_ok());
    assert!(msgpack::try_to_vec(&value).is_ok());
    Ok(written)
}

fn recode_in_serde<'de, T: Deserialize<'de> + Serialize + Encode + Json>(
    text: &'de [u8],
) -> Result<[Vec<u8>; 2], serde_json::Error> {
    let value: T = serde_json::from_slice(text)?;
    Ok([json::to_vec(&value), serde_json::to_vec(&value)?])
}
