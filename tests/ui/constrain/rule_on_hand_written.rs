//! A rule on a hand-written codec.

use klaw_runtime::WireMessage;
use klaw_runtime::msgpack::{Reader, Writer};
use klaw_runtime::{Decode, Encode, Error, Validate};

struct Celsius(f64);

impl Encode for Celsius {
    fn encode(&self, writer: &mut Writer<'_>) {
        writer.f64(self.0);
    }
}

impl Decode<'_> for Celsius {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, Error> {
        reader.f64().map(Self)
    }
}

impl Validate for Celsius {}

#[derive(WireMessage)]
struct Task {
    #[constrain(ge = -273)]
    outside: Celsius,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
