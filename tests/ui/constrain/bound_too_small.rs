//! A bound below every value.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(lt = 0)]
    seq: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
