//! A struct without a body.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task;

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
