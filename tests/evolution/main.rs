//! Evolution: each rule of the lock beside the frames that prove it, the lock's text and file, and msgspec's word.
//!
//! A binary of its own: it is about pairs of types that have one name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, dead_code, unreachable_pub)]

mod arrays;
mod edges;
mod file;
mod maps;
mod matrix;
mod own;
mod sums;
mod text;
mod values;

use klaw_runtime::lock::Lock;
use klaw_runtime::{Encode, WireMessage, msgpack};

/// Two versions of types, in modules `old` and `new`.
#[macro_export]
macro_rules! versions {
    ({ $($old:item)* } { $($new:item)* }) => {
        mod old {
            use klaw_runtime::WireMessage;
            $(
                #[derive(Debug, Clone, PartialEq, WireMessage)]
                $old
            )*
        }
        mod new {
            use klaw_runtime::WireMessage;
            $(
                #[derive(Debug, Clone, PartialEq, WireMessage)]
                $new
            )*
        }
    };
}

/// What the comparison says from one type to another, in full.
#[track_caller]
fn says<Old: WireMessage, New: WireMessage>(expected: &[&str]) {
    let changes = Lock::of(&[Old::SCHEMA]).compare(&Lock::of(&[New::SCHEMA]));
    let texts: Vec<_> =
        changes.iter().map(|change| format!("{}{change}", if change.breaking { "BREAKING " } else { "" })).collect();
    assert_eq!(texts, expected);
}

/// A frame that one version writes is what the other reads.
#[track_caller]
fn reads<T: klaw_runtime::DecodeOwned + PartialEq + std::fmt::Debug>(written: &impl Encode, value: T) {
    assert_eq!(msgpack::from_slice::<T>(&msgpack::to_vec(written)).unwrap(), value);
}

/// A frame that one version writes is refused by the other, with these words.
#[track_caller]
fn refuses<T: klaw_runtime::DecodeOwned + std::fmt::Debug>(written: &impl Encode, text: &str) {
    assert_eq!(msgpack::from_slice::<T>(&msgpack::to_vec(written)).unwrap_err().to_string(), text);
}
