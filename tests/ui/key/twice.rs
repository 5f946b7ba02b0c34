//! A key given twice.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(tag = 1, frozen, tag = 2)]
struct Task {
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
