//! A secret that its type does not hide.

use klaw_runtime::WireMessage;

#[derive(WireMessage)]
struct Login {
    user: String,
    #[wire(secret)]
    password: Option<String>,
}

fn main() {
    let _ = klaw_runtime::msgpack::to_vec::<Login>;
    let _ = klaw_runtime::msgpack::from_slice::<Login>;
}
