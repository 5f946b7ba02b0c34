//! A length on a number.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(min_length = 1, max_length = 4)]
    seq: u32,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
