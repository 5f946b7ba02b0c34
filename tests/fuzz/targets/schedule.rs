//! `schedule` of `klaw_tests::fuzz`.
#![no_main]

klaw_fuzz::target!("schedule");
