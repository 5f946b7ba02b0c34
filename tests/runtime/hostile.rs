//! Bad input, class by class: an error or a value, and never a panic. What it may cost the heap is tested in
//! `alloc`, what it may cost the stack in `stack`.

use klaw_runtime::envelope::{Ack, WireEnvelope, WireHeader};
use klaw_runtime::{Decode, ErrorKind, Ext, Limits, Raw, Value, WireMessage, msgpack};
use klaw_tests::assert::{reads, refused};
use std::collections::{BTreeMap, HashMap};
use std::time::SystemTime;

type Envelope<'a> = WireEnvelope<'a>;

/// `95 01 01 a0 00 00`
const H: &[u8] = b"\x95\x01\x01\xa0\0\0";

/// The bytes with `H` for each `H`.
fn frame(start: &[u8], end: &[u8]) -> Vec<u8> {
    [start, H, end].concat()
}

fn kind<'a, T: Decode<'a>>(bytes: &'a [u8]) -> ErrorKind {
    let error = msgpack::from_slice::<T>(bytes).err().expect("accepted");
    let prefix = msgpack::from_prefix::<T>(bytes).err().map(|error| error.kind());
    assert!(prefix == Some(error.kind()) || error.kind() == ErrorKind::Trailing);
    error.kind()
}

