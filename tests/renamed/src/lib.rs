//! The derive where everything is against it: the runtime goes by the name `wire`, there is no prelude, warnings are
//! denied, `unsafe` is forbidden, and the names in scope are those that careless output would use.
//!
//! That the messages compile is most of the test; that they go there and back is the rest.

#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(
    warnings,
    future_incompatible,
    rust_2018_idioms,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    missing_debug_implementations,
    missing_docs,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unreachable_pub,
    unused,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::as_conversions,
    clippy::default_trait_access,
    clippy::indexing_slicing,
    clippy::shadow_reuse,
    clippy::shadow_same,
    clippy::shadow_unrelated,
    clippy::undocumented_unsafe_blocks,
    clippy::unwrap_used,
    clippy::wildcard_imports
)]

#[macro_use]
mod names;

pub mod messages;
#[cfg(test)]
mod round_trip;
