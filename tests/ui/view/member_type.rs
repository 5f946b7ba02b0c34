//! A field of another type in one member.

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
    Stopped { id: String, at: u32 },
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
