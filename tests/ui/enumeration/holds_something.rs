//! A value that holds something.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Event {
    Low,
    High,
    Other(String),
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
