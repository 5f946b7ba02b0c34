//! Two values of one name.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Event {
    Low,
    #[wire(rename = "Low")]
    High,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
