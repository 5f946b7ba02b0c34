//! chrono's date-times, dates, times and time deltas.
//!
//! chrono alone can hold leap seconds. Neither msgspec nor a timestamp can: one is written as the last
//! nanosecond before it.

use super::calendar::{
    Civil, Date, INVALID_DATE, INVALID_TIME, MOMENT_OUT_OF_RANGE, Moment, SPAN_OUT_OF_RANGE, Span, Time,
};
use crate::fault::Fault;
use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc,
};

calendar! {
    DateTime<Utc> as Moment: moment_of, utc;
    DateTime<FixedOffset> as Moment: moment_with_zone, fixed_offset;
    NaiveDateTime as Civil: civil_of, datetime;
    NaiveDate as Date: date_of, date;
    NaiveTime as Time: time_of, time;
    TimeDelta as Span: span_of, delta;
}

const LAST_NANO: u32 = 999_999_999;

fn moment_of<Z: TimeZone>(time: DateTime<Z>) -> Moment {
    Moment { seconds: time.timestamp(), nanos: time.timestamp_subsec_nanos().min(LAST_NANO), offset: 0 }
}

fn moment_with_zone(time: DateTime<FixedOffset>) -> Moment {
    Moment { offset: time.offset().local_minus_utc(), ..moment_of(time) }
}

fn utc(moment: Moment) -> Result<DateTime<Utc>, Fault> {
    DateTime::from_timestamp(moment.seconds, moment.nanos).ok_or(MOMENT_OUT_OF_RANGE)
}

/// An ext has no zone and reads as `+00:00`; text keeps its own.
fn fixed_offset(moment: Moment) -> Result<DateTime<FixedOffset>, Fault> {
    let offset = FixedOffset::east_opt(moment.offset).ok_or(MOMENT_OUT_OF_RANGE)?;
    Ok(utc(moment)?.with_timezone(&offset))
}

fn civil_of(datetime: NaiveDateTime) -> Civil {
    Civil { date: date_of(datetime.date()), time: time_of(datetime.time()) }
}

fn datetime(civil: Civil) -> Result<NaiveDateTime, Fault> {
    Ok(date(civil.date)?.and_time(time(civil.time)?))
}

fn date_of(date: NaiveDate) -> Date {
    Date { year: date.year(), month: date.month(), day: date.day() }
}

fn date(date: Date) -> Result<NaiveDate, Fault> {
    NaiveDate::from_ymd_opt(date.year, date.month, date.day).ok_or(INVALID_DATE)
}

fn time_of(time: NaiveTime) -> Time {
    Time { hour: time.hour(), minute: time.minute(), second: time.second(), nanos: time.nanosecond().min(LAST_NANO) }
}

fn time(time: Time) -> Result<NaiveTime, Fault> {
    NaiveTime::from_hms_nano_opt(time.hour, time.minute, time.second, time.nanos).ok_or(INVALID_TIME)
}

fn span_of(delta: TimeDelta) -> Span {
    // Both parts have the sign of the whole.
    let (seconds, nanos) = (delta.num_seconds(), delta.subsec_nanos());
    Span { negative: seconds < 0 || nanos < 0, seconds: seconds.unsigned_abs(), nanos: nanos.unsigned_abs() }
}

