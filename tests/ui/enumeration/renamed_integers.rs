//! Names for integers.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(rename_all = "snake_case")]
enum Event {
    Low = 1,
    High = 2,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
