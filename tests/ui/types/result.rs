//! A `Result` in a message.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    outcome: Result<u64, String>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
