//! Bounds that every value keeps.

// errors: 2

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(ge = 0)]
    low: u8,
    #[constrain(le = 300)]
    high: u8,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
