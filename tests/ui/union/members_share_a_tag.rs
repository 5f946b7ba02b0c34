//! Two members of one tag.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(tag = 1)]
struct Started {
    id: u64,
}

#[derive(WireMessage)]
#[wire(tag = 1)]
struct Stopped {
    id: u64,
}

#[derive(WireMessage)]
enum Event {
    Started(Started),
    Stopped(Stopped),
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
