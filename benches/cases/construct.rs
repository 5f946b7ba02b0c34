//! Building a message: in Rust it is filling a struct, and rules run when they are asked for.

use crate::configs;
use crate::harness::{Group, Row};
use crate::messages::{Config, Constrained};
use klaw_runtime::Validate;
use std::hint::black_box;

/// With text that is lent, with text of its own, and with its rules.
#[must_use]
pub fn rows() -> Vec<Row> {
    vec![Row::new("construct", construct)]
}

fn construct() -> Group {
    let mut group = Group::new();
    group.case("klaw", configs(), |config| {
        black_box(&fill(black_box(config)));
    });
    group.case("klaw, validated", configs(), |config| {
        let message = fill(black_box(config));
        assert!(message.validate().is_ok());
        black_box(&message);
    });
    group.case("klaw, owned", configs(), |config| {
        let Config { capacity, timeout, concurrency, name, namespace } = black_box(config);
        black_box(&Config {
            capacity: *capacity,
            timeout: *timeout,
            concurrency: *concurrency,
            name: name.clone(),
            namespace: namespace.clone(),
        });
    });
    group
}

#[inline(always)]
fn fill(config: &Config<String>) -> Constrained<'_> {
    let Config { capacity, timeout, concurrency, name, namespace } = config;
    Constrained { capacity: *capacity, timeout: *timeout, concurrency: *concurrency, name, namespace }
}
