//! The envelope: layout, defaults, constructors, `into_owned`, `header`, `check_kind`.

use klaw_runtime::envelope::{
    Ack, ControlAction, ControlMessage, DataMessage, Heartbeat, MessageKind, WIRE_SCHEMA_VERSION, WireEnvelope,
    WireError, WireHeader,
};
use klaw_runtime::{DecodeOwned, Raw, msgpack};
use klaw_tests::assert::{reads, refused, refused_at, same};
use std::borrow::Cow;
use std::fmt::Debug;

fn header() -> WireHeader<'static> {
    WireHeader::new("c").seq(1).ts(1_703_001_234_567)
}

#[test]
fn the_layout_is_msgspecs() {
    assert_eq!(WIRE_SCHEMA_VERSION, 1);
    same(WireHeader::default(), b"\x95\x01\x01\xa0\0\0");
    same(header(), b"\x95\x01\x01\xa1c\x01\xcf\x00\x00\x01\x8c\x82\xc8\x9c\x87");
    same(Heartbeat::new(WireHeader::default(), "s"), b"\x93\x03\x95\x01\x03\xa0\0\0\xa1s");
    same(Ack::new(WireHeader::default(), 7), b"\x94\x04\x95\x01\x04\xa0\0\0\x07\xa2ok");
    let payload = Raw::new(&b"\x81\xa1a\x01"[..]).unwrap();
    same(DataMessage::new(WireHeader::default(), payload), b"\x93\x01\x95\x01\x01\xa0\0\0\x81\xa1a\x01");
    same(
        ControlMessage::new(WireHeader::default(), ControlAction::Close),
        b"\x94\x02\x95\x01\x02\xa0\0\0\xa5close\xc0",
    );
    same(WireError::new(WireHeader::default(), "c", "m"), b"\x95\x05\x95\x01\x05\xa0\0\0\xa1c\xa1m\xc0");
}

#[test]
fn missing_fields_take_the_defaults_of_the_table() {
    reads(b"\x90", WireHeader { version: 1, kind: MessageKind::Data, channel_id: "".into(), seq: 0, ts: 0 });
    reads(b"\x92\x02\x05", WireHeader { version: 2, kind: MessageKind::Error, ..WireHeader::default() });
    let default = WireHeader::default;
    reads(b"\x92\x03\x90", Heartbeat { header: default(), sender_id: "".into() });
    reads(b"\x92\x04\x90", Ack { header: default(), acked_seq: 0, status: "ok".into() });
    reads(b"\x92\x05\x90", WireError { header: default(), code: "".into(), message: "".into(), details: Raw::NIL });
    reads(
        b"\x93\x02\x90\xa5pause",
        ControlMessage { header: default(), action: ControlAction::Pause, metadata: Raw::NIL },
    );
    refused_at::<DataMessage<'_>>(b"\x92\x01\x90", "Expected `array` of at least length 3, got 2", "$", 0);
    refused::<ControlMessage<'_>>(b"\x92\x02\x90", "Expected `array` of at least length 3, got 2");
    refused::<WireEnvelope<'_>>(b"\x91\x04", "Expected `array` of at least length 2, got 1");
}

#[test]
fn constructors_set_the_kind() {
    let wrong = || WireHeader { kind: MessageKind::Error, ..header() };
    assert_eq!(DataMessage::new(wrong(), Raw::NIL).header.kind, MessageKind::Data);
    assert_eq!(ControlMessage::new(wrong(), ControlAction::Create).header.kind, MessageKind::Control);
    assert_eq!(Heartbeat::new(wrong(), "x").header.kind, MessageKind::Heartbeat);
    assert_eq!(Ack::new(wrong(), 1).header.kind, MessageKind::Ack);
    assert_eq!(WireError::new(header(), "c", "m").header.kind, MessageKind::Error);
    assert_eq!(Ack::new(header(), 1).header, WireHeader { kind: MessageKind::Ack, ..header() });
}

fn all() -> [WireEnvelope<'static>; 5] {
    [
        DataMessage::new(header(), Raw::encode(&[1_u16, 2])).into(),
        ControlMessage::new(header(), ControlAction::Other("drain".into())).into(),
        Heartbeat::new(header(), "worker").into(),
        Ack::new(header(), 7).into(),
        WireError::new(header(), "timeout", "no answer").into(),
    ]
}

#[test]
fn header_and_kind_are_the_messages() {
    let kinds = [MessageKind::Data, MessageKind::Control, MessageKind::Heartbeat, MessageKind::Ack, MessageKind::Error];
    for (tag, (envelope, kind)) in all().into_iter().zip(kinds).enumerate() {
        assert_eq!(envelope.header(), &WireHeader { kind, ..header() });
        assert_eq!(envelope.kind(), kind);
        envelope.check_kind().unwrap();
        assert_eq!(msgpack::to_vec(&envelope)[1], tag as u8 + 1);
    }
}

