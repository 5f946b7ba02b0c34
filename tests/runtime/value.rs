//! `Value`: any message, as data.

use klaw_runtime::{ErrorKind, Ext, Value, msgpack};
use klaw_tests::assert::{encoded, reads, refused, refused_at, same};
use std::borrow::Cow;

#[test]
fn every_kind_is_read_and_written() {
    same(Value::Nil, b"\xc0");
    same(Value::Bool(true), b"\xc3");
    same(Value::Int(-1), b"\xff");
    same(Value::Int(i128::from(u64::MAX)), b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff");
    same(Value::Int(i128::from(i64::MIN)), b"\xd3\x80\0\0\0\0\0\0\0");
    same(Value::Float(1.0), b"\xcb\x3f\xf0\0\0\0\0\0\0");
    same(Value::Str("a".into()), b"\xa1a");
    same(Value::Bin(b"a"[..].into()), b"\xc4\x01a");
    same(Value::Array(vec![Value::Nil, Value::Array(vec![])]), b"\x92\xc0\x90");
    same(Value::Map(vec![(Value::Int(1), Value::Nil), (Value::Int(1), Value::Nil)]), b"\x82\x01\xc0\x01\xc0");
    same(Value::Ext(Ext { code: -1, data: b"\0\0\0\0"[..].into() }), b"\xd6\xff\0\0\0\0");
    reads(b"\xca\x3f\x80\0\0", Value::Float(1.0));
}

#[test]
fn text_is_borrowed_until_it_is_owned() {
    let bytes = b"\x91\xa1a".to_vec();
    let value: Value<'_> = msgpack::from_slice(&bytes).unwrap();
    assert!(matches!(&value, Value::Array(items) if matches!(&items[0], Value::Str(Cow::Borrowed("a")))));
    let owned: Value<'static> = value.into_owned();
    drop(bytes);
    assert_eq!(owned, Value::Array(vec![Value::Str("a".into())]));
}

#[test]
fn get_finds_the_last_of_a_key() {
    let value: Value<'_> = msgpack::from_slice(b"\x83\xa1a\x01\x05\x02\xa1a\x03").unwrap();
    assert_eq!(value.get("a"), Some(&Value::Int(3)));
    assert_eq!((value.get("b"), Value::Nil.get("a")), (None, None));
}

#[test]
fn faults_have_their_place() {
    refused_at::<Value<'_>>(b"\x92\x01\xa1\xff", "Invalid UTF-8 encoded string - at `$[1]`", "$[1]", 2);
    refused::<Value<'_>>(b"\x81\xa1\xff\x01", "Invalid UTF-8 encoded string - at `key` in `$`");
    refused::<Value<'_>>(b"\x81\xa1a\xa1\xff", "Invalid UTF-8 encoded string - at `$[...]`");
    refused::<Value<'_>>(b"\xc1", "MessagePack data is malformed: invalid opcode '\\xc1' (byte 0)");
    assert_eq!(refused::<Value<'_>>(b"", "Input data was truncated").kind(), ErrorKind::Truncated);
}

/// Only Rust can build an integer past 64 bits.
#[test]
fn an_integer_that_is_too_wide_is_the_nearest() {
    assert_eq!(encoded(&Value::Int(i128::MAX)), encoded(&u64::MAX));
    assert_eq!(encoded(&Value::Int(i128::MIN)), encoded(&i64::MIN));
}
