//! The same on one of its values.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Task {
    #[wire(tag = 1)]
    Low,
    High,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
