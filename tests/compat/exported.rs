//! The lock that `klaw schema python` is tried on: every type of the comparisons.

use klaw_runtime::assert_schema_lock;
use klaw_runtime::envelope::WireEnvelope;
use klaw_tests::exported::{Defaults, Drawn, Endless, Gap, Keywords};
use klaw_tests::wire_types::more::{Deep, Named, Wide};
use klaw_tests::wire_types::{
    Containers, Even, Event, Limits, LimitsArray, Scalars, Strict, TaskStrict, TaskV1, TaskV2, TaskV3,
};

#[test]
fn the_lock_is_that_of_the_types() {
    assert_schema_lock!(
        "compat/exported.lock",
        WireEnvelope<'_>,
        Limits<'_>,
        LimitsArray<'_>,
        Strict<'_>,
        Scalars<'_>,
        Containers<'_>,
        Even,
        TaskV1<'_>,
        TaskV2<'_>,
        TaskV3<'_>,
        TaskStrict<'_>,
        Event<'_>,
        Deep<'_>,
        Named<'_>,
        Wide,
        Gap,
        Keywords,
        Defaults,
        Drawn,
        Endless,
    );
}
