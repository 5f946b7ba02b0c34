//! Positions and types are known across crates.

use klaw_runtime::WireMessage;
use klaw_runtime::envelope::WireEnvelope;

#[derive(WireMessage)]
#[wire(view_of = WireEnvelope<'a>)]
struct Payload<'a> {
    payload: klaw_runtime::Raw<'a>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<WireEnvelope<'_>>;
    let _ = klaw_runtime::msgpack::from_slice::<Payload<'_>>;
}
