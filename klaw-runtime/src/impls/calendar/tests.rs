//! The forms against what msgspec 0.22 wrote, accepted and refused; then where they differ from it.

use super::{Civil, Date, Form, Moment, Span, Time, read};
use crate::impls::testing::{wire, written};
use crate::msgpack::{self, Reader};

/// A form as a value, for the sinks.
#[derive(Debug, PartialEq)]
struct Value<F>(F);

impl<F: Form + Copy> crate::Encode for Value<F> {
    // SAFETY: as in `calendar!`.
    const BOUND: msgpack::writer::Bound<Self> = unsafe { msgpack::writer::Bound::at_most(F::MOST) };

    fn encode(&self, writer: &mut msgpack::Writer<'_>) {
        self.0.put(writer);
    }

    fn put<S: msgpack::writer::Sink>(&self, sink: &mut S) {
        self.0.put(sink);
    }
}

/// Seconds since 1970, and nanoseconds.
type Parts = (i64, u32);

fn put<F: Form + Copy>(form: F) -> Vec<u8> {
    written(&Value(form))
}

/// Reads a form whole; after an error the cursor stands where it stood.
fn get<F: Form>(bytes: &[u8]) -> Result<F, String> {
    let mut reader = Reader::new(bytes);
    let form = read(&mut reader, Ok);
    assert_eq!(reader.offset(), if form.is_ok() { bytes.len() } else { 0 });
    form.map_err(|error| error.to_string())
}

fn refused<F: Form + std::fmt::Debug + PartialEq>(error: &str, texts: &[&str]) {
    for text in texts {
        assert_eq!(get::<F>(&wire(text)), Err(error.to_owned()), "{text:?}");
    }
}

fn moment(seconds: i64, nanos: u32) -> Moment {
    Moment { seconds, nanos, offset: 0 }
}

fn span((negative, seconds, nanos): (bool, u64, u32)) -> Span {
    Span { negative, seconds, nanos }
}

#[test]
fn moments_are_written_as_timestamps() {
    let cases: &[(Parts, &[u8])] = &[
        ((0, 0), b"\xd6\xff\x00\x00\x00\x00"),
        ((0, 1_000), b"\xd7\xff\x00\x00\x0f\xa0\x00\x00\x00\x00"),
        ((1, 0), b"\xd6\xff\x00\x00\x00\x01"),
        ((4_294_967_295, 0), b"\xd6\xff\xff\xff\xff\xff"),
        ((4_294_967_295, 999_999_000), b"\xd7\xff\xee\x6b\x18\x60\xff\xff\xff\xff"),
        ((4_294_967_296, 0), b"\xd7\xff\x00\x00\x00\x01\x00\x00\x00\x00"),
        ((17_179_869_183, 0), b"\xd7\xff\x00\x00\x00\x03\xff\xff\xff\xff"),
        ((17_179_869_183, 999_999_000), b"\xd7\xff\xee\x6b\x18\x63\xff\xff\xff\xff"),
        ((17_179_869_184, 0), b"\xc7\x0c\xff\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x00"),
        ((253_402_300_799, 999_999_000), b"\xc7\x0c\xff\x3b\x9a\xc6\x18\x00\x00\x00\x3a\xff\xf4\x41\x7f"),
        ((-1, 0), b"\xc7\x0c\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"),
        ((-1, 999_999_000), b"\xc7\x0c\xff\x3b\x9a\xc6\x18\xff\xff\xff\xff\xff\xff\xff\xff"),
        ((-62_135_596_800, 0), b"\xc7\x0c\xff\x00\x00\x00\x00\xff\xff\xff\xf1\x88\x6e\x09\x00"),
        ((1_703_001_234, 567_000_000), b"\xd7\xff\x87\x2e\xef\x00\x65\x81\xbc\x92"),
    ];
    for &((seconds, nanos), bytes) in cases {
        assert_eq!(put(moment(seconds, nanos)), bytes);
        assert_eq!(get(bytes), Ok(moment(seconds, nanos)));
    }
}

