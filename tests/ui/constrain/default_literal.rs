//! A default that breaks its own constraint.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(default = 0)]
    #[constrain(ge = 1)]
    retries: u32,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
