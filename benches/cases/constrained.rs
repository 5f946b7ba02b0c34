//! Rules: what they cost beside decoding alone, and beside a peer with the `regex` crate behind it.

use super::{decode, keep, same};
use crate::configs;
use crate::harness::{Group, Row};
use crate::messages::{Config, Constrained, Ranged, Unruled};
use crate::peers::{handwritten, klaw, rmp_serde, zerompk};
use regex::Regex;
use std::hint::black_box;

/// Decode with ranges and lengths, and with patterns.
#[must_use]
pub fn rows() -> Vec<Row> {
    vec![Row::new("constrained decode ranges", ranges), Row::new("constrained decode patterns", patterns)]
}

fn inputs() -> (Vec<Config<&'static str>>, Vec<Vec<u8>>) {
    let configs: Vec<_> = keep(configs()).iter().map(Config::borrowed).collect();
    same!(configs, [handwritten, zerompk, rmp_serde]);
    let frames: Vec<Vec<u8>> = configs.iter().map(klaw::fresh).collect();
    for (frame, config) in frames.iter().zip(&configs) {
        assert_eq!(klaw::fresh(&klaw::decode::<Unruled<'_>>(frame).unwrap()), *frame);
        assert_eq!(klaw::fresh(&klaw::decode::<Ranged<'_>>(frame).unwrap()), *frame);
        assert_eq!(klaw::fresh(&klaw::decode::<Constrained<'_>>(frame).unwrap()), *frame);
        assert!(Checks::new().pass(config));
    }
    (configs, frames)
}

fn ranges() -> Group {
    let (configs, frames) = inputs();
    let mut group = Group::new();
    group.case(klaw::NAME, frames.clone(), |frame| {
        black_box(klaw::decode::<Ranged<'_>>(black_box(frame)).as_ref().unwrap());
    });
    without_rules(&mut group, &configs, frames);
    group.goal("klaw without rules", 1.0 / 1.08, 1.0 / 1.08)
}

fn patterns() -> Group {
    let (configs, frames) = inputs();
    let checks = Checks::new();
    let mut group = Group::new();
    group.case(klaw::NAME, frames.clone(), |frame| {
        black_box(klaw::decode::<Constrained<'_>>(black_box(frame)).as_ref().unwrap());
    });
    without_rules(&mut group, &configs, frames.clone());
    group.case("zerompk and regex", frames, move |frame| {
        let config = zerompk::decode::<Config<&str>>(black_box(frame)).unwrap();
        assert!(checks.pass(&config));
        black_box(&config);
    });
    group.goal("zerompk without rules", 1.0, 1.0).goal("zerompk and regex", 5.0, 5.0)
}

/// Without rules, from a function of its own: a second place that calls the decoder would change how it is inlined.
fn without_rules(group: &mut Group, configs: &[Config<&'static str>], frames: Vec<Vec<u8>>) {
    group.case("klaw without rules", frames, |frame| {
        black_box(klaw::decode::<Unruled<'_>>(black_box(frame)).as_ref().unwrap());
    });
    decode!(
        group,
        Config<&str>,
        configs,
        [handwritten as "handwritten without rules", zerompk as "zerompk without rules"]
    );
}

/// The rules as one would write them by hand.
struct Checks {
    name: Regex,
    namespace: Regex,
}

impl Checks {
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