#[test]
fn moments_are_read_from_timestamps() {
    let cases: &[(&[u8], Result<Parts, &str>)] = &[
        (b"\xd6\xff\x00\x00\x00\x00", Ok((0, 0))),
        (b"\xd6\xff\xff\xff\xff\xff", Ok((4_294_967_295, 0))),
        (b"\xd7\xff\x00\x00\x00\x00\x00\x00\x00\x00", Ok((0, 0))),
        (b"\xd7\xff\x00\x00\x0f\xa0\x00\x00\x00\x05", Ok((5, 1_000))),
        (b"\xd7\xff\xee\x6b\x18\x63\xff\xff\xff\xff", Ok((17_179_869_183, 999_999_000))),
        (b"\xd7\xff\xee\x6b\x28\x00\x00\x00\x00\x00", Err("Invalid MessagePack timestamp: nanoseconds out of range")),
        (b"\xd7\xff\xff\xff\xff\xfc\x00\x00\x00\x00", Err("Invalid MessagePack timestamp: nanoseconds out of range")),
        (b"\xc7\x0c\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", Ok((0, 0))),
        (b"\xc7\x0c\xff\x00\x00\x03\xe8\xff\xff\xff\xff\xff\xff\xff\xff", Ok((-1, 1_000))),
        (b"\xc7\x0c\xff\x00\x00\x00\x00\xff\xff\xff\xf1\x88\x6e\x09\x00", Ok((-62_135_596_800, 0))),
        (b"\xc7\x0c\xff\x00\x00\x00\x00\xff\xff\xff\xf1\x88\x6e\x08\xff", Err("Timestamp is out of range ")),
        (b"\xc7\x0c\xff\x3b\x9a\xc6\x18\x00\x00\x00\x3a\xff\xf4\x41\x7f", Ok((253_402_300_799, 999_999_000))),
        (b"\xc7\x0c\xff\x00\x00\x00\x00\x00\x00\x00\x3a\xff\xf4\x41\x81", Err("Timestamp is out of range ")),
        (b"\xc7\x0c\xff\x00\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff", Err("Timestamp is out of range ")),
        (b"\xc7\x0c\xff\x00\x00\x00\x00\x80\x00\x00\x00\x00\x00\x00\x00", Err("Timestamp is out of range ")),
        (
            b"\xc7\x0c\xff\x3b\x9a\xca\x00\x00\x00\x00\x00\x00\x00\x00\x00",
            Err("Invalid MessagePack timestamp: nanoseconds out of range"),
        ),
        (
            b"\xc7\x0c\xff\xff\xff\xff\xff\x7f\xff\xff\xff\xff\xff\xff\xff",
            Err("Invalid MessagePack timestamp: nanoseconds out of range"),
        ),
        (b"\xc7\x04\xff\x00\x00\x00\x01", Ok((1, 0))),
        (b"\xc8\x00\x08\xff\x00\x00\x00\x00\x00\x00\x00\x02", Ok((2, 0))),
        (b"\xc9\x00\x00\x00\x0c\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x03", Ok((3, 0))),
        (b"\xc7\x00\xff", Err("Invalid MessagePack timestamp")),
        (b"\xd4\xff\x00", Err("Invalid MessagePack timestamp")),
        (b"\xd5\xff\x00\x00", Err("Invalid MessagePack timestamp")),
        (
            b"\xd8\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
            Err("Invalid MessagePack timestamp"),
        ),
        (b"\xc7\x05\xff\x00\x00\x00\x00\x00", Err("Invalid MessagePack timestamp")),
        (b"\xd6\x05\x00\x00\x00\x00", Err("Expected `datetime`, got `ext`")),
        (b"\xd6\x01\x00\x00\x00\x00", Err("Expected `datetime`, got `ext`")),
        (b"\xc0", Err("Expected `datetime`, got `None`")),
        (b"\x05", Err("Expected `datetime`, got `int`")),
        (b"\xc2", Err("Expected `datetime`, got `bool`")),
        (b"\xcb\x00\x00\x00\x00\x00\x00\x00\x00", Err("Expected `datetime`, got `float`")),
        (b"\xc4\x00", Err("Expected `datetime`, got `bytes`")),
        (b"\x90", Err("Expected `datetime`, got `array`")),
        (b"\x80", Err("Expected `datetime`, got `object`")),
    ];
    for &(bytes, expected) in cases {
        let expected = expected.map(|(seconds, nanos)| moment(seconds, nanos)).map_err(str::to_owned);
        assert_eq!(get(bytes), expected, "{bytes:02x?}");
    }
}

