//! A type that serde does not know, loaded as a configuration.

use klaw_runtime::WireMessage;
use klaw_runtime::config::Config;

#[derive(WireMessage)]
struct Settings {
    workers: u32,
}

fn main() {
    let settings = Config::<Settings>::builder().prefix("APP").no_file().load().unwrap();
    assert_eq!(settings.workers, 1);
    let _ = klaw_runtime::msgpack::to_vec::<Settings>;
    let _ = klaw_runtime::msgpack::from_slice::<Settings>;
}
