//! A key of a field on the item.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(skip)]
struct Task {
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