#[test]
fn moments_are_read_from_text() {
    let cases: &[(&str, Parts)] = &[
        ("1970-01-01T00:00:00Z", (0, 0)),
        ("1970-01-01t00:00:00z", (0, 0)),
        ("1970-01-01 00:00:00Z", (0, 0)),
        ("1970-01-01T00:00:00+00:00", (0, 0)),
        ("1970-01-01T00:00:00-00:00", (0, 0)),
        ("1970-01-01T06:00:00+06:00", (0, 0)),
        ("1970-01-01T06:00:00+0600", (0, 0)),
        ("1969-12-31T16:00:00-08:00", (0, 0)),
        ("1970-01-01T00:00:00+23:59", (-86_340, 0)),
        ("1970-01-01T00:00:00-2359", (86_340, 0)),
        ("1969-12-31T23:59:59.5Z", (-1, 500_000_000)),
        ("2024-02-29T12:30:00.000001Z", (1_709_209_800, 1_000)),
        ("2000-02-29T00:00:00Z", (951_782_400, 0)),
        ("2038-01-19T03:14:08Z", (2_147_483_648, 0)),
        ("1900-03-01T00:00:00Z", (-2_203_891_200, 0)),
        ("2100-03-01T00:00:00Z", (4_107_542_400, 0)),
        ("0001-01-01T00:00:00Z", (-62_135_596_800, 0)),
        ("9999-12-31T23:59:59.999999Z", (253_402_300_799, 999_999_000)),
        ("1970-01-01T00:00:00.1234560000000Z", (0, 123_456_000)),
    ];
    for &(text, (seconds, nanos)) in cases {
        let read = get::<Moment>(&wire(text)).map(|moment| (moment.seconds, moment.nanos));
        assert_eq!(read, Ok((seconds, nanos)), "{text:?}");
    }
    refused::<Moment>(
        "Expected `datetime` with a timezone component",
        &["1970-01-01T00:00:00", "1970-01-01T00:00:00.5"],
    );
    refused::<Moment>(
        "Invalid RFC3339 encoded datetime",
        &[
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "0000-01-01T00:00:00Z",
            "1970-00-01T00:00:00Z",
            "1970-13-01T00:00:00Z",
            "1970-01-00T00:00:00Z",
            "1970-04-31T00:00:00Z",
            "1970-01-01T24:00:00Z",
            "1970-01-01T00:60:00Z",
            "1970-01-01T23:59:60Z",
            "1970-01-01x00:00:00Z",
            "1970-01-01T00:00:00.Z",
            "1970-01-01T00:00:00,5Z",
            "1970-01-01T00:00:00+24:00",
            "1970-01-01T00:00:00+00:60",
            "1970-01-01T00:00:00+06",
            "1970-01-01T00:00:00+060",
            "1970-01-01T00:00:00+06:0",
            "1970-01-01T00:00:00+06:000",
            "1970-01-01T00:00:00Zx",
            "1970-01-01T00:00:00 Z",
            "1970-01-01T00:00Z",
            "1970-01-01",
            "19700101T000000Z",
            " 1970-01-01T00:00:00Z",
            "+1970-01-01T00:00:00Z",
            "yesterday",
            "",
        ],
    );
}

#[test]
fn moments_know_their_zone() {
    assert_eq!(get::<Moment>(&wire("1970-01-01T00:00:00Z")).map(|moment| moment.offset), Ok(0));
    assert_eq!(get::<Moment>(&wire("1970-01-01T00:00:00+05:30")).map(|moment| moment.offset), Ok(19_800));
    assert_eq!(get::<Moment>(&wire("1970-01-01T00:00:00-0800")).map(|moment| moment.offset), Ok(-28_800));
    assert_eq!(get::<Moment>(&wire("1970-01-01T00:00:00-00:00")).map(|moment| moment.offset), Ok(0));
}

