//! A message's tag is no field.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like)]
struct Task {
    #[wire(tag)]
    kind: i64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
    let _ = klaw_runtime::view::first::<Task>;
}
