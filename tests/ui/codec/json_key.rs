//! A key that JSON has no text for.

use klaw_runtime::WireMessage;

use std::collections::BTreeMap;

#[derive(WireMessage)]
#[wire(transparent, json)]
struct Pair((i64, i64));

#[derive(WireMessage)]
#[wire(json)]
struct Outer {
    table: BTreeMap<(i64, i64), u8>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Outer>;
    let _ = klaw_runtime::msgpack::from_slice::<Outer>;
}
