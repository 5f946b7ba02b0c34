//! What channels promise: the same of every backend, and the state machine's own rules without any.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod actor;
mod backends;
mod conformance;
mod faults;
mod frames;
mod kinds;
mod state;
mod traps;
mod variance;
