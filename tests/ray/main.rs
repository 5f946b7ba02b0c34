//! Channels on Ray: what every channel promises, the traps of Ray, and what fails. Needs a Ray: `tests/services/ray-up.sh`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

/// What the suite runs on here.
macro_rules! backends {
    ($conformance:ident) => {
        $conformance!(ray, crate::backends::OnRay::new());
    };
}

#[path = "../channel/conformance.rs"]
mod conformance;

mod actor;
mod backends;
mod cluster;
