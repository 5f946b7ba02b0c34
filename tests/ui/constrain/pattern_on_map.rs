//! The entries of a map have patterns of their own.

use klaw_runtime::WireMessage;
use std::collections::BTreeMap;

#[derive(WireMessage)]
struct Task {
    #[constrain(pattern = "^[a-z]+$")]
    labels: BTreeMap<String, String>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