#[test]
fn civil_date_times_are_text() {
    let cases = [
        ("2024-02-29T23:59:59", "2024-02-29T23:59:59"),
        ("2024-02-29t23:59:59.5", "2024-02-29T23:59:59.500000"),
        ("2024-02-29 23:59:59.000001", "2024-02-29T23:59:59.000001"),
        ("0001-01-01T00:00:00", "0001-01-01T00:00:00"),
        ("9999-12-31T23:59:59.999999", "9999-12-31T23:59:59.999999"),
        ("2024-02-29T23:59:59.1000000", "2024-02-29T23:59:59.100000"),
    ];
    for (text, written) in cases {
        assert_eq!(get::<Civil>(&wire(text)).map(put), Ok(wire(written)), "{text:?}");
    }
    refused::<Civil>(
        "Expected `datetime` with no timezone component",
        &["2024-02-29T23:59:59Z", "2024-02-29T23:59:59+00:00", "2024-02-29T23:59:59-08:00"],
    );
    refused::<Civil>(
        "Invalid RFC3339 encoded datetime",
        &[
            "2024-02-29T23:59:60",
            "2024-02-30T00:00:00",
            "2024-02-29T23:59:59.",
            "2024-02-29T23:59:5",
            "2024-02-29",
            "x",
        ],
    );
}

#[test]
fn dates_are_text() {
    let cases = [
        ("2024-02-29", "2024-02-29"),
        ("0001-01-01", "0001-01-01"),
        ("9999-12-31", "9999-12-31"),
        ("1900-02-28", "1900-02-28"),
    ];
    for (text, written) in cases {
        assert_eq!(get::<Date>(&wire(text)).map(put), Ok(wire(written)), "{text:?}");
    }
    refused::<Date>(
        "Invalid RFC3339 encoded date",
        &[
            "1900-02-29",
            "2023-02-29",
            "2024-04-31",
            "0000-01-01",
            "2024-00-01",
            "2024-13-01",
            "2024-01-00",
            "2024-1-01",
            "2024-01-1",
            "20240101",
            "2024/01/01",
            "2024-01-01 ",
            "2024-01-01T00:00:00",
            "02024-01-01",
            "+2024-01-01",
            "",
        ],
    );
}

#[test]
fn times_are_text() {
    let cases = [
        ("00:00:00", "00:00:00"),
        ("23:59:59", "23:59:59"),
        ("12:30:00.5", "12:30:00.500000"),
        ("12:30:00.000001", "12:30:00.000001"),
        ("12:30:00.1234560", "12:30:00.123456"),
        ("23:59:59.999999", "23:59:59.999999"),
    ];
    for (text, written) in cases {
        assert_eq!(get::<Time>(&wire(text)).map(put), Ok(wire(written)), "{text:?}");
    }
    refused::<Time>(
        "Expected `time` with no timezone component",
        &["12:30:00Z", "12:30:00z", "12:30:00+00:00", "12:30:00-0800"],
    );
    refused::<Time>(
        "Invalid RFC3339 encoded time",
        &[
            "24:00:00",
            "00:60:00",
            "00:00:60",
            "12:30",
            "12:30:0",
            "12:30:00.",
            "12:30:00x",
            "12:30:00+24:00",
            "123000",
            "",
        ],
    );
}

