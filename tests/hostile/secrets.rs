//! What errors and `Debug` say of what was read: not a payload, unless they are asked to.

use klaw_runtime::codec::BufferPool;
use klaw_runtime::envelope::{DataMessage, WireEnvelope, WireHeader};
use klaw_runtime::registry::SchemaRegistry;
use klaw_runtime::{Error, Frame, Raw, Secret, WireMessage, json, msgpack};
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::net::IpAddr;
use std::time::Duration;

const SECRET: &str = "hunter2-correct-horse";

/// Neither the text nor its bytes in hex.
#[track_caller]
fn silent(said: &str) {
    let hex =
        |separator: &str| SECRET.bytes().take(4).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(separator);
    let decimal = SECRET.bytes().take(4).map(|byte| byte.to_string()).collect::<Vec<_>>().join(", ");
    for shape in [&SECRET[..4], &hex(" "), &hex(""), &decimal] {
        assert!(!said.contains(shape), "{said}");
    }
}

fn both(value: &(impl Debug + ?Sized)) {
    silent(&format!("{value:?}"));
    silent(&format!("{value:#?}"));
}

#[track_caller]
fn quiet(error: &Error) {
    silent(&error.to_string());
    both(error);
    silent(error.path());
}

#[test]
fn payloads_do_not_stand_in_debug() {
    both(&Raw::encode(SECRET));
    both(&Raw::encode_as_json(SECRET));
    let message: WireEnvelope<'_> = DataMessage::new(WireHeader::new("jobs"), Raw::encode(SECRET)).into();
    both(&message);
    let bytes = msgpack::to_vec(&message);
    both(&Frame::<WireEnvelope<'static>>::decode(bytes).unwrap());
    both(&SchemaRegistry::default());
    let pool = BufferPool::new(64, 2);
    let mut buffer = pool.acquire();
    buffer.extend_from_slice(SECRET.as_bytes());
    both(&buffer);
    both(&pool);
}

#[derive(Debug, WireMessage)]
#[wire(array_like, json)]
#[allow(dead_code)]
struct Login {
    #[constrain(max_length = 8, pattern = "^[a-z]*$")]
    password: String,
    #[wire(default)]
    number: u8,
}

#[test]
fn errors_name_the_place_and_not_the_value() {
    for frame in [
        msgpack::to_vec(&[SECRET]),
        msgpack::to_vec(&(1_u8, SECRET)),
        msgpack::to_vec(&("ok", SECRET)),
        [&b"\x91"[..], &msgpack::to_vec(SECRET)[..SECRET.len() / 2]].concat(),
        msgpack::to_vec(&SECRET),
    ] {
        quiet(&msgpack::from_slice::<Login>(&frame).unwrap_err());
        let report = Login::validate_all(&frame);
        silent(&report.to_string());
        both(&report);
    }
    for text in
        [format!("[\"{SECRET}\"]"), format!("[\"ok\", \"{SECRET}\"]"), format!("[\"{SECRET}"), format!("\"{SECRET}\"")]
    {
        quiet(&json::from_str::<Login>(&text).unwrap_err());
    }
    let twice = [&b"\x82"[..], &msgpack::to_vec(SECRET), b"\x01", &msgpack::to_vec(SECRET), b"\x01"].concat();
    let limits = klaw_runtime::Limits::new().deny_duplicate_keys();
    quiet(&limits.check(&twice).unwrap_err());
}

/// What only the decoder refuses, behind the walk of the report.
#[test]
fn reports_name_the_place_and_not_the_secret() {
    #[derive(WireMessage)]
    #[allow(dead_code)]
    struct Key {
        user: String,
        #[wire(secret)]
        id: Secret<uuid::Uuid>,
    }
    #[derive(WireMessage)]
    #[wire(array_like)]
    #[allow(dead_code)]
    struct Lease {
        #[wire(secret)]
        time: Secret<Duration>,
        #[wire(secret)]
        hosts: Secret<Vec<IpAddr>>,
    }

    let report = Key::validate_all(&msgpack::to_vec(&BTreeMap::from([("user", "ada"), ("id", SECRET)])));
    assert_eq!(report.faults.len(), 1);
    assert_eq!((report.faults[0].path.as_str(), report.faults[0].got.as_deref()), ("$.id", None));
    for frame in [msgpack::to_vec(&(SECRET, [""; 0])), msgpack::to_vec(&("PT1S", [SECRET]))] {
        let report = Lease::validate_all(&frame);
        assert_eq!(report.faults.len(), 1);
        both(&report);
    }
}

/// What is on demand, and says so: `{:#}`, and the words of values that were refused as tags, keys and enumerations.
#[test]
fn what_is_asked_for_is_said() {
    let frame = msgpack::to_vec(&[SECRET]);
    let error = msgpack::from_slice::<Login>(&frame).unwrap_err();
    assert!(format!("{error:#}").contains(&format!("{:02x}", SECRET.as_bytes()[0])));
}
