//! A length on a type that fixes it.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(max_length = 4)]
    id: [u8; 16],
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
