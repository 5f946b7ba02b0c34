//! `Frame`: bytes and the message that borrows from them, owned as one.

use bytes::Bytes;
use klaw_runtime::envelope::{DataMessage, Heartbeat, WireEnvelope, WireHeader};
use klaw_runtime::{Covariant, Decode, Encode, ErrorKind, Family, Frame, Raw, Validate, WireMessage, msgpack};
use std::cell::Cell;
use std::sync::Arc;
use std::thread;

fn heartbeat() -> Vec<u8> {
    msgpack::to_vec(&WireEnvelope::from(Heartbeat::new(WireHeader::new("jobs").seq(7), "worker-1")))
}

fn crosses<T: Send + Sync + 'static>(value: T) -> T {
    thread::spawn(move || value).join().unwrap()
}

#[test]
fn a_frame_crosses_a_thread() {
    let frame = crosses(Frame::<WireEnvelope<'static>>::decode(heartbeat()).unwrap());
    assert_eq!(*frame.get(), msgpack::from_slice::<WireEnvelope<'_>>(&heartbeat()).unwrap());
    thread::scope(|scope| {
        let other = frame.clone();
        let reader = scope.spawn(move || other.get().header().seq);
        assert_eq!(frame.get().header().seq, 7);
        assert_eq!(reader.join().unwrap(), 7);
    });
}

/// A vector and `Bytes` are taken over, and the message points into them.
#[test]
fn nothing_is_copied() {
    let vector = heartbeat();
    let at = vector.as_ptr_range();
    let frame = Frame::<WireEnvelope<'static>>::decode(vector).unwrap();
    let WireEnvelope::Heartbeat(message) = frame.get() else { panic!() };
    assert!(at.contains(&message.sender_id.as_ptr()) && matches!(message.sender_id, std::borrow::Cow::Borrowed(_)));

    let clone = frame.clone();
    assert!(std::ptr::eq(clone.get(), frame.get()));
    drop(frame);
    assert_eq!(clone.bytes().as_ptr(), at.start);
    let bytes: Bytes = clone.into_bytes();
    assert_eq!((bytes.as_ptr(), &bytes[..]), (at.start, &heartbeat()[..]));
}

/// What was borrowed lives as long as the frame that it was borrowed from, and no longer: that is what the compiler
/// makes of this signature.
#[test]
fn what_is_borrowed_outlives_the_call() {
    fn sender(frame: &Frame) -> &str {
        match frame.get() {
            WireEnvelope::Heartbeat(message) => &message.sender_id,
            _ => "",
        }
    }
    let frame = Frame::decode(heartbeat()).unwrap();
    assert_eq!(sender(&frame), "worker-1");
}

#[test]
fn a_frame_says_what_decoding_says() {
    let whole = heartbeat();
    for length in 0..whole.len() {
        let error = Frame::<WireEnvelope<'static>>::decode(Bytes::copy_from_slice(&whole[..length])).unwrap_err();
        let plain = msgpack::from_slice::<WireEnvelope<'_>>(&whole[..length]).unwrap_err();
        assert_eq!(format!("{error:#} {:?}", error.kind()), format!("{plain:#} {:?}", plain.kind()));
    }
    let error = Frame::<WireEnvelope<'static>>::decode([whole, vec![0]].concat()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Trailing);
}

#[test]
fn debug_shows_the_message() {
    let frame = Frame::<WireEnvelope<'static>>::decode(heartbeat()).unwrap();
    assert_eq!(format!("{frame:?}"), format!("Frame({:?})", frame.get()));
}

/// Counts how many are alive.
#[derive(Debug)]
struct Counted<'a> {
    text: &'a str,
    alive: Arc<()>,
}

thread_local! {
    static ALIVE: Arc<()> = Arc::new(());
}

impl Encode for Counted<'_> {
    fn encode(&self, writer: &mut msgpack::Writer<'_>) {
        writer.str(self.text);
    }
}

impl<'de: 'a, 'a> Decode<'de> for Counted<'a> {
    fn decode(reader: &mut msgpack::Reader<'de>) -> Result<Self, klaw_runtime::Error> {
        Ok(Self { text: reader.str()?, alive: ALIVE.with(Arc::clone) })
    }
}

impl Validate for Counted<'_> {}

/// Reads what it borrows while it is dropped.
impl Drop for Counted<'_> {
    fn drop(&mut self) {
        assert!(self.text.starts_with("worker"));
    }
}

#[derive(Debug, WireMessage)]
#[wire(array_like)]
struct Holder<'a> {
    first: Counted<'a>,
    second: Counted<'a>,
}

#[test]
fn a_message_is_dropped_once_and_before_its_bytes() {
    let alive = || ALIVE.with(Arc::strong_count) - 1;
    let frame = Frame::<Holder<'static>>::decode(&b"\x92\xa8worker-1\xa8worker-2"[..]).unwrap();
    let clone = frame.clone();
    assert_eq!(frame.with(|holder| (holder.first.text.len(), holder.second.text.len())), (8, 8));
    assert_eq!((alive(), clone.with(|holder| Arc::strong_count(&holder.first.alive))), (2, 3));
    drop(frame);
    assert_eq!(alive(), 2);
    assert_eq!(&clone.into_bytes()[..], b"\x92\xa8worker-1\xa8worker-2");
    assert_eq!(alive(), 0);
    // The second is no string: the first, which was read already, is dropped.
    assert!(Frame::<Holder<'static>>::decode(&b"\x92\xa8worker-1\x01"[..]).is_err());
    assert_eq!(alive(), 0);
}

// Families.

fn read<F: Family>(bytes: &[u8]) -> F::Of<'_> {
    msgpack::from_slice(bytes).unwrap()
}

