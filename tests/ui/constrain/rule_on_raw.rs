//! A rule on any value.

use klaw_runtime::WireMessage;
use klaw_runtime::Raw;

#[derive(WireMessage)]
struct Task<'a> {
    #[constrain(min_length = 1)]
    body: Raw<'a>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task<'_>>;
    let _ = klaw_runtime::msgpack::from_slice::<Task<'_>>;
}
