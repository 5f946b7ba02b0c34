//! Lengths that nothing has.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(min_length = 3, max_length = 2)]
    id: String,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
