//! A rule on a type with a schema of its own.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
enum Color {
    Red,
    Blue,
}

#[derive(WireMessage)]
struct Task {
    #[constrain(max_length = 4)]
    color: Color,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
