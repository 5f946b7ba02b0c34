//! A pattern on the elements, written for the sequence.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Task {
    #[constrain(pattern = "^[a-z]+$")]
    labels: Vec<String>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
