//! Two members of one tag, a string.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like, tag = "x")]
struct Started {
    id: u64,
}

#[derive(WireMessage)]
#[wire(array_like, tag = "x")]
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
