//! A field that can change while it is shared.

use klaw_runtime::WireMessage;

use std::cell::Cell;

#[derive(WireMessage)]
#[wire(frozen)]
struct Task {
    #[wire(skip)]
    hits: Cell<u64>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