#[test]
fn spans_are_written_in_days_and_seconds() {
    let cases = [
        ((false, 0, 0), "P0D"),
        ((false, 86_400, 0), "P1D"),
        ((true, 86_400, 0), "-P1D"),
        ((false, 864_000, 0), "P10D"),
        ((false, 10_666_666_569_600, 0), "P123456789D"),
        ((false, 1, 0), "PT1S"),
        ((true, 1, 0), "-PT1S"),
        ((false, 12_345, 0), "PT12345S"),
        ((false, 0, 1_000), "PT0.000001S"),
        ((false, 0, 10_000), "PT0.00001S"),
        ((false, 0, 100_000_000), "PT0.1S"),
        ((true, 0, 100_000_000), "-PT0.1S"),
        ((false, 86_402, 3_000), "P1DT2.000003S"),
        ((true, 86_402, 3_000), "-P1DT2.000003S"),
        ((false, 86_399, 999_999_000), "PT86399.999999S"),
        ((false, 86_399, 999_999_000), "PT86399.999999S"),
        ((false, 86_400, 0), "P1D"),
        ((false, 10_666_666_623_921, 123_456_000), "P123456789DT54321.123456S"),
        ((false, 86_399_999_999_999, 999_999_000), "P999999999DT86399.999999S"),
        ((true, 86_399_999_913_600, 0), "-P999999999D"),
    ];
    for (parts, text) in cases {
        assert_eq!(put(span(parts)), wire(text));
        assert_eq!(get(&wire(text)), Ok(span(parts)));
    }
}

#[test]
fn spans_are_read_from_text() {
    let cases = [
        ("P0D", (false, 0, 0)),
        ("PT0S", (false, 0, 0)),
        ("-P0D", (false, 0, 0)),
        ("+P1DT2S", (false, 86_402, 0)),
        ("-P1DT2S", (true, 86_402, 0)),
        ("P1D", (false, 86_400, 0)),
        ("P10D", (false, 864_000, 0)),
        ("P123456789DT54321.123456S", (false, 10_666_666_623_921, 123_456_000)),
        ("PT86399.999999S", (false, 86_399, 999_999_000)),
        ("p1dt2h3m4s", (false, 93_784, 0)),
        ("P1DT2H3M4.5S", (false, 93_784, 500_000_000)),
        ("PT2H", (false, 7_200, 0)),
        ("PT90M", (false, 5_400, 0)),
        ("PT36H", (false, 129_600, 0)),
        ("P0.5D", (false, 43_200, 0)),
        ("PT0123.456H", (false, 444_441, 600_000_000)),
        ("PT0123.456M", (false, 7_407, 360_000_000)),
        ("PT1.5H", (false, 5_400, 0)),
        ("-PT1.5S", (true, 1, 500_000_000)),
        ("PT0.000001S", (false, 0, 1_000)),
        ("P00012DT0045.670000000S", (false, 1_036_845, 670_000_000)),
        ("P123456789.5D", (false, 10_666_666_612_800, 0)),
        ("P999999999DT86399.999999S", (false, 86_399_999_999_999, 999_999_000)),
        ("PT86399999999999.999999S", (false, 86_399_999_999_999, 999_999_000)),
        ("-P999999999D", (true, 86_399_999_913_600, 0)),
        ("-PT86399999913600S", (true, 86_399_999_913_600, 0)),
    ];
    for (text, parts) in cases {
        assert_eq!(get(&wire(text)), Ok(span(parts)), "{text:?}");
    }
    refused::<Span>(
        "Duration is out of range",
        &[
            "PT86400000000000S",
            "P1000000000D",
            "-P999999999DT0.000001S",
            "-PT86399999913601S",
            "PT140737488355328S",
            "PT140737488355329S",
            "PT99999999999999999999999",
        ],
    );
    refused::<Span>(
        "Only units 'D', 'H', 'M', and 'S' are supported when parsing ISO8601 durations",
        &["P1W", "P1.5W", "P1Y", "P1M", "PT1Y", "PT1W"],
    );
    refused::<Span>(
        "Invalid ISO8601 duration",
        &[
            "P", "PT", "T", "-", "+", "", "P1", "P1DT", "PT1", "PT1.S", "PT.5S", "PT1.", "P1D1H", "P1H", "P1S", "PT1D",
            "PT1H1D", "P1D1D", "PTT1S", "PT1ST", "PT1H2H", "PT1M2M", "PT1S2S", "PT1S1M", "PT1M1H", "PT1.5H1S",
            "PT1.2H0S", "P-1D", "--P1D", "PT1X", "1D", "P1D ", "PT1,5S",
        ],
    );
}

