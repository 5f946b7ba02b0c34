//! Two places for what is not known.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Event {
    Low,
    High,
    #[wire(other)]
    Other(String),
    #[wire(other)]
    Else(String),
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
