//! Allocations, counted: what hostile input may take, and what a message costs that is written or read.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod borrowed;
mod counter;
mod encode;
mod frame;
mod in_place;
mod owned;
mod pools;
mod registry;
mod view;

use counter::counted;
use klaw_runtime::Raw;
use klaw_runtime::envelope::{
    Ack, ControlAction, ControlMessage, DataMessage, Heartbeat, WireEnvelope, WireError, WireHeader,
};

fn envelopes() -> [WireEnvelope<'static>; 5] {
    let header = || WireHeader::new("jobs").seq(300).ts(1_703_001_234_567);
    [
        DataMessage::new(header(), Raw::encode(&vec!["x"; 40])).into(),
        ControlMessage::new(header(), ControlAction::Other("drain".into())).into(),
        Heartbeat::new(header(), "worker-1").into(),
        Ack::new(header(), 70_000).into(),
        WireError::new(header(), "timeout", "no answer").into(),
    ]
}

/// How many blocks a run asks for.
fn blocks<T>(run: impl FnOnce() -> T) -> usize {
    let (value, counts) = counted(run);
    drop(value);
    counts.blocks
}
