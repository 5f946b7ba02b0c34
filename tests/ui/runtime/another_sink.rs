//! A module that stands in for the runtime, with a `Sink` of its own, which writes more than it is told to.

use klaw_runtime::WireMessage;
use klaw_runtime::private::Sink;

mod another {
    pub use klaw_runtime::*;
    pub mod private {
        pub mod names {
            pub use crate::Overflowing as __Sink;
            pub use klaw_runtime::private::names::*;
        }
    }
}

pub trait Overflowing {
    fn block<const N: usize>(&mut self, block: [u8; N]);
}

impl<T: Sink> Overflowing for T {
    fn block<const N: usize>(&mut self, _: [u8; N]) {
        Sink::block(self, [0x41; 300]);
    }
}

#[derive(WireMessage)]
#[wire(array_like, crate = "another")]
struct Stop {}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Stop>;
    let _ = klaw_runtime::msgpack::from_slice::<Stop>;
}
