//! Hostile input, class by class, on every road that bytes come in on: on a stack of 256 KiB, with the heap counted.
//!
//! A class is a test named `class_NN_..`; `roads` holds the table of what each is run through.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

#[allow(dead_code, reason = "the sizes of single blocks are for `alloc`")]
#[path = "../alloc/counter.rs"]
mod counter;

mod buffers;
mod channels;
mod classes;
mod configuration;
mod cut;
mod edges;
mod framing;
mod json;
mod json_stack;
mod limits;
mod linear;
mod memory;
mod nesting;
mod panics;
mod promises;
mod replay;
mod roads;
mod secrets;
mod shapes;
mod sizes;
mod stack;
mod toml;
mod values;
mod versions;
