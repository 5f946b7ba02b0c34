//! A newtype of the same name, which holds another type.

use klaw_runtime::WireMessage;

mod other {
    use klaw_runtime::WireMessage;

    #[derive(WireMessage)]
    #[wire(transparent)]
    pub struct Level(pub String);
}

#[derive(WireMessage)]
#[wire(transparent)]
struct Level(u8);

#[derive(WireMessage)]
#[wire(array_like)]
struct Task {
    level: Level,
}

#[derive(WireMessage)]
#[wire(view_of = Task)]
struct TaskView {
    level: other::Level,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView>;
    let _ = klaw_runtime::view::first::<TaskView>;
}
