//! The map form beside the array form: what the names of the fields cost.

use super::{decode, encode, keep};
use crate::configs;
use crate::harness::{Group, Row};
use crate::messages::{Config, Settings};
use crate::peers::{klaw, rmp_serde_named, zerompk};
use std::hint::black_box;

/// Decode borrowed and encode.
#[must_use]
pub fn rows() -> Vec<Row> {
    vec![Row::new("map form decode borrowed", decode_borrowed), Row::new("map form encode reused", encode_reused)]
}

fn inputs() -> (Vec<Settings<&'static str>>, Vec<Config<&'static str>>) {
    let configs: Vec<_> = keep(configs()).iter().map(Config::borrowed).collect();
    let settings: Vec<Settings<_>> = configs.iter().map(Into::into).collect();
    for value in &settings {
        assert_eq!(zerompk::fresh(value), klaw::fresh(value));
        assert_eq!(rmp_serde_named::fresh(value), klaw::fresh(value));
    }
    (settings, configs)
}

fn decode_borrowed() -> Group {
    let (settings, configs) = inputs();
    let mut group = Group::new();
    decode!(group, Settings<&str>, settings, [klaw]);
    decode!(group, Config<&str>, configs, [klaw as "klaw, array form"]);
    decode!(group, Settings<&str>, settings, [zerompk, rmp_serde_named]);
    group.goal("zerompk", 1.0, 1.0)
}

fn encode_reused() -> Group {
    let (settings, configs) = inputs();
    let mut group = Group::new();
    encode!(group, settings, [klaw]);
    encode!(group, configs, [klaw as "klaw, array form"]);
    encode!(group, settings, [zerompk, rmp_serde_named]);
    group.goal("zerompk", 1.0, 1.0)
}
