//! The same in a newtype.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(transparent)]
#[constrain(min_length = 1)]
struct Ids(#[wire(with = klaw_runtime::with::ints)] Vec<u8>);

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Ids>;
    let _ = klaw_runtime::msgpack::from_slice::<Ids>;
}
