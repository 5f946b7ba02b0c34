//! Two members of one tag, with lifetimes and type parameters.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like, tag = 1)]
struct Started<'a> {
    name: &'a str,
}

#[derive(WireMessage)]
#[wire(array_like, tag = 1)]
struct Payload<T> {
    payload: T,
}

#[derive(WireMessage)]
#[wire(array_like)]
enum Event<'a, T> {
    Started(Started<'a>),
    Payload(Payload<T>),
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Event<'_, u64>>;
    let _ = klaw_runtime::msgpack::from_slice::<Event<'_, u64>>;
}
