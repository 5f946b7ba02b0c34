//! Rules: what they cost beside decoding alone, and beside a peer with the `regex` crate behind it.

use super::{Group, call};
use crate::configs;
use crate::messages::{Config, Constrained, Ranged};
use klaw_runtime::msgpack;
use regex::Regex;
use std::hint::black_box;

/// Decode with ranges and lengths, and with patterns.
#[must_use]
pub fn groups() -> Vec<Group> {
    let frames: Vec<Vec<u8>> = configs().iter().map(msgpack::to_vec).collect();
    for frame in &frames {
        let config = call::klaw::<Config<&str>>(frame);
        assert_eq!(call::zerompk::<Config<&str>>(frame), config);
        assert_eq!(msgpack::to_vec(&call::klaw::<Ranged<'_>>(frame)), *frame);
        assert_eq!(msgpack::to_vec(&call::klaw::<Constrained<'_>>(frame)), *frame);
        assert!(Checks::new().pass(&config));
    }
    let checks = Checks::new();
    vec![
        Group::new("constrained decode, ranges and lengths")
            .case("klaw", frames.clone(), |frame| {
                black_box(call::klaw::<Ranged<'_>>(black_box(frame)));
            })
            .case("klaw without rules", frames.clone(), |frame| {
                black_box(call::klaw::<Config<&str>>(black_box(frame)));
            })
            .case("zerompk without rules", frames.clone(), |frame| {
                black_box(call::zerompk::<Config<&str>>(black_box(frame)));
            })
            .goal("klaw without rules", 1.0 / 1.08),
        Group::new("constrained decode, patterns too")
            .case("klaw", frames.clone(), |frame| {
                black_box(call::klaw::<Constrained<'_>>(black_box(frame)));
            })
            .case("klaw without rules", frames.clone(), |frame| {
                black_box(call::klaw::<Config<&str>>(black_box(frame)));
            })
            .case("zerompk without rules", frames.clone(), |frame| {
                black_box(call::zerompk::<Config<&str>>(black_box(frame)));
            })
            .case("zerompk and regex", frames, move |frame| {
                let config = call::zerompk::<Config<&str>>(black_box(frame));
                assert!(checks.pass(&config));
                black_box(config);
            })
            .goal("zerompk without rules", 1.0)
            .goal("zerompk and regex", 5.0),
    ]
}

/// The rules as one would write them by hand.
struct Checks {
    name: Regex,
    namespace: Regex,
}

impl Checks {
    #[allow(clippy::unwrap_used, reason = "the patterns are fixed")]
    fn new() -> Self {
        Self {
            name: Regex::new("^[a-zA-Z_][a-zA-Z0-9_-]*$").unwrap(),
            namespace: Regex::new("^[a-z][a-z0-9-]*$").unwrap(),
        }
    }

    fn pass(&self, config: &Config<&str>) -> bool {
        (1..=1_000_000).contains(&config.capacity)
            && (0.0..=86_400.0).contains(&config.timeout)
            && (1..=10_000).contains(&config.concurrency)
            && (1..=255).contains(&config.name.len())
            && (1..=63).contains(&config.namespace.len())
            && self.name.is_match(config.name)
            && self.namespace.is_match(config.namespace)
    }
}
