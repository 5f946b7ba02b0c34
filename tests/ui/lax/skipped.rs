//! What is not on the wire is not read.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    id: u64,
    #[wire(skip, lax)]
    cache: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
