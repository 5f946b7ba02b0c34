//! A range that nothing lies in.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(ge = 5, le = 1)]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
