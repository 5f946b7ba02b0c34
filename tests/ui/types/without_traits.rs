//! A field whose type is not a wire type.

use klaw_runtime::WireMessage;

struct Socket;

#[derive(WireMessage)]
struct Task {
    socket: Socket,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
