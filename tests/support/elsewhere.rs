//! Messages for the cases in which a type is another crate's: the constants of one are evaluated in the other.

use klaw_runtime::WireMessage;

/// A message.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 7)]
pub struct Started<'a> {
    /// A field.
    pub name: &'a str,
}

/// A message with the same tag: no union may hold both.
#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 7)]
pub struct Stopped {
    /// A field.
    pub at: u32,
}
