//! A module reads the viewed field.

use klaw_runtime::WireMessage;

mod hex {
    use klaw_runtime::Error;
    use klaw_runtime::msgpack::{Reader, Writer};

    pub fn encode(value: &u64, writer: &mut Writer<'_>) {
        writer.str(&format!("{value:x}"));
    }

    pub fn decode(reader: &mut Reader<'_>) -> Result<u64, Error> {
        u64::from_str_radix(reader.str()?, 16).map_err(Error::custom)
    }
}

#[derive(WireMessage)]
#[wire(array_like)]
struct Task {
    #[wire(with = hex)]
    id: u64,
}

#[derive(WireMessage)]
#[wire(view_of = Task)]
struct TaskView {
    id: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<TaskView>;
    let _ = klaw_runtime::view::first::<TaskView>;
}
