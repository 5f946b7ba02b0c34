//! A key that nobody knows, close to one that is known.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(arry_like)]
struct Task {
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
