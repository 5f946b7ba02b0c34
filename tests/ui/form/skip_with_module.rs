//! A module for what is not on the wire.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(skip, with = module)]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
