//! The last byte of an allocation: each `unsafe` of the codec is brought to it. Memory here is exact to the byte, so that a
//! sanitizer sees one byte too many; without one, canaries and the checks of debug builds see what they can.

use indexmap::{IndexMap, IndexSet};
use klaw_runtime::msgpack::{Writer, encode_into, encode_to, from_slice, to_vec};
use klaw_runtime::private::Sink;
use klaw_runtime::types::PositiveInt;
use klaw_runtime::{Encode, ErrorKind, Ext, Raw, WireMessage, json};
use std::any::type_name_of_val;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt::Debug;
use std::num::{NonZeroI64, NonZeroU32};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// So many elements that the header has its full five bytes, and more: by all remainders that the kernels know.
const MANY: std::ops::Range<usize> = 65_536..65_545;

/// A value that takes all that its bound lets it: each road fills the memory that was reserved to the last byte.
fn fills<T: Encode + ?Sized>(value: &T) {
    let name = type_name_of_val(value);
    let bytes = to_vec(value);
    assert_eq!(bytes.capacity(), bytes.len(), "a {name} does not fill its bound");
    let mut out = Vec::with_capacity(bytes.len());
    encode_to(value, &mut out);
    assert!((out.capacity(), &out) == (bytes.len(), &bytes), "{name}");
    let mut short = Vec::with_capacity(bytes.len() - 1);
    encode_to(value, &mut short);
    assert!(short == bytes, "{name}");
    let mut buffer = vec![0; bytes.len()].into_boxed_slice();
    assert_eq!(encode_into(value, &mut buffer, 0).unwrap(), bytes.len(), "{name}");
    assert!(buffer[..] == bytes, "{name}");
}

