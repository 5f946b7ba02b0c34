//! A bound that the newtype keeps already.

use klaw_runtime::WireMessage;
use klaw_runtime::ChannelCapacity;

#[derive(WireMessage)]
struct Task {
    #[constrain(le = 1_000_000)]
    capacity: ChannelCapacity,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
