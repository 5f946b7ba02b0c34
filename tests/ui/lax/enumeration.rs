//! A value is read where it stands.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(lax)]
enum Level {
    Low = 1,
    High = 2,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Level>;
    let _ = klaw_runtime::msgpack::from_slice::<Level>;
}
