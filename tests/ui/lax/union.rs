//! The members' types have their own.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(tag = 1)]
struct Start {
    id: u64,
}

#[derive(WireMessage)]
#[wire(lax)]
enum Command {
    Start(Start),
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Command>;
    let _ = klaw_runtime::msgpack::from_slice::<Command>;
}
