//! Two members of one tag, whose types are another crate's.

use klaw_runtime::WireMessage;
use klaw_tests::elsewhere::{Started, Stopped};

#[derive(WireMessage)]
#[wire(array_like)]
enum Event<'a> {
    Started(Started<'a>),
    Stopped(Stopped),
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event<'_>>;
    let _ = klaw_runtime::msgpack::from_slice::<Event<'_>>;
}
