//! A constraint among the wire keys.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(ge = 1)]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
