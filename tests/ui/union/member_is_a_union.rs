//! A union in a union.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Inner {
    #[wire(tag = 1)]
    Started {},
}

#[derive(WireMessage)]
enum Event {
    Inner(Inner),
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
