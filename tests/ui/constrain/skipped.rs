//! A constraint on a field that is not on the wire.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(skip)]
    #[constrain(ge = 1)]
    cache: u32,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