#[test]
fn other_kinds_are_refused() {
    let kinds: [&[u8]; 11] = [
        b"\xc0",
        b"\xc2",
        b"\x05",
        b"\xcb\0\0\0\0\0\0\0\0",
        b"\xc4\0",
        b"\x90",
        b"\x80",
        b"\xd4\x05\0",
        b"\xd4\xff\0",
        b"\xd6\xff\0\0\0\0",
        b"\xa1\xff",
    ];
    fn errors<F: Form + std::fmt::Debug>(kinds: [&[u8]; 11]) -> Vec<String> {
        kinds.iter().filter_map(|bytes| get::<F>(bytes).err()).collect()
    }
    assert_eq!(
        errors::<Moment>(kinds),
        [
            "Expected `datetime`, got `None`",
            "Expected `datetime`, got `bool`",
            "Expected `datetime`, got `int`",
            "Expected `datetime`, got `float`",
            "Expected `datetime`, got `bytes`",
            "Expected `datetime`, got `array`",
            "Expected `datetime`, got `object`",
            "Expected `datetime`, got `ext`",
            "Invalid MessagePack timestamp",
            "Invalid RFC3339 encoded datetime",
        ]
    );
    assert_eq!(
        errors::<Civil>(kinds),
        [
            "Expected `datetime`, got `None`",
            "Expected `datetime`, got `bool`",
            "Expected `datetime`, got `int`",
            "Expected `datetime`, got `float`",
            "Expected `datetime`, got `bytes`",
            "Expected `datetime`, got `array`",
            "Expected `datetime`, got `object`",
            "Expected `datetime`, got `ext`",
            "Invalid MessagePack timestamp",
            "Expected `datetime` with no timezone component",
            "Invalid RFC3339 encoded datetime",
        ]
    );
    assert_eq!(
        errors::<Date>(kinds),
        [
            "Expected `date`, got `None`",
            "Expected `date`, got `bool`",
            "Expected `date`, got `int`",
            "Expected `date`, got `float`",
            "Expected `date`, got `bytes`",
            "Expected `date`, got `array`",
            "Expected `date`, got `object`",
            "Expected `date`, got `ext`",
            "Expected `date`, got `ext`",
            "Expected `date`, got `ext`",
            "Invalid RFC3339 encoded date",
        ]
    );
    assert_eq!(
        errors::<Time>(kinds),
        [
            "Expected `time`, got `None`",
            "Expected `time`, got `bool`",
            "Expected `time`, got `int`",
            "Expected `time`, got `float`",
            "Expected `time`, got `bytes`",
            "Expected `time`, got `array`",
            "Expected `time`, got `object`",
            "Expected `time`, got `ext`",
            "Expected `time`, got `ext`",
            "Expected `time`, got `ext`",
            "Invalid RFC3339 encoded time",
        ]
    );
    assert_eq!(
        errors::<Span>(kinds),
        [
            "Expected `duration`, got `None`",
            "Expected `duration`, got `bool`",
            "Expected `duration`, got `int`",
            "Expected `duration`, got `float`",
            "Expected `duration`, got `bytes`",
            "Expected `duration`, got `array`",
            "Expected `duration`, got `object`",
            "Expected `duration`, got `ext`",
            "Expected `duration`, got `ext`",
            "Expected `duration`, got `ext`",
            "Invalid ISO8601 duration",
        ]
    );
}

#[test]
fn what_is_cut_off_is_truncated() {
    for bytes in [put(moment(-1, 5)), put(moment(1, 0)), wire("2024-02-29T00:00:00.5Z")] {
        for length in 0..bytes.len() {
            assert_eq!(get::<Moment>(&bytes[..length]), Err("Input data was truncated".to_owned()));
        }
    }
}

