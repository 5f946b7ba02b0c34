//! An integer that the wire does not have.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    id: u128,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
