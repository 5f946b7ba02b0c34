//! klaw's side of the live comparison with msgspec (`compat/live.py`): frames and texts in, what klaw makes of them out.
//!
//! A request on stdin is `verb, name, body`, an answer on stdout `verdict, bytes, text`: the first of each is one
//! byte, the others have their length in front, four bytes in big-endian order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use klaw_runtime::envelope::{
    Ack, ControlAction, ControlMessage, DataMessage, Heartbeat, MessageKind, WireEnvelope, WireError, WireHeader,
};
use klaw_runtime::{Encode, Error, ErrorKind, Ext, Raw, Validate, Value, msgpack};
use klaw_tests::json_types;
use klaw_tests::wire_types::{
    self, Containers, Even, Event, Finished, Level, Limits, LimitsArray, Scalars, Started, Strict, TaskStrict, TaskV1,
    TaskV2, TaskV3,
};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::panic;

fn main() -> io::Result<()> {
    let (mut input, mut output) = (BufReader::new(io::stdin()), BufWriter::new(io::stdout()));
    let mut verb = [0];
    while input.read(&mut verb)? == 1 {
        let name = String::from_utf8(block(&mut input)?).expect("names are UTF-8");
        let body = block(&mut input)?;
        let answer = panic::catch_unwind(|| match verb {
            [b'd'] => decode(&name, &body),
            [b'j'] => decode_json(&name, &body),
            [b'm'] => make(&name, &mut Random(u64::from_be_bytes(body[..].try_into().expect("a seed")))),
            [verb] => panic!("no such verb: {verb}"),
        });
        let (verdict, bytes, text) = answer.unwrap_or((b'p', Vec::new(), String::from("a panic: see above")));
        output.write_all(&[verdict])?;
        for part in [&bytes[..], text.as_bytes()] {
            output.write_all(&(part.len() as u32).to_be_bytes())?;
            output.write_all(part)?;
        }
        output.flush()?;
    }
    Ok(())
}

fn block(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let mut body = vec![0; u32::from_be_bytes(length) as usize];
    input.read_exact(&mut body)?;
    Ok(body)
}

/// A verdict, what was written, and what was said.
type Answer = (u8, Vec<u8>, String);

/// Decodes a frame on both roads, and writes it again.
fn decode(name: &str, frame: &[u8]) -> Answer {
    let one = wire_types::find(name).unwrap_or_else(|| panic!("no type {name}"));
    let (borrowed, owned) = ((one.borrowed)(frame), (one.owned)(frame));
    let (said, also) = (format!("{borrowed:?}"), format!("{owned:?}"));
    if said != also {
        return (b'x', Vec::new(), format!("borrowed: {said}; owned: {also}"));
    }
    match borrowed {
        Ok(bytes) => (b'+', bytes, String::new()),
        Err(error) => (verdict(&error), Vec::new(), error.to_string()),
    }
}

/// The same of a JSON text. A string with escapes cannot be borrowed.
fn decode_json(name: &str, text: &[u8]) -> Answer {
    let one = json_types::find(name).unwrap_or_else(|| panic!("no type {name}"));
    let owned = (one.owned)(text);
    if let Some(borrowed) = one.borrowed.filter(|_| !text.contains(&b'\\')) {
        let (said, also) = (format!("{:?}", borrowed(text)), format!("{owned:?}"));
        if said != also {
            return (b'x', Vec::new(), format!("borrowed: {said}; owned: {also}"));
        }
    }
    match owned {
        Ok(text) => (b'+', text, String::new()),
        Err(error) => (verdict(&error), Vec::new(), error.to_string()),
    }
}

fn verdict(error: &Error) -> u8 {
    match error.kind() {
        ErrorKind::Validation => b'v',
        ErrorKind::InvalidUtf8 => b'u',
        ErrorKind::Limit => b'l',
        _ => b'm',
    }
}

