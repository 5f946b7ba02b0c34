//! What a module of the user's reads, it reads by rules of its own.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(lax, with = klaw_runtime::with::ints)]
    ids: Vec<u8>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
