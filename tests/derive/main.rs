//! What `#[derive(WireMessage)]` makes of each attribute.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]
#![allow(
    clippy::manual_is_multiple_of,
    clippy::ptr_arg,
    dead_code,
    reason = "checks have the signatures that users write"
)]

mod accept_map;
mod constrain;
mod default;
mod describe;
mod enumeration;
mod evolution;
mod forbid_unknown;
mod frozen;
mod generics;
mod json;
mod lax;
mod message;
mod newtype;
mod omit;
mod rename;
mod serde;
mod skip;
mod std_types;
mod union;
mod validate;
mod view;
mod with;
