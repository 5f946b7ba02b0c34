//! A check takes the viewed field's type.

use klaw_runtime::WireMessage;

fn known(name: &String) -> Result<(), &'static str> {
    if name == "main" { Ok(()) } else { Err("unknown") }
}

#[derive(WireMessage)]
#[wire(array_like)]
struct Task {
    #[constrain(with = known)]
    queue: String,
}

#[derive(WireMessage)]
#[wire(view_of = Task)]
struct TaskView<'a> {
    queue: &'a str,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView<'_>>;
    let _ = klaw_runtime::view::first::<TaskView<'_>>;
}
