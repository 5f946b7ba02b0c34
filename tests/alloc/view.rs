//! Views and peeking.

use crate::{blocks, envelopes};
use klaw_runtime::envelope::{DataMessage, WireEnvelope, WireHeader};
use klaw_runtime::view::{self, EnvelopeView, HeaderView, TaskEvent, TaskEventView};
use klaw_runtime::{Raw, msgpack};
use std::collections::BTreeMap;

/// However many containers it passes over.
#[test]
fn views_and_peeking_allocate_nothing() {
    let many = Raw::encode(&vec![BTreeMap::from([("x", vec![1_u8])]); 1000]);
    let envelope = WireEnvelope::from(DataMessage::new(WireHeader::new("jobs"), many));
    for envelope in envelopes().into_iter().chain([envelope]) {
        let frame = msgpack::to_vec(&envelope);
        let header = msgpack::to_vec(envelope.header());
        let raw = Raw::new(&frame[..]).unwrap();
        assert_eq!(blocks(|| msgpack::from_slice::<EnvelopeView<'_>>(&frame).unwrap()), 0);
        assert_eq!(blocks(|| view::first::<EnvelopeView<'_>>(&frame).unwrap()), 0);
        assert_eq!(blocks(|| raw.view::<EnvelopeView<'_>>().unwrap()), 0);
        assert_eq!(blocks(|| msgpack::from_slice::<HeaderView>(&header).unwrap()), 0);
        assert_eq!(blocks(|| view::peek_version(&frame).unwrap()), 0);
        assert_eq!(blocks(|| view::peek_tag(&frame).unwrap()), 0);
        // A wide header, and elements that are unknown.
        let wide = [&[0xdc, 0x00, 0x06][..], &frame[1..], &[0xc0; 3]].concat();
        assert_eq!(blocks(|| view::first::<EnvelopeView<'_>>(&wide).unwrap()), 0);
        assert_eq!(blocks(|| view::peek_version(&wide).unwrap()), 0);
    }
    let mut event = TaskEvent::new("e-1", 5, "started");
    event.labels = (0..500).map(|label| (label.to_string().into(), "x".into())).collect();
    let frame = msgpack::to_vec(&event);
    assert_eq!(blocks(|| msgpack::from_slice::<TaskEventView<'_>>(&frame).unwrap()), 0);
    assert_eq!(blocks(|| msgpack::from_slice::<TaskEventView<'_>>(b"\x94\x0a\xa3e-1\x05\xa1x").unwrap()), 0);
    assert_eq!(blocks(|| view::peek_tag(b"\x82\xa1a\x92\x80\x80\xa4type\xa3job").unwrap()), 0);
}
