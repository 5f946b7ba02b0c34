//! proptest strategies for the envelope, and for well-formed [`Raw`] and [`Value`].
//!
//! ```
//! use klaw_runtime::envelope::WireEnvelope;
//! use klaw_runtime::{msgpack, proptest as wire};
//! use proptest::prelude::*;
//!
//! proptest!(|(envelope in wire::envelope())| {
//!     let frame = msgpack::to_vec(&envelope);
//!     let read: WireEnvelope<'_> = msgpack::from_slice(&frame).unwrap();
//!     prop_assert_eq!(read, envelope);
//! });
//! ```
//!
//! Values own what they hold, so that they outlive the frames of a test.

use crate::envelope::{
    Ack, ControlAction, ControlMessage, DataMessage, Heartbeat, MessageKind, WireEnvelope, WireError, WireHeader,
};
use crate::ext::Ext;
use crate::raw::Raw;
use crate::value::Value;
use proptest::collection::vec;
use proptest::prelude::*;
use std::borrow::Cow;

/// Any of the five kinds.
pub fn kind() -> impl Strategy<Value = MessageKind> {
    prop_oneof![
        Just(MessageKind::Data),
        Just(MessageKind::Control),
        Just(MessageKind::Heartbeat),
        Just(MessageKind::Ack),
        Just(MessageKind::Error),
    ]
}

/// A header of any version, kind, channel, number and time.
pub fn header() -> impl Strategy<Value = WireHeader<'static>> {
    let number = || prop_oneof![0..200_u64, any::<u64>()];
    (prop_oneof![Just(1), any::<u32>()], kind(), text(), number(), any::<i64>())
        .prop_map(|(version, kind, channel_id, seq, ts)| WireHeader { version, kind, channel_id, seq, ts })
}

/// A data message with any payload.
pub fn data() -> impl Strategy<Value = DataMessage<'static>> {
    (header(), raw()).prop_map(|(header, payload)| DataMessage { header, payload })
}

/// Any action, those that klaw does not know among them.
pub fn action() -> impl Strategy<Value = ControlAction<'static>> {
    prop_oneof![
        Just(ControlAction::Create),
        Just(ControlAction::Close),
        Just(ControlAction::Resize),
        Just(ControlAction::Pause),
        Just(ControlAction::Resume),
        // Of the words that are known, none is another.
        "[a-z]{9,12}".prop_map(|word| ControlAction::Other(Cow::Owned(word))),
    ]
}

/// A control message with any metadata.
pub fn control() -> impl Strategy<Value = ControlMessage<'static>> {
    (header(), action(), raw()).prop_map(|(header, action, metadata)| ControlMessage { header, action, metadata })
}

/// A heartbeat.
pub fn heartbeat() -> impl Strategy<Value = Heartbeat<'static>> {
    (header(), text()).prop_map(|(header, sender_id)| Heartbeat { header, sender_id })
}

/// An acknowledgement.
pub fn ack() -> impl Strategy<Value = Ack<'static>> {
    (header(), any::<u64>(), prop_oneof![Just(Cow::Borrowed("ok")), text()])
        .prop_map(|(header, acked_seq, status)| Ack { header, acked_seq, status })
}

/// A failure with any details.
pub fn error() -> impl Strategy<Value = WireError<'static>> {
    (header(), text(), text(), raw()).prop_map(|(header, code, message, details)| WireError {
        header,
        code,
        message,
        details,
    })
}

/// Any of the five messages. Header and message may disagree on the kind, as on the wire.
pub fn envelope() -> impl Strategy<Value = WireEnvelope<'static>> {
    prop_oneof![
        data().prop_map(WireEnvelope::Data),
        control().prop_map(WireEnvelope::Control),
        heartbeat().prop_map(WireEnvelope::Heartbeat),
        ack().prop_map(WireEnvelope::Ack),
        error().prop_map(WireEnvelope::Error),
    ]
}

/// One well-formed value, as its bytes.
pub fn raw() -> impl Strategy<Value = Raw<'static>> {
    value().prop_map(|value| Raw::encode(&value))
}

/// Any value, up to five levels deep. Floats are never NaN, so that a value equals itself.
pub fn value() -> impl Strategy<Value = Value<'static>> {
    let leaf = prop_oneof![
        Just(Value::Nil),
        any::<bool>().prop_map(Value::Bool),
        integer().prop_map(Value::Int),
        any::<f64>().prop_filter("NaN is not itself", |float| !float.is_nan()).prop_map(Value::Float),
        text().prop_map(Value::Str),
        vec(any::<u8>(), 0..40).prop_map(|bytes| Value::Bin(Cow::Owned(bytes))),
        (any::<i8>(), vec(any::<u8>(), 0..20))
            .prop_map(|(code, data)| Value::Ext(Ext { code, data: Cow::Owned(data) })),
    ];
    leaf.prop_recursive(5, 64, 18, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..18).prop_map(Value::Array),
            vec((inner.clone(), inner), 0..18).prop_map(Value::Map),
        ]
    })
}

/// Integers of every width, those at the borders of the widths among them.
fn integer() -> impl Strategy<Value = i128> {
    let borders = (0..=63_u32, -1..=1_i128).prop_map(|(bit, off)| (1_i128 << bit) + off);
    let signed = (borders, any::<bool>()).prop_map(|(border, negative)| if negative { -border } else { border });
    let signed = signed.prop_map(|value| value.max(i128::from(i64::MIN)));
    prop_oneof![any::<u64>().prop_map(i128::from), any::<i64>().prop_map(i128::from), signed]
}

/// Text: mostly short, in several scripts, and past the borders of the headers.
fn text() -> impl Strategy<Value = Cow<'static, str>> {
    prop_oneof![
        4 => "[a-z0-9-]{0,12}",
        2 => "\\PC{0,40}",
        1 => "[a-zé]{200,300}",
    ]
    .prop_map(Cow::Owned)
}
