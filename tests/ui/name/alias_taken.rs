//! An alias that is another field's name.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    id: u64,
    #[wire(alias = "id")]
    number: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