#[test]
fn class_01_empty_input() {
    assert_eq!(kind::<Envelope<'_>>(b""), ErrorKind::Truncated);
    assert_eq!(kind::<Raw<'_>>(b""), ErrorKind::Truncated);
    assert_eq!(kind::<Value<'_>>(b""), ErrorKind::Truncated);
    assert_eq!(kind::<u8>(b""), ErrorKind::Truncated);
}

#[test]
fn class_02_truncation_at_every_byte() {
    for golden in [
        frame(b"\x93\x01", b"\x81\xa1a\x01"),
        frame(b"\x94\x02", b"\xa5close\xc0"),
        frame(b"\x93\x03", b"\xa1s"),
        frame(b"\x94\x04", b"\xcd\x01\x2c\xa2ok"),
        frame(b"\x95\x05", b"\xa1c\xa1m\xc0"),
    ] {
        for length in 0..golden.len() {
            assert_eq!(kind::<Envelope<'_>>(&golden[..length]), ErrorKind::Truncated);
            assert_eq!(kind::<Raw<'_>>(&golden[..length]), ErrorKind::Truncated);
        }
    }
}

#[test]
fn class_03_truncated_bodies() {
    assert_eq!(kind::<Envelope<'_>>(&frame(b"\x93\x03", b"\xa5ab")), ErrorKind::Truncated);
    for bytes in [&b"\xa5ab"[..], b"\xd9\x05ab", b"\xc4\x05ab", b"\xc5\0\x05ab", b"\xc7\x05\x01ab", b"\xc6\0\0"] {
        assert_eq!(kind::<Value<'_>>(bytes), ErrorKind::Truncated, "{bytes:02x?}");
        assert_eq!(kind::<Raw<'_>>(bytes), ErrorKind::Truncated, "{bytes:02x?}");
    }
}

#[test]
fn class_04_truncated_fixext() {
    for (opcode, size) in [(0xd4, 1), (0xd5, 2), (0xd6, 4), (0xd7, 8), (0xd8, 16)] {
        let whole = [vec![opcode, 5], vec![0; size]].concat();
        assert!(msgpack::from_slice::<Ext<'_>>(&whole).is_ok());
        for length in 1..whole.len() {
            assert_eq!(kind::<Ext<'_>>(&whole[..length]), ErrorKind::Truncated);
            assert_eq!(kind::<Raw<'_>>(&whole[..length]), ErrorKind::Truncated);
            assert_eq!(kind::<u8>(&whole[..length]), ErrorKind::Truncated);
            assert_eq!(kind::<SystemTime>(&whole[..length]), ErrorKind::Truncated);
        }
    }
}

#[test]
fn class_05_trailing_bytes() {
    let bytes = frame(b"\x93\x03", b"\xa1s\0");
    let error = refused::<Envelope<'_>>(&bytes, "MessagePack data is malformed: trailing characters (byte 10)");
    assert_eq!(error.kind(), ErrorKind::Trailing);
    assert_eq!(msgpack::from_prefix::<Envelope<'_>>(&bytes).unwrap().1, 10);
}

#[test]
fn class_06_and_07_the_reserved_opcode() {
    assert_eq!(kind::<Envelope<'_>>(b"\xc1"), ErrorKind::Malformed);
    for bytes in
        [frame(b"\x93\x01", b"\xc1"), frame(b"\x94\x03", b"\xa0\xc1"), frame(b"\x94\x02", b"\xa5close\x91\xc1")]
    {
        assert_eq!(kind::<Envelope<'_>>(&bytes), ErrorKind::Malformed);
        assert_eq!(kind::<Raw<'_>>(&bytes), ErrorKind::Malformed);
        assert_eq!(kind::<Value<'_>>(&bytes), ErrorKind::Malformed);
    }
}

#[test]
fn class_08_to_10_header_bombs() {
    for bomb in [
        &b"\xdd\xff\xff\xff\xff"[..],
        b"\xdf\xff\xff\xff\xff",
        b"\xdd\xff\xff\xff\xff\x01",
        b"\xdb\xff\xff\xff\xffab",
        b"\xc6\xff\xff\xff\xffab",
        b"\xc9\xff\xff\xff\xff\x05ab",
        b"\xdc\xff\xff",
        b"\xde\xff\xff",
    ] {
        assert_eq!(kind::<Raw<'_>>(bomb), ErrorKind::Truncated);
        assert_eq!(kind::<Value<'_>>(bomb), ErrorKind::Truncated);
        assert!(msgpack::from_slice::<Envelope<'_>>(bomb).is_err());
        assert!(msgpack::from_slice::<Vec<u64>>(bomb).is_err());
        assert!(msgpack::from_slice::<Vec<String>>(bomb).is_err());
        assert!(msgpack::from_slice::<HashMap<u64, u64>>(bomb).is_err());
        assert!(msgpack::from_slice::<String>(bomb).is_err());
        assert!(msgpack::from_slice::<Vec<u8>>(bomb).is_err());
        assert_eq!(kind::<Envelope<'_>>(&frame(b"\x93\x01", bomb)), ErrorKind::Truncated);
        assert_eq!(kind::<Envelope<'_>>(&frame(b"\x94\x03", &[b"\xa0", bomb].concat())), ErrorKind::Truncated);
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Tree {
    kids: Vec<Tree>,
}

#[derive(Debug, Default, PartialEq, WireMessage)]
#[wire(array_like)]
struct Large {
    #[wire(default)]
    numbers: [[u64; 4]; 8],
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Unit {}

#[test]
fn class_11_to_13_amplification_is_charged() {
    let nested = [b"\x91\xdc\xff\xff".repeat(64), vec![0; 400_000]].concat();
    assert!(msgpack::from_slice::<Tree>(&nested).is_err());
    let million = [&b"\xdd\0\x0f\x42\x40"[..], &vec![0x90; 1_000_000]].concat();
    let error = refused::<Vec<Large>>(&million, "Message needs more than 83108944 bytes of decoded collections");
    assert_eq!(error.kind(), ErrorKind::Limit);
    // What has no size is charged as one byte.
    let units = [&b"\xdc\xff\xff"[..], &[0x90; 65_535]].concat();
    assert_eq!(size_of::<Unit>(), 0);
    assert_eq!(msgpack::from_slice::<Vec<Unit>>(&units).unwrap().len(), 65_535);
    let limits = Limits::default().memory(65_534);
    assert_eq!(msgpack::from_slice_with::<Vec<Unit>>(&units, &limits).unwrap_err().kind(), ErrorKind::Limit);
}

/// The typed ones, at every depth and on a small stack, are in `stack`.
#[test]
fn class_14_to_17_deep_nesting() {
    for (open, close) in [(&b"\x91"[..], &b"\xc0"[..]), (b"\x81\xc0", b"\xc0"), (b"\x81", b"\xc0\xc0")] {
        let deep = [&open.repeat(100_000)[..], close].concat();
        for bytes in [
            deep.clone(),
            frame(b"\x93\x01", &deep),
            frame(b"\x94\x03", &[b"\xa0", &deep[..]].concat()),
            frame(b"\x94\x02", &[b"\xa5close", &deep[..]].concat()),
        ] {
            assert_eq!(kind::<Raw<'_>>(&bytes), ErrorKind::Limit);
            assert_eq!(kind::<Value<'_>>(&bytes), ErrorKind::Limit);
            assert!(msgpack::from_slice::<Envelope<'_>>(&bytes).is_err());
        }
        assert_eq!(kind::<Envelope<'_>>(&frame(b"\x93\x01", &deep)), ErrorKind::Limit);
        assert_eq!(kind::<Envelope<'_>>(&frame(b"\x94\x03", &[b"\xa0", &deep[..]].concat())), ErrorKind::Limit);
    }
    assert_eq!(kind::<HashMap<u8, u8>>(&b"\x81".repeat(1000)), ErrorKind::Validation);
    let keys = b"\x81".repeat(1000);
    assert_eq!(kind::<BTreeMap<BTreeMap<BTreeMap<u8, u8>, u8>, u8>>(&keys), ErrorKind::Validation);
}

#[test]
fn class_18_and_19_text_that_is_not_utf8() {
    for body in [&b"\xa2\xff\xfe"[..], b"\xa2\xc0\x80", b"\xa3\xed\xa0\x80"] {
        assert_eq!(kind::<Envelope<'_>>(&frame(b"\x93\x03", body)), ErrorKind::InvalidUtf8);
        assert_eq!(kind::<Value<'_>>(body), ErrorKind::InvalidUtf8);
        // In what is skipped or kept, the structure alone counts.
        assert!(msgpack::from_slice::<Envelope<'_>>(&frame(b"\x94\x03", &[b"\xa0", body].concat())).is_ok());
        assert!(Raw::new(body).is_ok());
    }
}

#[test]
fn class_20_to_23_tags() {
    refused::<Envelope<'_>>(&frame(b"\x92\x09", b""), "Invalid value 9 - at `$[0]`");
    refused::<Envelope<'_>>(&frame(b"\x93\xa11", b"\xc0"), "Expected `int`, got `str` - at `$[0]`");
    refused::<Envelope<'_>>(
        &frame(b"\x93\xcb\x3f\xf0\0\0\0\0\0\0", b"\xc0"),
        "Expected `int`, got `float` - at `$[0]`",
    );
    refused::<Envelope<'_>>(&frame(b"\x93\xc3", b"\xc0"), "Expected `int`, got `bool` - at `$[0]`");
    let most = [&b"\x93\xcf"[..], &[0xff; 8]].concat();
    refused::<Envelope<'_>>(&frame(&most, b"\xc0"), "Invalid value 18446744073709551615 - at `$[0]`");
    refused::<Envelope<'_>>(b"\x90", "Expected `array` of at least length 1, got 0");
}

#[test]
fn class_24_wider_forms_are_accepted() {
    for tag in
        [&b"\xcc\x04"[..], b"\xcd\0\x04", b"\xce\0\0\0\x04", b"\xcf\0\0\0\0\0\0\0\x04", b"\xd0\x04", b"\xd1\0\x04"]
    {
        let ack = Ack { header: WireHeader::default(), acked_seq: 5, status: "ok".into() };
        reads(&frame(&[b"\x93", tag].concat(), b"\xd3\0\0\0\0\0\0\0\x05"), WireEnvelope::Ack(ack));
    }
}

#[test]
fn class_25_to_28_shapes() {
    refused::<Envelope<'_>>(b"\x81\xa1a\x01", "Expected `array`, got `object`");
    refused::<Envelope<'_>>(b"\x01", "Expected `array`, got `int`");
    refused::<Envelope<'_>>(&frame(b"\x92\x01", b""), "Expected `array` of at least length 3, got 2");
    assert!(msgpack::from_slice::<Envelope<'_>>(b"\x92\x03\x90").is_ok());
    assert!(msgpack::from_slice::<Envelope<'_>>(&frame(b"\x94\x03", b"\xa1a\x05")).is_ok());
}

#[test]
fn class_32_integers_do_not_wrap() {
    let most = [&[0xcf][..], &[0xff; 8]].concat();
    let least = b"\xd3\x80\0\0\0\0\0\0\0";
    refused::<i64>(&most, "Expected `int` <= 9223372036854775807");
    refused::<u64>(least, "Expected `int` >= 0");
    refused::<u64>(b"\xff", "Expected `int` >= 0");
    refused::<u8>(b"\xcd\x01\0", "Expected `int` <= 255");
    refused::<i32>(&most, "Expected `int` <= 2147483647");
    refused::<WireHeader<'_>>(
        &[b"\x95\x01\x01\xa0\0", &most[..]].concat(),
        "Expected `int` <= 9223372036854775807 - at `$[4]`",
    );
    refused::<WireHeader<'_>>(b"\x91\xcf\0\0\0\x01\0\0\0\0", "Expected `int` <= 4294967295 - at `$[0]`");
}

#[test]
fn class_38_map_keys() {
    let nan = b"\x82\xcb\x7f\xf8\0\0\0\0\0\0\x01\xcb\x7f\xf8\0\0\0\0\0\0\x02";
    assert!(matches!(msgpack::from_slice::<Value<'_>>(nan).unwrap(), Value::Map(entries) if entries.len() == 2));
    refused::<HashMap<String, u8>>(nan, "Expected `str`, got `float` - at `key` in `$`");
    refused::<BTreeMap<u8, u8>>(b"\x81\x90\x01", "Expected `int`, got `array` - at `key` in `$`");
}

#[test]
fn class_39_timestamps() {
    for bytes in [
        &b"\xc7\x05\xff\0\0\0\0\0"[..],
        b"\xc7\0\xff",
        b"\xc7\x0c\xff\x3b\x9a\xca\0\0\0\0\0\0\0\0\0",
        b"\xc7\x0c\xff\0\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\xc7\x0c\xff\0\0\0\0\x80\0\0\0\0\0\0\0",
        b"\xd7\xff\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xd6\x05\0\0\0\0",
    ] {
        assert_eq!(kind::<SystemTime>(bytes), ErrorKind::Validation, "{bytes:02x?}");
        assert_eq!(kind::<jiff::Timestamp>(bytes), ErrorKind::Validation);
        assert_eq!(kind::<chrono::DateTime<chrono::Utc>>(bytes), ErrorKind::Validation);
        // As an ext of its own it may say anything.
        assert!(msgpack::from_slice::<Ext<'_>>(bytes).is_ok());
    }
    assert!(msgpack::from_slice::<SystemTime>(b"\xc7\x0c\xff\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff").is_ok());
}

#[test]
fn class_40_unknown_exts_are_kept() {
    for bytes in [&b"\xd4\x05\x01"[..], b"\xc7\0\x05", b"\xc7\x04\x05abcd", b"\xd6\x80abcd"] {
        assert!(msgpack::from_slice::<Ext<'_>>(bytes).is_ok());
        assert!(msgpack::from_slice::<Value<'_>>(bytes).is_ok());
        assert!(msgpack::from_slice::<Envelope<'_>>(&frame(b"\x93\x01", bytes)).is_ok());
    }
}

/// A `Raw` that is empty or broken cannot be made; its other tests are in `raw`.
#[test]
fn class_41_and_42_raw() {
    for bytes in [&b""[..], b"\xc1", b"\x91", b"\xc0\xc0"] {
        assert!(Raw::new(bytes).is_err());
    }
}

mod panics {
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
}

/// Twice the input costs about twice the time: a bound far from quadratic, that a busy machine keeps.
#[test]
fn class_54_time_is_linear() {
    fn best<T: for<'a> Decode<'a>>(bytes: &[u8]) -> f64 {
        // The thread's own time: what other processes take does not count.
        let now = || {
            let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
            time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
        };
        let once = || {
            let start = now();
            let _ = msgpack::from_slice::<T>(bytes);
            now() - start
        };
        (0..7).map(|_| once()).fold(f64::MAX, f64::min)
    }
    fn check<T: for<'a> Decode<'a>>(name: &str, make: impl Fn(usize) -> Vec<u8>) {
        // What other processes take is taken from one of the two: the best of a few tries counts.
        let (small, large) = (make(20_000), make(160_000));
        let ratio = || best::<T>(&large) / best::<T>(&small).max(1e-5);
        let ratios: Vec<f64> = (0..8).map(|_| ratio()).take_while(|ratio| *ratio > 24.0).collect();
        assert!(ratios.len() < 8, "{name}: 8 x the input costs {ratios:.1?} x the time");
    }
    #[derive(WireMessage)]
    #[wire(array_like, tag = 1)]
    struct One {
        #[wire(default)]
        _a: u8,
    }
    #[derive(WireMessage)]
    struct Map {
        #[wire(default)]
        _a: u8,
    }
    let array = |count: usize| [&[0xdd][..], &(count as u32).to_be_bytes()].concat();
    let map = |count: usize| [&[0xdf][..], &(count as u32).to_be_bytes()].concat();
    let items = |count: usize, item: &[u8]| [array(count), item.repeat(count)].concat();
    let keys = |count: usize| {
        [map(count), (0..count as u32).flat_map(|key| [&[0xce][..], &key.to_be_bytes(), &[0]].concat()).collect()]
            .concat()
    };
    check::<Vec<u64>>("integers", |count| items(count, b"\x05"));
    check::<Vec<String>>("strings", |count| items(count, b"\xa3abc"));
    check::<Vec<Option<Box<bool>>>>("boxes", |count| items(count, b"\xc3"));
    check::<HashMap<u32, u8>>("a hash map", keys);
    check::<BTreeMap<u32, u8>>("a sorted map", keys);
    check::<HashMap<u32, u8>>("one key many times", |count| [map(count), b"\x05\x05".repeat(count)].concat());
    check::<Vec<One>>("further elements", |count| items(count, b"\x93\x01\x05\x05"));
    check::<One>("one message with many elements", |count| [array(count + 1), vec![1], vec![0x90; count]].concat());
    check::<Map>("one message with many unknown keys", |count| [map(count), b"\xa1z\x90".repeat(count)].concat());
    check::<Map>("one message with one key many times", |count| [map(count), b"\xa2_a\x05".repeat(count)].concat());
    check::<Tree>("siblings", |count| [&b"\x91"[..], &items(count, b"\x91\x90")].concat());
    check::<Vec<Unit>>("deep and skipped", |count| {
        items(count / 100, &[&[0x91][..], &[0x91; 100][..], &[0xc0]].concat())
    });
}
