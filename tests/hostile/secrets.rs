//! What errors and `Debug` say of what was read: not a payload, unless they are asked to.

use klaw_runtime::channel::{ChannelActor, ChannelOptions, Mismatch, Receiver, RecvError, Sender, local};
use klaw_runtime::codec::BufferPool;
use klaw_runtime::envelope::{ControlAction, ControlMessage, DataMessage, WireEnvelope, WireError, WireHeader};
use klaw_runtime::registry::SchemaRegistry;
use klaw_runtime::{
    ChannelCapacity, DecodeOwned, Encode, Error, Frame, Raw, Secret, Validate, WireFault, WireMessage, json, msgpack,
};
use std::collections::BTreeMap;
use std::error::Error as _;
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

/// Neither where an error stands in another one's text, which may go to others.
#[test]
fn errors_of_errors_are_as_silent() {
    let options = ChannelOptions::new(ChannelCapacity::literal(8));
    let data = |payload: Raw<'static>| -> bytes::Bytes {
        let message: WireEnvelope<'_> = DataMessage::new(WireHeader::new("logins"), payload).into();
        msgpack::to_vec(&message).into()
    };

    let actor = ChannelActor::<(u8, u8)>::new("logins", &options);
    let control = ControlMessage {
        metadata: Raw::encode(SECRET),
        ..ControlMessage::new(WireHeader::new("logins"), ControlAction::Resize)
    };
    for frame in [data(Raw::encode(&(SECRET, 1))), msgpack::to_vec(&WireEnvelope::from(control)).into()] {
        let refused = actor.put_frame_blocking(frame).unwrap_err();
        silent(&refused.to_string());
        both(&refused);
        silent(&String::from_utf8_lossy(&msgpack::to_vec(&refused.to_wire())));
    }

    let (sender, receiver) = local::framed::<Raw<'static>>("logins", &options);
    let mut receiver = klaw_runtime::channel::FramedReceiver::<(u8, u8), _>::new(receiver.into_frames());
    sender.send_blocking(Raw::encode(&(SECRET, 1))).unwrap();
    let malformed = receiver.recv_blocking().unwrap_err();
    let RecvError::Malformed { error, frame } = &malformed else { panic!("{malformed}") };
    assert!(format!("{malformed:?}").contains(&format!("{} bytes", frame.len())), "{malformed:?}");
    quiet(error);
    silent(&malformed.to_string());
    both(&malformed);
    silent(&String::from_utf8_lossy(&msgpack::to_vec(&malformed.to_wire())));

    // `subject` and `reason` are text: this is neither.
    let details = Raw::encode(&(SECRET, 1));
    let wire = WireError { details, ..WireError::new(WireHeader::default(), "mismatch", "it does not fit") };
    let unknown = Mismatched::from_wire(&wire).unwrap_err();
    silent(&unknown.to_string());
    both(&unknown);
    let source: &Error = unknown.source().unwrap().downcast_ref().unwrap();
    quiet(source);
    assert!(format!("{unknown:#}").contains(&format!("{source:#}")));
    quiet(&msgpack::from_slice::<Mismatched>(&msgpack::to_vec(&wire)).unwrap_err());
}

#[derive(Debug, WireMessage)]
enum Mismatched {
    #[wire(code = "mismatch")]
    Mismatch(Mismatch),
}

impl std::fmt::Display for Mismatched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self::Mismatch(mismatch) = self;
        std::fmt::Display::fmt(mismatch, f)
    }
}

