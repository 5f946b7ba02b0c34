//! A newtype that is itself, or nothing.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(transparent)]
struct Task(Option<Box<Task>>);

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
