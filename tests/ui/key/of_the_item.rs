//! A key of the item on a field.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(array_like)]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
