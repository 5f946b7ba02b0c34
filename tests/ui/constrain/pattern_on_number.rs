//! A pattern on a number.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(pattern = "^[0-9]+$")]
    seq: u32,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
