//! Text has no keys.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(keys(max_length = 9))]
    name: String,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
