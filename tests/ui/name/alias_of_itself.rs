//! An alias that is the name.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(alias = "id")]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
