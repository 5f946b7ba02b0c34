//! A type with a mistake has its JSON all the same.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(json)]
struct Inner {
    #[wire(defualt)]
    id: u32,
}

#[derive(WireMessage)]
#[wire(json)]
struct Outer {
    inner: Vec<Inner>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Outer>;
    let _ = klaw_runtime::msgpack::from_slice::<Outer>;
}
