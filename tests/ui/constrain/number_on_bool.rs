//! A numeric bound on what is no number.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(ge = 1)]
    done: bool,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