/// msgspec rounds to microseconds: 999,999,999 makes it the next second, and in the year 9999 an error.
#[test]
fn nanoseconds_are_kept_and_finer_digits_dropped() {
    let bytes = put(moment(253_402_300_799, 999_999_999));
    assert_eq!(get(&bytes), Ok(moment(253_402_300_799, 999_999_999)));
    assert_eq!(get(&wire("1970-01-01T00:00:00.0000000019Z")), Ok(moment(0, 1)));
    for (text, written) in [
        ("23:59:59.9999999999", "23:59:59.999999999"),
        ("00:00:00.0000001", "00:00:00.000000100"),
        ("00:00:00.0000000001", "00:00:00"),
    ] {
        assert_eq!(get::<Time>(&wire(text)).map(put), Ok(wire(written)));
    }
    for (text, parts) in [
        ("PT0.000000001S", (false, 0, 1)),
        ("-PT0.000000001S", (true, 0, 1)),
        ("-PT0.0000000001S", (false, 0, 0)),
        ("P0.00000000000001D", (false, 0, 0)),
        ("P0.0000000000001D", (false, 0, 8)),
        ("P123456789.12345678912999D", (false, 10_666_666_580_266, 666_580_831)),
        ("P0.99999999999999999999999999999999D", (false, 86_399, 999_999_999)),
    ] {
        assert_eq!(get(&wire(text)), Ok(span(parts)), "{text:?}");
    }
}

/// msgspec's 64 bits wrap around here, so that it reads another value.
#[test]
fn spans_do_not_wrap_around() {
    refused::<Span>("Duration is out of range", &["P106751991167301D", "P140737488355328D", "-P140737488355328DT1H"]);
}

/// msgspec takes the byte 0 for the end, and reads the rest as nothing.
#[test]
fn a_zero_byte_is_not_the_end() {
    refused::<Civil>("Invalid RFC3339 encoded datetime", &["2020-01-01T00:00:00\0", "2020-01-01T00:00:00\0junk"]);
    refused::<Time>("Invalid RFC3339 encoded time", &["00:00:00\0", "00:00:00\0junk"]);
}

/// msgspec reads them, but cannot write them again, as a timestamp has no zone. One second past the end
/// it has Python's words for what here is an ordinary error.
#[test]
fn moments_are_in_range_in_utc() {
    refused::<Moment>("Timestamp is out of range ", &["0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"]);
    let bytes = put(moment(253_402_300_800, 0));
    assert_eq!(get::<Moment>(&bytes), Err("Timestamp is out of range ".to_owned()));
}

/// They are written as they are, without a panic; reading refuses them.
#[test]
fn values_outside_of_the_calendar_keep_their_bound() {
    for seconds in [i64::MIN, -62_135_596_801, 253_402_300_800, i64::MAX] {
        let bytes = put(moment(seconds, 999_999_999));
        assert_eq!(bytes.len(), Moment::MOST);
        assert_eq!(get::<Moment>(&bytes), Err("Timestamp is out of range ".to_owned()));
    }
    let time = Time { hour: 23, minute: 59, second: 59, nanos: 999_999_999 };
    for (year, written) in [
        (0, "0000-12-31T23:59:59.999999999"),
        (-44, "-000044-12-31T23:59:59.999999999"),
        (12_345, "+012345-12-31T23:59:59.999999999"),
        (-262_143, "-262143-12-31T23:59:59.999999999"),
    ] {
        let civil = Civil { date: Date { year, month: 12, day: 31 }, time };
        assert_eq!(put(civil), wire(written));
        refused::<Civil>("Invalid RFC3339 encoded datetime", &[written]);
    }
    let longest = put(span((true, u64::MAX, 999_999_999)));
    assert_eq!(longest, wire("-P213503982334601DT25215.999999999S"));
    assert_eq!(longest.len(), Span::MOST);
    assert_eq!(get::<Span>(&longest), Err("Duration is out of range".to_owned()));
}

/// Every day of the calendar, as the days since 1970 count them.
#[test]
fn days_follow_one_another() {
    let time = Time { hour: 0, minute: 0, second: 0, nanos: 0 };
    let mut expected = -62_135_596_800;
    for year in 1..=9999 {
        for month in 1..=12 {
            for day in 1..=super::days_in(year, month) {
                assert_eq!(Civil { date: Date { year, month, day }, time }.seconds(), expected);
                expected += 86_400;
            }
        }
    }
    assert_eq!(expected, 253_402_300_800);
}

