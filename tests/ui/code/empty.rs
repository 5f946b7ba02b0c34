//! A code that names nothing.

use klaw_runtime::WireMessage;
use std::fmt;

#[derive(WireMessage)]
enum JobError {
    #[wire(code = "")]
    Gone,
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed")
    }
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<JobError>;
    let _ = klaw_runtime::msgpack::from_slice::<JobError>;
}
