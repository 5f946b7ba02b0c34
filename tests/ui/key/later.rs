//! A key of a later version.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(secret)]
struct Task {
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
