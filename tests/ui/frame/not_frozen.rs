//! A message that is not frozen may hold a cell.

use klaw_runtime::{Frame, WireMessage, msgpack};

#[derive(WireMessage)]
#[wire(array_like)]
struct Job<'a> {
    name: &'a str,
}

fn main() {
    let bytes = msgpack::to_vec::<Job<'_>>(&Job { name: "load" });
    let _: Job<'_> = msgpack::from_slice::<Job<'_>>(&bytes).unwrap();
    let frame = Frame::<Job<'static>>::decode(bytes.clone()).unwrap();
    let _ = frame.get();
}
