//! A name for an integer.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Event {
    #[wire(rename = "low")]
    Low = 1,
    High = 2,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
