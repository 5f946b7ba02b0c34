//! What channels promise: the same of every backend, and the state machine's own rules without any.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

/// What the suite runs on here.
macro_rules! backends {
    ($conformance:ident) => {
        $conformance!(local_moved, crate::backends::Moved);
        $conformance!(local_framed, crate::backends::Framed);
        $conformance!(actor, crate::backends::Actor);
    };
}

mod actor;
mod backends;
mod conformance;
mod faults;
mod frames;
mod kinds;
mod soak;
mod state;
mod traps;
mod variance;
