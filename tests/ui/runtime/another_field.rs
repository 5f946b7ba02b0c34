//! A module that stands in for the runtime, with a `Field` of its own, which says that nothing is written.

use klaw_runtime::WireMessage;

mod another {
    pub use klaw_runtime::*;
    pub mod private {
        pub mod names {
            pub use crate::Understated as __Field;
            pub use klaw_runtime::private::names::*;
        }
    }
}

use klaw_runtime::msgpack::Reader;
use klaw_runtime::private::{Field, Rules, Sink};
use klaw_runtime::schema::WireType;
use klaw_runtime::Error;

pub trait Understated<'de>: Field<'de> {
    const BOUND: Option<usize> = Some(0);
    const TYPE: WireType = <Self as Field<'de>>::TYPE;
    const MIN_SIZE: usize = <Self as Field<'de>>::MIN_SIZE;

    fn dynamic(&self) -> usize {
        0
    }

    fn put<S: Sink>(&self, sink: &mut S) {
        Field::put(self, sink);
    }

    fn fill(slot: &mut Option<Self>, reader: &mut Reader<'de>, failed: &mut Option<Error>) -> bool {
        <Self as Field<'de>>::fill(slot, reader, failed)
    }

    fn decode_over(&mut self, reader: &mut Reader<'de>, rules: &'static Rules) -> Result<(), Error> {
        <Self as Field<'de>>::decode_over(self, reader, rules)
    }

    fn validate(&self) -> Result<(), Error> {
        <Self as Field<'de>>::validate(self)
    }
}

impl<'de, T: Field<'de>> Understated<'de> for T {}

#[derive(WireMessage)]
#[wire(array_like, crate = "another")]
struct Task {
    name: String,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
