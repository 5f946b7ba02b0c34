//! A union that keeps what it does not know.

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
#[wire(array_like)]
enum Event<'a> {
    Task(Task),
    #[wire(other)]
    Unknown(klaw_runtime::Raw<'a>),
}

#[derive(WireMessage)]
#[wire(view_of = Event<'_>)]
struct TaskView {
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event<'_>>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView>;
    let _ = klaw_runtime::view::first::<TaskView>;
}
