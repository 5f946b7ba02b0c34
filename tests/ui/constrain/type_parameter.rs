//! A rule on a type parameter, and a type in its place that the rule does not fit.

use klaw_runtime::{Encode, WireMessage, msgpack};

#[derive(WireMessage)]
struct Page<T> {
    #[constrain(ge = 1)]
    first: T,
}

// What a build evaluates where the type is encoded.
const _: () = _ = <Page<u8> as Encode>::BOUND;
const _: () = _ = <Page<String> as Encode>::BOUND;

fn main() {
    let _ = msgpack::to_vec::<Page<String>>;
    let _ = msgpack::from_slice::<Page<String>>;
}
