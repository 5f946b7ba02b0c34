//! `first` reads views.

use klaw_runtime::{WireMessage, view};

#[derive(WireMessage)]
struct Task {
    id: u64,
}

fn main() {
    let frame = klaw_runtime::msgpack::to_vec::<Task>(&Task { id: 1 });
    let _ = klaw_runtime::msgpack::from_slice::<Task>(&frame);
    let _ = view::first::<Task>(&frame);
}
