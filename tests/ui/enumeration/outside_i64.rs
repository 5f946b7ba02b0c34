//! A discriminant that no i64 holds.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[repr(u64)]
enum Event {
    Low = 1,
    High = 18446744073709551615,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
