//! The channel's actor alone, without Ray: its Python tests.

use crate::cluster;

#[test]
fn any_schedule_keeps_order_and_loses_nothing() {
    let Some(config) = cluster::config() else { return };
    let output = std::process::Command::new(config.python)
        .arg(cluster::file("tests/ray/python/actor.py"))
        .arg(cluster::file("klaw-runtime/src/channel/ray"))
        .args(["1", "100"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("ok: 100"));
}
