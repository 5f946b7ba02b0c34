//! The same of what a newtype holds.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Inner {
    id: u32,
}

#[derive(WireMessage)]
#[wire(transparent, serde)]
struct Outer(Inner);

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Outer>;
    let _ = klaw_runtime::msgpack::from_slice::<Outer>;
}
