//! The same of a constant, through an `Option`.

use klaw_runtime::WireMessage;

const LEAST: u32 = 300;

#[derive(WireMessage)]
struct Task {
    #[constrain(ge = LEAST)]
    priority: Option<u8>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
