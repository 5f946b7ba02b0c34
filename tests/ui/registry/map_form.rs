//! A map has no place from which a version could be read.

use klaw_runtime::registry::SchemaRegistry;
use klaw_runtime::{WireMessage, msgpack, registry};

#[derive(WireMessage)]
struct New<'a> {
    header: (u32,),
    name: &'a str,
}

fn main() {
    let registry: SchemaRegistry<New<'static>> = registry! {
        1 => New,
    };
    let frame = msgpack::to_vec::<New<'_>>(&New { header: (2,), name: "load" });
    let _: New<'_> = msgpack::from_slice::<New<'_>>(&frame).unwrap();
    let _ = registry.decode(&frame);
}
