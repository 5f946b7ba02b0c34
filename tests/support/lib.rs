//! What the test binaries share.

#[cfg(any(test, doctest))]
mod docs;

pub mod wire_types;