/// What is written as text is what was read, over all the calendar and in every zone.
#[test]
fn moments_as_text_are_read_back() {
    let last = 253_402_300_799_i64;
    // A day from either end, where every zone has the year.
    let mut seconds = -62_135_596_800_i64 + 86_400;
    let mut step = 0_u32;
    while seconds <= last - 86_400 {
        let offset = (step % 48) as i32 * 1800 - 43_200;
        let nanos = [0, 1_000, 999_999_999, 500_000_000][step as usize % 4];
        let moment = Moment { seconds, nanos, offset };
        let text = moment.text(str::to_owned);
        assert_eq!(Moment::parse(text.as_bytes()).ok(), Some(moment), "{text}");
        step += 1;
        seconds += 86_400 * 29 + 4_999;
    }
    assert!(step > 100_000);
    for (seconds, text) in [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"),
        (951_782_400, "2000-02-29T00:00:00Z"),
        (-62_135_596_800, "0001-01-01T00:00:00Z"),
        (last, "9999-12-31T23:59:59Z"),
        (last + 1, "+010000-01-01T00:00:00Z"),
        (-62_167_219_201, "-000001-12-31T23:59:59Z"),
    ] {
        assert_eq!(Moment { seconds, nanos: 0, offset: 0 }.text(str::to_owned), text);
    }
    // In a zone whose year has no four digits: the same moment in UTC.
    for (seconds, offset, text) in [
        (-62_135_596_800, -3600, "0001-01-01T00:00:00Z"),
        (-62_135_596_800, 3600, "0001-01-01T01:00:00+01:00"),
        (last, 60, "9999-12-31T23:59:59Z"),
        (last, -3600, "9999-12-31T22:59:59-01:00"),
    ] {
        assert_eq!(Moment { seconds, nanos: 0, offset }.text(str::to_owned), text);
        assert_eq!(Moment::parse(text.as_bytes()).ok().map(|moment| moment.seconds), Some(seconds));
    }
    for seconds in [i64::MIN, i64::MAX] {
        let _ = Moment { seconds, nanos: 999_999_999, offset: -43_200 }.text(str::to_owned);
    }
}

/// What may be written is what can be read again, at both ends of each form.
#[test]
fn what_is_in_range_is_read_again() {
    fn held<F: Form + Copy + std::fmt::Debug + PartialEq>(form: F, is_in_range: bool) {
        assert_eq!(form.in_range().is_ok(), is_in_range, "{form:?}");
        match get::<F>(&put(form)) {
            Ok(read) => assert!(is_in_range && read == form, "{form:?}"),
            Err(error) => assert_eq!(form.in_range().map_err(|fault| crate::Error::new(fault).to_string()), Err(error)),
        }
    }

    let (first, last) = (-62_135_596_800, 253_402_300_799);
    for (seconds, nanos, is_in_range) in [
        (first, 0, true),
        (first - 1, 999_999_999, false),
        (last, 999_999_999, true),
        (last + 1, 0, false),
        (i64::MIN, 0, false),
        (i64::MAX, 999_999_999, false),
    ] {
        held(moment(seconds, nanos), is_in_range);
    }
    let day = |year| Date { year, month: 12, day: 31 };
    for (year, is_in_range) in [(0, false), (1, true), (9999, true), (10_000, false), (-1, false)] {
        held(day(year), is_in_range);
        held(Civil { date: day(year), time: Time { hour: 23, minute: 59, second: 59, nanos: 0 } }, is_in_range);
    }
    let days = 999_999_999 * 86_400;
    for (parts, is_in_range) in [
        ((false, days + 86_399, 999_999_999), true),
        ((false, days + 86_400, 0), false),
        ((true, days, 0), true),
        ((true, days, 1), false),
        ((false, u64::MAX, 999_999_999), false),
        ((true, u64::MAX, 0), false),
    ] {
        held(span(parts), is_in_range);
    }
}
