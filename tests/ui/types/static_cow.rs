//! Text that outlives its frame, where it is borrowed.

use klaw_runtime::WireMessage;
use std::borrow::Cow;

#[derive(WireMessage)]
struct Task {
    name: Cow<'static, str>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
