//! `items` on a string.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(items(ge = 1))]
    name: String,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
