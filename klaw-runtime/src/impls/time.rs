//! The standard library's clock and durations.

use super::calendar::{MOMENT_OUT_OF_RANGE, Moment, Span};
use crate::fault::{Fault, Number};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

calendar! {
    SystemTime as Moment: moment_of, system_time;
    Duration as Span: span_of, duration;
}

fn moment_of(time: SystemTime) -> Moment {
    let (seconds, nanos) = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (i64::try_from(after.as_secs()).unwrap_or(i64::MAX), after.subsec_nanos()),
        Err(error) => {
            let before = error.duration();
            let seconds = 0_i64.saturating_sub_unsigned(before.as_secs());
            match before.subsec_nanos() {
                0 => (seconds, 0),
                nanos => (seconds.saturating_sub(1), 1_000_000_000 - nanos),
            }
        }
    };
    Moment { seconds, nanos, offset: 0 }
}

fn system_time(moment: Moment) -> Result<SystemTime, Fault> {
    let seconds = Duration::from_secs(moment.seconds.unsigned_abs());
    let whole = if moment.seconds < 0 { UNIX_EPOCH.checked_sub(seconds) } else { UNIX_EPOCH.checked_add(seconds) };
    whole.and_then(|time| time.checked_add(Duration::new(0, moment.nanos))).ok_or(MOMENT_OUT_OF_RANGE)
}

fn span_of(duration: Duration) -> Span {
    Span { negative: false, seconds: duration.as_secs(), nanos: duration.subsec_nanos() }
}

/// Python's timedelta may be negative, `Duration` not.
fn duration(span: Span) -> Result<Duration, Fault> {
    if span.negative {
        return Err(Fault::Range { expected: "duration", op: ">=", bound: Number::Int(0) });
    }
    Ok(Duration::new(span.seconds, span.nanos))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::impls::testing::{decoded, wire, written};

    fn at(seconds: i64, nanos: u32) -> Option<SystemTime> {
        let size = Duration::from_secs(seconds.unsigned_abs());
        let whole = if seconds < 0 { UNIX_EPOCH.checked_sub(size) } else { UNIX_EPOCH.checked_add(size) };
        whole?.checked_add(Duration::from_nanos(nanos.into()))
    }

    #[test]
    fn system_times_are_timestamps() {
        let cases: &[((i64, u32), &[u8])] = &[
            ((0, 0), b"\xd6\xff\x00\x00\x00\x00"),
            ((1_703_001_234, 567_000_000), b"\xd7\xff\x87\x2e\xef\x00\x65\x81\xbc\x92"),
            ((17_179_869_184, 0), b"\xc7\x0c\xff\x00\x00\x00\x00\x00\x00\x00\x04\x00\x00\x00\x00"),
            ((-1, 0), b"\xc7\x0c\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"),
            ((-1, 999_999_000), b"\xc7\x0c\xff\x3b\x9a\xc6\x18\xff\xff\xff\xff\xff\xff\xff\xff"),
            ((-62_135_596_800, 0), b"\xc7\x0c\xff\x00\x00\x00\x00\xff\xff\xff\xf1\x88\x6e\x09\x00"),
            ((253_402_300_799, 999_999_000), b"\xc7\x0c\xff\x3b\x9a\xc6\x18\x00\x00\x00\x3a\xff\xf4\x41\x7f"),
        ];
        for &((seconds, nanos), bytes) in cases {
            let time = at(seconds, nanos);
            assert_eq!(time.map(|time| written(&time)).as_deref(), Some(bytes));
            assert_eq!(decoded(bytes).ok(), time);
        }
        assert_eq!(decoded(&wire("1969-12-31T16:00:00-08:00")), Ok(UNIX_EPOCH));
    }

    /// They are written as they are; no Python can read them.
    #[test]
    fn system_times_past_the_calendar_do_not_panic() {
        for seconds in [i64::MIN, i64::MIN + 1, -62_135_596_801, 253_402_300_800, i64::MAX] {
            if let Some(time) = at(seconds, 0) {
                let bytes = written(&time);
                assert_eq!(bytes[..7], *b"\xc7\x0c\xff\0\0\0\0");
                assert_eq!(bytes[7..], seconds.to_be_bytes());
                assert_eq!(decoded::<SystemTime>(&bytes), Err("Timestamp is out of range ".to_owned()));
            }
        }
    }

    #[test]
    fn durations_are_text() {
        let longest = Duration::new(86_399_999_999_999, 999_999_000);
        for (duration, text) in [
            (Duration::ZERO, "P0D"),
            (Duration::from_secs(86_400), "P1D"),
            (Duration::from_secs(12_345), "PT12345S"),
            (Duration::from_micros(100_000), "PT0.1S"),
            (Duration::new(86_402, 3_000), "P1DT2.000003S"),
            (longest, "P999999999DT86399.999999S"),
        ] {
            assert_eq!(written(&duration), wire(text));
            assert_eq!(decoded(&wire(text)), Ok(duration));
        }
        assert_eq!(decoded(&wire("PT1.5H")), Ok(Duration::from_secs(5400)));
        assert_eq!(decoded(&wire("-P0D")), Ok(Duration::ZERO));
        assert_eq!(written(&Duration::MAX), wire("P213503982334601DT25215.999999999S"));
        for (text, error) in [
            ("-PT1.5S", "Expected `duration` >= 0"),
            ("-P1000000000D", "Duration is out of range"),
            ("P213503982334601DT25215.999999999S", "Duration is out of range"),
            ("P1Z", "Invalid ISO8601 duration"),
        ] {
            assert_eq!(decoded::<Duration>(&wire(text)), Err(error.to_owned()));
        }
    }

    #[test]
    fn errors_name_their_place_and_the_alternative() {
        let out_of_range = b"\x92\xd6\xff\0\0\0\0\xc7\x0c\xff\0\0\0\0\x7f\xff\xff\xff\xff\xff\xff\xff";
        let error = "Timestamp is out of range  - at `$[1]`";
        assert_eq!(decoded::<Vec<SystemTime>>(out_of_range), Err(error.to_owned()));
        assert_eq!(decoded::<Option<SystemTime>>(b"\xc0"), Ok(None));
        let error = "Expected `datetime | null`, got `int`";
        assert_eq!(decoded::<Option<SystemTime>>(b"\x05"), Err(error.to_owned()));
        let error = "Expected `duration | null`, got `ext`";
        assert_eq!(decoded::<Option<Duration>>(b"\xd6\xff\0\0\0\0"), Err(error.to_owned()));
    }
}
