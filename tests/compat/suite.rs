//! `msgpack-test-suite`: every encoding of every value decodes as [`Value`], and is written as msgspec writes it.
//!
//! The file's source and licence stand in `msgpack-test-suite.md`.

use crate::vectors::{bytes, hex};
use klaw_runtime::{Ext, Value, msgpack};
use serde_json::Value as Json;

/// Where what is written is not the suite's first encoding, and why.
const DIFFERENCES: [(&str, &str, &str); 1] =
    [("9223372036854775807", "cf7fffffffffffffff", "a non-negative integer is of the unsigned family, at every width")];

/// Of the numbers, the suite lists encodings as floats too. A float stays one: it is written as float64, which is
/// what the suite has for a number with a fraction, but not its first encoding of 0.5, which is a float32.
fn float(value: f64) -> Vec<u8> {
    let mut bytes = vec![0xcb];
    bytes.extend(value.to_be_bytes());
    bytes
}

/// The value that an entry of the suite means.
fn expected(entry: &Json) -> Value<'static> {
    let entry = entry.as_object().expect("an entry");
    if let Some(number) = entry.get("bignum") {
        return Value::Int(number.as_str().expect("digits").parse().expect("digits"));
    }
    let (kind, value) = entry.iter().find(|(kind, _)| *kind != "msgpack").expect("a value");
    match kind.as_str() {
        "nil" | "bool" | "number" | "string" | "array" | "map" => plain(value),
        "binary" => Value::Bin(dashed(value).into()),
        "ext" => Value::Ext(Ext { code: value[0].as_i64().unwrap() as i8, data: dashed(&value[1]).into() }),
        "timestamp" => Value::Ext(Ext { code: -1, data: timestamp(&value[0], &value[1]).into() }),
        kind => panic!("the suite has a new kind: {kind}"),
    }
}

fn plain(json: &Json) -> Value<'static> {
    match json {
        Json::Null => Value::Nil,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => match number.as_i64() {
            Some(value) => Value::Int(value.into()),
            None => Value::Float(number.as_f64().expect("a number")),
        },
        Json::String(text) => Value::Str(text.clone().into()),
        Json::Array(items) => Value::Array(items.iter().map(plain).collect()),
        Json::Object(entries) => {
            Value::Map(entries.iter().map(|(key, value)| (Value::Str(key.clone().into()), plain(value))).collect())
        }
    }
}

/// The shortest of MessagePack's three layouts of a timestamp.
fn timestamp(seconds: &Json, nanos: &Json) -> Vec<u8> {
    let (seconds, nanos) = (seconds.as_i64().unwrap(), nanos.as_u64().unwrap());
    match u64::try_from(seconds) {
        Ok(seconds) if nanos == 0 && seconds >> 32 == 0 => (seconds as u32).to_be_bytes().to_vec(),
        Ok(seconds) if seconds >> 34 == 0 => (nanos << 34 | seconds).to_be_bytes().to_vec(),
        _ => [&(nanos as u32).to_be_bytes()[..], &seconds.to_be_bytes()].concat(),
    }
}

fn dashed(json: &Json) -> Vec<u8> {
    bytes(&json.as_str().expect("hex digits").replace('-', ""))
}

#[test]
fn every_encoding_decodes_and_is_written_in_its_shortest_form() {
    let suite: Json = serde_json::from_str(include_str!("msgpack-test-suite.json")).expect("well-formed");
    let (mut entries, mut encodings, mut floats) = (0, 0, 0);
    for entry in suite.as_object().unwrap().values().flat_map(|file| file.as_array().unwrap()) {
        let value = expected(entry);
        let name = entry.get("bignum").and_then(Json::as_str).unwrap_or_default();
        let frames: Vec<Vec<u8>> = entry["msgpack"].as_array().unwrap().iter().map(dashed).collect();
        for frame in &frames {
            let read: Value<'_> = msgpack::from_slice(frame).unwrap_or_else(|error| panic!("{}: {error}", hex(frame)));
            let written = msgpack::to_vec(&read);
            encodings += 1;
            // A number as a float is a value of its own: it equals the number, and stays a float.
            if let (Value::Float(read), 0xca | 0xcb) = (&read, frame[0]) {
                let meant = match value {
                    Value::Int(value) => value as f64,
                    Value::Float(value) => value,
                    _ => panic!("{entry} is no number"),
                };
                assert_eq!(*read, meant, "{entry}");
                assert_eq!(written, float(meant), "{entry}");
                floats += 1;
                continue;
            }
            assert_eq!(read, value, "{entry} as {}", hex(frame));
            let listed = DIFFERENCES.iter().find(|(number, ..)| *number == name);
            let want = listed.map_or_else(|| frames[0].clone(), |(_, written, _)| bytes(written));
            assert_eq!(hex(&written), hex(&want), "{entry} as {}", hex(frame));
            let shortest = frames.iter().filter(|frame| !matches!(frame[0], 0xca | 0xcb)).map(Vec::len).min();
            assert_eq!(Some(written.len()), shortest, "{entry}");
        }
        entries += 1;
    }
    // What the file holds: nothing was passed over.
    assert_eq!((entries, encodings, floats), (85, 233, 23));
}
