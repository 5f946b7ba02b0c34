//! What the runtime promises of its own types, its errors and its limits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod stack;
