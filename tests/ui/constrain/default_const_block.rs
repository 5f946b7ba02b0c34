//! The same in a block.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(default = const { 3 + 4 })]
    #[constrain(le = 6)]
    retries: u32,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
