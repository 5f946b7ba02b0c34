//! A value without a discriminant among some that have one.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Event {
    Low = 1,
    High,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
