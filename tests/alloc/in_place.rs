//! Decoding over an old value keeps its memory.

use crate::blocks;
use klaw_runtime::{WireMessage, msgpack};
use std::collections::HashMap;

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Reused {
    name: String,
    bytes: Vec<u8>,
    values: Vec<u64>,
    lines: Vec<String>,
    table: HashMap<u32, u64>,
    inner: Box<(u8, u8)>,
    note: Option<String>,
}

#[derive(Debug, PartialEq, WireMessage)]
struct ReusedMap {
    name: String,
    lines: Vec<String>,
}

/// The second message, no larger than the first, takes what the first left.
#[test]
fn decoding_in_place_keeps_every_block() {
    let message = |text: &str, count: u32| Reused {
        name: text.into(),
        bytes: text.into(),
        values: (0..u64::from(count)).collect(),
        lines: vec![text.into(); count as usize],
        table: (0..count).map(|key| (key, 1)).collect(),
        inner: Box::new((1, 2)),
        note: Some(text.into()),
    };
    let (mut value, second) = (message("a longer text", 9), message("text", 5));
    let frame = msgpack::to_vec(&second);
    assert_eq!(blocks(|| msgpack::decode_in_place(&frame, &mut value).unwrap()), 0);
    assert_eq!(value, second);

    let mut value = ReusedMap { name: "a longer text".into(), lines: vec!["a longer line".into(); 4] };
    let second = ReusedMap { name: "name".into(), lines: vec!["line".into(); 3] };
    let frame = msgpack::to_vec(&second);
    assert_eq!(blocks(|| msgpack::decode_in_place(&frame, &mut value).unwrap()), 0);
    assert_eq!(value, second);
    // A fresh decode takes a block for the name, the vector and each line.
    assert_eq!(blocks(|| msgpack::from_slice::<ReusedMap>(&frame).unwrap()), 5);
}
