//! Compatibility: the frames that msgspec wrote and refused, and the world's MessagePack.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod agree;
mod damage;
mod exported;
mod found;
mod from_python;
mod json;
mod json_schema;
mod lax;
mod parsing;
mod suite;
mod vectors;
