//! Defaults that are no multiples.
// errors: 2

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(default = 7)]
    #[constrain(multiple_of = 5)]
    pages: u32,
    #[wire(default = (0.3))]
    #[constrain(multiple_of = 0.25)]
    share: f64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
