//! A member with a mistake of its own is one error.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(tag = 1)]
struct Started {
    id: u64,
}

#[derive(WireMessage)]
#[wire(tagg = 2)]
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
