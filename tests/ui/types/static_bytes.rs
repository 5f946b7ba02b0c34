//! Bytes that outlive their frame, inside of another type.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    parts: Option<&'static [u8]>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
