//! A wire key among the constraints.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(rename = "x")]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
