//! Constraints of what is inside, not in parentheses.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(items = 3)]
    id: Vec<u64>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
