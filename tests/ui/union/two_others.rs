//! Two places for what is not known.

use klaw_runtime::{Raw, WireMessage};

#[derive(WireMessage)]
#[wire(tag = 1)]
struct Started {
    id: u64,
}

#[derive(WireMessage)]
enum Event<'a> {
    Started(Started),
    #[wire(other)]
    Unknown(Raw<'a>),
    #[wire(other)]
    Else(Raw<'a>),
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event<'_>>;
    let _ = klaw_runtime::msgpack::from_slice::<Event<'_>>;
}
