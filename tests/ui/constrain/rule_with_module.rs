//! What a module of the user's reads is held against no rule.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(with = klaw_runtime::with::ints)]
    #[constrain(min_length = 1)]
    ids: Vec<u8>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
