//! A type with a mistake has its serde all the same.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(serde)]
struct Inner {
    #[wire(defualt)]
    id: u32,
}

#[derive(WireMessage)]
#[wire(serde)]
struct Outer {
    inner: Inner,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Outer>;
    let _ = klaw_runtime::msgpack::from_slice::<Outer>;
}
