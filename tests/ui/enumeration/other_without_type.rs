//! `other` without room for the value.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Event {
    Low,
    #[wire(other)]
    Other,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
