//! Two fields of one name, after `rename_all`.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
#[wire(rename_all = "camelCase")]
struct Task {
    task_id: u64,
    #[wire(rename = "taskId")]
    other: u64,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Task>;
    let _ = klaw_runtime::msgpack::from_slice::<Task>;
}
