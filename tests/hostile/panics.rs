//! Code of the user's that panics while it is called.

use klaw_runtime::msgpack::{self, Reader, Writer};
use klaw_runtime::{Decode, DecodeOwned, Encode, Error, Validate, WireMessage};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

static ALIVE: AtomicUsize = AtomicUsize::new(0);

/// The tests count with one counter.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

#[derive(Debug)]
struct Counted;

impl Encode for Counted {
    fn encode(&self, writer: &mut Writer<'_>) {
        writer.u64(1);
    }
}

impl Validate for Counted {}

impl<'de> Decode<'de> for Counted {
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        if reader.u64()? == 13 {
            panic!("a user's code");
        }
        ALIVE.fetch_add(1, Ordering::Relaxed);
        Ok(Self)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Every element that was read is dropped once, whichever collection it was in.
#[test]
fn class_53_a_panic_of_the_users_leaks_nothing() {
    let _one = ONE_AT_A_TIME.lock().unwrap();
    type Decoded = fn(&[u8]) -> bool;
    let decoders: [Decoded; 3] = [
        |bytes| msgpack::from_slice::<Vec<Counted>>(bytes).is_ok(),
        |bytes| msgpack::from_slice::<[Counted; 4]>(bytes).is_ok(),
        |bytes| msgpack::from_slice::<(Box<Counted>, Option<Counted>, Counted, Counted)>(bytes).is_ok(),
    ];
    for decode in decoders {
        let panicked = std::panic::catch_unwind(|| decode(b"\x94\x01\x02\x0d\x04"));
        assert!(panicked.is_err());
        assert_eq!(ALIVE.load(Ordering::Relaxed), 0);
        assert!(!decode(b"\x94\x01\x02\xc0\x04"));
        assert_eq!(ALIVE.load(Ordering::Relaxed), 0);
        assert!(decode(b"\x94\x01\x02\x03\x04"));
        assert_eq!(ALIVE.load(Ordering::Relaxed), 0);
    }
}

#[derive(Debug, WireMessage)]
#[wire(array_like)]
struct Array {
    _first: Counted,
    _list: Vec<Counted>,
    _last: Counted,
}

#[derive(Debug, WireMessage)]
struct Map {
    _first: Counted,
    _list: Vec<Counted>,
    _last: Counted,
}

#[derive(Debug, WireMessage)]
#[wire(array_like)]
enum Either {
    #[wire(tag = 7)]
    Whole { _first: Counted, _list: Vec<Counted>, _last: Counted },
}

/// A message that is refused drops the fields that it has read. One in which a function of the user's panics may leak them,
/// as decoding keeps them where nothing cleans up; none is dropped twice, and what holds the message drops the others.
#[test]
fn class_53_a_panic_in_a_message_drops_nothing_twice() {
    fn check<T: DecodeOwned>(frame: fn(&[u8]) -> Vec<u8>) {
        let alive = || ALIVE.swap(0, Ordering::Relaxed);
        let decode =
            |last: &[u8]| msgpack::from_slice::<Vec<T>>(&[&b"\x92"[..], &frame(b"\x03"), &frame(last)].concat());
        let value = decode(b"\x04").unwrap_or_else(|error| panic!("{error:#}"));
        assert_eq!(ALIVE.load(Ordering::Relaxed), 8);
        drop(value);
        assert_eq!(alive(), 0);
        assert!(decode(b"\xc0").is_err());
        assert_eq!(alive(), 0);
        assert!(std::panic::catch_unwind(|| decode(b"\x0d").is_ok()).is_err());
        // The three fields of the second message, no more and no less than none.
        assert!(alive() <= 3);
    }
    let _one = ONE_AT_A_TIME.lock().unwrap();
    check::<Array>(|last| [b"\x93\x01\x92\x01\x02", last].concat());
    check::<Map>(|last| [b"\x83\xa6_first\x01\xa5_list\x92\x01\x02\xa5_last", last].concat());
    check::<Either>(|last| [b"\x94\x07\x01\x92\x01\x02", last].concat());
}
