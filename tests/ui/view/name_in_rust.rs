//! The name on the wire is what counts.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like, rename_all = "camelCase")]
struct Task {
    task_id: u64,
    #[wire(skip)]
    cache: u64,
}

#[derive(WireMessage)]
#[wire(view_of = Task)]
struct TaskView {
    task_id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView>;
    let _ = klaw_runtime::view::first::<TaskView>;
}
