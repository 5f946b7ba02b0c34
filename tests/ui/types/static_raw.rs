//! A value that outlives its frame.

use klaw_runtime::{Raw, WireMessage};

#[derive(WireMessage)]
struct Task {
    payload: Raw<'static>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
