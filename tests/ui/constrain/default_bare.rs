//! A type's default that breaks the constraint.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(default)]
    #[constrain(min_length = 1)]
    name: String,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
