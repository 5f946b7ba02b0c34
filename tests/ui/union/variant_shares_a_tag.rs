//! A struct-like variant of a member's tag.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(tag = 1)]
struct Started {
    id: u64,
}

#[derive(WireMessage)]
enum Event {
    Started(Started),
    #[wire(tag = 1)]
    Stop {},
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
