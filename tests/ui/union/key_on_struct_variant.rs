//! A key that a struct-like variant has no use for.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Event {
    #[wire(tag = 1, rename = "x")]
    Scale { count: u32 },
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
