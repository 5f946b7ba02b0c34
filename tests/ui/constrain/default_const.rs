//! A constant default that breaks the constraint.

use klaw_runtime::WireMessage;

const RETRIES: u32 = 0;

#[derive(WireMessage)]
struct Task {
    #[wire(default = RETRIES)]
    #[constrain(ge = 1)]
    retries: u32,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
