//! Bounds with no integer between them.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(gt = 4, lt = 5)]
    seq: u32,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
