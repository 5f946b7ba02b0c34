//! A step below zero.

use klaw_runtime::WireMessage;

const STEP: i64 = -2;

#[derive(WireMessage)]
struct Task {
    #[constrain(multiple_of = STEP)]
    offset: i64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
