//! A map form among arrays.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like, tag = 1)]
struct Started {
    id: u64,
}

#[derive(WireMessage)]
#[wire(tag = 2)]
struct Stopped {
    id: u64,
}

#[derive(WireMessage)]
#[wire(array_like)]
enum Event {
    Started(Started),
    Stopped(Stopped),
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
