//! Nothing is declared.

use klaw_runtime::registry::SchemaRegistry;
use klaw_runtime::{WireMessage, msgpack, registry};

#[derive(WireMessage)]
#[wire(array_like, tag = 1)]
struct Old<'a> {
    header: (u32,),
    name: &'a str,
}

#[derive(WireMessage)]
#[wire(array_like, tag = 1)]
struct New<'a> {
    header: (u32,),
    name: &'a str,
    queue: &'a str,
}

fn main() {
    let registry: SchemaRegistry<New<'static>> = registry! {

    };
    let frame = msgpack::to_vec::<New<'_>>(&New { header: (2,), name: "load", queue: "eu" });
    let _: New<'_> = msgpack::from_slice::<New<'_>>(&frame).unwrap();
    let _ = registry.decode(&frame);
}
