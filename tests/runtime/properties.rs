//! What holds for every value, and for every byte string.

use klaw_runtime::envelope::{
    Ack, ControlMessage, DataMessage, Heartbeat, MessageKind, WireEnvelope, WireError, WireHeader,
};
use klaw_runtime::{Encode, Error, ErrorKind, Limits, Raw, Validate, Value, WireMessage, msgpack, proptest as wire};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Every road of the encoder, and back.
fn round_trip<T>(value: &T) -> Result<Vec<u8>, TestCaseError>
where
    T: Encode + Validate + for<'a> klaw_runtime::Decode<'a> + PartialEq + std::fmt::Debug,
{
    let bytes = written(value)?;
    prop_assert_eq!(&msgpack::from_slice::<T>(&bytes).unwrap(), value);
    for length in 0..bytes.len() {
        prop_assert!(msgpack::from_slice::<T>(&bytes[..length]).is_err());
        prop_assert_eq!(msgpack::from_prefix::<T>(&bytes[..length]).unwrap_err().kind(), ErrorKind::Truncated);
    }
    Ok(bytes)
}

fn written<T: Encode + Validate>(value: &T) -> Result<Vec<u8>, TestCaseError> {
    let bytes = msgpack::to_vec(value);
    prop_assert_eq!(msgpack::encoded_len(value), bytes.len());
    prop_assert_eq!(&msgpack::try_to_vec(value).unwrap(), &bytes);
    let mut buffer = vec![0xee; bytes.len() + 4];
    prop_assert_eq!(msgpack::encode_into(value, &mut buffer, 2).unwrap(), bytes.len());
    prop_assert_eq!(&buffer[2..bytes.len() + 2], &bytes[..]);
    prop_assert_eq!(&buffer[..2], &[0xee; 2]);
    prop_assert_eq!(&buffer[bytes.len() + 2..], &[0xee; 2]);
    let mut appended = vec![1, 2, 3];
    msgpack::encode_to(value, &mut appended);
    prop_assert_eq!(&appended[3..], &bytes[..]);
    prop_assert!(Raw::new(&bytes[..]).is_ok());
    Ok(bytes)
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
struct Owned {
    id: u64,
    #[wire(default)]
    delta: i32,
    name: String,
    ratio: f64,
    blob: Vec<u8>,
    list: Vec<Option<i64>>,
    map: BTreeMap<String, (bool, u8)>,
    next: Option<Box<Owned>>,
}

/// The same message, borrowed.
#[derive(Debug, Clone, PartialEq, WireMessage)]
struct Borrowed<'a> {
    id: u64,
    #[wire(default)]
    delta: i32,
    name: &'a str,
    ratio: f64,
    blob: &'a [u8],
    list: Vec<Option<i64>>,
    map: BTreeMap<Cow<'a, str>, (bool, u8)>,
    next: Option<Box<Borrowed<'a>>>,
}

impl Borrowed<'_> {
    fn own(&self) -> Owned {
        Owned {
            id: self.id,
            delta: self.delta,
            name: self.name.to_owned(),
            ratio: self.ratio,
            blob: self.blob.to_owned(),
            list: self.list.clone(),
            map: self.map.iter().map(|(key, value)| (key.to_string(), *value)).collect(),
            next: self.next.as_ref().map(|next| Box::new(next.own())),
        }
    }
}

fn owned() -> impl Strategy<Value = Owned> {
    let fields = || {
        (
            any::<u64>(),
            any::<i32>(),
            "\\PC{0,40}",
            -1e9..1e9_f64,
            vec(any::<u8>(), 0..40),
            vec(any::<Option<i64>>(), 0..20),
            btree_map("[a-z]{0,3}", any::<(bool, u8)>(), 0..20),
        )
    };
    (fields(), proptest::option::of(fields())).prop_map(|(outer, inner)| {
        let message = |(id, delta, name, ratio, blob, list, map), next: Option<Owned>| Owned {
            id,
            delta,
            name,
            ratio,
            blob,
            list,
            map,
            next: next.map(Box::new),
        };
        message(outer, inner.map(|inner| message(inner, None)))
    })
}

/// klaw's value as rmpv's, whose bytes must be the same.
fn to_rmpv(value: &Value<'_>) -> rmpv::Value {
    match value {
        Value::Nil => rmpv::Value::Nil,
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => match u64::try_from(*value) {
            Ok(value) => value.into(),
            Err(_) => i64::try_from(*value).unwrap().into(),
        },
        Value::Float(value) => (*value).into(),
        Value::Str(text) => text.as_ref().into(),
        Value::Bin(bytes) => rmpv::Value::Binary(bytes.to_vec()),
        Value::Array(items) => rmpv::Value::Array(items.iter().map(to_rmpv).collect()),
        Value::Map(entries) => {
            rmpv::Value::Map(entries.iter().map(|(key, value)| (to_rmpv(key), to_rmpv(value))).collect())
        }
        Value::Ext(ext) => rmpv::Value::Ext(ext.code, ext.data.to_vec()),
        _ => unreachable!(),
    }
}

