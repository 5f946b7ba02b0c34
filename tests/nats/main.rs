//! Channels on NATS: the suite of all backends, and what a server and a network can do to them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

/// What the suite runs on here.
macro_rules! backends {
    ($conformance:ident) => {
        $conformance!(nats, crate::server::OnNats);
    };
}

#[allow(dead_code, reason = "the backends of the other binary are among them")]
#[path = "../channel/backends.rs"]
mod backends;
#[path = "../channel/conformance.rs"]
mod conformance;
mod ends;
mod faults;
mod frames;
mod opening;
mod order;
mod server;
mod sharing;