/// A check may quote what it refuses: of a secret it is not heard, whichever road the value comes in on, or goes out.
#[test]
fn a_check_does_not_tell_a_secret() {
    fn refuse(text: &String) -> Result<(), String> {
        Err(format!("{text} is bad"))
    }
    #[derive(Debug, WireMessage)]
    #[wire(transparent, json)]
    struct Checked(#[constrain(with = refuse)] String);
    #[derive(Debug, WireMessage)]
    #[wire(json)]
    struct Token {
        #[wire(secret)]
        token: Secret<Checked>,
    }
    #[derive(Debug, WireMessage)]
    #[wire(json)]
    struct Short {
        #[wire(secret)]
        #[constrain(max_length = 4)]
        token: Secret<String>,
    }
    let said = "Invalid value of a secret - at `$.token`";
    let token = Token { token: Secret::new(Checked(SECRET.to_owned())) };
    let frame = msgpack::to_vec(&token);
    let text = format!(r#"{{"token":"{SECRET}"}}"#);
    for error in [
        msgpack::from_slice::<Token>(&frame).unwrap_err(),
        json::from_str::<Token>(&text).unwrap_err(),
        token.validate().unwrap_err(),
        msgpack::try_to_vec(&token).unwrap_err(),
    ] {
        assert_eq!(error.to_string(), said);
        quiet(&error);
        silent(&format!("{error:#}"));
    }
    // Where it is the newtype that hides it, and where the check itself exposes it.
    fn refuse_all(password: &Password) -> Result<(), String> {
        refuse(&password.0)
    }
    fn refuse_secret(secret: &Secret<String>) -> Result<(), String> {
        refuse(secret.expose())
    }
    #[derive(WireMessage)]
    #[wire(transparent, json, serde)]
    struct Hidden(
        #[wire(secret)]
        #[constrain(with = refuse)]
        String,
    );
    #[derive(WireMessage)]
    #[wire(transparent, json, serde, validate = refuse_all)]
    struct Password(#[wire(secret)] String);
    #[derive(WireMessage)]
    #[wire(transparent, json, serde)]
    struct Exposed(
        #[wire(secret)]
        #[constrain(with = refuse_secret)]
        Secret<String>,
    );
    fn every_road<T: DecodeOwned + Encode + Validate + json::Json + serde::de::DeserializeOwned>(value: &T) {
        let (frame, text) = (msgpack::to_vec(SECRET), json::to_string(SECRET));
        for error in [
            msgpack::from_slice::<T>(&frame).err().unwrap(),
            json::from_str::<T>(&text).err().unwrap(),
            value.validate().unwrap_err(),
            msgpack::try_to_vec(value).unwrap_err(),
        ] {
            assert_eq!(error.to_string(), "Invalid value of a secret");
            quiet(&error);
            silent(&format!("{error:#}"));
        }
        silent(&serde_json::from_str::<T>(&text).err().unwrap().to_string());
    }
    every_road(&Hidden(SECRET.to_owned()));
    every_road(&Password(SECRET.to_owned()));
    every_road(&Exposed(Secret::new(SECRET.to_owned())));
    #[derive(WireMessage)]
    #[wire(json)]
    struct Account {
        #[wire(secret)]
        #[constrain(with = refuse_secret)]
        token: Secret<String>,
    }
    let account = Account { token: Secret::new(SECRET.to_owned()) };
    let mut over = Account { token: Secret::new(String::new()) };
    for error in [
        msgpack::from_slice::<Account>(&frame).err().unwrap(),
        msgpack::decode_in_place(&frame, &mut over).unwrap_err(),
        json::from_str::<Account>(&text).err().unwrap(),
        account.validate().unwrap_err(),
    ] {
        assert_eq!(error.to_string(), said);
        quiet(&error);
    }
    // A rule of klaw's is told, and quotes nothing.
    let said = "Expected `str` of length <= 4 - at `$.token`";
    for error in [
        msgpack::from_slice::<Short>(&frame).unwrap_err(),
        json::from_str::<Short>(&text).unwrap_err(),
        Short { token: Secret::new(SECRET.to_owned()) }.validate().unwrap_err(),
    ] {
        assert_eq!(error.to_string(), said);
        silent(&format!("{error:#}"));
    }
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

/// Where nothing is written, nobody asks whether a parameter's type hides itself: the mark on the field does.
#[test]
fn reports_do_not_quote_a_secret_of_a_parameter() {
    #[derive(WireMessage)]
    #[allow(dead_code)]
    struct Login<T> {
        #[wire(secret)]
        #[constrain(max_length = 4)]
        token: T,
    }
    let report = Login::<String>::validate_all(&msgpack::to_vec(&BTreeMap::from([("token", SECRET)])));
    assert_eq!(report.faults.len(), 1);
    both(&report);
    assert_eq!((report.faults[0].path.as_str(), report.faults[0].got.as_deref()), ("$.token", None));
}

/// What a module of the user's says of a secret is not heard either, whose type may be any.
#[test]
fn a_module_does_not_tell_a_secret() {
    mod hex {
        use klaw_runtime::msgpack::{Reader, Writer};
        use klaw_runtime::{Error, json};

        pub(super) fn encode(value: &str, writer: &mut Writer<'_>) {
            writer.str(value);
        }

        pub(super) fn decode(reader: &mut Reader<'_>) -> Result<String, Error> {
            Err(Error::custom(format_args!("`{}` is no hex", reader.str()?)))
        }

        pub(super) fn encode_json(value: &str, writer: &mut json::Writer<'_>) {
            writer.str(value);
        }

        pub(super) fn decode_json(reader: &mut json::Reader<'_>) -> Result<String, Error> {
            Err(Error::custom(format_args!("`{}` is no hex", reader.str()?)))
        }

        pub(super) fn serialize<S: serde::Serializer>(value: &str, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(value)
        }

        pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
            let text = <String as serde::Deserialize>::deserialize(deserializer)?;
            Err(serde::de::Error::custom(format_args!("`{text}` is no hex")))
        }
    }
    #[derive(WireMessage)]
    #[wire(json, serde)]
    struct Key {
        #[wire(secret, with = hex)]
        key: String,
    }
    #[derive(WireMessage)]
    #[wire(json, serde, array_like)]
    struct Pair {
        #[wire(secret, with = hex)]
        key: String,
    }
    #[derive(WireMessage)]
    #[wire(json, serde, transparent)]
    struct Whole(#[wire(secret, with = hex)] String);
    fn every_road<T: DecodeOwned + WireMessage + json::Json + serde::de::DeserializeOwned>(value: &T) {
        let (frame, text) = (msgpack::to_vec(value), json::to_string(value));
        for error in [msgpack::from_slice::<T>(&frame).err().unwrap(), json::from_str::<T>(&text).err().unwrap()] {
            assert!(error.to_string().starts_with("Invalid value of a secret"), "{error}");
            quiet(&error);
            silent(&format!("{error:#}"));
        }
        silent(&serde_json::from_str::<T>(&text).err().unwrap().to_string());
        let report = T::validate_all(&frame);
        assert_eq!(report.faults.len(), 1);
        both(&report);
    }
    every_road(&Key { key: SECRET.to_owned() });
    every_road(&Pair { key: SECRET.to_owned() });
    every_road(&Whole(SECRET.to_owned()));
}

/// What is on demand, and says so: `{:#}`, and the words of values that were refused as tags, keys and enumerations.
#[test]
fn what_is_asked_for_is_said() {
    let frame = msgpack::to_vec(&[SECRET]);
    let error = msgpack::from_slice::<Login>(&frame).unwrap_err();
    assert!(format!("{error:#}").contains(&format!("{:02x}", SECRET.as_bytes()[0])));
}
