//! A tuple struct of several fields.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task(u64, u64);

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
