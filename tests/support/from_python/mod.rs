//! Types that `msgspec_to_rust.py` made of msgspec's: `compat/exported.py` holds the files to what it prints.
#![allow(missing_docs)]

use crate::wire_types::{WireType, over, recode};

#[rustfmt::skip]
pub mod kv_events;
#[rustfmt::skip]
pub mod wire_types;

/// The events of `compat/kv_events.py`.
pub const EVENTS: [WireType; 1] = [WireType {
    name: "KVEventBatch",
    borrowed: |frame| recode::<kv_events::KVEventBatch<'_>>(frame),
    owned: |frame| recode::<kv_events::KVEventBatch<'_>>(frame),
    over: |old, new| over::<kv_events::KVEventBatch<'_>>(old, new),
}];
