//! The same of a constant.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[repr(u64)]
enum Event {
    Low = 1,
    High = u64::MAX,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
