//! Tests that need a service: where it is, and what to do where it is not.

use std::io::Write;

/// What a service's script exports, or `None` where it is not there: then the test says so and ends, unless
/// `REQUIRE_SERVICES` names the service.
///
/// # Panics
/// The service is required, and not there.
#[must_use]
pub fn variable(service: &str, variable: &str) -> Option<String> {
    if let Some(value) = std::env::var(variable).ok().filter(|value| !value.is_empty()) {
        return Some(value);
    }
    let required = std::env::var("REQUIRE_SERVICES").unwrap_or_default();
    assert!(
        !required.split([',', ' ']).any(|name| name == service),
        "`{service}` is required and not there: {variable} is not set; `eval \"$(tests/services/{service}-up.sh)\"` sets it"
    );
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // Past the harness, which shows nothing of a test that passes.
    let _ = writeln!(
        std::io::stderr(),
        "!! SKIPPED {test}: no `{service}`; `eval \"$(tests/services/{service}-up.sh)\"` starts one"
    );
    None
}
