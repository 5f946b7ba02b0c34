//! JSON: a tree of a thousand tagged nodes with dates, and one small document with rules. Peers that go through serde
//! have the same types; what they have no rules for is checked by hand behind them, and once left out, to show its share.

use super::{decode, encode, fresh, keep};
use crate::harness::{Group, Row};
use crate::messages::json::{Checks, Ruled, lent, owned};
use crate::peers::{klaw_json, serde_json, sonic_rs};
use crate::{trees, users};
use klaw_runtime::{Encode, json::Json};
use std::hint::black_box;

/// Decode borrowed and owned, encode, of both documents; and the tree as people lay it out.
#[must_use]
pub fn rows() -> Vec<Row> {
    vec![
        Row::new("JSON tree decode borrowed", tree_borrowed),
        Row::new("JSON tree decode owned", tree_owned),
        Row::new("JSON tree decode owned, with spaces", tree_spaced),
        Row::new("JSON tree encode reused", tree_encode),
        Row::new("JSON user decode borrowed", user_borrowed),
        Row::new("JSON user decode owned", user_owned),
        Row::new("JSON user encode reused", user_encode),
        Row::new("JSON user encode fresh", user_fresh),
    ]
}

/// The texts of the documents, which all write alike.
fn texts<T: Encode + Json + serde::Serialize>(values: &[T]) -> Vec<Vec<u8>> {
    let texts: Vec<Vec<u8>> = values.iter().map(klaw_json::fresh).collect();
    for (text, value) in texts.iter().zip(values) {
        assert_eq!(serde_json::fresh(value), *text);
        assert_eq!(sonic_rs::fresh(value), *text);
    }
    texts
}

/// Adds klaw, and each peer with the rules checked behind it.
macro_rules! ruled {
    ($group:ident, $type:ty, $values:expr, [$($peer:ident as $name:literal),+]) => {
        decode!($group, $type, $values, [klaw_json]);
        $(
            let written = texts(&$values);
            for (text, value) in written.iter().zip(&$values) {
                assert_eq!($peer::decode::<$type>(text).as_ref().unwrap(), value, "{}", $peer::NAME);
                assert!(value.keeps(&Checks::default()));
            }
            let checks = Checks::default();
            $group.case($name, written, move |text| {
                let value = $peer::decode::<$type>(black_box(text));
                let value = value.as_ref().unwrap();
                assert!(value.keeps(&checks));
                black_box(value);
            });
        )+
    };
}

/// The documents with their text lent.
fn lent<T: serde::Deserialize<'static>>(texts: Vec<Vec<u8>>) -> Vec<T> {
    keep(texts).iter().map(|text| serde_json::decode(text).unwrap()).collect()
}

fn tree_borrowed() -> Group {
    let trees: Vec<lent::Node<'_>> = lent(texts(&trees()));
    let mut group = Group::new();
    ruled!(group, lent::Node<'_>, trees, [sonic_rs as "sonic-rs", serde_json as "serde_json"]);
    group.goal("sonic-rs", 1.5, 1.5)
}

fn tree_owned() -> Group {
    let trees = trees();
    let mut group = Group::new();
    ruled!(group, owned::Node, trees, [sonic_rs as "sonic-rs", serde_json as "serde_json"]);
    group.case("clone", trees, |tree| {
        black_box(&black_box(tree).clone());
    });
    group.goal("sonic-rs", 1.5, 1.5)
}

/// As Python's `json.dumps` writes it, with a space behind each colon and each comma.
fn tree_spaced() -> Group {
    let trees = trees();
    let spaced = |text: Vec<u8>| {
        let text = String::from_utf8_lossy(&text).replace("\":", "\": ").replace(",\"", ", \"").replace("},{", "}, {");
        text.into_bytes()
    };
    let texts: Vec<Vec<u8>> = texts(&trees).into_iter().map(spaced).collect();
    let mut group = Group::new();
    for (text, tree) in texts.iter().zip(&trees) {
        assert_eq!(klaw_json::decode::<owned::Node>(text).as_ref().unwrap(), tree);
        assert_eq!(sonic_rs::decode::<owned::Node>(text).as_ref().unwrap(), tree);
        assert_eq!(serde_json::decode::<owned::Node>(text).as_ref().unwrap(), tree);
    }
    group.case(klaw_json::NAME, texts.clone(), |text| {
        black_box(klaw_json::decode::<owned::Node>(black_box(text)).as_ref().unwrap());
    });
    group.case(sonic_rs::NAME, texts.clone(), |text| {
        black_box(sonic_rs::decode::<owned::Node>(black_box(text)).as_ref().unwrap());
    });
    group.case(serde_json::NAME, texts, |text| {
        black_box(serde_json::decode::<owned::Node>(black_box(text)).as_ref().unwrap());
    });
    group
}

fn tree_encode() -> Group {
    let trees = trees();
    texts(&trees);
    let mut group = Group::new();
    encode!(group, trees, [klaw_json, sonic_rs, serde_json]);
    group.goal("sonic-rs", 1.0, 1.5).goal("serde_json", 1.0, 1.5)
}

fn user_borrowed() -> Group {
    let users: Vec<lent::User<'_>> = lent(texts(&users()));
    let mut group = Group::new();
    ruled!(group, lent::User<'_>, users, [sonic_rs as "sonic-rs and regex", serde_json as "serde_json and regex"]);
    decode!(group, lent::User<'_>, users, [sonic_rs as "sonic-rs without rules", serde_json as "serde_json without rules"]);
    group.goal("sonic-rs and regex", 1.5, 1.5).goal("sonic-rs without rules", 1.0, 1.5)
}

fn user_owned() -> Group {
    let users = users();
    let mut group = Group::new();
    ruled!(group, owned::User, users, [sonic_rs as "sonic-rs and regex", serde_json as "serde_json and regex"]);
    decode!(group, owned::User, users, [sonic_rs as "sonic-rs without rules", serde_json as "serde_json without rules"]);
    group.case("clone", users, |user| {
        black_box(&black_box(user).clone());
    });
    group.goal("sonic-rs and regex", 1.5, 1.5).goal("sonic-rs without rules", 1.0, 1.5)
}

fn user_encode() -> Group {
    let users = users();
    texts(&users);
    let mut group = Group::new();
    encode!(group, users, [klaw_json, sonic_rs, serde_json]);
    group.goal("sonic-rs", 1.0, 1.5).goal("serde_json", 1.0, 1.5)
}

fn user_fresh() -> Group {
    let users = users();
    texts(&users);
    let mut group = Group::new();
    fresh!(group, users, [klaw_json, sonic_rs, serde_json]);
    group.goal("sonic-rs", 1.0, 1.5).goal("serde_json", 1.0, 1.5)
}
