//! An empty range of constants.

use klaw_runtime::WireMessage;

const LOW: f64 = 2.0;

#[derive(WireMessage)]
struct Task {
    #[constrain(gt = LOW, le = 2.0)]
    ratio: f64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
