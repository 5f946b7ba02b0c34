//! A viewed type that is no message.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(view_of = u64)]
struct TaskView {
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<u64>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView>;
    let _ = klaw_runtime::view::first::<TaskView>;
}
