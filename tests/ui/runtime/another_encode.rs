//! A module that stands in for the runtime, with an `Encode` of its own, whose bound its user could give to another's.

use klaw_runtime::WireMessage;
use klaw_runtime::msgpack::Writer;
use klaw_runtime::private::{Bound, Sink};
use klaw_runtime::schema::WireType;

mod another {
    pub use crate::Borrowed as Encode;
    pub use klaw_runtime::*;
}

pub trait Borrowed {
    const TYPE: WireType;
    const BOUND: Bound<Self>;

    fn encode(&self, writer: &mut Writer<'_>);

    fn dynamic(&self) -> usize {
        0
    }

    fn put<S: Sink>(&self, sink: &mut S);
}

#[derive(WireMessage)]
#[wire(array_like, crate = "another")]
struct Small {
    number: u8,
}

impl klaw_runtime::Encode for Small {
    const BOUND: Bound<Self> = <Self as Borrowed>::BOUND;

    fn encode(&self, writer: &mut Writer<'_>) {
        writer.nil();
    }

    fn put<S: Sink>(&self, sink: &mut S) {
        sink.put_str(&"A".repeat(4096));
    }
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Small>;
    let _ = klaw_runtime::msgpack::from_slice::<Small>;
}
