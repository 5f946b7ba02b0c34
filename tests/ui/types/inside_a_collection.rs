//! The same inside of a collection.

use klaw_runtime::WireMessage;

struct Socket;

#[derive(WireMessage)]
#[wire(array_like)]
struct Task {
    id: u64,
    #[wire(default)]
    sockets: Vec<Socket>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
