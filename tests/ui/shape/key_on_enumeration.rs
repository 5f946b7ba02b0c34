//! A key that an enumeration has no use for.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like)]
enum Task {
    Low,
    High,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
