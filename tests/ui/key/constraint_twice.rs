//! A constraint given twice.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(ge = 1, ge = 2)]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
