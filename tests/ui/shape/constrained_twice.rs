//! A newtype and its field, both constrained.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(transparent)]
#[constrain(ge = 1)]
struct Task(#[constrain(le = 9)] u64);

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
