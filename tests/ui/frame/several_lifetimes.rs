//! Which of the two lifetimes is the frame's, nobody says.

use klaw_runtime::{Frame, WireMessage, msgpack};

#[derive(WireMessage)]
#[wire(array_like, frozen)]
struct Job<'a, 'b> {
    name: &'a str,
    queue: &'b str,
}

struct Reader {
    last: Frame<Job<'static, 'static>>,
}

fn main() {
    let bytes = msgpack::to_vec::<Job<'_, '_>>(&Job { name: "load", queue: "eu" });
    let _: Job<'_, '_> = msgpack::from_slice::<Job<'_, '_>>(&bytes).unwrap();
}
