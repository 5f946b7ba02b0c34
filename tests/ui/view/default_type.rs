//! A default that is written is of the viewed field's type.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like)]
struct Task {
    #[wire(default = vec![1])]
    body: Vec<u8>,
}

#[derive(WireMessage)]
#[wire(view_of = Task)]
struct TaskView<'a> {
    body: &'a [u8],
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView<'_>>;
    let _ = klaw_runtime::view::first::<TaskView<'_>>;
}
