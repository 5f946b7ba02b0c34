//! Bytes that base64 cannot lend.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(json)]
struct Outer<'a> {
    blob: &'a [u8],
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Outer<'_>>;
    let _ = klaw_runtime::msgpack::from_slice::<Outer<'_>>;
}
