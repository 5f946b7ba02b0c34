//! What is inside counts.

use klaw_runtime::WireMessage;
use std::collections::BTreeMap;

#[derive(WireMessage)]
struct Task {
    limits: BTreeMap<String, Vec<Option<f32>>>,
}

#[derive(WireMessage)]
#[wire(view_of = Task)]
struct TaskView {
    limits: BTreeMap<String, Vec<f32>>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView>;
    let _ = klaw_runtime::view::first::<TaskView>;
}
