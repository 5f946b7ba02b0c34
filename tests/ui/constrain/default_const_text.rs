//! A constant str that is too long.

use klaw_runtime::WireMessage;

const NAME: &str = "nobody";

#[derive(WireMessage)]
struct Task<'a> {
    #[wire(default = NAME)]
    #[constrain(max_length = 5)]
    name: &'a str,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task<'_>>;
    let _ = klaw_runtime::msgpack::from_slice::<Task<'_>>;
}