fn is_covariant<F: Covariant>() {}

/// A type parameter takes its default.
#[test]
fn the_data_message_is_a_family() {
    let bytes = msgpack::to_vec(&DataMessage::new(WireHeader::new("jobs"), (1, "x")));
    let message: DataMessage<'_> = read::<DataMessage<'static>>(&bytes);
    assert_eq!(message.payload, Raw::encode(&(1, "x")));
    let frame = crosses(Frame::<DataMessage<'static>>::decode(bytes).unwrap());
    assert_eq!(frame.get().payload.decode::<(u8, &str)>().unwrap(), (1, "x"));
}

/// Any other type of payload has a name of its own for the whole.
struct Typed;

impl Family for Typed {
    type Of<'a> = DataMessage<'a, Holder<'a>>;
}

#[test]
fn a_family_can_be_written_by_hand() {
    let bytes = b"\x93\x01\x90\x92\xa8worker-1\xa8worker-2";
    let frame = crosses(Frame::<Typed>::decode(&bytes[..]).unwrap());
    assert_eq!(frame.with(|message| message.payload.second.text), "worker-2");
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Page<T> {
    items: Vec<T>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Two<'a, 'b> {
    a: &'a str,
    b: &'b str,
}

#[derive(Debug, Default, PartialEq, WireMessage)]
enum Level {
    #[default]
    Low = 1,
    High = 2,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent, frozen)]
struct Name<'a>(&'a str);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, frozen)]
enum Either<'a> {
    #[wire(tag = 1)]
    Named { name: Name<'a> },
    #[wire(tag = 2)]
    Levelled { level: u8 },
}

#[test]
fn every_shape_is_a_family() {
    is_covariant::<Page<u64>>();
    is_covariant::<Level>();
    is_covariant::<Name<'static>>();
    is_covariant::<Either<'static>>();
    assert_eq!(*Frame::<Page<u64>>::decode(&b"\x91\x92\x01\x02"[..]).unwrap().get(), Page { items: vec![1, 2] });
    assert_eq!(*Frame::<Level>::decode(&b"\x02"[..]).unwrap().get(), Level::High);
    assert_eq!(*Frame::<Name<'static>>::decode(&b"\xa1x"[..]).unwrap().get(), Name("x"));
    let frame = Frame::<Either<'static>>::decode(&b"\x92\x01\xa1x"[..]).unwrap();
    assert_eq!(*frame.get(), Either::Named { name: Name("x") });
}

/// Two lifetimes are no family, and derive all the same.
#[test]
fn several_lifetimes_are_no_family_of_the_derive() {
    struct Both;
    impl Family for Both {
        type Of<'a> = Two<'a, 'a>;
    }
    assert_eq!(read::<Both>(b"\x92\xa1a\xa1b"), Two { a: "a", b: "b" });
}

/// A cell with a borrowed value: no two lifetimes of it may pass for one another.
#[derive(Debug, PartialEq)]
struct Last<'a>(Cell<&'a str>);

impl Encode for Last<'_> {
    fn encode(&self, writer: &mut msgpack::Writer<'_>) {
        writer.str(self.0.get());
    }
}

impl<'de: 'a, 'a> Decode<'de> for Last<'a> {
    fn decode(reader: &mut msgpack::Reader<'de>) -> Result<Self, klaw_runtime::Error> {
        reader.str().map(|text| Self(Cell::new(text)))
    }
}

impl Validate for Last<'_> {}

mod foreign {
    use super::Last;
    use klaw_runtime::{Decode, Encode, Error, msgpack};

    pub(super) fn encode(value: &Last<'_>, writer: &mut msgpack::Writer<'_>) {
        value.encode(writer);
    }

    pub(super) fn decode<'de: 'a, 'a>(reader: &mut msgpack::Reader<'de>) -> Result<Last<'a>, Error> {
        Last::decode(reader)
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Celled<'a> {
    last: Last<'a>,
    #[wire(with = foreign)]
    other: Last<'a>,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, frozen)]
struct Vouched<'a> {
    #[wire(frozen)]
    last: Last<'a>,
    #[wire(with = foreign, frozen)]
    other: Last<'a>,
}

/// Such a message derives, marked frozen by a user who vouches for it or not. It is a family, and has no `get`.
#[test]
fn a_message_with_a_cell_is_a_family() {
    let frame = Frame::<Celled<'static>>::decode(&b"\x92\xa1a\xa1b"[..]).unwrap();
    frame.with(|message| message.last.0.set(message.other.0.get()));
    assert_eq!(frame.with(|message| message.last.0.get().len()), 1);
    let frame = Frame::<Vouched<'static>>::decode(&b"\x92\xa1a\xa1b"[..]).unwrap();
    assert_eq!(frame.with(|message| (message.last.0.get().len(), message.other.0.get().len())), (1, 1));
}
