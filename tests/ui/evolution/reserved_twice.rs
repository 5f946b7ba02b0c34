//! A position reserved twice.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like, reserved(1, 1))]
struct Task {
    id: u64,
    name: String,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
