//! `with = module`, and hand-written codecs inside derived messages.

use klaw_runtime::msgpack::{self, Reader, Writer};
use klaw_runtime::{Decode, Encode, Error, ErrorKind, Validate, WireMessage};
use klaw_tests::assert::{encoded, refused, refused_at, whole};

/// Seconds on the wire, milliseconds in Rust.
mod seconds {
    use super::{Error, Reader, Writer};

    pub(super) fn encode(value: &u64, writer: &mut Writer<'_>) {
        writer.f64(*value as f64 / 1000.0);
    }

    pub(super) fn decode(reader: &mut Reader<'_>) -> Result<u64, Error> {
        let seconds = reader.f64()?;
        if seconds < 0.0 {
            return Err(Error::custom("time runs forward"));
        }
        Ok((seconds * 1000.0) as u64)
    }
}

/// Borrows from the input, and writes two values in an array.
mod halves {
    use super::{Error, Reader, Writer};

    pub(super) fn encode(value: &(&str, &str), writer: &mut Writer<'_>) {
        writer.array_header(2);
        writer.str(value.0);
        writer.str(value.1);
    }

    pub(super) fn decode<'de>(reader: &mut Reader<'de>) -> Result<(&'de str, &'de str), Error> {
        if reader.begin_array()? != 2 {
            return Err(Error::custom("not two halves"));
        }
        let halves = (reader.str()?, reader.str()?);
        reader.end();
        Ok(halves)
    }
}

fn not_long(value: &u64) -> Result<(), &'static str> {
    if *value > 10_000 { Err("too long") } else { Ok(()) }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like, tag = 1)]
struct Timer {
    #[wire(with = seconds)]
    #[constrain(with = not_long)]
    after: u64,
    #[wire(with = self::seconds, default = 5)]
    every: u64,
}

#[derive(Debug, PartialEq, WireMessage)]
struct Split<'a> {
    #[wire(with = halves)]
    text: (&'a str, &'a str),
    rest: u8,
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(transparent)]
struct Wait(#[wire(with = seconds)] u64);

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
enum Event {
    #[wire(tag = 1)]
    Wait {
        #[wire(with = seconds)]
        time: u64,
    },
    #[wire(tag = 2)]
    Done { id: u8 },
}

#[test]
fn a_module_writes_and_reads_its_field() {
    let half = [&[0xcb][..], &0.5_f64.to_be_bytes()].concat();
    let whole_frame = [&b"\x93\x01"[..], &half, &half].concat();
    whole(Timer { after: 500, every: 500 }, &whole_frame);
    whole(Wait(500), &half);
    whole(Event::Wait { time: 500 }, &[&b"\x92\x01"[..], &half].concat());
    whole(Event::Done { id: 3 }, b"\x92\x02\x03");
    assert_eq!(msgpack::from_slice::<Timer>(b"\x92\x01\x02").unwrap(), Timer { after: 2000, every: 5 });
    klaw_tests::assert::same(Split { text: ("a", "b"), rest: 1 }, b"\x82\xa4text\x92\xa1a\xa1b\xa4rest\x01");
}

#[test]
fn its_errors_have_the_place_of_the_field() {
    refused::<Timer>(b"\x92\x01\xff", "time runs forward - at `$[1]`");
    refused_at::<Timer>(b"\x92\x01\xa1x", "Expected `float`, got `str` - at `$[1]`", "$[1]", 2);
    refused::<Timer>(b"\x92\x01\x0b", "too long - at `$[1]`");
    refused::<Split<'_>>(b"\x82\xa4text\x91\xa1a\xa4rest\x01", "not two halves - at `$.text`");
    refused::<Wait>(b"\xff", "time runs forward");
    assert_eq!(Timer { after: 10_001, every: 1 }.validate().unwrap_err().to_string(), "too long - at `$[1]`");
}

/// Written by hand: a point as one string.
#[derive(Debug, PartialEq, Default)]
struct Point(i64, i64);

impl Encode for Point {
    fn encode(&self, writer: &mut Writer<'_>) {
        writer.str(&format!("{},{}", self.0, self.1));
    }
}

impl<'de> Decode<'de> for Point {
    fn decode(reader: &mut Reader<'de>) -> Result<Self, Error> {
        let text = reader.str()?;
        let parts = text.split_once(',').and_then(|(x, y)| Some(Self(x.parse().ok()?, y.parse().ok()?)));
        parts.ok_or_else(|| Error::custom(format_args!("`{text}` is no point")))
    }
}

impl Validate for Point {
    fn validate(&self) -> Result<(), Error> {
        if self.0 == self.1 { Err(Error::custom("on the diagonal")) } else { Ok(()) }
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Path {
    start: Point,
    rest: Vec<Point>,
    #[wire(default)]
    maybe: Option<Box<Point>>,
}

#[test]
fn a_hand_written_codec_stands_in_a_derived_message() {
    let path =
        || Path { start: Point(1, 2), rest: vec![Point(3, 4), Point(-5, 6)], maybe: Some(Box::new(Point(7, 8))) };
    whole(path(), b"\x93\xa31,2\x92\xa33,4\xa4-5,6\xa37,8");
    assert_eq!(encoded(&Point(1, 2)), b"\xa31,2");
    refused::<Path>(b"\x92\xa31,2\x91\xa1x", "`x` is no point - at `$[1][0]`");
    // Many of them, past the first guess of any buffer.
    let long = Path { rest: (0..1000).map(|n| Point(n, -1)).collect(), ..path() };
    assert_eq!(msgpack::from_slice::<Path>(&encoded(&long)).unwrap(), long);
    let error = msgpack::encode_into(&path(), &mut [0; 18], 0).unwrap_err();
    assert_eq!(error.to_string(), "Message needs 19 bytes, the buffer has room for 18");
    assert_eq!(error.kind(), ErrorKind::BufferTooSmall);
}

/// `validate()` and what holds the type ask the same method.
#[test]
fn a_hand_written_check_is_asked_in_a_derived_message() {
    let path = Path { start: Point(1, 1), rest: vec![], maybe: None };
    assert_eq!(path.validate().unwrap_err().to_string(), "on the diagonal - at `$[0]`");
    let path = Path { start: Point(1, 2), rest: vec![Point(3, 3)], maybe: None };
    assert_eq!(path.validate().unwrap_err().to_string(), "on the diagonal - at `$[1][0]`");
}
