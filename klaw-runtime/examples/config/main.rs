//! A configuration: loaded from a file, overridden by the environment, explained, and refused with every fault at once.
//!
//! `cargo run --example config -p klaw-runtime`

use klaw_runtime::config::{ConfigError, RuntimeConfig};
use std::path::{Path, PathBuf};

fn main() -> Result<(), ConfigError> {
    println!("== a good file");
    let config = RuntimeConfig::builder().file(example("good.toml")).variables(NONE).load()?;
    for path in ["channels.default_capacity", "channels.max_batch", "backends.nats.token"] {
        println!("{}", line(&config.explain().to_string(), path));
    }

    println!("\n== the same file, with KLAW_CHANNELS__DEFAULT_CAPACITY=500 and KLAW_RAY_ADDRESS=head:6379");
    let variables = [("KLAW_CHANNELS__DEFAULT_CAPACITY", "500"), ("KLAW_RAY_ADDRESS", "head:6379")];
    let config = RuntimeConfig::builder().file(example("good.toml")).variables(variables).load()?;
    for path in ["channels.default_capacity", "channels.overflow", "backends.ray.address"] {
        println!("{}", line(&config.explain().to_string(), path));
    }

    println!("\n== what differs from the defaults, as a file");
    print!("{}", config.to_toml());

    println!("\n== a bad file");
    if let Err(error) = RuntimeConfig::builder().file(example("bad.toml")).variables(NONE).load() {
        print!("{error}");
    }
    Ok(())
}

/// In place of the process's environment, so that the example says the same everywhere.
const NONE: [(&str, &str); 0] = [];

/// A file beside this one, told from the root of the workspace where that is the current directory.
fn example(name: &str) -> PathBuf {
    let path = Path::new("klaw-runtime/examples/config").join(name);
    if path.exists() { path } else { Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/config").join(name) }
}

/// The line of one value, its columns one space apart.
fn line(explanation: &str, path: &str) -> String {
    let line = explanation.lines().find(|line| line.split_whitespace().next() == Some(path)).unwrap_or_default();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
