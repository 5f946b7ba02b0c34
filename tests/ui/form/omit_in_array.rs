//! `omit_defaults` in array form.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like, omit_defaults)]
struct Task {
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
