//! What the test binaries share.

pub mod wire_types;
