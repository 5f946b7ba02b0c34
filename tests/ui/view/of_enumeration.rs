//! A viewed type without fields.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Level {
    Low = 1,
    High = 2,
}

#[derive(WireMessage)]
#[wire(view_of = Level)]
struct TaskView {
    low: u8,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Level>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView>;
    let _ = klaw_runtime::view::first::<TaskView>;
}
