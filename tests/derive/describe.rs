//! The const description: docs, default values, secrets.

use klaw_runtime::schema::{FieldSchema, Shape, UnionSchema, WireType};
use klaw_runtime::{Encode, Secret, WireMessage, msgpack};

/// What is done.
///
///   With a second paragraph.
#[derive(Debug, WireMessage)]
struct Job<'a> {
    /// Its name,
    /// which is borrowed.
    name: &'a str,
    #[doc = "How often."]
    #[wire(default = 1 + 2)]
    retries: u32,
    #[wire(default)]
    labels: Vec<String>,
    #[wire(default = "main")]
    queue: String,
    #[wire(default, secret)]
    token: Option<Secret<String>>,
    #[wire(default)]
    keys: Vec<Password>,
}

/// A secret of its own.
#[derive(Clone, WireMessage)]
#[wire(transparent)]
struct Password(#[wire(secret)] String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

/// Either.
#[derive(WireMessage)]
enum Command {
    /// More of them.
    #[wire(tag = "scale")]
    Scale {
        /// To how many.
        to: u8,
    },
    #[wire(tag = "stop")]
    Stop {},
}

fn fields<T: WireMessage>() -> &'static [FieldSchema] {
    match &T::SCHEMA.shape {
        Shape::Message(message) => message.fields,
        other => panic!("{other:?}"),
    }
}

#[test]
fn docs() {
    assert_eq!(Job::SCHEMA.doc, "What is done.\n\n  With a second paragraph.");
    let docs: Vec<_> = fields::<Job<'_>>().iter().map(|field| field.doc).collect();
    assert_eq!(docs, ["Its name,\nwhich is borrowed.", "How often.", "", "", "", ""]);
    let Shape::Union(UnionSchema { members, .. }) = &Command::SCHEMA.shape else { panic!() };
    assert_eq!((Command::SCHEMA.doc, members[0].doc, members[1].doc), ("Either.", "More of them.", ""));
}

#[test]
fn default_values() {
    let values: Vec<_> = fields::<Job<'_>>().iter().map(|field| field.default_value.map(|value| value())).collect();
    let expected = [
        None,
        Some(msgpack::to_vec(&3_u32)),
        Some(msgpack::to_vec(&Vec::<String>::new())),
        Some(msgpack::to_vec("main")),
        Some(msgpack::to_vec(&None::<u8>)),
        Some(vec![0x90]),
    ];
    assert_eq!(values, expected);
}

#[test]
fn secrets() {
    let of: fn(&FieldSchema) -> (bool, bool) = |field| (field.secret, field.ty.is_secret());
    let secrets: Vec<_> = fields::<Job<'_>>().iter().map(of).collect();
    assert_eq!(secrets[..4], [(false, false); 4]);
    assert_eq!(secrets[4..], [(true, true), (false, true)]);
    assert!(<(u8, Secret<u8>)>::TYPE.is_secret() && <[Secret<u8>; 2]>::TYPE.is_secret());
    assert!(matches!(Password::TYPE, WireType::Newtype("Password", _)));
}

#[test]
fn a_secret_is_what_it_holds() {
    let job = Job {
        name: "a",
        retries: 3,
        labels: vec![],
        queue: "main".into(),
        token: Some(Secret::new("t".into())),
        keys: vec![],
    };
    let frame = msgpack::to_vec(&job);
    let read: Job<'_> = msgpack::from_slice(&frame).unwrap();
    assert_eq!(read.token, Some(Secret::from("t".to_owned())));
    assert_eq!(msgpack::to_vec(&Secret::new(5_u8)), [5]);
    assert_eq!(format!("{:?} {}", read.token.as_ref().unwrap(), read.token.as_ref().unwrap()), "*** ***");
    assert_eq!(read.token.unwrap().into_exposed(), "t");
}

/// The error of a newtype that marks its field says nothing of the value either.
#[test]
fn a_secret_of_ones_own_is_not_quoted() {
    #[derive(Debug, WireMessage)]
    enum Mode {
        On,
    }
    #[derive(WireMessage)]
    #[wire(transparent)]
    struct Hidden(#[wire(secret)] Mode);

    let error = msgpack::from_slice::<Hidden>(b"\xa3abc").err().unwrap();
    assert_eq!(format!("{error:#}"), "Invalid value of a secret (byte 0)");
    assert_eq!(Hidden::validate_all(b"\xa3abc").faults[0].got, None);
    assert!(msgpack::from_slice::<Hidden>(b"\xa2On").is_ok());
}
