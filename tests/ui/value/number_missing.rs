//! A bound without its number.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(le)]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
