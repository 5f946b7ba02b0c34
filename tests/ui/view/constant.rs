//! Where a field stands cannot depend on a constant.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like)]
struct Task<const N: usize> {
    ids: [u64; N],
}

#[derive(WireMessage)]
#[wire(view_of = Task<N>)]
struct TaskView<const N: usize> {
    ids: [u64; N],
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task<2>>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView<2>>;
    let _ = klaw_runtime::view::first::<TaskView<2>>;
}
