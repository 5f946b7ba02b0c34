//! No multiple within the bounds.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(multiple_of = 7, gt = 7, lt = 14)]
    day: u8,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
