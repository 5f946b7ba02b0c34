//! A code goes on a variant.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(code = "gone")]
struct Gone {
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Gone>;
    let _ = klaw_runtime::msgpack::from_slice::<Gone>;
}
