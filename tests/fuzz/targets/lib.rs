//! How a target of `klaw_tests::fuzz` becomes a binary: all properties stand there, where a plain test runs them too.

pub use libfuzzer_sys;

/// The target of this name.
pub fn find(name: &str) -> fn(&[u8]) {
    match klaw_tests::fuzz::TARGETS.iter().find(|target| target.name == name) {
        Some(target) => target.run,
        None => panic!("no target `{name}`"),
    }
}

/// The entry of a binary.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        $crate::libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            static RUN: std::sync::LazyLock<fn(&[u8])> = std::sync::LazyLock::new(|| $crate::find($name));
            RUN(bytes);
        });
    };
}
