//! Code of the user's that panics while it is called.

use klaw_runtime::msgpack::{self, Reader};
use klaw_runtime::{Decode, Error};
use std::sync::atomic::{AtomicUsize, Ordering};

static ALIVE: AtomicUsize = AtomicUsize::new(0);

struct Counted;

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
