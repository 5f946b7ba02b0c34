//! A name that is no string.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(rename = 3)]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
