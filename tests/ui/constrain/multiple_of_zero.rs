//! Multiples of zero.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(multiple_of = 0)]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
