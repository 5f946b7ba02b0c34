//! A struct-like variant without a tag.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Event {
    Scale { count: u32 },
    #[wire(tag = 2)]
    Stop {},
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
