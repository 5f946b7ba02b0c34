//! Views: what it costs to read a part of a frame, beside reading all of it, and beside serde, which passes over what
//! nobody asked for as `IgnoredAny`.

use super::keep;
use crate::harness::{Group, Row};
use crate::messages::peer::Header;
use crate::peers::{klaw, rmp_serde};
use crate::{Random, data};
use klaw_runtime::envelope::WireEnvelope;
use klaw_runtime::view::{self, EnvelopeView, TaskEvent, TaskEventView, peek_version};
use serde::de::IgnoredAny;
use std::hint::black_box;

/// The header and the version of envelopes of three sizes, and the first fields of events.
#[must_use]
pub fn rows() -> Vec<Row> {
    let envelopes = [("data64", 64), ("data1k", 1024), ("data64k", 65_536)].into_iter().flat_map(|(name, size)| {
        [
            Row::new(format!("{name} view of the header"), move || header(size)),
            Row::new(format!("{name} peek at the version"), move || version(size)),
        ]
    });
    envelopes.chain([Row::new("task event view", event)]).collect()
}

fn frames(size: usize) -> Vec<Vec<u8>> {
    data(size).into_iter().map(WireEnvelope::from).map(|envelope| klaw::fresh(&envelope)).collect()
}

/// The tag, the header, and what is passed over.
type Ignoring<'a> = (u8, Header<&'a str>, IgnoredAny);

fn header(size: usize) -> Group {
    let frames = frames(size);
    for frame in keep(frames.clone()) {
        let (view, serde) =
            (klaw::decode::<EnvelopeView<'_>>(frame).unwrap(), rmp_serde::decode::<Ignoring<'_>>(frame).unwrap());
        assert_eq!(view.header, *klaw::decode::<WireEnvelope<'_>>(frame).unwrap().header());
        assert_eq!((view.tag, &*view.header.channel_id, view.header.seq), (1, serde.1.channel_id, serde.1.seq));
        assert_eq!(first(frame), view);
    }
    let mut group = Group::new();
    group.case("klaw", frames.clone(), |frame| {
        black_box(klaw::decode::<EnvelopeView<'_>>(black_box(frame)).as_ref().unwrap());
    });
    group.case("klaw, first", frames.clone(), |frame| {
        black_box(first(black_box(frame)));
    });
    group.case("klaw, all of it", frames.clone(), |frame| {
        black_box(klaw::decode::<WireEnvelope<'_>>(black_box(frame)).as_ref().unwrap());
    });
    group.case(rmp_serde::NAME, frames, |frame| {
        black_box(rmp_serde::decode::<Ignoring<'_>>(black_box(frame)).as_ref().unwrap());
    });
    group.goal("klaw, all of it", 1.0, 1.3).goal(rmp_serde::NAME, 2.0, 3.0)
}

#[inline(always)]
fn first(frame: &[u8]) -> EnvelopeView<'_> {
    view::first(frame).unwrap()
}

/// The version is first in the header.
type IgnoringHeader = (IgnoredAny, (u32, IgnoredAny, IgnoredAny, IgnoredAny, IgnoredAny), IgnoredAny);

fn version(size: usize) -> Group {
    let frames = frames(size);
    for frame in &frames {
        let envelope: WireEnvelope<'_> = klaw::decode(frame).unwrap();
        assert_eq!(peek_version(frame).unwrap(), envelope.header().version);
        assert_eq!(rmp_serde::decode::<IgnoringHeader>(frame).unwrap().1.0, envelope.header().version);
    }
    let mut group = Group::new();
    group.case("klaw", frames.clone(), |frame| {
        black_box(peek_version(black_box(frame)).unwrap());
    });
    group.case("klaw, all of it", frames.clone(), |frame| {
        black_box(klaw::decode::<WireEnvelope<'_>>(black_box(frame)).as_ref().unwrap());
    });
    group.case(rmp_serde::NAME, frames, |frame| {
        black_box(rmp_serde::decode::<IgnoringHeader>(black_box(frame)).as_ref().unwrap());
    });
    group.goal("klaw, all of it", 3.0, 5.0).goal(rmp_serde::NAME, 6.0, 12.0)
}

/// The tag and three fields, and six that are passed over.
#[derive(serde::Deserialize)]
struct Event<'a>(
    u8,
    #[serde(borrow)] &'a str,
    i64,
    &'a str,
    IgnoredAny,
    IgnoredAny,
    IgnoredAny,
    IgnoredAny,
    IgnoredAny,
    IgnoredAny,
);

fn events() -> Vec<TaskEvent<'static>> {
    let mut random = Random::new(43);
    let event = |random: &mut Random| {
        let mut event = TaskEvent::new(random.word(8, 16), random.bits(30, 41) as i64, random.word(4, 10));
        event.task = random.word(6, 20).into();
        event.run = random.word(6, 12).into();
        event.attempt = random.bits(1, 10) as u32;
        event.state = random.word(4, 9).into();
        event.message = random.word(0, 60).into();
        let labels = random.below(5);
        event.labels = (0..labels).map(|_| (random.word(3, 9).into(), random.word(2, 14).into())).collect();
        event
    };
    (0..64).map(|_| event(&mut random)).collect()
}

fn event() -> Group {
    let frames: Vec<_> = events().iter().map(klaw::fresh).collect();
    for frame in keep(frames.clone()) {
        let (view, all) =
            (klaw::decode::<TaskEventView<'_>>(frame).unwrap(), klaw::decode::<TaskEvent<'_>>(frame).unwrap());
        let serde: Event<'_> = rmp_serde::decode(frame).unwrap();
        assert_eq!((&view.id, view.ts, &view.kind), (&all.id, all.ts, &all.kind));
        assert_eq!((10, &*view.id, view.ts, &*view.kind), (serde.0, serde.1, serde.2, serde.3));
    }
    let mut group = Group::new();
    group.case("klaw", frames.clone(), |frame| {
        black_box(klaw::decode::<TaskEventView<'_>>(black_box(frame)).as_ref().unwrap());
    });
    group.case("klaw, all of it", frames.clone(), |frame| {
        black_box(klaw::decode::<TaskEvent<'_>>(black_box(frame)).as_ref().unwrap());
    });
    group.case(rmp_serde::NAME, frames, |frame| {
        black_box(rmp_serde::decode::<Event<'_>>(black_box(frame)).as_ref().unwrap());
    });
    group.goal("klaw, all of it", 1.3, 1.6).goal(rmp_serde::NAME, 2.0, 3.0)
}
