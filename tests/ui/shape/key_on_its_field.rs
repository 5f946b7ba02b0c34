//! The same on its field.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(transparent)]
struct Task(#[wire(default)] u64);

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
