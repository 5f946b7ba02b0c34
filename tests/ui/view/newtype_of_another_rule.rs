//! A newtype of the same name, which has another rule.

use klaw_runtime::WireMessage;

mod other {
    use klaw_runtime::WireMessage;

    #[derive(WireMessage)]
    #[wire(transparent)]
    #[constrain(le = 10)]
    pub struct Level(pub u8);
}

#[derive(WireMessage)]
#[wire(transparent)]
#[constrain(le = 9)]
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
