//! A key that is close to no other.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(zzz)]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