/// Where there is more room than it takes, nothing behind the last byte changes.
fn stays_inside<T: Encode + Debug + ?Sized>(value: &T) {
    let mut checked = Vec::new();
    value.encode(&mut Writer::new(&mut checked));
    let mut buffer = vec![0xee; 2 * checked.len() + 512];
    assert_eq!(encode_into(value, &mut buffer, 1).unwrap(), checked.len());
    let (written, rest) = buffer[1..].split_at(checked.len());
    assert_eq!(written, checked, "{value:?}");
    assert!(buffer[0] == 0xee && rest.iter().all(|&byte| byte == 0xee), "{value:?}");
    assert_eq!(to_vec(value), checked, "{value:?}");
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[repr(i64)]
enum Number {
    Least = i64::MIN,
    One = 1,
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
enum Word<'a> {
    Short,
    #[wire(other)]
    Other(Cow<'a, str>),
}

#[derive(Debug, Clone, PartialEq, WireMessage)]
#[wire(array_like)]
enum Union<'a> {
    #[wire(tag = 1)]
    Short { least: bool },
    #[wire(other)]
    Other(Raw<'a>),
}

#[test]
fn scalars_fill_their_bound() {
    fills(&true);
    fills(&None::<bool>);
    fills(&Some(u64::MAX));
    fills(&(u8::MAX, u16::MAX, u32::MAX, u64::MAX, usize::MAX));
    fills(&(i8::MIN, i16::MIN, i32::MIN, i64::MIN, isize::MIN));
    fills(&(0.5_f32, 0.5_f64, true, char::MAX));
    for one in 0..=u8::MAX {
        let bytes = to_vec(&one);
        assert_eq!((bytes.capacity(), bytes.len()), (2, 1 + usize::from(one >= 0x80)));
    }
    fills(&NonZeroU32::MAX);
    fills(&NonZeroI64::MIN);
    fills(&PositiveInt::new(u64::MAX).unwrap());
    fills(&Number::Least);
    fills(&(SystemTime::UNIX_EPOCH - Duration::from_nanos(1)));
    fills(&uuid::Uuid::max());
}

/// Behind a pointer, too. A string of every length is copied by every way that there is, from and to the last byte.
#[test]
fn text_and_bytes_fill_their_bound() {
    let text = "x".repeat(65_536);
    let bytes = vec![7_u8; 65_536];
    fills(text.as_str());
    fills(&text);
    fills(&(Box::<str>::from(text.as_str()), Rc::<str>::from(text.as_str()), Arc::<str>::from(text.as_str())));
    fills(&(Cow::Borrowed(text.as_str()), &text, Box::new(u64::MAX), Cow::Borrowed(&u64::MAX)));
    fills(&Word::Other(text.as_str().into()));
    fills(&bytes[..]);
    fills(&(&bytes, bytes::Bytes::from(bytes.clone())));
    fills(<&[u8; 65_536]>::try_from(&bytes[..]).unwrap());
    fills(&Ext { code: 5, data: bytes.into() });
    for length in 1..=140 {
        let raw = Raw::new(to_vec(&vec![true; length]).into_boxed_slice().into_vec()).unwrap();
        fills(&raw);
        stays_inside(&Union::Other(raw));
        let text: Box<str> = "y".repeat(length).into_boxed_str();
        stays_inside(&*text);
        stays_inside(&(&*text, text.as_bytes()));
    }
}

#[test]
fn collections_fill_their_bound() {
    let numbers = 65_536_u32..131_072;
    let entries = || numbers.clone().map(|key| (key, u64::MAX));
    fills(&numbers.clone().collect::<VecDeque<_>>());
    fills(&numbers.clone().collect::<BTreeSet<_>>());
    fills(&numbers.clone().collect::<HashSet<_>>());
    fills(&numbers.clone().collect::<IndexSet<_>>());
    fills(&entries().collect::<BTreeMap<_, _>>());
    fills(&entries().collect::<HashMap<_, _>>());
    fills(&entries().collect::<IndexMap<_, _>>());
    fills(&entries().collect::<Vec<_>>());
}

/// The kernels of arrays write past the one element that they are at, and never past the last.
#[test]
fn arrays_of_numbers_fill_their_bound() {
    for count in MANY {
        fills(&vec![u64::MAX; count]);
        fills(&vec![u32::MAX; count][..]);
        fills(&vec![i64::MIN; count]);
        fills(&vec![i16::MIN; count]);
        fills(&vec![0.5_f64; count]);
        fills(&vec![0.5_f32; count].into_boxed_slice());
        fills(&VecDeque::from(vec![0.5_f64; count]));
    }
    fills(<&[f64; MANY.start]>::try_from(&vec![0.5; MANY.start][..]).unwrap());
}

macro_rules! alike {
    ($name:ident, $type:ty, $value:literal: $($field:ident)*) => {
        #[derive(Debug, Clone, PartialEq, WireMessage)]
        #[wire(array_like)]
        struct $name {
            $($field: $type,)*
        }

        impl $name {
            const ONE: Self = Self { $($field: $value),* };
        }
    };
}

alike!(F2, f64, 0.5: a b);
alike!(F3, f64, 0.5: a b c);
alike!(F4, f32, 0.5: a b c d);
alike!(F5, f64, 0.5: a b c d e);
alike!(F6, f64, 0.5: a b c d e f);
alike!(F7, f32, 0.5: a b c d e f g);
alike!(F8, f64, 0.5: a b c d e f g h);
alike!(U4, u8, 200: a b c d);

/// What has slack in its bound: small numbers behind large ones, where each number has room for nine bytes, and messages.
#[test]
fn what_has_room_to_spare_stays_inside() {
    for length in 0..=40 {
        for large in 0..=length {
            let mut numbers = vec![u64::MAX; large];
            numbers.resize(length, 1);
            stays_inside(&numbers);
            numbers.reverse();
            stays_inside(&numbers);
            stays_inside(&numbers.iter().map(|&number| number as u16).collect::<Vec<_>>());
            let mut numbers = vec![i64::MIN; large];
            numbers.resize(length, -1);
            stays_inside(&numbers);
            stays_inside(&numbers.iter().map(|&number| number as i32).collect::<Vec<_>>());
        }
        stays_inside(&vec![true; length]);
        stays_inside(&vec![0.5_f64; length]);
        stays_inside(&vec![0.5_f32; length]);
        stays_inside(&vec![F2::ONE; length]);
        stays_inside(&vec![F3::ONE; length]);
        stays_inside(&vec![F4::ONE; length]);
        stays_inside(&vec![F5::ONE; length]);
        stays_inside(&vec![F6::ONE; length]);
        stays_inside(&vec![F7::ONE; length]);
        stays_inside(&vec![F8::ONE; length]);
        stays_inside(&vec![U4::ONE; length]);
        stays_inside(&vec![(Number::Least, Word::Short, Union::Short { least: true }); length]);
    }
    stays_inside(
        &"[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff%4294967295]:65535".parse::<std::net::SocketAddr>().unwrap(),
    );
    stays_inside(&Duration::MAX);
}

/// Strings are judged in words that overlap, and JSON in sixteens: the last byte of the input is the last that is read.
#[test]
fn strings_end_with_the_input() {
    for length in 0..=140 {
        for text in ["z".repeat(length), "z".repeat(length) + "é"] {
            let packed = to_vec(&text).into_boxed_slice();
            assert_eq!(from_slice::<&str>(&packed).unwrap(), text);
            assert_eq!(from_slice::<String>(&packed).unwrap(), text);
            let quoted = json::to_vec(&text).into_boxed_slice();
            assert_eq!(json::from_slice::<&str>(&quoted).unwrap(), text);
            for end in [quoted.len() - 1, quoted.len() - 2] {
                let cut: Box<[u8]> = quoted[..end].into();
                assert!(json::from_slice::<&str>(&cut).is_err());
            }
            let cut: Box<[u8]> = packed[..packed.len() - 1].into();
            assert!(from_slice::<&str>(&cut).is_err());
        }
    }
}

/// Text in JSON is appended to memory that holds it and its quotes, and nothing more.
#[test]
fn json_fills_its_memory() {
    fn fills<T: Encode + json::Json + ?Sized>(value: &T) {
        let text = json::to_vec(value);
        let mut out = Vec::with_capacity(text.len());
        json::encode_to(value, &mut out);
        assert_eq!((out.capacity(), &out), (text.len(), &text));
        let mut short = Vec::with_capacity(text.len() - 1);
        json::encode_to(value, &mut short);
        assert_eq!(short, text);
    }
    for length in 0..=140 {
        fills(&*"x".repeat(length).into_boxed_str());
    }
    fills(&u64::MAX);
    fills(&i64::MIN);
    fills(&f64::MIN_POSITIVE);
}

/// Floats are read four at a time, in windows of 43 bytes, into a vector that has room for them alone.
#[test]
fn floats_end_with_the_input() {
    for count in 0..=40_usize {
        let numbers: Vec<f64> = (0..count).map(|number| number as f64 + 0.25).collect();
        // What stands behind them is as long as the window's rest, and shorter.
        for behind in 0..10 {
            let packed = to_vec(&(&numbers, vec![true; behind])).into_boxed_slice();
            let (read, _) = from_slice::<(Vec<f64>, Vec<bool>)>(&packed).unwrap();
            assert_eq!((read.capacity(), &read), (count, &numbers));
        }
        let packed = to_vec(&numbers).into_boxed_slice();
        assert_eq!(from_slice::<Vec<f64>>(&packed).unwrap(), numbers);
        for end in packed.len().saturating_sub(50)..packed.len() {
            let cut: Box<[u8]> = packed[..end].into();
            assert!(from_slice::<Vec<f64>>(&cut).is_err());
        }
        // An integer among them ends a run.
        for at in 0..count {
            let mut mixed = vec![0x90 | count as u8];
            if count >= 16 {
                mixed = vec![0xdc, 0, count as u8];
            }
            for (index, number) in numbers.iter().enumerate() {
                mixed.extend(if index == at { vec![7] } else { to_vec(number) });
            }
            let read: Vec<f64> = from_slice(&mixed.into_boxed_slice()).unwrap();
            assert_eq!(
                (read.len(), read[at], read[count - 1]),
                (count, 7.0, if at + 1 == count { 7.0 } else { numbers[count - 1] })
            );
        }
    }
}

thread_local! {
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// It equals another every second time that it is asked.
#[derive(Debug, WireMessage)]
#[wire(transparent)]
struct Moody(u64);

impl PartialEq for Moody {
    fn eq(&self, _: &Self) -> bool {
        ASKED.set(ASKED.get() + 1);
        ASKED.get() % 2 == 1
    }
}

#[derive(Debug, WireMessage)]
#[wire(omit_defaults)]
struct InMap {
    #[wire(default = Moody(0))]
    mood: Moody,
}

#[derive(Debug, WireMessage)]
#[wire(array_like, omit_trailing_defaults)]
struct InArray {
    #[wire(default = Moody(0))]
    mood: Moody,
}

/// What a message leaves out is the word of a user's `PartialEq`. It is asked when bytes are counted and again when they are
/// written, and may say two things: then there is an error, and no byte behind the buffer.
#[test]
fn an_equality_that_changes_its_mind_writes_nothing_past_the_buffer() {
    fn refused<T: Encode>(value: &T) {
        ASKED.set(0);
        let mut exact = vec![0; 1].into_boxed_slice();
        let error = encode_into(value, &mut exact, 0).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BufferTooSmall);
        ASKED.set(0);
        assert_eq!(to_vec(value).len(), 1);
        assert!(to_vec(value).len() > 1);
    }
    refused(&InMap { mood: Moody(u64::MAX) });
    refused(&InArray { mood: Moody(u64::MAX) });
}

/// What the default below means by this name, wherever it stands.
fn __sink() {}

/// Blocks of everybody's: with a sink in its scope, a default could write this way.
trait Block {
    fn block<const N: usize>(&self, _: [u8; N]) {}
}

impl<T> Block for T {}

#[derive(Debug, WireMessage)]
#[wire(array_like, omit_trailing_defaults)]
struct WritingArray {
    #[wire(default = { __sink.block([0x41; 300]); 7 })]
    number: u8,
}

#[derive(Debug, WireMessage)]
#[wire(omit_defaults)]
enum WritingMap {
    #[wire(tag = 1)]
    Variant {
        #[wire(default = { __sink.block([0x41; 300]); 7 })]
        number: u8,
    },
}

#[test]
fn a_default_does_not_write() {
    assert_eq!(to_vec(&WritingArray { number: 1 }), b"\x91\x01");
    assert_eq!(to_vec(&WritingMap::Variant { number: 1 }), b"\x82\xa4type\x01\xa6number\x01");
}

/// By hand, and nothing in it is `unsafe`: it counts nothing and writes much.
struct Understated;

impl Encode for Understated {
    fn encode(&self, writer: &mut Writer<'_>) {
        writer.nil();
    }

    fn dynamic(&self) -> usize {
        0
    }

    fn dynamic_sequence(_: &[Self]) -> usize {
        0
    }

    fn put_sequence<S: Sink>(_: &[Self], sink: &mut S) {
        sink.put_str(&"x".repeat(1_000));
    }
}

#[test]
fn a_hand_written_count_is_not_believed() {
    let expected = to_vec(&"x".repeat(1_000));
    assert_eq!(to_vec(&vec![Understated]), expected);
    assert_eq!(to_vec(&[Understated]), expected);
    assert_eq!(to_vec(&[Understated][..]), expected);
    assert_eq!(to_vec(&(1_u8, [Understated]))[2..], expected);
    let mut small = vec![0; 10].into_boxed_slice();
    assert_eq!(encode_into(&vec![Understated], &mut small, 0).unwrap_err().kind(), ErrorKind::BufferTooSmall);
}
