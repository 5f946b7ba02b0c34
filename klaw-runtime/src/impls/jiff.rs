//! jiff's timestamps, civil dates and times, and signed durations. A `Zoned` has no impl: the name of
//! its zone has no place in msgspec's forms.

use super::calendar::{
    Civil, Date, INVALID_DATE, INVALID_TIME, MOMENT_OUT_OF_RANGE, Moment, SPAN_OUT_OF_RANGE, Span, Time,
};
use crate::fault::Fault;
use jiff::{SignedDuration, Timestamp, civil};

calendar! {
    Timestamp as Moment: moment_of, timestamp;
    civil::DateTime as Civil: civil_of, datetime;
    civil::Date as Date: date_of, date;
    civil::Time as Time: time_of, time;
    SignedDuration as Span: span_of, duration;
}

fn moment_of(timestamp: Timestamp) -> Moment {
    let seconds = timestamp.as_second();
    // Both parts have the sign of the whole.
    match u32::try_from(timestamp.subsec_nanosecond()) {
        Ok(nanos) => Moment { seconds, nanos, offset: 0 },
        Err(_) => {
            let nanos = 1_000_000_000 - timestamp.subsec_nanosecond().unsigned_abs();
            Moment { seconds: seconds.saturating_sub(1), nanos, offset: 0 }
        }
    }
}

/// The last 26 hours of the year 9999 are past `Timestamp::MAX`.
fn timestamp(moment: Moment) -> Result<Timestamp, Fault> {
    Timestamp::new(moment.seconds, moment.nanos as i32).map_err(|_| MOMENT_OUT_OF_RANGE)
}

fn civil_of(datetime: civil::DateTime) -> Civil {
    Civil { date: date_of(datetime.date()), time: time_of(datetime.time()) }
}

fn datetime(civil: Civil) -> Result<civil::DateTime, Fault> {
    Ok(civil::DateTime::from_parts(date(civil.date)?, time(civil.time)?))
}

fn date_of(date: civil::Date) -> Date {
    Date {
        year: i32::from(date.year()),
        month: u32::from(date.month().unsigned_abs()),
        day: u32::from(date.day().unsigned_abs()),
    }
}

fn date(date: Date) -> Result<civil::Date, Fault> {
    civil::Date::new(date.year as i16, date.month as i8, date.day as i8).map_err(|_| INVALID_DATE)
}

fn time_of(time: civil::Time) -> Time {
    Time {
        hour: u32::from(time.hour().unsigned_abs()),
        minute: u32::from(time.minute().unsigned_abs()),
        second: u32::from(time.second().unsigned_abs()),
        nanos: time.subsec_nanosecond().unsigned_abs(),
    }
}

fn time(time: Time) -> Result<civil::Time, Fault> {
    civil::Time::new(time.hour as i8, time.minute as i8, time.second as i8, time.nanos as i32).map_err(|_| INVALID_TIME)
}

fn span_of(duration: SignedDuration) -> Span {
    let size = duration.unsigned_abs();
    Span { negative: duration.is_negative(), seconds: size.as_secs(), nanos: size.subsec_nanos() }
}

fn duration(span: Span) -> Result<SignedDuration, Fault> {
    let seconds = i64::try_from(span.seconds).map_err(|_| SPAN_OUT_OF_RANGE)?;
    let size = SignedDuration::new(seconds, span.nanos as i32);
    Ok(if span.negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::DecodeOwned;
    use crate::encode::Encode;
    use crate::impls::testing::{decoded, wire, written};
    use std::fmt::Debug;

    fn same<T: Encode + DecodeOwned + Debug + PartialEq>(value: T, bytes: &[u8]) {
        assert_eq!(written(&value), bytes);
        assert_eq!(decoded(bytes), Ok(value));
    }

    #[test]
    fn timestamps_are_timestamps() {
        let at = |seconds, nanos| Timestamp::constant(seconds, nanos);
        same(at(0, 0), b"\xd6\xff\x00\x00\x00\x00");
        same(at(1_703_001_234, 567_000_000), b"\xd7\xff\x87\x2e\xef\x00\x65\x81\xbc\x92");
        same(at(-1, 0), b"\xc7\x0c\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff");
        same(at(0, -1_000), b"\xc7\x0c\xff\x3b\x9a\xc6\x18\xff\xff\xff\xff\xff\xff\xff\xff");
        same(at(-62_135_596_800, 0), b"\xc7\x0c\xff\x00\x00\x00\x00\xff\xff\xff\xf1\x88\x6e\x09\x00");
        assert_eq!(decoded(&wire("1970-01-01t06:00:00+0600")), Ok(Timestamp::UNIX_EPOCH));
    }

    #[test]
    fn timestamps_end_where_jiff_ends() {
        same(Timestamp::MAX, b"\xc7\x0c\xff\x3b\x9a\xc9\xff\x00\x00\x00\x3a\xff\xf2\xd3\xe0");
        let last = Timestamp::constant(253_402_207_200, 0);
        assert_eq!(decoded(&wire("9999-12-30T22:00:00Z")), Ok(last));
        let past = decoded::<Timestamp>(&wire("9999-12-30T22:00:01Z"));
        assert_eq!(past, Err("Timestamp is out of range ".to_owned()));
        let before = written(&Timestamp::MIN);
        assert_eq!(decoded::<Timestamp>(&before), Err("Timestamp is out of range ".to_owned()));
    }

    #[test]
    fn civil_types_are_text() {
        same(civil::datetime(2024, 2, 29, 23, 59, 59, 500_000_000), &wire("2024-02-29T23:59:59.500000"));
        same(civil::datetime(1, 1, 1, 0, 0, 0, 0), &wire("0001-01-01T00:00:00"));
        same(civil::datetime(9999, 12, 31, 23, 59, 59, 999_999_999), &wire("9999-12-31T23:59:59.999999999"));
        same(civil::date(2024, 2, 29), &wire("2024-02-29"));
        same(civil::time(12, 30, 0, 1_000), &wire("12:30:00.000001"));
        same(civil::Time::MAX, &wire("23:59:59.999999999"));
        assert_eq!(written(&civil::Date::MIN), wire("-009999-01-01"));
        assert_eq!(written(&civil::DateTime::MIN), wire("-009999-01-01T00:00:00"));
        for (text, error) in [
            ("2024-02-29T23:59:59Z", "Expected `datetime` with no timezone component"),
            ("-009999-01-01T00:00:00", "Invalid RFC3339 encoded datetime"),
        ] {
            assert_eq!(decoded::<civil::DateTime>(&wire(text)), Err(error.to_owned()));
        }
        let error = "Expected `date`, got `int`";
        assert_eq!(decoded::<civil::Date>(b"\x05"), Err(error.to_owned()));
    }

    #[test]
    fn signed_durations_are_text() {
        same(SignedDuration::ZERO, &wire("P0D"));
        same(SignedDuration::new(86_402, 3_000), &wire("P1DT2.000003S"));
        same(SignedDuration::new(-86_402, -3_000), &wire("-P1DT2.000003S"));
        same(SignedDuration::new(0, -1), &wire("-PT0.000000001S"));
        same(SignedDuration::new(-86_399_999_913_600, 0), &wire("-P999999999D"));
        for (duration, text) in [
            (SignedDuration::MIN, "-P106751991167300DT55808.999999999S"),
            (SignedDuration::MAX, "P106751991167300DT55807.999999999S"),
        ] {
            assert_eq!(written(&duration), wire(text));
            assert_eq!(decoded::<SignedDuration>(&wire(text)), Err("Duration is out of range".to_owned()));
        }
    }
}
