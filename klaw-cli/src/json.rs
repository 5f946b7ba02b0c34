//! A frame as one JSON object on a line: every value with its bytes, its name and its type.

use crate::input::Frame;
use crate::node::{Body, Node, Seen};
use klaw_runtime::Value;
use klaw_runtime::json::Writer;
use std::io::{self, Write};

pub(crate) fn print(frame: &Frame, seen: &Seen<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut line = Vec::new();
    let mut writer = Writer::new(&mut line);
    writer.begin_object();
    for (key, number) in [("frame", frame.number), ("offset", frame.offset), ("length", frame.bytes.len() as u64)] {
        writer.key(key);
        writer.u64(number);
    }
    writer.key("value");
    node(&seen.root, &mut writer);
    if seen.passed > 0 {
        writer.key("not_shown");
        writer.u64(seen.passed as u64);
    }
    writer.key("faults");
    writer.begin_array();
    for fault in &seen.faults {
        writer.element();
        writer.begin_object();
        writer.key("offset");
        writer.u64(fault.offset as u64);
        for (key, text) in [("path", &fault.path), ("message", &fault.message)] {
            writer.key(key);
            writer.str(text);
        }
        writer.end_object();
    }
    writer.end_array();
    if seen.untold > 0 {
        writer.key("faults_not_shown");
        writer.u64(seen.untold as u64);
    }
    writer.end_object();
    line.push(b'\n');
    out.write_all(&line)
}

fn node(found: &Node<'_>, writer: &mut Writer<'_>) {
    writer.begin_object();
    for (key, number) in [("at", found.start), ("bytes", found.end - found.start)] {
        writer.key(key);
        writer.u64(number as u64);
    }
    if !found.name.is_empty() {
        writer.key("name");
        writer.str(&found.name);
    }
    if let Some(ty) = &found.ty {
        writer.key("type");
        writer.str(ty);
    }
    match &found.body {
        Body::Leaf(value) => leaf(value, writer),
        Body::Array(_, items) => {
            kind("array", "items", writer);
            writer.begin_array();
            for item in items {
                writer.element();
                node(item, writer);
            }
            writer.end_array();
        }
        Body::Map(_, entries) => {
            kind("map", "entries", writer);
            writer.begin_array();
            for entry in entries {
                writer.element();
                writer.begin_object();
                writer.key("key");
                node(&entry.key, writer);
                if let Some(value) = &entry.value {
                    writer.key("value");
                    node(value, writer);
                }
                writer.end_object();
            }
            writer.end_array();
        }
        Body::Broken => {
            writer.key("kind");
            writer.str("broken");
        }
    }
    writer.end_object();
}

fn kind(kind: &str, key: &str, writer: &mut Writer<'_>) {
    writer.key("kind");
    writer.str(kind);
    writer.key(key);
}

/// What JSON has no value for is text: an infinite float. Bytes are base64.
fn leaf(value: &Value<'_>, writer: &mut Writer<'_>) {
    match value {
        Value::Bool(value) => {
            kind("bool", "value", writer);
            writer.bool(*value);
        }
        Value::Int(value) => {
            kind("int", "value", writer);
            match u64::try_from(*value) {
                Ok(value) => writer.u64(value),
                Err(_) => writer.i64(i64::try_from(*value).unwrap_or(i64::MIN)),
            }
        }
        Value::Float(value) => {
            kind("float", "value", writer);
            if value.is_finite() { writer.f64(*value) } else { writer.str(&value.to_string()) }
        }
        Value::Str(text) => {
            kind("str", "value", writer);
            writer.str(text);
        }
        Value::Bin(bytes) => {
            kind("bin", "value", writer);
            writer.bytes(bytes);
        }
        Value::Ext(ext) => {
            kind("ext", "code", writer);
            writer.i64(i64::from(ext.code));
            writer.key("value");
            writer.bytes(&ext.data);
        }
        _ => {
            kind("nil", "value", writer);
            writer.null();
        }
    }
}
