//! The pools: what it costs to have memory back, beside asking the allocator and beside a vector of one's own.

use super::keep;
use crate::harness::{Group, Row};
use crate::peers::klaw;
use crate::{data, heartbeats};
use klaw_runtime::codec::{buffer_pool, codec_pool};
use klaw_runtime::{Encode, msgpack};
use std::hint::black_box;

/// A small message and a large one.
#[must_use]
pub fn rows() -> Vec<Row> {
    vec![
        Row::new("pools, heartbeat encode", || encode(keep(heartbeats()))),
        Row::new("pools, data64k encode", || encode(keep(data(65_536)))),
    ]
}

fn encode<T: Encode + Clone + 'static>(messages: &[T]) -> Group {
    for message in messages {
        let mut pooled = buffer_pool().acquire();
        msgpack::encode_to(message, &mut pooled);
        assert_eq!(*pooled, klaw::fresh(message));
        assert_eq!(codec_pool().encode(message), klaw::fresh(message));
    }
    let mut group = Group::new();
    group.case("klaw", messages.to_vec(), |message| {
        black_box(&codec_pool().encode(black_box(message)));
    });
    group.case("klaw, lent", messages.to_vec(), |message| {
        codec_pool().encode_with(black_box(message), |frame| {
            black_box(frame.as_ptr());
            black_box(frame.len());
        });
    });
    group.case("klaw, buffer pool", messages.to_vec(), |message| {
        let mut pooled = buffer_pool().acquire();
        msgpack::encode_to(black_box(message), &mut pooled);
        black_box(&pooled);
    });
    group.case("klaw, to_vec", messages.to_vec(), |message| {
        black_box(&klaw::fresh(black_box(message)));
    });
    group.case("klaw, a vector kept", messages.to_vec(), {
        let mut buffer = klaw::buffer(1 << 20);
        move |message| {
            let bytes = klaw::encode(black_box(message), &mut buffer);
            black_box(bytes.as_ptr());
            black_box(bytes.len());
        }
    });
    group
}
