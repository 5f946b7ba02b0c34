//! What stands behind the tag is no header.

use klaw_runtime::registry::SchemaRegistry;
use klaw_runtime::{WireMessage, msgpack, registry};

#[derive(WireMessage)]
#[wire(array_like, tag = 1)]
struct New<'a> {
    name: &'a str,
    header: (u32,),
}

fn main() {
    let registry: SchemaRegistry<New<'static>> = registry! {
        1 => New,
    };
    let frame = msgpack::to_vec::<New<'_>>(&New { header: (2,), name: "load" });
    let _: New<'_> = msgpack::from_slice::<New<'_>>(&frame).unwrap();
    let _ = registry.decode(&frame);
}
