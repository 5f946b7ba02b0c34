//! Tags of two kinds.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Event {
    #[wire(tag = 2)]
    Scale { count: u32 },
    #[wire(tag)]
    Stop {},
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
