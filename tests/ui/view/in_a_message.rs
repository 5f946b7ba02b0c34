//! A view is read and not written.

use klaw_runtime::WireMessage;
use klaw_runtime::view::HeaderView;

#[derive(WireMessage)]
struct Task {
    header: HeaderView,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
