//! Errors that cross the wire and come back as they were.

use klaw_runtime::channel::{
    ActorNotFound, ActorStopped, BackendError, Cancelled, ChannelClosed, ChannelEmpty, ChannelError, ChannelFull, Lost,
    Mismatch, Timeout,
};
use klaw_runtime::envelope::{WireEnvelope, WireError, WireHeader};
use klaw_runtime::schema::Shape;
use klaw_runtime::{Frozen, Raw, WireFault, WireMessage, msgpack};
use std::fmt;

fn all() -> Vec<(&'static str, ChannelError)> {
    vec![
        ("channel_closed", ChannelClosed { reason: "done".into() }.into()),
        ("channel_full", ChannelFull { capacity: 8 }.into()),
        ("channel_empty", ChannelEmpty {}.into()),
        ("timeout", Timeout { seconds: 0.25, operation: "recv".into() }.into()),
        ("cancelled", Cancelled { reason: "shutdown".into() }.into()),
        ("backend_error", BackendError { message: "gone".into(), backend: "ray".into() }.into()),
        ("actor_stopped", ActorStopped {}.into()),
        ("actor_not_found", ActorNotFound { name: "jobs".into() }.into()),
        ("lost", Lost { old: u64::MAX, new: 1 }.into()),
        ("mismatch", Mismatch { subject: "message".into(), reason: "é".into() }.into()),
    ]
}

#[test]
fn every_channel_error_crosses_the_wire() {
    let codes: Vec<_> = all().iter().map(|(code, _)| *code).collect();
    assert_eq!(ChannelError::CODES, codes);
    for (code, error) in all() {
        let wire = error.to_wire();
        assert_eq!((&*wire.code, wire.message.as_ref()), (code, error.to_string().as_str()));
        assert_eq!(error.code(), code);
        let frame = msgpack::to_vec(&WireEnvelope::from(wire));
        let WireEnvelope::Error(read) = msgpack::from_slice(&frame).unwrap() else { panic!("not an error") };
        assert_eq!(ChannelError::from_wire(&read).unwrap(), error);
        // Where a message stands, the enum is its error message.
        let frame = msgpack::to_vec(&error);
        assert_eq!(frame, msgpack::to_vec(&error.to_wire()));
        assert_eq!(msgpack::from_slice::<ChannelError>(&frame).unwrap(), error);
    }
}

#[test]
fn codes_and_details_are_these_bytes() {
    let wire = ChannelError::from(ChannelFull { capacity: 8 }).to_wire();
    assert_eq!(wire.details.as_bytes(), b"\x81\xa8capacity\x08");
    let wire = ChannelError::from(Timeout { seconds: 0.25, operation: "recv".into() }).to_wire();
    assert_eq!(wire.details.as_bytes(), b"\x82\xa7seconds\xcb\x3f\xd0\0\0\0\0\0\0\xa9operation\xa4recv");
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(frozen)]
enum JobError {
    #[wire(code = "job.poisoned")]
    Poisoned {
        #[wire(rename = "type")]
        r#type: String,
        #[wire(default = 1)]
        attempts: u32,
        #[constrain(max_length = 4)]
        trace: Vec<String>,
    },
    #[wire(code = "job.gone")]
    Gone,
    #[wire(code = "job.channel")]
    Channel(ChannelError),
}

impl fmt::Display for JobError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Poisoned { r#type, attempts, .. } => write!(f, "`{type}` failed {attempts} times"),
            Self::Gone => f.write_str("gone"),
            Self::Channel(error) => error.fmt(f),
        }
    }
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
enum Lenient {
    #[wire(code = "known")]
    Known,
    #[wire(other)]
    Other(WireError<'static>),
}

impl fmt::Display for Lenient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known => f.write_str("known"),
            Self::Other(wire) => wire.fmt(f),
        }
    }
}

#[test]
fn a_users_errors_cross_as_well() {
    let poisoned = JobError::Poisoned { r#type: "image".into(), attempts: 3, trace: vec!["a".into()] };
    let wire = poisoned.to_wire();
    assert_eq!(wire.to_string(), "job.poisoned: `image` failed 3 times");
    assert_eq!(wire.details.as_bytes(), b"\x83\xa4type\xa5image\xa8attempts\x03\xa5trace\x91\xa1a");
    for error in [poisoned, JobError::Gone, JobError::Channel(all().remove(0).1)] {
        assert_eq!(JobError::from_wire(&error.to_wire()).unwrap(), error);
    }
    // The fields' attributes hold.
    let sparse = WireError { details: Raw::new(&b"\x82\xa4type\xa1x\xa5trace\x90"[..]).unwrap(), ..wire };
    let read = JobError::from_wire(&sparse).unwrap();
    assert_eq!(read, JobError::Poisoned { r#type: "x".into(), attempts: 1, trace: vec![] });
}

#[test]
fn an_unknown_code_keeps_everything() {
    let header = WireHeader::new("jobs").seq(7);
    let later = WireError { details: Raw::encode(&(1, 2)), ..WireError::new(header, "melted", "all of it") };
    let unknown = JobError::from_wire(&later).unwrap_err();
    assert_eq!(unknown.to_string(), "the code `melted` is not known: all of it");
    assert_eq!(unknown.into_wire(), later);
    let kept = Lenient::from_wire(&later).unwrap();
    assert_eq!((kept.code(), kept.to_wire()), ("melted", later));
    assert_eq!(Lenient::from_wire(&Lenient::Known.to_wire()).unwrap(), Lenient::Known);
}

#[test]
fn details_that_do_not_fit_are_told() {
    let mut wire = JobError::Gone.to_wire();
    wire.code = "job.poisoned".into();
    let unknown = JobError::from_wire(&wire).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "the details of `job.poisoned` are not what its code stands for: Expected `object`, got `None`"
    );
    // The bytes are there for who asks.
    assert!(format!("{unknown:#}").ends_with("Expected `object`, got `None` (byte 0): >>c0"));
    assert_eq!(unknown.wire().code, "job.poisoned");
    let trace = vec![String::new(); 5];
    let wire = WireError { details: Raw::encode(&trace), ..JobError::Gone.to_wire() };
    assert_eq!(JobError::from_wire(&wire).unwrap(), JobError::Gone, "who has no details asks for none");
    let error = msgpack::from_slice::<JobError>(&msgpack::to_vec(&Lenient::Known)).unwrap_err();
    assert_eq!(error.to_string(), "the code `known` is not known: known");
}

#[test]
fn the_schema_is_the_error_messages() {
    fn share<T: Frozen>() {}
    share::<JobError>();
    let Shape::Newtype(field) = &JobError::SCHEMA.shape else { panic!("not a newtype") };
    assert!(matches!(field.ty, klaw_runtime::schema::WireType::Named("WireError", _)));
    assert_eq!(JobError::CODES, ["job.poisoned", "job.gone", "job.channel"]);
}
