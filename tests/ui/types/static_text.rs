//! Text that outlives its frame.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    name: &'static str,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
