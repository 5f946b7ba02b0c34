//! Rust from msgspec's types is what was written by hand: the two have the same layouts.

use klaw_runtime::WireMessage;
use klaw_runtime::lock::Lock;
use klaw_tests::from_python::wire_types::{
    Containers, Deep, Even, Event, Limits, LimitsArray, Named, Scalars, Strict, TaskStrict, TaskV1, TaskV2, TaskV3,
    Wide, WireEnvelope,
};

#[test]
fn the_types_are_those_written_by_hand() {
    let made = Lock::of(&[
        WireEnvelope::SCHEMA,
        Limits::SCHEMA,
        LimitsArray::SCHEMA,
        Strict::SCHEMA,
        Scalars::SCHEMA,
        Containers::SCHEMA,
        Even::SCHEMA,
        TaskV1::SCHEMA,
        TaskV2::SCHEMA,
        TaskV3::SCHEMA,
        TaskStrict::SCHEMA,
        Event::SCHEMA,
        Deep::SCHEMA,
        Named::SCHEMA,
        Wide::SCHEMA,
    ]);
    let by_hand: Lock = include_str!("exported.lock").parse().unwrap();
    let only_there = ["Defaults", "Drawn", "Endless", "Gap", "Keywords", "Phase", "Word", "Words"];
    let changes = by_hand.compare(&made).into_iter().map(|change| change.to_string());
    let changes: Vec<_> =
        changes.filter(|change| !only_there.iter().any(|name| change.starts_with(&format!("{name}:")))).collect();
    // By hand the envelope's members have names of their own, an action is more than Python's `str`, and integers are wider
    // than their rules ask for.
    assert_eq!(
        changes,
        [
            "WireEnvelope.Data: is called `DataMessage` now: its tag counts",
            "WireEnvelope.Control: is called `ControlMessage` now: its tag counts",
            "WireEnvelope.Error: is called `WireError` now: its tag counts",
            "Named.small: was `i64` and is `i8`, which reads all of it",
            "LimitsArray.concurrency: was `u32` and is `u16`, which reads all of it",
            "Limits.concurrency: was `u32` and is `u16`, which reads all of it",
            "Deep.limits[..]: was `i64` and is `u8`, which reads all of it",
            "ControlMessage.action: was `ControlAction` and is `str`; give what is new a field of its own",
            "ControlAction: stands in no message any more",
        ]
    );
}
