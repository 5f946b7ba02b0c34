//! A tag that no i64 holds.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(tag = 9223372036854775808)]
struct Task {
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