/// Every entry point over the same bytes: none may panic, and they agree.
fn every_entry_point(bytes: &[u8]) {
    let raw = Raw::new(bytes);
    let skipped = msgpack::from_slice::<Raw<'_>>(bytes);
    assert_eq!(raw.is_ok(), skipped.is_ok());
    let value = msgpack::from_slice::<Value<'_>>(bytes);
    match (&raw, &value) {
        (Ok(_), Err(error)) => assert!(matches!(error.kind(), ErrorKind::InvalidUtf8 | ErrorKind::Limit), "{error}"),
        (Err(error), Ok(_)) => panic!("a value that is no Raw: {error}"),
        _ => {}
    }
    if let Ok(value) = value {
        // Bytes that are read are written again, perhaps shorter, and read as the same (but for NaN).
        let again = msgpack::to_vec(&value);
        assert!(again.len() <= bytes.len() * 2);
        assert_eq!(msgpack::to_vec(&msgpack::from_slice::<Value<'_>>(&again).unwrap()), again);
    }
    fn typed<'a, T: klaw_runtime::Decode<'a>>(bytes: &'a [u8]) {
        let whole = msgpack::from_slice::<T>(bytes);
        let prefix = msgpack::from_prefix::<T>(bytes);
        match (&whole, &prefix) {
            (Ok(_), Ok((_, size))) => assert_eq!(*size, bytes.len()),
            (Ok(_), Err(error)) => panic!("{error}"),
            (Err(error), Ok((_, size))) => assert!(error.kind() == ErrorKind::Trailing && *size < bytes.len()),
            (Err(a), Err(b)) => assert_eq!(a.to_string(), b.to_string()),
        }
        if let Err(error) = whole {
            // Its texts can be made whatever the bytes are, and its place is in the input.
            let _ = format!("{error} {error:#} {error:?}");
            assert!(error.path().contains('$'));
            assert!(error.offset().is_none_or(|offset| offset <= bytes.len()));
        }
        let _ = msgpack::from_slice_with::<T>(bytes, &Limits::new().depth(3).memory(64));
    }
    typed::<WireEnvelope<'_>>(bytes);
    typed::<WireHeader<'_>>(bytes);
    typed::<DataMessage<'_>>(bytes);
    typed::<DataMessage<'_, Vec<Option<f32>>>>(bytes);
    typed::<ControlMessage<'_>>(bytes);
    typed::<Heartbeat<'_>>(bytes);
    typed::<Ack<'_>>(bytes);
    typed::<WireError<'_>>(bytes);
    typed::<MessageKind>(bytes);
    typed::<Owned>(bytes);
    typed::<Borrowed<'_>>(bytes);
    typed::<Raw<'_>>(bytes);
    typed::<Value<'_>>(bytes);
    typed::<(u8, i64, f64, bool, char)>(bytes);
    typed::<Vec<std::time::Duration>>(bytes);
    typed::<Vec<std::time::SystemTime>>(bytes);
    typed::<Vec<jiff::Timestamp>>(bytes);
    typed::<Vec<chrono::NaiveDateTime>>(bytes);
    typed::<Vec<uuid::Uuid>>(bytes);
    typed::<klaw_runtime::Ext<'_>>(bytes);
    typed::<[Box<[u8; 3]>; 2]>(bytes);
    typed::<std::collections::HashMap<Vec<u8>, std::collections::BTreeSet<i8>>>(bytes);
}

/// Bytes that look like MessagePack: mostly headers and short bodies.
fn messagepack_like() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        3 => 0x80..=0x9f_u8,
        2 => 0xa0..=0xa4_u8,
        3 => 0xc0..=0xdf_u8,
        3 => 0..=0x10_u8,
        1 => any::<u8>(),
    ];
    vec(byte, 0..64)
}

