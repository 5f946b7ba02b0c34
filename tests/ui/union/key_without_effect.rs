//! A key for struct-like variants where there are none.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(tag = 1)]
struct Started {
    id: u64,
}

#[derive(WireMessage)]
#[wire(forbid_unknown_fields)]
enum Event {
    Started(Started),
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
