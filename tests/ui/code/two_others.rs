//! Two variants that keep what is not known.

use klaw_runtime::WireMessage;
use std::fmt;

#[derive(WireMessage)]
enum JobError {
    #[wire(code = "gone")]
    Gone,
    #[wire(other)]
    Other(klaw_runtime::envelope::WireError<'static>),
    #[wire(other)]
    Another(klaw_runtime::envelope::WireError<'static>),
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
