//! A member of one form in a union of both.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like, accept_map, tag = 1)]
struct Started {
    id: u64,
}

#[derive(WireMessage)]
#[wire(array_like, tag = 2)]
struct Stopped {
    id: u64,
}

#[derive(WireMessage)]
#[wire(array_like, accept_map)]
enum Event {
    Started(Started),
    Stopped(Stopped),
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
