//! Multiples of a negative step.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(multiple_of = -0.5)]
    id: f64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
