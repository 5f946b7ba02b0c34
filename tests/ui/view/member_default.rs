//! A default that one member's type alone knows.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like, tag = 1)]
struct Started {
    id: u64,
    at: u32,
}

#[derive(WireMessage)]
#[wire(array_like)]
enum Event {
    Started(Started),
    #[wire(tag = 2)]
    Stopped {
        id: u64,
        #[wire(default = 5)]
        at: u32,
    },
}

#[derive(WireMessage)]
#[wire(view_of = Event)]
struct EventView {
    id: u64,
    at: u32,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event>;
    let _ = klaw_runtime::msgpack::from_slice::<EventView>;
    let _ = klaw_runtime::view::first::<EventView>;
}
