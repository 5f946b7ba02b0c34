//! A pattern that is none.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(pattern = "^[a-z")]
    id: String,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
