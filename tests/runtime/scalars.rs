//! bool, integers, floats and char; durations, times and uuids, which are scalars too.

use klaw_runtime::msgpack;
use klaw_tests::assert::{encoded, reads, refused, refused_at, whole};
use std::time::{Duration, UNIX_EPOCH};

#[test]
fn bools() {
    whole(true, b"\xc3");
    whole(false, b"\xc2");
    refused::<bool>(b"\x01", "Expected `bool`, got `int`");
    refused::<bool>(b"\xc0", "Expected `bool`, got `None`");
    refused::<Option<bool>>(b"\x01", "Expected `bool | null`, got `int`");
}

/// Every border of the widths, which msgspec, msgpack-python and ormsgpack agree on.
#[test]
fn integers_take_the_least_width() {
    for (value, bytes) in [
        (0, &b"\x00"[..]),
        (1, b"\x01"),
        (127, b"\x7f"),
        (128, b"\xcc\x80"),
        (255, b"\xcc\xff"),
        (256, b"\xcd\x01\x00"),
        (65_535, b"\xcd\xff\xff"),
        (65_536, b"\xce\x00\x01\x00\x00"),
        (4_294_967_295, b"\xce\xff\xff\xff\xff"),
        (4_294_967_296, b"\xcf\x00\x00\x00\x01\x00\x00\x00\x00"),
        (i64::MAX, b"\xcf\x7f\xff\xff\xff\xff\xff\xff\xff"),
        (-1, b"\xff"),
        (-32, b"\xe0"),
        (-33, b"\xd0\xdf"),
        (-128, b"\xd0\x80"),
        (-129, b"\xd1\xff\x7f"),
        (-32_768, b"\xd1\x80\x00"),
        (-32_769, b"\xd2\xff\xff\x7f\xff"),
        (-2_147_483_648, b"\xd2\x80\x00\x00\x00"),
        (-2_147_483_649, b"\xd3\xff\xff\xff\xff\x7f\xff\xff\xff"),
        (i64::MIN, b"\xd3\x80\x00\x00\x00\x00\x00\x00\x00"),
    ] {
        whole(value, bytes);
        if let Ok(value) = u64::try_from(value) {
            whole(value, bytes);
        }
    }
    whole(u64::MAX, b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff");
}

/// Each type at its ends, and one past them.
macro_rules! ends {
    ($($int:ident)*) => {$(
        whole($int::MIN, &encoded(&($int::MIN as i64)));
        whole($int::MAX, &encoded(&($int::MAX as u64)));
        let past = $int::MAX as u128 + 1;
        if let Ok(past) = u64::try_from(past) {
            let text = format!("Expected `int` <= {}", $int::MAX);
            refused::<$int>(&encoded(&past), &text);
            refused::<Option<$int>>(&encoded(&past), &text);
        }
        if let Ok(below) = i64::try_from($int::MIN as i128 - 1) {
            refused_at::<$int>(&encoded(&below), &format!("Expected `int` >= {}", $int::MIN), "$", 0);
        }
        // At the end of the input, and with more than a window behind it.
        for value in [$int::MIN, $int::MAX, 0, 1, 100] {
            let bytes = [encoded(&value), vec![0xc0; 9]].concat();
            assert_eq!(msgpack::from_prefix::<$int>(&bytes).unwrap(), (value, bytes.len() - 9));
        }
    )*};
}

#[test]
fn each_integer_type_ends_where_rust_says() {
    ends!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);
}

#[test]
fn integers_are_read_from_every_width() {
    for bytes in [
        &b"\x05"[..],
        b"\xcc\x05",
        b"\xcd\0\x05",
        b"\xce\0\0\0\x05",
        b"\xcf\0\0\0\0\0\0\0\x05",
        b"\xd0\x05",
        b"\xd1\0\x05",
        b"\xd2\0\0\0\x05",
        b"\xd3\0\0\0\0\0\0\0\x05",
    ] {
        reads(bytes, 5_u8);
        reads(bytes, 5_u64);
        reads(bytes, 5_i8);
        reads(bytes, 5_i64);
        reads(bytes, 5.0_f64);
        reads(bytes, 5_usize);
        reads(&[b"\x92", bytes, b"\xff"].concat(), (5_u32, -1_i8));
    }
    for bytes in
        [&b"\xff"[..], b"\xd0\xff", b"\xd1\xff\xff", b"\xd2\xff\xff\xff\xff", &[b"\xd3", &[0xff; 8][..]].concat()]
    {
        reads(bytes, -1_i8);
        reads(bytes, -1_i64);
        reads(bytes, -1.0_f32);
        refused::<u64>(bytes, "Expected `int` >= 0");
    }
}

