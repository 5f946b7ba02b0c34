//! A position behind nothing.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like, reserved(2))]
struct Task {}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