/// A frame with a few bytes changed.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    (wire::envelope(), vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)).prop_map(|(envelope, damage)| {
        let mut bytes = msgpack::to_vec(&envelope);
        for (index, byte) in damage {
            let at = index.index(bytes.len());
            bytes[at] = byte;
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn envelopes_come_back(envelope in wire::envelope()) {
        let bytes = written(&envelope)?;
        let borrowed: WireEnvelope<'_> = msgpack::from_slice(&bytes).unwrap();
        prop_assert_eq!(&borrowed, &envelope);
        prop_assert_eq!(borrowed.clone().into_owned(), borrowed);
        for length in 0..bytes.len() {
            let error = msgpack::from_slice::<WireEnvelope<'_>>(&bytes[..length]).unwrap_err();
            prop_assert_eq!(error.kind(), ErrorKind::Truncated);
        }
    }

    #[test]
    fn a_message_alone_has_the_envelopes_bytes(
        data in wire::data(), control in wire::control(), heartbeat in wire::heartbeat(), ack in wire::ack(),
        error in wire::error(), header in wire::header(), kind in wire::kind(), action in wire::action(),
    ) {
        written(&kind)?;
        written(&action)?;
        written(&header)?;
        prop_assert_eq!(written(&data)?, msgpack::to_vec(&WireEnvelope::Data(data)));
        prop_assert_eq!(written(&control)?, msgpack::to_vec(&WireEnvelope::Control(control)));
        prop_assert_eq!(written(&heartbeat)?, msgpack::to_vec(&WireEnvelope::Heartbeat(heartbeat)));
        prop_assert_eq!(written(&ack)?, msgpack::to_vec(&WireEnvelope::Ack(ack)));
        prop_assert_eq!(written(&error)?, msgpack::to_vec(&WireEnvelope::Error(error)));
    }

    #[test]
    fn messages_come_back_and_borrowed_and_owned_agree(message in owned()) {
        let bytes = round_trip(&message)?;
        let borrowed: Borrowed<'_> = msgpack::from_slice(&bytes).unwrap();
        prop_assert_eq!(borrowed.own(), message);
        prop_assert_eq!(msgpack::to_vec(&borrowed), bytes);
    }

    #[test]
    fn values_are_rmpvs(value in wire::value()) {
        let bytes = written(&value)?;
        prop_assert_eq!(&msgpack::from_slice::<Value<'_>>(&bytes).unwrap(), &value);
        let mut theirs = Vec::new();
        rmpv::encode::write_value(&mut theirs, &to_rmpv(&value)).unwrap();
        prop_assert_eq!(&bytes, &theirs);
        prop_assert_eq!(rmpv::decode::read_value(&mut &bytes[..]).unwrap(), to_rmpv(&value));
    }

    #[test]
    fn raws_are_well_formed(raw in wire::raw()) {
        prop_assert!(rmpv::decode::read_value_ref(&mut raw.as_bytes()).is_ok());
        let bytes = written(&raw)?;
        prop_assert_eq!(&bytes[..], raw.as_bytes());
        prop_assert!(raw.decode::<Value<'_>>().is_ok());
    }

    #[test]
    fn rmp_serde_reads_what_klaw_writes(
        (id, delta, name, list) in (any::<u64>(), any::<i32>(), "\\PC{0,40}", vec(any::<Option<f64>>(), 0..20)),
    ) {
        #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize, WireMessage)]
        struct Both { id: u64, delta: i32, name: String, list: Vec<Option<f64>> }
        let message = Both { id, delta, name, list };
        let bytes = msgpack::to_vec(&message);
        prop_assert_eq!(&rmp_serde::from_slice::<Both>(&bytes).unwrap(), &message);
        prop_assert_eq!(msgpack::from_slice::<Both>(&rmp_serde::to_vec_named(&message).unwrap()).unwrap(), message);
    }

    #[test]
    fn no_bytes_make_any_entry_point_panic(bytes in prop_oneof![vec(any::<u8>(), 0..64), messagepack_like(), damaged()]) {
        every_entry_point(&bytes);
    }

    /// Accepted and refused alike, and the same number of bytes: depth is far below 128 here.
    #[test]
    fn skip_accepts_what_rmpv_accepts(bytes in prop_oneof![vec(any::<u8>(), 0..64), messagepack_like(), damaged()]) {
        let mut rest = &bytes[..];
        // rmpv reads `c1` as nil.
        let theirs = rmpv::decode::read_value_ref(&mut rest).ok().map(|_| bytes.len() - rest.len());
        let ours: Result<_, Error> = msgpack::from_prefix::<Raw<'_>>(&bytes);
        match (ours, theirs) {
            (Ok((_, size)), Some(their_size)) => prop_assert_eq!(size, their_size),
            (Err(_), None) => {}
            (Err(error), Some(_)) => prop_assert_eq!(error.kind(), ErrorKind::Malformed, "{}", error),
            (Ok((raw, _)), None) => prop_assert!(false, "accepted: {:?}", raw),
        }
    }

    #[test]
    fn a_value_is_what_rmpv_reads(bytes in messagepack_like()) {
        if let Ok((value, size)) = msgpack::from_prefix::<Value<'_>>(&bytes) {
            let mut rest = &bytes[..];
            let theirs = rmpv::decode::read_value(&mut rest).unwrap();
            prop_assert_eq!(bytes.len() - rest.len(), size);
            let same = to_rmpv(&value).to_string() == float64(theirs).to_string();
            prop_assert!(same, "{:?}", value);
        }
    }
}

/// rmpv tells float32 from float64, klaw does not.
fn float64(value: rmpv::Value) -> rmpv::Value {
    match value {
        rmpv::Value::F32(value) => rmpv::Value::F64(f64::from(value)),
        rmpv::Value::Array(items) => rmpv::Value::Array(items.into_iter().map(float64).collect()),
        rmpv::Value::Map(entries) => {
            rmpv::Value::Map(entries.into_iter().map(|(key, value)| (float64(key), float64(value))).collect())
        }
        other => other,
    }
}

/// Every first byte, with second bytes of most kinds, and with and without a body behind them.
#[test]
fn every_short_byte_string() {
    every_entry_point(&[]);
    for a in 0..=255 {
        every_entry_point(&[a]);
        for b in [0, 1, 0x80, 0x91, 0xa1, 0xc1, 0xc4, 0xff] {
            every_entry_point(&[a, b]);
            every_entry_point(&[a, b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
            every_entry_point(&[0x92, 0x01, a, b, 0, 0, 0, 0, 0]);
        }
    }
}
