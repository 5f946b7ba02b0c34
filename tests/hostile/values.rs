//! Single values that are not what was expected, or stand in an unusual form.

use crate::roads::{Reads, everywhere, everywhere_with, frame, golden};
use klaw_runtime::envelope::{Ack, MessageKind, WireEnvelope, WireHeader};
use klaw_runtime::{Encode, ErrorKind, Ext, Limits, Raw, Value, WireMessage, json, msgpack};
use klaw_tests::assert::{reads, refused};
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::SystemTime;

type Envelope<'a> = WireEnvelope<'a>;

/// No `Raw` is made of a value that is not written as one: it panics, and says whose fault it is.
#[track_caller]
fn refuses_to_encode<T: Encode + json::Json>(value: &T) {
    let in_msgpack = catch_unwind(AssertUnwindSafe(|| Raw::encode(value).into_bytes()));
    let in_json = catch_unwind(AssertUnwindSafe(|| Raw::encode_as_json(value).into_bytes()));
    for made in [in_msgpack, in_json] {
        let panic = made.expect_err("a `Raw` was made");
        let said = panic.downcast_ref::<String>().expect("a sentence");
        assert!(said.contains("Writes") && said.contains("is not one value"), "{said}");
    }
}
const WHOLE: [Reads; 3] = [Reads::Envelope, Reads::Structure, Reads::Value];

fn kind<'a, T: klaw_runtime::Decode<'a>>(bytes: &'a [u8]) -> ErrorKind {
    msgpack::from_slice::<T>(bytes).err().expect("accepted").kind()
}

#[test]
fn class_18_text_that_is_not_utf8() {
    for body in [&b"\xa2\xff\xfe"[..], b"\xa2\xc0\x80", b"\xa3\xed\xa0\x80", b"\xa4\xf4\x90\x80\x80", b"\xa1\xc3"] {
        let sender = everywhere(&frame(b"\x93\x03", body));
        assert_eq!(sender.on("from_slice").unwrap_err().0, ErrorKind::InvalidUtf8);
        assert_eq!(sender.on("SchemaRegistry::decode").unwrap_err().0, ErrorKind::InvalidUtf8);
        sender.refused(&[Reads::Value], ErrorKind::InvalidUtf8);
        let error = refused::<Envelope<'_>>(&frame(b"\x93\x03", body), "Invalid UTF-8 encoded string - at `$[2]`");
        assert_eq!(error.offset(), Some(8));
        // Long ones are looked at in another way.
        for front in [1, 31, 32, 63, 64, 200] {
            let long = [&b"\xd9"[..], &[front + body.len() as u8 - 1], &vec![b'a'; front.into()], &body[1..]].concat();
            assert_eq!(kind::<&str>(&long), ErrorKind::InvalidUtf8, "{long:02x?}");
        }
    }
}

#[test]
fn class_19_what_is_skipped_is_structure_alone() {
    for body in [&b"\xa2\xff\xfe"[..], b"\xa2\xc0\x80", b"\xa3\xed\xa0\x80"] {
        everywhere(&frame(b"\x94\x03", &[b"\xa0", body].concat())).accepted(&[Reads::Envelope, Reads::Structure]);
        everywhere(&frame(b"\x93\x01", body)).accepted(&[Reads::Envelope, Reads::Structure]);
        everywhere(body).accepted(&[Reads::Structure]);
        // It is checked once it is decoded.
        assert_eq!(Raw::new(body).unwrap().decode::<&str>().unwrap_err().kind(), ErrorKind::InvalidUtf8);
    }
}

#[test]
fn class_20_to_23_tags_on_every_road() {
    let most = [&b"\x93\xcf"[..], &[0xff; 8]].concat();
    for bytes in [
        frame(b"\x92\x09", b""),
        frame(b"\x93\xa11", b"\xc0"),
        frame(b"\x93\xcb\x3f\xf0\0\0\0\0\0\0", b"\xc0"),
        frame(b"\x93\xc3", b"\xc0"),
        frame(b"\x93\xc0", b"\xc0"),
        frame(&most, b"\xc0"),
        b"\x90".to_vec(),
    ] {
        everywhere(&bytes).refused(&[Reads::Envelope], ErrorKind::Validation);
    }
}

