//! `items` on a map.

use klaw_runtime::WireMessage;
use std::collections::BTreeMap;

#[derive(WireMessage)]
struct Task {
    #[constrain(items(ge = 1))]
    counts: BTreeMap<String, u32>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
