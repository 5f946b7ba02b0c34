//! A mistake of the viewed type is its own.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like, tag = 1.5)]
struct Task {
    id: u64,
}

#[derive(WireMessage)]
#[wire(view_of = Task)]
struct TaskView {
    id: u64,
    name: String,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView>;
    let _ = klaw_runtime::view::first::<TaskView>;
}
