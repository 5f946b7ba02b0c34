//! A mistake of a member is its own.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like, tag = 1.5)]
struct Task {
    id: u64,
}

#[derive(WireMessage)]
#[wire(array_like)]
enum Event {
    Task(Task),
    #[wire(tag = 2)]
    Stop { id: u64 },
}

#[derive(WireMessage)]
#[wire(view_of = Event)]
struct TaskView {
    id: u64,
    #[wire(tag)]
    tag: i64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView>;
    let _ = klaw_runtime::view::first::<TaskView>;
}
