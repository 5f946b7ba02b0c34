//! `keys` on a sequence.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(keys(min_length = 1))]
    labels: Vec<String>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
