//! The same through a type of another item's.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(transparent)]
struct Maybe<T>(Option<Box<T>>);

#[derive(WireMessage)]
#[wire(transparent)]
struct Task(Maybe<Task>);

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
