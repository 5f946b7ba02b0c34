//! Routing by version and by payload.

use crate::{blocks, envelopes};
use klaw_runtime::envelope::{DataMessage, Heartbeat, WireEnvelope, WireHeader};
use klaw_runtime::registry::{SchemaRegistry, schema_registry};
use klaw_runtime::router::Router;
use klaw_runtime::{Error, Raw, WireMessage, msgpack, registry};

/// An older version, read as the newer.
#[derive(Debug, WireMessage)]
#[wire(array_like, tag = 3, frozen)]
struct Beat<'a> {
    header: WireHeader<'a>,
}

fn upgrade(old: Beat<'_>) -> Result<WireEnvelope<'_>, Error> {
    Ok(Heartbeat::new(WireHeader { version: 2, ..old.header }, "").into())
}

static HISTORY: SchemaRegistry = registry! { 1 => Beat<'_> => upgrade, 2 => WireEnvelope<'_> };

/// Reading the version, finding its type and decoding, of the newest version and of one that is brought up to it.
#[test]
fn routing_allocates_nothing() {
    for envelope in envelopes() {
        let frame = msgpack::to_vec(&envelope);
        assert_eq!(blocks(|| assert_eq!(schema_registry().decode(&frame).unwrap(), envelope)), 0);
    }
    let (old, new) = (b"\x92\x03\x95\x01\x03\xa4jobs\x07\x00", b"\x92\x03\x95\x02\x03\xa4jobs\x07\x00");
    assert_eq!(blocks(|| assert_eq!(HISTORY.decode(old).unwrap(), HISTORY.decode(new).unwrap())), 0);
    // So does a version that is registered while the program runs.
    HISTORY.register::<Heartbeat<'static>>(3).unwrap();
    assert_eq!(blocks(|| HISTORY.decode(b"\x92\x03\x91\x03").unwrap()), 0);
}

#[test]
fn dispatching_allocates_nothing() {
    let router = Router::<u64>::new(|unknown, _, _| {
        *unknown += 100;
        Ok(())
    })
    .on_tag::<Beat<'static>>(|beats, _, beat| {
        *beats += beat.header.seq;
        Ok(())
    })
    .unwrap();
    let beat = msgpack::to_vec(&DataMessage::new(
        WireHeader::new("c"),
        Raw::encode(&Beat { header: WireHeader::new("d").seq(5) }),
    ));
    let mut sum = 0;
    assert_eq!(blocks(|| router.dispatch(&mut sum, &beat).unwrap()), 0);
    for envelope in envelopes() {
        let frame = msgpack::to_vec(&envelope);
        assert_eq!(blocks(|| router.dispatch(&mut sum, &frame).unwrap()), 0, "{envelope:?}");
    }
    assert_eq!(sum, 505);
}