fn delta(span: Span) -> Result<TimeDelta, Fault> {
    let seconds = i64::try_from(span.seconds).map_err(|_| SPAN_OUT_OF_RANGE)?;
    let size = TimeDelta::new(seconds, span.nanos).ok_or(SPAN_OUT_OF_RANGE)?;
    Ok(if span.negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::DecodeOwned;
    use crate::encode::Encode;
    use crate::impls::testing::{decoded, wire, written};
    use std::fmt::Debug;

    fn same<T: Encode + DecodeOwned + Debug + PartialEq>(value: Option<T>, bytes: &[u8]) {
        assert_eq!(value.as_ref().map(written).as_deref(), Some(bytes));
        assert_eq!(decoded(bytes).ok(), value);
    }

    fn civil(
        year: i32,
        (month, day): (u32, u32),
        (hour, minute, second): (u32, u32, u32),
        nanos: u32,
    ) -> Option<NaiveDateTime> {
        NaiveDate::from_ymd_opt(year, month, day)?.and_hms_nano_opt(hour, minute, second, nanos)
    }

    #[test]
    fn date_times_are_timestamps() {
        let at = DateTime::from_timestamp;
        same(at(0, 0), b"\xd6\xff\x00\x00\x00\x00");
        same(at(1_703_001_234, 567_000_000), b"\xd7\xff\x87\x2e\xef\x00\x65\x81\xbc\x92");
        same(at(-1, 999_999_000), b"\xc7\x0c\xff\x3b\x9a\xc6\x18\xff\xff\xff\xff\xff\xff\xff\xff");
        same(at(-62_135_596_800, 0), b"\xc7\x0c\xff\x00\x00\x00\x00\xff\xff\xff\xf1\x88\x6e\x09\x00");
        same(at(253_402_300_799, 999_999_999), b"\xc7\x0c\xff\x3b\x9a\xc9\xff\x00\x00\x00\x3a\xff\xf4\x41\x7f");
        for time in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            assert_eq!(decoded::<DateTime<Utc>>(&written(&time)), Err("Timestamp is out of range ".to_owned()));
        }
    }

    #[test]
    fn fixed_offsets_stay_with_text_alone() {
        let text = wire("1970-01-01T05:30:00.5+05:30");
        let kept = decoded::<DateTime<FixedOffset>>(&text).map(|time| time.to_rfc3339());
        assert_eq!(kept, Ok("1970-01-01T05:30:00.500+05:30".to_owned()));
        let bytes = decoded::<DateTime<FixedOffset>>(&text).map(|time| written(&time));
        assert_eq!(bytes.as_deref(), Ok(&b"\xd7\xff\x77\x35\x94\x00\x00\x00\x00\x00"[..]));
        let utc = decoded::<DateTime<FixedOffset>>(b"\xd6\xff\0\0\0\0").map(|time| time.to_rfc3339());
        assert_eq!(utc, Ok("1970-01-01T00:00:00+00:00".to_owned()));
        for text in ["1970-01-01T23:59:00+23:59", "1969-12-31T00:01:00-23:59", "1970-01-01T00:00:00-00:00"] {
            let time = decoded::<DateTime<FixedOffset>>(&wire(text)).map(|time| time.timestamp());
            assert_eq!(time, Ok(0));
        }
    }

    #[test]
    fn naive_types_are_text() {
        same(civil(2024, (2, 29), (23, 59, 59), 500_000_000), &wire("2024-02-29T23:59:59.500000"));
        same(civil(1, (1, 1), (0, 0, 0), 0), &wire("0001-01-01T00:00:00"));
        same(NaiveDate::from_ymd_opt(9999, 12, 31), &wire("9999-12-31"));
        same(NaiveTime::from_hms_nano_opt(23, 59, 59, 999_999_999), &wire("23:59:59.999999999"));
        assert_eq!(written(&NaiveDateTime::MAX), wire("+262142-12-31T23:59:59.999999999"));
        assert_eq!(written(&NaiveDateTime::MIN), wire("-262143-01-01T00:00:00"));
        assert_eq!(decoded::<NaiveDate>(&wire("+262142-12-31")), Err("Invalid RFC3339 encoded date".to_owned()));
        assert_eq!(
            decoded::<NaiveTime>(&wire("12:30:00Z")),
            Err("Expected `time` with no timezone component".to_owned())
        );
    }

    #[test]
    fn leap_seconds_are_written_as_what_is_before_them() {
        let leap = civil(2016, (12, 31), (23, 59, 59), 1_500_000_000);
        let before = "2016-12-31T23:59:59.999999999";
        assert_eq!(leap.map(|leap| written(&leap)), Some(wire(before)));
        assert_eq!(leap.map(|leap| written(&leap.time())), Some(wire("23:59:59.999999999")));
        let utc = decoded::<DateTime<Utc>>(&wire(&format!("{before}Z"))).map(|time| written(&time)).ok();
        assert_eq!(leap.map(|leap| written(&leap.and_utc())), utc);
    }

    #[test]
    fn time_deltas_are_text() {
        same(Some(TimeDelta::zero()), &wire("P0D"));
        same(TimeDelta::new(86_402, 3_000), &wire("P1DT2.000003S"));
        // One second and a half below nothing.
        same(TimeDelta::new(-2, 500_000_000), &wire("-PT1.5S"));
        same(TimeDelta::new(-1, 999_999_999), &wire("-PT0.000000001S"));
        for (delta, text) in
            [(TimeDelta::MIN, "-P106751991167DT25975.807S"), (TimeDelta::MAX, "P106751991167DT25975.807S")]
        {
            assert_eq!(written(&delta), wire(text));
            assert_eq!(decoded::<TimeDelta>(&wire(text)), Err("Duration is out of range".to_owned()));
        }
    }
}
