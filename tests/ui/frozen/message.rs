//! A message that is not frozen in one that is.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Header {
    id: u64,
}

#[derive(WireMessage)]
#[wire(frozen)]
struct Task {
    header: Header,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
