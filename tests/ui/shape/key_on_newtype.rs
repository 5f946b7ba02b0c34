//! A key that a newtype has no use for.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(transparent, array_like)]
struct Task(u64);

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
