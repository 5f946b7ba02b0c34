//! An integer that goes by the name of a float, which takes more room on the wire.

use core::primitive::u8 as f32;
use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(array_like)]
struct Point {
    x: f32,
    y: f32,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Vec<Point>>;
    let _ = klaw_runtime::msgpack::from_slice::<Point>;
}
