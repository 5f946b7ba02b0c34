//! An enum of errors without a text.

use klaw_runtime::WireMessage;

#[derive(Debug, WireMessage)]
enum JobError {
    #[wire(code = "gone")]
    Gone { id: u64 },
    #[wire(code = "stopped")]
    Stopped,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<JobError>;
    let _ = klaw_runtime::msgpack::from_slice::<JobError>;
}
