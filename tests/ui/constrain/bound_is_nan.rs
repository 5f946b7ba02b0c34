//! A bound that no number keeps.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(le = f64::NAN)]
    share: f64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
