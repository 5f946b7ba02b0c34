//! What the runtime promises of its own types, its errors and its limits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod buffer_pool;
mod bytes;
mod codec_pool;
mod collections;
mod config;
mod encode_into;
mod envelope;
mod errors;
mod ext;
mod frame;
mod from_prefix;
mod json_schema;
mod lax;
mod limits;
mod properties;
mod raw;
mod registry;
mod report;
mod router;
mod scalars;
mod splice;
mod text;
mod toml;
mod value;
mod view;
