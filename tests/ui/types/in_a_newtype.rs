//! The same in a newtype.

use klaw_runtime::WireMessage;

struct Socket;

#[derive(WireMessage)]
#[wire(transparent)]
struct Task(Socket);

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