#[test]
fn check_kind_reports_a_header_that_says_another() {
    let frame = b"\x93\x04\x95\x01\x01\xa0\0\0\x07";
    let envelope: WireEnvelope<'_> = msgpack::from_slice(frame).unwrap();
    let error = envelope.check_kind().unwrap_err();
    assert_eq!(error.to_string(), "the header says Data, the message is Ack - at `$[1][1]`");
    assert_eq!(error.path(), "$[1][1]");
}

#[test]
fn into_owned_borrows_nothing() {
    fn owned<T: DecodeOwned>() {}
    owned::<MessageKind>();
    for envelope in all() {
        let owned: WireEnvelope<'static> = {
            let frame = msgpack::to_vec(&envelope);
            msgpack::from_slice::<WireEnvelope<'_>>(&frame).unwrap().into_owned()
        };
        assert_eq!(owned, envelope);
    }
}

/// What is decoded points into the frame.
#[test]
fn decoding_borrows() {
    let frame = msgpack::to_vec(&all()[1]);
    let WireEnvelope::Control(control) = msgpack::from_slice(&frame).unwrap() else { panic!() };
    let inside = |bytes: &[u8]| frame.as_ptr_range().contains(&bytes.as_ptr());
    assert!(matches!(&control.header.channel_id, Cow::Borrowed(text) if inside(text.as_bytes())));
    assert!(matches!(&control.action, ControlAction::Other(Cow::Borrowed(text)) if inside(text.as_bytes())));
    assert!(inside(control.metadata.as_bytes()));
}

#[test]
fn actions_are_words_and_others_are_kept() {
    for (action, word) in [
        (ControlAction::Create, &b"\xa6create"[..]),
        (ControlAction::Close, b"\xa5close"),
        (ControlAction::Resize, b"\xa6resize"),
        (ControlAction::Pause, b"\xa5pause"),
        (ControlAction::Resume, b"\xa6resume"),
        (ControlAction::Other("Close".into()), b"\xa5Close"),
    ] {
        same(action.clone(), word);
        assert_eq!(action.clone().into_owned(), action);
    }
    refused::<ControlAction<'_>>(b"\x01", "Expected `str`, got `int`");
}

#[test]
fn a_payload_may_have_a_type() {
    fn check<T: klaw_runtime::Encode + for<'a> klaw_runtime::Decode<'a> + PartialEq + Debug + Clone>(payload: T) {
        let frame = msgpack::to_vec(&DataMessage::new(header(), payload.clone()));
        let typed: DataMessage<'_, T> = msgpack::from_slice(&frame).unwrap();
        assert_eq!(typed.payload, payload);
        let raw: DataMessage<'_> = msgpack::from_slice(&frame).unwrap();
        assert_eq!(raw.payload.decode::<T>().unwrap(), payload);
        assert_eq!(msgpack::to_vec(&raw), frame);
    }
    check((1_u8, "x".to_owned()));
    check(vec![Some(0.5_f64), None]);
}

#[test]
fn faults_have_their_place() {
    type Envelope<'a> = WireEnvelope<'a>;
    refused_at::<Envelope<'_>>(
        b"\x93\x04\x95\x01\x09\xa0\0\0\x01",
        "Invalid enum value 9 - at `$[1][1]`",
        "$[1][1]",
        4,
    );
    refused::<Envelope<'_>>(b"\x93\x04\x95\x01\x01\x05\0\0\x01", "Expected `str`, got `int` - at `$[1][2]`");
    refused::<Envelope<'_>>(b"\x92\x04\x01", "Expected `array`, got `int` - at `$[1]`");
    refused::<Envelope<'_>>(b"\x93\x09\x90\x01", "Invalid value 9 - at `$[0]`");
    refused::<Envelope<'_>>(b"\xc0", "Expected `array`, got `None`");
    refused::<Envelope<'_>>(b"\x94\x04\x90\x05\xc1", "MessagePack data is malformed: invalid opcode '\\xc1' (byte 4)");
    reads(
        b"\x93\x04\x92\x01\x01\x01",
        WireEnvelope::Ack(Ack { header: WireHeader::default(), acked_seq: 1, status: "ok".into() }),
    );
}

#[test]
fn a_wire_error_is_an_error() {
    let error = WireError::new(header(), "timeout", "no answer in 30 s");
    assert_eq!(error.to_string(), "timeout: no answer in 30 s");
    let _: &dyn std::error::Error = &error;
    assert!(WireHeader::new("x").now().ts > 1_700_000_000_000);
}
