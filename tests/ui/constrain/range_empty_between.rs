//! A range whose ends exclude each other.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(gt = 5, le = 5)]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
