//! A string that is no path.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(with = "a b")]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
