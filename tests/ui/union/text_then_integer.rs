//! Tags of two kinds, the other way.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Event {
    #[wire(tag)]
    Scale { count: u32 },
    #[wire(tag = 2)]
    Stop {},
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
