//! The same of a member of a union.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like, tag = 1)]
struct Started {
    id: u32,
}

#[derive(WireMessage)]
#[wire(array_like, serde)]
enum Event {
    Started(Started),
    #[wire(tag = 2)]
    Stopped {},
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
