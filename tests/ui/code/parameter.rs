//! An error that borrows.

use klaw_runtime::WireMessage;
use std::fmt;

#[derive(WireMessage)]
enum JobError<'a> {
    #[wire(code = "gone")]
    Gone { name: &'a str },
}

impl fmt::Display for JobError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed")
    }
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<JobError<'_>>;
    let _ = klaw_runtime::msgpack::from_slice::<JobError<'_>>;
}
