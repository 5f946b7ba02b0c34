//! The tests' Ray, and what they ask of it.

use futures_lite::future::block_on;
use klaw_runtime::Namespace;
use klaw_runtime::channel::ray::{Ray, RayConfig};
use klaw_tests::services;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

/// Where it is; `None` where there is none, and that was said.
pub(crate) fn config() -> Option<RayConfig> {
    services::variable("ray", "KLAW_RAY_PYTHON")?;
    let namespace = Namespace::new(format!("tests-{}", std::process::id())).unwrap();
    Some(RayConfig::from_env().unwrap().namespace(namespace))
}

/// A connection that all tests share which break none.
pub(crate) fn ray() -> Option<Ray> {
    static RAY: OnceLock<Ray> = OnceLock::new();
    let config = config()?;
    Some(RAY.get_or_init(|| block_on(Ray::connect(config)).unwrap()).clone())
}

/// A connection of one's own.
pub(crate) fn own_ray() -> Option<Ray> {
    Some(block_on(Ray::connect(config()?)).unwrap())
}

/// A name that no other test has.
pub(crate) fn fresh(name: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{name}-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Runs a Python program with the cluster's Ray: what it printed.
pub(crate) fn python(program: &str, arguments: &[&str]) -> String {
    let config = config().unwrap();
    let output = Command::new(&config.python)
        .args(["-c", program])
        .args(arguments)
        .env("RAY_AUTH_MODE", "token")
        .env("RAY_AUTH_TOKEN_PATH", config.token_path.unwrap())
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    out.into_owned()
}

/// A file of the repository.
pub(crate) fn file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
