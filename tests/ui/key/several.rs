//! All mistakes of an item in one compile.

// errors: 4

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(tagg = 1, frozen, frozen)]
struct Task {
    #[wire(renam = "x")]
    #[constrain(gee = 1)]
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
