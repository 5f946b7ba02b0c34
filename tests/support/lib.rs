//! What the test binaries share.

pub mod assert;
#[cfg(any(test, doctest))]
mod docs;
pub mod elsewhere;

pub mod wire_types;
