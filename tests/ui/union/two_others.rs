//! Two places for what is not known.

use klaw_runtime::{Raw, WireMessage};

#[derive(WireMessage)]
#[wire(tag = 1)]
struct Started {
    id: u64,
}

#[derive(WireMessage)]
enum Event {
    Started(Started),
    #[wire(other)]
    Unknown(Raw<'static>),
    #[wire(other)]
    Else(Raw<'static>),
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<Event>;
}