#[test]
fn nothing_else_is_an_integer() {
    for (bytes, got) in [
        (&b"\xc0"[..], "None"),
        (b"\xc3", "bool"),
        (b"\xcb\x3f\xf0\0\0\0\0\0\0", "float"),
        (b"\xca\x3f\x80\0\0", "float"),
        (b"\xa15", "str"),
        (b"\xc4\x01\x05", "bytes"),
        (b"\x91\x05", "array"),
        (b"\x80", "object"),
        (b"\xd4\x05\0", "ext"),
        (b"\xd6\xff\0\0\0\0", "ext"),
    ] {
        refused_at::<u64>(bytes, &format!("Expected `int`, got `{got}`"), "$", 0);
        refused::<i8>(bytes, &format!("Expected `int`, got `{got}`"));
        refused::<Option<i32>>(b"\xa15", "Expected `int | null`, got `str`");
    }
    refused::<u8>(b"\xc1", "MessagePack data is malformed: invalid opcode '\\xc1' (byte 0)");
}

#[test]
fn floats_are_float64() {
    whole(1.0_f64, b"\xcb\x3f\xf0\0\0\0\0\0\0");
    whole(-0.5_f32, b"\xcb\xbf\xe0\0\0\0\0\0\0");
    assert_eq!(encoded(&-0.0_f64), b"\xcb\x80\0\0\0\0\0\0\0");
    assert_eq!(encoded(&f64::NAN)[..3], *b"\xcb\x7f\xf8");
    for value in [f64::MAX, f64::MIN_POSITIVE, 5e-324, f64::INFINITY, f64::NEG_INFINITY] {
        whole(value, &[&[0xcb][..], &value.to_be_bytes()].concat());
    }
    reads(b"\xca\x3f\x80\0\0", 1.0_f64);
    reads(b"\xca\x3f\x80\0\0", 1.0_f32);
    reads(b"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", 18_446_744_073_709_551_615.0_f64);
    // 2^53 + 1 has no float: it is rounded as Python rounds it.
    reads(b"\xcf\0\x20\0\0\0\0\0\x01", 9_007_199_254_740_992.0_f64);
    reads(b"\xcb\x7f\xf0\0\0\0\0\0\0", f32::INFINITY);
    assert!(msgpack::from_slice::<f64>(b"\xca\x7f\xc0\0\0").unwrap().is_nan());
    refused::<f64>(b"\xa11", "Expected `float`, got `str`");
    refused::<f64>(b"\xc3", "Expected `float`, got `bool`");
    // What is finite stays so.
    refused::<f32>(b"\xcb\x7f\xef\xff\xff\xff\xff\xff\xff", "Expected `float` <= 3.4028234663852886e+38");
    refused::<f32>(b"\xcb\xff\xef\xff\xff\xff\xff\xff\xff", "Expected `float` >= -3.4028234663852886e+38");
}

#[test]
fn a_char_is_a_string_of_one() {
    whole('a', b"\xa1a");
    whole('é', b"\xa2\xc3\xa9");
    whole('😀', b"\xa4\xf0\x9f\x98\x80");
    refused_at::<char>(b"\xa0", "Expected `str` of length >= 1", "$", 0);
    refused::<char>(b"\xa2ab", "Expected `str` of length <= 1");
    refused::<char>(b"\x05", "Expected `str`, got `int`");
}

#[test]
fn times_and_durations_are_msgspecs() {
    whole(Duration::new(86_402, 3_000), b"\xadP1DT2.000003S");
    assert_eq!(encoded(&UNIX_EPOCH), b"\xd6\xff\0\0\0\0");
    reads(b"\xd6\xff\0\0\0\0", UNIX_EPOCH);
    assert_eq!(
        encoded(&(UNIX_EPOCH + Duration::new(1_703_001_234, 567_000_000))),
        b"\xd7\xff\x87\x2e\xef\0\x65\x81\xbc\x92"
    );
    assert_eq!(encoded(&(UNIX_EPOCH - Duration::from_secs(1)))[..3], *b"\xc7\x0c\xff");
    refused::<Duration>(b"\xa2xx", "Invalid ISO8601 duration");
}

#[test]
fn calendars_and_uuids_behind_their_features() {
    let id = uuid::Uuid::from_u128(0x0f1e_2d3c_4b5a_6978_8796_a5b4_c3d2_e1f0);
    whole(id, b"\xd9\x240f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0");
    whole(jiff::Timestamp::UNIX_EPOCH, b"\xd6\xff\0\0\0\0");
    whole(jiff::civil::date(2025, 12, 31), b"\xaa2025-12-31");
    whole(chrono::DateTime::from_timestamp(0, 0).unwrap(), b"\xd6\xff\0\0\0\0");
    whole(chrono::NaiveDate::from_ymd_opt(2025, 12, 31).unwrap(), b"\xaa2025-12-31");
    refused::<Option<uuid::Uuid>>(b"\xa2zz", "Invalid UUID");
}
