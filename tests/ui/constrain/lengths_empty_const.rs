//! An empty range of lengths.

use klaw_runtime::WireMessage;

const LEAST: usize = 9;

#[derive(WireMessage)]
struct Task {
    #[constrain(min_length = LEAST, max_length = 8)]
    name: String,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
