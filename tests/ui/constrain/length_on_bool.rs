//! A length on what has none.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(max_length = 4)]
    done: bool,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
