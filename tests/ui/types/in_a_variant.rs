//! The same in a struct-like variant.

use klaw_runtime::WireMessage;

struct Socket;

#[derive(WireMessage)]
enum Task {
    #[wire(tag = 1)]
    Open { socket: Socket },
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
