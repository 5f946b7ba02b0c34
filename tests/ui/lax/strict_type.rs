//! A string is a string by the lax rules too.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(lax)]
    retries: Option<u8>,
    #[wire(lax)]
    labels: Vec<String>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
