//! A view is read from MessagePack alone.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like, tag = 1)]
struct Task {
    id: u64,
    name: String,
    #[wire(default)]
    priority: u8,
}

#[derive(WireMessage)]
#[wire(view_of = Task, serde)]
struct TaskView {
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView>;
    let _ = klaw_runtime::view::first::<TaskView>;
}