#[test]
fn class_20_to_23_tags_in_words() {
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
fn class_24_canonical_forms_alone() {
    let limits = Limits::new().canonical();
    for golden in golden() {
        everywhere_with(&golden, &limits).accepted(&WHOLE);
    }
    for (longer, what) in [
        (frame(b"\x93\xcc\x03", b"\xa1s"), "an integer that is longer than it needs to be (byte 1)"),
        (frame(b"\xdc\0\x03\x03", b"\xa1s"), "an array or map whose header is longer than it needs to be (byte 0)"),
        (frame(b"\x93\x03", b"\xd9\x01s"), "a string whose header is longer than it needs to be (byte 8)"),
        (frame(b"\x93\x01", b"\xca\0\0\0\0"), "a float of 32 bits, where 64 are written (byte 8)"),
        (frame(b"\x93\x01", b"\x91\xd0\x01"), "an integer that is longer than it needs to be (byte 9)"),
        (frame(b"\x94\x03", b"\xa1s\xcd\0\x01"), "an integer that is longer than it needs to be (byte 10)"),
        (frame(b"\x93\x01", b"\xc7\x01\x05\0"), "an ext whose header is longer than it needs to be (byte 8)"),
    ] {
        everywhere(&longer).accepted(&[Reads::Envelope, Reads::Structure]);
        everywhere_with(&longer, &limits).says(&WHOLE, &format!("Message holds {what}"));
        assert!(everywhere_with(&longer, &limits).on("validate_all of an envelope").unwrap_err().1.contains(what));
    }
}

#[test]
fn class_29_enumerations() {
    refused::<MessageKind>(b"\x07", "Invalid enum value 7");
    for (kind, text) in [
        (&b"\x07"[..], "Invalid enum value 7 - at `$[1][1]`"),
        (b"\xc3", "Expected `int`, got `bool` - at `$[1][1]`"),
        (b"\xcb\x3f\xf0\0\0\0\0\0\0", "Expected `int`, got `float` - at `$[1][1]`"),
        (b"\xa11", "Expected `int`, got `str` - at `$[1][1]`"),
    ] {
        let bytes = [b"\x93\x03\x95\x01", kind, b"\xa0\0\0\xa1s"].concat();
        refused::<Envelope<'_>>(&bytes, text);
        everywhere(&bytes).refused(&[Reads::Envelope], ErrorKind::Validation);
    }
    #[derive(Debug, PartialEq, WireMessage)]
    enum Open {
        A,
        #[wire(other)]
        Other(String),
    }
    reads(b"\xa1B", Open::Other(String::from("B")));
    reads(b"\xa1A", Open::A);
}

#[test]
fn class_30_no_type_for_another() {
    for (bytes, got) in [
        (&b"\xc3"[..], "bool"),
        (b"\xc0", "None"),
        (b"\xcb\x3f\xf0\0\0\0\0\0\0", "float"),
        (b"\xa11", "str"),
        (b"\xc4\x01\x01", "bytes"),
        (b"\x91\x01", "array"),
        (b"\x81\x01\x01", "object"),
        (b"\xd4\x05\x01", "ext"),
    ] {
        refused::<u64>(bytes, &format!("Expected `int`, got `{got}`"));
        refused::<i8>(bytes, &format!("Expected `int`, got `{got}`"));
    }
    refused::<&str>(b"\xc4\x01a", "Expected `str`, got `bytes`");
    refused::<&[u8]>(b"\xa1a", "Expected `bytes`, got `str`");
    refused::<bool>(b"\x01", "Expected `bool`, got `int`");
    refused::<f64>(b"\xa11", "Expected `float`, got `str`");
}

#[test]
fn class_31_integers_for_floats() {
    reads(b"\x91\x01", [1.0_f64]);
    // As Python rounds.
    for (bytes, float) in [
        (&b"\xcf\x00\x20\x00\x00\x00\x00\x00\x01"[..], 9_007_199_254_740_992.0_f64),
        (b"\xcf\x00\x20\x00\x00\x00\x00\x00\x03", 9_007_199_254_740_996.0),
        (b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", 18_446_744_073_709_551_616.0),
        (b"\xd3\x80\0\0\0\0\0\0\0", -9_223_372_036_854_775_808.0),
    ] {
        reads(bytes, float);
    }
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
fn class_33_the_edges_of_rules() {
    #[derive(Debug, WireMessage)]
    #[wire(array_like)]
    struct Bounds {
        #[constrain(ge = 0.0)]
        _ge: f64,
        #[constrain(gt = 0.0)]
        _gt: f64,
        #[constrain(le = 1.0)]
        _le: f64,
        #[constrain(lt = 1.0)]
        _lt: f64,
        #[constrain(multiple_of = 0.5)]
        _half: f64,
    }
    let of = |values: [f64; 5]| {
        msgpack::from_slice::<Bounds>(&msgpack::to_vec(&values)).map_err(|error| error.path().to_owned())
    };
    let good = [0.0, f64::MIN_POSITIVE, 1.0, 1.0_f64.next_down(), 1.5];
    assert!(of(good).is_ok());
    assert!(of([-0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY, -0.5]).is_ok());
    for (at, bad) in [0.0_f64.next_down(), 0.0, 1.0_f64.next_up(), 1.0, 0.25].into_iter().enumerate() {
        for bad in [bad, f64::NAN] {
            let mut values = good;
            values[at] = bad;
            assert_eq!(of(values).unwrap_err(), format!("$[{at}]"), "{bad}");
        }
    }
    #[derive(Debug, WireMessage)]
    #[wire(array_like)]
    struct Whole {
        #[constrain(gt = 0, le = 10)]
        _n: i64,
    }
    for (number, fine) in [(0_i64, false), (1, true), (10, true), (11, false), (i64::MIN, false), (i64::MAX, false)] {
        assert_eq!(msgpack::from_slice::<Whole>(&msgpack::to_vec(&[number])).is_ok(), fine, "{number}");
    }
}

#[derive(Debug, PartialEq, WireMessage)]
#[wire(array_like)]
struct Text<'a> {
    #[constrain(max_length = 2)]
    short: &'a str,
}

#[test]
fn class_34_lengths_in_characters() {
    for (text, fine) in
        [("", true), ("ab", true), ("😀😀", true), ("😀😀a", false), ("e\u{301}", true), ("e\u{301}x", false)]
    {
        let bytes = msgpack::to_vec(&[text]);
        assert_eq!(msgpack::from_slice::<Text<'_>>(&bytes).is_ok(), fine, "{text}");
    }
}

#[test]
fn class_35_and_36_patterns() {
    #[derive(Debug, WireMessage)]
    #[wire(array_like)]
    struct Patterns<'a> {
        #[constrain(pattern = "^[a-z]+$")]
        _name: &'a str,
        #[constrain(pattern = "[0-9]")]
        _anywhere: &'a str,
        #[constrain(pattern = r"^\d$")]
        _digit: &'a str,
        #[constrain(pattern = "^(?i)k$")]
        _any_case: &'a str,
    }
    let of = |texts: [&str; 4]| {
        msgpack::from_slice::<Patterns<'_>>(&msgpack::to_vec(&texts)).map(drop).map_err(|error| error.path().to_owned())
    };
    assert_eq!(of(["abc", "x1y", "\u{664}", "\u{212a}"]), Ok(()));
    // `$` is the end, and not a newline before it.
    assert_eq!(of(["abc\n", "1", "1", "k"]), Err(String::from("$[0]")));
    assert_eq!(of(["abc", "x", "1", "k"]), Err(String::from("$[1]")));
    assert_eq!(of(["abc", "1", "12", "k"]), Err(String::from("$[2]")));
    assert_eq!(of(["abc", "1", "1", "kk"]), Err(String::from("$[3]")));
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

/// A hand-written codec that writes something else than one value.
struct Writes(fn(&mut msgpack::Writer<'_>), fn(&mut json::Writer<'_>));

impl Encode for Writes {
    fn encode(&self, writer: &mut msgpack::Writer<'_>) {
        self.0(writer);
    }

    fn encode_json(&self, writer: &mut json::Writer<'_>) {
        self.1(writer);
    }
}

impl json::Json for Writes {}

/// A `Raw` that is empty or broken cannot be made; its other tests are in `raw`.
#[test]
fn class_41_and_42_raw() {
    let two = Writes(|writer| (0..2).for_each(|_| writer.nil()), |writer| (0..2).for_each(|_| writer.bool(true)));
    let cut = Writes(|writer| writer.array_header(1), |writer| writer.begin_array());
    for broken in [Writes(|_| {}, |_| {}), two, cut] {
        refuses_to_encode(&broken);
        // Behind a pointer its road is known from the value alone.
        refuses_to_encode(&vec![(1_u8, broken)]);
    }
    let one = Writes(|writer| writer.nil(), |writer| writer.null());
    assert_eq!((Raw::encode(&one).as_bytes(), Raw::encode_as_json(&one).as_bytes()), (&b"\xc0"[..], &b"null"[..]));
    assert_eq!(Raw::encode(&Vec::<Writes>::new()).as_bytes(), b"\x90");
    // What is written may be deeper than what is read by default.
    let deep = (0..200).fold(Value::Nil, |value, _| Value::Array(vec![value]));
    assert_eq!(Raw::encode(&deep).as_bytes().len(), 201);
    assert_eq!(Raw::encode_as_json(&deep).as_bytes().len(), 404);
    for bytes in [&b""[..], b"\xc1", b"\x91", b"\xc0\xc0"] {
        assert!(Raw::new(bytes).is_err());
    }
}
