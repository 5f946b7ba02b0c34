//! A field whose type has no serde.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Inner {
    id: u32,
}

#[derive(WireMessage)]
#[wire(serde)]
struct Outer {
    #[constrain(max_length = 3)]
    inner: Vec<Inner>,
    id: u32,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Outer>;
    let _ = klaw_runtime::msgpack::from_slice::<Outer>;
}