/// Builds a message in Rust, encodes it whether or not it keeps its rules, and says what `validate` says.
fn make(name: &str, random: &mut Random) -> Answer {
    fn answer<T: Encode + Validate>(value: &T) -> Answer {
        let frame = msgpack::to_vec(value);
        match value.validate() {
            Ok(()) => (b'+', frame, String::new()),
            Err(error) => (verdict(&error), frame, error.to_string()),
        }
    }
    let texts: Vec<String> = (0..6).map(|_| random.text()).collect();
    let text = |index: usize| texts[index].as_str();
    match name {
        "WireHeader" => answer(&random.header(text(0))),
        "WireEnvelope" => answer(&envelope(random, &texts)),
        "Limits" => {
            let LimitsArray { positive, non_negative, capacity, timeout, concurrency, name, namespace } =
                limits(random, &texts);
            answer(&Limits { positive, non_negative, capacity, timeout, concurrency, name, namespace })
        }
        "LimitsArray" => answer(&limits(random, &texts)),
        "Strict" => answer(&Strict {
            capacity: random.one_of(&[100, 100, 1, 0, 1_000_000, 1_000_001, 70_000]),
            timeout: random.one_of(&[30.0, 30.0, 30.5, 86_400.0, -0.0, -1.0, f64::NAN]),
            name: random.chance(2).then_some(text(0)),
        }),
        "Scalars" => answer(&Scalars {
            u8: random.next() as u8,
            i8: random.next() as i8,
            u32: random.bits() as u32,
            i64: random.bits() as i64,
            f64: random.float(),
            flag: random.chance(2),
            text: text(0),
            blob: text(1).as_bytes(),
            maybe: random.chance(2).then_some(random.bits() as i64),
        }),
        "Containers" => answer(&Containers {
            ints: random.list(20, |random| random.bits() as i64),
            texts: texts.iter().map(String::as_str).collect(),
            table: texts.iter().map(|text| (text.as_str(), text.len() as i64)).collect(),
            pair: (random.bits() as i64, text(0)),
            nested: random.list(4, |random| random.list(4, |random| random.bits() as i64)),
            bounded: random.list(6, |random| random.bits() as i64),
        }),
        "Even" => answer(&Even { n: random.bits() as i64, half: random.float() }),
        "TaskV1" => answer(&TaskV1 { id: text(0).into(), ts: random.bits() as i64 }),
        "TaskV2" => answer(&TaskV2 { id: text(0).into(), ts: random.bits() as i64, kind: text(1).into() }),
        "TaskV3" => answer(&TaskV3 {
            id: text(0).into(),
            ts: random.bits() as i64,
            kind: text(1).into(),
            attempts: random.bits() as u32,
            labels: texts.iter().map(|text| text.as_str().into()).collect(),
        }),
        "TaskStrict" => answer(&TaskStrict { id: text(0).into(), ts: random.bits() as i64 }),
        "Event" if random.chance(2) => {
            answer(&Event::Started(Started { task_id: text(0).into(), worker_name: text(1).into() }))
        }
        "Event" => answer(&Event::Finished(Finished {
            task_id: text(0).into(),
            exit_code: random.bits() as i64,
            level: random.one_of(&[Level::Info, Level::Warn]),
        })),
        name => panic!("no type {name}"),
    }
}

fn envelope<'a>(random: &mut Random, texts: &'a [String]) -> WireEnvelope<'a> {
    let header = random.header(&texts[0]);
    let raw = |random: &mut Random| Raw::encode(&random.value(0));
    match random.next() % 5 {
        0 => DataMessage { header, payload: raw(random) }.into(),
        1 => {
            let action = match random.next() % 6 {
                0 => ControlAction::Create,
                1 => ControlAction::Close,
                2 => ControlAction::Resize,
                3 => ControlAction::Pause,
                4 => ControlAction::Resume,
                _ => ControlAction::Other(texts[1].as_str().into()),
            };
            ControlMessage { header, action, metadata: raw(random) }.into()
        }
        2 => Heartbeat { header, sender_id: texts[1].as_str().into() }.into(),
        3 => Ack { header, acked_seq: random.bits(), status: texts[1].as_str().into() }.into(),
        _ => {
            let details = raw(random);
            WireError { header, code: texts[1].as_str().into(), message: texts[2].as_str().into(), details }.into()
        }
    }
}

