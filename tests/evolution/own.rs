//! klaw's own messages, held by a lock as a user's are.

use klaw_runtime::envelope::WireEnvelope;
use klaw_runtime::registry::Hello;
use klaw_runtime::report::Report;
use klaw_runtime::{
    ChannelCapacity, ConcurrencyLimit, Identifier, Namespace, NonNegativeInt, PositiveInt, TimeoutSeconds, WireMessage,
    assert_schema_lock,
};

#[test]
fn klaws_own_messages_are_those_of_the_lock() {
    assert_schema_lock!(
        "klaw.lock",
        WireEnvelope<'_>,
        Hello<'_>,
        Report,
        PositiveInt,
        NonNegativeInt,
        ChannelCapacity,
        TimeoutSeconds,
        ConcurrencyLimit,
        Identifier,
        Namespace,
    );
}

/// Written down: another compiler, platform or run gives the same.
#[test]
fn fingerprints_are_stable() {
    assert_eq!(PositiveInt::SCHEMA.fingerprint(), fnv("PositiveInt\nnewtype PositiveInt: u64\n    ge 1\n"));
    assert_ne!(PositiveInt::SCHEMA.fingerprint(), NonNegativeInt::SCHEMA.fingerprint());
}

fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
