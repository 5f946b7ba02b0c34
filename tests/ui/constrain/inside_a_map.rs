//! Rules of keys and values that their types do not fit, both in one compile.

// errors: 2

use klaw_runtime::WireMessage;
use std::collections::BTreeMap;

#[derive(WireMessage)]
struct Task {
    #[constrain(keys(min_length = 1), values(items(pattern = "a")))]
    counts: BTreeMap<u8, Vec<u16>>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
