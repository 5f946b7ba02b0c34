//! A default that the pattern does not match.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[wire(default = "no name")]
    #[constrain(pattern = "^[a-z]+$")]
    name: String,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
