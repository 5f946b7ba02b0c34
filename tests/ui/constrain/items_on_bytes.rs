//! `items` on bytes.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(items(ge = 1))]
    body: Vec<u8>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
