//! A key of the item on a variant.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Event {
    #[wire(frozen)]
    Low,
    High,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
