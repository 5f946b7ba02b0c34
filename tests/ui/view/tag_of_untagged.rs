//! A tag where there is none.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like)]
struct Task {
    id: u64,
}

#[derive(WireMessage)]
#[wire(view_of = Task)]
struct TaskView {
    id: u64,
    #[wire(tag)]
    tag: i64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView>;
    let _ = klaw_runtime::view::first::<TaskView>;
}