fn limits<'a>(random: &mut Random, texts: &'a [String]) -> LimitsArray<'a> {
    LimitsArray {
        positive: random.bits(),
        non_negative: random.bits(),
        capacity: random.one_of(&[1, 1_000_000, 500, 65_536, 1, 77, 0, 1_000_001]),
        timeout: random.one_of(&[0.0, 86_400.0, 30.5, 5e-324, 1.0, -0.0, 86_400.1, f64::INFINITY, f64::NAN]),
        concurrency: random.one_of(&[1, 10_000, 255, 256, 8, 31, 0, 10_001]),
        name: random.pick(texts),
        namespace: random.pick(texts),
    }
}

/// A sequence of numbers that its seed decides.
struct Random(u64);

impl Random {
    /// splitmix64
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn chance(&mut self, of: u64) -> bool {
        self.next().is_multiple_of(of)
    }

    fn one_of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.next() as usize % values.len()]
    }

    fn pick<'a>(&mut self, values: &'a [String]) -> &'a str {
        &values[self.next() as usize % values.len()]
    }

    /// A number whose width is as random as its bits, and often at the border of a width.
    fn bits(&mut self) -> u64 {
        let shift = self.next() % 64;
        match self.next() % 6 {
            0 => 1 << shift,
            1 => (1 << shift) - 1,
            2 => !(1 << shift),
            3 => !(self.next() >> shift),
            _ => self.next() >> shift,
        }
    }

    fn float(&mut self) -> f64 {
        match self.next() % 4 {
            0 => f64::from_bits(self.next()),
            1 => self.one_of(&[0.0, -0.0, 1.0, 0.5, f64::INFINITY, f64::NEG_INFINITY, f64::MIN_POSITIVE, f64::NAN]),
            2 => self.bits() as f64,
            _ => self.next() as f64 / u64::MAX as f64,
        }
    }

    /// Mostly a name, at times one that breaks a rule.
    fn text(&mut self) -> String {
        const NAME: &[u8] = b"abcxyz0189-";
        const OTHER: [char; 12] = ['A', '_', ' ', '\n', '\0', '"', '\'', '\\', 'é', '日', '😀', '\u{2028}'];
        let length = match self.next() % 16 {
            0 => 0,
            1 => self.one_of(&[15, 16, 31, 32, 62, 63, 64, 254, 255, 256]),
            _ => self.next() as usize % 12 + 1,
        };
        let mut text: Vec<char> = (0..length).map(|_| char::from(self.one_of(NAME))).collect();
        if !self.chance(4)
            && let Some(first) = text.first_mut()
        {
            *first = 'a';
        }
        if self.chance(3) && !text.is_empty() {
            let at = self.next() as usize % text.len();
            text[at] = self.one_of(&OTHER);
        }
        text.into_iter().collect()
    }

    fn list<T>(&mut self, below: u64, mut item: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.next() % below).map(|_| item(self)).collect()
    }

    fn header<'a>(&mut self, channel: &'a str) -> WireHeader<'a> {
        use MessageKind::{Control, Data, Heartbeat};
        WireHeader {
            version: self.bits() as u32,
            kind: self.one_of(&[Data, Control, Heartbeat, MessageKind::Ack, MessageKind::Error]),
            channel_id: channel.into(),
            seq: self.bits(),
            ts: self.bits() as i64,
        }
    }

    fn value(&mut self, depth: u32) -> Value<'static> {
        match self.next() % if depth < 4 { 10 } else { 7 } {
            0 => Value::Nil,
            1 => Value::Bool(self.chance(2)),
            2 => Value::Int(i128::from(self.bits())),
            3 => Value::Int(i128::from(self.bits() as i64)),
            4 => Value::Float(self.float()),
            5 => Value::Str(self.text().into()),
            6 => Value::Ext(Ext { code: self.next() as i8, data: self.text().into_bytes().into() }),
            7 => Value::Bin(self.text().into_bytes().into()),
            8 => Value::Array(self.list(20, |random| random.value(depth + 1))),
            _ => Value::Map(self.list(20, |random| (random.value(depth + 2), random.value(depth + 1)))),
        }
    }
}
