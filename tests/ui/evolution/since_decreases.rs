//! A later field in front of an older one.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like)]
struct Task {
    id: u64,
    #[wire(default, since = 3)]
    retries: u32,
    #[wire(default, since = 2)]
    name: String,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
