//! A bound that the type cannot hold.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(ge = 300)]
    priority: u8,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
